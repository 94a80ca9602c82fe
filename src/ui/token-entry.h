#pragma once

#include <gtk/gtk.h>
#include <libsecret/secret.h>

G_BEGIN_DECLS

/* Where a token is typed. The entry never shows it: it stays hidden, so that copying, dragging, the
 * primary selection and assistive technologies get bullets at most. While its button is held the
 * token is drawn below, as a picture. Signal "changed"; signal "activate": Enter. */
#define CT_TYPE_TOKEN_ENTRY (ct_token_entry_get_type ())
G_DECLARE_FINAL_TYPE (CtTokenEntry, ct_token_entry, CT, TOKEN_ENTRY, GtkBox)

/* For a label's mnemonic. */
GtkWidget *ct_token_entry_get_input (CtTokenEntry *self);
void ct_token_entry_set_placeholder (CtTokenEntry *self, const char *text); /* (nullable) */

/* token: (nullable) none */
void ct_token_entry_set_token (CtTokenEntry *self, SecretValue *token);
gboolean ct_token_entry_is_empty (CtTokenEntry *self);
/* Errors: ct_token_new()'s. (transfer full) */
SecretValue *ct_token_entry_dup_token (CtTokenEntry *self, GError **error);

G_END_DECLS
