#include "config.h"

#include "summary-private.h"

#include <math.h>

typedef struct
{
  CtAccount *account; /* (unowned) */
  guint place;        /* in the person's order */
  gboolean paused;
  gboolean problem;
  guint severity;   /* of its level; 0 is the worst */
  double days_left; /* infinite when not known */
  gboolean has_usd;
  gint64 usd_micro;
} Standing;

gboolean
ct_summary_needs_attention (CtAccount *account)
{
  const GError *error = ct_account_get_error (account);

  switch (ct_account_get_state (account))
    {
    case CT_STATE_PAUSED:
      return FALSE;
    case CT_STATE_NEEDS_TOKEN:
    case CT_STATE_REJECTED:
    case CT_STATE_LOCKED:
      return TRUE;
    default:
      break;
    }

  if (error == NULL || error->domain != CT_ERROR)
    return FALSE;
  if (error->code == CT_ERROR_DEFINITION || error->code == CT_ERROR_SETTINGS)
    return TRUE;

  switch (ct_account_event_for_error (error->code))
    {
    case CT_EVENT_REJECTED:
    case CT_EVENT_TOKEN_MISSING:
    case CT_EVENT_LOCKED:
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
ct_summary_is_problem (CtAccount *account)
{
  CtAccountState state = ct_account_get_state (account);

  if (state == CT_STATE_PAUSED)
    return FALSE;

  return ct_account_get_error (account) != NULL || state == CT_STATE_BACKOFF
         || state == CT_STATE_OFFLINE || ct_summary_needs_attention (account);
}

/* Good and full are one: there the amount decides. */
static guint
severity_of (CtLevel level)
{
  static const guint severities[CT_N_LEVELS] = {
    [CT_LEVEL_EMPTY] = 0, [CT_LEVEL_CRITICAL] = 1,  [CT_LEVEL_LOW] = 2,     [CT_LEVEL_GOOD] = 3,
    [CT_LEVEL_FULL] = 3,  [CT_LEVEL_UNLIMITED] = 4, [CT_LEVEL_UNKNOWN] = 5,
  };

  return severities[level];
}

static Standing
standing_of (CtAccount *account, guint place, const CtSummaryPolicy *policy)
{
  const CtBalance *primary = ct_summary_get_primary (account);
  const CtForecast *forecast = ct_account_get_forecast (account);
  Standing standing = {
    .account = account,
    .place = place,
    .paused = ct_account_get_state (account) == CT_STATE_PAUSED,
    .problem = ct_summary_is_problem (account),
    .severity = severity_of (ct_account_get_level (account)),
    .days_left = forecast != NULL && forecast->known ? forecast->days_left : INFINITY,
  };

  if (primary != NULL)
    standing.has_usd = ct_summary_to_usd (policy, primary, &standing.usd_micro);

  return standing;
}

static int
compare_amounts (const Standing *a, const Standing *b)
{
  if (a->severity != b->severity)
    return a->severity < b->severity ? -1 : 1;
  if (a->has_usd != b->has_usd)
    return a->has_usd ? -1 : 1;
  if (a->usd_micro != b->usd_micro)
    return a->usd_micro < b->usd_micro ? -1 : 1;

  return a->place < b->place ? -1 : 1;
}

static int
compare_standings (gconstpointer a, gconstpointer b)
{
  const Standing *first = a, *second = b;

  if (first->paused != second->paused)
    return first->paused ? 1 : -1;
  if (first->problem != second->problem)
    return first->problem ? -1 : 1;

  if (first->severity != second->severity)
    return first->severity < second->severity ? -1 : 1;
  if (first->days_left != second->days_left)
    return first->days_left < second->days_left ? -1 : 1;

  return compare_amounts (first, second);
}

GPtrArray *
ct_summary_rank (GPtrArray *accounts, const CtSummaryPolicy *policy)
{
  g_autoptr (GArray) standings = g_array_sized_new (FALSE, FALSE, sizeof (Standing), accounts->len);
  GPtrArray *ranked = g_ptr_array_sized_new (accounts->len);

  for (guint i = 0; i < accounts->len; i++)
    {
      Standing standing = standing_of (g_ptr_array_index (accounts, i), i, policy);

      g_array_append_val (standings, standing);
    }

  g_array_sort (standings, compare_standings);
  for (guint i = 0; i < standings->len; i++)
    g_ptr_array_add (ranked, g_array_index (standings, Standing, i).account);

  return ranked;
}

CtAccount *
ct_summary_find_lowest (GPtrArray *accounts, const CtSummaryPolicy *policy)
{
  Standing lowest = { .account = NULL };

  for (guint i = 0; i < accounts->len; i++)
    {
      Standing standing = standing_of (g_ptr_array_index (accounts, i), i, policy);

      if (standing.paused || standing.severity == severity_of (CT_LEVEL_UNKNOWN))
        continue;
      if (lowest.account == NULL || compare_amounts (&standing, &lowest) < 0)
        lowest = standing;
    }

  return lowest.account;
}
