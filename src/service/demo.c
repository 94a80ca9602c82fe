#include "config.h"

#include "demo.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#include <string.h>

#include "demo-gateway.h"

#define INTERVAL_S 60 /* so that something is seen to move */
#define PAST_HOURS (31 * 24)

/* A server of its own, so that each gateway is an origin of its own. */
typedef struct
{
  CtDemo *demo;                 /* (unowned) */
  const CtDemoAccount *account; /* (unowned) */
  SoupServer *server;           /* (owned) */
} Site;

struct _CtDemo
{
  CtClock *clock; /* (owned) */
  gint64 began_us;
  GPtrArray *sites; /* (owned) of Site */
};

/* --- The servers --- */

static GBytes *
compress (const char *body)
{
  g_autoptr (GConverter) gzip = G_CONVERTER (
      g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  g_autoptr (GInputStream) plain = g_memory_input_stream_new_from_data (body, strlen (body), NULL);
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (plain, gzip);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();

  g_output_stream_splice (memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* Always compressed, asked for or not: so the real ones do. */
static void
on_request (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
            gpointer user_data)
{
  Site *site = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  CtDemoQuestion question = {
    .method = soup_server_message_get_method (message),
    .path = path,
    .authorization = soup_message_headers_get_one (headers, "Authorization"),
    .user_id = soup_message_headers_get_one (headers, "New-Api-User"),
  };
  gint64 elapsed_us = ct_clock_now_us (site->demo->clock) - site->demo->began_us;
  g_autoptr (GBytes) gzip = NULL;
  CtDemoAnswer answer;

  ct_demo_gateway_answer (site->account, elapsed_us, &question, &answer);
  gzip = compress (answer.body);
  soup_server_message_set_status (message, answer.status, NULL);
  soup_server_message_set_response (message, answer.content_type, SOUP_MEMORY_COPY,
                                    g_bytes_get_data (gzip, NULL), g_bytes_get_size (gzip));
  soup_message_headers_append (soup_server_message_get_response_headers (message),
                               "Content-Encoding", "gzip");
  g_free (answer.body);
}

static gboolean
add_site (CtDemo *demo, const CtDemoAccount *account, GError **error)
{
  Site *site = g_new0 (Site, 1);
  g_autoptr (GError) local_error = NULL;

  g_ptr_array_add (demo->sites, site);
  site->demo = demo;
  site->account = account;
  site->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (site->server, NULL, on_request, site, NULL);
  if (soup_server_listen_local (site->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &local_error))
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_UNREACHABLE,
               _ ("The demo’s gateway could not be started: %s"), local_error->message);
  return FALSE;
}

/* "http://127.0.0.1:12345" (transfer full) */
static char *
dup_address (const Site *site)
{
  g_autoslist (GUri) uris = soup_server_get_uris (site->server);

  return g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
}

static void
site_free (Site *site)
{
  soup_server_disconnect (site->server);
  g_object_unref (site->server);
  g_free (site);
}

CtDemo *
ct_demo_new (CtClock *clock, GError **error)
{
  g_autoptr (CtDemo) demo = g_new0 (CtDemo, 1);
  guint n_accounts;
  const CtDemoAccount *accounts = ct_demo_accounts_get (&n_accounts);

  demo->clock = g_object_ref (clock);
  demo->began_us = ct_clock_now_us (clock);
  demo->sites = g_ptr_array_new_with_free_func ((GDestroyNotify) site_free);
  for (guint i = 0; i < n_accounts; i++)
    if (!add_site (demo, &accounts[i], error))
      return NULL;
  return g_steal_pointer (&demo);
}

void
ct_demo_free (CtDemo *demo)
{
  g_ptr_array_unref (demo->sites);
  g_object_unref (demo->clock);
  g_free (demo);
}

/* --- The accounts --- */

static CtAccountConfig *
make_config (Site *site)
{
  const CtDemoAccount *account = site->account;
  CtAccountConfig *config = ct_account_config_new (account->id);

  g_free (config->name);
  config->name = g_strdup (account->name);
  g_free (config->provider_id);
  config->provider_id = g_strdup (account->provider_id);
  config->base_url = dup_address (site);
  config->interval_s = INTERVAL_S;
  if (account->field != NULL)
    g_hash_table_insert (config->fields, g_strdup (account->field),
                         g_strdup (account->field_value));
  return config;
}

static gboolean
store_token (Site *site, const char *address, CtKeyring *keyring, GError **error)
{
  g_autofree char *origin = ct_http_origin (address, FALSE, error);
  g_autoptr (SecretValue) token = NULL;

  if (origin == NULL)
    return FALSE;
  token = ct_token_new (site->account->token, -1, error);
  if (token == NULL)
    return FALSE;
  ct_keyring_store_async (keyring, site->account->id, origin, site->account->name, token, NULL,
                          NULL, NULL);
  return TRUE;
}

gboolean
ct_demo_populate (CtDemo *demo, CtAccounts *accounts, CtKeyring *keyring, GError **error)
{
  for (guint i = 0; i < demo->sites->len; i++)
    {
      g_autoptr (CtAccountConfig) config = make_config (demo->sites->pdata[i]);

      if (!store_token (demo->sites->pdata[i], config->base_url, keyring, error)
          || !ct_accounts_add (accounts, config, error))
        return FALSE;
    }
  return TRUE;
}

/* --- Their past --- */

static CtReading *
make_reading (const CtDemoAccount *account, const CtDemoAmounts *amounts)
{
  CtReading *reading = ct_reading_new ();
  CtBalance *balance = ct_balance_new ("main");
  gboolean has_unit = g_strcmp0 (account->field, "unit") == 0;

  g_strlcpy (balance->currency, has_unit ? account->field_value : "USD", CT_CURRENCY_SIZE);
  balance->primary = TRUE;
  balance->unlimited = account->is_unlimited;
  balance->has_remaining = !account->is_unlimited;
  balance->remaining_micro = amounts->remaining_micro;
  balance->has_used = TRUE;
  balance->used_micro = amounts->used_micro;
  g_ptr_array_add (reading->balances, balance);
  return reading;
}

static void
fill_past (CtDemo *demo, const Site *site, CtHistory *history)
{
  const CtDemoAccount *account = site->account;
  g_autofree char *address = dup_address (site);
  g_autofree char *origin = ct_http_origin (address, FALSE, NULL);
  CtDemoAmounts amounts[PAST_HOURS];

  ct_demo_meter_read (&account->meter, 0, &amounts[0]);
  for (guint i = 1; i < PAST_HOURS; i++)
    {
      amounts[i] = amounts[i - 1];
      ct_demo_meter_go_back (&account->meter, i, &amounts[i]);
    }
  for (guint i = PAST_HOURS - 1; i > 0; i--)
    {
      g_autoptr (CtReading) reading = make_reading (account, &amounts[i]);

      ct_history_append (history, account->id, origin, reading,
                         demo->began_us - i * (3600 * (gint64) G_USEC_PER_SEC));
    }
}

void
ct_demo_fill_history (CtDemo *demo, CtHistory *history)
{
  for (guint i = 0; i < demo->sites->len; i++)
    {
      const Site *site = demo->sites->pdata[i];

      if (!site->account->is_revoked)
        fill_past (demo, site, history);
    }
}
