#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tells when something happens in a folder, which may come and go. While it is away the nearest
 * folder above it is watched: a GFileMonitor of what is not there looks for it every four seconds,
 * for as long as the program runs. */
typedef struct _CtFolderWatch CtFolderWatch;

/* changed runs from the main loop: something in the folder, or the folder itself. */
CtFolderWatch *ct_folder_watch_new (const char *path, void (*changed) (gpointer user_data),
                                    gpointer user_data);
void ct_folder_watch_free (CtFolderWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtFolderWatch, ct_folder_watch_free)

G_END_DECLS
