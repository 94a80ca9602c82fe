#include "config.h"

#include "definition-shape.h"

#include <string.h>

#define NAME_PATTERN "^[a-z][a-z0-9_]*$"

const char *const ct_field_kinds[] = { "text", "amount", "choice", "date", NULL };
const char *const ct_methods[] = { "GET", "POST", NULL };
const char *const ct_scopes[] = { "account", "key", NULL };
const char *const ct_balance_kinds[] = { "money", "credits", "percent", NULL };
const char *const ct_interval_owners[] = { "account", "origin", NULL };

static const char *const confidences[] = { "H", "M", "L", NULL };
/* What an answer can mean: not what the network or this computer is the cause of. */
static const char *const codes[] = {
  "token-rejected", "user-id",      "forbidden",     "blocked", "not-found", "retired",
  "rate-limited",   "server-error", "gateway-error", "zero",    NULL
};

#define LINK(link, said)                                                       \
  {                                                                            \
    link, CT_KEY_TEMPLATE, .pattern = "^(https://|\\{base\\}/)", .about = said \
  }
static const CtKey link_keys[] = { LINK ("top_up", "Where money is added."),
                                   LINK ("console", "Where the balance is shown."),
                                   LINK ("keys", "Where tokens are made."),
                                   LINK ("docs", "Where the vendor documents this."),
                                   LINK ("status", "Where outages are told.") };
static const CtShape links_shape = { "links", link_keys, G_N_ELEMENTS (link_keys) };

static const CtKey region_keys[] = {
  { "id", CT_KEY_TEXT, .required = TRUE, .about = "What accounts refer to." },
  { "name", CT_KEY_TEXT, .required = TRUE, .about = "What the person chooses." },
  { "base_url", CT_KEY_TEXT, .required = TRUE, .about = "The region's address." },
  { "currency", CT_KEY_TEXT, .about = "What its money is in." },
  { "links", CT_KEY_OBJECT, .shape = &links_shape, .about = "Its own pages." }
};
static const CtShape region_shape = { "region", region_keys, G_N_ELEMENTS (region_keys) };

static const CtKey key_keys[] = {
  { "kind", CT_KEY_TEXT, .about = "What the token is called; API key unless given." },
  { "help", CT_KEY_TEXT, .about = "Where it is found." },
  { "prefix_hint", CT_KEY_TEXT, .about = "How it usually begins; another only warns." },
  { "not_prefix", CT_KEY_TEXT, .about = "How another kind of key begins; only warns." },
  { "env", CT_KEY_TEXT, .pattern = "^[A-Z_][A-Z0-9_]*$",
    .about = "The environment variable that usually holds it." }
};
static const CtShape key_shape = { "key", key_keys, G_N_ELEMENTS (key_keys) };

static const CtKey auth_keys[] = {
  { "header", CT_KEY_TEXT, .about = "The header that carries it." },
  { "prefix", CT_KEY_TEXT, .about = "What stands before it in the header." },
  { "query", CT_KEY_TEXT,
    .about = "The query parameter that carries it; it shows up in server logs." },
  { "basic", CT_KEY_FLAG, .about = "It is user:password, sent as Authorization: Basic." }
};
static const CtShape auth_shape = { "auth", auth_keys, G_N_ELEMENTS (auth_keys) };

static const CtKey field_keys[] = {
  { "id", CT_KEY_TEXT, .required = TRUE, .pattern = NAME_PATTERN,
    .about = "Its name in expressions." },
  { "label", CT_KEY_TEXT, .required = TRUE, .about = "What the person is asked for." },
  { "help", CT_KEY_TEXT, .about = "Where it is found." },
  { "kind", CT_KEY_CHOICE, .choices = ct_field_kinds, .about = "text unless given." },
  { "choices", CT_KEY_TEXT, CT_KEY_LIST, .about = "What there is to choose from." },
  { "default", CT_KEY_TEXT, .about = "What it is until the person says otherwise." },
  { "optional", CT_KEY_FLAG, .about = "It may be left empty: then it is absent." }
};
static const CtShape field_shape = { "field", field_keys, G_N_ELEMENTS (field_keys) };

static const CtKey error_keys[] = {
  { "status", CT_KEY_WHOLE, .min = 100, .max = 599, .about = "The HTTP status; any unless given." },
  { "when", CT_KEY_EXPRESSION, .about = "A condition on answer." },
  { "code", CT_KEY_CHOICE, .required = TRUE, .choices = codes,
    .about = "What it means; zero: the money is gone." },
  { "hint", CT_KEY_TEXT, .about = "What the person can do." }
};
static const CtShape error_shape = { "error", error_keys, G_N_ELEMENTS (error_keys) };

static const CtKey pages_keys[] = {
  { "param", CT_KEY_TEXT, .required = TRUE, .about = "The query parameter that asks for a page." },
  { "next", CT_KEY_EXPRESSION, .required = TRUE,
    .about = "What param is for the next page; absent or null after the last." },
  { "more", CT_KEY_EXPRESSION, .about = "Whether there is a next page." },
  { "join", CT_KEY_TEXT, .required = TRUE, .pattern = "^[^\\[\\]'{} .]+(\\.[^\\[\\]'{} .]+)*$",
    .about = "The list that is put together: names of members with dots between." },
  { "max", CT_KEY_WHOLE, .min = 1, .max = CT_PAGES_MAX,
    .about = "More pages are an error; 12 unless given." }
};
static const CtShape pages_shape = { "pages", pages_keys, G_N_ELEMENTS (pages_keys) };

static const CtKey request_keys[] = {
  { "method", CT_KEY_CHOICE, .choices = ct_methods, .about = "GET unless given." },
  { "path", CT_KEY_TEMPLATE, .required = TRUE, .pattern = "^/([^/\\\\]|$)",
    .about = "Begins with one slash; appended to the address." },
  { "query", CT_KEY_TEMPLATE, CT_KEY_MAP, .about = "Parameters; one that is absent is not sent." },
  { "headers", CT_KEY_TEMPLATE, CT_KEY_MAP, .about = "Headers; one that is absent is not sent." },
  { "body", CT_KEY_ANY, .about = "Sent as JSON; its texts may hold expressions." },
  { "auth", CT_KEY_OBJECT, .or_false = TRUE, .shape = &auth_shape,
    .about = "How the token is sent with this request; false: not at all." },
  { "optional", CT_KEY_FLAG, .about = "The site may lack it (404, 410): then it is absent." },
  { "cache_s", CT_KEY_WHOLE, .max = 30 * 86400,
    .about = "Its values are kept so many seconds instead of asking again." },
  { "when", CT_KEY_EXPRESSION, .about = "Not sent unless this is true." },
  { "each", CT_KEY_EXPRESSION, .about = "A list: sent once for every item, at most 20." },
  { "pages", CT_KEY_OBJECT, .shape = &pages_shape, .about = "An answer that comes in pages." },
  { "ok", CT_KEY_EXPRESSION, .about = "True when its answer is a good one." },
  { "errors", CT_KEY_OBJECT, CT_KEY_LIST, .shape = &error_shape,
    .about = "Rules for its answer, before those for every answer." }
};
static const CtShape request_shape = { "request", request_keys, G_N_ELEMENTS (request_keys) };

static const CtKey balance_keys[] = {
  { "id", CT_KEY_TEMPLATE, .about = "Stays the same and is unique; main unless given." },
  { "name", CT_KEY_TEMPLATE, .about = "What it is called, where there are several." },
  { "scope", CT_KEY_CHOICE, .choices = ct_scopes,
    .about = "What the account has, or what this key may spend; account unless given." },
  { "kind", CT_KEY_CHOICE, .choices = ct_balance_kinds, .about = "money unless given." },
  { "currency", CT_KEY_TEXT, .about = "Of money: a code such as USD." },
  { "currency_from", CT_KEY_EXPRESSION, .about = "What gives the currency instead." },
  { "unit", CT_KEY_TEXT, .about = "What credits are called; credits unless given." },
  { "usd_per_unit", CT_KEY_NUMBER, .about = "What one credit costs." },
  { "each", CT_KEY_EXPRESSION, .about = "A list: a balance for every item." },
  { "when", CT_KEY_EXPRESSION, .about = "It is there only if this is true." },
  { "primary", CT_KEY_EXPRESSION, .about = "The first for which this is true is shown." },
  { "unlimited", CT_KEY_EXPRESSION, .about = "True when there is no limit." },
  { "available", CT_KEY_EXPRESSION, .about = "False when nothing can be spent." },
  { "remaining", CT_KEY_EXPRESSION, .about = "What is left; of percent: of 100." },
  { "used", CT_KEY_EXPRESSION, .about = "What was spent." },
  { "limit", CT_KEY_EXPRESSION, .about = "What there was, or may be spent." },
  { "resets_at", CT_KEY_EXPRESSION, .about = "When it starts anew, in unix seconds." }
};
static const CtShape balance_shape = { "balance", balance_keys, G_N_ELEMENTS (balance_keys) };

static const CtKey definition_keys[] = {
  { "$schema", CT_KEY_TEXT, .about = "For editors." },
  { "id", CT_KEY_TEXT, .required = TRUE, .pattern = "^[a-z0-9][a-z0-9-]{0,63}$",
    .about = "What accounts and other definitions refer to; the file is named after it." },
  { "name", CT_KEY_TEXT, .required = TRUE, .about = "What people call it." },
  { "extends", CT_KEY_TEXT, .about = "The id of the definition that this one changes." },
  { "base_url", CT_KEY_TEXT, .about = "The site's address; null: the person types it." },
  { "regions", CT_KEY_OBJECT, CT_KEY_LIST, .shape = &region_shape,
    .about = "Addresses to choose from, instead of one." },
  { "strip_suffix", CT_KEY_TEXT, .about = "What a pasted address loses; /v1 unless given." },
  { "key", CT_KEY_OBJECT, .shape = &key_shape, .about = "About the token." },
  { "auth", CT_KEY_OBJECT, .or_false = TRUE, .shape = &auth_shape,
    .about = "How the token is sent; Authorization: Bearer unless given." },
  { "fields", CT_KEY_OBJECT, CT_KEY_LIST, .shape = &field_shape,
    .about = "What the person is asked beside the token." },
  { "requests", CT_KEY_OBJECT, CT_KEY_MAP, .max = 12, .shape = &request_shape,
    .pattern = NAME_PATTERN,
    .about = "Each name also names the answer; without any it is kept by hand." },
  { "ok", CT_KEY_EXPRESSION, .about = "True when an answer is a good one." },
  { "errors", CT_KEY_OBJECT, CT_KEY_LIST, .shape = &error_shape,
    .about = "What answers mean; the first rule that fits decides." },
  { "message", CT_KEY_EXPRESSION, CT_KEY_LIST,
    .about = "What the gateway says about an error; the first that is there." },
  { "balances", CT_KEY_OBJECT, CT_KEY_LIST, .required = TRUE, .max = 20, .shape = &balance_shape,
    .about = "What is left." },
  { "details", CT_KEY_EXPRESSION, CT_KEY_MAP, .about = "What else is worth knowing." },
  { "min_interval_s", CT_KEY_WHOLE, .max = 86400, .about = "Asked no more often than this." },
  { "min_interval_per", CT_KEY_CHOICE, .choices = ct_interval_owners,
    .about = "Whether the accounts of a site share that; account unless given." },
  { "links", CT_KEY_OBJECT, .shape = &links_shape, .about = "Pages of the gateway." },
  { "undocumented", CT_KEY_FLAG, .about = "The vendor documents none of this." },
  { "confidence", CT_KEY_CHOICE, .choices = confidences,
    .about = "How sure it is: high, medium, low." },
  { "note", CT_KEY_TEXT, .about = "What the person should know before." }
};
const CtShape ct_definition_shape = { "definition", definition_keys,
                                      G_N_ELEMENTS (definition_keys) };

const CtKey *
ct_shape_get_key (const CtShape *shape, const char *name)
{
  for (gsize i = 0; i < shape->n_keys; i++)
    if (strcmp (shape->keys[i].name, name) == 0)
      return &shape->keys[i];
  return NULL;
}

char **
ct_shape_list_names (const CtShape *shape)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (gsize i = 0; i < shape->n_keys; i++)
    g_ptr_array_add (names, (gpointer) shape->keys[i].name);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}
