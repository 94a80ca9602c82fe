#pragma once

#include "expression-lex.h"
#include "expression-private.h"

G_BEGIN_DECLS

/* An expression being read, one token ahead. Whatever fails sets the error, once. */
typedef struct
{
  CtExpression *expression; /* (unowned) */
  CtToken token;            /* the next one */
  gsize last_end;           /* of the token before it */
  guint depth;
  guint n_operands;
  GError **error;
} CtParser;

/* Always NULL, to be returned. message is translated. */
gpointer ct_parser_fail_at (CtParser *parser, gsize offset, const char *message);
gpointer ct_parser_fail_here (CtParser *parser, const char *message);

void ct_parser_advance (CtParser *parser);

/* Whether the next token is this symbol or word; accept and expect go on to the one after it. */
gboolean ct_parser_at (const CtParser *parser, const char *symbol);
gboolean ct_parser_accept (CtParser *parser, const char *symbol);
gboolean ct_parser_expect (CtParser *parser, const char *symbol);

/* The next token's text, a quoted one without its quotes; it belongs to the expression. */
const char *ct_parser_take_string (CtParser *parser);

/* The next token, a number, as one. */
gboolean ct_parser_take_number (CtParser *parser, CtRational *number);

/* What follows the first name of a path, into an array of CtStep. */
gboolean ct_parser_take_steps (CtParser *parser, GArray *steps);

G_END_DECLS
