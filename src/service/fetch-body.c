#include "config.h"

#include "fetch-body.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "error.h"

#define ROOM_MIN ((gsize) 4096)

guint8 *
ct_fetch_buffer_reserve (CtFetchBuffer *buffer, gsize room)
{
  CtFetchBuffer grown = { .length = buffer->length };

  if (buffer->size - buffer->length >= room)
    return buffer->data + buffer->length;

  /* Not realloc: it leaves what it copied behind. */
  grown.size = MAX (buffer->length + room, 2 * buffer->size);
  grown.data = g_malloc (grown.size);
  if (buffer->length > 0)
    memcpy (grown.data, buffer->data, buffer->length);
  ct_fetch_buffer_clear (buffer);
  *buffer = grown;
  return buffer->data + buffer->length;
}

void
ct_fetch_buffer_clear (CtFetchBuffer *buffer)
{
  if (buffer->data != NULL)
    explicit_bzero (buffer->data, buffer->length);
  g_free (buffer->data);
  *buffer = (CtFetchBuffer){ 0 };
}

static gboolean
refuse_damaged (GError **error)
{
  g_set_error_literal (error, CT_ERROR, CT_ERROR_BAD_JSON,
                       _ ("The compressed answer is incomplete or damaged"));
  return FALSE;
}

gboolean
ct_fetch_body_gunzip (const guint8 *raw, gsize length, CtFetchBuffer *decoded, GError **error)
{
  g_autoptr (GConverter) gzip = G_CONVERTER (
      g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  GConverterResult result = G_CONVERTER_CONVERTED;
  gsize used = 0;

  while (result != G_CONVERTER_FINISHED)
    {
      guint8 *room = ct_fetch_buffer_reserve (decoded, ROOM_MIN);
      gsize n_read = 0, n_written = 0;

      result = g_converter_convert (gzip, raw + used, length - used, room,
                                    decoded->size - decoded->length, G_CONVERTER_INPUT_AT_END,
                                    &n_read, &n_written, NULL);
      if (result == G_CONVERTER_ERROR)
        return refuse_damaged (error);
      used += n_read;
      decoded->length += n_written;
      if (decoded->length > CT_FETCH_BODY_MAX)
        {
          g_set_error_literal (error, CT_ERROR, CT_ERROR_TOO_LARGE,
                               _ ("The answer is larger than any balance needs"));
          return FALSE;
        }
    }
  return used == length || refuse_damaged (error);
}
