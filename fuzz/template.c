#include "config.h"

#include "fuzz.h"

#include "template.h"

static gboolean
lookup_text (const char *name, CtValue *value, gpointer user_data, GError **error)
{
  value->kind = CT_VALUE_TEXT;
  value->text = user_data;
  return TRUE;
}

static char *
expand (const char *text, const CtScope *scope, CtEscape escape)
{
  g_autoptr (CtTemplate) template_ = ct_template_new (text, "x", NULL);
  gboolean absent;

  return template_ != NULL ? ct_template_expand (template_, scope, escape, &absent, NULL) : NULL;
}

/* What was put into an address is one segment, or one value, of it. */
static void
check_percent (const char *escaped, const char *value)
{
  g_autofree char *back = g_uri_unescape_string (escaped, NULL);

  g_assert_null (strpbrk (escaped, "/?#&=+ "));
  g_assert_cmpstr (back, ==, value);
}

static void
check_json (const char *escaped, const char *value)
{
  g_autofree char *literal = g_strdup_printf ("\"%s\"", escaped);
  g_autoptr (CtJson) json = ct_json_parse (literal, strlen (literal), NULL);

  g_assert_cmpstr (ct_json_node_get_string (ct_json_get_root (json)), ==, value);
}

/* A value, and a template that it is put into. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *value = fuzz_take_text (&data, &size);
  g_autofree char *text = fuzz_take_text (&data, &size);
  g_autofree char *segment = NULL, *query = NULL, *json = NULL;
  CtScope scope = { lookup_text, value };

  if (value == NULL || !g_utf8_validate (value, -1, NULL))
    return 0;
  segment = expand ("{x}", &scope, CT_ESCAPE_SEGMENT);
  query = expand ("{x}", &scope, CT_ESCAPE_QUERY);
  json = expand ("{x}", &scope, CT_ESCAPE_JSON);
  if (segment != NULL)
    check_percent (segment, value);
  check_percent (query, value);
  check_json (json, value);
  g_assert_true (segment != NULL || strlen (value) < 3);
  for (CtEscape escape = CT_ESCAPE_NONE; text != NULL && escape <= CT_ESCAPE_JSON; escape++)
    g_free (expand (text, &scope, escape));
  return 0;
}
