#pragma once

#include "json.h"
#include "rational.h"
#include "value.h"

G_BEGIN_DECLS

/* The small total language of provider definitions: paths into answers and exact arithmetic, no
 * loops, no recursion, no `if`. Grammar and meaning: credit-tray-provider(5). Limits: 1000 bytes,
 * depth 16, 200 terms, 100,000 steps an evaluation. */
typedef struct _CtExpression CtExpression;

typedef struct
{
  /* Looks a name up. FALSE with an error when it is known but unavailable (an optional request
   * failed): `??` does not catch that. Names were checked when the definition was loaded, so a name
   * that is not there now is absent. Texts given out stay valid until the evaluation's value is
   * cleared. */
  gboolean (*lookup) (const char *name, CtValue *value, gpointer user_data, GError **error);
  gpointer user_data;
} CtScope;

/* place names the expression in messages: "balances[0].remaining". Errors: CT_ERROR_DEFINITION,
 * with place and column. */
CtExpression *ct_expression_new (const char *text, const char *place, GError **error);
void ct_expression_free (CtExpression *expression);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtExpression, ct_expression_free)

const char *ct_expression_get_place (const CtExpression *expression);

/* Calls func for the first name of every path, e.g. "account" of account.data.quota. */
typedef void (*CtNameFunc) (const char *name, guint column, gpointer user_data);
void ct_expression_foreach_name (const CtExpression *expression, CtNameFunc func,
                                 gpointer user_data);

/* Marks in `keep` (a set of const CtJsonNode) every node of the answer `root` that a path beginning
 * with `name` reads, and the nodes on the way to it: what `cache_s` keeps. What
 * ct_json_node_append() then writes gives every such path the same value. */
void ct_expression_mark_read (const CtExpression *expression, const char *name,
                              const CtJsonNode *root, GHashTable *keep);

/* Evaluates. Errors: CT_ERROR_MISSING_VALUE (a type that does not fit: "balances[0].remaining,
 * column 9: account.data.quota is a text"), CT_ERROR_OUT_OF_RANGE (overflow, division by zero;
 * names the term), CT_ERROR_TOO_LARGE (more steps than allowed), or what lookup gave. An absent
 * result is no error. */
gboolean ct_expression_evaluate (const CtExpression *expression, const CtScope *scope,
                                 CtValue *value, GError **error);

/* Shapes of the result. Each fails with CT_ERROR_MISSING_VALUE when another type comes out. */
/* Absent and null are FALSE. */
gboolean ct_expression_test (const CtExpression *expression, const CtScope *scope, gboolean *truth,
                             GError **error);
/* *present is FALSE when the value is absent or null; a required amount passes present = NULL and
 * gets an error naming the path that is absent. */
gboolean ct_expression_get_number (const CtExpression *expression, const CtScope *scope,
                                   CtRational *number, gboolean *present, GError **error);
/* NULL without an error when absent or null; numbers give their decimal text, whole ones without a
 * point. (transfer full) */
char *ct_expression_get_text (const CtExpression *expression, const CtScope *scope, GError **error);

G_END_DECLS
