#pragma once

#include <gio/gio.h>

#include "account.h"
#include "catalog.h"
#include "settings.h"

G_BEGIN_DECLS

/* The accounts that are kept in the settings, as a GListModel of CtAccount in the person's order.
 * Follows the settings, whoever changes them, and the catalog. */
#define CT_TYPE_ACCOUNTS (ct_accounts_get_type ())
G_DECLARE_FINAL_TYPE (CtAccounts, ct_accounts, CT, ACCOUNTS, GObject)

CtAccounts *ct_accounts_new (CtSettings *settings, CtCatalog *catalog);

CtAccount *ct_accounts_lookup (CtAccounts *self,
                               const char *account_id); /* (nullable) (transfer none) */
GPtrArray *ct_accounts_list (CtAccounts *self); /* (transfer container) of CtAccount (owned) */
/* By uuid, by a unique beginning of it (4 or more characters), or by name. Errors:
 * CT_ERROR_SETTINGS: none, or several. */
CtAccount *ct_accounts_find (CtAccounts *self, const char *text,
                             GError **error); /* (transfer none) */

/* Whether it can be kept: against its definition (address, fields, region); but an account can
 * always be paused. Errors: CT_ERROR_SETTINGS, CT_ERROR_DEFINITION, naming what is wrong. */
gboolean ct_accounts_check (CtAccounts *self, const CtAccountConfig *config, GError **error);
/* Add and edit refuse what it refuses. Written before they return; the model has changed by then.
 */
gboolean ct_accounts_add (CtAccounts *self, const CtAccountConfig *config, GError **error);
gboolean ct_accounts_edit (CtAccounts *self, const CtAccountConfig *config, GError **error);
/* The same, when the person began with seen: only what differs from that is written, so that what
 * others have changed since then stays. */
gboolean ct_accounts_edit_seen (CtAccounts *self, const CtAccountConfig *seen,
                                const CtAccountConfig *config, GError **error);
gboolean ct_accounts_remove (CtAccounts *self, const char *account_id, GError **error);
gboolean ct_accounts_move (CtAccounts *self, const char *account_id, guint position,
                           GError **error);

/* Signal "account-edited" (CtAccount): what a poll depends on changed (address, region, fields,
 * definition). Signal "account-changed" (CtAccount): an account's own "changed", passed on. */

G_END_DECLS
