#include "config.h"

#include "history-fixture.h"
#include "polling.h"

/* What the monitor reads is kept, and nothing else. */

#define HOST "127.0.0.1"
#define SELF "/api/user/self"
#define INTERVAL_S 330 /* with jitter at most */
#define QUOTA_PER_USD 500000

/* "49.995818 40": the amounts, in their order. (transfer full) */
static char *
tell_amounts (TestPolling *polling, guint n)
{
  const CtHistoryQuery query = { .account_id = ct_account_get_id (test_polling_get (polling, n)),
                                 .balance_id = "main",
                                 .from_us = G_MININT64,
                                 .to_us = G_MAXINT64 };
  g_autoptr (CtHistorySeries) series = history_query (polling->history, &query, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < series->runs->len; i++)
    {
      const CtHistoryRun *run = &g_array_index (series->runs, CtHistoryRun, i);
      g_autofree char *amount = ct_money_to_decimal (run->remaining_micro);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", amount);
    }
  return g_string_free (text, FALSE);
}

static void
assert_amounts (TestPolling *polling, guint n, const char *expected)
{
  g_autofree char *told = tell_amounts (polling, n);

  g_assert_cmpstr (told, ==, expected);
}

static void
add_account (TestPolling *polling, guint n)
{
  g_free (test_polling_add (polling, n, "laozhang", HOST));
}

static void
test_readings (TestPolling *polling, gconstpointer user_data)
{
  add_account (polling, 0);
  test_polling_start (polling);
  assert_amounts (polling, 0, "49.995818");
  test_polling_advance (polling, 3 * INTERVAL_S);
  assert_amounts (polling, 0, "49.995818");
  test_gateway_set_quota (polling->gateway, 40 * QUOTA_PER_USD);
  test_polling_advance (polling, INTERVAL_S);
  assert_amounts (polling, 0, "49.995818 40");
}

/* Unknown is not zero, and not what it was. */
static void
test_failures (TestPolling *polling, gconstpointer user_data)
{
  CtHistoryQuery query = { NULL, "main", NULL, G_MININT64, G_MAXINT64, 0 };
  g_autoptr (CtHistorySeries) series = NULL;
  gint64 good_us;

  add_account (polling, 0);
  test_polling_start (polling);
  good_us = ct_clock_now_us (polling->clock);
  test_gateway_set_answer (polling->gateway, SELF, 500, "{}", NULL);
  test_polling_advance (polling, 2 * 3600);
  test_gateway_set_quota (polling->gateway, QUOTA_PER_USD);
  test_polling_advance (polling, 2 * 3600);
  assert_amounts (polling, 0, "49.995818 1");
  query.account_id = ct_account_get_id (test_polling_get (polling, 0));
  series = history_query (polling->history, &query, NULL);
  g_assert_cmpint (g_array_index (series->runs, CtHistoryRun, 0).last_us, ==, good_us);
}

static void
test_two_accounts (TestPolling *polling, gconstpointer user_data)
{
  add_account (polling, 0);
  add_account (polling, 1);
  test_polling_start (polling);
  test_polling_advance (polling, 5);
  test_gateway_set_quota (polling->gateway, 3 * QUOTA_PER_USD);
  test_polling_advance (polling, INTERVAL_S);
  assert_amounts (polling, 0, "49.995818 3");
  assert_amounts (polling, 1, "49.995818 3");
}

typedef struct
{
  CtHistory *history; /* (unowned) */
  CtReading *before;  /* (unowned) */
  gint64 found_micro; /* 0: not asked yet; -1: no answer yet */
} Asked;

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CtHistorySeries) series = ct_history_query_finish (result, NULL);
  GArray *runs = series->runs;

  ((Asked *) user_data)->found_micro =
      g_array_index (runs, CtHistoryRun, runs->len - 1).remaining_micro;
}

static void
ask_when_read (CtAccount *account, Asked *asked)
{
  const CtHistoryQuery query = { .account_id = ct_account_get_id (account),
                                 .balance_id = "main",
                                 .origin = ct_account_get_origin (account),
                                 .to_us = G_MAXINT64 };

  if (asked->found_micro == 0 && ct_account_get_reading (account) != asked->before)
    {
      ct_history_query_async (asked->history, &query, NULL, on_found, asked);
      asked->found_micro = -1;
    }
}

/* Who is told of another amount finds it in the history. */
static void
test_asked_when_told (TestPolling *polling, gconstpointer user_data)
{
  Asked asked = { .history = polling->history };

  add_account (polling, 0);
  test_polling_start (polling);
  asked.before = ct_account_get_reading (test_polling_get (polling, 0));
  test_gateway_set_quota (polling->gateway, 40 * QUOTA_PER_USD);
  g_signal_connect (test_polling_get (polling, 0), "changed", G_CALLBACK (ask_when_read), &asked);
  test_polling_advance (polling, INTERVAL_S);
  g_assert_cmpint (asked.found_micro, !=, 0);
  while (asked.found_micro == -1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (asked.found_micro, ==, 40 * CT_MICRO);
}

/* A history is no part that a monitor must have. */
static void
test_without (TestPolling *polling, gconstpointer user_data)
{
  CtHistory *history = g_steal_pointer (&polling->history);

  add_account (polling, 0);
  test_polling_start (polling);
  test_polling_assert (polling, 0, "idle $49.99");
  polling->history = history;
  assert_amounts (polling, 0, "");
}

#define ADD(path, func)                                                               \
  g_test_add ("/monitor-history/" path, TestPolling, NULL, test_polling_set_up, func, \
              test_polling_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("readings", test_readings);
  ADD ("failures", test_failures);
  ADD ("two-accounts", test_two_accounts);
  ADD ("asked-when-told", test_asked_when_told);
  ADD ("without", test_without);
  return g_test_run ();
}
