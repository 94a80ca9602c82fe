#include "config.h"

#include "fuzz.h"

#include <gio/gio.h>

#include "error.h"
#include "fetch-body.h"

#define N_COPIES 16 /* more than what is decoded in one go */

/* (transfer full) */
static GBytes *
copy_often (const uint8_t *data, size_t size)
{
  GByteArray *copies = g_byte_array_new ();

  for (int i = 0; i < N_COPIES; i++)
    g_byte_array_append (copies, data, (guint) size);
  return g_byte_array_free_to_bytes (copies);
}

/* (transfer full) */
static guint8 *
compress_bytes (GBytes *bytes, gsize *length)
{
  g_autoptr (GConverter) gzip = G_CONVERTER (
      g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1));
  gsize size, n_read;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  gsize room = 2 * size + 64;
  guint8 *out = g_malloc (room);

  g_assert_cmpint (g_converter_convert (gzip, data, size, out, room, G_CONVERTER_INPUT_AT_END,
                                        &n_read, length, NULL),
                   ==, G_CONVERTER_FINISHED);
  return out;
}

static void
check_decoded (const CtFetchBuffer *buffer, GBytes *expected)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (expected, &size);

  g_assert_cmpmem (buffer->data, buffer->length, data, size);
}

/* Bytes are one gzip stream, or an error; and they come back from one. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  gsize length;
  g_autoptr (GBytes) plain = copy_often (data, size);
  g_autofree guint8 *gzip = compress_bytes (plain, &length);
  CtFetchBuffer buffer = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean good = ct_fetch_body_gunzip (data, size, &buffer, &error);

  g_assert_true (good == (error == NULL));
  g_assert_true (good || error->domain == CT_ERROR);
  g_assert_cmpuint (buffer.size, <=, 4 * CT_FETCH_BODY_MAX);
  ct_fetch_buffer_clear (&buffer);
  g_clear_error (&error);

  good = ct_fetch_body_gunzip (gzip, length, &buffer, &error);
  if (good)
    check_decoded (&buffer, plain);
  else
    g_assert_cmpuint (g_bytes_get_size (plain), >, CT_FETCH_BODY_MAX);
  ct_fetch_buffer_clear (&buffer);
  return 0;
}
