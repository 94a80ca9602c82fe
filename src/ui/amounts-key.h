#pragma once

#include "amount-entry.h"

G_BEGIN_DECLS

/* Keys of type a{ss} with an amount for each currency: exchange-rates, alerts-low,
 * alerts-critical. */

char *ct_amounts_key_get (GSettings *settings, const char *key,
                          const char *currency); /* (nullable) (transfer full) */
/* amount: "" takes the currency out. */
void ct_amounts_key_set (GSettings *settings, const char *key, const char *currency,
                         const char *amount);
/* Adds the currencies that the key has and currencies has not. currencies: of char* (owned) */
void ct_amounts_key_collect (GSettings *settings, const char *key, GPtrArray *currencies);

/* The entry shows and changes the currency's amount. */
void ct_amounts_key_bind (GSettings *settings, const char *key, const char *currency,
                          CtAmountEntry *entry);

G_END_DECLS
