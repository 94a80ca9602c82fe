#include "config.h"

#include "overview.h"

#include <glib/gi18n-lib.h>

#include "summary-private.h"

/* --- Words --- */

/* (nullable) (transfer full) */
static GDateTime *
local_time (gint64 time_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

static char *
format_date (GDateTime *time, const char *format)
{
  char *text = time != NULL ? g_date_time_format (time, format) : NULL;

  return text != NULL ? text : g_strdup ("");
}

char *
ct_overview_format_until (gint64 date_us, gint64 now_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) date = local_time (date_us, zone), now = local_time (now_us, zone);
  gboolean same_year = date != NULL && now != NULL
                       && g_date_time_get_year (date) == g_date_time_get_year (now);

  /* Translators: formats of g_date_time_format(): until 3 March; until 3 March 2027 */
  return format_date (date, same_year ? _ ("until %-d %B") : _ ("until %-d %B %Y"));
}

char *
ct_overview_format_time (gint64 time_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) time = local_time (time_us, zone);

  /* Translators: a format of g_date_time_format(): 3 March 2026, 14:05 */
  return format_date (time, _ ("%-d %B %Y, %H:%M"));
}

/* (transfer full) */
static char *
format_reset (gint64 resets_at_us, gint64 now_us, GTimeZone *zone)
{
  g_autoptr (GDateTime) reset = local_time (resets_at_us, zone), now = local_time (now_us, zone);
  gboolean is_today = reset != NULL && now != NULL
                      && g_date_time_get_year (reset) == g_date_time_get_year (now)
                      && g_date_time_get_day_of_year (reset) == g_date_time_get_day_of_year (now);

  /* Translators: formats of g_date_time_format(): resets 14:05; resets 3 March */
  return format_date (reset, is_today ? _ ("resets %H:%M") : _ ("resets %-d %B"));
}

/* --- A row --- */

static char *
format_spent (const CtForecastSpent *spent, const CtBalance *balance)
{
  CtMoney money;

  if (!spent->known || !ct_money_init (&money, spent->micro, balance->currency))
    return g_strdup ("");
  return ct_money_format (&money, CT_MONEY_WINDOW);
}

static char *
format_worst (double at_worst_days, const char *likely)
{
  g_autofree char *days = ct_format_days_left (at_worst_days);

  return g_str_equal (days, likely) ? g_strdup ("") : g_strdup_printf (_ ("at worst %s"), days);
}

static void
say_forecast (CtOverviewRow *row, const CtForecast *forecast, const CtBalance *balance,
              gint64 now_us, GTimeZone *zone)
{
  static const CtForecast unknown = { 0 };
  gboolean resets = balance != NULL && balance->resets_at_us > now_us;

  if (forecast == NULL || balance == NULL)
    forecast = &unknown;
  row->today = format_spent (&forecast->today, balance);
  row->days_7 = format_spent (&forecast->days_7, balance);
  row->days_30 = format_spent (&forecast->days_30, balance);
  if (forecast->known && row->level != CT_LEVEL_EMPTY)
    {
      row->days = ct_format_days_left (forecast->days_left);
      row->until = ct_overview_format_until (forecast->date_us, now_us, zone);
      row->worst = format_worst (forecast->at_worst_days, row->days);
    }
  else
    {
      row->days = g_strdup ("");
      row->until = resets ? format_reset (balance->resets_at_us, now_us, zone) : g_strdup ("");
      row->worst = g_strdup ("");
    }
}

static char *
format_remark (CtAccount *account, const CtBalance *primary, gint64 now_us)
{
  const char *reason = ct_summary_get_reason (account);
  const char *scope = primary != NULL ? ct_summary_get_scope (primary) : NULL;
  g_autofree char *age = primary != NULL
                             ? ct_format_age (now_us - ct_account_get_as_of_us (account))
                             : NULL;
  const char *parts[4] = { NULL };
  guint n = 0;

  if (scope != NULL)
    parts[n++] = scope;
  if (reason != NULL)
    parts[n++] = reason;
  if (age != NULL)
    parts[n++] = age;
  return n > 0 ? g_strjoinv (" · ", (char **) parts) : g_strdup (_ ("Not read yet"));
}

/* phrase: about part, which may be unknown. (transfer full) */
static void
append_phrase (GString *text, const char *part, char *phrase)
{
  if (part[0] != '\0')
    g_string_append_printf (text, ", %s", phrase);
  g_free (phrase);
}

static char *
describe (const CtOverviewRow *row)
{
  GString *text = g_string_new (row->name);

  append_phrase (text, row->provider, g_strdup (row->provider));
  g_string_append_printf (text, ", %s, %s", row->amount, row->remark);
  append_phrase (text, row->days, g_strdup_printf (_ ("%s left"), row->days));
  append_phrase (text, row->until, g_strdup (row->until));
  append_phrase (text, row->worst, g_strdup (row->worst));
  append_phrase (text, row->today, g_strdup_printf (_ ("%s spent today"), row->today));
  append_phrase (text, row->days_7, g_strdup_printf (_ ("%s in 7 days"), row->days_7));
  append_phrase (text, row->days_30, g_strdup_printf (_ ("%s in 30 days"), row->days_30));
  return g_string_free (text, FALSE);
}

CtOverviewRow *
ct_overview_row_new (CtAccount *account, guint interval_s, gint64 now_us, GTimeZone *zone)
{
  CtOverviewRow *row = g_new0 (CtOverviewRow, 1);
  CtProvider *provider = ct_account_get_provider (account);
  const CtBalance *primary = ct_summary_get_primary (account);

  row->name = ct_account_get_name (account);
  row->provider = provider != NULL ? provider->name : ct_account_get_config (account)->provider_id;
  row->amount = primary != NULL ? ct_balance_format (primary, CT_MONEY_WINDOW)
                                : g_strdup (CT_UNKNOWN_AMOUNT);
  row->remark = format_remark (account, primary, now_us);
  row->level = ct_account_get_level (account);
  row->is_problem = ct_summary_is_problem (account);
  row->is_dim = ct_account_get_state (account) == CT_STATE_PAUSED
                || ct_account_is_stale (account, interval_s, now_us);
  row->icon = ct_summary_get_icon (account);
  say_forecast (row, ct_account_get_forecast (account), primary, now_us, zone);
  row->description = describe (row);
  return row;
}

void
ct_overview_row_free (CtOverviewRow *row)
{
  g_free (row->amount);
  g_free (row->remark);
  g_free (row->days);
  g_free (row->until);
  g_free (row->worst);
  g_free (row->today);
  g_free (row->days_7);
  g_free (row->days_30);
  g_free (row->description);
  g_free (row);
}

/* --- Order --- */

typedef enum
{
  NEEDS_ATTENTION,
  LASTS_DAYS, /* nothing left at all as well */
  LASTS_UNKNOWN,
  LASTS_FOR_EVER,
  PAUSED,
} Group;

static Group
group_of (CtAccount *account, double *days)
{
  const CtForecast *forecast = ct_account_get_forecast (account);
  CtLevel level = ct_account_get_level (account);

  *days = 0;
  if (ct_account_get_state (account) == CT_STATE_PAUSED)
    return PAUSED;
  if (ct_summary_needs_attention (account))
    return NEEDS_ATTENTION;
  if (level == CT_LEVEL_EMPTY)
    return LASTS_DAYS;
  if (level == CT_LEVEL_UNLIMITED)
    return LASTS_FOR_EVER;
  if (forecast == NULL || !forecast->known)
    return LASTS_UNKNOWN;
  *days = forecast->days_left;
  return LASTS_DAYS;
}

int
ct_overview_compare (CtAccount *a, CtAccount *b)
{
  double days_a, days_b;
  Group group_a = group_of (a, &days_a), group_b = group_of (b, &days_b);

  if (group_a != group_b)
    return group_a < group_b ? -1 : 1;
  return (days_a > days_b) - (days_a < days_b);
}
