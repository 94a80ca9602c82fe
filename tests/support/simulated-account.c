#include "config.h"

#include "simulated-account.h"

#include <math.h>

#define SLOT_MIN 5
#define HOUR_SLOTS (60 / SLOT_MIN)
#define DAY_SLOTS (24 * HOUR_SLOTS)
#define SLOT_US (SLOT_MIN * 60 * (gint64) G_USEC_PER_SEC)
#define PAST_DAYS 60
#define FUTURE_DAYS 75
#define NOW_SLOT (PAST_DAYS * DAY_SLOTS)
#define N_HOURS ((PAST_DAYS + FUTURE_DAYS) * 24)
#define N_SLOTS (N_HOURS * HOUR_SLOTS)
#define TRUTH_MIN_DAYS 0.2
#define TRUTH_MAX_DAYS 60.0
#define YEAR_2026_S G_GINT64_CONSTANT (1767225600)

typedef struct
{
  double from_h, to_h; /* active, local; beyond 24: past midnight */
  double weekend;      /* times so much at the weekend */
  double idle;         /* and so much in the other hours */
} Shape;

#define ALWAYS  \
  {             \
    0, 24, 1, 1 \
  }
#define OFFICE        \
  {                   \
    9, 18, 0.05, 0.02 \
  }
#define EVENING       \
  {                   \
    19, 24, 1.2, 0.02 \
  }

typedef struct
{
  const char *name;
  Shape shapes[3]; /* of so many users, */
  guint n_shapes;  /* all of them, or one by chance */
  gboolean all_shapes;
  double calls_min, calls_max;   /* in an active hour */
  double cost_sd;                /* of its logarithm */
  double growth_min, growth_max; /* a day */
  double change_min, change_max; /* of level, 2 to 10 days ago; 0: none */
  double holiday_days;           /* nothing spent, some days ago */
  double top_up_days;            /* so much at a time */
  double correction;             /* of a mean day: taken too much, given back soon */
  guint bill_slots;              /* billed only so often */
  gboolean sleeps;               /* looked at only by day, on weekdays */
  double clock_back_h;           /* some time ago */
  gint64 rounded_micro;
} Kind;

#define ANY .shapes = { ALWAYS, OFFICE, EVENING }, .n_shapes = 3
#define ONE(...) .shapes = { __VA_ARGS__ }, .n_shapes = 1
#define CALLS .calls_min = 2, .calls_max = 20, .cost_sd = 0.8

static const Kind kinds[] = {
  { "steady", ONE (ALWAYS), CALLS },
  { "office hours", ONE (OFFICE), CALLS },
  { "evenings", ONE (EVENING), CALLS },
  { "weekends", ONE ({ 10, 20, 50, 0 }), CALLS },
  { "nightly batch", ONE ({ 2, 4, 1, 0 }), .calls_min = 10, .calls_max = 30, .cost_sd = 0.8 },
  { "bursty", ONE (ALWAYS), .calls_min = 0.2, .calls_max = 0.6, .cost_sd = 1.2 },
  { "bursty, seldom", ONE (ALWAYS), .calls_min = 0.04, .calls_max = 0.1, .cost_sd = 0.7 },
  { "growing", ANY, CALLS, .growth_min = 0.03, .growth_max = 0.1 },
  { "shrinking", ANY, CALLS, .growth_min = -0.07, .growth_max = -0.03 },
  { "project ended", ANY, CALLS, .change_min = 0.05, .change_max = 0.2 },
  { "project started", ANY, CALLS, .change_min = 7, .change_max = 30 },
  { "top-ups", ANY, CALLS, .top_up_days = 5 },
  { "holiday", ANY, CALLS, .holiday_days = 7 },
  { "corrections", ANY, CALLS, .correction = 0.02 },
  { "hourly bills", ANY, CALLS, .bill_slots = HOUR_SLOTS },
  { "daily bills", ANY, CALLS, .bill_slots = DAY_SLOTS },
  { "laptop", ANY, CALLS, .sleeps = TRUE },
  { "clock set back", ANY, CALLS, .clock_back_h = 6 },
  { "many users", ANY, .all_shapes = TRUE, CALLS },
  { "rounded to cents", ANY, CALLS, .rounded_micro = 10000 },
};

typedef struct
{
  const Kind *kind; /* (unowned) */
  GRand *random;    /* (owned) */
  gint64 start_s;   /* of slot 0 */
  gint64 offset_s;  /* of the zone */
  double *spent;    /* (owned) by slot */
} Simulation;

static double
between (GRand *random, double low, double high)
{
  return low < high ? g_rand_double_range (random, low, high) : low;
}

static double
between_logarithms (GRand *random, double low, double high)
{
  return exp (between (random, log (low), log (high)));
}

/* Logarithmic normal, of mean 1. */
static double
uneven (GRand *random, double sd)
{
  double radius = sqrt (-2 * log (1 - g_rand_double (random)));

  return exp (sd * radius * cos (2 * G_PI * g_rand_double (random)) - sd * sd / 2);
}

static guint
poisson (GRand *random, double mean)
{
  double left = mean;
  guint n = 0;

  while ((left += log (1 - g_rand_double (random))) > 0)
    n++;

  return n;
}

/* In the person's zone. */
static gboolean
begins_day (const Simulation *sim, int hour)
{
  return (sim->start_s + hour * 3600 + sim->offset_s) % 86400 < 3600;
}

static double
shape_at (const Shape *shape, gint64 local_s)
{
  double hour = (double) (local_s % 86400) / 3600;
  gboolean weekend = (local_s / 86400 + 3) % 7 >= 5;
  gboolean active = hour >= shape->from_h && hour < shape->to_h;

  return (active ? 1 : shape->idle) * (weekend ? shape->weekend : 1);
}

/* The level in each hour: growth, a change, a holiday. */
static double *
levels_new (Simulation *sim, double past_days)
{
  const Kind *kind = sim->kind;
  double *levels = g_new (double, N_HOURS);
  double growth = between (sim->random, kind->growth_min, kind->growth_max);
  double change_days = MIN (between (sim->random, 2, 10), past_days * 0.8);
  double change = 1;
  double holiday_end = between (sim->random, 0.5, 10);

  if (kind->change_max > 0)
    change = between (sim->random, kind->change_min, kind->change_max);
  for (int i = 0; i < N_HOURS; i++)
    {
      double day = i / 24.0 - PAST_DAYS;

      levels[i] = exp (growth * day) * (day > -change_days ? change : 1);
      if (kind->holiday_days > 0 && day < -holiday_end && day > -holiday_end - kind->holiday_days)
        levels[i] = 0;
    }

  return levels;
}

/* One user's calls. */
static void
spend (Simulation *sim, const Shape *shape, const double *levels)
{
  const Kind *kind = sim->kind;
  double calls = between_logarithms (sim->random, kind->calls_min, kind->calls_max);
  double cost = between_logarithms (sim->random, 0.05, 2) / calls;
  double day_sd = between (sim->random, 0.1, 0.45);
  double day = 1;

  for (int hour = 0; hour < N_HOURS; hour++)
    {
      double share = shape_at (shape, sim->start_s + hour * 3600 + sim->offset_s);

      if (begins_day (sim, hour))
        day = uneven (sim->random, day_sd);
      for (guint n = poisson (sim->random, calls * day * levels[hour] * share); n > 0; n--)
        sim->spent[hour * HOUR_SLOTS + g_rand_int_range (sim->random, 0, HOUR_SLOTS)] +=
            cost * uneven (sim->random, kind->cost_sd);
    }
}

static void
bill (Simulation *sim)
{
  gint64 start_slot = sim->start_s / (SLOT_MIN * 60);
  double sum = 0;

  for (int i = 0; i < N_SLOTS && sim->kind->bill_slots > 0; i++)
    {
      sum += sim->spent[i];
      sim->spent[i] = 0;
      if ((start_slot + i) % sim->kind->bill_slots == 0)
        {
          sim->spent[i] = sum;
          sum = 0;
        }
    }
}

/* A balance at NOW_SLOT that is gone in the middle of a call, and its slot; -1: never. */
static int
choose_balance (Simulation *sim, double *balance)
{
  double days = between_logarithms (sim->random, TRUTH_MIN_DAYS, TRUTH_MAX_DAYS);
  int end = NOW_SLOT + (int) (days * DAY_SLOTS);

  while (end < N_SLOTS && sim->spent[end] <= 0)
    end++;
  if (end == N_SLOTS)
    return -1;

  *balance = sim->spent[end] * between (sim->random, 0.05, 0.95);
  for (int i = NOW_SLOT; i < end; i++)
    *balance += sim->spent[i];

  return end;
}

static gboolean
is_asleep (const Simulation *sim, int slot)
{
  static const Shape awake = { 8, 18, 0, 0 };

  return sim->kind->sleeps && slot != NOW_SLOT
         && shape_at (&awake, sim->start_s + slot * SLOT_MIN * 60 + sim->offset_s) <= 0;
}

static void
add_reading (GArray *runs, const Simulation *sim, int slot, double balance, double clock_ahead_h)
{
  gint64 micro = llround (balance * 1e6);
  gint64 rounded = MAX (sim->kind->rounded_micro, 1);
  CtForecastRun run = { .amount_micro = micro - micro % rounded };

  run.first_us = sim->start_s * G_USEC_PER_SEC + slot * SLOT_US
                 + (gint64) (clock_ahead_h * 3600) * G_USEC_PER_SEC;
  run.last_us = run.first_us;
  g_array_append_val (runs, run);
}

/* Backwards from the balance now, so that no top-up is ever short of what was spent; read forwards.
 */
static GArray *
read_balances (Simulation *sim, double balance, double past_days)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (CtForecastRun));
  g_autofree double *balances = g_new (double, NOW_SLOT + 1);
  int first = NOW_SLOT - (int) (past_days * DAY_SLOTS);
  int clock_set = NOW_SLOT - (int) (between (sim->random, 0.1, 0.9) * past_days * DAY_SLOTS);
  double mean_day = 0, most, taken = 0;

  for (int i = first; i < NOW_SLOT; i++)
    mean_day += sim->spent[i] / past_days;
  most = balance + sim->kind->top_up_days * mean_day;
  for (int i = NOW_SLOT; i >= first; i--)
    {
      balances[i] = balance;
      balance += i > first ? sim->spent[i - 1] : 0;
      if (sim->kind->top_up_days > 0 && balance > most)
        balance -= 0.9 * sim->kind->top_up_days * mean_day;
    }

  for (int i = first; i <= NOW_SLOT; i++)
    {
      if (g_rand_double (sim->random) < 0.03)
        taken = taken > 0 ? 0 : sim->kind->correction * MIN (mean_day, 4);
      if (!is_asleep (sim, i))
        add_reading (runs, sim, i, balances[i] - (i < NOW_SLOT ? taken : 0),
                     i < clock_set ? sim->kind->clock_back_h : 0);
    }

  return runs;
}

guint
simulated_account_n_kinds (void)
{
  return G_N_ELEMENTS (kinds);
}

const char *
simulated_account_kind_name (guint kind)
{
  return kinds[kind].name;
}

static void
simulate_spending (Simulation *sim, double past_days)
{
  g_autofree double *levels = levels_new (sim, past_days);
  guint chosen = (guint) g_rand_int_range (sim->random, 0, (gint32) sim->kind->n_shapes);

  sim->spent = g_new0 (double, N_SLOTS);
  for (guint i = 0; i < sim->kind->n_shapes; i++)
    if (sim->kind->all_shapes || i == chosen)
      spend (sim, &sim->kind->shapes[i], levels);
  bill (sim);
}

SimulatedAccount *
simulated_account_new (guint kind, guint32 seed)
{
  static const char *const zones[] = { "Z", "+08:00", "-05:00", "+05:30" };
  SimulatedAccount *account = g_new0 (SimulatedAccount, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  Simulation sim = { .kind = &kinds[kind], .random = random };
  double past_days = between_logarithms (random, 3.2, PAST_DAYS);
  double balance;
  int end;

  account->zone = g_time_zone_new_identifier (
      zones[g_rand_int_range (random, 0, G_N_ELEMENTS (zones))]);
  sim.offset_s = g_time_zone_get_offset (account->zone, 0);
  sim.start_s = YEAR_2026_S + g_rand_int_range (random, 0, 14 * 288) * SLOT_MIN * 60;
  simulate_spending (&sim, past_days);
  end = choose_balance (&sim, &balance);
  if (end >= 0)
    {
      account->runs = read_balances (&sim, balance, past_days);
      account->now_us = sim.start_s * G_USEC_PER_SEC + NOW_SLOT * SLOT_US;
      account->days_left = (end + 0.5 - NOW_SLOT) / DAY_SLOTS;
    }
  g_free (sim.spent);

  if (end < 0)
    g_clear_pointer (&account, simulated_account_free);
  return account;
}

void
simulated_account_free (SimulatedAccount *account)
{
  g_clear_pointer (&account->runs, g_array_unref);
  g_time_zone_unref (account->zone);
  g_free (account);
}
