#include "config.h"

#include "fetching.h"

#include <string.h>

#include "loop.h"

CtHttpRequest *
test_fetch_request (const char *origin, const char *path)
{
  g_autofree char *address = g_strconcat (origin, path, NULL);
  CtHttpRequest *request = ct_http_request_new ("account", "GET", address, origin);
  CtAuth auth = { .kind = CT_AUTH_HEADER,
                  .name = (char *) "Authorization",
                  .prefix = (char *) "Bearer " };

  ct_http_request_set_auth (request, &auth);
  return request;
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  TestFetch *fetch = user_data;

  g_assert_false (fetch->is_done);
  fetch->answer = ct_fetcher_send_finish (CT_FETCHER (source), result, &fetch->error);
  g_assert_true ((fetch->answer == NULL) == (fetch->error != NULL));
  fetch->is_done = TRUE;
}

void
test_fetch_start_with (TestFetch *fetch, CtFetcher *fetcher, const CtHttpRequest *request,
                       SecretValue *token, GCancellable *cancellable)
{
  test_fetch_clear (fetch);
  ct_fetcher_send_async (fetcher, request, token, cancellable, on_sent, fetch);
}

void
test_fetch_start (TestFetch *fetch, CtFetcher *fetcher, const CtHttpRequest *request,
                  GCancellable *cancellable)
{
  SecretValue *token = secret_value_new (TEST_TOKEN, -1, "text/plain");

  test_fetch_start_with (fetch, fetcher, request, token, cancellable);
  secret_value_unref (token);
}

void
test_fetch_wait (TestFetch *fetch)
{
  test_loop_until (&fetch->is_done);
}

void
test_fetch_get (TestFetch *fetch, CtFetcher *fetcher, const char *origin, const char *path)
{
  g_autoptr (CtHttpRequest) request = test_fetch_request (origin, path);

  test_fetch_start (fetch, fetcher, request, NULL);
  test_fetch_wait (fetch);
}

void
test_fetch_clear (TestFetch *fetch)
{
  g_clear_pointer (&fetch->answer, ct_http_answer_free);
  g_clear_error (&fetch->error);
  fetch->is_done = FALSE;
}

void
test_fetch_assert_body (const TestFetch *fetch, guint status, const char *body)
{
  g_assert_no_error (fetch->error);
  g_assert_cmpuint (fetch->answer->status, ==, status);
  g_assert_cmpstr (fetch->answer->body, ==, body);
}

void
test_fetch_assert_error (const TestFetch *fetch, CtErrorCode code)
{
  g_assert_error (fetch->error, CT_ERROR, (int) code);
  g_assert_null (strstr (fetch->error->message, TEST_TOKEN));
}
