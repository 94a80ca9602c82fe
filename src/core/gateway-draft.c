#include "config.h"

#include "gateway-draft.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exchange.h"
#include "json-object.h"

#define MAX_ID_LENGTH 48

CtGatewayDraft *
ct_gateway_draft_new (void)
{
  CtGatewayDraft *draft = g_new0 (CtGatewayDraft, 1);

  draft->id = g_strdup ("");
  draft->name = g_strdup ("");
  draft->address = g_strdup ("");
  draft->header = g_strdup ("Authorization");
  draft->prefix = g_strdup ("Bearer");
  draft->remaining = g_strdup ("");
  draft->used = g_strdup ("");
  draft->divisor = g_strdup ("");
  draft->currency = g_strdup ("USD");
  draft->unlimited = g_strdup ("");
  return draft;
}

void
ct_gateway_draft_free (CtGatewayDraft *draft)
{
  g_free (draft->id);
  g_free (draft->name);
  g_free (draft->address);
  g_free (draft->header);
  g_free (draft->prefix);
  g_free (draft->remaining);
  g_free (draft->used);
  g_free (draft->divisor);
  g_free (draft->currency);
  g_free (draft->unlimited);
  g_free (draft);
}

char *
ct_gateway_draft_make_id (const char *name)
{
  g_autoptr (GString) id = g_string_new (NULL);

  for (const char *p = name; *p != '\0' && id->len < MAX_ID_LENGTH; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (id, g_ascii_tolower (*p));
    else if (id->len > 0 && id->str[id->len - 1] != '-')
      g_string_append_c (id, '-');
  if (id->len > 0 && id->str[id->len - 1] == '-')
    g_string_truncate (id, id->len - 1);
  return g_strdup (id->len > 0 ? id->str : "gateway");
}

/* --- The address in its parts --- */

/* "https://api.example.com:8443", without a default port. (transfer full) */
static char *
take_base (const char *address, GError **error)
{
  g_autofree char *whole = ct_http_normalize_base (address, "", TRUE, error);
  const char *host = whole != NULL ? strstr (whole, "://") + strlen ("://") : NULL;

  return whole != NULL ? g_strndup (whole, host + strcspn (host, "/") - whole) : NULL;
}

/* Braces are for expressions. */
static char *
as_template (const char *text)
{
  GString *out = g_string_new (text);

  g_string_replace (out, "{", "{{", 0);
  g_string_replace (out, "}", "}}", 0);
  return g_string_free (out, FALSE);
}

static const char *
after_host (const char *address)
{
  const char *scheme = strstr (address, "://");
  const char *host = scheme != NULL ? scheme + strlen ("://") : address;

  return host + strcspn (host, "/?#");
}

/* As typed: a slash at its end means something to some sites. (transfer full) */
static char *
take_path (const char *address)
{
  const char *start = after_host (address);
  g_autofree char *path = g_strndup (start, strcspn (start, "?#"));

  return path[0] != '\0' ? as_template (path) : g_strdup ("/");
}

/* What is escaped stays as it is. */
static char *
escape (const char *text)
{
  return g_uri_escape_string (text, "!$'()*+,;:@/?%", FALSE);
}

static void
write_query (GString *out, const char *address)
{
  const char *mark = strchr (after_host (address), '?');
  g_autofree char *query = mark != NULL ? g_strndup (mark + 1, strcspn (mark + 1, "#")) : NULL;
  g_auto (GStrv) pairs = g_strsplit (query != NULL ? query : "", "&", -1);
  gboolean any = FALSE;

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      gsize length = strcspn (pairs[i], "=");
      const char *text = pairs[i] + length + (pairs[i][length] == '=' ? 1 : 0);
      g_autofree char *name = g_strndup (pairs[i], length), *value = escape (text);

      if (length == 0)
        continue;
      g_string_append (out, any ? ", " : ", \"query\": { ");
      any = TRUE;
      ct_json_append_quoted (out, name);
      g_string_append (out, ": ");
      ct_json_append_quoted (out, value);
    }
  if (any)
    g_string_append (out, " }");
}

/* --- The definition --- */

static void
write_line (GString *out, const char *indent, const char *name, const char *text)
{
  g_string_append_printf (out, ",\n%s\"%s\": ", indent, name);
  ct_json_append_quoted (out, text);
}

/* A blank between, unless it ends in what needs none: "key=". */
static char *
complete_prefix (const char *typed)
{
  g_autofree char *prefix = g_strstrip (g_strdup (typed));
  gsize length = strlen (prefix);

  return g_strconcat (prefix, length > 0 && g_ascii_isalnum (prefix[length - 1]) ? " " : "", NULL);
}

static void
write_auth (GString *out, const CtGatewayDraft *draft)
{
  g_autofree char *header = g_strstrip (g_strdup (draft->header)),
                  *prefix = complete_prefix (draft->prefix);

  g_string_append (out, ",\n  \"auth\": { \"header\": ");
  ct_json_append_quoted (out, header);
  g_string_append (out, ", \"prefix\": ");
  ct_json_append_quoted (out, prefix);
  g_string_append (out, " }");
}

static gboolean
is_currency (const char *text)
{
  return strlen (text) == 3 && g_ascii_isalpha (text[0]) && g_ascii_isalpha (text[1])
         && g_ascii_isalpha (text[2]);
}

static void
write_unit (GString *out, const char *typed)
{
  g_autofree char *unit = g_strstrip (g_strdup (typed));
  g_autofree char *capitals = g_ascii_strup (unit, -1);

  write_line (out, "      ", "kind", is_currency (unit) ? "money" : "credits");
  if (is_currency (unit))
    write_line (out, "      ", "currency", capitals);
  else
    write_line (out, "      ", "unit", unit);
}

static void
write_amount (GString *out, const char *name, const char *expression, const char *divisor)
{
  g_autofree char *divided = divisor[0] != '\0' ? g_strdup_printf ("(%s) / %s", expression, divisor)
                                                : g_strdup (expression);

  if (expression[0] != '\0')
    write_line (out, "      ", name, divided);
}

static void
write_balance (GString *out, const CtGatewayDraft *draft)
{
  g_string_append (out, ",\n  \"balances\": [\n    {\n      \"scope\": \"account\"");
  write_unit (out, draft->currency);
  if (draft->unlimited[0] != '\0')
    write_line (out, "      ", "unlimited", draft->unlimited);
  write_amount (out, "remaining", draft->remaining, draft->divisor);
  write_amount (out, "used", draft->used, draft->divisor);
  g_string_append (out, "\n    }\n  ]");
}

char *
ct_gateway_draft_to_json (const CtGatewayDraft *draft, GError **error)
{
  g_autofree char *base = take_base (draft->address, error), *path = NULL, *address = NULL;
  g_autoptr (GString) out = g_string_new ("{\n  \"id\": ");

  if (base == NULL)
    return NULL;
  address = g_strstrip (g_strdup (draft->address));
  path = take_path (address);
  ct_json_append_quoted (out, draft->id);
  write_line (out, "  ", "name", draft->name);
  write_line (out, "  ", "base_url", base);
  write_auth (out, draft);
  g_string_append (out, ",\n  \"requests\": {\n    \"" CT_GATEWAY_ANSWER "\": { \"path\": ");
  ct_json_append_quoted (out, path);
  write_query (out, address);
  g_string_append (out,
                   " }\n  },\n  \"message\": [ \"answer.error.message\", \"answer.message\" ]");
  write_balance (out, draft);
  g_string_append (out, "\n}\n");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static CtProvider *
build (const char *text, const char *id, GError **error)
{
  g_autofree char *file = g_strconcat (id, ".json", NULL);
  g_autoptr (CtJson) json = text != NULL ? ct_json_parse (text, strlen (text), error) : NULL;

  return json != NULL ? ct_provider_new (json, file, TRUE, error) : NULL;
}

CtProvider *
ct_gateway_draft_build (const CtGatewayDraft *draft, GError **error)
{
  g_autofree char *text = ct_gateway_draft_to_json (draft, error);

  return build (text, draft->id, error);
}

CtProvider *
ct_gateway_draft_build_probe (const CtGatewayDraft *draft, GError **error)
{
  CtGatewayDraft probe = *draft;
  g_autofree char *text = NULL;

  probe.id = probe.name = (char *) "probe";
  probe.remaining = (char *) "0";
  probe.used = probe.divisor = (char *) "";
  probe.unlimited = (char *) "true";
  probe.currency = (char *) "USD";
  text = ct_gateway_draft_to_json (&probe, error);
  return build (text, probe.id, error);
}

/* --- From a definition --- */

static char *
read_text (const CtJsonNode *object, const char *name)
{
  const char *text = object != NULL ? ct_json_read_text (object, name) : NULL;

  return g_strdup (text != NULL ? text : "");
}

/* "(a) / 500000" -> "a" and its divisor. */
static void
take_divisor (char **expression, char **divisor)
{
  const char *end = g_strrstr (*expression, ") / ");
  char *inner;

  if ((*expression)[0] != '(' || end == NULL)
    return;
  g_free (*divisor);
  *divisor = g_strdup (end + strlen (") / "));
  inner = g_strndup (*expression + 1, end - *expression - 1);
  g_free (*expression);
  *expression = inner;
}

static char *
read_address (const CtJsonNode *root, const CtJsonNode *request)
{
  g_autofree char *base = read_text (root, "base_url"), *path = read_text (request, "path");
  const CtJsonNode *query = request != NULL ? ct_json_node_get_member (request, "query") : NULL;
  GString *address = g_string_new (base);
  const char *before = "?";

  g_string_append (address, path);
  for (const CtJsonNode *value = query != NULL ? ct_json_node_get_first (query) : NULL;
       value != NULL && ct_json_node_get_type (value) == CT_JSON_STRING;
       value = ct_json_node_get_next (value))
    {
      g_string_append_printf (address, "%s%s=%s", before, ct_json_node_get_name (value),
                              ct_json_node_get_string (value));
      before = "&";
    }
  return g_string_free (address, FALSE);
}

static CtGatewayDraft *
read_draft (const CtJsonNode *root)
{
  const CtJsonNode *requests = ct_json_node_get_member (root, "requests"),
                   *auth = ct_json_node_get_member (root, "auth"),
                   *balances = ct_json_node_get_member (root, "balances"), *request = NULL,
                   *balance = balances != NULL ? ct_json_node_get_first (balances) : NULL;
  CtGatewayDraft *draft = g_new0 (CtGatewayDraft, 1);

  if (requests != NULL)
    request = ct_json_node_get_member (requests, CT_GATEWAY_ANSWER);
  draft->id = read_text (root, "id");
  draft->name = read_text (root, "name");
  draft->address = read_address (root, request);
  draft->header = read_text (auth, "header");
  draft->prefix = g_strchomp (read_text (auth, "prefix"));
  draft->remaining = read_text (balance, "remaining");
  draft->used = read_text (balance, "used");
  draft->unlimited = read_text (balance, "unlimited");
  draft->currency = read_text (balance, "currency");
  draft->divisor = g_strdup ("");
  if (draft->currency[0] == '\0')
    {
      g_free (draft->currency);
      draft->currency = read_text (balance, "unit");
    }
  take_divisor (&draft->remaining, &draft->divisor);
  take_divisor (&draft->used, &draft->divisor);
  return draft;
}

static char *
compact (const CtJson *json)
{
  GString *out = g_string_new (NULL);

  ct_json_node_append (ct_json_get_root (json), NULL, out);
  return g_string_free (out, FALSE);
}

/* What was read must say the same when it is written again: then nothing is lost. */
CtGatewayDraft *
ct_gateway_draft_from_provider (const CtProvider *provider)
{
  g_autoptr (CtGatewayDraft) draft = read_draft (ct_json_get_root (provider->source));
  g_autofree char *text = ct_gateway_draft_to_json (draft, NULL), *before = NULL, *after = NULL;
  g_autoptr (CtJson) json = text != NULL ? ct_json_parse (text, strlen (text), NULL) : NULL;

  if (json == NULL)
    return NULL;
  before = compact (provider->source);
  after = compact (json);
  return strcmp (before, after) == 0 ? g_steal_pointer (&draft) : NULL;
}

/* --- A sample --- */

CtReading *
ct_gateway_draft_read (CtProvider *provider, const char *sample, GError **error)
{
  g_autofree char *origin = ct_http_origin (provider->base_url, TRUE, error);
  CtExchangeContext context = {
    .base_url = provider->base_url,
    .origin = origin,
    .allow_private_http = TRUE,
  };
  g_autoptr (CtExchange) exchange = NULL;
  g_autoptr (CtHttpRequest) request = NULL;
  g_autoptr (CtHttpAnswer) answer = ct_http_answer_new (200, sample, strlen (sample));

  if (origin == NULL)
    return NULL;
  exchange = ct_exchange_new (provider, &context);
  request = ct_exchange_next (exchange, error);
  if (request == NULL || !ct_exchange_answer (exchange, answer, error))
    return NULL;
  return ct_exchange_finish (exchange, error);
}
