#pragma once

#include <gtk/gtk.h>

#include "gateway-draft.h"
#include "session.h"

G_BEGIN_DECLS

/* A gateway described by a person without code: its address, how the token is sent, and which
 * number of its answer is what is left, chosen by a click from an answer that was asked for or
 * pasted. */
#define CT_TYPE_CUSTOM_GATEWAY (ct_custom_gateway_get_type ())
G_DECLARE_FINAL_TYPE (CtCustomGateway, ct_custom_gateway, CT, CUSTOM_GATEWAY, GtkBox)

/* Once; session outlives it. */
void ct_custom_gateway_set_session (CtCustomGateway *self, CtSession *session);
/* Begins anew. draft: (nullable) to edit; address, token: (nullable) that are known already. */
void ct_custom_gateway_load (CtCustomGateway *self, const CtGatewayDraft *draft,
                             const char *address, SecretValue *token);
void ct_custom_gateway_grab_focus (CtCustomGateway *self);

/* Writes the definition among the person's own. Its id; NULL: it is said what is wrong. (transfer
 * full) */
char *ct_custom_gateway_save (CtCustomGateway *self);
/* What was typed to ask with. (transfer full) (nullable) */
SecretValue *ct_custom_gateway_dup_token (CtCustomGateway *self);

G_END_DECLS
