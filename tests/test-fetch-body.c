#include "config.h"

#include <string.h>

#include "error.h"
#include "fetch-body.h"
#include "http-server.h"

static void
test_buffer (void)
{
  CtFetchBuffer buffer = { 0 };
  guint8 *first = ct_fetch_buffer_reserve (&buffer, 4);

  memcpy (first, "abcd", 4);
  buffer.length = 4;
  for (gsize room = 1; room < 10000; room *= 3)
    {
      guint8 *end = ct_fetch_buffer_reserve (&buffer, room);

      g_assert_true (end == buffer.data + 4);
      g_assert_cmpuint (buffer.size, >=, 4 + room);
      g_assert_cmpmem (buffer.data, buffer.length, "abcd", 4);
    }
  ct_fetch_buffer_clear (&buffer);
  g_assert_null (buffer.data);
  g_assert_cmpuint (buffer.length + buffer.size, ==, 0);
}

static void
test_whole (void)
{
  const char *text = "{\"data\":{\"quota\":24997909}}";
  g_autoptr (GBytes) gzip = test_http_gzip (text, strlen (text));
  CtFetchBuffer decoded = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (ct_fetch_body_gunzip (g_bytes_get_data (gzip, NULL), g_bytes_get_size (gzip),
                                       &decoded, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (decoded.data, decoded.length, text, strlen (text));
  ct_fetch_buffer_clear (&decoded);
}

static void
test_every_cut (void)
{
  const char *text = "{\"data\":{\"quota\":24997909}}";
  g_autoptr (GBytes) gzip = test_http_gzip (text, strlen (text));
  const guint8 *data = g_bytes_get_data (gzip, NULL);

  for (gsize length = 0; length < g_bytes_get_size (gzip); length++)
    {
      CtFetchBuffer decoded = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (ct_fetch_body_gunzip (data, length, &decoded, &error));
      g_assert_error (error, CT_ERROR, CT_ERROR_BAD_JSON);
      ct_fetch_buffer_clear (&decoded);
    }
}

/* Where a changed byte counts: the magic, the data, the checksum, the length (not: the time and
 * the system in the header). And a byte too many. */
static void
test_every_change (void)
{
  const char *text = "{\"data\":{\"quota\":24997909}}";
  g_autoptr (GBytes) gzip = test_http_gzip (text, strlen (text));
  gsize length = g_bytes_get_size (gzip);

  for (gsize i = 0; i <= length; i++)
    {
      g_autofree guint8 *data = g_malloc (length + 1);
      CtFetchBuffer decoded = { 0 };
      g_autoptr (GError) error = NULL;

      memcpy (data, g_bytes_get_data (gzip, NULL), length);
      data[length] = 0;
      if (i >= 4 && i < 10)
        continue;
      if (i < length)
        data[i] ^= 0x55;
      g_assert_false (
          ct_fetch_body_gunzip (data, i < length ? length : length + 1, &decoded, &error));
      g_assert_error (error, CT_ERROR, CT_ERROR_BAD_JSON);
      ct_fetch_buffer_clear (&decoded);
    }
}

static void
test_cap (void)
{
  const struct
  {
    gsize length;
    gboolean fits;
  } rows[] = {
    { CT_FETCH_BODY_MAX, TRUE },
    { CT_FETCH_BODY_MAX + 1, FALSE },
    { 64 * CT_FETCH_BODY_MAX, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree guint8 *zeros = g_malloc0 (rows[i].length);
      g_autoptr (GBytes) gzip = test_http_gzip (zeros, rows[i].length);
      CtFetchBuffer decoded = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_true (ct_fetch_body_gunzip (g_bytes_get_data (gzip, NULL), g_bytes_get_size (gzip),
                                           &decoded, &error)
                     == rows[i].fits);
      if (rows[i].fits)
        g_assert_cmpuint (decoded.length, ==, rows[i].length);
      else
        g_assert_error (error, CT_ERROR, CT_ERROR_TOO_LARGE);
      g_assert_cmpuint (decoded.size, <=, 4 * CT_FETCH_BODY_MAX);
      ct_fetch_buffer_clear (&decoded);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/fetch-body/buffer", test_buffer);
  g_test_add_func ("/fetch-body/whole", test_whole);
  g_test_add_func ("/fetch-body/every-cut", test_every_cut);
  g_test_add_func ("/fetch-body/every-change", test_every_change);
  g_test_add_func ("/fetch-body/cap", test_cap);
  return g_test_run ();
}
