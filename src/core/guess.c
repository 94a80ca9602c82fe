#include "config.h"

#include "guess.h"

#include <string.h>

#define MIN_KEY_LENGTH 16
#define MIN_KEY_DIGITS 3 /* names of models have one or two */
/* Most sites whose address nobody knows run it or a fork of it. */
#define COMMON_SOFTWARE "new-api"

/* --- What it is --- */

/* "api.example.com": dots, and letters behind the last one. */
static gboolean
is_host (const char *text)
{
  const char *dot = strrchr (text, '.');
  gsize length = strlen (text);

  if (dot == NULL || dot == text || strlen (dot + 1) < 2 || length > 253)
    return FALSE;
  for (const char *p = dot + 1; *p != '\0'; p++)
    if (!g_ascii_isalpha (*p))
      return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '.' && *p != '-')
      return FALSE;
  return TRUE;
}

/* The host of an address that was pasted in whatever shape; NULL: it is no address. (transfer full)
 */
static char *
host_of (const char *text)
{
  const char *start = strstr (text, "://");
  g_autofree char *host = NULL;
  gboolean has_scheme = start != NULL;

  start = has_scheme ? start + strlen ("://") : text;
  host = g_ascii_strdown (start, strcspn (start, "/?#:"));
  return (has_scheme && host[0] != '\0') || is_host (host) ? g_steal_pointer (&host) : NULL;
}

gboolean
ct_guess_is_key (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *host = host_of (stripped);
  gboolean has_letter = FALSE;
  guint n_digits = 0;

  if (host != NULL || strlen (stripped) < MIN_KEY_LENGTH)
    return FALSE;
  for (const char *p = stripped; *p != '\0'; p++)
    {
      if (!g_ascii_isgraph (*p))
        return FALSE;
      n_digits += g_ascii_isdigit (*p) ? 1 : 0;
      has_letter |= g_ascii_isalpha (*p);
    }
  return n_digits >= MIN_KEY_DIGITS && has_letter;
}

/* --- Whose address --- */

static char *
host_of_base (const char *base_url)
{
  return base_url != NULL ? host_of (base_url) : NULL;
}

/* "openrouter.ai" of "api.openrouter.ai"; of "example.co.uk" all of it would be right, and a domain
 * too long only fails to match. */
static const char *
domain_of (const char *host)
{
  static const char *const common[] = { "api.",       "www.", "console.",       "platform.",
                                        "dashboard.", "app.", "management-api." };

  for (gsize i = 0; i < G_N_ELEMENTS (common); i++)
    if (g_str_has_prefix (host, common[i]) && strchr (host + strlen (common[i]), '.') != NULL)
      return host + strlen (common[i]);
  return host;
}

/* 2: that very host; 1: another name of its domain; 0: no. */
static int
match_base (const char *base_url, const char *host)
{
  g_autofree char *base_host = host_of_base (base_url);

  if (base_host == NULL)
    return 0;
  if (strcmp (base_host, host) == 0)
    return 2;
  return strcmp (domain_of (base_host), domain_of (host)) == 0 ? 1 : 0;
}

/* Of the provider's own address and those of its regions, the best; *region (nullable) which. */
static int
match_host (const CtProvider *provider, const char *host, const char **region)
{
  int best = match_base (provider->base_url, host);

  *region = NULL;
  for (guint i = 0; i < provider->regions->len; i++)
    {
      const CtRegion *candidate = provider->regions->pdata[i];
      int match = match_base (candidate->base_url, host);

      if (match <= best)
        continue;
      best = match;
      *region = candidate->id;
    }
  return best;
}

static void
guess_address (const GPtrArray *providers, const char *host, CtGuess *guess)
{
  int best = 0;

  for (guint i = 0; i < providers->len; i++)
    {
      const char *region;
      int match = match_host (providers->pdata[i], host, &region);

      if (match == 0 || match < best)
        continue;
      if (match > best)
        g_ptr_array_set_size (guess->providers, 0);
      best = match;
      g_ptr_array_add (guess->providers, providers->pdata[i]);
      guess->region = guess->providers->len == 1 ? region : NULL;
    }
  for (guint i = 0; best == 0 && i < providers->len; i++)
    if (strcmp (((CtProvider *) providers->pdata[i])->id, COMMON_SOFTWARE) == 0)
      g_ptr_array_add (guess->providers, providers->pdata[i]);
}

const char *
ct_guess_get_region (const CtProvider *provider, const char *address)
{
  g_autofree char *stripped = g_strstrip (g_strdup (address));
  g_autofree char *host = host_of (stripped);
  const char *region = NULL;

  if (host != NULL)
    match_host (provider, host, &region);
  return region;
}

/* --- Whose key --- */

static void
guess_key (const GPtrArray *providers, const char *key, CtGuess *guess)
{
  gsize best = 0;

  for (guint i = 0; i < providers->len; i++)
    {
      const CtProvider *provider = providers->pdata[i];
      gsize length = provider->key_prefix_hint != NULL ? strlen (provider->key_prefix_hint) : 0;

      if (length == 0 || length < best || !g_str_has_prefix (key, provider->key_prefix_hint))
        continue;
      if (length > best)
        g_ptr_array_set_size (guess->providers, 0);
      best = length;
      g_ptr_array_add (guess->providers, (gpointer) provider);
    }
}

void
ct_guess (const GPtrArray *providers, const char *text, CtGuess *guess)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *host = host_of (stripped);

  guess->kind = CT_GUESS_NOTHING;
  guess->providers = g_ptr_array_new ();
  guess->region = NULL;
  if (host != NULL)
    {
      guess->kind = CT_GUESS_ADDRESS;
      guess_address (providers, host, guess);
    }
  else if (ct_guess_is_key (stripped))
    {
      guess->kind = CT_GUESS_KEY;
      guess_key (providers, stripped, guess);
      explicit_bzero (stripped, strlen (stripped));
    }
}

void
ct_guess_clear (CtGuess *guess)
{
  g_clear_pointer (&guess->providers, g_ptr_array_unref);
}
