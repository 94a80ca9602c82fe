#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Tells of files that were renamed into a folder, and of nothing else: a GFileMonitor would wake a
 * thread and this process for every step of our own writes beside it (opened, written, closed,
 * moved), several times a poll. */
typedef struct _CtRenameWatch CtRenameWatch;

/* changed runs from the thread's default main loop with the file's name. NULL: it cannot be
 * watched. */
CtRenameWatch *ct_rename_watch_new (const char *folder,
                                    void (*changed) (const char *name, gpointer user_data),
                                    gpointer user_data);
void ct_rename_watch_free (CtRenameWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtRenameWatch, ct_rename_watch_free)

G_END_DECLS
