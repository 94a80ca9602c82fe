#include "config.h"

#include <string.h>

#include "catalog.h"
#include "error.h"
#include "support/script.h"

/* Every value of every definition's success.json, replaced by everything that it should not be: an
 * error with a reason comes of it, or the same amounts, never others.
 *
 * Where a value names the currency, or means something by being null, the fixture says so in
 * "may_change": {"answer.path": "what is read then"}; a fixture of its own shows that. */

static const char *const replacements[] = { "null", "true", "false", "\"x\"", "\"\"",  "\"-1 USD\"",
                                            "[]",   "[1]",  "{}",    "1e400", "-1e400" };
/* Indices of these. */
#define TRUE_FLAG 1
#define EMPTY_LIST 6
#define REMOVE G_N_ELEMENTS (replacements)

typedef struct
{
  guint target;     /* which node is replaced, in the order of the text */
  guint with;       /* index in replacements, or REMOVE */
  guint n;          /* nodes so far */
  gboolean shorter; /* a list has fewer elements: less is summed, and nobody can know it */
  GString *out;     /* (unowned) */
  char *path;       /* (nullable) (owned) of the target, when it was met */
} Mutation;

static void append_mutated (const CtJsonNode *node, const char *path, Mutation *mutation);

/* As an expression writes it. (transfer full) */
static char *
path_of_child (const char *path, const CtJsonNode *child, guint i)
{
  const char *name = ct_json_node_get_name (child);

  return name != NULL ? g_strdup_printf ("%s.%s", path, name) : g_strdup_printf ("%s[%u]", path, i);
}

static void
append_children (const CtJsonNode *node, const char *path, Mutation *mutation)
{
  gboolean object = ct_json_node_get_type (node) == CT_JSON_OBJECT, first = TRUE;
  guint i = 0;

  g_string_append_c (mutation->out, object ? '{' : '[');
  for (const CtJsonNode *child = ct_json_node_get_first (node); child != NULL;
       child = ct_json_node_get_next (child))
    {
      g_autofree char *child_path = path_of_child (path, child, i++);

      if (mutation->n == mutation->target && mutation->with == REMOVE)
        {
          mutation->path = g_steal_pointer (&child_path);
          mutation->shorter = !object;
          mutation->n++;
          continue;
        }
      g_string_append (mutation->out, first ? "" : ",");
      first = FALSE;
      if (object)
        {
          ct_json_append_quoted (mutation->out, ct_json_node_get_name (child));
          g_string_append_c (mutation->out, ':');
        }
      append_mutated (child, child_path, mutation);
    }
  g_string_append_c (mutation->out, object ? '}' : ']');
}

static void
append_mutated (const CtJsonNode *node, const char *path, Mutation *mutation)
{
  if (mutation->n++ == mutation->target)
    {
      mutation->path = g_strdup (path);
      mutation->shorter = mutation->with == EMPTY_LIST
                          && ct_json_node_get_type (node) == CT_JSON_ARRAY;
      g_string_append (mutation->out, mutation->with < REMOVE ? replacements[mutation->with] : "");
    }
  else if (ct_json_node_get_first (node) != NULL)
    append_children (node, path, mutation);
  else
    ct_json_node_append (node, NULL, mutation->out);
}

static gboolean
same_amount (gboolean had, gint64 before_micro, gboolean has, gint64 after_micro)
{
  return !has || (had && before_micro == after_micro);
}

/* A flag that the server sets to true is the one thing that may change what is left. */
static gboolean
says_the_same (const CtBalance *a, const CtBalance *b, gboolean flag_set)
{
  if (strcmp (a->currency, b->currency) != 0)
    return FALSE;
  if (b->unlimited && !a->unlimited && !flag_set)
    return FALSE;
  if (!b->unlimited
      && (a->has_remaining != b->has_remaining || a->remaining_micro != b->remaining_micro))
    return FALSE;
  return same_amount (a->has_used, a->used_micro, b->has_used, b->used_micro)
         && same_amount (a->has_limit, a->limit_micro, b->has_limit, b->limit_micro);
}

/* A balance that is not in the answer any more may be gone; one that comes instead says the same.
 */
static gboolean
is_allowed (const CtReading *before, const CtReading *after, gboolean flag_set)
{
  for (guint i = 0; i < after->balances->len; i++)
    {
      const CtBalance *b = after->balances->pdata[i];
      const CtBalance *a = ct_reading_get_balance (before, b->id);

      if (!says_the_same (a != NULL ? a : ct_reading_get_primary (before), b, flag_set))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  CtProvider *provider;    /* (unowned) */
  const CtJsonNode *root;  /* (unowned) */
  const CtReading *before; /* (unowned) */
  const char *request_id;  /* (unowned) */
} Subject;

static gboolean
may_change (const Subject *subject, const char *path)
{
  const CtJsonNode *paths = ct_json_node_get_member (subject->root, "may_change");

  return paths != NULL && ct_json_node_get_member (paths, path) != NULL;
}

static void
check_mutation (const Subject *subject, const Mutation *mutation)
{
  const char *body = mutation->out->str;
  g_auto (Play) play = { 0 };

  script_play (subject->root, subject->provider->id, subject->provider, subject->request_id, body,
               NULL, &play);
  if (play.error != NULL)
    {
      g_assert_cmpuint (play.error->domain, ==, CT_ERROR);
      g_assert_cmpstr (play.error->message, !=, "");
      return;
    }
  if (mutation->shorter || is_allowed (subject->before, play.reading, mutation->with == TRUE_FLAG)
      || may_change (subject, mutation->path))
    return;
  g_test_message ("%s reads another amount when %s is %s", subject->provider->id, mutation->path,
                  body);
  g_test_fail ();
}

static guint
count_nodes (const CtJsonNode *node)
{
  guint n = 1;

  for (const CtJsonNode *child = ct_json_node_get_first (node); child != NULL;
       child = ct_json_node_get_next (child))
    n += count_nodes (child);
  return n;
}

/* All of one answer; how many there were. */
static guint
mutate (const Subject *subject, const CtJsonNode *body)
{
  guint n_nodes = count_nodes (body);

  for (guint target = 0; target < n_nodes; target++)
    for (guint with = 0; with <= REMOVE; with++)
      {
        g_autoptr (GString) out = g_string_new (NULL);
        Mutation mutation = { target, with, 0, FALSE, out, NULL };

        append_mutated (body, subject->request_id, &mutation);
        check_mutation (subject, &mutation);
        g_free (mutation.path);
      }
  return n_nodes;
}

static char *
repeat (const char *before, const char *text, guint n, const char *after)
{
  GString *out = g_string_new (before);

  for (guint i = 0; i < n; i++)
    g_string_append (out, text);
  g_string_append (out, after);
  return g_string_free (out, FALSE);
}

/* Bodies that are no answer at all. */
static void
check_odd_bodies (const Subject *subject)
{
  g_autofree char *deep_lists = repeat ("", "[", 100000, "");
  g_autofree char *deep_objects = repeat ("", "{\"data\":", 100000, "");
  g_autofree char *long_key = repeat ("{\"", "k", 500000, "\":1}");
  g_autofree char *too_long = repeat ("\"", " ", 1024 * 1024, "\"");
  const char *const bodies[] = { "",           " ",         "-",      "{\"a\":\"\\ud800\"}",
                                 "{}{}",       "<html>",    "NaN",    "{\"data\":\"\\u0000\"}",
                                 deep_lists,   long_key,    too_long, "{\"data\":{\"quota\":1",
                                 "\xff\xfe{}", deep_objects };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (GString) out = g_string_new (bodies[i]);
      Mutation mutation = { .out = out, .path = (char *) subject->request_id };

      check_mutation (subject, &mutation);
    }
}

static void
test_provider (gconstpointer data)
{
  g_autoptr (CtCatalog) catalog = ct_catalog_new (NULL);
  CtProvider *provider = ct_catalog_lookup (catalog, data, NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", provider->id,
                                                 "success.json", NULL);
  g_autoptr (CtJson) json = script_load (path);
  const CtJsonNode *answers = ct_json_node_get_member (ct_json_get_root (json), "answers");
  g_auto (Play) play = { 0 };
  guint n = 0;

  script_play (ct_json_get_root (json), provider->id, provider, NULL, NULL, NULL, &play);
  g_assert_no_error (play.error);
  for (const CtJsonNode *answer = ct_json_node_get_first (answers); answer != NULL;
       answer = ct_json_node_get_next (answer))
    {
      Subject subject = { provider, ct_json_get_root (json), play.reading,
                          ct_json_node_get_name (answer) };

      n += mutate (&subject, ct_json_node_get_member (answer, "body"));
      check_odd_bodies (&subject);
    }
  g_assert_cmpuint (n, >, 1);
}

int
main (int argc, char **argv)
{
  g_autoptr (CtCatalog) catalog = ct_catalog_new (NULL);
  g_autoptr (GPtrArray) providers = ct_catalog_list (catalog);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < providers->len; i++)
    {
      const CtProvider *provider = providers->pdata[i];
      g_autofree char *title = g_strconcat ("/mutations/", provider->id, NULL);

      if (provider->requests->len > 0) /* else nobody answers */
        g_test_add_data_func_full (title, g_strdup (provider->id), test_provider, g_free);
    }
  return g_test_run ();
}
