#include "config.h"

#include "status-applet.h"

#include <string.h>

#include "status-json.h"

#define REFRESH_S 25

/* (nullable) (transfer full) */
static CtJson *
get_status (CtApplet *applet)
{
  g_autofree char *text = ct_applet_get_status (applet);

  return text != NULL ? ct_json_parse (text, strlen (text), NULL) : NULL;
}

/* Both change with every poll, whatever it brought. (transfer full) */
static char *
mark_of (const CtJsonNode *account)
{
  return g_strdup_printf ("%s %s", ct_status_get_text (account, "updated"),
                          ct_status_get_text (account, "next"));
}

/* An account that nothing is planned for is not asked: it has no token, no definition, no network.
 */
static gboolean
is_polled (const CtJsonNode *account)
{
  static const char *const states[] = { "idle", "backoff", "rejected", NULL };
  const char *state = ct_status_get_text (account, "state");

  return g_str_equal (state, "fetching")
         || (g_strv_contains (states, state) && ct_status_get_text (account, "next")[0] != '\0');
}

/* Those whose answer is still to come: id -> what they were like before. */
static GHashTable *
ask (CtApplet *applet, GPtrArray *accounts, const CtJsonNode *status, CtTooEarlyFunc too_early)
{
  GHashTable *asked = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint i = 0; i < accounts->len; i++)
    {
      const char *id = ct_account_get_id (accounts->pdata[i]);
      const CtJsonNode *account = ct_status_find (status, id);
      gint64 until_us;

      if (account == NULL)
        continue;
      until_us = ct_applet_refresh (applet, id);
      if (until_us > 0)
        too_early (accounts->pdata[i], until_us);
      else
        g_hash_table_insert (asked, (gpointer) id, mark_of (account));
    }
  return asked;
}

static gboolean
is_answered (const CtJsonNode *status, const char *id, const char *mark)
{
  const CtJsonNode *account = ct_status_find (status, id);
  g_autofree char *now = NULL;

  if (account == NULL || !is_polled (account))
    return TRUE;
  now = mark_of (account);
  return !g_str_equal (ct_status_get_text (account, "state"), "fetching")
         && !g_str_equal (now, mark);
}

static gboolean
all_answered (GHashTable *asked, const CtJsonNode *status)
{
  GHashTableIter iter;
  gpointer id, mark;

  g_hash_table_iter_init (&iter, asked);
  while (g_hash_table_iter_next (&iter, &id, &mark))
    if (!is_answered (status, id, mark))
      return FALSE;
  return TRUE;
}

/* status: the newest when it returns; NULL when the applet ended meanwhile. */
static void
wait_for_answers (CtApplet *applet, GHashTable *asked, CtJson **status)
{
  gint64 deadline_us = g_get_monotonic_time () + REFRESH_S * G_USEC_PER_SEC;
  gboolean more = TRUE;

  while (more && *status != NULL && !all_answered (asked, ct_json_get_root (*status)))
    {
      more = ct_applet_wait_changed (applet, deadline_us);
      g_clear_pointer (status, ct_json_unref);
      *status = get_status (applet);
    }
}

char *
ct_status_of_applet (CtApplet *applet, GPtrArray *accounts, gboolean refresh,
                     CtTooEarlyFunc too_early)
{
  g_autoptr (CtJson) status = get_status (applet);
  g_autoptr (GHashTable) asked = NULL;
  GString *text;

  if (status != NULL && refresh)
    {
      asked = ask (applet, accounts, ct_json_get_root (status), too_early);
      wait_for_answers (applet, asked, &status);
    }
  if (status == NULL)
    return NULL;
  text = g_string_new (NULL);
  ct_json_node_append (ct_json_get_root (status), NULL, text);
  return g_string_free (text, FALSE);
}
