#pragma once

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gio.h>
#include <gio/gsettingsbackend.h>

#include "settings-file.h"

G_BEGIN_DECLS

/* A GSettingsBackend over settings.ini: values change at once in memory, the file follows in a
 * thread. For the main thread only. What the file may look like: settings-schema.h and
 * settings-text.h. */
#define CT_TYPE_SETTINGS_BACKEND (ct_settings_backend_get_type ())
G_DECLARE_FINAL_TYPE (CtSettingsBackend, ct_settings_backend, CT, SETTINGS_BACKEND,
                      GSettingsBackend)

/* file NULL: in memory. Reads the file. */
CtSettingsBackend *ct_settings_backend_new (CtSettingsFile *file);

GHashTable *ct_settings_backend_get_values (CtSettingsBackend *self); /* (transfer none) */
/* (nullable) Why the file cannot be read: then nothing is writable; else why the last write failed:
 * then it is tried again with the next one. Signal "error-changed". */
const GError *ct_settings_backend_get_error (CtSettingsBackend *self);

/* Reads the file again; only keys with another value are notified. */
void ct_settings_backend_reload (CtSettingsBackend *self);
gboolean ct_settings_backend_flush (CtSettingsBackend *self, GError **error);
/* ct_settings_file_update(), or the same in memory; notified before it returns. */
gboolean ct_settings_backend_edit (CtSettingsBackend *self, CtSettingsChangesFunc func,
                                   gpointer user_data, GError **error);

/* Signal "accounts-changed": the list, or a key of an account; once for what changed together. */

G_END_DECLS
