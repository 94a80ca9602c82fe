#include "config.h"

#include "fuzz.h"

#include <gio/gio.h>

#include "error.h"
#include "fetch-body.h"

/* (transfer full) */
static guint8 *
compress_bytes (const uint8_t *data, size_t size, gsize *length)
{
  g_autoptr (GConverter) gzip = G_CONVERTER (
      g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1));
  gsize room = 2 * size + 64, n_read;
  guint8 *out = g_malloc (room);

  g_assert_cmpint (g_converter_convert (gzip, data, size, out, room, G_CONVERTER_INPUT_AT_END,
                                        &n_read, length, NULL),
                   ==, G_CONVERTER_FINISHED);
  return out;
}

/* Bytes are one gzip stream, or an error; and they come back from one. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  gsize length;
  g_autofree guint8 *gzip = compress_bytes (data, size, &length);
  CtFetchBuffer buffer = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean good = ct_fetch_body_gunzip (data, size, &buffer, &error);

  g_assert_true (good == (error == NULL));
  g_assert_true (good || error->domain == CT_ERROR);
  g_assert_cmpuint (buffer.size, <=, 4 * CT_FETCH_BODY_MAX);
  ct_fetch_buffer_clear (&buffer);
  g_clear_error (&error);

  ct_fetch_body_gunzip (gzip, length, &buffer, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (buffer.data, buffer.length, data, size);
  ct_fetch_buffer_clear (&buffer);
  return 0;
}
