#include "config.h"

#include "summary.h"

#include "support/specs.h"

static GHashTable *
rates_new (void)
{
  static const gint64 cny_micro = 140000;
  GHashTable *rates = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (rates, (gpointer) "CNY", (gpointer) &cny_micro);

  return rates;
}

static const struct
{
  const char *reason;
  gboolean rates; /* 1 CNY = 0.14 USD */
  Spec specs[MAX_SPECS];
  const char *label;
} totals[] = {
  { "no account", FALSE, { { 0 } }, "…" },
  { "no data yet", FALSE, { { USD = 0, .flags = NO_DATA } }, "…" },
  { "one", FALSE, { { USD = 49995818 } }, "$49.99" },
  { "rounded down once, as a sum", FALSE, { { USD = 5000 }, { USD = 5000 } }, "$0.01" },
  { "a debt, rounded down", FALSE, { { USD = -4000 } }, "-$0.01" },
  { "a debt is subtracted", FALSE, { { USD = 10000000 }, { USD = -2500000 } }, "$7.50" },
  { "one has no amount yet",
    FALSE,
    { { USD = 1000000 }, { USD = 0, .flags = NO_DATA } },
    "$1.00+" },
  { "one is old", FALSE, { { USD = 1000000 }, { USD = 2000000, .flags = OLD } }, "~$3.00" },
  { "one failed", FALSE, { { USD = 1000000, .flags = TIMEOUT } }, "~$1.00" },
  { "part of one was kept", FALSE, { { USD = 1000000, .flags = PART } }, "~$1.00" },
  { "old and incomplete",
    FALSE,
    { { USD = 1000000, .flags = OLD }, { USD = 0, .flags = NO_DATA } },
    "~$1.00+" },
  { "unlimited ones are left out",
    FALSE,
    { { USD = 0, .flags = UNLIMITED }, { USD = 1000000 } },
    "$1.00" },
  { "all unlimited",
    FALSE,
    { { USD = 0, .flags = UNLIMITED }, { CREDITS = 0, .flags = UNLIMITED } },
    "∞" },
  { "unlimited, the other unknown",
    FALSE,
    { { USD = 0, .flags = UNLIMITED }, { USD = 0, .flags = NO_DATA } },
    "…" },
  { "no rate", FALSE, { { USD = 1000000 }, { CNY = 100000000 } }, "$1.00+" },
  { "no rate, but nothing to convert", FALSE, { { USD = 1000000 }, { CNY = 0 } }, "$1.00" },
  { "a typed rate", TRUE, { { USD = 1000000 }, { CNY = 100000000 } }, "$15.00" },
  { "a typed rate, a debt rounded down", TRUE, { { CNY = -1 } }, "-$0.01" },
  { "nothing converts", FALSE, { { CNY = 213700000 } }, "¥213.70" },
  { "the largest of those",
    FALSE,
    { { EUR = 5000000 }, { CNY = 100000000 }, { CNY = 113700000 } },
    "¥213.70+" },
  { "others that are nothing", FALSE, { { EUR = 0 }, { CNY = 213700000 } }, "¥213.70" },
  { "percent never", FALSE, { { PERCENT = 87000000 }, { USD = 1000000 } }, "$1.00" },
  { "credits without a price never", TRUE, { { CREDITS = 87000000 } }, "…" },
  { "what was used never",
    FALSE,
    { { USD = 3200000, .flags = USED_ONLY }, { USD = 1000000 } },
    "$1.00" },
  { "paused", FALSE, { { USD = 1000000, .flags = PAUSED }, { USD = 2000000 } }, "$2.00" },
  { "paused, but asked for", FALSE, { { USD = 1000000, .flags = PAUSED | ALWAYS } }, "$1.00" },
  { "left out by the person",
    FALSE,
    { { USD = 1000000, .flags = NEVER }, { USD = 2000000 } },
    "$2.00" },
  { "keys alone",
    FALSE,
    { { USD = 1000000, .flags = KEY, .site = "one" },
      { USD = 2000000, .flags = KEY, .site = "one" } },
    "$3.00" },
  { "a key of an account that counts",
    FALSE,
    { { USD = 1000000, .flags = KEY, .site = "one" }, { USD = 5000000, .site = "one" } },
    "$5.00" },
  { "an account of another site",
    FALSE,
    { { USD = 1000000, .flags = KEY, .site = "one" }, { USD = 5000000, .site = "two" } },
    "$6.00" },
  { "a key that the person counts",
    FALSE,
    { { USD = 1000000, .flags = KEY | ALWAYS, .site = "one" }, { USD = 5000000, .site = "one" } },
    "$6.00" },
  { "a key of an account that does not count",
    FALSE,
    { { USD = 1000000, .flags = KEY, .site = "one" },
      { USD = 5000000, .flags = NEVER, .site = "one" } },
    "$1.00" },
  { "a key of an account that counts percent",
    FALSE,
    { { USD = 1000000, .flags = KEY, .site = "one" }, { PERCENT = 5000000, .site = "one" } },
    "$1.00" },
  { "a key without data leaves no gap",
    FALSE,
    { { USD = 0, .flags = KEY | NO_DATA, .site = "one" }, { USD = 5000000, .site = "one" } },
    "$5.00" },
  { "a second balance is another limit on the same money",
    FALSE,
    { { USD = 1000000 }, { USD = 2000000, .flags = SECOND } },
    "$1.00" },
  { "in another currency it is other money",
    TRUE,
    { { USD = 1000000 },
      { CNY = 100000000, .flags = SECOND },
      { CNY = 100000000, .flags = SECOND } },
    "$15.00" },
  { "unlimited beside the primary says nothing",
    FALSE,
    { { USD = 1000000 }, { CREDITS = 0, .flags = SECOND | UNLIMITED } },
    "$1.00" },
  { "nor beside what never counts",
    FALSE,
    { { PERCENT = 1000000 }, { CREDITS = 0, .flags = SECOND | UNLIMITED } },
    "…" },
  { "too much for one number: the rest is missing",
    FALSE,
    { { USD = G_MAXINT64 }, { USD = 1 } },
    NULL },
};

static void
test_total (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (totals); i++)
    {
      g_autoptr (GHashTable) rates = rates_new ();
      g_autoptr (GPtrArray) accounts = accounts_of (totals[i].specs);
      CtSummaryPolicy policy = { .interval_s = 300, .usd_rates = totals[i].rates ? rates : NULL };
      CtTotal total = ct_summary_total (accounts, &policy, SAMPLE_NOW_US);
      g_autofree char *label = ct_total_format (&total, CT_MONEY_LABEL);

      g_test_message ("%u: %s", i, totals[i].reason);
      if (totals[i].label != NULL)
        g_assert_cmpstr (label, ==, totals[i].label);
      else
        g_assert_false (total.complete);
    }
}

static void
test_in_windows (void)
{
  CtTotal total = { .known = TRUE, .money = { 64730000, "USD" } };
  g_autofree char *incomplete = ct_total_format (&total, CT_MONEY_WINDOW), *complete = NULL;

  total.complete = TRUE;
  complete = ct_total_format (&total, CT_MONEY_WINDOW);
  g_assert_cmpstr (incomplete, ==, "\u2066$64.73+\u2069");
  g_assert_cmpstr (complete, ==, "$64.73");
}

static void
test_price_of_definition (void)
{
  g_autoptr (CtAccount) account = account_of ((Spec[MAX_SPECS]){ { CREDITS = 200000000 } }, 0);
  g_autoptr (GPtrArray) accounts = g_ptr_array_new ();
  CtSummaryPolicy policy = { .interval_s = 300 };
  CtBalance *balance = ct_account_get_reading (account)->balances->pdata[0];
  CtTotal total;

  g_ptr_array_add (accounts, account);
  balance->usd_per_unit_micro = 5000;
  total = ct_summary_total (accounts, &policy, SAMPLE_NOW_US);
  g_assert_true (total.known);
  g_assert_cmpint (total.money.amount_micro, ==, CT_MICRO);
  g_assert_cmpstr (total.money.currency, ==, "USD");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/summary-total/table", test_total);
  g_test_add_func ("/summary-total/in-windows", test_in_windows);
  g_test_add_func ("/summary-total/price-of-definition", test_price_of_definition);

  return g_test_run ();
}
