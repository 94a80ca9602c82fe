#pragma once

#include "settings-schema.h"

G_BEGIN_DECLS

/* settings.ini, read as typed values and changed without loss. Immutable: may be used in any
 * thread. Errors are CT_ERROR_SETTINGS and name the file and the line, or the group and the key. */
typedef struct _CtSettingsFile CtSettingsFile;

CtSettingsFile *ct_settings_file_new (const char *path, CtSettingsSchema *schema);
CtSettingsFile *ct_settings_file_ref (CtSettingsFile *file);
void ct_settings_file_unref (CtSettingsFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtSettingsFile, ct_settings_file_unref)

const char *ct_settings_file_get_path (CtSettingsFile *file);

/* Brings values up to date. What cannot be read stays in them as it was: everything when a line is
 * broken, one key when it is that key's text. */
gboolean ct_settings_file_read (CtSettingsFile *file, GHashTable *values, GError **error);

/* The changes to make to what the file has now; NULL with an error: none. (transfer full) */
typedef GHashTable *(*CtSettingsChangesFunc) (GHashTable *values, gpointer user_data,
                                              GError **error);

/* One read-modify-write under settings.lock. Gives the values of the file as it is afterwards; NULL
 * when it has not been written. Content that does not change is not written. (transfer full) */
GHashTable *ct_settings_file_update (CtSettingsFile *file, CtSettingsChangesFunc func,
                                     gpointer user_data, GError **error);

G_END_DECLS
