#pragma once

#include <gio/gio.h>

#include "ini-text.h"

G_BEGIN_DECLS

/* Which keys there are, and how they stand in the file: [general] and one [account <uuid>] each,
 * values as in settings-text.h. Immutable: may be used in any thread. */
typedef struct _CtSettingsSchema CtSettingsSchema;

/* dir: the folder of gschemas.compiled. Errors: CT_ERROR_SETTINGS. */
CtSettingsSchema *ct_settings_schema_new (const char *dir, GError **error);
CtSettingsSchema *ct_settings_schema_ref (CtSettingsSchema *schema);
void ct_settings_schema_unref (CtSettingsSchema *schema);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtSettingsSchema, ct_settings_schema_unref)

GSettingsSchema *ct_settings_schema_get_general (CtSettingsSchema *schema);
GSettingsSchema *ct_settings_schema_get_account (CtSettingsSchema *schema);

/* Of an address (settings-values.h) with a key of the schema. (transfer full) */
GVariant *ct_settings_schema_get_default (CtSettingsSchema *schema, const char *address);

/* Reads every known key into values, whose older content goes. A key whose text is not of its type
 * or out of its range keeps the value that it had there; error then names group and key of the
 * first one (CT_ERROR_SETTINGS). */
gboolean ct_settings_schema_read (CtSettingsSchema *schema, CtIniText *ini, GHashTable *values,
                                  GError **error);
/* Everything else stays as it is: other groups and keys, comments. */
void ct_settings_schema_write (CtIniText *ini, GHashTable *changes);

G_END_DECLS
