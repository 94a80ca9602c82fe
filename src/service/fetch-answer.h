#pragma once

#include <libsoup/soup.h>

#include "http.h"

G_BEGIN_DECLS

/* A stranger's headers and bytes as an answer, whatever they came by. */

/* Whether the body may be read. host names it in messages. Errors: CT_ERROR_TOO_LARGE (it is
 * announced to be), CT_ERROR_BAD_JSON (encoded in a way that was not asked for, or twice). */
gboolean ct_fetch_answer_check_headers (SoupMessageHeaders *headers, const char *host,
                                        GError **error);

/* raw: the body as it came, length 0 when not all of it is there. now_us: Retry-After counts from
 * it. duration_us is the caller's. Errors: those of ct_fetch_body_gunzip(). (transfer full) */
CtHttpAnswer *ct_fetch_answer_new (guint status, SoupMessageHeaders *headers, const guint8 *raw,
                                   gsize length, gint64 now_us, GError **error);

G_END_DECLS
