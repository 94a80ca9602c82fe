#include "config.h"

#include "account-import.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "editing.h"
#include "loop.h"

#define HOST "127.0.0.1"
#define STORED "tok-0123456789-abcdef"
#define OTHER_TOKEN "tok-abcdefghij-0123"

typedef struct
{
  TestPolling polling;
  TestEditing editing;
  gboolean done;
  GError *error; /* (nullable) (owned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  test_polling_set_up (&fixture->polling, NULL);
  test_polling_make_monitor (&fixture->polling);
  test_editing_init (&fixture->editing, &fixture->polling);
  g_free (test_polling_add (&fixture->polling, 0, "new-api", HOST));
  test_polling_store_token (&fixture->polling, 0, HOST, STORED);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_clear_error (&fixture->error);
  test_polling_tear_down (&fixture->polling, NULL);
}

static const char *
get_address (Fixture *fixture)
{
  return ct_account_get_config (test_polling_get (&fixture->polling, 0))->base_url;
}

/* A pipe, as a shell makes it. */
static GPtrArray *
read_text (Fixture *fixture, const char *text)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *entries;
  int fds[2];

  g_assert_cmpint (pipe (fds), ==, 0);
  g_assert_cmpint (write (fds[1], text, strlen (text)), ==, strlen (text));
  close (fds[1]);
  entries = ct_account_import_read (fixture->polling.catalog, fds[0], &error);
  close (fds[0]);
  g_assert_no_error (error);
  return entries;
}

static void
on_reviewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (ct_account_import_review_finish (result, &fixture->error));
  fixture->done = TRUE;
}

/* text: CSV in which %s is the gateway's address. */
static GPtrArray *
review (Fixture *fixture, const char *lines)
{
  g_autoptr (GString) text = g_string_new (
      "id,name,provider,address,token,fields.user_id,interval_s\n");
  GPtrArray *entries;

  g_string_append (text, lines);
  g_string_replace (text, "AT", get_address (fixture), 0);
  entries = read_text (fixture, text->str);
  fixture->done = FALSE;
  ct_account_import_review_async (&fixture->editing.session, entries, NULL, on_reviewed, fixture);
  test_loop_until (&fixture->done);
  return entries;
}

typedef struct
{
  const char *lines;
  CtImportVerdict verdict; /* of the last line */
  const char *reason;      /* (nullable) */
  const char *why;
} Row;

#define FIRST_ID "00000000-0000-4000-8000-000000000000"

static const Row rows[] = {
  { ",New,new-api,AT," OTHER_TOKEN ",,\n", CT_IMPORT_READY, NULL, "another token" },
  { ",New,new-api,AT," STORED ",7,\n", CT_IMPORT_READY, NULL, "another user" },
  { ",New,laozhang,AT," STORED ",,\n", CT_IMPORT_READY, NULL, "another gateway" },
  { ",New,laozhang,," STORED ",,\n", CT_IMPORT_READY, NULL, "another origin" },
  { ",New,new-api,AT," STORED ",,\n", CT_IMPORT_PRESENT, "“Account 0” is there already",
    "the same" },
  { ",New,new-api,AT,,,\n", CT_IMPORT_DOUBTFUL, "It may be “Account 0”, which is there already",
    "nobody knows" },
  { ",Account 0,new-api,AT,,,\n", CT_IMPORT_PRESENT, "“Account 0” is there already",
    "exported without its token" },
  { FIRST_ID ",New,new-api,AT,,,\n", CT_IMPORT_PRESENT, "“Account 0” is there already",
    "and renamed since" },
  { ",A,laozhang,," OTHER_TOKEN ",,\n,B,laozhang,," OTHER_TOKEN ",,\n", CT_IMPORT_PRESENT,
    "It is there twice", "as two tools use the same key" },
  { ",A,laozhang,,,,\n,B,laozhang,,,,\n", CT_IMPORT_READY, NULL, "two accounts at one gateway" },
  { ",A,laozhang,,," /* */ ",5\n", CT_IMPORT_UNUSABLE,
    "The interval must be from 60 to 86400 seconds", "what an account may not have" },
};

static void
test_review (Fixture *fixture, gconstpointer user_data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) entries = review (fixture, rows[i].lines);
      const CtImportEntry *last = entries->pdata[entries->len - 1];

      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (last->reason, ==, rows[i].reason);
      g_assert_cmpint (last->verdict, ==, rows[i].verdict);
      g_assert_true (g_uuid_string_is_valid (last->config->id));
      g_assert_cmpstr (last->config->id, !=, FIRST_ID);
    }
}

/* An id is kept where nobody has it: a server keeps tokens by it. */
static void
test_ids (Fixture *fixture, gconstpointer user_data)
{
#define FREE_ID "0b8b50cd-95ae-4a6a-8e44-0d4be7e0a001"
  g_autoptr (GPtrArray) entries = review (fixture,
                                          FREE_ID ",A,laozhang,,,,\n" FREE_ID ",B,laozhang,,,,\n");
  const CtImportEntry *first = entries->pdata[0], *second = entries->pdata[1];

  g_assert_cmpstr (first->config->id, ==, FREE_ID);
  g_assert_cmpstr (second->config->id, !=, FREE_ID);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_clear_error (&fixture->error);
  g_assert_true (ct_account_import_add_finish (result, &fixture->error)
                 == (fixture->error == NULL));
  fixture->done = TRUE;
}

static void
add (Fixture *fixture, const CtImportEntry *entry)
{
  fixture->done = FALSE;
  ct_account_import_add_async (&fixture->editing.session, entry, NULL, on_added, fixture);
  test_loop_until (&fixture->done);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (SecretValue) token = ct_keyring_lookup_finish (CT_KEYRING (source), result,
                                                            &fixture->error);

  g_assert_cmpstr (token != NULL ? secret_value_get_text (token) : NULL, ==,
                   fixture->error == NULL ? OTHER_TOKEN : NULL);
  fixture->done = TRUE;
}

static void
test_add (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GPtrArray) entries = review (fixture, ",New,new-api,AT," OTHER_TOKEN ",,\n");
  const CtImportEntry *entry = entries->pdata[0];
  CtAccount *account;

  add (fixture, entry);
  g_assert_no_error (fixture->error);
  account = ct_accounts_lookup (fixture->polling.accounts, entry->config->id);
  g_assert_cmpstr (ct_account_get_name (account), ==, "New");
  fixture->done = FALSE;
  ct_keyring_lookup_async (fixture->polling.keyring, entry->config->id, entry->origin, NULL,
                           on_looked_up, fixture);
  test_loop_until (&fixture->done);
  g_assert_no_error (fixture->error);
}

/* All or nothing: there is no account, so there is no token of it either. */
static void
test_add_undone (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GPtrArray) entries = review (fixture, ",New,new-api,AT," OTHER_TOKEN ",,\n");
  CtImportEntry *entry = entries->pdata[0];

  g_free (entry->config->id);
  entry->config->id = g_strdup ("no-uuid");
  add (fixture, entry);
  g_assert_error (fixture->error, CT_ERROR, CT_ERROR_SETTINGS);
  g_clear_error (&fixture->error);
  fixture->done = FALSE;
  ct_keyring_lookup_async (fixture->polling.keyring, "no-uuid", entry->origin, NULL, on_looked_up,
                           fixture);
  test_loop_until (&fixture->done);
  g_assert_error (fixture->error, CT_ERROR, CT_ERROR_TOKEN_MISSING);
}

static void
test_exposed (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GPtrArray) with = review (fixture, ",A,laozhang,," OTHER_TOKEN ",,\n");
  g_autoptr (GPtrArray) without = review (fixture, ",A,laozhang,,,,\n");
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp (NULL, &path, NULL);

  g_assert_cmpint (fchmod (fd, 0600), ==, 0);
  g_assert_false (ct_account_import_is_exposed (fd, with));
  g_assert_cmpint (fchmod (fd, 0640), ==, 0);
  g_assert_true (ct_account_import_is_exposed (fd, with));
  g_assert_false (ct_account_import_is_exposed (fd, without));
  close (fd);
  unlink (path);
}

/* Which variable's token a person means has one answer, but for the regions of a gateway. */
static void
test_variables (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GPtrArray) providers = ct_catalog_list (fixture->polling.catalog);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  guint n = 0;

  for (guint i = 0; i < providers->len; i++)
    {
      const CtProvider *provider = providers->pdata[i];

      if (provider->key_env == NULL)
        continue;
      g_test_message ("%s: %s", provider->id, provider->key_env);
      g_assert_true (g_hash_table_add (names, provider->key_env));
      g_assert_true (ct_provider_needs_token (provider));
      n++;
    }
  g_assert_cmpuint (n, >, 30);
}

#define ADD(path, func) g_test_add ("/account-import/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("review", test_review);
  ADD ("ids", test_ids);
  ADD ("add", test_add);
  ADD ("add-undone", test_add_undone);
  ADD ("exposed", test_exposed);
  ADD ("variables", test_variables);
  return g_test_run ();
}
