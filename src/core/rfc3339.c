#include "config.h"

#include "rfc3339.h"

#define JULIAN_1970_01_01 719163 /* as GDate counts */
#define MAX_DECIMALS 18

/* Exactly n digits. */
static gboolean
read_digits (const char **text, guint n, guint *value)
{
  *value = 0;
  for (guint i = 0; i < n; i++, (*text)++)
    {
      if (!g_ascii_isdigit (**text))
        return FALSE;
      *value = *value * 10 + (guint) g_ascii_digit_value (**text);
    }
  return TRUE;
}

static gboolean
read_char (const char **text, const char *allowed)
{
  for (; *allowed != '\0'; allowed++)
    {
      if (**text == *allowed)
        {
          (*text)++;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
read_date (const char **text, gint64 *day)
{
  guint year, month, day_of_month;
  GDate date;

  if (!read_digits (text, 4, &year) || !read_char (text, "-") || !read_digits (text, 2, &month)
      || !read_char (text, "-") || !read_digits (text, 2, &day_of_month)
      || !g_date_valid_dmy ((GDateDay) day_of_month, (GDateMonth) month, (GDateYear) year))
    return FALSE;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day_of_month, (GDateMonth) month, (GDateYear) year);
  *day = (gint64) g_date_get_julian (&date) - JULIAN_1970_01_01;
  return TRUE;
}

static gboolean
read_time (const char **text, gint64 *time_s)
{
  guint hour, minute, second;

  if (!read_digits (text, 2, &hour) || !read_char (text, ":") || !read_digits (text, 2, &minute)
      || !read_char (text, ":") || !read_digits (text, 2, &second) || hour > 23 || minute > 59
      || second > 60)
    return FALSE;

  *time_s = hour * 3600 + minute * 60 + second;
  return TRUE;
}

/* The part after the second as numerator / denominator. */
static gboolean
read_fraction (const char **text, gint64 *numerator, gint64 *denominator)
{
  *numerator = 0;
  *denominator = 1;
  if (!read_char (text, "."))
    return TRUE;
  if (!g_ascii_isdigit (**text))
    return FALSE;

  for (guint i = 0; g_ascii_isdigit (**text); i++, (*text)++)
    {
      if (i >= MAX_DECIMALS)
        continue;
      *numerator = *numerator * 10 + g_ascii_digit_value (**text);
      *denominator *= 10;
    }
  return TRUE;
}

/* What the zone is ahead of UTC. */
static gboolean
read_zone (const char **text, gint64 *offset_s)
{
  gboolean west = **text == '-';
  guint hour, minute;

  *offset_s = 0;
  if (read_char (text, "Zz"))
    return TRUE;
  if (!read_char (text, "+-") || !read_digits (text, 2, &hour) || !read_char (text, ":")
      || !read_digits (text, 2, &minute) || hour > 23 || minute > 59)
    return FALSE;

  *offset_s = (west ? -1 : 1) * (gint64) (hour * 3600 + minute * 60);
  return TRUE;
}

gboolean
ct_rfc3339_parse (const char *text, CtRational *unix_s)
{
  gint64 day, time_s, numerator, denominator, offset_s;
  CtRational whole, fraction;

  if (!read_date (&text, &day) || !read_char (&text, "Tt ") || !read_time (&text, &time_s)
      || !read_fraction (&text, &numerator, &denominator) || !read_zone (&text, &offset_s)
      || *text != '\0')
    return FALSE;

  whole = CT_RATIONAL_INTEGER (day * 86400 + time_s - offset_s);
  return ct_rational_divide (&CT_RATIONAL_INTEGER (numerator), &CT_RATIONAL_INTEGER (denominator),
                             &fraction)
         && ct_rational_add (&whole, &fraction, unix_s);
}

gboolean
ct_rfc3339_is_date (const char *text)
{
  gint64 day;

  return read_date (&text, &day) && *text == '\0';
}
