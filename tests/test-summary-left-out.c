#include "config.h"

#include "summary.h"

#include "support/specs.h"

static const char *const reasons[] = {
  [CT_LEFT_OUT_CHOICE] = "choice",       [CT_LEFT_OUT_PAUSED] = "paused",
  [CT_LEFT_OUT_NO_READING] = "unknown",  [CT_LEFT_OUT_NO_RATE] = "no rate",
  [CT_LEFT_OUT_NO_PRICE] = "no price",   [CT_LEFT_OUT_NO_REMAINING] = "used only",
  [CT_LEFT_OUT_UNLIMITED] = "unlimited", [CT_LEFT_OUT_PART] = "part",
};

/* Accounts are A, B ... in their order. */
static const struct
{
  const char *why;
  gboolean rates; /* 1 CNY = 0.14 USD */
  Spec specs[MAX_SPECS];
  const char *left_out;
} rows[] = {
  { "all of it counts", FALSE, { { USD = 1000000 }, { USD = 0 } }, "" },
  { "the person wants it so, paused or not",
    FALSE,
    { { USD = 1, .flags = NEVER }, { USD = 1, .flags = NEVER | PAUSED }, { USD = 1 } },
    "A choice; B choice" },
  { "paused, and counted all the same",
    FALSE,
    { { USD = 1, .flags = PAUSED }, { USD = 1, .flags = PAUSED | ALWAYS } },
    "A paused" },
  { "no amount yet", FALSE, { { USD = 1 }, { USD = 0, .flags = NO_DATA } }, "B unknown" },
  { "other money without a rate",
    FALSE,
    { { USD = 1 }, { CNY = 213700000 }, { EUR = 5000000 } },
    "B ¥213.70 no rate; C €5.00 no rate" },
  { "with a rate", TRUE, { { USD = 1 }, { CNY = 213700000 } }, "" },
  { "a second balance",
    FALSE,
    { { USD = 1 }, { EUR = 5000000, .flags = SECOND } },
    "A €5.00 no rate" },
  { "without dollars the largest sum is the total",
    FALSE,
    { { CNY = 213700000 }, { CNY = 1000000 }, { EUR = 5000000 } },
    "C €5.00 no rate" },
  { "no money at all",
    FALSE,
    { { USD = 1 }, { CREDITS = 12000000 }, { PERCENT = 87000000 } },
    "B 12 credits no price; C 87 % no price" },
  { "only what was used is known",
    FALSE,
    { { USD = 1 }, { USD = 3200000, .flags = USED_ONLY } },
    "B used $3.20 used only" },
  { "no limit", FALSE, { { USD = 1 }, { USD = 0, .flags = UNLIMITED } }, "B unlimited" },
  { "no limit anywhere is the total", FALSE, { { USD = 0, .flags = UNLIMITED } }, "" },
  { "a key of an account that counts",
    FALSE,
    { { USD = 5000000, .site = "s" }, { USD = 1000000, .flags = KEY, .site = "s" } },
    "B $1.00 part" },
  { "the same without data",
    FALSE,
    { { USD = 5000000, .site = "s" }, { USD = 0, .flags = KEY | NO_DATA, .site = "s" } },
    "B part" },
};

static GHashTable *
rates_new (void)
{
  static const gint64 cny_micro = 140000;
  GHashTable *rates = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (rates, (gpointer) "CNY", (gpointer) &cny_micro);
  return rates;
}

static char *
describe (GPtrArray *left_out)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < left_out->len; i++)
    {
      const CtLeftOut *entry = g_ptr_array_index (left_out, i);

      g_string_append_printf (text, "%s%s %s%s%s", i > 0 ? "; " : "",
                              ct_account_get_name (entry->account),
                              entry->amount != NULL ? entry->amount : "",
                              entry->amount != NULL ? " " : "", reasons[entry->reason]);
    }
  return g_string_free (text, FALSE);
}

static void
test_left_out (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GHashTable) rates = rates_new ();
      g_autoptr (GPtrArray) accounts = accounts_of (rows[i].specs);
      CtSummaryPolicy policy = { .interval_s = 300, .usd_rates = rows[i].rates ? rates : NULL };
      g_autoptr (GPtrArray) left_out = ct_summary_list_left_out (accounts, &policy, SAMPLE_NOW_US);
      g_autofree char *text = describe (left_out);

      g_test_message ("%u: %s", i, rows[i].why);
      g_assert_cmpstr (text, ==, rows[i].left_out);
    }
}

/* What a rate would help: each once, and neither dollars nor what is no amount. */
static void
test_currencies (void)
{
  static const Spec specs[MAX_SPECS] = {
    { CREDITS = 1 }, { EUR = 1, .flags = PAUSED }, { CNY = 1 }, { USD = 1 }
  };
  static const Spec none[MAX_SPECS] = {
    { PERCENT = 1 }, { USD = 1 }, { CNY = 0, .flags = UNLIMITED }, { CNY = 1, .flags = USED_ONLY }
  };
  g_autoptr (GPtrArray) accounts = accounts_of (specs);
  g_autoptr (GPtrArray) others = accounts_of (none);
  g_autoptr (GPtrArray) currencies = NULL, nothing = NULL;

  g_ptr_array_add (accounts, account_of ((Spec[MAX_SPECS]){ { CNY = 5 } }, 0));
  currencies = ct_summary_list_currencies (accounts);
  g_ptr_array_add (currencies, NULL);
  g_assert_cmpstrv ((char **) currencies->pdata,
                    ((const char *[]){ "CNY", "EUR", "credits", NULL }));
  nothing = ct_summary_list_currencies (others);
  g_assert_cmpuint (nothing->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/summary/left-out", test_left_out);
  g_test_add_func ("/summary/currencies", test_currencies);

  return g_test_run ();
}
