#include "config.h"

#include "chart-data.h"

#include <glib/gi18n-lib.h>

#include "money.h"
#include "overview.h"
#include "sentence.h"

#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)
#define DAY_US (24 * HOUR_US)
/* As much ahead as lies behind, if the forecast ends there. Of that so much when it ends beyond,
 * and so much always. */
#define BEYOND_AHEAD 0.5
#define MARGIN_AHEAD 0.04
#define VARIES_MUCH 0.6
#define LEAST_SPAN 50 /* of an amount: what is less is no movement, and is seen from zero */

/* --- Ranges --- */

static gint64
length_us (CtChartRange range)
{
  static const gint64 lengths[] = {
    [CT_CHART_LAST_DAY] = DAY_US,
    [CT_CHART_LAST_WEEK] = 7 * DAY_US,
    [CT_CHART_LAST_MONTH] = 30 * DAY_US,
    [CT_CHART_LAST_YEAR] = 365 * DAY_US,
  };

  return lengths[range];
}

gint64
ct_chart_range_get_from_us (CtChartRange range, gint64 now_us)
{
  return range == CT_CHART_ALL ? 0 : now_us - length_us (range);
}

static const CtHistoryRun *
get_run (const CtChartData *data, guint index)
{
  return &g_array_index (data->runs, CtHistoryRun, index);
}

/* All of what there is, but no less than an hour. */
static gint64
begin_of (const CtChartData *data)
{
  if (data->range != CT_CHART_ALL)
    return ct_chart_range_get_from_us (data->range, data->now_us);
  return data->runs->len > 0 ? MIN (get_run (data, 0)->first_us, data->now_us - HOUR_US)
                             : data->now_us - DAY_US;
}

static gint64
end_of (const CtChartData *data)
{
  double behind_us = (double) (data->now_us - data->from_us), ahead_us = 0;
  CtChartMark begin;

  if (ct_chart_data_get_forecast_begin (data, &begin))
    ahead_us = (double) (data->forecast.date_us - data->now_us);
  if (ahead_us > behind_us)
    ahead_us = BEYOND_AHEAD * behind_us;
  return data->now_us + (gint64) (ahead_us + MARGIN_AHEAD * behind_us);
}

/* Bars are wide enough to be told apart. */
static CtChartStep
step_of_bars (const CtChartData *data)
{
  gint64 days = (data->now_us - data->from_us) / DAY_US;

  if (days <= 2)
    return (CtChartStep){ CT_CHART_HOUR, 1 };
  if (days <= 100)
    return (CtChartStep){ CT_CHART_DAY, 1 };
  return days <= 2 * 366 ? (CtChartStep){ CT_CHART_WEEK, 1 } : (CtChartStep){ CT_CHART_MONTH, 1 };
}

CtChartData *
ct_chart_data_new (GArray *runs, const char *currency, const CtChartOptions *options)
{
  CtChartData *data = g_new0 (CtChartData, 1);

  data->runs = g_array_copy (runs);
  g_strlcpy (data->currency, currency, CT_CURRENCY_SIZE);
  data->range = options->range;
  data->now_us = options->now_us;
  data->zone = g_time_zone_ref (options->zone);
  data->gap_us = ct_chart_gap_us (options->interval_s, (const CtHistoryRun *) runs->data,
                                  runs->len);
  data->thresholds = options->thresholds;
  if (options->forecast != NULL)
    data->forecast = *options->forecast;
  data->from_us = begin_of (data);
  data->to_us = end_of (data);
  data->bar_step = step_of_bars (data);
  data->bars = ct_spending_bars ((const CtHistoryRun *) runs->data, runs->len, data->from_us,
                                 data->now_us, data->bar_step, data->zone);
  return data;
}

void
ct_chart_data_free (CtChartData *data)
{
  g_array_unref (data->runs);
  g_array_unref (data->bars);
  g_time_zone_unref (data->zone);
  g_free (data);
}

/* --- What is drawn --- */

CtChartSeries *
ct_chart_data_get_series (const CtChartData *data, guint n_columns)
{
  return ct_chart_series_new ((const CtHistoryRun *) data->runs->data, data->runs->len,
                              data->from_us, data->now_us, n_columns, data->gap_us);
}

gboolean
ct_chart_data_get_forecast_begin (const CtChartData *data, CtChartMark *begin)
{
  const CtHistoryRun *last = data->runs->len > 0 ? get_run (data, data->runs->len - 1) : NULL;

  if (last == NULL || !last->has_remaining || last->unlimited || last->remaining_micro <= 0
      || !data->forecast.known || data->forecast.date_us <= data->now_us)
    return FALSE;
  *begin = (CtChartMark){ last->last_us, last->remaining_micro };
  return TRUE;
}

void
ct_chart_data_get_span (const CtChartData *data, const CtChartSeries *series, gint64 *low_micro,
                        gint64 *high_micro)
{
  CtChartMark begin;
  gboolean ends_in_sight = ct_chart_data_get_forecast_begin (data, &begin)
                           && data->forecast.date_us <= data->to_us;

  gint64 least_micro = MAX (series->high_micro, 0) / LEAST_SPAN;
  gboolean is_flat = series->low_micro > series->high_micro - least_micro;

  *high_micro = series->high_micro;
  *low_micro = series->low_micro;
  if (ends_in_sight || is_flat || (double) *low_micro < VARIES_MUCH * (double) *high_micro)
    {
      *low_micro = MIN (*low_micro, 0);
      *high_micro = MAX (*high_micro, 0);
    }
}

/* --- Words --- */

char *
ct_chart_data_format (const CtChartData *data, gint64 amount_micro)
{
  CtMoney money;

  if (!ct_money_init (&money, amount_micro, data->currency))
    return ct_money_to_decimal (amount_micro);
  return ct_money_format (&money, CT_MONEY_WINDOW);
}

char *
ct_chart_data_describe_run (const CtChartData *data, const CtHistoryRun *run)
{
  g_autofree char *time = ct_overview_format_time (run->last_us, data->zone);
  g_autofree char *amount = ct_chart_data_format (data, run->remaining_micro);
  g_autofree char *low = ct_chart_data_format (data, run->low_micro);
  g_autofree char *high = ct_chart_data_format (data, run->high_micro);

  if (run->low_micro == run->high_micro)
    return g_strdup_printf ("%s: %s", time, amount);
  /* Translators: time: amount (between lowest and highest) */
  return g_strdup_printf (_ ("%s: %s (%s to %s)"), time, amount, low, high);
}

static void
append_sentence (GString *text, char *sentence)
{
  ct_sentence_append (text, sentence);
  g_free (sentence);
}

static void
describe_amounts (const CtChartData *data, const CtChartSeries *series, GString *text)
{
  const CtHistoryRun *first = ct_chart_series_get (series, 0);
  const CtHistoryRun *last = ct_chart_series_get (series, series->runs->len - 1);
  g_autofree char *begin = ct_overview_format_time (first->first_us, data->zone);
  g_autofree char *end = ct_overview_format_time (last->last_us, data->zone);
  g_autofree char *before = ct_chart_data_format (data, first->remaining_micro);
  g_autofree char *after = ct_chart_data_format (data, last->remaining_micro);
  g_autofree char *low = ct_chart_data_format (data, series->low_micro);
  g_autofree char *high = ct_chart_data_format (data, series->high_micro);

  append_sentence (text, g_strdup_printf (_ ("From %s on %s to %s on %s; lowest %s, highest %s."),
                                          before, begin, after, end, low, high));
}

static void
describe_top_ups (const CtChartSeries *series, GString *text)
{
  guint n = series->top_ups->len;

  if (n > 0)
    append_sentence (
        text, g_strdup_printf (
                  g_dngettext (GETTEXT_PACKAGE, "Topped up once.", "Topped up %u times.", n), n));
}

static void
describe_spending (const CtChartData *data, GString *text)
{
  gint64 sum = 0;
  g_autofree char *amount = NULL;

  for (guint i = 0; i < data->bars->len; i++)
    if (__builtin_add_overflow (sum, g_array_index (data->bars, CtSpendingBar, i).micro, &sum))
      return;
  amount = ct_chart_data_format (data, sum);
  append_sentence (text, g_strdup_printf (_ ("Spent: %s."), amount));
}

static void
describe_forecast (const CtChartData *data, GString *text)
{
  g_autofree char *days = NULL, *until = NULL;
  CtChartMark begin;

  if (!ct_chart_data_get_forecast_begin (data, &begin))
    return;
  days = ct_format_days_left (data->forecast.days_left);
  until = ct_overview_format_until (data->forecast.date_us, data->now_us, data->zone);
  append_sentence (text, g_strdup_printf (_ ("At the present pace it lasts %s, %s."), days, until));
}

char *
ct_chart_data_describe (const CtChartData *data)
{
  g_autoptr (CtChartSeries) series = ct_chart_data_get_series (data, 0);
  GString *text = g_string_new (NULL);

  if (series->runs->len == 0)
    {
      g_string_append (text, _ ("No amounts are known of this time."));
      return g_string_free (text, FALSE);
    }
  describe_amounts (data, series, text);
  describe_top_ups (series, text);
  describe_spending (data, text);
  describe_forecast (data, text);
  return g_string_free (text, FALSE);
}
