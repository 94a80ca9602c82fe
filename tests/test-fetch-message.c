#include "config.h"

#include "fetch-message.h"
#include "fetch-session.h"

#define N_STATES (CT_FETCH_ABANDONED + 1)
#define N_EVENTS (CT_FETCH_TIMER + 1)

static void
test_every_state_and_event (void)
{
  enum
  {
    SEND = CT_FETCH_SENDING,
    READ = CT_FETCH_READING,
    STOP = CT_FETCH_STOPPING,
    DONE = CT_FETCH_DONE,
    GONE = CT_FETCH_ABANDONED,
  };
  /* clang-format off */
  const int table[N_STATES][N_EVENTS] = {
    /*          ANSWERED PIECE END   FAILED AGAIN STOP  TIMER */
    [SEND] = {  READ,    DONE, DONE, DONE,  DONE, STOP, STOP },
    [READ] = {  DONE,    READ, DONE, DONE,  DONE, STOP, STOP },
    [STOP] = {  DONE,    DONE, DONE, DONE,  SEND, STOP, GONE },
    [DONE] = {  DONE,    DONE, DONE, DONE,  DONE, DONE, DONE },
    [GONE] = {  GONE,    GONE, GONE, GONE,  GONE, GONE, GONE },
  };
  /* clang-format on */

  for (int state = 0; state < N_STATES; state++)
    for (int event = 0; event < N_EVENTS; event++)
      {
        g_test_message ("state %d, event %d", state, event);
        g_assert_cmpint (ct_fetch_state_next (state, event), ==, table[state][event]);
      }
}

/* Whom http may talk to, whatever a name resolves to. */
static void
test_private_peers (void)
{
  const struct
  {
    const char *address;
    gboolean is_private;
  } rows[] = {
    { "127.0.0.1", TRUE },        { "127.255.0.9", TRUE },   { "::1", TRUE },
    { "10.1.2.3", TRUE },         { "172.16.0.1", TRUE },    { "172.31.255.255", TRUE },
    { "192.168.178.20", TRUE },   { "169.254.1.1", TRUE },   { "fe80::1", TRUE },
    { "fd12:3456::1", TRUE },     { "fc00::1", TRUE },       { "8.8.8.8", FALSE },
    { "172.32.0.1", FALSE },      { "192.169.0.1", FALSE },  { "11.0.0.1", FALSE },
    { "2001:4860::8888", FALSE }, { "0.0.0.0", FALSE },      { "100.64.0.1", FALSE },
    { "::ffff:8.8.8.8", FALSE },  { "64:ff9b::a01", FALSE }, { "fe00::1", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (rows[i].address);

      g_test_message ("%s", rows[i].address);
      g_assert_true (ct_fetch_session_is_private (address) == rows[i].is_private);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/fetch-message/every-state-and-event", test_every_state_and_event);
  g_test_add_func ("/fetch-session/private-peers", test_private_peers);
  return g_test_run ();
}
