#include "config.h"

#include "json-scope.h"
#include "template.h"

typedef struct
{
  CtEscape escape;
  const char *source;
  const char *result; /* the text, "absent", or the error's code and message */
  const char *why;
} Row;

static const char answers[] =
    "{'team':'a b','id':42,'half':0.5,'slash':'a/../b','dot':'.','dots':'..','odd':'ü?&=#%+',"
    "'empty':'','nil':null,'yes':true,'o':{},'line':'a\\r\\nb','brace':'}','quote':'\\u0022\\\\',"
    "'num':'1.50'}";

static char *
expand_to_row (const Row *row, const CtScope *scope)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtTemplate) template_ = ct_template_new (row->source, "x", &error);
  g_autofree char *text = NULL;
  gboolean absent = FALSE;

  if (template_ != NULL)
    text = ct_template_expand (template_, scope, row->escape, &absent, &error);
  if (error != NULL)
    return g_strdup_printf ("%s: %s", ct_error_code_to_string (error->code), error->message);
  g_assert_true (absent == (text == NULL));
  return absent ? g_strdup ("absent") : g_steal_pointer (&text);
}

static void
test_expand (void)
{
  static const Row rows[] = {
    { CT_ESCAPE_NONE, "", "", "nothing" },
    { CT_ESCAPE_NONE, "plain", "plain", "no expression" },
    { CT_ESCAPE_NONE, "{{a}}", "{a}", "braces" },
    { CT_ESCAPE_NONE, "{{{id}}}", "{42}", "braces around an expression" },
    { CT_ESCAPE_NONE, "{team}-{id}", "a b-42", "two expressions" },
    { CT_ESCAPE_NONE, "{'}'}", "}", "a brace in quotes" },
    { CT_ESCAPE_NONE, "{'it''s }'}", "it's }", "a doubled quote" },
    { CT_ESCAPE_NONE, "{gone ?? id + 1}", "43", "any expression" },
    { CT_ESCAPE_NONE, "{half * 2}", "1", "a whole number in the end" },
    { CT_ESCAPE_NONE, "{num}", "1.50", "a text stays as it is" },
    { CT_ESCAPE_NONE, "a{gone}", "absent", "absent" },
    { CT_ESCAPE_NONE, "a{nil}", "absent", "null" },
    { CT_ESCAPE_NONE, "a{empty}", "a", "an empty text is a text" },
    { CT_ESCAPE_NONE, "a{half}",
      "missing-value: x, column 3: half is a number, not a text or a whole number", "0.5" },
    { CT_ESCAPE_NONE, "a{yes}",
      "missing-value: x, column 3: yes is true or false, not a text or a whole number",
      "a boolean" },
    { CT_ESCAPE_NONE, "ü{o}",
      "missing-value: x, column 3: o is an object, not a text or a whole number", "an object" },
    { CT_ESCAPE_NONE, "{broken}", "timeout: broken is unavailable", "unavailable" },
    { CT_ESCAPE_NONE, "{1 / 0}", "out-of-range: x, column 2: 1 / 0 divides by zero", "its error" },

    { CT_ESCAPE_SEGMENT, "/v1/{team}/x", "/v1/a%20b/x", "a blank" },
    { CT_ESCAPE_SEGMENT, "/{slash}", "/a%2F..%2Fb", "one segment stays one" },
    { CT_ESCAPE_SEGMENT, "/{odd}", "/%C3%BC%3F%26%3D%23%25%2B", "all but unreserved" },
    { CT_ESCAPE_SEGMENT, "/v1/{empty}/x", "absent", "an empty segment names something else" },
    { CT_ESCAPE_SEGMENT, "/token/", "/token/", "a constant may end in a slash" },
    { CT_ESCAPE_SEGMENT, "/{dot}", "definition: x: the path has a part “.” or “..”", "." },
    { CT_ESCAPE_SEGMENT, "/{dots}/x", "definition: x: the path has a part “.” or “..”", ".." },
    { CT_ESCAPE_SEGMENT, "/.{dot}", "definition: x: the path has a part “.” or “..”", "joined" },
    { CT_ESCAPE_SEGMENT, "/%2E{dot}", "definition: x: the path has a part “.” or “..”",
      "a part already encoded" },
    { CT_ESCAPE_SEGMENT, "/a{dots}", "/a..", "dots in a longer name" },

    { CT_ESCAPE_QUERY, "{odd}", "%C3%BC%3F%26%3D%23%25%2B", "all but unreserved" },
    { CT_ESCAPE_QUERY, "{dots}", "..", "dots mean nothing there" },
    { CT_ESCAPE_QUERY, "{empty}", "", "an empty value is one" },

    { CT_ESCAPE_HEADER, "Token {team}", "Token a b", "plain" },
    { CT_ESCAPE_HEADER, "{line}",
      "definition: x: no header can carry this value: it is too long, or has characters beyond "
      "plain ASCII",
      "a line end would begin another header" },
    { CT_ESCAPE_HEADER, "{odd}",
      "definition: x: no header can carry this value: it is too long, or has characters beyond "
      "plain ASCII",
      "UTF-8" },

    { CT_ESCAPE_JSON, "{{\"a\": \"{quote}{line}\"}}", "{\"a\": \"\\\"\\\\a\\u000d\\nb\"}",
      "inside a literal" },

    { CT_ESCAPE_NONE, "a{b", "definition: x, column 2: this brace is never closed", "open" },
    { CT_ESCAPE_NONE, "{'a}", "definition: x, column 1: this brace is never closed", "in quotes" },
    { CT_ESCAPE_NONE, "üa}b",
      "definition: x, column 3: a brace that opens nothing; “}}” is one “}”", "lone" },
    { CT_ESCAPE_NONE, "a {}", "definition: x, column 4: a value is missing here", "empty" },
    { CT_ESCAPE_NONE, "{id} {id id}", "definition: x, column 10: an operator is missing here",
      "the column is the template's" },
  };
  g_auto (JsonScope) scope = { 0 };

  json_scope_init (&scope, answers);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *result = expand_to_row (&rows[i], &scope.scope);

      if (g_strcmp0 (result, rows[i].result) != 0)
        {
          g_test_message ("%s: %s gives %s, not %s", rows[i].why, rows[i].source, result,
                          rows[i].result);
          g_test_fail ();
        }
    }
}

static void
test_header_length (void)
{
  g_auto (JsonScope) scope = { 0 };
  g_autofree char *longest = g_strnfill (4096, 'a');
  g_autofree char *too_long = g_strnfill (4097, 'a');
  g_autoptr (CtTemplate) fits = ct_template_new (longest, "x", NULL);
  g_autoptr (CtTemplate) fits_not = ct_template_new (too_long, "x", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  json_scope_init (&scope, "{}");
  text = ct_template_expand (fits, &scope.scope, CT_ESCAPE_HEADER, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, longest);
  g_assert_null (ct_template_expand (fits_not, &scope.scope, CT_ESCAPE_HEADER, NULL, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
}

static void
test_required (void)
{
  g_auto (JsonScope) scope = { 0 };
  g_autoptr (CtTemplate) template_ = ct_template_new ("/a/{o.b ?? gone}", "requests.a.path", NULL);
  g_autoptr (GError) error = NULL;

  json_scope_init (&scope, answers);
  g_assert_null (ct_template_expand (template_, &scope.scope, CT_ESCAPE_SEGMENT, NULL, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_MISSING_VALUE);
  g_assert_cmpstr (error->message, ==, "requests.a.path, column 12: gone is absent");
}

static void
append_name (const char *name, guint column, gpointer user_data)
{
  g_string_append_printf (user_data, "%u:%s ", column, name);
}

static void
append_names (const CtExpression *expression, gpointer user_data)
{
  ct_expression_foreach_name (expression, append_name, user_data);
}

static void
test_parts (void)
{
  g_autoptr (CtTemplate) constant = ct_template_new ("a{{b}}", "x", NULL);
  g_autoptr (CtTemplate) empty = ct_template_new ("", "x", NULL);
  g_autoptr (CtTemplate) template_ = ct_template_new ("ü/{a ?? b.c}/{d}", "x", NULL);
  g_autoptr (CtTemplate) alone = ct_template_new ("{a}", "x", NULL);
  g_autoptr (GString) names = g_string_new (NULL);

  g_assert_cmpstr (ct_template_get_constant (constant), ==, "a{b}");
  g_assert_cmpstr (ct_template_get_constant (empty), ==, "");
  g_assert_null (ct_template_get_constant (template_));
  g_assert_null (ct_template_get_constant (alone));
  ct_template_foreach_expression (constant, append_names, names);
  ct_template_foreach_expression (template_, append_names, names);
  g_assert_cmpstr (names->str, ==, "4:a 9:b 15:d ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/template/expand", test_expand);
  g_test_add_func ("/template/header-length", test_header_length);
  g_test_add_func ("/template/required", test_required);
  g_test_add_func ("/template/parts", test_parts);
  return g_test_run ();
}
