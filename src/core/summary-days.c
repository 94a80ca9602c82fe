#include "config.h"

#include "summary-private.h"

#include <glib/gi18n-lib.h>

#define YEAR_DAYS 365

char *
ct_format_days_left (double days_left)
{
  int days = (int) CLAMP (days_left, 0, YEAR_DAYS);

  if (days >= YEAR_DAYS)
    return g_strdup (_ ("over a year"));
  if (days < 1)
    return g_strdup (_ ("less than a day"));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day", "%d days", days), days);
}

char *
ct_summary_format_short_days (double days_left)
{
  int days = (int) CLAMP (days_left, 0, YEAR_DAYS);

  /* Translators: over a year left, in the panel, where every letter counts */
  if (days >= YEAR_DAYS)
    return g_strdup (_ ("1 y+"));
  /* Translators: days left, in the panel, where every letter counts */
  return g_strdup_printf (_ ("%d d"), days);
}

gboolean
ct_summary_get_days (CtAccount *account, const CtSummaryPolicy *policy, gint64 now_us,
                     double *days_left)
{
  const CtForecast *forecast = ct_account_get_forecast (account);

  if (forecast == NULL || !forecast->known || forecast->days_left <= 0
      || ct_account_get_state (account) == CT_STATE_PAUSED || ct_summary_is_problem (account)
      || ct_account_is_stale (account, policy->interval_s, now_us))
    return FALSE;

  *days_left = forecast->days_left;
  return TRUE;
}

gboolean
ct_summary_fewest_days (GPtrArray *accounts, const CtSummaryPolicy *policy, gint64 now_us,
                        double *days_left)
{
  gboolean found = FALSE;

  for (guint i = 0; i < accounts->len; i++)
    {
      double days;

      if (!ct_summary_get_days (accounts->pdata[i], policy, now_us, &days))
        continue;
      *days_left = found ? MIN (*days_left, days) : days;
      found = TRUE;
    }

  return found;
}
