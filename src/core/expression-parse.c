#include "config.h"

#include "expression-parser.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/*   coalesce   = or { "??" or }                   comparison = sum [ ("==" | "!=" | ...) sum ]
 *   or         = and { "or" and }                 sum        = product { ("+" | "-") product }
 *   and        = not { "and" not }                product    = unary { ("*" | "/") unary }
 *   not        = "not" not | comparison           unary      = "-" unary | operand
 *   operand    = number | text | "true" | "false" | "null" | path | "(" coalesce ")"
 *              | function "(" coalesce { "," coalesce } ")"
 *   path       = name { "." name | "[" ( "*" | index | text | filter ) "]" }
 *   filter     = key "=" value { "," key "=" value }
 */
typedef enum
{
  LEVEL_COALESCE,
  LEVEL_OR,
  LEVEL_AND,
  LEVEL_NOT,
  LEVEL_COMPARISON,
  LEVEL_SUM,
  LEVEL_PRODUCT,
  LEVEL_UNARY,
} Level;

typedef struct
{
  const char *symbol;
  Level level;
  CtTermKind kind;
} Operator;

typedef struct
{
  const char *name;
  CtTermKind kind;
  guint n_arguments;
  gboolean takes_path;
} Function;

static const Operator operators[] = {
  { "??", LEVEL_COALESCE, CT_TERM_COALESCE },
  { "or", LEVEL_OR, CT_TERM_OR },
  { "and", LEVEL_AND, CT_TERM_AND },
  { "==", LEVEL_COMPARISON, CT_TERM_EQUAL },
  { "!=", LEVEL_COMPARISON, CT_TERM_UNEQUAL },
  { "<", LEVEL_COMPARISON, CT_TERM_LESS },
  { "<=", LEVEL_COMPARISON, CT_TERM_LESS_EQUAL },
  { ">", LEVEL_COMPARISON, CT_TERM_GREATER },
  { ">=", LEVEL_COMPARISON, CT_TERM_GREATER_EQUAL },
  { "+", LEVEL_SUM, CT_TERM_ADD },
  { "-", LEVEL_SUM, CT_TERM_SUBTRACT },
  { "*", LEVEL_PRODUCT, CT_TERM_MULTIPLY },
  { "/", LEVEL_PRODUCT, CT_TERM_DIVIDE },
};

static const Function functions[] = {
  { "exists", CT_TERM_EXISTS, 1, TRUE }, { "contains", CT_TERM_CONTAINS, 2, FALSE },
  { "iso", CT_TERM_ISO, 1, FALSE },      { "sum", CT_TERM_SUM, 1, TRUE },
  { "min", CT_TERM_MIN, 1, TRUE },       { "max", CT_TERM_MAX, 1, TRUE },
  { "count", CT_TERM_COUNT, 1, TRUE },
};

static CtTerm *parse_level (CtParser *parser, Level level);

static CtTerm *
add_term (CtParser *parser, CtTermKind kind, gsize start)
{
  CtTerm *term = g_new0 (CtTerm, 1);

  term->kind = kind;
  term->start = start;
  term->end = parser->last_end;
  g_ptr_array_add (parser->expression->terms, term);
  return term;
}

static void
step_clear (CtStep *step)
{
  g_clear_pointer (&step->conditions, g_array_unref);
}

/* After the first name. */
static CtTerm *
parse_path (CtParser *parser, const char *name, gsize start)
{
  CtTerm *path = add_term (parser, CT_TERM_PATH, start);

  path->name = name;
  path->steps = g_array_new (FALSE, TRUE, sizeof (CtStep));
  g_array_set_clear_func (path->steps, (GDestroyNotify) step_clear);
  if (!ct_parser_take_steps (parser, path->steps))
    return NULL;
  path->end = parser->last_end;
  return path;
}

/* level, with the nesting counted. */
static CtTerm *
parse_nested (CtParser *parser, Level level)
{
  CtTerm *term;

  if (parser->depth == CT_EXPRESSION_MAX_DEPTH)
    return ct_parser_fail_here (parser, _ ("this is nested too deeply"));
  parser->depth++;
  term = parse_level (parser, level);
  parser->depth--;
  return term;
}

/* After the function's name, at its "(". */
static CtTerm *
parse_call (CtParser *parser, const Function *function, gsize start)
{
  CtTerm *call = add_term (parser, function->kind, start);

  ct_parser_advance (parser);
  for (guint i = 0; i < function->n_arguments; i++)
    {
      gsize argument_start;

      if (i > 0 && !ct_parser_expect (parser, ","))
        return NULL;
      argument_start = parser->token.start;
      call->operand[i] = parse_nested (parser, LEVEL_COALESCE);
      if (call->operand[i] == NULL)
        return NULL;
      if (function->takes_path && call->operand[i]->kind != CT_TERM_PATH)
        return ct_parser_fail_at (parser, argument_start, _ ("this function takes a path"));
    }
  if (!ct_parser_expect (parser, ")"))
    return NULL;
  call->end = parser->last_end;
  return call;
}

static const Function *
find_function (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      if (strcmp (functions[i].name, name) == 0)
        return &functions[i];
    }
  return NULL;
}

/* true, false, null, a call or a path. */
static CtTerm *
parse_name (CtParser *parser)
{
  CtToken first = parser->token;
  const char *name;
  const Function *function;
  CtTerm *term;

  if (ct_parser_at (parser, "or") || ct_parser_at (parser, "and") || ct_parser_at (parser, "not"))
    return ct_parser_fail_here (parser, _ ("a value is missing here"));

  name = ct_parser_take_string (parser);
  if (ct_parser_at (parser, "("))
    {
      function = find_function (name);
      if (function == NULL)
        return ct_parser_fail_at (parser, first.start, _ ("there is no such function"));
      return parse_call (parser, function, first.start);
    }

  if (strcmp (name, "true") != 0 && strcmp (name, "false") != 0 && strcmp (name, "null") != 0)
    return parse_path (parser, name, first.start);
  term = add_term (parser, CT_TERM_LITERAL, first.start);
  term->literal.kind = *name == 'n' ? CT_VALUE_NULL : CT_VALUE_BOOLEAN;
  term->literal.boolean = *name == 't';
  return term;
}

static CtTerm *
parse_number (CtParser *parser)
{
  gsize start = parser->token.start;
  CtRational number;
  CtTerm *term;

  if (!ct_parser_take_number (parser, &number))
    return NULL;
  term = add_term (parser, CT_TERM_LITERAL, start);
  term->literal.kind = CT_VALUE_NUMBER;
  term->literal.number = number;
  return term;
}

static CtTerm *
parse_text (CtParser *parser)
{
  gsize start = parser->token.start;
  const char *text = ct_parser_take_string (parser);
  CtTerm *term = add_term (parser, CT_TERM_LITERAL, start);

  term->literal.kind = CT_VALUE_TEXT;
  term->literal.text = text;
  return term;
}

/* The brackets become part of what they hold, as messages quote it. */
static CtTerm *
parse_brackets (CtParser *parser)
{
  gsize start = parser->token.start;
  CtTerm *term;

  ct_parser_advance (parser);
  term = parse_nested (parser, LEVEL_COALESCE);
  if (term == NULL || !ct_parser_expect (parser, ")"))
    return NULL;
  term->start = start;
  term->end = parser->last_end;
  return term;
}

static CtTerm *
parse_operand (CtParser *parser)
{
  if (ct_parser_at (parser, "("))
    return parse_brackets (parser);
  if (parser->n_operands++ == CT_EXPRESSION_MAX_TERMS)
    return ct_parser_fail_here (parser, _ ("these are too many terms"));
  switch (parser->token.kind)
    {
    case CT_TOKEN_NUMBER:
      return parse_number (parser);
    case CT_TOKEN_TEXT:
      return parse_text (parser);
    case CT_TOKEN_NAME:
      return parse_name (parser);
    case CT_TOKEN_END:
    case CT_TOKEN_SYMBOL:
    case CT_TOKEN_UNKNOWN:
    case CT_TOKEN_UNTERMINATED:
    default:
      return ct_parser_fail_here (parser, _ ("a value is missing here"));
    }
}

/* An operator before its operand, which it may itself precede: not not a, --a. */
static CtTerm *
parse_unary (CtParser *parser, CtTermKind kind, Level level)
{
  gsize start = parser->token.start;
  CtTerm *operand, *term;

  ct_parser_advance (parser);
  operand = parse_nested (parser, level);
  if (operand == NULL)
    return NULL;
  term = add_term (parser, kind, start);
  term->operand[0] = operand;
  return term;
}

static CtTerm *
parse_prefix (CtParser *parser, Level level)
{
  if (ct_parser_at (parser, "not") && level <= LEVEL_NOT)
    return parse_unary (parser, CT_TERM_NOT, LEVEL_NOT);
  if (ct_parser_at (parser, "-"))
    return parse_unary (parser, CT_TERM_NEGATE, LEVEL_UNARY);
  return parse_operand (parser);
}

static const Operator *
next_operator (CtParser *parser, Level level)
{
  for (gsize i = 0; i < G_N_ELEMENTS (operators); i++)
    {
      if (ct_parser_at (parser, operators[i].symbol))
        return operators[i].level >= level ? &operators[i] : NULL;
    }
  return NULL;
}

/* Operands and the operators between them that bind at least as tightly as level. */
static CtTerm *
parse_level (CtParser *parser, Level level)
{
  gsize start = parser->token.start;
  CtTerm *left = parse_prefix (parser, level);
  const Operator *next = NULL;

  while (left != NULL)
    {
      gboolean compared = next != NULL && next->level == LEVEL_COMPARISON;
      CtTerm *right, *term;

      next = next_operator (parser, level);
      if (next == NULL)
        return left;
      if (compared && next->level == LEVEL_COMPARISON)
        return ct_parser_fail_here (parser, _ ("comparisons do not chain; join them with “and”"));
      ct_parser_advance (parser);
      right = parse_level (parser, next->level + 1);
      if (right == NULL)
        return NULL;
      term = add_term (parser, next->kind, start);
      term->operand[0] = left;
      term->operand[1] = right;
      left = term;
    }
  return NULL;
}

gboolean
ct_expression_parse (CtExpression *expression, GError **error)
{
  CtParser parser = { .expression = expression, .error = error };

  parser.token = ct_token_read (expression->text, 0);
  expression->root = parse_level (&parser, LEVEL_COALESCE);
  if (expression->root == NULL)
    return FALSE;
  if (parser.token.kind == CT_TOKEN_END)
    return TRUE;
  ct_parser_fail_here (&parser, _ ("an operator is missing here"));
  return FALSE;
}
