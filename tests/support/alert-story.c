#include "config.h"

#include "alert-story.h"

#include <string.h>

#include "sample.h"

#define MINUTE_US (60 * SAMPLE_SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

typedef struct
{
  const AlertStory *story; /* (unowned) */
  CtAlertPolicy policy;
  CtAlertState *state; /* (owned) */
  CtBalance *balance;  /* (owned) */
  CtBalance *primary;  /* (owned) */
  GError *error;       /* (nullable) (owned) */
  gboolean stale;
  gboolean knows_days;
  double days_left;
  gint64 now_us, updated_us;
} Teller;

static void
teller_clear (Teller *teller)
{
  ct_alert_state_free (teller->state);
  ct_balance_free (teller->balance);
  ct_balance_free (teller->primary);
  g_clear_error (&teller->error);
  g_clear_pointer (&teller->policy.thresholds, g_hash_table_unref);
}

static CtBalance *
new_balance (const char *id, const char *currency)
{
  CtBalance *balance = ct_balance_new (id);

  balance->kind = g_str_equal (currency, "percent") ? CT_BALANCE_PERCENT
                  : strlen (currency) == 3          ? CT_BALANCE_MONEY
                                                    : CT_BALANCE_CREDITS;
  g_strlcpy (balance->currency, currency, sizeof balance->currency);
  return balance;
}

static void
teller_init (Teller *teller, const AlertStory *story)
{
  const char *currency = story->currency != NULL ? story->currency : "USD";
  CtAlertKind off;

  *teller = (Teller){ .story = story, .policy = ct_alert_policy_default () };
  teller->state = ct_alert_state_new ();
  teller->now_us = SAMPLE_NOW_US;
  teller->updated_us = -1;
  teller->balance = new_balance ("main", currency);
  teller->balance->primary = !story->is_secondary;
  teller->balance->has_limit = story->limit != 0;
  teller->balance->limit_micro = story->limit * CT_MICRO;
  teller->balance->resets_at_us = story->resets_at_us != 0 ? story->resets_at_us : -1;
  teller->primary = new_balance ("primary", "EUR");
  teller->primary->primary = TRUE;
  if (story->general.set)
    {
      teller->policy.thresholds = g_hash_table_new (g_str_hash, g_str_equal);
      g_hash_table_insert (teller->policy.thresholds, (gpointer) currency,
                           (gpointer) &story->general);
    }
  if (story->off != NULL)
    {
      g_assert_true (ct_alert_kind_from_string (story->off, &off));
      teller->policy.on[off] = FALSE;
    }
}

static CtAlertStep *
make_step (Teller *teller)
{
  CtAlertBalance balances[] = {
    { .balance = teller->balance,
      .knows_days = teller->knows_days,
      .days_left = teller->days_left },
    { .balance = teller->primary },
  };
  CtAlertInput input = { .account_id = "account",
                         .account_name = "Work",
                         .thresholds = teller->story->own,
                         .balances = balances,
                         .n_balances = teller->updated_us < 0        ? 0
                                       : teller->story->is_secondary ? 2
                                                                     : 1,
                         .stale = teller->stale || teller->error != NULL,
                         .updated_us = teller->updated_us,
                         .error = teller->error,
                         .attempt_us = teller->now_us };

  return ct_alert_step (teller->state, &input, &teller->policy, teller->now_us);
}

static void
read_balance (CtBalance *balance, const char *word)
{
  balance->exhausted = *word == 'x';
  balance->unlimited = g_str_equal (word, "inf");
  balance->has_used = g_str_equal (word, "used");
  balance->has_remaining = !balance->unlimited && !balance->has_used && !g_str_equal (word, "x");
  if (balance->has_remaining)
    g_assert_true (ct_money_parse_micro (word + (balance->exhausted ? 1 : 0),
                                         &balance->remaining_micro, NULL));
}

static CtAlertStep *
take_reading (Teller *teller, const char *word)
{
  teller->now_us += 5 * MINUTE_US;
  teller->stale = *word == '~';
  g_clear_error (&teller->error);
  read_balance (teller->balance, word + (teller->stale ? 1 : 0));
  if (!teller->stale)
    teller->updated_us = teller->now_us;
  return make_step (teller);
}

static CtAlertStep *
take_failure (Teller *teller, const char *name)
{
  CtErrorCode code;

  g_assert_true (ct_error_code_from_string (name, &code));
  g_clear_error (&teller->error);
  teller->error = g_error_new_literal (CT_ERROR, code, "It failed");
  teller->now_us += 5 * MINUTE_US;
  return make_step (teller);
}

static CtAlertStep *
take_snooze (Teller *teller, const char *name)
{
  static const char *const names[] = { "none", "hour", "tomorrow", "topped-up" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (3600);
  guint snooze = 0;

  while (!g_str_equal (names[snooze], name))
    g_assert_cmpuint (++snooze, <, G_N_ELEMENTS (names));
  return ct_alert_snooze (teller->state, "account", snooze, zone, teller->now_us);
}

static CtAlertStep *
restart (Teller *teller)
{
  g_autofree char *json = ct_alert_state_to_json (teller->state);
  g_autoptr (CtAlertState) restored = ct_alert_state_from_json (json);

  g_assert_true (ct_alert_state_equal (teller->state, restored));
  ct_alert_state_free (teller->state);
  teller->state = g_steal_pointer (&restored);
  return make_step (teller);
}

static void
move_clock (Teller *teller, const char *word)
{
  char *unit;
  gint64 n = g_ascii_strtoll (word, &unit, 10);

  teller->now_us += n * (*unit == 'm' ? MINUTE_US : *unit == 'h' ? HOUR_US : DAY_US);
}

static void
set_days (Teller *teller, const char *text)
{
  teller->knows_days = *text != '?';
  teller->days_left = g_ascii_strtod (text, NULL);
}

/* (nullable): nothing was decided */
static CtAlertStep *
take_word (Teller *teller, const char *word)
{
  if (g_str_equal (word, "@"))
    return restart (teller);
  if (g_str_equal (word, "edit"))
    return ct_alert_edited (teller->state, "account");
  if (g_str_equal (word, "gone"))
    return ct_alert_removed (teller->state, "account");
  if (g_str_has_prefix (word, "z="))
    return take_snooze (teller, word + 2);
  if (*word == '!')
    return take_failure (teller, word + 1);
  if (*word == 'd')
    return set_days (teller, word + 1), NULL;
  if (strchr ("+-", *word) != NULL && strpbrk (word, "mhd") != NULL)
    return move_clock (teller, word), NULL;
  return take_reading (teller, word);
}

/* "4.99>low", "20<main": what was told, in the words of the story. */
static char *
describe_step (const char *word, const CtAlertStep *step)
{
  GString *text = g_string_new (word);

  for (guint i = 0; step != NULL && i < step->alerts->len; i++)
    {
      const CtAlert *alert = step->alerts->pdata[i];

      g_string_append_printf (text, ">%s", ct_alert_kind_to_string (alert->kind));
    }
  for (guint i = 0; step != NULL && i < step->over->len; i++)
    {
      const char *id = step->over->pdata[i];

      g_string_append_printf (text, "<%s", g_str_has_prefix (id, "account/") ? id + 8 : id);
    }
  return g_string_free (text, FALSE);
}

void
alert_story_play (const AlertStory *story)
{
  g_auto (GStrv) words = g_strsplit (story->story, " ", -1);
  GString *told = g_string_new (NULL);
  Teller teller;

  teller_init (&teller, story);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = g_strndup (words[i], strcspn (words[i], "<>"));
      g_autoptr (CtAlertStep) step = take_word (&teller, word);
      g_autofree char *text = describe_step (word, step);

      g_string_append_printf (told, "%s%s", i > 0 ? " " : "", text);
      if (step != NULL)
        {
          ct_alert_state_free (teller.state);
          teller.state = g_steal_pointer (&step->next);
        }
    }
  teller_clear (&teller);

  g_test_message ("%s", story->why);
  g_assert_cmpstr (told->str, ==, story->story);
  g_string_free (told, TRUE);
}
