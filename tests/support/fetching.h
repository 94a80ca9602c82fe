#pragma once

#include "error.h"
#include "fetch.h"

/* One request of a test, and what became of it. */
typedef struct
{
  gboolean is_done;
  CtHttpAnswer *answer; /* (nullable) (owned) */
  GError *error;        /* (nullable) (owned) */
} TestFetch;

#define TEST_TOKEN "sk-0123456789abcdefTESTtoken"

/* GET origin + path with TEST_TOKEN as a Bearer. (transfer full) */
CtHttpRequest *test_fetch_request (const char *origin, const char *path);

/* With TEST_TOKEN. */
void test_fetch_start (TestFetch *fetch, CtFetcher *fetcher, const CtHttpRequest *request,
                       GCancellable *cancellable);
void test_fetch_start_with (TestFetch *fetch, CtFetcher *fetcher, const CtHttpRequest *request,
                            SecretValue *token, GCancellable *cancellable);
void test_fetch_wait (TestFetch *fetch);
/* Both, for a plain request. */
void test_fetch_get (TestFetch *fetch, CtFetcher *fetcher, const char *origin, const char *path);
void test_fetch_clear (TestFetch *fetch);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TestFetch, test_fetch_clear)

/* The body, or that error whose text does not have the token. */
void test_fetch_assert_body (const TestFetch *fetch, guint status, const char *body);
void test_fetch_assert_error (const TestFetch *fetch, CtErrorCode code);
