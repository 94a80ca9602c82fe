#include "config.h"

#include "summary.h"

#include <string.h>

#include "support/specs.h"

static const struct
{
  const char *reason;
  CtLabelContent content;
  const char *account;
  gboolean hide;
  Spec specs[MAX_SPECS];
  const char *label, *title;
} labels[] = {
  { "no account", CT_LABEL_TOTAL, NULL, FALSE, { { 0 } }, "", "Credit Tray" },
  { "all paused",
    CT_LABEL_TOTAL,
    NULL,
    FALSE,
    { { USD = 1, .flags = PAUSED } },
    "",
    "Credit Tray" },
  { "no data yet",
    CT_LABEL_TOTAL,
    NULL,
    FALSE,
    { { USD = 0, .flags = NO_DATA } },
    "…",
    "Credit Tray" },
  { "total", CT_LABEL_TOTAL, NULL, FALSE, { { USD = 1000000 } }, "$1.00", "$1.00" },
  { "percent alone: the lowest",
    CT_LABEL_TOTAL,
    NULL,
    FALSE,
    { { PERCENT = 87000000 } },
    "87 %",
    "87 %" },
  { "percent, and money to come",
    CT_LABEL_TOTAL,
    NULL,
    FALSE,
    { { PERCENT = 87000000 }, { USD = 0, .flags = NO_DATA } },
    "…",
    "Credit Tray" },
  { "hidden", CT_LABEL_TOTAL, NULL, TRUE, { { USD = 1000000 } }, "•••", "Credit Tray" },
  { "hidden, and no data yet",
    CT_LABEL_TOTAL,
    NULL,
    TRUE,
    { { USD = 0, .flags = NO_DATA } },
    "…",
    "Credit Tray" },
  { "nothing beside the icon", CT_LABEL_NOTHING, NULL, FALSE, { { USD = 1000000 } }, "", "$1.00" },
  { "one account",
    CT_LABEL_ACCOUNT,
    "id-1",
    FALSE,
    { { USD = 1000000 }, { USD = 2000000, .flags = OLD } },
    "~$2.00",
    "~$2.00" },
  { "one account without data",
    CT_LABEL_ACCOUNT,
    "id-1",
    FALSE,
    { { USD = 1000000 }, { USD = 0, .flags = NO_DATA } },
    "…",
    "Credit Tray" },
  { "old, but there is no limit",
    CT_LABEL_ACCOUNT,
    "id-0",
    FALSE,
    { { USD = 0, .flags = UNLIMITED | OLD } },
    "∞",
    "∞" },
  { "an account that was removed",
    CT_LABEL_ACCOUNT,
    "gone",
    FALSE,
    { { USD = 1000000 } },
    "$1.00",
    "$1.00" },
  { "the days of the account that is gone first",
    CT_LABEL_TOTAL,
    NULL,
    FALSE,
    { { USD = 4000000, .days_left = 30 },
      { USD = 20000000, .days_left = 12.9 },
      { USD = 1000000, .days_left = 2, .flags = PAUSED } },
    "$24.00",
    "$24.00 · 12 days" },
  { "the days of one account",
    CT_LABEL_ACCOUNT,
    "id-1",
    FALSE,
    { { USD = 1000000, .days_left = 3 }, { USD = 2000000, .days_left = 1.5 } },
    "$2.00",
    "$2.00 · 1 day" },
  { "of one account that nobody knows it of",
    CT_LABEL_ACCOUNT,
    "id-1",
    FALSE,
    { { USD = 1000000, .days_left = 3 }, { USD = 2000000 } },
    "$2.00",
    "$2.00" },
  { "days are no amounts",
    CT_LABEL_TOTAL,
    NULL,
    TRUE,
    { { USD = 1000000, .days_left = 12 } },
    "•••",
    "Credit Tray · 12 days" },
  { "what is old says nothing of days",
    CT_LABEL_TOTAL,
    NULL,
    FALSE,
    { { USD = 1000000, .days_left = 12, .flags = OLD } },
    "~$1.00",
    "~$1.00" },
  { "the lowest by amount",
    CT_LABEL_LOWEST,
    NULL,
    FALSE,
    { { USD = 40000000 }, { USD = 20000000 }, { USD = 30000000 } },
    "$20.00",
    "$20.00" },
  { "the lowest by level: 20 CNY are low, 6 USD are not",
    CT_LABEL_LOWEST,
    NULL,
    FALSE,
    { { USD = 6000000 }, { CNY = 20000000 }, { USD = 0, .flags = UNLIMITED } },
    "¥20.00",
    "¥20.00" },
  { "the lowest is unlimited",
    CT_LABEL_LOWEST,
    NULL,
    FALSE,
    { { USD = 0, .flags = UNLIMITED } },
    "∞",
    "∞" },
};

static void
test_label_and_title (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autoptr (GPtrArray) accounts = accounts_of (labels[i].specs);
      CtSummaryPolicy policy = { .content = labels[i].content,
                                 .label_account = labels[i].account,
                                 .label_decimals = 2,
                                 .hide_amounts = labels[i].hide,
                                 .interval_s = 300 };
      g_autoptr (CtSummary) summary = ct_summary_new (accounts, &policy, SAMPLE_NOW_US);

      g_test_message ("%u: %s", i, labels[i].reason);
      g_assert_cmpstr (summary->label, ==, labels[i].label);
      g_assert_cmpstr (summary->title, ==, labels[i].title);
      g_assert_null (strpbrk (summary->title, "<>&"));
    }
}

/* What the person may have otherwise in the panel. */
static const struct
{
  const char *reason;
  CtSummaryPolicy policy;
  Spec specs[MAX_SPECS];
  const char *label, *title, *icon_text;
} choices[] = {
  { "no decimals", { .label_decimals = 0 }, { { USD = 49995818 } }, "$49", "$49", "49" },
  { "four", { .label_decimals = 4 }, { { USD = 49995818 } }, "$49.9958", "$49.9958", "49" },
  { "of one account too",
    { .content = CT_LABEL_LOWEST, .label_decimals = 1 },
    { { CNY = 9999999 } },
    "¥9.9",
    "¥9.9",
    "9.9" },
  { "days",
    { .label_days = TRUE, .label_decimals = 2 },
    { { USD = 1000000, .days_left = 12.9 } },
    "$1.00 · 12 d",
    "$1.00 · 12 days",
    "1" },
  { "less than a day",
    { .label_days = TRUE },
    { { USD = 1000000, .days_left = 0.9 } },
    "$1 · 0 d",
    "$1 · less than a day",
    "1" },
  { "over a year",
    { .label_days = TRUE },
    { { USD = 1000000, .days_left = 400 } },
    "$1 · 1 y+",
    "$1 · over a year",
    "1" },
  { "no days are known", { .label_days = TRUE }, { { USD = 1000000 } }, "$1", "$1", "1" },
  { "days are no amount",
    { .label_days = TRUE, .hide_amounts = TRUE },
    { { USD = 1000000, .days_left = 12 } },
    "••• · 12 d",
    "Credit Tray · 12 days",
    "" },
  { "nothing beside the icon, and the amount in it",
    { .content = CT_LABEL_NOTHING, .label_days = TRUE },
    { { USD = 1234567890, .days_left = 12 } },
    "",
    "$1,234 · 12 days",
    "1.2k" },
  { "no data yet",
    { .label_days = TRUE },
    { { USD = 0, .flags = NO_DATA } },
    "…",
    "Credit Tray",
    "" },
  { "unlimited", { .label_decimals = 2 }, { { USD = 0, .flags = UNLIMITED } }, "∞", "∞", "∞" },
  { "percent", { .label_decimals = 2 }, { { PERCENT = 87900000 } }, "87 %", "87 %", "87%" },
  { "from right to left a sign stays on its side",
    { .label_decimals = 2, .label_days = TRUE, .right_to_left = TRUE },
    { { USD = 64730000, .days_left = 12 }, { CNY = 1000000 } },
    "\u2066$64.73+\u2069 · 12 d",
    "\u2066$64.73+\u2069 · 12 days",
    "64" },
  { "from right to left nothing is unknown",
    { .right_to_left = TRUE },
    { { USD = 0, .flags = NO_DATA } },
    "…",
    "Credit Tray",
    "" },
};

static void
test_choices (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (GPtrArray) accounts = accounts_of (choices[i].specs);
      CtSummaryPolicy policy = choices[i].policy;
      g_autoptr (CtSummary) summary = NULL;

      policy.interval_s = 300;
      summary = ct_summary_new (accounts, &policy, SAMPLE_NOW_US);
      g_test_message ("%u: %s", i, choices[i].reason);
      g_assert_cmpstr (summary->label, ==, choices[i].label);
      g_assert_cmpstr (summary->title, ==, choices[i].title);
      g_assert_cmpstr (summary->icon_text, ==, choices[i].icon_text);
    }
}

static void
test_row_from_right_to_left (void)
{
  Spec specs[MAX_SPECS] = { { USD = -4000 } };
  g_autoptr (GPtrArray) accounts = accounts_of (specs);
  CtSummaryPolicy policy = { .interval_s = 300, .right_to_left = TRUE };
  g_autoptr (CtSummary) summary = ct_summary_new (accounts, &policy, SAMPLE_NOW_US);
  const CtSummaryRow *row = summary->rows->pdata[0];

  g_assert_nonnull (strstr (row->text, " · \u2066-$0.01\u2069"));
}

static const struct
{
  const char *reason;
  CtLabelContent content;
  Spec specs[MAX_SPECS];
  const char *icon;
} icons[] = {
  { "no account", CT_LABEL_TOTAL, { { 0 } }, "unknown" },
  { "no data yet", CT_LABEL_TOTAL, { { USD = 0, .flags = NO_DATA } }, "unknown" },
  { "no network, and no data yet",
    CT_LABEL_TOTAL,
    { { USD = 0, .flags = NO_DATA | OFFLINE } },
    "offline" },
  { "full", CT_LABEL_TOTAL, { { USD = 100000000 } }, "full" },
  { "good", CT_LABEL_TOTAL, { { USD = 20000000 }, { USD = 100000000 } }, "good" },
  { "low", CT_LABEL_TOTAL, { { USD = 20000000 }, { USD = 3000000 } }, "low" },
  { "critical", CT_LABEL_TOTAL, { { USD = 500000 }, { USD = 3000000 } }, "critical" },
  { "empty", CT_LABEL_TOTAL, { { USD = 0 }, { USD = 3000000 } }, "empty" },
  { "unlimited", CT_LABEL_TOTAL, { { USD = 0, .flags = UNLIMITED } }, "unlimited" },
  { "paused ones do not matter",
    CT_LABEL_TOTAL,
    { { USD = 0, .flags = PAUSED }, { USD = 9000000 } },
    "good" },
  { "of one account", CT_LABEL_ACCOUNT, { { USD = 20000000 }, { USD = 0 } }, "good" },
  { "a failure with a last amount",
    CT_LABEL_TOTAL,
    { { USD = 20000000, .flags = TIMEOUT } },
    "good" },
  { "a failure without one",
    CT_LABEL_TOTAL,
    { { USD = 0, .flags = NO_DATA | TIMEOUT } },
    "problem" },
  { "rejected", CT_LABEL_TOTAL, { { USD = 20000000, .flags = REJECTED }, { USD = 0 } }, "problem" },
  { "rejected, tried again",
    CT_LABEL_TOTAL,
    { { USD = 20000000, .flags = REJECTED | RETRYING } },
    "problem" },
  { "no token", CT_LABEL_TOTAL, { { USD = 20000000, .flags = TOKENLESS } }, "problem" },
  { "no definition", CT_LABEL_TOTAL, { { USD = 20000000, .flags = BROKEN } }, "problem" },
  { "locked", CT_LABEL_TOTAL, { { USD = 20000000, .flags = LOCKED } }, "problem" },
  { "offline", CT_LABEL_TOTAL, { { USD = 20000000, .flags = OFFLINE } }, "offline" },
  { "one is reached",
    CT_LABEL_TOTAL,
    { { USD = 20000000, .flags = OFFLINE }, { USD = 9000000 } },
    "good" },
};

static void
test_icon (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    {
      g_autoptr (GPtrArray) accounts = accounts_of (icons[i].specs);
      CtSummaryPolicy policy = { .content = icons[i].content,
                                 .label_account = "id-0",
                                 .interval_s = 300 };
      g_autoptr (CtSummary) summary = ct_summary_new (accounts, &policy, SAMPLE_NOW_US);
      g_autofree char *icon = g_strdup_printf ("credit-tray-%s-symbolic", icons[i].icon);

      g_test_message ("%u: %s", i, icons[i].reason);
      g_assert_cmpstr (summary->icon, ==, icon);
    }
}

static void
test_row_text (void)
{
  static const struct
  {
    const char *reason;
    gboolean hide;
    Spec spec;
    gboolean problem;
    const char *text;
  } rows[] = {
    { "well", FALSE, { USD = 49995818 }, FALSE, "A · $49.99" },
    { "no limit", FALSE, { USD = 0, .flags = UNLIMITED }, FALSE, "A · ∞" },
    { "no data yet", FALSE, { USD = 0, .flags = NO_DATA }, FALSE, "A · …" },
    { "old", FALSE, { USD = 1000000, .flags = OLD }, FALSE, "A · $1.00 · 2 h ago" },
    { "kept", FALSE, { USD = 1000000, .flags = PART }, FALSE, "A · $1.00 · just now" },
    { "rejected",
      FALSE,
      { USD = 1000000, .flags = OLD | REJECTED },
      TRUE,
      "A · $1.00 · Token rejected · 2 h ago" },
    { "rejected, tried again",
      FALSE,
      { USD = 1000000, .flags = OLD | REJECTED | RETRYING },
      TRUE,
      "A · $1.00 · Token rejected · 2 h ago" },
    { "never read", FALSE, { USD = 0, .flags = NO_DATA | REJECTED }, TRUE, "A · Token rejected" },
    { "paused",
      FALSE,
      { USD = 1000000, .flags = OLD | PAUSED },
      FALSE,
      "A · $1.00 · Paused · 2 h ago" },
    { "days", FALSE, { USD = 49995818, .days_left = 12.9 }, FALSE, "A · $49.99 · 12 days" },
    { "a day", FALSE, { USD = 1000000, .days_left = 1 }, FALSE, "A · $1.00 · 1 day" },
    { "hours", FALSE, { USD = 1000000, .days_left = 0.99 }, FALSE, "A · $1.00 · less than a day" },
    { "years", FALSE, { USD = 1000000, .days_left = 365 }, FALSE, "A · $1.00 · over a year" },
    { "the age instead of the days",
      FALSE,
      { USD = 1000000, .days_left = 12, .flags = OLD },
      FALSE,
      "A · $1.00 · 2 h ago" },
    { "the reason instead of the days",
      FALSE,
      { USD = 1000000, .days_left = 12, .flags = REJECTED },
      TRUE,
      "A · $1.00 · Token rejected · just now" },
    { "a key's own", FALSE, { USD = 1000000, .flags = KEY }, FALSE, "A · $1.00 · This key" },
    { "a key without a limit",
      FALSE,
      { USD = 0, .flags = KEY | UNLIMITED },
      FALSE,
      "A · ∞ · This key" },
    { "a key's days",
      FALSE,
      { USD = 1000000, .flags = KEY, .days_left = 12 },
      FALSE,
      "A · $1.00 · This key · 12 days" },
    { "a plan",
      FALSE,
      { PERCENT = 63000000, .resets_in_s = 3 * 24 * 3600 - 1 },
      FALSE,
      "A · 63 % · resets in 2 days" },
    { "a plan for hours",
      FALSE,
      { PERCENT = 63000000, .resets_in_s = 24 * 3600 - 1 },
      FALSE,
      "A · 63 % · resets in 23 h" },
    { "a plan for minutes",
      FALSE,
      { PERCENT = 63000000, .resets_in_s = 3600 - 1 },
      FALSE,
      "A · 63 % · resets in 59 min" },
    { "a plan that ends before", /* its days are known only then */
      FALSE,
      { PERCENT = 63000000, .resets_in_s = 3 * 24 * 3600, .days_left = 2 },
      FALSE,
      "A · 63 % · 2 days" },
    { "a plan that should have been reset",
      FALSE,
      { PERCENT = 63000000, .resets_in_s = -1 },
      FALSE,
      "A · 63 %" },
    { "an old plan",
      FALSE,
      { PERCENT = 63000000, .resets_in_s = 3600, .flags = OLD },
      FALSE,
      "A · 63 % · 2 h ago" },
    { "hidden", TRUE, { USD = 1000000 }, FALSE, "A · •••" },
    { "hidden, days", TRUE, { USD = 1000000, .days_left = 12 }, FALSE, "A · ••• · 12 days" },
    { "hidden, rejected",
      TRUE,
      { USD = 1000000, .flags = OLD | REJECTED },
      TRUE,
      "A · ••• · Token rejected · 2 h ago" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) accounts = accounts_of ((Spec[MAX_SPECS]){ rows[i].spec });
      CtSummaryPolicy policy = { .hide_amounts = rows[i].hide, .interval_s = 300 };
      g_autoptr (CtSummary) summary = ct_summary_new (accounts, &policy, SAMPLE_NOW_US);
      const CtSummaryRow *row = summary->rows->pdata[0];

      g_test_message ("%u: %s", i, rows[i].reason);
      g_assert_cmpstr (row->text, ==, rows[i].text);
      g_assert_true (g_str_has_prefix (row->text, row->name));
      g_assert_cmpint (row->problem, ==, rows[i].problem);
      g_assert_cmpstr (row->account_id, ==, "id-0");
    }
}

static void
test_row_order (void)
{
  static const struct
  {
    const char *reason;
    Spec specs[MAX_SPECS];
    const char *order;
  } rows[] = {
    { "by amount", { { USD = 90000000 }, { USD = 20000000 }, { USD = 40000000 } }, "BCA" },
    { "by level",
      { { USD = 3000000 }, { USD = 0 }, { USD = 500000 }, { USD = 20000000 } },
      "BCAD" },
    { "by days: known ones first",
      { { USD = 6000000 },
        { USD = 20000000, .days_left = 30 },
        { USD = 90000000, .days_left = 2.5 } },
      "CBA" },
    { "the level before the days",
      { { USD = 20000000, .days_left = 2 }, { USD = 3000000, .days_left = 30 } },
      "BA" },
    { "problems first", { { USD = 0 }, { USD = 90000000, .flags = TIMEOUT } }, "BA" },
    { "paused last", { { USD = 0, .flags = PAUSED }, { USD = 0, .flags = UNLIMITED } }, "BA" },
    { "what does not convert after what does", { { CNY = 40000000 }, { USD = 90000000 } }, "BA" },
    { "unknown last",
      { { USD = 0, .flags = NO_DATA }, { USD = 0, .flags = UNLIMITED }, { USD = 90000000 } },
      "CBA" },
    { "else as the person has them", { { CNY = 40000000 }, { CNY = 39000000 } }, "AB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) accounts = accounts_of (rows[i].specs);
      CtSummaryPolicy policy = { .interval_s = 300 };
      g_autoptr (CtSummary) summary = ct_summary_new (accounts, &policy, SAMPLE_NOW_US);
      g_autoptr (GString) order = g_string_new (NULL);

      g_test_message ("%u: %s", i, rows[i].reason);
      for (guint j = 0; j < summary->rows->len; j++)
        g_string_append_c (order, ((CtSummaryRow *) summary->rows->pdata[j])->text[0]);
      g_assert_cmpstr (order->str, ==, rows[i].order);
    }
}

static void
test_counts (void)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func (g_object_unref);
  CtSummaryPolicy policy = { .interval_s = 300 };
  g_autoptr (CtSummary) many = NULL;
  g_autoptr (CtSummary) missing = NULL;

  for (guint i = 0; i < 15; i++)
    g_ptr_array_add (
        accounts,
        account_of ((Spec[MAX_SPECS]){ { USD = 1000000, .flags = i < 3 ? LOCKED : 0 } }, 0));
  many = ct_summary_new (accounts, &policy, SAMPLE_NOW_US);
  g_assert_cmpuint (many->rows->len, ==, CT_SUMMARY_MAX_ROWS);
  g_assert_cmpuint (many->n_more, ==, 3);
  g_assert_cmpuint (many->n_locked, ==, 3);
  g_assert_false (many->keyring_missing);

  g_ptr_array_set_size (accounts, 0);
  g_ptr_array_add (accounts, account_of ((Spec[MAX_SPECS]){ { USD = 1000000, .flags = AWAY } }, 0));
  missing = ct_summary_new (accounts, &policy, SAMPLE_NOW_US);
  g_assert_cmpuint (missing->n_locked, ==, 0);
  g_assert_true (missing->keyring_missing);
}

static void
test_age (void)
{
  static const struct
  {
    gint64 age_s;
    const char *text;
  } rows[] = {
    { -5, "just now" },  { 59, "just now" },    { 60, "1 min ago" },    { 3599, "59 min ago" },
    { 3600, "1 h ago" }, { 86399, "23 h ago" }, { 86400, "1 day ago" }, { 172800, "2 days ago" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = ct_format_age (rows[i].age_s * SAMPLE_SECOND_US);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/summary/label-and-title", test_label_and_title);
  g_test_add_func ("/summary/choices", test_choices);
  g_test_add_func ("/summary/row-from-right-to-left", test_row_from_right_to_left);
  g_test_add_func ("/summary/icon", test_icon);
  g_test_add_func ("/summary/row-text", test_row_text);
  g_test_add_func ("/summary/row-order", test_row_order);
  g_test_add_func ("/summary/counts", test_counts);
  g_test_add_func ("/summary/age", test_age);

  return g_test_run ();
}
