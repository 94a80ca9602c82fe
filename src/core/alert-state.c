#include "config.h"

#include "alert-private.h"

#include <string.h>

#include "json-object.h"

#define VERSION 1

CtAlertState *
ct_alert_state_new (void)
{
  CtAlertState *state = g_new0 (CtAlertState, 1);

  state->episodes = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_alert_episode_free);
  state->rejected_since_us = -1;
  state->failing_since_us = -1;
  return state;
}

static gpointer
copy_episode (gconstpointer episode, gpointer user_data)
{
  return ct_alert_episode_copy (episode);
}

CtAlertState *
ct_alert_state_copy (const CtAlertState *state)
{
  CtAlertState *copy = g_memdup2 (state, sizeof *state);

  copy->episodes = g_ptr_array_copy (state->episodes, copy_episode, NULL);
  return copy;
}

static gboolean
compare (const CtAlertState *a, const CtAlertState *b,
         gboolean (*equal) (const CtAlertEpisode *a, const CtAlertEpisode *b))
{
  if (a->episodes->len != b->episodes->len)
    return FALSE;
  for (guint i = 0; i < a->episodes->len; i++)
    if (!equal (a->episodes->pdata[i], b->episodes->pdata[i]))
      return FALSE;

  return a->rejected_since_us == b->rejected_since_us && a->failing_since_us == b->failing_since_us
         && a->told_rejected == b->told_rejected && a->told_silent == b->told_silent
         && a->snooze == b->snooze && a->snooze_until_us == b->snooze_until_us;
}

gboolean
ct_alert_state_equal (const CtAlertState *a, const CtAlertState *b)
{
  return compare (a, b, ct_alert_episode_equal);
}

gboolean
ct_alert_state_tells_equal (const CtAlertState *a, const CtAlertState *b)
{
  return compare (a, b, ct_alert_episode_tells_equal);
}

void
ct_alert_state_free (CtAlertState *state)
{
  if (state == NULL)
    return;
  g_ptr_array_unref (state->episodes);
  g_free (state);
}

CtAlertEpisode *
ct_alert_state_get_episode (const CtAlertState *state, const char *balance_id)
{
  for (guint i = 0; i < state->episodes->len; i++)
    {
      CtAlertEpisode *episode = state->episodes->pdata[i];

      if (g_str_equal (episode->id, balance_id))
        return episode;
    }
  return NULL;
}

void
ct_alert_state_end_snooze (CtAlertState *state)
{
  state->snooze = CT_SNOOZE_NONE;
  state->snooze_until_us = 0;
}

void
ct_alert_state_forget_failures (CtAlertState *state)
{
  state->rejected_since_us = -1;
  state->failing_since_us = -1;
  state->told_rejected = FALSE;
  state->told_silent = FALSE;
}

/* --- As JSON --- */

static const char *const amount_states[] = {
  [CT_AMOUNT_CLEAR] = "clear",
  [CT_AMOUNT_LOW] = "low",
  [CT_AMOUNT_CRITICAL] = "critical",
  [CT_AMOUNT_EMPTY] = "empty",
};
static const char *const snoozes[] = {
  [CT_SNOOZE_NONE] = "none",
  [CT_SNOOZE_HOUR] = "hour",
  [CT_SNOOZE_TOMORROW] = "tomorrow",
  [CT_SNOOZE_TOPPED_UP] = "topped-up",
};

static void
read_time (const CtJsonNode *object, const char *name, gint64 *time_us)
{
  gint64 value_us;

  if (ct_json_read_integer (object, name, &value_us) && value_us >= 0)
    *time_us = value_us;
}

/* What is not there, or not known any more, is the first choice. */
static guint
read_choice (const CtJsonNode *object, const char *name, const char *const *choices, guint n)
{
  const char *text = ct_json_read_text (object, name);

  for (guint i = 0; text != NULL && i < n; i++)
    if (g_str_equal (choices[i], text))
      return i;
  return 0;
}

static void
append_episode (GString *out, const CtAlertEpisode *episode)
{
  g_string_append_c (out, '{');
  ct_json_write_text (out, "id", episode->id);
  ct_json_write_text (out, "currency", episode->currency);
  if (episode->has_amount)
    ct_json_write_amount (out, "amount", episode->amount_micro);
  ct_json_write_text (out, "told", amount_states[episode->told]);
  ct_json_write_true (out, "told_few_days", episode->told_few_days);
  g_string_append_c (out, '}');
}

static void
append_snooze (GString *out, const CtAlertState *state)
{
  if (state->snooze == CT_SNOOZE_NONE)
    return;
  ct_json_write_text (out, "snooze", snoozes[state->snooze]);
  ct_json_write_integer (out, "snooze_until_us", state->snooze_until_us);
}

char *
ct_alert_state_to_json (const CtAlertState *state)
{
  GString *out = g_string_new ("{");

  ct_json_write_integer (out, "version", VERSION);
  ct_json_write_name (out, "balances");
  g_string_append_c (out, '[');
  for (guint i = 0; i < state->episodes->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_episode (out, state->episodes->pdata[i]);
    }
  g_string_append_c (out, ']');
  if (state->rejected_since_us >= 0)
    ct_json_write_integer (out, "rejected_since_us", state->rejected_since_us);
  if (state->failing_since_us >= 0)
    ct_json_write_integer (out, "failing_since_us", state->failing_since_us);
  ct_json_write_true (out, "told_rejected", state->told_rejected);
  ct_json_write_true (out, "told_silent", state->told_silent);
  append_snooze (out, state);
  g_string_append_c (out, '}');

  return g_string_free (out, FALSE);
}

/* (nullable) (transfer full) */
static CtAlertEpisode *
read_episode (const CtJsonNode *object)
{
  const char *currency = ct_json_read_text (object, "currency");
  CtBalance balance = { .id = (char *) ct_json_read_text (object, "id") };
  CtAlertEpisode *episode;

  if (balance.id == NULL || currency == NULL
      || g_strlcpy (balance.currency, currency, sizeof balance.currency) >= CT_CURRENCY_SIZE)
    return NULL;
  episode = ct_alert_episode_new (&balance);
  episode->has_amount = ct_json_read_amount (object, "amount", &episode->amount_micro);
  episode->told = read_choice (object, "told", amount_states, G_N_ELEMENTS (amount_states));
  episode->told_few_days = ct_json_read_true (object, "told_few_days");
  return episode;
}

static void
read_episodes (const CtJsonNode *array, CtAlertState *state)
{
  for (const CtJsonNode *child = ct_json_node_get_first (array);
       child != NULL && state->episodes->len < CT_ALERT_MAX_BALANCES;
       child = ct_json_node_get_next (child))
    {
      CtAlertEpisode *episode = read_episode (child);

      if (episode != NULL)
        g_ptr_array_add (state->episodes, episode);
    }
}

CtAlertState *
ct_alert_state_from_json (const char *text)
{
  CtAlertState *state = ct_alert_state_new ();
  g_autoptr (CtJson) json = text != NULL ? ct_json_parse (text, strlen (text), NULL) : NULL;
  const CtJsonNode *root = json != NULL ? ct_json_get_root (json) : NULL, *balances;
  gint64 version;

  if (root == NULL || !ct_json_read_integer (root, "version", &version) || version != VERSION)
    return state;

  balances = ct_json_node_get_member (root, "balances");
  if (balances != NULL)
    read_episodes (balances, state);
  read_time (root, "rejected_since_us", &state->rejected_since_us);
  read_time (root, "failing_since_us", &state->failing_since_us);
  state->told_rejected = ct_json_read_true (root, "told_rejected");
  state->told_silent = ct_json_read_true (root, "told_silent");
  state->snooze = read_choice (root, "snooze", snoozes, G_N_ELEMENTS (snoozes));
  if (state->snooze != CT_SNOOZE_NONE)
    read_time (root, "snooze_until_us", &state->snooze_until_us);
  return state;
}
