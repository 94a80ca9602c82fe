#include "config.h"

#include "alert.h"

#include "support/sample.h"

#define N_WALKS 100
#define N_STEPS 200
#define MINUTE_US (60 * SAMPLE_SECOND_US)
#define HOUR_US (60 * MINUTE_US)

/* Random walks of one account. What has to be told is found by looking back over everything that
 * happened: slow, without any state, and in other words than the code under test. */

typedef enum
{
  READING,
  REJECTION,
  FAILURE,
  OFFLINE,
  SNOOZE,
  EDIT,
} EventType;

typedef struct
{
  EventType type;
  gint64 time_us;
  gint64 cents;
  gboolean exhausted;
  double days_left; /* -1: unknown */
  CtSnooze snooze;
  int told; /* a CtAlertKind; -1: nothing */
} Event;

typedef struct
{
  CtAlertPolicy policy;
  CtThresholds thresholds;
  gint64 low_cents, critical_cents;
  GArray *events;      /* (owned) of Event */
  CtAlertState *state; /* (owned) */
  GHashTable *screen;  /* (owned) notification -> CtAlertKind that it shows */
  gint64 now_us, cents;
  gboolean exhausted;
  double days_left;
} Walk;

static const Event *
event_at (const Walk *walk, guint i)
{
  return &g_array_index (walk->events, Event, i);
}

/* --- Looking back --- */

static gboolean
is_top_up_at (const Walk *walk, guint i)
{
  const Event *event = event_at (walk, i);

  if (event->type != READING)
    return FALSE;
  for (guint j = i; j-- > 0;)
    {
      const Event *before = event_at (walk, j);

      if (before->type == EDIT)
        return FALSE;
      if (before->type == READING)
        return event->cents - before->cents >= 10
               && (event->cents - before->cents) * 100 >= ABS (before->cents);
    }
  return FALSE;
}

/* Whether kind is true of the reading, were it told alone. */
static gboolean
holds (const Walk *walk, const Event *event, CtAlertKind kind)
{
  if (event->type != READING || !walk->policy.on[kind])
    return FALSE;
  switch (kind)
    {
    case CT_ALERT_LOW:
      return event->exhausted || event->cents <= walk->low_cents;
    case CT_ALERT_CRITICAL:
      return event->exhausted || event->cents <= walk->critical_cents;
    case CT_ALERT_EMPTY:
      return event->exhausted || event->cents <= 0;
    case CT_ALERT_RUNWAY:
      return event->days_left >= 0 && event->days_left < 3;
    default:
      return FALSE;
    }
}

static gboolean
is_clear_at (const Walk *walk, const Event *event, CtAlertKind kind)
{
  if (event->type != READING)
    return FALSE;
  if (kind == CT_ALERT_RUNWAY)
    return event->days_left > 3.3;
  return !event->exhausted
         && event->cents * 10 >= (kind == CT_ALERT_LOW        ? walk->low_cents * 11
                                  : kind == CT_ALERT_CRITICAL ? walk->critical_cents * 11
                                                              : 100);
}

static gboolean was_told (const Walk *walk, guint i, CtAlertKind kind);

/* An empty balance has no days of which one could tell. */
static gboolean
holds_at (const Walk *walk, guint i, CtAlertKind kind)
{
  const Event *event = event_at (walk, i);

  return holds (walk, event, kind)
         && (kind != CT_ALERT_RUNWAY
             || !(holds (walk, event, CT_ALERT_EMPTY) || was_told (walk, i, CT_ALERT_EMPTY)));
}

/* Told, alone or along with something else, in an episode that still goes on at event i. */
static gboolean
was_told (const Walk *walk, guint i, CtAlertKind kind)
{
  for (guint j = i + 1; j-- > 0;)
    {
      const Event *event = event_at (walk, j);

      if (j < i && event->told >= 0 && holds_at (walk, j, kind))
        return TRUE;
      if (event->type == SNOOZE || is_top_up_at (walk, j) || is_clear_at (walk, event, kind))
        return FALSE;
    }
  return FALSE;
}

static CtSnooze
snooze_at (const Walk *walk, guint i)
{
  for (guint j = i + 1; j-- > 0;)
    {
      const Event *event = event_at (walk, j);

      if (is_top_up_at (walk, j))
        return CT_SNOOZE_NONE;
      if (event->type == SNOOZE && event->snooze == CT_SNOOZE_HOUR
          && event_at (walk, i)->time_us >= event->time_us + HOUR_US)
        return CT_SNOOZE_NONE;
      if (event->type == SNOOZE)
        return event->snooze;
    }
  return CT_SNOOZE_NONE;
}

static int
expect_of_reading (const Walk *walk, guint i)
{
  const Event *event = event_at (walk, i);

  if (snooze_at (walk, i) != CT_SNOOZE_NONE)
    return -1;
  if (is_top_up_at (walk, i) && walk->policy.on[CT_ALERT_TOPPED_UP])
    return CT_ALERT_TOPPED_UP;
  for (int kind = CT_ALERT_EMPTY; kind >= CT_ALERT_LOW; kind--)
    if (holds (walk, event, kind) && !was_told (walk, i, kind))
      return kind;
  return holds_at (walk, i, CT_ALERT_RUNWAY) && !was_told (walk, i, CT_ALERT_RUNWAY)
             ? CT_ALERT_RUNWAY
             : -1;
}

/* The first attempt that failed so, since the last reading or edit, is long enough ago. */
static gboolean
is_due (const Walk *walk, guint i, EventType type, CtAlertKind kind)
{
  gint64 first_us = -1;

  for (guint j = i + 1; j-- > 0;)
    {
      const Event *event = event_at (walk, j);

      if (event->type == READING || event->type == EDIT)
        break;
      if (event->type == type)
        first_us = event->time_us;
    }
  return walk->policy.on[kind] && event_at (walk, i)->time_us - first_us >= 10 * MINUTE_US;
}

static gboolean
failure_was_told (const Walk *walk, guint i, CtAlertKind kind)
{
  for (guint j = i; j-- > 0;)
    {
      const Event *event = event_at (walk, j);

      if (event->type == READING || event->type == EDIT
          || (event->type == SNOOZE && event->snooze == CT_SNOOZE_HOUR))
        return FALSE;
      if (event->told == (int) kind)
        return TRUE;
    }
  return FALSE;
}

/* Since the last reading; since the first failure, where there was none, or an edit forgot it. */
static gint64
silent_for_us (const Walk *walk, guint i)
{
  gint64 now_us = event_at (walk, i)->time_us, first_us = now_us;
  gboolean edited = FALSE;

  for (guint j = i + 1; j-- > 0;)
    {
      const Event *event = event_at (walk, j);

      if (event->type == READING)
        return now_us - event->time_us;
      edited = edited || event->type == EDIT;
      if (event->type == FAILURE && !edited)
        first_us = event->time_us;
    }
  return now_us - first_us;
}

static int
expect_of_failure (const Walk *walk, guint i)
{
  EventType type = event_at (walk, i)->type;
  CtAlertKind kind = type == REJECTION ? CT_ALERT_REJECTED : CT_ALERT_SILENT;

  if (type == OFFLINE || snooze_at (walk, i) == CT_SNOOZE_HOUR || !is_due (walk, i, type, kind)
      || failure_was_told (walk, i, kind))
    return -1;
  if (kind == CT_ALERT_SILENT
      && (silent_for_us (walk, i) < 24 * HOUR_US || failure_was_told (walk, i, CT_ALERT_REJECTED)))
    return -1;
  return kind;
}

/* --- Walking --- */

static gboolean
chance (guint percent)
{
  return g_test_rand_int_range (0, 100) < (int) percent;
}

static void
walk_init (Walk *walk)
{
  *walk = (Walk){ .policy = ct_alert_policy_default (), .now_us = SAMPLE_NOW_US };
  walk->events = g_array_new (FALSE, TRUE, sizeof (Event));
  walk->state = ct_alert_state_new ();
  walk->screen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  walk->critical_cents = g_test_rand_int_range (20, 300);
  walk->low_cents = walk->critical_cents + g_test_rand_int_range (0, 900);
  walk->thresholds = (CtThresholds){ TRUE, walk->low_cents * 10000, walk->critical_cents * 10000 };
  walk->cents = g_test_rand_int_range (0, 2500);
  walk->days_left = -1;
  if (chance (40))
    walk->policy.on[g_test_rand_int_range (0, CT_N_ALERTS)] = FALSE;
}

static void
walk_clear (Walk *walk)
{
  g_array_unref (walk->events);
  ct_alert_state_free (walk->state);
  g_hash_table_unref (walk->screen);
}

static void
move_amount (Walk *walk)
{
  static const double days[] = { -1, 0, 0.5, 2, 2.9, 3.1, 3.2, 3.4, 9, 40 };

  if (chance (5))
    walk->cents += g_test_rand_int_range (5, 2500);
  else if (chance (15))
    walk->cents += g_test_rand_int_range (0, 12);
  else if (walk->cents > -50)
    walk->cents -= g_test_rand_int_range (0, chance (30) ? 400 : 30);
  walk->exhausted = chance (walk->exhausted ? 60 : 2);
  if (chance (15))
    walk->days_left = days[g_test_rand_int_range (0, G_N_ELEMENTS (days))];
}

static gint64
last_reading_us (const Walk *walk)
{
  for (guint i = walk->events->len; i-- > 0;)
    if (event_at (walk, i)->type == READING)
      return event_at (walk, i)->time_us;
  return -1;
}

static CtErrorCode
error_of (EventType type)
{
  static const CtErrorCode rejections[] = { CT_ERROR_TOKEN_REJECTED, CT_ERROR_USER_ID,
                                            CT_ERROR_FORBIDDEN };
  static const CtErrorCode failures[] = { CT_ERROR_TIMEOUT, CT_ERROR_TLS, CT_ERROR_BAD_JSON,
                                          CT_ERROR_DEFINITION };

  return type == REJECTION ? rejections[g_test_rand_int_range (0, G_N_ELEMENTS (rejections))]
         : type == FAILURE ? failures[g_test_rand_int_range (0, G_N_ELEMENTS (failures))]
                           : CT_ERROR_OFFLINE;
}

static void
apply (Walk *walk, CtAlertStep *step)
{
  for (guint i = 0; i < step->over->len; i++)
    g_assert_true (g_hash_table_remove (walk->screen, step->over->pdata[i]));
  for (guint i = 0; i < step->alerts->len; i++)
    {
      CtAlert *alert = step->alerts->pdata[i];

      g_hash_table_insert (walk->screen, ct_alert_get_notification_id (alert),
                           GUINT_TO_POINTER (alert->kind));
    }
  ct_alert_state_free (walk->state);
  walk->state = g_steal_pointer (&step->next);
}

/* attempt_us: of type, when it is no reading. Returns what is told: a CtAlertKind, -1: nothing. */
static int
take_step (Walk *walk, EventType type, gboolean stale, gint64 attempt_us)
{
  CtBalance balance = { .id = (char *) "main",
                        .currency = "USD",
                        .primary = TRUE,
                        .has_remaining = TRUE,
                        .remaining_micro = walk->cents * 10000,
                        .exhausted = walk->exhausted,
                        .resets_at_us = -1 };
  CtAlertBalance seen = { &balance, walk->days_left >= 0, walk->days_left };
  gint64 updated_us = last_reading_us (walk);
  g_autoptr (GError) error = NULL;
  CtAlertInput input = { .account_id = "account",
                         .account_name = "Work",
                         .thresholds = walk->thresholds,
                         .balances = &seen,
                         .n_balances = updated_us >= 0 ? 1 : 0,
                         .stale = stale || type != READING,
                         .updated_us = updated_us,
                         .attempt_us = attempt_us };
  g_autoptr (CtAlertStep) step = NULL;
  int told;

  if (type != READING)
    error = g_error_new_literal (CT_ERROR, error_of (type), "It failed");
  input.error = error;
  step = ct_alert_step (walk->state, &input, &walk->policy, walk->now_us);
  g_assert_cmpuint (step->alerts->len, <=, 1);
  told = step->alerts->len > 0 ? (int) ((CtAlert *) step->alerts->pdata[0])->kind : -1;
  apply (walk, step);
  return told;
}

static void
restart (Walk *walk)
{
  g_autofree char *json = ct_alert_state_to_json (walk->state);
  CtAlertState *restored = ct_alert_state_from_json (json);

  g_assert_true (ct_alert_state_equal (walk->state, restored));
  ct_alert_state_free (walk->state);
  walk->state = restored;
}

/* What is not true any more is not on the screen, and what was told and is true is. */
static void
check_screen (const Walk *walk)
{
  guint i = walk->events->len - 1;
  const Event *event = event_at (walk, i);
  gpointer shown;
  gboolean is_shown = g_hash_table_lookup_extended (walk->screen, "account/main", NULL, &shown);

  if (event->type == READING && is_clear_at (walk, event, CT_ALERT_LOW)
      && is_clear_at (walk, event, CT_ALERT_CRITICAL) && is_clear_at (walk, event, CT_ALERT_EMPTY)
      && is_clear_at (walk, event, CT_ALERT_RUNWAY) && is_shown)
    g_assert_cmpuint (GPOINTER_TO_UINT (shown), ==, CT_ALERT_TOPPED_UP);
  for (CtAlertKind kind = CT_ALERT_RUNWAY; kind <= CT_ALERT_EMPTY; kind++)
    if (event->type == READING && was_told (walk, i, kind))
      g_assert_true (is_shown);
  if (event->type == READING || event->type == EDIT)
    g_assert_false (g_hash_table_contains (walk->screen, "account"));
}

static void
attempt (Walk *walk, EventType type)
{
  Event event = { .type = type, .time_us = walk->now_us, .told = -1 };
  guint i = walk->events->len;
  int expected;

  if (type == READING)
    move_amount (walk);
  event.cents = walk->cents;
  event.exhausted = walk->exhausted;
  event.days_left = walk->days_left;
  g_array_append_val (walk->events, event);
  expected = type == READING ? expect_of_reading (walk, i) : expect_of_failure (walk, i);

  g_assert_cmpint (take_step (walk, type, FALSE, walk->now_us), ==, expected);
  g_array_index (walk->events, Event, i).told = expected;
  check_screen (walk);

  if (chance (20))
    restart (walk);
  /* The same again, a little later. */
  if (chance (20))
    g_assert_cmpint (take_step (walk, type, FALSE, walk->now_us), ==, -1);
}

static void
do_something_else (Walk *walk)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  Event event = { .type = chance (70) ? SNOOZE : EDIT, .time_us = walk->now_us, .told = -1 };
  g_autoptr (CtAlertStep) step = NULL;

  event.snooze = chance (60) ? CT_SNOOZE_HOUR : CT_SNOOZE_TOPPED_UP;
  step = event.type == SNOOZE
             ? ct_alert_snooze (walk->state, "account", event.snooze, zone, walk->now_us)
             : ct_alert_edited (walk->state, "account");
  g_assert_cmpuint (step->alerts->len, ==, 0);
  g_array_append_val (walk->events, event);
  apply (walk, step);
  if (event.type == SNOOZE) /* may be the good news of a top-up still */
    g_hash_table_remove (walk->screen, "account/main");
}

/* A stale reading, of whatever amount: nothing, now and later. */
static void
see_something_stale (Walk *walk)
{
  gint64 cents = walk->cents;
  double days_left = walk->days_left;
  gboolean exhausted = walk->exhausted;

  move_amount (walk);
  g_assert_cmpint (take_step (walk, READING, TRUE, 0), ==, -1);
  walk->cents = cents;
  walk->days_left = days_left;
  walk->exhausted = exhausted;
}

static void
walk_once (guint n_told[CT_N_ALERTS])
{
  /* What comes next is mostly what was before: failures come in rows. */
  static const EventType types[] = { READING, READING, READING, REJECTION, FAILURE, OFFLINE };
  EventType type = READING;
  Walk walk;

  walk_init (&walk);
  for (guint i = 0; i < N_STEPS; i++)
    {
      walk.now_us += chance (10) ? g_test_rand_int_range (1, 20) * HOUR_US
                                 : g_test_rand_int_range (1, 12) * MINUTE_US;
      if (chance (20))
        type = types[g_test_rand_int_range (0, G_N_ELEMENTS (types))];
      if (chance (4))
        do_something_else (&walk);
      else if (type == READING && chance (10))
        see_something_stale (&walk);
      else
        attempt (&walk, type);
    }
  for (guint i = 0; i < walk.events->len; i++)
    if (event_at (&walk, i)->told >= 0)
      n_told[event_at (&walk, i)->told]++;
  walk_clear (&walk);
}

static void
test_walks (void)
{
  guint n_told[CT_N_ALERTS] = { 0 };

  for (guint i = 0; i < N_WALKS; i++)
    walk_once (n_told);
  /* Else the walks go nowhere, and nothing was looked at. */
  for (guint kind = 0; kind < CT_N_ALERTS; kind++)
    {
      g_test_message ("%s: %u", ct_alert_kind_to_string (kind), n_told[kind]);
      g_assert_cmpuint (n_told[kind], >, N_WALKS / 10);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/alert-property/walks", test_walks);

  return g_test_run ();
}
