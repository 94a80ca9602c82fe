#include "config.h"

#include "expression-parser.h"

#include <glib/gi18n-lib.h>

static gboolean
take_index (CtParser *parser, CtStep *step)
{
  gboolean negative = ct_parser_accept (parser, "-");
  gsize start = parser->token.start;
  CtRational number;

  if (parser->token.kind != CT_TOKEN_NUMBER)
    {
      ct_parser_fail_here (parser, _ ("a number is missing here"));
      return FALSE;
    }
  if (!ct_parser_take_number (parser, &number))
    return FALSE;
  step->kind = CT_STEP_INDEX;
  if (!ct_rational_to_int64 (&number, &step->index) || step->index > G_MAXINT32)
    {
      ct_parser_fail_at (parser, start, _ ("a position is a whole number"));
      return FALSE;
    }
  if (negative)
    step->index = -step->index;
  return TRUE;
}

/* What a filter compares with: -1, 'any text', word, true, null. */
static gboolean
take_condition_value (CtParser *parser, CtValue *value)
{
  gboolean negative = ct_parser_accept (parser, "-");

  if (parser->token.kind == CT_TOKEN_NUMBER)
    {
      value->kind = CT_VALUE_NUMBER;
      return ct_parser_take_number (parser, &value->number)
             && (!negative
                 || ct_rational_subtract (&CT_RATIONAL_INTEGER (0), &value->number,
                                          &value->number));
    }
  if (negative || (parser->token.kind != CT_TOKEN_NAME && parser->token.kind != CT_TOKEN_TEXT))
    {
      ct_parser_fail_here (parser, _ ("a number, a text or a word is missing here"));
      return FALSE;
    }

  value->boolean = ct_parser_at (parser, "true");
  if (value->boolean || ct_parser_at (parser, "false"))
    value->kind = CT_VALUE_BOOLEAN;
  else
    value->kind = ct_parser_at (parser, "null") ? CT_VALUE_NULL : CT_VALUE_TEXT;
  value->text = ct_parser_take_string (parser);
  return TRUE;
}

/* At the "=" after the first key. */
static gboolean
take_filter (CtParser *parser, const char *key, CtStep *step)
{
  step->kind = CT_STEP_FILTER;
  step->conditions = g_array_new (FALSE, FALSE, sizeof (CtCondition));
  for (;;)
    {
      CtCondition condition = { .key = key };

      if (!ct_parser_expect (parser, "=") || !take_condition_value (parser, &condition.value))
        return FALSE;
      g_array_append_val (step->conditions, condition);
      if (!ct_parser_accept (parser, ","))
        return TRUE;
      if (parser->token.kind != CT_TOKEN_NAME && parser->token.kind != CT_TOKEN_TEXT)
        {
          ct_parser_fail_here (parser, _ ("a key is missing here"));
          return FALSE;
        }
      key = ct_parser_take_string (parser);
    }
}

/* After the "[". */
static gboolean
take_bracket (CtParser *parser, CtStep *step)
{
  CtToken first = parser->token;

  if (ct_parser_accept (parser, "*"))
    {
      step->kind = CT_STEP_EACH;
      return TRUE;
    }
  if (first.kind != CT_TOKEN_NAME && first.kind != CT_TOKEN_TEXT)
    return take_index (parser, step);

  step->key = ct_parser_take_string (parser);
  if (ct_parser_at (parser, "="))
    return take_filter (parser, step->key, step);
  if (first.kind == CT_TOKEN_TEXT)
    return TRUE;
  ct_parser_fail_at (parser, first.start, _ ("a key in brackets needs quotes: ['key']"));
  return FALSE;
}

static gboolean
take_member (CtParser *parser, CtStep *step)
{
  if (parser->token.kind != CT_TOKEN_NAME)
    {
      ct_parser_fail_here (parser, _ ("a name is missing here; others are written ['any key']"));
      return FALSE;
    }
  step->key = ct_parser_take_string (parser);
  return TRUE;
}

gboolean
ct_parser_take_steps (CtParser *parser, GArray *steps)
{
  for (;;)
    {
      gboolean bracket = ct_parser_at (parser, "[");
      CtStep *step;

      if (!bracket && !ct_parser_at (parser, "."))
        return TRUE;
      ct_parser_advance (parser);
      g_array_set_size (steps, steps->len + 1);
      step = &g_array_index (steps, CtStep, steps->len - 1);
      if (bracket ? !take_bracket (parser, step) || !ct_parser_expect (parser, "]")
                  : !take_member (parser, step))
        return FALSE;
    }
}
