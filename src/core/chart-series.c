#include "config.h"

#include "chart-series.h"

#define MISSED_POLLS 3
#define SHORTEST_GAP_US (30 * 60 * (gint64) G_USEC_PER_SEC)

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

/* The median; 0: there is no second run. */
static gint64
usual_distance_us (const CtHistoryRun *runs, guint n_runs)
{
  g_autoptr (GArray) distances = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n_runs);

  for (guint i = 1; i < n_runs; i++)
    {
      gint64 distance_us = runs[i].first_us - runs[i - 1].last_us;

      g_array_append_val (distances, distance_us);
    }
  g_array_sort (distances, compare_times);
  return distances->len > 0 ? g_array_index (distances, gint64, distances->len / 2) : 0;
}

gint64
ct_chart_gap_us (guint interval_s, const CtHistoryRun *runs, guint n_runs)
{
  gint64 polls_us = MISSED_POLLS * (gint64) interval_s * G_USEC_PER_SEC;
  gint64 usual_us = MISSED_POLLS * usual_distance_us (runs, n_runs);

  return MAX (MAX (polls_us, usual_us), SHORTEST_GAP_US);
}

/* --- Building --- */

typedef struct
{
  CtChartSeries *series; /* (unowned) */
  gint64 gap_us;
  gboolean interrupted; /* since the last run that was added there was one without an amount */
} Builder;

static void
add_run (Builder *self, const CtHistoryRun *run)
{
  CtChartSeries *series = self->series;
  guint n = series->runs->len;
  gboolean is_gap = n == 0 || self->interrupted
                    || run->first_us - ct_chart_series_get (series, n - 1)->last_us > self->gap_us;

  if (!run->has_remaining || run->unlimited)
    {
      self->interrupted = TRUE;
      return;
    }
  series->low_micro = n == 0 ? run->low_micro : MIN (series->low_micro, run->low_micro);
  series->high_micro = n == 0 ? run->high_micro : MAX (series->high_micro, run->high_micro);
  g_array_append_val (series->runs, *run);
  g_array_append_val (series->gap_before, is_gap);
  self->interrupted = FALSE;
}

/* Known before runs are merged: there the rise and its place may no longer be seen. */
static void
add_top_up (CtChartSeries *series, const CtHistoryRun *run)
{
  CtChartMark mark = { run->first_us, run->topped_up_micro };

  if (run->topped_up_micro > 0)
    g_array_append_val (series->top_ups, mark);
}

static gint64
width_of_column (gint64 from_us, gint64 to_us, guint n_columns)
{
  return n_columns > 0 ? (to_us - from_us) / n_columns + 1 : 0;
}

CtChartSeries *
ct_chart_series_new (const CtHistoryRun *runs, guint n_runs, gint64 from_us, gint64 to_us,
                     guint n_columns, gint64 gap_us)
{
  CtChartSeries *series = g_new0 (CtChartSeries, 1);
  Builder builder = { series, gap_us, FALSE };
  CtHistoryThinner thinner;
  CtHistoryRun done;

  series->runs = g_array_new (FALSE, FALSE, sizeof (CtHistoryRun));
  series->gap_before = g_array_new (FALSE, FALSE, sizeof (gboolean));
  series->top_ups = g_array_new (FALSE, FALSE, sizeof (CtChartMark));
  ct_history_thinner_init (&thinner, from_us, width_of_column (from_us, to_us, n_columns));
  for (guint i = 0; i < n_runs; i++)
    {
      CtHistoryRun run = runs[i];

      if (run.last_us < from_us || run.first_us > to_us)
        continue;
      if (run.first_us < from_us)
        {
          run.first_us = from_us;
          run.topped_up_micro = 0;
        }
      add_top_up (series, &run);
      if (ct_history_thinner_add (&thinner, &run, &done))
        add_run (&builder, &done);
    }
  if (ct_history_thinner_finish (&thinner, &done))
    add_run (&builder, &done);
  return series;
}

void
ct_chart_series_free (CtChartSeries *series)
{
  g_array_unref (series->runs);
  g_array_unref (series->gap_before);
  g_array_unref (series->top_ups);
  g_free (series);
}

/* --- Reading --- */

const CtHistoryRun *
ct_chart_series_get (const CtChartSeries *series, guint index)
{
  g_return_val_if_fail (index < series->runs->len, NULL);

  return &g_array_index (series->runs, CtHistoryRun, index);
}

static gint64
distance (const CtHistoryRun *run, gint64 time_us)
{
  if (time_us < run->first_us)
    return run->first_us - time_us;
  return MAX (time_us - run->last_us, 0);
}

gboolean
ct_chart_series_find (const CtChartSeries *series, gint64 time_us, guint *index)
{
  guint low = 0, high = series->runs->len;

  if (high == 0)
    return FALSE;
  while (high - low > 1) /* run `low` begins at or before time_us, if any does */
    {
      guint middle = low + (high - low) / 2;

      if (ct_chart_series_get (series, middle)->first_us <= time_us)
        low = middle;
      else
        high = middle;
    }
  if (low + 1 < series->runs->len
      && distance (ct_chart_series_get (series, low + 1), time_us)
             < distance (ct_chart_series_get (series, low), time_us))
    low++;
  *index = low;
  return TRUE;
}
