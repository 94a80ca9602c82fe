#include "config.h"

#include "template.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "expression-private.h"
#include "wipe.h"

#define MAX_HEADER_BYTES 4096

/* One of the two. */
typedef struct
{
  char *literal;            /* (nullable) (owned) */
  CtExpression *expression; /* (nullable) (owned) */
} Part;

struct _CtTemplate
{
  char *place;      /* (owned) */
  char *constant;   /* (nullable) (owned) */
  GPtrArray *parts; /* (owned) of Part */
};

static void
part_free (Part *part)
{
  g_free (part->literal);
  ct_expression_free (part->expression);
  g_free (part);
}

void
ct_template_free (CtTemplate *template_)
{
  if (template_ == NULL)
    return;
  g_ptr_array_unref (template_->parts);
  g_free (template_->constant);
  g_free (template_->place);
  g_free (template_);
}

static void
add_part (CtTemplate *template_, char *literal, CtExpression *expression)
{
  Part *part = g_new (Part, 1);

  part->literal = literal;
  part->expression = expression;
  g_ptr_array_add (template_->parts, part);
}

static guint
column_at (const char *text, const char *position)
{
  return (guint) g_utf8_pointer_to_offset (text, position) + 1;
}

/* The literal up to the next `{expression}` or the end. NULL on a lone brace. */
static char *
read_literal (const char *text, const char **position, const char *place, GError **error)
{
  GString *literal = g_string_new (NULL);

  for (; **position != '\0'; (*position)++)
    {
      gboolean brace = **position == '{' || **position == '}';

      if (brace && (*position)[1] == **position)
        (*position)++;
      else if (**position == '{')
        break;
      else if (brace)
        {
          g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
                       _ ("%s, column %u: a brace that opens nothing; “}}” is one “}”"), place,
                       column_at (text, *position));
          g_string_free (literal, TRUE);
          return NULL;
        }
      g_string_append_c (literal, **position);
    }
  return g_string_free (literal, FALSE);
}

/* From the "{" to after the "}" that closes it; braces in quotes are text. */
static CtExpression *
read_expression (const char *text, const char **position, const char *place, GError **error)
{
  const char *start = *position + 1;
  const char *end = start;
  g_autofree char *source = NULL;

  for (gboolean quoted = FALSE; *end != '\0' && (quoted || *end != '}'); end++)
    quoted ^= *end == '\'';
  if (*end == '\0')
    {
      g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
                   _ ("%s, column %u: this brace is never closed"), place,
                   column_at (text, *position));
      return NULL;
    }
  source = g_strndup (start, (gsize) (end - start));
  *position = end + 1;
  return ct_expression_new_at (source, place, column_at (text, start), error);
}

CtTemplate *
ct_template_new (const char *text, const char *place, GError **error)
{
  g_autoptr (CtTemplate) template_ = g_new0 (CtTemplate, 1);
  const char *position = text;

  template_->place = g_strdup (place);
  template_->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
  while (*position != '\0')
    {
      CtExpression *expression = NULL;
      char *literal = NULL;

      if (*position == '{' && position[1] != '{')
        expression = read_expression (text, &position, place, error);
      else
        literal = read_literal (text, &position, place, error);
      if (expression == NULL && literal == NULL)
        return NULL;
      add_part (template_, literal, expression);
    }

  if (template_->parts->len == 0)
    template_->constant = g_strdup ("");
  else if (template_->parts->len == 1)
    template_->constant = g_strdup (((Part *) g_ptr_array_index (template_->parts, 0))->literal);
  return g_steal_pointer (&template_);
}

const char *
ct_template_get_constant (const CtTemplate *template_)
{
  return template_->constant;
}

void
ct_template_foreach_expression (const CtTemplate *template_,
                                void (*func) (const CtExpression *, gpointer), gpointer user_data)
{
  for (guint i = 0; i < template_->parts->len; i++)
    {
      const Part *part = g_ptr_array_index (template_->parts, i);

      if (part->expression != NULL)
        func (part->expression, user_data);
    }
}

static void
append_escaped (GString *out, const char *text, CtEscape escape)
{
  g_autofree char *encoded = NULL;
  g_autoptr (GString) quoted = NULL;

  switch (escape)
    {
    case CT_ESCAPE_SEGMENT:
    case CT_ESCAPE_QUERY:
      encoded = g_uri_escape_string (text, NULL, FALSE);
      g_string_append (out, encoded);
      return;
    case CT_ESCAPE_JSON:
      quoted = g_string_new (NULL);
      ct_json_append_quoted (quoted, text);
      g_string_append_len (out, quoted->str + 1, (gssize) quoted->len - 2);
      return;
    case CT_ESCAPE_NONE:
    case CT_ESCAPE_HEADER:
    default:
      g_string_append (out, text);
      return;
    }
}

/* The text or whole number that an expression gives; NULL without an error when it is missing. */
static char *
evaluate_text (const CtExpression *expression, const CtScope *scope, GError **error)
{
  g_auto (CtValue) value = { 0 };

  if (!ct_expression_evaluate (expression, scope, &value, error) || ct_value_is_missing (&value))
    return NULL;
  if (value.kind == CT_VALUE_TEXT
      || (value.kind == CT_VALUE_NUMBER && value.number.denominator == 1))
    return ct_value_dup_text (&value);

  ct_expression_set_error (expression, 0, error, CT_ERROR_MISSING_VALUE,
                           /* TRANSLATORS: "item.price is a number, not a text or a whole number" */
                           _ ("%s is %s, not a text or a whole number"), expression->text,
                           ct_value_describe (&value));
  return NULL;
}

static gboolean
has_dot_segment (const char *path)
{
  g_auto (GStrv) segments = g_strsplit (path, "/", -1);

  for (guint i = 0; segments[i] != NULL; i++)
    {
      g_autofree char *segment = g_uri_unescape_string (segments[i], NULL);

      if (g_strcmp0 (segment, ".") == 0 || g_strcmp0 (segment, "..") == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
fits_header (const GString *value)
{
  for (gsize i = 0; i < value->len; i++)
    {
      if (value->str[i] < 0x20 || value->str[i] > 0x7e)
        return FALSE;
    }
  return value->len <= MAX_HEADER_BYTES;
}

static gboolean
check_expanded (const CtTemplate *template_, const GString *out, CtEscape escape, GError **error)
{
  if (escape == CT_ESCAPE_SEGMENT && has_dot_segment (out->str))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION, _ ("%s: the path has a part “.” or “..”"),
                   template_->place);
      return FALSE;
    }
  if (escape == CT_ESCAPE_HEADER && !fits_header (out))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_DEFINITION,
                   _ ("%s: no header can carry this value: it is too long, or has characters "
                      "beyond plain ASCII"),
                   template_->place);
      return FALSE;
    }
  return TRUE;
}

/* Appends one expression's text. FALSE without an error when it is absent, which an empty segment
 * is too: it would name something else. */
static gboolean
append_expression (const CtExpression *expression, const CtScope *scope, CtEscape escape,
                   GString *out, GError **error)
{
  g_autoptr (CtSecretText) text = evaluate_text (expression, scope, error);

  if (text == NULL || (escape == CT_ESCAPE_SEGMENT && *text == '\0'))
    return FALSE;
  append_escaped (out, text, escape);
  return TRUE;
}

/* An expression that gave nothing: an error of its own, or an absent value. */
static void
report_absent (const CtExpression *expression, const CtScope *scope, gboolean *absent,
               GError *reason, GError **error)
{
  if (reason != NULL)
    g_propagate_error (error, reason);
  else if (absent != NULL)
    *absent = TRUE;
  else
    ct_expression_set_missing_error (expression, scope, error);
}

char *
ct_template_expand (const CtTemplate *template_, const CtScope *scope, CtEscape escape,
                    gboolean *absent, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (absent != NULL)
    *absent = FALSE;
  for (guint i = 0; i < template_->parts->len; i++)
    {
      const Part *part = g_ptr_array_index (template_->parts, i);
      GError *reason = NULL;

      if (part->literal != NULL)
        {
          g_string_append (out, part->literal);
        }
      else if (!append_expression (part->expression, scope, escape, out, &reason))
        {
          report_absent (part->expression, scope, absent, reason, error);
          return NULL;
        }
    }
  if (!check_expanded (template_, out, escape, error))
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}
