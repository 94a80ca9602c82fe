#include "config.h"

#include "fuzz.h"

#include "rfc3339.h"

/* A time that GLib knows as well is the same one. It keeps no more than microseconds, and puts a
 * leap second elsewhere. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);
  CtRational unix_s;
  double ours_s;

  ct_rfc3339_is_date (text);
  if (!ct_rfc3339_parse (text, &unix_s) || time == NULL || strstr (text, ":60") != NULL)
    return 0;
  ours_s = (double) unix_s.numerator / (double) unix_s.denominator;
  g_assert_cmpfloat (ABS (ours_s - (double) g_date_time_to_unix (time)), <=, 1);
  return 0;
}
