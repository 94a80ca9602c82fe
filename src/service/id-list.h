#pragma once

#include "settings.h"

G_BEGIN_DECLS

/* Lists of account ids that are kept in the settings ("accounts", "pending-removals"), inside a
 * ct_settings_edit(). */

GPtrArray *ct_id_list_get (CtSettingsEdit *edit, const char *key); /* (transfer full) of char* */
void ct_id_list_set (CtSettingsEdit *edit, const char *key, GPtrArray *ids);

gboolean ct_id_list_find (GPtrArray *ids, const char *id, guint *position); /* position: nullable */
/* However often it stands there; FALSE when it does not. */
gboolean ct_id_list_remove (GPtrArray *ids, const char *id);
void ct_id_list_insert (GPtrArray *ids, guint position, const char *id); /* beyond the end: there */

G_END_DECLS
