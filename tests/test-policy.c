#include "config.h"

#include "policy.h"

#include "settings.h"

typedef struct
{
  CtSettings *settings; /* (owned) */
  GSettings *general;   /* (unowned) */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *schema_dir = g_test_build_filename (G_TEST_BUILT, "..", "data", "schemas", NULL);
  g_autoptr (GError) error = NULL;

  fixture->settings = ct_settings_new (NULL, schema_dir, &error);
  g_assert_no_error (error);
  fixture->general = ct_settings_get_general (fixture->settings);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_object_unref (fixture->settings);
}

static void
test_defaults (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtPolicy) policy = ct_policy_new (fixture->general);

  g_assert_cmpint (policy->summary.content, ==, CT_LABEL_TOTAL);
  g_assert_null (policy->summary.label_account);
  g_assert_false (policy->summary.hide_amounts);
  g_assert_false (policy->summary.label_days);
  g_assert_cmpuint (policy->summary.label_decimals, ==, 2);
  g_assert_cmpuint (policy->summary.interval_s, ==, 300);
  g_assert_true (policy->summary.usd_rates == policy->usd_rates);
  g_assert_cmpuint (g_hash_table_size (policy->usd_rates), ==, 0);
}

/* The names in the settings file mean what the summary means by them. */
static void
test_content (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *nick;
    CtLabelContent content;
  } rows[] = {
    { "total", CT_LABEL_TOTAL },
    { "account", CT_LABEL_ACCOUNT },
    { "lowest", CT_LABEL_LOWEST },
    { "nothing", CT_LABEL_NOTHING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtPolicy) policy = NULL;

      g_assert_true (g_settings_set_string (fixture->general, "label-content", rows[i].nick));
      policy = ct_policy_new (fixture->general);
      g_assert_cmpint (policy->summary.content, ==, rows[i].content);
    }
}

static void
test_own_choice (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (CtPolicy) policy = NULL;

  g_settings_set_string (fixture->general, "label-account", "some-id");
  g_settings_set_boolean (fixture->general, "hide-amounts", TRUE);
  g_settings_set_uint (fixture->general, "interval-s", 900);
  policy = ct_policy_new (fixture->general);
  g_assert_cmpstr (policy->summary.label_account, ==, "some-id");
  g_assert_true (policy->summary.hide_amounts);
  g_assert_cmpuint (policy->summary.interval_s, ==, 900);
}

static void
test_rates (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *currency, *rate;
    gint64 micro; /* 0: none */
  } rows[] = {
    { "CNY", "0.14", 140000 },
    { "EUR", "1.08", 1080000 },
    { "credits", "0.000001", 1 },
    { "JPY", "0", 0 },
    { "GBP", "-1", 0 },
    { "CHF", "a lot", 0 },
    { "SEK", "", 0 },
    { "", "1", 0 },
    { "a currency too long", "1", 0 },
  };
  GVariantBuilder builder;
  g_autoptr (CtPolicy) policy = NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_variant_builder_add (&builder, "{ss}", rows[i].currency, rows[i].rate);
  g_settings_set_value (fixture->general, "exchange-rates", g_variant_builder_end (&builder));
  policy = ct_policy_new (fixture->general);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const gint64 *rate = g_hash_table_lookup (policy->usd_rates, rows[i].currency);

      g_test_message ("%s: %s", rows[i].currency, rows[i].rate);
      g_assert_cmpint (rate != NULL ? *rate : 0, ==, rows[i].micro);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/policy/defaults", test_defaults);
  ADD ("/policy/content", test_content);
  ADD ("/policy/own-choice", test_own_choice);
  ADD ("/policy/rates", test_rates);
#undef ADD
  return g_test_run ();
}
