#pragma once

#include "account.h"
#include "settings.h"

G_BEGIN_DECLS

/* What the person set for an account, from the settings and back. */

/* The name may be "". (transfer full) */
CtAccountConfig *ct_account_settings_load (CtSettings *settings, const char *account_id);

/* Writes what differs from old, so that what another process changed meanwhile stays. old
 * (nullable): everything is new. */
void ct_account_settings_store (CtSettingsEdit *edit, const CtAccountConfig *old,
                                const CtAccountConfig *config);

/* Whether the definition can be polled with it: address, region, fields, interval, thresholds.
 * Errors: CT_ERROR_SETTINGS, CT_ERROR_DEFINITION naming what is wrong. */
gboolean ct_account_settings_check (const CtAccountConfig *config, const CtProvider *provider,
                                    GError **error);

G_END_DECLS
