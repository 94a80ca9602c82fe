#include "config.h"

#include "forecast-private.h"

/* Readings in the order of the clock. A clock that was set back leaves times that go back.
 *
 *   09:00 10:00 11:00 | 06:00 07:00 ... 11:00 12:00    set once: the older ones are 5 h early
 *   09:00 10:00 | 15:00 16:00 | 11:00 12:00            ahead for a while: those two do not count
 *
 * In the first it went on without a jump on either side of the times that were seen twice.
 * Otherwise the runs read at the wrong time are those without which the rest is in order, and the
 * fewest: the complement of the longest non-decreasing subsequence (patience sorting, O(n log n)).
 */

/* Sums of all changes fit an int64; more than anybody has, in any unit. */
#define AMOUNT_MAX_MICRO (G_MAXINT64 / (1 << 18))

static int
compare_first (gconstpointer a, gconstpointer b, gpointer runs)
{
  const CtForecastRun *x = (const CtForecastRun *) runs + *(const guint *) a;
  const CtForecastRun *y = (const CtForecastRun *) runs + *(const guint *) b;

  return (x->first_us > y->first_us) - (x->first_us < y->first_us);
}

static gboolean
counts (const CtForecastRun *run, gint64 now_us)
{
  return run->first_us >= 0 && run->first_us <= now_us;
}

static gboolean
all_count_in_order (const CtForecastRun *runs, guint n_runs, gint64 now_us)
{
  for (guint i = 1; i < n_runs; i++)
    if (runs[i].first_us < runs[i - 1].first_us)
      return FALSE;

  return n_runs == 0 || (counts (&runs[0], now_us) && counts (&runs[n_runs - 1], now_us));
}

static guint
keep_counting (const CtForecastRun *runs, guint n_runs, gint64 now_us, guint *kept)
{
  guint n = 0;

  for (guint i = 0; i < n_runs; i++)
    if (counts (&runs[i], now_us))
      kept[n++] = i;

  return n;
}

/* The first of the tails that is later than time_us; n when none is. */
static guint
first_later (const CtForecastRun *runs, const guint *tails, guint n, gint64 time_us)
{
  guint low = 0, high = n;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (runs[tails[middle]].first_us <= time_us)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Of the candidates, into kept. Returns how many. */
static guint
longest_in_order (const CtForecastOrder *order, const guint *candidates, guint n_candidates,
                  guint *kept)
{
  guint n_runs = candidates[n_candidates - 1] + 1;
  g_autofree guint *tails = g_new (guint, n_candidates); /* the earliest end of each length */
  g_autofree guint *before = g_new (guint, n_runs);
  guint n = 0, last;

  for (guint i = 0; i < n_candidates; i++)
    {
      guint candidate = candidates[i];
      guint at = first_later (order->runs, tails, n, order->runs[candidate].first_us);

      before[candidate] = at > 0 ? tails[at - 1] : 0;
      tails[at] = candidate;
      n = MAX (n, at + 1);
    }

  last = tails[n - 1];
  for (guint k = n; k-- > 0; last = before[last])
    kept[k] = last;

  return n;
}

/* Of the candidates, the only one that is earlier than the one before; 0: none, or several. */
static guint
only_step_back (const CtForecastRun *runs, const guint *candidates, guint n)
{
  guint found = 0;

  for (guint i = 1; i < n; i++)
    if (runs[candidates[i]].first_us < runs[candidates[i - 1]].first_us)
      {
        if (found > 0)
          return 0;
        found = i;
      }

  return found;
}

/* From the candidate before i to it, at least half of the step back. */
static gboolean
is_jump (const CtForecastRun *runs, const guint *candidates, guint i, gint64 step_us)
{
  return runs[candidates[i]].first_us - runs[candidates[i - 1]].last_us >= step_us / 2;
}

/* The candidate before which the clock was set; 0: it was wrong for a while only. */
static guint
find_clock_set (const CtForecastRun *runs, const guint *candidates, guint n)
{
  guint set = only_step_back (runs, candidates, n);
  gint64 before_us, after_us;
  guint older = set, newer = set;

  if (set == 0)
    return 0;

  before_us = runs[candidates[set - 1]].first_us;
  after_us = runs[candidates[set]].first_us;
  while (older > 0 && runs[candidates[older - 1]].first_us > after_us)
    older--;
  while (newer < n && runs[candidates[newer]].first_us < before_us)
    newer++;
  if (older == 0 || is_jump (runs, candidates, older, before_us - after_us)
      || (newer < n && is_jump (runs, candidates, newer, before_us - after_us)))
    return 0;

  return set;
}

static void
keep_all (CtForecastOrder *order, guint *candidates, guint n, guint set)
{
  order->clock_set = set;
  order->clock_ahead_us = order->runs[candidates[set - 1]].first_us
                          - order->runs[candidates[set]].first_us;
  order->kept = candidates;
  order->n = n;
}

static void
put_in_order (CtForecastOrder *order, guint n_runs)
{
  g_autofree guint *candidates = g_new (guint, n_runs);
  guint n = keep_counting (order->runs, n_runs, order->now_us, candidates);
  guint set = find_clock_set (order->runs, candidates, n);

  if (set > 0)
    {
      keep_all (order, g_steal_pointer (&candidates), n, set);
      return;
    }

  order->kept = g_new (guint, n_runs);
  order->n = n > 0 ? longest_in_order (order, candidates, n, order->kept) : 0;
  if (order->n >= n / 2)
    return;

  g_qsort_with_data (candidates, (int) n, sizeof candidates[0], compare_first,
                     (gpointer) order->runs);
  g_free (order->kept);
  order->kept = g_steal_pointer (&candidates);
  order->n = n;
  order->sorted = TRUE;
}

void
ct_forecast_order_init (CtForecastOrder *order, const CtForecastRun *runs, guint n_runs,
                        gint64 now_us)
{
  *order = (CtForecastOrder){ .runs = runs, .n = n_runs, .now_us = now_us };
  if (!all_count_in_order (runs, n_runs, now_us))
    put_in_order (order, n_runs);
}

void
ct_forecast_order_clear (CtForecastOrder *order)
{
  g_clear_pointer (&order->kept, g_free);
}

static guint
index_of (const CtForecastOrder *order, guint i)
{
  return order->kept != NULL ? order->kept[i] : i;
}

static gint64
ahead_us (const CtForecastOrder *order, guint i)
{
  return i < order->clock_set ? order->clock_ahead_us : 0;
}

CtForecastRun
ct_forecast_order_get (const CtForecastOrder *order, guint i)
{
  CtForecastRun run = order->runs[index_of (order, i)];
  gint64 end_us = order->now_us;

  run.first_us -= ahead_us (order, i);
  run.last_us -= ahead_us (order, i);
  if (i + 1 < order->n)
    end_us = order->runs[index_of (order, i + 1)].first_us - ahead_us (order, i + 1);
  run.last_us = CLAMP (run.last_us, run.first_us, end_us);
  run.amount_micro = CLAMP (run.amount_micro, -AMOUNT_MAX_MICRO, AMOUNT_MAX_MICRO);

  return run;
}

gboolean
ct_forecast_order_is_gap (const CtForecastOrder *order, guint i)
{
  if (i == 0 || order->sorted)
    return FALSE;
  return i == order->clock_set || index_of (order, i) != index_of (order, i - 1) + 1;
}
