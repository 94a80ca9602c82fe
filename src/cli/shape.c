#include "config.h"

#include "shape.h"

#include <string.h>

#include "json.h"
#include "redact.h"

#define WORD_MAX 40
#define DIGITS_MAX 2
#define INDENT 2

static gboolean
is_word (const char *key, const char *token)
{
  gsize n_digits = 0;

  for (const char *p = key; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && *p != '_' && *p != '-')
        return FALSE;
      n_digits += g_ascii_isdigit (*p) != 0;
    }
  return strlen (key) <= WORD_MAX && n_digits <= DIGITS_MAX && !ct_redact_finds_token (key, token);
}

/* Not translated: it is read by whoever gets the report. */
static const char *
name_of_type (CtJsonType type)
{
  switch (type)
    {
    case CT_JSON_NULL:
      return "null";
    case CT_JSON_BOOLEAN:
      return "boolean";
    case CT_JSON_NUMBER:
      return "number";
    default:
      return "text";
    }
}

static void
append_line_end (GString *out, guint depth)
{
  g_string_append_printf (out, "\n%*s", (int) (depth * INDENT), "");
}

static void append_shape (GString *out, const CtJsonNode *node, const char *token, guint depth);

static void
append_object (GString *out, const CtJsonNode *node, const char *token, guint depth)
{
  g_string_append_c (out, '{');
  for (const CtJsonNode *member = ct_json_node_get_first (node); member != NULL;
       member = ct_json_node_get_next (member))
    {
      const char *key = ct_json_node_get_name (member);

      append_line_end (out, depth + 1);
      g_string_append_printf (out, "%s: ", is_word (key, token) ? key : "(key)");
      append_shape (out, member, token, depth + 1);
    }
  if (ct_json_node_get_first (node) != NULL)
    append_line_end (out, depth);
  g_string_append_c (out, '}');
}

static void
append_shape (GString *out, const CtJsonNode *node, const char *token, guint depth)
{
  CtJsonType type = ct_json_node_get_type (node);

  if (type == CT_JSON_OBJECT)
    append_object (out, node, token, depth);
  else if (type == CT_JSON_ARRAY)
    {
      g_string_append_c (out, '[');
      if (ct_json_node_get_first (node) != NULL)
        append_shape (out, ct_json_node_get_first (node), token, depth);
      g_string_append_c (out, ']');
    }
  else
    g_string_append (out, name_of_type (type));
}

char *
ct_shape_of_answer (const CtHttpRequest *request, const CtHttpAnswer *answer, const char *token)
{
  GString *out = g_string_new (NULL);
  g_autoptr (CtJson) json = ct_json_parse (answer->body, answer->length, NULL);

  g_string_append_printf (out, "%s: %s, HTTP %u, %" G_GSIZE_FORMAT " bytes, %d ms\n", request->id,
                          request->method, answer->status, answer->length,
                          (int) (answer->duration_us / 1000));
  if (json != NULL)
    append_shape (out, ct_json_get_root (json), token, 0);
  else
    g_string_append (out, ct_http_answer_is_html (answer) ? "HTML" : "not JSON");
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}
