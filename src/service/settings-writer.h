#pragma once

#include "settings-file.h"

G_BEGIN_DECLS

/* Writes changes in a thread, so that no disk stalls the main loop: in their order, one write at a
 * time; what is queued in one turn of the loop, or while a write is under way, is one write.
 *
 *     queue -> pending --(turn of the loop)--> writing --+--> done
 *                 ^                                      |
 *                 '---------- failed: kept <-------------'   tried again with the next queue or
 * flush
 */
typedef struct _CtSettingsWriter CtSettingsWriter;

/* values: what the file has now (with what others wrote); NULL with an error when it could not be
 * written. Called in the main context of the thread that made the writer. */
typedef void (*CtSettingsWrittenFunc) (GHashTable *values, const GError *error, gpointer user_data);

CtSettingsWriter *ct_settings_writer_new (CtSettingsFile *file, CtSettingsWrittenFunc written,
                                          gpointer user_data);
/* Flushes first. */
void ct_settings_writer_free (CtSettingsWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtSettingsWriter, ct_settings_writer_free)

void ct_settings_writer_queue (CtSettingsWriter *writer, GHashTable *changes);
/* Tries again what failed, if something did. */
void ct_settings_writer_retry (CtSettingsWriter *writer);
/* Waits until nothing is left to write. FALSE: the rest could not be written and is kept. */
gboolean ct_settings_writer_flush (CtSettingsWriter *writer, GError **error);

/* Applies to values what is not on disk yet. */
void ct_settings_writer_apply_pending (CtSettingsWriter *writer, GHashTable *values);

G_END_DECLS
