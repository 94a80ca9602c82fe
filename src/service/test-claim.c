#include "config.h"

#include "test-claim.h"

#include <string.h>

#include "json.h"
#include "turns.h"

#define BURST 3
/* Beside the answers that are kept of an account; no request has such a name. */
#define KEPT_AS "-tests"

/* What other processes wrote meanwhile is wanted, so it is read anew each time; the demo has no
 * others. (transfer full) */
static CtPollState *
open_kept (CtSession *session)
{
  if (session->demo != NULL)
    return g_object_ref (session->poll_state);
  return ct_poll_state_new (session->paths->runtime_dir, session->paths->state_dir);
}

/* The times of tests that the floor still counts, oldest first. (element-type gint64) */
static GArray *
load_tests (CtSession *session, CtAccount *account, gint64 now_us)
{
  g_autoptr (CtPollState) kept = open_kept (session);
  gint64 since_us = now_us - (gint64) ct_account_get_floor_s (account) * G_USEC_PER_SEC, stored_us;
  g_autofree char *text = ct_poll_state_load_cached (kept, ct_account_get_id (account), KEPT_AS,
                                                     &stored_us);
  g_autoptr (CtJson) json = text != NULL ? ct_json_parse (text, strlen (text), NULL) : NULL;
  const CtJsonNode *time = json != NULL ? ct_json_node_get_first (ct_json_get_root (json)) : NULL;
  GArray *tests = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (; time != NULL; time = ct_json_node_get_next (time))
    {
      gsize length;
      const char *digits = ct_json_node_get_type (time) == CT_JSON_NUMBER
                               ? ct_json_node_get_number (time, &length)
                               : "";
      gint64 time_us = g_ascii_strtoll (digits, NULL, 10);

      if (time_us > since_us && time_us <= now_us)
        g_array_append_val (tests, time_us);
    }
  return tests;
}

static void
store_tests (CtSession *session, CtAccount *account, GArray *tests, gint64 now_us)
{
  g_autoptr (CtPollState) kept = open_kept (session);
  g_autoptr (GString) text = g_string_new ("[");

  g_array_append_val (tests, now_us);
  for (guint i = 0; i < tests->len; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            g_array_index (tests, gint64, i));
  g_string_append_c (text, ']');
  ct_poll_state_store_cached (kept, ct_account_get_id (account), KEPT_AS, text->str, now_us);
  ct_poll_state_flush (kept);
}

/* Within a burst only the gap between two requests to a site remains of the floor. */
static CtClaimRequest
make_request (CtAccount *account, gboolean in_burst)
{
  CtProvider *provider = ct_account_get_provider (account);

  return (CtClaimRequest){
    .origin = ct_account_get_origin (account),
    .account_id = ct_account_get_id (account),
    .floor_s = in_burst ? 0 : ct_account_get_floor_s (account),
    .floor_per_origin = !in_burst && provider->min_interval_per_origin,
  };
}

/* Another process may have tested since this one looked: only who holds the lease knows. FALSE: the
 * burst was over, and the lease is given back. */
static gboolean
count_test (CtSession *session, CtAccount *account, const CtClaimRequest *request, gint64 now_us)
{
  g_autoptr (GArray) tests = load_tests (session, account, now_us);

  if (request->floor_s == 0 && tests->len >= BURST)
    {
      ct_poll_state_finish (session->poll_state, request, now_us, NULL, NULL, -1);
      return FALSE;
    }
  store_tests (session, account, tests, now_us);
  return TRUE;
}

CtClaim
ct_test_claim (CtSession *session, CtAccount *account, CtClaimRequest *request, gint64 *until_us)
{
  gint64 now_us = ct_clock_now_us (session->clock);
  g_autoptr (GArray) tests = load_tests (session, account, now_us);
  g_auto (CtPollRecord) record;
  CtClaim claim;

  ct_poll_record_init (&record);
  *request = make_request (account, tests->len < BURST);
  claim = ct_poll_state_claim (session->poll_state, request, now_us, until_us, &record);
  if (claim == CT_CLAIM_GRANTED && !count_test (session, account, request, now_us))
    return CT_CLAIM_BUSY;
  return claim;
}

gboolean
ct_test_claim_is_near (CtClaim claim, gint64 until_us, gint64 now_us)
{
  return claim == CT_CLAIM_BUSY || claim == CT_CLAIM_POLLING
         || (claim == CT_CLAIM_EARLY && until_us - now_us <= CT_TURN_GAP_US);
}
