#pragma once

#include "expression.h"

G_BEGIN_DECLS

/* Text with `{expression}` in it; `{{` and `}}` are braces. An expression must give text or a whole
 * number. */
typedef struct _CtTemplate CtTemplate;

typedef enum
{
  CT_ESCAPE_NONE,
  CT_ESCAPE_SEGMENT, /* percent-encoded as ONE path segment; an expanded segment "." or ".." is
                        refused */
  CT_ESCAPE_QUERY,   /* percent-encoded as one query value */
  CT_ESCAPE_HEADER,  /* bytes 0x20-0x7e, at most 4096, else an error */
  CT_ESCAPE_JSON,    /* inside a JSON string literal */
} CtEscape;

/* Errors: CT_ERROR_DEFINITION with place and column. */
CtTemplate *ct_template_new (const char *text, const char *place, GError **error);
void ct_template_free (CtTemplate *template_);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtTemplate, ct_template_free)

/* The text when there is no `{}` in it, else NULL. */
const char *ct_template_get_constant (const CtTemplate *template_);
void ct_template_foreach_expression (const CtTemplate *template_,
                                     void (*func) (const CtExpression *, gpointer),
                                     gpointer user_data);

/* *absent (nullable) is set to TRUE, and NULL returned without an error, when an expression's value
 * is absent; with absent = NULL that is CT_ERROR_MISSING_VALUE. Errors: CT_ERROR_MISSING_VALUE,
 * CT_ERROR_DEFINITION, or the expression's. (transfer full) */
char *ct_template_expand (const CtTemplate *template_, const CtScope *scope, CtEscape escape,
                          gboolean *absent, GError **error);

G_END_DECLS
