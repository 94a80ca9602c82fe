#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "forecast.h"

/* forecast-filter NOW_US: the forecast of one balance, for trials on simulated accounts.
 *
 *   stdin    one line a reading: TIME_US,AMOUNT_MICRO
 *   stdout   DAYS_LEFT USD_PER_DAY AT_WORST_DAYS, or "unknown"
 *
 * The zone is TZ. Exit: 0; 2 when NOW_US or a line is not understood. */

static gboolean
parse_number (const char **text, char end, gint64 *number)
{
  char *after;

  *number = g_ascii_strtoll (*text, &after, 10);
  if (after == *text || *after != end)
    return FALSE;

  *text = after + 1;
  return TRUE;
}

/* Ends every line by a newline, and the whole by a NUL. */
static GString *
read_stdin (void)
{
  GString *text = g_string_new (NULL);
  char buffer[65536];
  gsize n;

  while ((n = fread (buffer, 1, sizeof buffer, stdin)) > 0)
    g_string_append_len (text, buffer, (gssize) n);
  if (text->len > 0 && text->str[text->len - 1] != '\n')
    g_string_append_c (text, '\n');

  return text;
}

/* (nullable) when a line is wrong. (transfer full) of CtForecastRun */
static GArray *
parse_runs (const char *text)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (CtForecastRun));

  while (*text != '\0')
    {
      CtForecastRun run;

      if (!parse_number (&text, ',', &run.first_us)
          || !parse_number (&text, '\n', &run.amount_micro))
        return NULL;
      run.last_us = run.first_us;
      g_array_append_val (runs, run);
    }

  return g_steal_pointer (&runs);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GString) text = NULL;
  g_autoptr (GArray) runs = NULL;
  const char *now = argc == 2 ? argv[1] : "";
  gint64 now_us;
  CtForecast forecast;

  if (!parse_number (&now, '\0', &now_us))
    {
      g_printerr ("Usage: forecast-filter NOW_US < TRACE\n");
      return 2;
    }

  text = read_stdin ();
  runs = parse_runs (text->str);
  if (runs == NULL)
    {
      g_printerr ("forecast-filter: a line is not TIME_US,AMOUNT_MICRO\n");
      return 2;
    }

  forecast = ct_forecast ((const CtForecastRun *) runs->data, runs->len, now_us, zone);
  if (forecast.known)
    g_print ("%.6f %.6f %.6f\n", forecast.days_left, (double) forecast.per_day_micro / 1e6,
             forecast.at_worst_days);
  else
    g_print ("unknown\n");

  return 0;
}
