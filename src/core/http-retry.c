#include "config.h"

#include "http.h"

#include <stdio.h>
#include <string.h>

#include "wipe.h"

#define MAX_WAIT_S (24 * 60 * 60)

static int
month_from_name (const char *name)
{
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

  for (gsize i = 0; i < G_N_ELEMENTS (months); i++)
    if (strcmp (name, months[i]) == 0)
      return i + 1;
  return 0;
}

/* RFC 9110 section 5.6.7: two digits that seem over 50 years ahead are of the century before. */
static int
full_year (int year, gint64 now_us)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  int this_year = now != NULL ? g_date_time_get_year (now) : 2000;

  year += this_year - this_year % 100;
  return year > this_year + 50 ? year - 100 : year;
}

/* The three forms of RFC 9110 section 5.6.7. Names are matched by bytes: strptime would know those
 * of the locale. */
typedef struct
{
  char month[4];
  int day, year, hour, minute, second;
} DateParts;

/* %n is reached only when everything before it was there. */
static gboolean
scanned_whole (const char *text, int end)
{
  return end > 0 && text[end] == '\0';
}

/* Sun, 06 Nov 1994 08:49:37 GMT */
static gboolean
scan_fixdate (const char *text, DateParts *date)
{
  int end = 0;
  sscanf (text, "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &date->day, date->month,
          &date->year, &date->hour, &date->minute, &date->second, &end);
  return scanned_whole (text, end);
}

/* Sunday, 06-Nov-94 08:49:37 GMT */
static gboolean
scan_rfc850 (const char *text, DateParts *date)
{
  int end = 0;
  sscanf (text, "%*9[A-Za-z], %2d-%3[A-Za-z]-%2d %2d:%2d:%2d GMT%n", &date->day, date->month,
          &date->year, &date->hour, &date->minute, &date->second, &end);
  return scanned_whole (text, end);
}

/* Sun Nov  6 08:49:37 1994 */
static gboolean
scan_asctime (const char *text, DateParts *date)
{
  int end = 0;
  sscanf (text, "%*3[A-Za-z] %3[A-Za-z] %2d %2d:%2d:%2d %4d%n", date->month, &date->day,
          &date->hour, &date->minute, &date->second, &date->year, &end);
  return scanned_whole (text, end);
}

/* (nullable) (transfer full) */
static GDateTime *
parse_date (const char *text, gint64 now_us)
{
  DateParts date = { 0 };

  if (!scan_fixdate (text, &date) && !scan_asctime (text, &date))
    {
      if (!scan_rfc850 (text, &date))
        return NULL;
      date.year = full_year (date.year, now_us);
    }
  return g_date_time_new_utc (date.year, month_from_name (date.month), date.day, date.hour,
                              date.minute, MIN (date.second, 59)); /* 60: a leap second */
}

/* -1 when it is not digits alone; stops counting beyond MAX_WAIT_S. */
static gint64
parse_delta (const char *text)
{
  gint64 delta_s = 0;

  if (*text == '\0')
    return -1;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isdigit (*p))
        return -1;
      delta_s = MIN (delta_s * 10 + g_ascii_digit_value (*p), MAX_WAIT_S + 1);
    }
  return delta_s;
}

gint64
ct_http_parse_retry_after (const char *value, gint64 now_us)
{
  g_autoptr (CtSecretText) text = g_strstrip (g_strdup (value));
  gint64 wait_s = parse_delta (text);

  if (wait_s < 0)
    {
      g_autoptr (GDateTime) date = parse_date (text, now_us);
      if (date == NULL)
        return -1;
      wait_s = MAX (g_date_time_to_unix (date) - now_us / G_USEC_PER_SEC, 0);
    }
  return now_us + MIN (wait_s, MAX_WAIT_S) * G_USEC_PER_SEC;
}
