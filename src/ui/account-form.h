#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* Everything that is typed about an account of one gateway. Signal "changed": what it gives is
 * another; signal "change-provider": the person wants another gateway. */
#define CT_TYPE_ACCOUNT_FORM (ct_account_form_get_type ())
G_DECLARE_FINAL_TYPE (CtAccountForm, ct_account_form, CT, ACCOUNT_FORM, GtkBox)

/* Once; config is what it begins with. is_new: nothing is stored. */
void ct_account_form_load (CtAccountForm *self, CtSession *session, const CtAccountConfig *config,
                           gboolean is_new);
/* Of the gateway that is chosen; what was typed and has a place in it stays, but for the token of
 * another gateway. address, region: (nullable) unless they are typed already. token: (nullable)
 * into the token entry. */
void ct_account_form_set_provider (CtAccountForm *self, CtProvider *provider, const char *address,
                                   const char *region, SecretValue *token);
CtProvider *ct_account_form_get_provider (CtAccountForm *self); /* (nullable) (transfer none) */
void ct_account_form_grab_focus (CtAccountForm *self);

/* What is typed, checked against the definition. Errors: CT_ERROR_SETTINGS, CT_ERROR_DEFINITION.
 * (transfer full) */
CtAccountConfig *ct_account_form_dup_config (CtAccountForm *self, GError **error);

/* The token that is typed. NULL without an error: none is typed, and none is needed or the stored
 * one still serves. Errors: CT_ERROR_TOKEN_MISSING, CT_ERROR_TOKEN_REJECTED. (transfer full) */
SecretValue *ct_account_form_dup_token (CtAccountForm *self, GError **error);

G_END_DECLS
