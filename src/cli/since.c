#include "config.h"

#include "since.h"

#include <stdio.h>

#include "rfc3339.h"

#define MAX_NUMBER 100000

static gboolean
parse_span (const char *text, gint64 *span_us)
{
  static const struct
  {
    const char *name;
    gint64 length_us;
  } units[] = {
    { "h", G_TIME_SPAN_HOUR },
    { "d", G_TIME_SPAN_DAY },
    { "w", 7 * G_TIME_SPAN_DAY },
  };
  char *end = NULL;
  guint64 number = g_ascii_isdigit (text[0]) ? g_ascii_strtoull (text, &end, 10) : 0;

  for (guint i = 0; number > 0 && number <= MAX_NUMBER && i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (end, units[i].name))
      {
        *span_us = number * units[i].length_us;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_day (const char *text, GTimeZone *zone, gint64 *since_us)
{
  g_autoptr (GDateTime) begin = NULL;
  int year, month, day;

  if (!ct_rfc3339_is_date (text) || sscanf (text, "%4d-%2d-%2d", &year, &month, &day) != 3)
    return FALSE;
  begin = g_date_time_new (zone, year, month, day, 0, 0, 0);
  if (begin == NULL)
    return FALSE;
  *since_us = g_date_time_to_unix (begin) * G_USEC_PER_SEC;
  return TRUE;
}

gboolean
ct_since_parse (const char *text, gint64 now_us, GTimeZone *zone, gint64 *since_us)
{
  CtRational seconds;
  gint64 span_us;

  if (parse_span (text, &span_us))
    {
      *since_us = now_us - span_us;
      return TRUE;
    }
  if (parse_day (text, zone, since_us))
    return TRUE;
  return ct_rfc3339_parse (text, &seconds) && ct_rational_to_micro (&seconds, since_us);
}
