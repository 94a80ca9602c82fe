#include "config.h"

#include "format.h"

#include "money.h"
#include "status-json.h"
#include "summary.h"

/* What a percentage says where no limit is known: enough for a bar or an icon to choose by. */
static int
percentage_of_level (CtLevel level)
{
  static const int percentages[CT_N_LEVELS] = {
    [CT_LEVEL_FULL] = 100,  [CT_LEVEL_UNLIMITED] = 100, [CT_LEVEL_GOOD] = 60,
    [CT_LEVEL_LOW] = 20,    [CT_LEVEL_CRITICAL] = 5,    [CT_LEVEL_EMPTY] = 0,
    [CT_LEVEL_UNKNOWN] = 0,
  };

  return percentages[level];
}

static int
percentage_of (const CtJsonNode *account)
{
  const CtJsonNode *primary = ct_status_get_primary (account);
  gint64 remaining, limit;

  if (!ct_status_get_amount (primary, "remaining", &remaining)
      || !ct_status_get_amount (primary, "limit", &limit) || limit <= 0)
    return percentage_of_level (ct_status_get_level (account));
  return (int) CLAMP ((double) remaining * 100 / limit, 0, 100);
}

/* Where nothing can be summed, the worst account speaks. (transfer full) */
static char *
choose_text (const CtJsonNode *status, const CtJsonNode *worst)
{
  const CtJsonNode *total = ct_json_node_get_member (status, "total");
  const char *label = ct_status_get_text (total, "label");
  gint64 amount_micro;

  if (worst == NULL)
    return g_strdup ("");
  if (!ct_status_get_amount (total, "amount", &amount_micro) && g_str_equal (label, "…"))
    return ct_status_format_amount (worst);
  return g_strdup (label);
}

static void
append_part (GString *text, const char *part)
{
  if (part != NULL)
    g_string_append_printf (text, " · %s", part);
}

/* A line an account: name, amount, level or what is wrong, and how long it lasts, or the age when
 * that matters. (transfer full) */
static char *
write_tooltip (const CtJsonNode *status)
{
  GString *text = g_string_new (NULL);
  gint64 now_us = ct_status_get_time_us (status, "time");

  for (const CtJsonNode *account = ct_status_first_account (status); account != NULL;
       account = ct_json_node_get_next (account))
    {
      g_autofree char *amount = ct_status_format_amount (account);
      g_autofree char *days = ct_status_format_days (account);
      gint64 updated_us = ct_status_get_time_us (account, "updated");

      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "",
                              ct_status_get_text (account, "name"));
      append_part (text, amount);
      append_part (text, ct_status_describe (account));
      append_part (text, days);
      if (ct_status_get_flag (account, "stale") && updated_us != -1)
        {
          g_autofree char *age = ct_format_age (now_us - updated_us);

          append_part (text, age);
        }
    }
  return g_string_free (text, FALSE);
}

static void
append_markup (GString *out, const char *key, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  ct_json_append_quoted (out, key);
  g_string_append_c (out, ':');
  ct_json_append_quoted (out, escaped);
  g_string_append_c (out, ',');
}

/* One word as a text, more as a list: Waybar takes both. */
static void
append_classes (GString *out, const CtJsonNode *status, const CtJsonNode *worst)
{
  gboolean stale = FALSE, problem = FALSE;

  for (const CtJsonNode *account = ct_status_first_account (status); account != NULL;
       account = ct_json_node_get_next (account))
    {
      stale |= ct_status_get_flag (account, "stale");
      problem |= ct_status_get_error_code (account) != NULL;
    }
  g_string_append (out, "\"class\":");
  if (stale || problem)
    g_string_append_c (out, '[');
  ct_json_append_quoted (
      out, ct_level_to_string (worst != NULL ? ct_status_get_level (worst) : CT_LEVEL_UNKNOWN));
  if (stale)
    g_string_append (out, ",\"stale\"");
  if (problem)
    g_string_append (out, ",\"problem\"");
  if (stale || problem)
    g_string_append_c (out, ']');
}

char *
ct_format_waybar (const CtJsonNode *status)
{
  const CtJsonNode *worst = ct_status_get_worst (status);
  g_autofree char *text = choose_text (status, worst), *tooltip = write_tooltip (status);
  GString *out = g_string_new ("{");

  append_markup (out, "text", text);
  append_markup (out, "tooltip", tooltip);
  append_classes (out, status, worst);
  g_string_append_printf (out, ",\"percentage\":%d}\n", worst != NULL ? percentage_of (worst) : 0);
  return g_string_free (out, FALSE);
}
