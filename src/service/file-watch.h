#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tells when a file that people and other programs change may have another content: in its folder,
 * and in its target's when it is a symbolic link. Waits for writers to close it, and a moment for
 * one that was taken away to come back, as many editors do it. */
typedef struct _CtFileWatch CtFileWatch;

/* The file need not exist, its folder must. changed runs from the main loop. */
CtFileWatch *ct_file_watch_new (const char *path, void (*changed) (gpointer user_data),
                                gpointer user_data);
void ct_file_watch_free (CtFileWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtFileWatch, ct_file_watch_free)

G_END_DECLS
