#pragma once

#include <string.h>

#include "account.h"

/* Accounts, definitions and readings for tests that need some. */

#define SAMPLE_NOW_US (G_GINT64_CONSTANT (1795320000) * G_USEC_PER_SEC) /* 2026-11-22 04:00 UTC */
#define SAMPLE_SECOND_US ((gint64) G_USEC_PER_SEC)

/* scope: "account" or "key". */
static inline CtProvider *
sample_provider_new (const char *scope, const char *more)
{
  g_autofree char *text = g_strdup_printf (
      "{ \"id\": \"sample\", \"name\": \"Sample\", \"base_url\": \"https://sample.example\", %s"
      "  \"requests\": { \"self\": { \"path\": \"/self\" } },"
      "  \"balances\": [ { \"id\": \"main\", \"scope\": \"%s\", \"kind\": \"money\","
      "                    \"currency\": \"USD\", \"remaining\": \"self.left\" } ] }",
      more, scope);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtJson) json = ct_json_parse (text, strlen (text), &error);
  CtProvider *provider;

  g_assert_no_error (error);
  provider = ct_provider_new (json, "sample.json", FALSE, &error);
  g_assert_no_error (error);

  return provider;
}

static inline CtAccountConfig *
sample_config_new (const char *id, const char *name)
{
  CtAccountConfig *config = ct_account_config_new (id);

  g_free (config->name);
  config->name = g_strdup (name);
  g_free (config->provider_id);
  config->provider_id = g_strdup ("sample");

  return config;
}

/* The first balance that is added is the primary one. */
static inline CtBalance *
sample_reading_add (CtReading *reading, CtBalanceKind kind, const char *currency)
{
  CtBalance *balance = ct_balance_new (currency);

  balance->kind = kind;
  g_strlcpy (balance->currency, currency, sizeof balance->currency);
  balance->primary = reading->balances->len == 0;
  g_ptr_array_add (reading->balances, balance);

  return balance;
}

static inline CtBalance *
sample_reading_add_left (CtReading *reading, CtBalanceKind kind, const char *currency,
                         gint64 remaining_micro)
{
  CtBalance *balance = sample_reading_add (reading, kind, currency);

  balance->has_remaining = TRUE;
  balance->remaining_micro = remaining_micro;

  return balance;
}
