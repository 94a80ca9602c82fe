#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a stranger may send: so much raw, so much decoded. */
#define CT_FETCH_BODY_MAX ((gsize) 1024 * 1024)

/* Bytes of an answer, which may hold secrets: wiped wherever they have been. All zeros is empty. */
typedef struct
{
  guint8 *data; /* (nullable) (owned) */
  gsize length;
  gsize size;
} CtFetchBuffer;

/* Room for at least so many bytes behind length. (transfer none) */
guint8 *ct_fetch_buffer_reserve (CtFetchBuffer *buffer, gsize room);
void ct_fetch_buffer_clear (CtFetchBuffer *buffer);

/* Appends what one gzip stream holds, which must end where raw ends, its checksum right. Errors:
 * CT_ERROR_TOO_LARGE (more than CT_FETCH_BODY_MAX), CT_ERROR_BAD_JSON (cut off, damaged, or more
 * behind it). */
gboolean ct_fetch_body_gunzip (const guint8 *raw, gsize length, CtFetchBuffer *decoded,
                               GError **error);

G_END_DECLS
