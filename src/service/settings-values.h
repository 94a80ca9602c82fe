#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Settings as a plain table: address -> GVariant (owned). What is not in it has its default.
 *
 * An address is a GSettings path without CT_SETTINGS_PATH: "interval-s", "accounts/<uuid>/name". In
 * a table of changes NULL means "back to the default", and "accounts/<uuid>/" all of an account. */
#define CT_SETTINGS_PATH "/io/github/credittray/CreditTray/"

/* account_id NULL: a general key; key NULL: all of the account. (transfer full) */
char *ct_settings_address (const char *account_id, const char *key);
/* The account's id, NULL for a general key; *key is "" for all of the account. (transfer full) */
char *ct_settings_address_split (const char *address, const char **key);

GHashTable *ct_settings_values_new (void);
GHashTable *ct_settings_values_copy (GHashTable *values);
void ct_settings_values_set (GHashTable *values, const char *address,
                             GVariant *value); /* (nullable) */
void ct_settings_values_apply (GHashTable *values, GHashTable *changes);
/* The addresses that have another value in b than in a. (transfer container) of char (owned) */
GPtrArray *ct_settings_values_diff (GHashTable *a, GHashTable *b);

G_END_DECLS
