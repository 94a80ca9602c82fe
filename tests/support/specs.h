#pragma once

#include "sample.h"

/* Accounts for tables, a word or two each: { USD = 1000000, .flags = OLD }. */

#define USD .kind = CT_BALANCE_MONEY, .currency = "USD", .left_micro
#define CNY .kind = CT_BALANCE_MONEY, .currency = "CNY", .left_micro
#define EUR .kind = CT_BALANCE_MONEY, .currency = "EUR", .left_micro
#define CREDITS .kind = CT_BALANCE_CREDITS, .currency = "credits", .left_micro
#define PERCENT .kind = CT_BALANCE_PERCENT, .currency = "percent", .left_micro

enum
{
  NO_DATA = 1 << 0,
  UNLIMITED = 1 << 1,
  USED_ONLY = 1 << 2,
  OLD = 1 << 3,  /* two hours */
  PART = 1 << 4, /* the balance was kept from an earlier reading */
  KEY = 1 << 5,  /* of a key, else of the account */
  PAUSED = 1 << 6,
  ALWAYS = 1 << 7,
  NEVER = 1 << 8,
  TIMEOUT = 1 << 9,
  REJECTED = 1 << 10,
  LOCKED = 1 << 11,
  AWAY = 1 << 12, /* no keyring at all */
  OFFLINE = 1 << 13,
  TOKENLESS = 1 << 14,
  RETRYING = 1 << 15, /* asked again this moment */
  BROKEN = 1 << 16,   /* its definition */
  SECOND = 1 << 17,   /* one more balance of the account before it */
};

/* One account with one balance. */
typedef struct
{
  CtBalanceKind kind;
  const char *currency; /* NULL ends a list */
  gint64 left_micro;
  guint flags;
  const char *site; /* NULL: one of its own */
  double days_left; /* 0: not known */
  int resets_in_s;  /* 0: never */
} Spec;

#define MAX_SPECS 4

static inline void
set_error (CtAccount *account, CtErrorCode code)
{
  g_autoptr (GError) error = g_error_new_literal (CT_ERROR, code, "It went wrong");

  ct_account_set_error (account, error);
  ct_account_handle (account, ct_account_event_for_error (code));
}

static inline void
apply_troubles (CtAccount *account, guint flags)
{
  if (flags & TIMEOUT)
    set_error (account, CT_ERROR_TIMEOUT);
  if (flags & REJECTED)
    set_error (account, CT_ERROR_TOKEN_REJECTED);
  if (flags & LOCKED)
    set_error (account, CT_ERROR_KEYRING_LOCKED);
  if (flags & AWAY)
    set_error (account, CT_ERROR_KEYRING_MISSING);
  if (flags & BROKEN)
    set_error (account, CT_ERROR_DEFINITION);
  if (flags & TOKENLESS)
    ct_account_handle (account, CT_EVENT_TOKEN_MISSING);
  if (flags & OFFLINE)
    ct_account_handle (account, CT_EVENT_OFFLINE);
  if (flags & RETRYING)
    ct_account_handle (account, CT_EVENT_START);
}

static inline void
add_balance (CtReading *reading, const Spec *spec)
{
  CtBalance *balance = sample_reading_add (reading, spec->kind, spec->currency);

  balance->scope = spec->flags & KEY ? CT_SCOPE_KEY : CT_SCOPE_ACCOUNT;
  balance->stale = (spec->flags & PART) != 0;
  balance->unlimited = (spec->flags & UNLIMITED) != 0;
  balance->has_remaining = !(spec->flags & (USED_ONLY | UNLIMITED));
  balance->remaining_micro = spec->left_micro;
  balance->has_used = (spec->flags & USED_ONLY) != 0;
  balance->used_micro = spec->left_micro;
  if (spec->resets_in_s != 0)
    balance->resets_at_us = SAMPLE_NOW_US + spec->resets_in_s * SAMPLE_SECOND_US;
}

static inline CtAccount *
account_of (const Spec *specs, guint n)
{
  const Spec *spec = &specs[n];
  g_autoptr (CtProvider) provider = sample_provider_new (spec->flags & KEY ? "key" : "account", "");
  g_autofree char *id = g_strdup_printf ("id-%u", n);
  g_autofree char *name = g_strdup_printf ("%c", 'A' + n);
  g_autoptr (CtAccountConfig) config = sample_config_new (id, name);
  g_autoptr (CtReading) reading = ct_reading_new ();
  CtAccount *account;

  config->base_url = g_strdup_printf ("https://%s%s.example", spec->site != NULL ? spec->site : "s",
                                      spec->site != NULL ? "" : id);
  config->paused = (spec->flags & PAUSED) != 0;
  config->in_total = spec->flags & ALWAYS  ? CT_IN_TOTAL_ALWAYS
                     : spec->flags & NEVER ? CT_IN_TOTAL_NEVER
                                           : CT_IN_TOTAL_AUTO;
  account = ct_account_new (config, provider, NULL);

  if (!(spec->flags & NO_DATA))
    {
      add_balance (reading, spec);
      for (guint i = n + 1; i < MAX_SPECS && specs[i].flags & SECOND; i++)
        add_balance (reading, &specs[i]);
      ct_account_take_reading (
          account, reading, SAMPLE_NOW_US - (spec->flags & OLD ? 2 * 3600 * SAMPLE_SECOND_US : 0));
    }
  if (spec->days_left > 0)
    ct_account_set_forecast (account, &(CtForecast){ .known = TRUE, .days_left = spec->days_left });
  apply_troubles (account, spec->flags);

  return account;
}

static inline GPtrArray *
accounts_of (const Spec *specs)
{
  GPtrArray *accounts = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < MAX_SPECS && specs[i].currency != NULL; i++)
    if (!(specs[i].flags & SECOND))
      g_ptr_array_add (accounts, account_of (specs, i));

  return accounts;
}
