#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is sent and what came back, as plain values: no I/O here. */

/* scheme://host:port, lower-case ASCII host, explicit port: what a token is bound to. (transfer
 * full), NULL with CT_ERROR_DEFINITION when the address is not one that is ever asked: https, or
 * http for loopback (and for private hosts when allow_private_http); host of [A-Za-z0-9.:-]; port
 * 1-65535; no user info, no fragment. */
char *ct_http_origin (const char *address, gboolean allow_private_http, GError **error);

gboolean ct_http_host_is_loopback (const char *host); /* localhost, *.localhost, 127.0.0.0/8, ::1 */
gboolean ct_http_host_is_private (const char *host);  /* RFC 1918, fc00::/7, link-local, *.local,
                                                       *.lan, *.home.arpa, single labels */

/* An address as a person pastes it -> the base that paths are appended to: blanks cut, "https://"
 * put in front of a bare host, query and fragment dropped, strip_suffix ("/v1") and the last slash
 * removed, a site under a path keeps it. (transfer full); CT_ERROR_DEFINITION as above. */
char *ct_http_normalize_base (const char *address, const char *strip_suffix,
                              gboolean allow_private_http, GError **error);

/* It would be spoken to by http:// within a private network: only if the person allows that. */
gboolean ct_http_is_private_http (const char *address);

typedef enum
{
  CT_AUTH_NONE,
  CT_AUTH_HEADER,
  CT_AUTH_QUERY, /* shows up in server logs */
} CtAuthKind;

typedef struct
{
  CtAuthKind kind;
  char *name;        /* (nullable) (owned) header or query parameter */
  char *prefix;      /* (nullable) (owned) "Bearer " */
  gboolean is_basic; /* what follows the prefix is ct_basic_encode()'s */
} CtAuth;

typedef struct
{
  char *name;  /* (owned) */
  char *value; /* (owned) */
} CtHttpHeader;

/* Without the token: the fetcher adds it, as auth says, when the request leaves. */
typedef struct
{
  char *id;           /* (owned) request id of the definition */
  char *method;       /* (owned) "GET" or "POST" */
  char *address;      /* (owned) absolute, its origin already checked against the account's */
  char *origin;       /* (owned) */
  GPtrArray *headers; /* (owned) of CtHttpHeader */
  char *body;         /* (nullable) (owned) JSON */
  CtAuth auth;
} CtHttpRequest;

CtHttpRequest *ct_http_request_new (const char *id, const char *method, const char *address,
                                    const char *origin);
void ct_http_request_add_header (CtHttpRequest *request, const char *name, const char *value);
void ct_http_request_set_auth (CtHttpRequest *request, const CtAuth *auth);
void ct_http_request_free (CtHttpRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtHttpRequest, ct_http_request_free)

typedef struct
{
  guint status;
  char *body; /* (owned) decoded, at most 1 MiB, NUL-terminated behind length; wiped when freed */
  gsize length;
  gint64 retry_after_us; /* absolute, of Retry-After in either form; -1: none */
  gint64 duration_us;
} CtHttpAnswer;

CtHttpAnswer *ct_http_answer_new (guint status, const char *body, gsize length);
void ct_http_answer_free (CtHttpAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtHttpAnswer, ct_http_answer_free)

/* The first non-blank byte is '<': a page for people, not an answer. */
gboolean ct_http_answer_is_html (const CtHttpAnswer *answer);

/* "120" or an HTTP date -> absolute time, at most 24 h ahead; -1 when it is neither. */
gint64 ct_http_parse_retry_after (const char *value, gint64 now_us);

G_END_DECLS
