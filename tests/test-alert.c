#include "config.h"

#include "alert.h"

#include "support/alert-story.h"
#include "support/sample.h"

/* A story, and why it is told. */
typedef const char *Plain[2];

static void
play_all (const Plain *plain, gsize n)
{
  for (gsize i = 0; i < n; i++)
    alert_story_play (&(AlertStory){ .story = plain[i][0], .why = plain[i][1] });
}

static void
test_amounts (void)
{
  static const Plain stories[] = {
    { "20 5.01 5>low 4.5 1.01 1>critical 0.5 0>empty 0", "each threshold once" },
    { "20 4>low 0.9>critical", "a graver one replaces the lighter" },
    { "20 0>empty", "states that are passed over: the gravest alone" },
    { "4.99>low 4.98", "already so when first seen" },
    { "0>empty", "the same" },
    { "20 x20>empty x19 19<main", "the gateway says that nothing can be spent" },
    { "x>empty x used<main x>empty", "only that is known of it" },
    { "20 3>low used 3", "an amount that is not there changes nothing" },
    { "used inf", "nothing to tell" },
    { "20 4>low inf<main 4>low", "unlimited is clear of everything" },
    { "20 ~4 ~0 4>low", "nothing from what is stale" },
    { "20 !timeout !server-error 4>low !timeout @ 4", "nothing from what failed" },
    { "20 4>low @ 3.9 @ 0.9>critical @ 0.8", "remembered over restarts" },
    { "20 4>low +3d 3.9", "and over sleep" },
    { "20 4>low -2h 3.9 -3d 3.8 0.9>critical", "the clock is set back" },
    { "20 4>low gone<main 4>low", "removed" },
  };

  play_all (stories, G_N_ELEMENTS (stories));
}

static void
test_rearming (void)
{
  static const Plain stories[] = {
    { "20 0.5>critical 0.58 0.5", "a small correction is no new episode" },
    { "5.05 4.99>low 5.03 4.98 5.06 4.99", "around the threshold" },
    { "5.4 5>low 5.08 5.17 5.26 5.35 5.44 5.5<main 4.9>low", "10 % clear, in small steps" },
    { "1.05>low 0.99>critical 1.04 1.08 1.09 1 1.05 1.1 1>critical",
      "critical again, low all along" },
    { "20 -0.01>empty 0.05 -0.02 0.07 0", "nothing, until there is 0.10" },
    { "20 -0.01>empty 0.05 0.1 0>empty", "0.10" },
    { "20 100>topped-up 12", "a top-up" },
    { "20 0.5>critical 30>topped-up 4>low", "ends the episode" },
    { "20 4>low 4.1>topped-up 4", "one that stays below: one alert says both" },
    { "20 0.5>critical 3>topped-up 2 0.9>critical", "from there on it is a new episode" },
    { "2000 2019.99 2019", "less than 1 % is a correction" },
    { "2000 2020>topped-up", "1 %" },
    { "7 7.09 7.18 7.28>topped-up", "0.10" },
    { "20 ~4 ~30 20.5>topped-up", "compared with what was fresh" },
    { "20 4>low ~30 4", "what is stale arms nothing" },
    { "20 edit 200", "another token may be another account's" },
    { "20 4>low edit 200<main 4>low", "what was low there is over" },
  };

  play_all (stories, G_N_ELEMENTS (stories));
}

static void
test_days (void)
{
  static const Plain stories[] = {
    { "d9 90 d3 80 d2.9 70>runway 60 d1 50", "once" },
    { "d2.9 90>runway d3.2 89 d2.9 88 d3.31 87<main d2.9 86>runway", "10 % clear" },
    { "d2.9 90>runway d? 89 d2.9 88", "unknown is not clear" },
    { "d9 20 d2 4>low 3 d1 2", "the amount's alert says both" },
    { "d9 20 4>low d2 3>runway 2 0.9>critical", "both, one after the other" },
    { "d2 20>runway d4 50>topped-up d2 49>runway", "a top-up is a new episode" },
    { "d2 20>runway 21>topped-up 20", "which its own alert says" },
    { "d9 20 d0 0>empty d1 0.05", "nothing left is no day left" },
    { "d2 20>runway inf<main", "unlimited" },
    { "d2 ~20 !timeout", "nothing from what is stale" },
    { "d2 20>runway @ 19", "remembered" },
  };

  play_all (stories, G_N_ELEMENTS (stories));
}

static void
test_rejections (void)
{
  static const Plain stories[] = {
    { "20 !token-rejected !token-rejected !token-rejected>rejected !token-rejected", "10 minutes" },
    { "!token-rejected @ +1h !user-id>rejected @ !forbidden", "whatever kind, over a restart" },
    { "20 !token-rejected +1h 20 !token-rejected @", "a reading between them" },
    { "20 !token-rejected !timeout +1h !token-rejected>rejected", "but not another failure" },
    { "20 !token-rejected +1h !token-rejected>rejected !timeout 20<account", "over" },
    { "20 !token-rejected +1h !token-rejected>rejected edit<account !token-rejected", "edited" },
    { "20 !token-rejected edit +1h !token-rejected +1h !token-rejected>rejected", "edited" },
    { "20 !token-rejected -3d !token-rejected +5m !token-rejected>rejected", "clock set back" },
    { "20 !token-rejected +1h !token-missing !keyring-locked", "no rejections" },
    { "20 !token-rejected +1h !token-rejected>rejected ~20 @", "a stale reading ends nothing" },
  };

  play_all (stories, G_N_ELEMENTS (stories));
}

static void
test_silence (void)
{
  static const Plain stories[] = {
    { "20 +1h !timeout +22h !timeout +1h !server-error>silent !timeout @", "a day, once" },
    { "!timeout +23h !timeout +1h !timeout>silent", "there never was a reading" },
    { "20 +3d !unreachable !unreachable !unreachable>silent", "not what is merely not up yet" },
    { "20 +3d !unreachable 20 +3d ~20 @", "that came up" },
    { "20 !offline +2d !offline !offline !offline", "offline is the computer" },
    { "20 !keyring-locked +2d !keyring-missing !keyring-locked", "so is the keyring" },
    { "20 !timeout +2d !timeout>silent 20<account !timeout +2d !timeout>silent", "again" },
    { "20 !timeout +1h !forbidden +1h !forbidden>rejected +2d !timeout", "a reason is known" },
    { "20 !definition +2d !definition>silent edit<account !definition", "edited" },
    { "20 +9d !timeout -5d !timeout +2d !timeout>silent", "the clock is set back" },
    { "20 +2d ~20 ~20 ~20 @", "nothing was tried" },
  };

  play_all (stories, G_N_ELEMENTS (stories));
}

static void
test_snooze (void)
{
  static const Plain stories[] = {
    { "20 4>low z=hour<main 3.9 0.9 +1h 0.8>critical", "an hour, then what holds" },
    { "20 4>low z=hour<main @ 3.9 @ +1h 3.8>low", "over restarts" },
    { "20 4.96>low z=hour<main 5.04 5.12 +1h 5.2", "nothing holds any more" },
    { "20 4>low z=hour<main 30>topped-up 4>low", "a top-up ends it" },
    { "20 4>low z=tomorrow<main +21h 3.9 +5h 3.8 +50m 3.7>low", "8:00 there is 7:00 here" },
    { "20 4>low z=topped-up<main +9d 3.9 0 +9d 0 2>topped-up 0.9>critical", "until topped up" },
    { "20 4>low z=hour<main z=none 3.9>low", "called off" },
    { "20 4>low z=hour<main -2d 3.9>low", "the clock is set back" },
    { "d2 20>runway z=hour<main 19 +1h 18>runway", "the days" },
    { "z=hour !token-rejected +15m !token-rejected +1h !token-rejected>rejected", "failures" },
    { "z=topped-up !token-rejected +15m !token-rejected>rejected", "cannot be topped up" },
    { "!user-id +15m !user-id>rejected z=topped-up !user-id", "nor are they told again" },
    { "20 !timeout +2d !timeout>silent z=hour<account !timeout +1h !timeout>silent", "again" },
  };

  play_all (stories, G_N_ELEMENTS (stories));
}

/* 8:00 of the next day, also where the night between has another hour. */
static void
test_tomorrow (void)
{
  static const struct
  {
    const char *now, *end, *why;
  } rows[] = {
    { "2026-07-01T12:00:00Z", "2026-07-02T06:00:00Z", "summer" },
    { "2026-12-31T12:00:00Z", "2027-01-01T07:00:00Z", "winter" },
    { "2026-10-23T22:00:00Z", "2026-10-25T07:00:00Z", "33 hours: the longest" },
    { "2026-03-28T22:59:00Z", "2026-03-29T06:00:00Z", "an hour less" },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("CET-1CEST,M3.5.0,M10.5.0/3");
  g_autoptr (CtAlertState) state = ct_alert_state_new ();

  g_assert_nonnull (zone);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GDateTime) now = g_date_time_new_from_iso8601 (rows[i].now, NULL);
      g_autoptr (GDateTime) end = g_date_time_new_from_iso8601 (rows[i].end, NULL);
      gint64 now_us = g_date_time_to_unix (now) * G_USEC_PER_SEC;
      gint64 end_us = g_date_time_to_unix (end) * G_USEC_PER_SEC;
      g_autoptr (CtAlertStep) step = ct_alert_snooze (state, "account", CT_SNOOZE_TOMORROW, zone,
                                                      now_us);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpuint (ct_alert_get_snooze (step->next, now_us), ==, CT_SNOOZE_TOMORROW);
      g_assert_cmpuint (ct_alert_get_snooze (step->next, end_us - 1), ==, CT_SNOOZE_TOMORROW);
      g_assert_cmpuint (ct_alert_get_snooze (step->next, end_us), ==, CT_SNOOZE_NONE);
    }
}

#define THRESHOLDS(low, critical)                                                     \
  {                                                                                   \
    .set = TRUE, .low_micro = (low) *CT_MICRO, .critical_micro = (critical) *CT_MICRO \
  }

static void
test_policy (void)
{
  static const AlertStory stories[] = {
    { .story = "40 30>low 6 5>critical", .currency = "CNY", .why = "the default of a currency" },
    { .story = "20 0.5 0>empty", .currency = "EUR", .why = "none" },
    { .story = "500 100>low 29>critical 0>empty",
      .currency = "credits",
      .limit = 1000,
      .why = "of a limit" },
    { .story = "40 30>low", .own = THRESHOLDS (30, 3), .why = "the account's own" },
    { .story = "40 30>low", .general = THRESHOLDS (30, 3), .why = "the general ones" },
    { .story = "40 30 20>low",
      .own = THRESHOLDS (20, 2),
      .general = THRESHOLDS (30, 3),
      .why = "own over general" },
    { .story = "20 4 0.9>critical", .off = "low", .why = "a kind that is off" },
    { .story = "20 0>critical 0", .off = "empty", .why = "what is empty is critical" },
    { .story = "20 4>low 0.9 0>empty", .off = "critical", .why = "passed over" },
    { .story = "20 4>low 3 30<main 4>low", .off = "topped-up", .why = "it still ends episodes" },
    { .story = "20 3>low 3.5>low", .off = "topped-up", .why = "and begins them" },
    { .story = "d2 20 19", .off = "runway", .why = "days" },
    { .story = "20 !user-id +1h !user-id +2d !timeout +1h !timeout>silent",
      .off = "rejected",
      .why = "then what is on" },
    { .story = "20 !timeout +2d !timeout", .off = "silent", .why = "silence" },
    { .story = "100 9>low 100<main 9>low",
      .currency = "percent",
      .limit = 100,
      .why = "a quota that begins anew is not topped up" },
    { .story = "20 4>low 20<main", .resets_at_us = SAMPLE_NOW_US, .why = "the same" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    alert_story_play (&stories[i]);
}

static void
test_secondary (void)
{
  static const AlertStory stories[] = {
    { .story = "0 0", .why = "an empty purse that nobody uses" },
    { .story = "4 3 0.9>critical 0>empty", .why = "low when it is first seen" },
    { .story = "d1 20 19", .why = "its days" },
    { .story = "20 4>low", .why = "as every balance from there on" },
    { .story = "z=hour 0 +2h 0", .why = "first seen in a snooze" },
    { .story = "40 30 4>low", .own = THRESHOLDS (30, 3), .why = "not in the account's currency" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (stories); i++)
    {
      AlertStory story = stories[i];

      story.is_secondary = TRUE;
      alert_story_play (&story);
    }
}

/* --- Several balances --- */

static CtAlertStep *
step_balances (const CtAlertState *state, CtReading *reading)
{
  g_autofree CtAlertBalance *seen = g_new0 (CtAlertBalance, reading->balances->len);
  CtAlertPolicy policy = ct_alert_policy_default ();
  CtAlertInput input = { .account_id = "account",
                         .account_name = "Work",
                         .balances = seen,
                         .n_balances = reading->balances->len,
                         .updated_us = SAMPLE_NOW_US };

  for (guint i = 0; i < reading->balances->len; i++)
    seen[i].balance = reading->balances->pdata[i];
  return ct_alert_step (state, &input, &policy, SAMPLE_NOW_US);
}

static CtAlertState *
take_next (CtAlertStep *step)
{
  CtAlertState *next = g_steal_pointer (&step->next);

  ct_alert_step_free (step);
  return next;
}

static void
test_balance_by_balance (void)
{
  g_autoptr (CtAlertState) state = ct_alert_state_new (), second = NULL, third = NULL;
  g_autoptr (CtReading) reading = ct_reading_new (), without = ct_reading_new ();
  CtBalance *usd = sample_reading_add_left (reading, CT_BALANCE_MONEY, "USD", 20 * CT_MICRO);
  CtBalance *cny = sample_reading_add_left (reading, CT_BALANCE_MONEY, "CNY", 90 * CT_MICRO);
  g_autoptr (CtAlertStep) step = NULL, gone = NULL;
  CtAlert *alert;

  sample_reading_add_left (without, CT_BALANCE_MONEY, "USD", 4 * CT_MICRO);
  second = take_next (step_balances (state, reading));

  usd->remaining_micro = 4 * CT_MICRO;
  usd->stale = TRUE;
  cny->remaining_micro = 4 * CT_MICRO;
  cny->name = g_strdup ("Vouchers");
  step = step_balances (second, reading);
  g_assert_cmpuint (step->alerts->len, ==, 1); /* the stale one says nothing */
  alert = step->alerts->pdata[0];
  g_assert_cmpuint (alert->kind, ==, CT_ALERT_CRITICAL);
  g_assert_cmpstr (alert->balance_id, ==, "CNY");
  g_assert_cmpstr (alert->balance_name, ==, "Vouchers");

  third = take_next (g_steal_pointer (&step));
  gone = step_balances (third, without);
  g_assert_cmpuint (gone->over->len, ==, 1); /* no longer there */
  g_assert_cmpstr (gone->over->pdata[0], ==, "account/CNY");
  g_assert_cmpuint (gone->alerts->len, ==, 1);
}

static void
test_another_currency (void)
{
  g_autoptr (CtAlertState) state = ct_alert_state_new (), second = NULL;
  g_autoptr (CtReading) reading = ct_reading_new ();
  CtBalance *balance = sample_reading_add_left (reading, CT_BALANCE_MONEY, "USD", 20 * CT_MICRO);
  g_autoptr (CtAlertStep) step = NULL;

  second = take_next (step_balances (state, reading));
  g_strlcpy (balance->currency, "CNY", sizeof balance->currency);
  balance->remaining_micro = 140 * CT_MICRO;
  step = step_balances (second, reading);
  g_assert_cmpuint (step->alerts->len, ==, 0); /* not a top-up */
}

static void
test_contents (void)
{
  g_autoptr (CtAlertState) state = ct_alert_state_new (), second = NULL;
  g_autoptr (CtReading) reading = ct_reading_new ();
  CtBalance *balance = sample_reading_add_left (reading, CT_BALANCE_MONEY, "USD", 1500000);
  g_autoptr (CtAlertStep) step = NULL;
  g_autofree char *id = NULL;
  CtAlert *alert;

  second = take_next (step_balances (state, reading));
  balance->name = g_strdup ("Main");
  balance->remaining_micro = 3750001;
  step = step_balances (second, reading);
  g_assert_cmpuint (step->alerts->len, ==, 1);
  alert = step->alerts->pdata[0];
  g_assert_cmpuint (alert->kind, ==, CT_ALERT_TOPPED_UP);
  g_assert_cmpint (alert->time_us, ==, SAMPLE_NOW_US);
  g_assert_cmpstr (alert->account_name, ==, "Work");
  g_assert_null (alert->balance_name); /* the account's name says enough */
  g_assert_cmpint (alert->amount.amount_micro, ==, 3750001);
  g_assert_cmpstr (alert->amount.currency, ==, "USD");
  g_assert_cmpint (alert->rise_micro, ==, 2250001);
  g_assert_true (alert->still_low);
  id = ct_alert_get_notification_id (alert);
  g_assert_cmpstr (id, ==, "account/USD");
}

static void
test_too_many_balances (void)
{
  g_autoptr (CtAlertState) state = ct_alert_state_new (), restored = NULL;
  g_autoptr (CtReading) reading = ct_reading_new ();
  g_autoptr (CtAlertStep) step = NULL;
  g_autofree char *json = NULL;

  for (guint i = 0; i < CT_ALERT_MAX_BALANCES + 9; i++)
    {
      CtBalance *balance = sample_reading_add_left (reading, CT_BALANCE_MONEY, "USD", 0);

      g_free (balance->id);
      balance->id = g_strdup_printf ("b%u", i);
      balance->primary = TRUE; /* else it would not be told of at once */
    }
  step = step_balances (state, reading);
  g_assert_cmpuint (step->alerts->len, ==, CT_ALERT_MAX_BALANCES);
  json = ct_alert_state_to_json (step->next);
  restored = ct_alert_state_from_json (json);
  g_assert_true (ct_alert_state_equal (step->next, restored));
}

/* --- As text --- */

static void
test_foreign_state (void)
{
  static const char *const texts[] = {
    NULL,
    "",
    "{",
    "[]",
    "null",
    "{\"version\":2,\"told_rejected\":true}",
    "{\"version\":\"1\",\"told_rejected\":true}",
    "{\"told_rejected\":true}",
    "{\"version\":1,\"balances\":{\"id\":\"a\"},\"told_rejected\":1,\"snooze\":\"for ever\"}",
    "{\"version\":1,\"balances\":[1,{},{\"id\":\"a\"},{\"id\":\"a\",\"currency\":"
    "\"sixteen or more!\"}],\"rejected_since_us\":\"1\",\"failing_since_us\":-9223372036854775808}",
  };
  g_autoptr (CtAlertState) fresh = ct_alert_state_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (CtAlertState) state = ct_alert_state_from_json (texts[i]);

      g_test_message ("%s", texts[i] != NULL ? texts[i] : "nothing");
      g_assert_true (ct_alert_state_equal (state, fresh));
    }
}

static void
test_kept_state (void)
{
  static const char kept[] =
      "{\"version\":1,\"balances\":[{\"id\":\"a \\\"b\\\"\",\"currency\":\"USD\",\"amount\":"
      "\"-0.000001\",\"told\":\"empty\",\"told_few_days\":true}],\"rejected_since_us\":5,"
      "\"failing_since_us\":7,\"told_rejected\":true,\"told_silent\":true,\"snooze\":\"hour\","
      "\"snooze_until_us\":9}";
  g_autofree char *unknown = g_strdup_printf ("%.*s,\"more\":[1]}", (int) sizeof kept - 2, kept);
  g_autoptr (CtAlertState) state = ct_alert_state_from_json (unknown);
  g_autofree char *json = ct_alert_state_to_json (state);

  g_assert_cmpstr (json, ==, kept);
}

static CtAlert
alert_of (CtAlertKind kind)
{
  return (CtAlert){ .kind = kind,
                    .time_us = SAMPLE_NOW_US,
                    .account_id = (char *) "uuid",
                    .account_name = (char *) "Work",
                    .balance_id = (char *) "main",
                    .has_amount = TRUE,
                    .amount = { .amount_micro = 4999999, .currency = "USD" },
                    .rise_micro = 3 * CT_MICRO };
}

static CtAlert
failure_of (CtAlertKind kind, CtErrorCode error)
{
  return (CtAlert){ .kind = kind,
                    .time_us = SAMPLE_NOW_US,
                    .account_id = (char *) "uuid",
                    .account_name = (char *) "Work",
                    .error = error,
                    .last_good_us = SAMPLE_NOW_US - G_GINT64_CONSTANT (90000000000) };
}

static CtAlert
with_days (CtAlertKind kind, double days_left)
{
  CtAlert alert = alert_of (kind);

  alert.knows_days = TRUE;
  alert.days_left = days_left;
  return alert;
}

static CtAlert
secondary_of (CtAlertKind kind)
{
  CtAlert alert = alert_of (kind);

  alert.balance_name = (char *) "<b>";
  return alert;
}

static CtAlert
still_low_with_days (double days_left)
{
  CtAlert alert = with_days (CT_ALERT_TOPPED_UP, days_left);

  alert.still_low = TRUE;
  return alert;
}

static CtAlert
never_good (void)
{
  CtAlert alert = failure_of (CT_ALERT_SILENT, CT_ERROR_TIMEOUT);

  alert.last_good_us = -1;
  return alert;
}

static void
test_texts (void)
{
  const struct
  {
    CtAlert alert;
    const char *title, *body, *hidden;
  } rows[] = {
    { alert_of (CT_ALERT_LOW), "Work: running low", "$4.99 left.", "" },
    { with_days (CT_ALERT_LOW, 2.9), "Work: running low", "$4.99 left. About 2 days at this pace.",
      "About 2 days at this pace." },
    { with_days (CT_ALERT_CRITICAL, 1), "Work: almost nothing left",
      "$4.99 left. About 1 day at this pace.", "About 1 day at this pace." },
    { with_days (CT_ALERT_CRITICAL, 0.99), "Work: almost nothing left",
      "$4.99 left. Less than a day at this pace.", "Less than a day at this pace." },
    { with_days (CT_ALERT_LOW, 1e300), "Work: running low", "$4.99 left.", "" },
    { with_days (CT_ALERT_RUNWAY, 2.5), "Work: 2 days left", "$4.99 left.", "" },
    { with_days (CT_ALERT_RUNWAY, 0.5), "Work: less than a day left", "$4.99 left.", "" },
    { with_days (CT_ALERT_EMPTY, 0), "Work: nothing left", "$4.99 left.", "" },
    { secondary_of (CT_ALERT_EMPTY), "Work (<b>): nothing left", "$4.99 left.", "" },
    { alert_of (CT_ALERT_TOPPED_UP), "Work: topped up", "$3.00 more: $4.99 left.", "" },
    { still_low_with_days (1.9), "Work: topped up",
      "$3.00 more: $4.99 left. This is still low. About 1 day at this pace.",
      "This is still low. About 1 day at this pace." },
    { failure_of (CT_ALERT_REJECTED, CT_ERROR_FORBIDDEN), "Work: Not allowed with this token",
      "Enter a token that may read the balance.", "Enter a token that may read the balance." },
    { failure_of (CT_ALERT_SILENT, CT_ERROR_TIMEOUT), "Work: no balance for a day",
      "Last balance: 1 day ago. No answer in time.",
      "Last balance: 1 day ago. No answer in time." },
    { never_good (), "Work: no balance for a day", "No answer in time.", "No answer in time." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtAlert alert = rows[i].alert;
      g_autofree char *title = NULL, *body = NULL, *hidden = NULL;

      title = ct_alert_format_title (&alert);
      body = ct_alert_format_body (&alert, FALSE);
      hidden = ct_alert_format_body (&alert, TRUE);
      g_assert_cmpstr (title, ==, rows[i].title);
      g_assert_cmpstr (body, ==, rows[i].body);
      g_assert_cmpstr (hidden, ==, rows[i].hidden);
    }
}

static void
test_json (void)
{
  CtAlert low = with_days (CT_ALERT_LOW, 2.54), rejected, topped_up;
  const struct
  {
    const CtAlert *alert;
    const char *json;
  } rows[] = {
    { &low,
      "{\"version\":1,\"kind\":\"low\",\"time\":\"2026-11-22T04:00:00Z\",\"account\":\"uuid\","
      "\"name\":\"Work\",\"balance\":\"main\",\"amount\":\"4.999999\",\"currency\":\"USD\","
      "\"days_left\":2.5,\"title\":\"Work: running low\","
      "\"body\":\"$4.99 left. About 2 days at this pace.\"}" },
    { &topped_up, "{\"version\":1,\"kind\":\"topped-up\",\"time\":\"2026-11-22T04:00:00Z\","
                  "\"account\":\"uuid\",\"name\":\"Work\",\"balance\":\"main\",\"rise\":\"3\","
                  "\"title\":\"Work: topped up\",\"body\":\"\"}" },
    { &rejected, "{\"version\":1,\"kind\":\"rejected\",\"time\":\"2026-11-22T04:00:00Z\","
                 "\"account\":\"uuid\",\"name\":\"Work\",\"error\":\"user-id\","
                 "\"title\":\"Work: User ID missing or wrong\","
                 "\"body\":\"Enter the user ID that the site shows on its profile page.\"}" },
  };

  topped_up = alert_of (CT_ALERT_TOPPED_UP);
  topped_up.has_amount = FALSE;
  rejected = failure_of (CT_ALERT_REJECTED, CT_ERROR_USER_ID);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *json = ct_alert_to_json (rows[i].alert);

      g_assert_cmpstr (json, ==, rows[i].json);
    }
}

static void
test_kinds (void)
{
  static const char *const names[CT_N_ALERTS] = { "runway",    "low",      "critical", "empty",
                                                  "topped-up", "rejected", "silent" };
  CtAlertKind kind;

  for (guint i = 0; i < CT_N_ALERTS; i++)
    {
      g_assert_cmpstr (ct_alert_kind_to_string (i), ==, names[i]);
      g_assert_true (ct_alert_kind_from_string (names[i], &kind));
      g_assert_cmpuint (kind, ==, i);
      g_assert_cmpint (ct_alert_kind_is_urgent (i), ==,
                       i == CT_ALERT_CRITICAL || i == CT_ALERT_EMPTY);
    }
  g_assert_false (ct_alert_kind_from_string ("lower", &kind));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/alert/amounts", test_amounts);
  g_test_add_func ("/alert/rearming", test_rearming);
  g_test_add_func ("/alert/days", test_days);
  g_test_add_func ("/alert/rejections", test_rejections);
  g_test_add_func ("/alert/silence", test_silence);
  g_test_add_func ("/alert/snooze", test_snooze);
  g_test_add_func ("/alert/tomorrow", test_tomorrow);
  g_test_add_func ("/alert/policy", test_policy);
  g_test_add_func ("/alert/secondary", test_secondary);
  g_test_add_func ("/alert/balance-by-balance", test_balance_by_balance);
  g_test_add_func ("/alert/another-currency", test_another_currency);
  g_test_add_func ("/alert/contents", test_contents);
  g_test_add_func ("/alert/too-many-balances", test_too_many_balances);
  g_test_add_func ("/alert/foreign-state", test_foreign_state);
  g_test_add_func ("/alert/kept-state", test_kept_state);
  g_test_add_func ("/alert/texts", test_texts);
  g_test_add_func ("/alert/json", test_json);
  g_test_add_func ("/alert/kinds", test_kinds);

  return g_test_run ();
}
