#include "config.h"

#include "history-csv.h"

static char *
format_utc (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");
}

static void
append_cell (GString *line, gboolean known, gint64 amount_micro)
{
  g_autofree char *amount = known ? ct_money_to_decimal (amount_micro) : NULL;

  g_string_append_printf (line, ",%s", known ? amount : "");
}

/* No cell needs quotes: a currency has letters, digits, "-", "_" and blanks alone. */
char *
ct_history_csv (const CtHistorySeries *series)
{
  GString *text = g_string_new (
      "first,last,currency,remaining,low,high,topped_up,used,unlimited\r\n");

  for (guint i = 0; i < series->runs->len; i++)
    {
      const CtHistoryRun *run = &g_array_index (series->runs, CtHistoryRun, i);
      g_autofree char *first = format_utc (run->first_us), *last = format_utc (run->last_us);

      g_string_append_printf (text, "%s,%s,%s", first, last, series->currency);
      append_cell (text, run->has_remaining, run->remaining_micro);
      append_cell (text, run->has_remaining, run->low_micro);
      append_cell (text, run->has_remaining, run->high_micro);
      append_cell (text, TRUE, run->topped_up_micro);
      append_cell (text, run->has_used, run->used_micro);
      g_string_append_printf (text, ",%s\r\n", run->unlimited ? "true" : "false");
    }
  return g_string_free (text, FALSE);
}
