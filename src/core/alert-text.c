#include "config.h"

#include "alert.h"

#include <glib/gi18n-lib.h>

#include "sentence.h"
#include "summary.h"

/* Beyond, a number of days says nothing. */
#define MAX_DAYS 1000

/* "Work", "Work (Vouchers)" */
static char *
format_subject (const CtAlert *alert)
{
  if (alert->balance_name == NULL)
    return g_strdup (alert->account_name);
  return g_strdup_printf ("%s (%s)", alert->account_name, alert->balance_name);
}

static char *
format_days_title (const char *subject, double days_left)
{
  int days = (int) CLAMP (days_left, 0, MAX_DAYS);

  if (days < 1)
    return g_strdup_printf (_ ("%s: less than a day left"), subject);
  /* Translators: the account's name, and whole days at today's pace */
  return g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%s: %d day left", "%s: %d days left", days), subject, days);
}

char *
ct_alert_format_title (const CtAlert *alert)
{
  g_autofree char *subject = format_subject (alert);

  switch (alert->kind)
    {
    case CT_ALERT_RUNWAY:
      return format_days_title (subject, alert->days_left);
    case CT_ALERT_LOW:
      return g_strdup_printf (_ ("%s: running low"), subject);
    case CT_ALERT_CRITICAL:
      return g_strdup_printf (_ ("%s: almost nothing left"), subject);
    case CT_ALERT_EMPTY:
      return g_strdup_printf (_ ("%s: nothing left"), subject);
    case CT_ALERT_TOPPED_UP:
      return g_strdup_printf (_ ("%s: topped up"), subject);
    case CT_ALERT_REJECTED:
      return g_strdup_printf ("%s: %s", subject, ct_error_code_get_title (alert->error));
    case CT_ALERT_SILENT:
      return g_strdup_printf (_ ("%s: no balance for a day"), subject);
    }

  g_return_val_if_reached (NULL);
}

static void
append_amounts (GString *body, const CtAlert *alert)
{
  CtMoney rise = alert->amount;
  g_autofree char *left = ct_money_format (&alert->amount, CT_MONEY_WINDOW);
  g_autofree char *more = NULL, *sentence = NULL;

  rise.amount_micro = alert->rise_micro;
  more = ct_money_format (&rise, CT_MONEY_WINDOW);
  /* Translators: amounts: "$20.00 more: $24.99 left." */
  sentence = alert->kind == CT_ALERT_TOPPED_UP
                 ? g_strdup_printf (_ ("%s more: %s left."), more, left)
                 : g_strdup_printf (_ ("%s left."), left);
  ct_sentence_append (body, sentence);
}

static void
append_days (GString *body, double days_left)
{
  int days = (int) CLAMP (days_left, 0, MAX_DAYS);
  g_autofree char *sentence = NULL;

  if (days < 1)
    sentence = g_strdup (_ ("Less than a day at this pace."));
  else
    sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "About %d day at this pace.",
                                             "About %d days at this pace.", days),
                                days);
  ct_sentence_append (body, sentence);
}

static void
append_failure (GString *body, const CtAlert *alert)
{
  if (alert->kind == CT_ALERT_SILENT)
    {
      g_autofree char *age = ct_format_age (alert->time_us - alert->last_good_us);
      g_autofree char *last = g_strdup_printf (_ ("Last balance: %s."), age);

      if (alert->last_good_us >= 0)
        ct_sentence_append (body, last);
      ct_sentence_append (body, ct_error_code_get_title (alert->error));
    }
  ct_sentence_append (body, ct_error_code_get_advice (alert->error));
}

char *
ct_alert_format_body (const CtAlert *alert, gboolean hide_amounts)
{
  GString *body = g_string_new (NULL);

  if (alert->balance_id == NULL)
    append_failure (body, alert);
  if (alert->has_amount && !hide_amounts)
    append_amounts (body, alert);
  if (alert->kind == CT_ALERT_TOPPED_UP && alert->still_low)
    ct_sentence_append (body, _ ("This is still low."));
  if (alert->kind != CT_ALERT_RUNWAY && alert->kind != CT_ALERT_EMPTY && alert->knows_days
      && alert->days_left < MAX_DAYS)
    append_days (body, alert->days_left);

  ct_sentence_end (body);
  return g_string_free (body, FALSE);
}
