#include "config.h"

#include "fuzz.h"

#include "alert.h"
#include "pollstate-file.h"

static void
check_poll_state (const uint8_t *data, size_t size)
{
  g_autoptr (CtPollOrigin) origin = ct_poll_origin_from_json ((const char *) data, size);
  g_autoptr (CtPollOrigin) again = NULL;
  g_autofree char *text = NULL;

  if (origin == NULL)
    return;
  text = ct_poll_origin_to_json (origin);
  again = ct_poll_origin_from_json (text, strlen (text));
  g_assert_nonnull (again);
  g_assert_cmpuint (g_hash_table_size (again->records), ==, g_hash_table_size (origin->records));
}

static void
check_alerts (const char *text)
{
  g_autoptr (CtAlertState) state = ct_alert_state_from_json (text), again = NULL;
  g_autofree char *written = ct_alert_state_to_json (state);

  again = ct_alert_state_from_json (written);
  g_assert_true (ct_alert_state_equal (again, state));
}

static void
check_reading (const uint8_t *data, size_t size)
{
  g_autoptr (CtJson) json = ct_json_parse ((const char *) data, size, NULL), json_again = NULL;
  g_autoptr (CtReading) reading = NULL, again = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (json != NULL)
    reading = ct_reading_from_json (ct_json_get_root (json), NULL);
  if (reading == NULL)
    return;
  ct_reading_append_json (reading, text);
  json_again = ct_json_parse (text->str, text->len, &error);
  g_assert_no_error (error);
  again = ct_reading_from_json (ct_json_get_root (json_again), &error);
  g_assert_no_error (error);
  g_assert_true (ct_reading_equal (again, reading));
}

/* The files that are kept between polls, as somebody else may have left them: what is read of one
 * is the same when it is written and read again. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  check_poll_state (data, size);
  check_alerts (text);
  check_reading (data, size);
  return 0;
}
