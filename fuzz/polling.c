#include "config.h"

#include "polling.h"

#include <string.h>

#include "error.h"
#include "support/play.h"

#define SITE "https://site.example"
#define NOW_US G_GINT64_CONSTANT (1795320000000000) /* 2026-11-22T04:00:00Z */

typedef struct
{
  const char *origin;         /* (unowned) */
  const char *const *answers; /* (unowned) */
  guint n;                    /* of them, used */
} Server;

static gboolean
has_status (const char *text)
{
  return text[0] >= '1' && text[0] <= '5' && g_ascii_isdigit (text[1]) && g_ascii_isdigit (text[2])
         && text[3] == ' ';
}

/* The token goes nowhere else, whatever servers say. */
static CtHttpAnswer *
serve (const CtHttpRequest *request, gpointer user_data, GError **failure)
{
  Server *server = user_data;
  const char *text = server->answers[server->n];
  g_autofree char *origin = ct_http_origin (request->address, FALSE, NULL);
  CtErrorCode code;

  g_assert_cmpstr (origin, ==, server->origin);
  server->n = text != NULL && server->answers[server->n + 1] != NULL ? server->n + 1 : 0;
  if (text == NULL)
    return ct_http_answer_new (204, "", 0);
  if (text[0] == '!' && ct_error_code_from_string (text + 1, &code))
    {
      g_set_error_literal (failure, CT_ERROR, code, ct_error_code_get_title (code));
      return NULL;
    }
  if (has_status (text))
    return ct_http_answer_new ((guint) strtoul (text, NULL, 10), text + 4, strlen (text + 4));
  return ct_http_answer_new (200, text, strlen (text));
}

/* What a person may have typed. */
static GHashTable *
fill_fields (const CtProvider *provider)
{
  GHashTable *fields = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < provider->fields->len; i++)
    {
      const CtField *field = provider->fields->pdata[i];

      g_hash_table_insert (fields, field->id,
                           field->kind == CT_FIELD_CHOICE ? field->choices[0]
                           : field->kind == CT_FIELD_DATE ? (char *) "2026-11-01"
                                                          : (char *) "5");
    }
  return fields;
}

/* Eight characters of it are too many already. */
static gboolean
has_token (const char *text)
{
  for (const char *p = PLAY_TOKEN; p[7] != '\0'; p++)
    {
      g_autofree char *piece = g_strndup (p, 8);

      if (strspn (piece, "0123456789") < 8 && strstr (text, piece) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* A reading is the same when it is kept and read back. Of a definition that has no token in it,
 * neither error nor reading repeats the token. */
static void
check_play (const Play *play, gboolean is_ours)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CtJson) json = NULL;
  g_autoptr (CtReading) again = NULL;

  if (play->reading == NULL)
    {
      g_assert_true (play->error->domain == CT_ERROR);
      g_assert_cmpstr (play->error->message, !=, "");
      g_assert_true (!is_ours || !has_token (play->error->message));
      return;
    }
  g_assert_nonnull (ct_reading_get_primary (play->reading));
  ct_reading_append_json (play->reading, text);
  g_assert_true (!is_ours || !has_token (text->str));
  json = ct_json_parse (text->str, text->len, NULL);
  again = ct_reading_from_json (ct_json_get_root (json), NULL);
  g_assert_true (ct_reading_equal (again, play->reading));
}

static void
keep (const char *request_id, const CtRequestDefinition *request, const char *json,
      gpointer user_data)
{
  CtJson *parsed = ct_json_parse (json, strlen (json), NULL);

  g_assert_nonnull (parsed);
  g_hash_table_insert (user_data, g_strdup (request_id), parsed);
}

static void
set_kept (CtExchange *exchange, GHashTable *kept)
{
  GHashTableIter iter;
  gpointer request_id, json;

  g_hash_table_iter_init (&iter, kept);
  while (g_hash_table_iter_next (&iter, &request_id, &json))
    ct_exchange_set_cached (exchange, request_id, json, NOW_US - G_USEC_PER_SEC);
}

static CtReading *
poll_once (CtProvider *provider, Server *server, CtExchangeContext *context, GHashTable *kept)
{
  g_autoptr (CtExchange) exchange = ct_exchange_new (provider, context);
  g_auto (Play) play = { 0 };

  set_kept (exchange, kept);
  play_exchange (&play, exchange, serve, server);
  check_play (&play, !provider->custom);
  ct_exchange_foreach_kept (exchange, keep, kept);
  return play.reading != NULL ? ct_reading_ref (play.reading) : NULL;
}

void
fuzz_poll_twice (CtProvider *provider, const char *const *answers)
{
  const CtRegion *region = provider->regions->len > 0 ? provider->regions->pdata[0] : NULL;
  const char *base_url = region != NULL ? region->base_url : provider->base_url;
  g_autofree char *origin = ct_http_origin (base_url != NULL ? base_url : SITE, FALSE, NULL);
  g_autoptr (GHashTable) fields = fill_fields (provider);
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                       (GDestroyNotify) ct_json_unref);
  g_autoptr (CtReading) first = NULL, second = NULL;
  Server server = { origin, answers, 0 };
  CtExchangeContext context = {
    .base_url = base_url != NULL ? base_url : SITE,
    .origin = origin,
    .fields = fields,
    .region = region != NULL ? region->id : NULL,
    .now_us = NOW_US,
    .token = PLAY_TOKEN,
  };

  if (origin == NULL) /* http, which a person has to allow */
    return;
  first = poll_once (provider, &server, &context, kept);
  context.last = first;
  second = poll_once (provider, &server, &context, kept);
}
