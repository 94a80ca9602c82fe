#pragma once

#include "definition-reader.h"
#include "provider.h"

CtProvider *ct_provider_new_empty (CtJson *source);

/* Each part of a definition; mistakes are latched in reader. */
void ct_provider_load_requests (CtProvider *provider, CtDefinitionReader *reader,
                                const CtJsonNode *root);
void ct_provider_load_balances (CtProvider *provider, CtDefinitionReader *reader,
                                const CtJsonNode *root);
gboolean ct_provider_load_auth (CtDefinitionReader *reader, const CtJsonNode *object,
                                const char *path, CtAuth *auth);
GPtrArray *ct_provider_load_errors (CtDefinitionReader *reader, const CtJsonNode *object,
                                    const char *path);

/* Every name in every expression is known where it stands; requests are put behind those they
 * depend on. */
void ct_provider_check_names (CtProvider *provider, CtDefinitionReader *reader);
void ct_provider_order_requests (CtProvider *provider, CtDefinitionReader *reader,
                                 const CtJsonNode *root);

/* What a request is made of; what judges its answer; what judges every answer. */
void ct_request_definition_foreach_expression (const CtRequestDefinition *request,
                                               void (*func) (const CtExpression *, gpointer),
                                               gpointer user_data);
void ct_request_definition_foreach_rule (const CtRequestDefinition *request,
                                         void (*func) (const CtExpression *, gpointer),
                                         gpointer user_data);
void ct_provider_foreach_rule (const CtProvider *provider,
                               void (*func) (const CtExpression *, gpointer), gpointer user_data);

void ct_error_rule_free (gpointer data); /* of CtErrorRule */
void ct_parameter_free (gpointer data);  /* of CtParameter */
void ct_pages_definition_free (CtPagesDefinition *pages);

/* [a-z][a-z0-9_]*: what a name in an expression can be. */
gboolean ct_provider_is_name (const char *text);
