#include "config.h"

#include "format.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "format-history.h"
#include "status-json.h"
#include "summary.h"
#include "table.h"

#define RED "\033[31m"
#define YELLOW "\033[33m"

/* (nullable) */
static const char *
colour_of (const CtJsonNode *account)
{
  CtLevel level = ct_status_get_level (account);

  if (level == CT_LEVEL_CRITICAL || level == CT_LEVEL_EMPTY)
    return RED;
  if (level == CT_LEVEL_LOW || ct_status_get_error_code (account) != NULL)
    return YELLOW;
  return NULL;
}

static char *
format_age (const CtJsonNode *status, const CtJsonNode *account)
{
  gint64 now_us = ct_status_get_time_us (status, "time");
  gint64 updated_us = ct_status_get_time_us (account, "updated");

  return updated_us != -1 ? ct_format_age (now_us - updated_us) : g_strdup ("");
}

/* "worth $5.00"; NULL when no price is known. (transfer full) */
static char *
format_worth (const CtJsonNode *balance)
{
  gint64 usd_micro;
  CtMoney money;
  g_autofree char *amount = NULL;

  if (!ct_status_get_amount (balance, "usd_worth", &usd_micro)
      || !ct_money_init (&money, usd_micro, "USD"))
    return NULL;
  amount = ct_money_format (&money, CT_MONEY_LABEL);
  return g_strdup_printf (_ ("worth %s"), amount);
}

/* "resets 2026-11-23 04:00"; NULL when it does not. (transfer full) */
static char *
format_reset (const CtJsonNode *balance)
{
  gint64 time_us = ct_status_get_time_us (balance, "resets_at");
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *time = ct_format_history_time (time_us, zone);

  return time_us != -1 ? g_strdup_printf (_ ("resets %s"), time) : NULL;
}

/* What its amount does not tell. */
static char *
format_remark (const CtJsonNode *balance)
{
  const char *scope = ct_format_scope (balance);
  g_autofree char *worth = format_worth (balance), *reset = format_reset (balance);
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  if (scope[0] != '\0')
    g_strv_builder_add (parts, scope);
  if (worth != NULL)
    g_strv_builder_add (parts, worth);
  if (reset != NULL)
    g_strv_builder_add (parts, reset);
  list = g_strv_builder_end (parts);
  return g_strjoinv (", ", list);
}

/* Balances beside the primary one go below it. */
static void
add_other_balances (CtTable *table, const CtJsonNode *account, const char *colour)
{
  for (const CtJsonNode *balance = ct_status_first_balance (account); balance != NULL;
       balance = ct_json_node_get_next (balance))
    {
      g_autofree char *id = g_strconcat ("  ", ct_status_get_text (balance, "id"), NULL);
      g_autofree char *remark = format_remark (balance);
      const char *const cells[] = {
        id, ct_status_get_text (balance, "label"), "", "", remark, NULL
      };

      if (!ct_status_get_flag (balance, "primary"))
        ct_table_add (table, colour, cells);
    }
}

/* "good, 12 days" */
static char *
format_state (const CtJsonNode *account)
{
  const char *state = ct_status_describe (account);
  g_autofree char *days = ct_status_format_days (account);

  /* Translators: an account's level, and how long it lasts: "good, 12 days" */
  return days != NULL ? g_strdup_printf (_ ("%s, %s"), state, days) : g_strdup (state);
}

static void
add_account (CtTable *table, const CtJsonNode *status, const CtJsonNode *account, gboolean colour)
{
  const char *shown_in = colour ? colour_of (account) : NULL;
  g_autofree char *amount = ct_status_format_amount (account);
  g_autofree char *state = format_state (account);
  g_autofree char *age = format_age (status, account);
  const CtJsonNode *primary = ct_status_get_primary (account);
  g_autofree char *remark = primary != NULL ? format_remark (primary) : g_strdup ("");
  const char *const cells[] = {
    ct_status_get_text (account, "name"), amount, state, age, remark, NULL
  };

  ct_table_add (table, shown_in, cells);
  add_other_balances (table, account, shown_in);
}

static void
add_error (CtTable *table, const CtJsonNode *account)
{
  const CtJsonNode *error = ct_json_node_get_member (account, "error");
  g_autofree char *name = NULL;

  if (ct_status_get_error_code (account) == NULL)
    return;
  name = g_strconcat (ct_status_get_text (account, "name"), ":", NULL);
  ct_table_add (table, NULL,
                (const char *const[]){ name, ct_status_get_text (error, "message"), NULL });
}

/* FALSE: a sum that will never be, as of plans in percent. */
static gboolean
can_be_summed (const CtJsonNode *total)
{
  gint64 amount_micro;

  return ct_status_get_amount (total, "amount", &amount_micro)
         || !ct_status_get_flag (total, "complete")
         || !g_str_equal (ct_status_get_text (total, "label"), "…");
}

/* Cuts the last line off and gives it. (transfer full) */
static char *
cut_last_line (char *text)
{
  char *begin = text + strlen (text) - 1;
  char *line;

  while (begin > text && begin[-1] != '\n')
    begin--;
  line = g_strdup (begin);
  *begin = '\0';
  return line;
}

char *
ct_format_text (const CtJsonNode *status, gboolean colour)
{
  g_autoptr (CtTable) rows = ct_table_new (), errors = ct_table_new ();
  const CtJsonNode *total = ct_json_node_get_member (status, "total");
  const char *const cells[] = { _ ("Total"), ct_status_get_text (total, "label"), NULL };
  g_autofree char *above = NULL, *between = NULL, *last = NULL;

  if (ct_status_first_account (status) == NULL)
    return g_strdup ("");
  for (const CtJsonNode *account = ct_status_first_account (status); account != NULL;
       account = ct_json_node_get_next (account))
    {
      add_account (rows, status, account, colour);
      add_error (errors, account);
    }
  if (can_be_summed (total))
    ct_table_add (rows, NULL, cells);
  above = ct_table_format (rows);
  last = can_be_summed (total) ? cut_last_line (above) : g_strdup ("");
  between = ct_table_format (errors);
  if (between[0] == '\0')
    return g_strconcat (above, last, NULL);
  return g_strconcat (above, "\n", between, "\n", last, NULL);
}
