#pragma once

#include <string.h>

#include "accounts.h"
#include "error.h"
#include "settings-fixture.h"

#define UUID_A "6f0c2f0e-54a5-4c57-9a3f-1f3f5b0c000a"
#define UUID_B "6f0c2f0e-54a5-4c57-9a3f-1f3f5b0c000b"
#define UUID_C "7f0c2f0e-54a5-4c57-9a3f-1f3f5b0c000c"
#define UUID_D "8f0c2f0e-54a5-4c57-9a3f-1f3f5b0c000d"

#define BALANCES                                                                     \
  "\"requests\": { \"self\": { \"path\": \"/self\" } },"                             \
  "\"balances\": [ { \"id\": \"main\", \"scope\": \"account\", \"kind\": \"money\"," \
  "                 \"currency\": \"USD\", \"remaining\": \"self.left\" } ] }"

/* Definitions of the test's own: what is asked of a person, and nothing that may change. */
static const struct
{
  const char *file;
  const char *json;
} definitions[] = {
  { "plain.json", "{ \"id\": \"plain\", \"name\": \"Plain\","
                  "  \"base_url\": \"https://plain.example\"," BALANCES },
  { "other.json", "{ \"id\": \"other\", \"name\": \"Other\","
                  "  \"base_url\": \"https://other.example\"," BALANCES },
  { "site.json", "{ \"id\": \"site\", \"name\": \"Any site\", \"base_url\": null,"
                 "  \"fields\": [ { \"id\": \"user_id\", \"label\": \"User ID\","
                 "                 \"kind\": \"text\", \"optional\": true } ]," BALANCES },
  { "asking.json", "{ \"id\": \"asking\", \"name\": \"Asking\", \"base_url\": null,"
                   "  \"regions\": [ { \"id\": \"cn\", \"name\": \"China\","
                   "                  \"base_url\": \"https://cn.asking.example\" },"
                   "                { \"id\": \"eu\", \"name\": \"Europe\","
                   "                  \"base_url\": \"https://eu.asking.example\" } ],"
                   "  \"fields\": [ { \"id\": \"team\", \"label\": \"Team\", \"kind\": \"text\" },"
                   "               { \"id\": \"budget\", \"label\": \"Budget\","
                   "                 \"kind\": \"amount\", \"optional\": true },"
                   "               { \"id\": \"since\", \"label\": \"Since\","
                   "                 \"kind\": \"date\", \"optional\": true },"
                   "               { \"id\": \"unit\", \"label\": \"Unit\", \"kind\": \"choice\","
                   "                 \"choices\": [ \"USD\", \"CNY\" ],"
                   "                 \"default\": \"USD\" } ]," BALANCES },
  { "broken.json", "{ \"id\": \"broken\" }" },
};

/* Accounts over a settings file and a folder of definitions, and what the model says. */
typedef struct
{
  Fixture base;
  char *providers_dir;  /* (owned) */
  CtCatalog *catalog;   /* (nullable) (owned) */
  CtAccounts *accounts; /* (nullable) (owned) */
  GString *events;      /* (owned) what the model said since it was looked at last */
} AccountsFixture;

static inline void
write_definition (AccountsFixture *fixture, const char *name, const char *json)
{
  g_autofree char *path = g_build_filename (fixture->providers_dir, name, NULL);

  g_assert_true (g_file_set_contents (path, json, -1, NULL));
}

static inline void
set_up (AccountsFixture *fixture, gconstpointer user_data)
{
  fixture_set_up (&fixture->base, NULL);
  fixture->providers_dir = g_build_filename (fixture->base.folder, "providers", NULL);
  g_assert_cmpint (g_mkdir (fixture->providers_dir, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (definitions); i++)
    write_definition (fixture, definitions[i].file, definitions[i].json);
  fixture->events = g_string_new (NULL);
}

static inline void
tear_down (AccountsFixture *fixture, gconstpointer user_data)
{
  if (fixture->accounts != NULL)
    g_assert_finalize_object (g_steal_pointer (&fixture->accounts));
  g_clear_object (&fixture->catalog);
  g_clear_pointer (&fixture->providers_dir, g_free);
  g_string_free (g_steal_pointer (&fixture->events), TRUE);
  fixture_tear_down (&fixture->base, NULL);
}

static inline void
on_items_changed (AccountsFixture *fixture, guint position, guint removed, guint added)
{
  g_string_append_printf (fixture->events, "items(%u,-%u,+%u) ", position, removed, added);
}

static inline void
on_edited (AccountsFixture *fixture, CtAccount *account)
{
  g_string_append_printf (fixture->events, "edited(%s) ", ct_account_get_name (account));
}

static inline void
on_changed (AccountsFixture *fixture, CtAccount *account)
{
  g_string_append_printf (fixture->events, "changed(%s) ", ct_account_get_name (account));
}

static inline CtAccounts *
open_accounts (AccountsFixture *fixture)
{
  fixture->catalog = ct_catalog_new (fixture->providers_dir);
  fixture->accounts = ct_accounts_new (fixture_open (&fixture->base), fixture->catalog);
  g_signal_connect_swapped (fixture->accounts, "items-changed", G_CALLBACK (on_items_changed),
                            fixture);
  g_signal_connect_swapped (fixture->accounts, "account-edited", G_CALLBACK (on_edited), fixture);
  g_signal_connect_swapped (fixture->accounts, "account-changed", G_CALLBACK (on_changed), fixture);
  return fixture->accounts;
}

static inline void
assert_events (AccountsFixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->events->str, ==, expected);
  g_string_truncate (fixture->events, 0);
}

static inline void
set_text (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

static inline CtAccountConfig *
config_new (const char *id, const char *provider_id, const char *name)
{
  CtAccountConfig *config = ct_account_config_new (id);

  set_text (&config->provider_id, provider_id);
  set_text (&config->name, name);
  return config;
}

static inline void
add (AccountsFixture *fixture, const char *id, const char *name)
{
  g_autoptr (CtAccountConfig) config = config_new (id, "plain", name);
  g_autoptr (GError) error = NULL;

  ct_accounts_add (fixture->accounts, config, &error);
  g_assert_no_error (error);
}

#define ADD(path, func) g_test_add (path, AccountsFixture, NULL, set_up, func, tear_down)
