#pragma once

#include <gio/gio.h>
#include <libsecret/secret.h>

#include "clock.h"
#include "http.h"

G_BEGIN_DECLS

/* Bounded HTTP requests, by the rules that strangers' servers taught (credit-tray(1), SECURITY): 48
 * at once, 4 per origin, the rest wait. Maps every foreign error to CT_ERROR;
 * G_IO_ERROR_CANCELLED passes through.
 *
 *     fetch ---> fetch-message ---> fetch-request   request + token -> SoupMessage; redirects
 *       |             |---> fetch-body              bounded buffer, gzip
 *       |             |---> fetch-error             foreign errors -> ours
 *       |             '---> fetch-proxy             whether a proxy was to be asked
 *       '---> fetch-session                         libsoup's settings; who may be talked to
 *
 * A request keeps its fetcher until its callback; g_object_run_dispose() cancels them all. */
#define CT_TYPE_FETCHER (ct_fetcher_get_type ())
G_DECLARE_FINAL_TYPE (CtFetcher, ct_fetcher, CT, FETCHER, GObject)

/* clock: (nullable) what Retry-After counts from; NULL: the system's. */
CtFetcher *ct_fetcher_new (CtClock *clock);

/* 10,000 unless set; starts when the request leaves our queue. */
void ct_fetcher_set_deadline_ms (CtFetcher *self, guint deadline_ms);
/* Absolute path of a PEM file with certificate authorities instead of the system's; NULL: the
 * system's. CT_ERROR_SETTINGS when there is no certificate in it. */
gboolean ct_fetcher_set_ca_file (CtFetcher *self, const char *path, GError **error);
/* (nullable): none. Unless set, the desktop's. https only: http is always direct. */
void ct_fetcher_set_proxy_resolver (CtFetcher *self, GProxyResolver *resolver);

/* Kept-alive connections are not used again: the machine goes to sleep, and their other ends will
 * not wait. Requests under way keep theirs. */
void ct_fetcher_forget_connections (CtFetcher *self);

/* token: NULL only when request->auth is CT_AUTH_NONE. request is copied. An HTTP status of
 * whatever kind is an answer, not an error; a redirect is CT_ERROR_REDIRECTED (one to the same
 * address with a slash more is followed once). Errors: unreachable, timeout, tls, proxy,
 * redirected, too-large, bad-json (a broken gzip stream of a 2xx, another encoding), definition,
 * token-missing, token-rejected (bytes that no header can carry: nothing is sent). */
void ct_fetcher_send_async (CtFetcher *self, const CtHttpRequest *request, SecretValue *token,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
CtHttpAnswer *ct_fetcher_send_finish (CtFetcher *self, GAsyncResult *result, GError **error);

G_END_DECLS
