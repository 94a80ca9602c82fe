#include "config.h"

#include "exchange-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "redact.h"
#include "sentence.h"
#include "wipe.h"

/* The first of `message` that gives text, made fit to be shown. (nullable) (transfer full) */
static char *
server_message (CtExchange *self)
{
  CtScope scope = ct_exchange_get_scope (self);

  for (guint i = 0; i < self->provider->messages->len; i++)
    {
      g_autoptr (CtSecretText) text = ct_expression_get_text (self->provider->messages->pdata[i],
                                                              &scope, NULL);
      g_autofree char *shown = text != NULL ? ct_redact_server_text (text, -1, self->token) : NULL;

      if (shown != NULL && shown[0] != '\0')
        return g_steal_pointer (&shown);
    }
  return NULL;
}

/* "Token rejected (HTTP 401): what the server said. The hint." */
static GError *
error_for_answer (CtExchange *self, CtErrorCode code, guint status, const char *hint)
{
  g_autofree char *message = server_message (self);
  g_autoptr (GString) text = g_string_new (NULL);

  if (status >= 200 && status <= 299)
    g_string_assign (text, ct_error_code_get_title (code));
  else
    /* Translators: what is wrong, and the status of HTTP that says so */
    g_string_printf (text, _ ("%s (HTTP %u)"), ct_error_code_get_title (code), status);
  if (message != NULL)
    {
      g_autofree char *said = g_string_free (g_steal_pointer (&text), FALSE);

      text = g_string_new (NULL);
      /* Translators: what is wrong, and what the server said */
      g_string_printf (text, _ ("%s: %s"), said, message);
    }
  if (hint != NULL)
    ct_sentence_append (text, hint);
  return g_error_new_literal (CT_ERROR, code, text->str);
}

/* The site's guard speaks there, not the gateway: no rule of the definition is about it. */
static gboolean
is_protection_page (const CtHttpAnswer *answer)
{
  return (answer->status == 401 || answer->status == 403) && ct_http_answer_is_html (answer);
}

/* First match wins; NULL: none. */
static const CtErrorRule *
find_rule (CtExchange *self, GPtrArray *rules, guint status)
{
  CtScope scope = ct_exchange_get_scope (self);

  for (guint i = 0; i < rules->len; i++)
    {
      const CtErrorRule *rule = rules->pdata[i];
      gboolean matches = TRUE;

      if (rule->status != 0 && rule->status != status)
        continue;
      /* A condition on what is not there, or is of another type, does not match. */
      if (rule->when != NULL && !ct_expression_test (rule->when, &scope, &matches, NULL))
        continue;
      if (matches)
        return rule;
    }
  return NULL;
}

/* What a status means when no rule says more. FALSE: nothing bad. */
static gboolean
code_for_status (guint status, gboolean html, CtErrorCode *code)
{
  if (status >= 200 && status <= 299)
    {
      *code = CT_ERROR_NOT_FOUND; /* a single-page site answers every path with its start page */
      return html;
    }
  if ((status == 401 || status == 403) && html)
    *code = CT_ERROR_BLOCKED;
  else if (status == 401)
    *code = CT_ERROR_TOKEN_REJECTED;
  else if (status == 403)
    *code = CT_ERROR_FORBIDDEN;
  else if (status == 404)
    *code = CT_ERROR_NOT_FOUND;
  else if (status == 410)
    *code = CT_ERROR_RETIRED;
  else if (status == 429)
    *code = CT_ERROR_RATE_LIMITED;
  else if (status >= 500)
    *code = CT_ERROR_SERVER_ERROR;
  else
    *code = CT_ERROR_GATEWAY_ERROR;
  return TRUE;
}

static gboolean
check_ok (CtExchange *self, const CtRequestDefinition *request, const CtHttpAnswer *answer,
          GError **error)
{
  CtScope scope = ct_exchange_get_scope (self);
  const CtExpression *rules[] = { request->ok, self->provider->ok };

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      gboolean fine = TRUE;

      if (rules[i] != NULL && !ct_expression_test (rules[i], &scope, &fine, error))
        return FALSE;
      if (fine)
        continue;
      self->rule = ct_expression_get_place (rules[i]);
      g_propagate_error (error,
                         error_for_answer (self, CT_ERROR_GATEWAY_ERROR, answer->status, NULL));
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_answer (CtExchange *self, const CtRequestDefinition *request, const CtHttpAnswer *answer,
              gboolean *zero, GError **error)
{
  const CtErrorRule *rule = NULL;
  CtErrorCode code;

  if (!is_protection_page (answer))
    {
      rule = find_rule (self, request->errors, answer->status);
      if (rule == NULL)
        rule = find_rule (self, self->provider->errors, answer->status);
    }
  self->rule = rule != NULL ? rule->place : NULL;
  if (rule != NULL && rule->zero)
    {
      *zero = TRUE;
      return FALSE;
    }
  if (rule != NULL)
    {
      g_propagate_error (error, error_for_answer (self, rule->code, answer->status, rule->hint));
      return FALSE;
    }
  if (code_for_status (answer->status, ct_http_answer_is_html (answer), &code))
    {
      g_propagate_error (error, error_for_answer (self, code, answer->status, NULL));
      return FALSE;
    }
  return TRUE;
}

static void
fail_to_parse (const GError *bad_json, GError **error)
{
  g_set_error (error, CT_ERROR, bad_json->code,
               bad_json->code == CT_ERROR_TOO_LARGE ? _ ("The answer is too large: %s")
                                                    : _ ("The answer is not valid JSON: %s"),
               bad_json->message);
}

CtJson *
ct_exchange_judge (CtExchange *self, const CtRequestDefinition *request, const CtHttpAnswer *answer,
                   gboolean *zero, GError **error)
{
  g_autoptr (GError) bad_json = NULL;
  g_autoptr (CtJson) json = NULL;
  gboolean fine;

  if (!ct_http_answer_is_html (answer))
    json = ct_json_parse (answer->body, answer->length, &bad_json);
  self->answer = json != NULL ? ct_json_get_root (json) : NULL;
  fine = check_answer (self, request, answer, zero, error);
  if (fine && bad_json != NULL) /* a page was told by its status already */
    {
      fail_to_parse (bad_json, error);
      fine = FALSE;
    }
  fine = fine && check_ok (self, request, answer, error);
  self->answer = NULL;
  return fine ? g_steal_pointer (&json) : NULL;
}
