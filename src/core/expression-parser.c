#include "config.h"

#include "expression-parser.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"

/* Always NULL, to be returned. */
gpointer
ct_parser_fail_at (CtParser *parser, gsize offset, const char *message)
{
  ct_expression_set_error (parser->expression, offset, parser->error, CT_ERROR_DEFINITION, "%s",
                           message);
  return NULL;
}

gpointer
ct_parser_fail_here (CtParser *parser, const char *message)
{
  if (parser->token.kind == CT_TOKEN_UNTERMINATED)
    message = _ ("this text has no closing quote");
  else if (parser->token.kind == CT_TOKEN_UNKNOWN)
    message = _ ("this character has no meaning here");
  return ct_parser_fail_at (parser, parser->token.start, message);
}

void
ct_parser_advance (CtParser *parser)
{
  parser->last_end = parser->token.end;
  parser->token = ct_token_read (parser->expression->text, parser->token.end);
}

/* Whether the next token is this symbol or word. */
gboolean
ct_parser_at (const CtParser *parser, const char *symbol)
{
  gsize length = parser->token.end - parser->token.start;

  return strlen (symbol) == length
         && memcmp (parser->expression->text + parser->token.start, symbol, length) == 0;
}

gboolean
ct_parser_accept (CtParser *parser, const char *symbol)
{
  if (!ct_parser_at (parser, symbol))
    return FALSE;
  ct_parser_advance (parser);
  return TRUE;
}

gboolean
ct_parser_expect (CtParser *parser, const char *symbol)
{
  g_autofree char *message = NULL;

  if (ct_parser_accept (parser, symbol))
    return TRUE;
  /* TRANSLATORS: %s is a symbol, such as ")" */
  message = g_strdup_printf (_ ("“%s” is missing here"), symbol);
  ct_parser_fail_here (parser, message);
  return FALSE;
}

/* The next token's text, a quoted one without its quotes. (transfer none) */
const char *
ct_parser_take_string (CtParser *parser)
{
  const char *start = parser->expression->text + parser->token.start;
  gsize length = parser->token.end - parser->token.start;
  g_autoptr (GString) string = NULL;

  if (parser->token.kind == CT_TOKEN_TEXT)
    {
      string = g_string_new_len (start + 1, (gssize) length - 2);
      g_string_replace (string, "''", "'", 0);
    }
  else
    {
      string = g_string_new_len (start, (gssize) length);
    }
  ct_parser_advance (parser);
  return g_string_chunk_insert_const (parser->expression->strings, string->str);
}

/* The next token, a number, as one. */
gboolean
ct_parser_take_number (CtParser *parser, CtRational *number)
{
  gsize start = parser->token.start;

  ct_parser_advance (parser);
  if (ct_rational_parse (parser->expression->text + start, parser->last_end - start, number, NULL))
    return TRUE;
  ct_parser_fail_at (parser, start, _ ("this is no number, or one that is too large or too fine"));
  return FALSE;
}
