#include "config.h"

#include "reading.h"

#include <string.h>

#include "error.h"

/* One with everything that a balance can have. */
static CtBalance *
full_balance (const char *id)
{
  CtBalance *balance = ct_balance_new (id);

  balance->name = g_strdup ("Week \"1\" \\ é\n");
  balance->scope = CT_SCOPE_KEY;
  balance->kind = CT_BALANCE_CREDITS;
  g_strlcpy (balance->currency, "credits", sizeof balance->currency);
  balance->primary = TRUE;
  balance->exhausted = TRUE;
  balance->stale = TRUE;
  balance->has_remaining = balance->has_used = balance->has_limit = TRUE;
  balance->remaining_micro = -1;
  balance->used_micro = G_MAXINT64;
  balance->limit_micro = G_MININT64;
  balance->usd_per_unit_micro = 2;
  balance->resets_at_us = G_GINT64_CONSTANT (1795320000123456);
  return balance;
}

static CtBalance *
plain_balance (const char *id)
{
  CtBalance *balance = ct_balance_new (id);

  g_strlcpy (balance->currency, "USD", sizeof balance->currency);
  return balance;
}

static CtReading *
full_reading (void)
{
  CtReading *reading = ct_reading_new ();

  g_ptr_array_add (reading->balances, plain_balance ("first"));
  g_ptr_array_add (reading->balances, full_balance ("second"));
  ct_reading_add_detail (reading, "user", "demo", FALSE);
  ct_reading_add_detail (reading, "requests", "339", TRUE);
  return reading;
}

static CtReading *
parse (const char *text, GError **error)
{
  g_autoptr (GError) parse_error = NULL;
  g_autoptr (CtJson) json = ct_json_parse (text, strlen (text), &parse_error);

  g_assert_no_error (parse_error);
  return ct_reading_from_json (ct_json_get_root (json), error);
}

static void
test_round_trip (void)
{
  g_autoptr (CtReading) reading = full_reading (), again = NULL;
  g_autoptr (GString) out = g_string_new (NULL), out_again = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  ct_reading_append_json (reading, out);
  g_assert_cmpstr (
      out->str, ==,
      "{\"balances\":["
      "{\"id\":\"first\",\"scope\":\"account\",\"kind\":\"money\",\"currency\":\"USD\"},"
      "{\"id\":\"second\",\"name\":\"Week \\\"1\\\" \\\\ é\\n\",\"scope\":\"key\","
      "\"kind\":\"credits\",\"currency\":\"credits\",\"primary\":true,\"exhausted\":true,"
      "\"stale\":true,\"remaining\":\"-0.000001\",\"used\":\"9223372036854.775807\","
      "\"limit\":\"-9223372036854.775808\",\"usd_per_unit\":\"0.000002\","
      "\"resets_at\":\"1795320000.123456\"}],"
      "\"details\":[{\"name\":\"user\",\"value\":\"demo\"},"
      "{\"name\":\"requests\",\"value\":\"339\",\"number\":true}]}");
  again = parse (out->str, &error);
  g_assert_no_error (error);
  g_assert_true (ct_reading_equal (reading, again));
  ct_reading_append_json (again, out_again);
  g_assert_cmpstr (out->str, ==, out_again->str);
}

/* The file may be of another version, or damaged: no reading rather than a wrong one. */
static void
test_refused (void)
{
  static const struct
  {
    const char *text, *why;
  } rows[] = {
    { "null", "nothing" },
    { "[]", "a list" },
    { "{}", "no balances" },
    { "{\"balances\":[]}", "no balance" },
    { "{\"balances\":[{\"id\":\"a\",\"currency\":\"USD\"}]}", "no primary one" },
    { "{\"balances\":[{\"id\":\"a\",\"currency\":\"USD\",\"primary\":\"true\"}]}",
      "a flag that is a text" },
    { "{\"balances\":[{\"id\":\"a\",\"primary\":true}]}", "no currency" },
    { "{\"balances\":[{\"currency\":\"USD\",\"primary\":true}]}", "no id" },
    { "{\"balances\":[{\"id\":\"a\",\"currency\":\"$\",\"primary\":true}]}", "an odd currency" },
    { "{\"balances\":[1]}", "a number" },
    { "{\"balances\":[{\"id\":\"a\",\"currency\":\"USD\",\"primary\":true,\"kind\":\"gold\"}]}",
      "a kind that is none" },
    { "{\"balances\":[{\"id\":\"a\",\"currency\":\"USD\",\"primary\":true,"
      "\"remaining\":\"12,5\"}]}",
      "an amount that is none" },
    { "{\"balances\":[{\"id\":\"a\",\"currency\":\"USD\",\"primary\":true,\"remaining\":12.5}]}",
      "an amount that is not exact" },
    { "{\"balances\":[{\"id\":\"a\",\"currency\":\"USD\",\"primary\":true,"
      "\"resets_at\":\"tomorrow\"}]}",
      "a time that is none" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CtReading) reading = parse (rows[i].text, &error);

      if (reading != NULL)
        {
          g_test_message ("%s is read: %s", rows[i].why, rows[i].text);
          g_test_fail ();
          continue;
        }
      g_assert_error (error, CT_ERROR, CT_ERROR_BAD_JSON);
    }
}

/* What a newer version adds is passed over. */
static void
test_newer (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtReading) reading = parse (
      "{\"version\":2,\"balances\":[{\"id\":\"a\",\"currency\":\"usd\",\"primary\":true,"
      "\"remaining\":\"3\",\"colour\":\"red\"}],\"details\":[{\"name\":\"x\"},{}]}",
      &error);
  const CtBalance *balance;

  g_assert_no_error (error);
  balance = ct_reading_get_primary (reading);
  g_assert_cmpstr (balance->currency, ==, "USD");
  g_assert_cmpint (balance->remaining_micro, ==, 3000000);
  g_assert_false (balance->has_used || balance->has_limit);
  g_assert_cmpint (balance->resets_at_us, ==, -1);
  g_assert_cmpuint (reading->details->len, ==, 0);
}

/* --- Equality: whatever is changed, it is another reading --- */

static void
set_name (CtBalance *balance, const char *name)
{
  g_free (balance->name);
  balance->name = g_strdup (name);
}

static void
set_id (CtBalance *balance, const char *id)
{
  g_free (balance->id);
  balance->id = g_strdup (id);
}

#define CHANGES(X)                                                \
  X (set_id (balance, "third"))                                   \
  X (set_name (balance, NULL))                                    \
  X (set_name (balance, "Month"))                                 \
  X (balance->scope = CT_SCOPE_ACCOUNT)                           \
  X (balance->kind = CT_BALANCE_MONEY)                            \
  X (balance->currency[0] = 'x')                                  \
  X (balance->primary = FALSE)                                    \
  X (balance->unlimited = TRUE)                                   \
  X (balance->exhausted = FALSE)                                  \
  X (balance->stale = FALSE)                                      \
  X (balance->has_remaining = FALSE)                              \
  X (balance->has_used = FALSE)                                   \
  X (balance->has_limit = FALSE)                                  \
  X (balance->remaining_micro++)                                  \
  X (balance->used_micro--)                                       \
  X (balance->limit_micro++)                                      \
  X (balance->usd_per_unit_micro++)                               \
  X (balance->resets_at_us++)                                     \
  X (g_ptr_array_remove_index (reading->balances, 0))             \
  X (g_ptr_array_remove_index (reading->details, 0))              \
  X (((CtDetail *) reading->details->pdata[0])->is_number = TRUE) \
  X (((CtDetail *) reading->details->pdata[0])->value[0] = 'x')   \
  X (((CtDetail *) reading->details->pdata[0])->name[0] = 'x')

static void
test_equal (void)
{
  g_autoptr (CtReading) first = full_reading (), second = full_reading ();
  CtBalance *unknown = first->balances->pdata[0];

  g_assert_true (ct_reading_equal (first, second));
  unknown->remaining_micro = 5; /* nobody knows it: it does not count */
  g_assert_true (ct_reading_equal (first, second));

#define CHANGE(change)                                                          \
  {                                                                             \
    g_autoptr (CtReading) reading = full_reading ();                            \
    CtBalance *balance = reading->balances->pdata[1];                           \
                                                                                \
    g_assert_true (ct_reading_equal (first, reading));                          \
    (void) balance;                                                             \
    change;                                                                     \
    if (ct_reading_equal (first, reading) || ct_reading_equal (reading, first)) \
      g_error ("equal after %s", #change);                                      \
  }
  CHANGES (CHANGE)
}

static void
test_copy (void)
{
  g_autoptr (CtReading) first = full_reading (), second = ct_reading_new ();

  for (guint i = 0; i < first->balances->len; i++)
    g_ptr_array_add (second->balances, ct_balance_copy (first->balances->pdata[i]));
  g_ptr_array_set_size (first->details, 0);
  g_assert_true (ct_reading_equal (first, second));
  set_name (first->balances->pdata[1], "changed");
  g_assert_false (ct_reading_equal (first, second));
}

static void
test_lookup (void)
{
  g_autoptr (CtReading) reading = full_reading (), empty = ct_reading_new ();

  g_assert_true (ct_reading_get_primary (reading) == reading->balances->pdata[1]);
  g_assert_true (ct_reading_get_balance (reading, "first") == reading->balances->pdata[0]);
  g_assert_null (ct_reading_get_balance (reading, "third"));
  g_assert_null (ct_reading_get_primary (empty));
}

static void
test_format (void)
{
  static const struct
  {
    const char *label, *why;
    const char *currency;
    gboolean unlimited, has_remaining, has_used;
    gint64 remaining_micro, used_micro;
  } rows[] = {
    { "$49.99", "rounded down", "USD", FALSE, TRUE, TRUE, 49995818, 1 },
    { "-$0.01", "down is away from zero below it", "USD", FALSE, TRUE, FALSE, -4000, 0 },
    { "$0.00", "zero is known", "USD", FALSE, TRUE, FALSE, 0, 0 },
    { "∞", "no limit", "USD", TRUE, FALSE, TRUE, 0, 5000000 },
    { "used $3.20", "all that is known", "USD", FALSE, FALSE, TRUE, 0, 3200000 },
    { "…", "nothing is known", "USD", FALSE, FALSE, FALSE, 0, 0 },
    { "86 %", "of a plan", "percent", FALSE, TRUE, FALSE, 86500000, 0 },
    { "…", "without a currency", "", FALSE, TRUE, FALSE, 1, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtBalance *balance = ct_balance_new ("main");
      g_autofree char *label = NULL;

      g_strlcpy (balance->currency, rows[i].currency, sizeof balance->currency);
      balance->unlimited = rows[i].unlimited;
      balance->has_remaining = rows[i].has_remaining;
      balance->has_used = rows[i].has_used;
      balance->remaining_micro = rows[i].remaining_micro;
      balance->used_micro = rows[i].used_micro;
      label = ct_balance_format (balance, CT_MONEY_LABEL);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (label, ==, rows[i].label);
      ct_balance_free (balance);
    }
}

static void
test_worth (void)
{
  static const struct
  {
    CtBalanceKind kind;
    gint64 left_micro, price_micro;
    gboolean unlimited;
    gint64 worth_micro; /* -1: not known */
    const char *why;
  } rows[] = {
    { CT_BALANCE_CREDITS, 738 * CT_MICRO, 5000, FALSE, 3690000, "738 at half a cent" },
    { CT_BALANCE_CREDITS, 1, 5000, FALSE, 0, "rounded down" },
    { CT_BALANCE_CREDITS, 738 * CT_MICRO, 0, FALSE, -1, "without a price" },
    { CT_BALANCE_CREDITS, 738 * CT_MICRO, 5000, TRUE, -1, "without a limit" },
    { CT_BALANCE_MONEY, 738 * CT_MICRO, 5000, FALSE, -1, "money is money" },
    { CT_BALANCE_PERCENT, 87 * CT_MICRO, 5000, FALSE, -1, "nobody sells percent" },
    { CT_BALANCE_CREDITS, G_MAXINT64, 2 * CT_MICRO, FALSE, -1, "more than there is" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CtReading) reading = ct_reading_new ();
      CtBalance *balance = ct_balance_new ("main");
      gint64 usd_micro = -1;

      g_ptr_array_add (reading->balances, balance);
      balance->kind = rows[i].kind;
      balance->has_remaining = TRUE;
      balance->remaining_micro = rows[i].left_micro;
      balance->usd_per_unit_micro = rows[i].price_micro;
      balance->unlimited = rows[i].unlimited;
      g_test_message ("%s", rows[i].why);
      g_assert_true (ct_balance_get_usd_worth (balance, &usd_micro) == (rows[i].worth_micro >= 0));
      g_assert_cmpint (usd_micro, ==, rows[i].worth_micro);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/reading/round-trip", test_round_trip);
  g_test_add_func ("/reading/refused", test_refused);
  g_test_add_func ("/reading/newer", test_newer);
  g_test_add_func ("/reading/equal", test_equal);
  g_test_add_func ("/reading/copy", test_copy);
  g_test_add_func ("/reading/lookup", test_lookup);
  g_test_add_func ("/reading/format", test_format);
  g_test_add_func ("/reading/worth", test_worth);
  return g_test_run ();
}
