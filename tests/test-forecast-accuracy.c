#include "config.h"

#include <math.h>

#include "simulated-account.h"

/* How far off the forecast is, over accounts of many kinds, and what two straight lines would say.
 * An error is |forecast - truth| / truth; unknown counts as all of it. */

#define ACCOUNTS_PER_KIND 80
#define OFFICE_ACCOUNTS 400 /* of so few as 80 the median is off by 3 points, by chance */
#define DAY_US (24 * 3600 * (gint64) G_USEC_PER_SEC)

typedef struct
{
  guint kind;
  double truth;
  double error;
  double line_day_error, line_week_error;
  gboolean known;
  gboolean worst_holds;
} Trial;

static double
error_of (double days, double truth)
{
  return fabs (days - truth) / truth;
}

/* Through the drops of the last days. */
static double
line_error (const SimulatedAccount *account, double days)
{
  gint64 from_us = account->now_us - (gint64) (days * (double) DAY_US);
  const CtForecastRun *runs = (const CtForecastRun *) account->runs->data;
  guint n = account->runs->len;
  double spent = 0, seen_days = 0;

  for (guint i = n; i-- > 1 && runs[i - 1].first_us >= from_us;)
    {
      spent += (double) MAX (runs[i - 1].amount_micro - runs[i].amount_micro, 0);
      seen_days = (double) (account->now_us - runs[i - 1].first_us) / (double) DAY_US;
    }

  return spent > 0
             ? error_of ((double) runs[n - 1].amount_micro / spent * seen_days, account->days_left)
             : 1;
}

static Trial
try_account (guint kind, const SimulatedAccount *account)
{
  CtForecast forecast = ct_forecast ((const CtForecastRun *) account->runs->data,
                                     account->runs->len, account->now_us, account->zone);

  return (Trial){
    .kind = kind,
    .truth = account->days_left,
    .error = forecast.known ? error_of (forecast.days_left, account->days_left) : 1,
    .line_day_error = line_error (account, 1),
    .line_week_error = line_error (account, 7),
    .known = forecast.known,
    .worst_holds = forecast.at_worst_days <= account->days_left,
  };
}

static void
add_trials (GArray *trials, guint kind, guint32 n)
{
  for (guint32 seed = 1; seed <= n; seed++)
    {
      g_autoptr (SimulatedAccount) account = simulated_account_new (kind, 1000 * kind + seed);
      Trial trial;

      if (account == NULL)
        continue;
      trial = try_account (kind, account);
      g_array_append_val (trials, trial);
    }
}

/* All of a kind, one after the other. (transfer full) of Trial */
static GArray *
trials_new (void)
{
  GArray *trials = g_array_new (FALSE, FALSE, sizeof (Trial));

  for (guint kind = 0; kind < simulated_account_n_kinds (); kind++)
    add_trials (trials, kind, ACCOUNTS_PER_KIND);

  return trials;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *x = a;
  const double *y = b;

  return (*x > *y) - (*x < *y);
}

/* Of the member at offset, over the trials of kind (-1: any) with such a truth; in percent. */
static double
median (GArray *trials, int kind, double truth_min, double truth_max, gsize offset)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < trials->len; i++)
    {
      const Trial *trial = &g_array_index (trials, Trial, i);

      if ((kind < 0 || (guint) kind == trial->kind) && trial->truth >= truth_min
          && trial->truth < truth_max)
        g_array_append_vals (values, (const char *) trial + offset, 1);
    }

  g_assert_cmpuint (values->len, >=, ACCOUNTS_PER_KIND / 2);
  g_array_sort (values, compare_doubles);
  return 100 * g_array_index (values, double, values->len / 2);
}

static void
test_horizons (gconstpointer data)
{
  static const struct
  {
    const char *reason;
    double truth_min, truth_max;
    double error_max;
  } rows[] = {
    { "all", 0, 1000, 20 },
    { "below a day: chance is not evened out", 0, 1, 30 },
    { "1 to 3 days", 1, 3, 30 },
    { "3 to 10 days", 3, 10, 25 },
    { "10 to 60 days", 10, 1000, 15 },
  };
  GArray *trials = (GArray *) data;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      double error = median (trials, -1, rows[i].truth_min, rows[i].truth_max,
                             G_STRUCT_OFFSET (Trial, error));

      g_test_message ("%s: %.1f %%", rows[i].reason, error);
      g_assert_cmpfloat (error, <=, rows[i].error_max);
    }
}

/* A straight line is hard to beat where it is right; no kind may pay for the others. */
static void
test_kinds (gconstpointer data)
{
  GArray *trials = (GArray *) data;

  for (guint kind = 0; kind < simulated_account_n_kinds (); kind++)
    {
      double error = median (trials, (int) kind, 0, 1000, G_STRUCT_OFFSET (Trial, error));
      double day = median (trials, (int) kind, 0, 1000, G_STRUCT_OFFSET (Trial, line_day_error));
      double week = median (trials, (int) kind, 0, 1000, G_STRUCT_OFFSET (Trial, line_week_error));

      g_test_message ("%-16s %5.1f %%, a line through a day %5.1f %%, a week %5.1f %%",
                      simulated_account_kind_name (kind), error, day, week);
      g_assert_cmpfloat (error, <=, 1.15 * MIN (day, week) + 2);
    }
}

static void
test_office (void)
{
  g_autoptr (GArray) trials = g_array_new (FALSE, FALSE, sizeof (Trial));
  guint kind = 0;
  double error;

  while (!g_str_equal (simulated_account_kind_name (kind), "office hours"))
    kind++;
  add_trials (trials, kind, OFFICE_ACCOUNTS);
  error = median (trials, (int) kind, 0, 1000, G_STRUCT_OFFSET (Trial, error));

  g_test_message ("%.1f %%", error);
  g_assert_cmpfloat (error, <=, 18);
}

static void
test_worst (gconstpointer data)
{
  GArray *trials = (GArray *) data;
  guint n_known = 0, n_hold = 0;

  for (guint i = 0; i < trials->len; i++)
    {
      const Trial *trial = &g_array_index (trials, Trial, i);

      n_known += trial->known ? 1 : 0;
      n_hold += trial->known && trial->worst_holds ? 1 : 0;
    }

  g_test_message ("known %u of %u, at worst holds in %u", n_known, trials->len, n_hold);
  g_assert_cmpuint (100 * n_known, >=, 99 * trials->len);
  g_assert_cmpuint (100 * n_hold, >=, 85 * n_known);
  g_assert_cmpuint (100 * n_hold, <=, 97 * n_known);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GArray) trials = NULL;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  trials = trials_new ();
  g_test_add_data_func ("/forecast/accuracy/horizons", trials, test_horizons);
  g_test_add_data_func ("/forecast/accuracy/kinds", trials, test_kinds);
  g_test_add_func ("/forecast/accuracy/office", test_office);
  g_test_add_data_func ("/forecast/accuracy/worst", trials, test_worst);
  return g_test_run ();
}
