#include "config.h"

#include "format.h"

#include <glib/gi18n-lib.h>

#include "status-json.h"
#include "table.h"

/* "used 20.054182 USD"; "" when it is not known. word: (nullable) (transfer full) */
static char *
format_part (const CtJsonNode *balance, const char *word, const char *member)
{
  const char *amount = ct_status_get_text (balance, member);

  if (amount[0] == '\0')
    return g_strdup ("");
  return g_strconcat (word != NULL ? word : "", word != NULL ? " " : "", amount, " ",
                      ct_status_get_text (balance, "currency"), NULL);
}

/* "worth 3.69 USD"; "" when no price is known. (transfer full) */
static char *
format_worth (const CtJsonNode *balance)
{
  const char *amount = ct_status_get_text (balance, "usd_worth");

  return amount[0] != '\0' ? g_strdup_printf (_ ("worth %s USD"), amount) : g_strdup ("");
}

/* "resets 2026-11-23T04:00:00Z"; "" when it does not. (transfer full) */
static char *
format_reset (const CtJsonNode *balance)
{
  const char *time = ct_status_get_text (balance, "resets_at");

  return time[0] != '\0' ? g_strdup_printf (_ ("resets %s"), time) : g_strdup ("");
}

const char *
ct_format_scope (const CtJsonNode *balance)
{
  return g_str_equal (ct_status_get_text (balance, "scope"), "key") ? _ ("of this key alone") : "";
}

/* "empty" for the balance that is shown, whatever its amount: that may be what cannot be spent. */
static const char *
format_level (const CtJsonNode *account, const CtJsonNode *balance)
{
  return ct_status_get_flag (balance, "primary") && ct_status_get_level (account) == CT_LEVEL_EMPTY
             ? _ ("empty")
             : "";
}

static void
add_balance (CtTable *table, const CtJsonNode *account, const CtJsonNode *balance)
{
  g_autofree char *left = format_part (balance, NULL, "remaining");
  g_autofree char *used = format_part (balance, _ ("used"), "used");
  g_autofree char *limit = format_part (balance, _ ("limit"), "limit");
  g_autofree char *worth = format_worth (balance), *reset = format_reset (balance);
  const char *const cells[] = { ct_status_get_text (balance, "id"),
                                ct_status_get_text (balance, "label"),
                                left,
                                worth,
                                used,
                                limit,
                                reset,
                                ct_format_scope (balance),
                                format_level (account, balance),
                                NULL };

  ct_table_add (table, NULL, cells);
}

static char *
value_as_text (const CtJsonNode *value)
{
  GString *out = g_string_new (NULL);

  if (ct_json_node_get_type (value) == CT_JSON_STRING)
    g_string_append (out, ct_json_node_get_string (value));
  else
    ct_json_node_append (value, NULL, out);
  return g_string_free (out, FALSE);
}

static void
add_details (CtTable *table, const CtJsonNode *details)
{
  for (const CtJsonNode *detail = ct_json_node_get_first (details); detail != NULL;
       detail = ct_json_node_get_next (detail))
    {
      g_autofree char *value = value_as_text (detail);
      const char *const cells[] = { ct_json_node_get_name (detail), value, NULL };

      ct_table_add (table, NULL, cells);
    }
}

char *
ct_format_reading (const CtJsonNode *account)
{
  g_autoptr (CtTable) balances = ct_table_new (), details = ct_table_new ();
  g_autofree char *above = NULL, *below = NULL;

  for (const CtJsonNode *balance = ct_status_first_balance (account); balance != NULL;
       balance = ct_json_node_get_next (balance))
    add_balance (balances, account, balance);
  add_details (details, ct_json_node_get_member (account, "details"));
  above = ct_table_format (balances);
  below = ct_table_format (details);
  return g_strconcat (above, below, NULL);
}
