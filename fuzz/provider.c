#include "config.h"

#include "fuzz.h"

#include "catalog.h"
#include "error.h"
#include "polling.h"
#include "provider-review.h"

static CtCatalog *
get_catalog (void)
{
  static CtCatalog *catalog;

  if (catalog == NULL)
    catalog = ct_catalog_new (NULL);
  return catalog;
}

/* What is shown of one before it is used. */
static void
look_at (const CtProvider *provider)
{
  g_autoptr (GPtrArray) reviewed = ct_provider_review (provider);
  g_auto (GStrv) remarks = ct_provider_list_remarks (provider);
  g_autofree char *link = ct_provider_get_top_up_link (provider, "https://site.example", NULL);
  gboolean needs_token = ct_provider_needs_token (provider), sends_token = FALSE;

  for (guint i = 0; i < reviewed->len; i++)
    sends_token |= ((const CtReviewedRequest *) reviewed->pdata[i])->sends_token;
  g_assert_true (needs_token == sends_token);
  g_assert_true (provider->requests->len > 0 || remarks[0] != NULL);
  g_assert_true (link == NULL || g_str_has_prefix (link, "https://"));
  g_free (ct_provider_check_token_kind (provider, "sk-0123456789abcdef"));
}

/* A definition of the person's own, and an answer to all that it asks. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = fuzz_take_text (&data, &size);
  g_autofree char *answer = fuzz_take_text (&data, &size);
  const char *const answers[] = { answer, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = NULL;

  if (text == NULL)
    return 0;
  provider = ct_catalog_load_text (get_catalog (), text, "fuzz.json", &error);
  g_assert_true ((provider == NULL) == (error != NULL));
  if (provider == NULL)
    {
      g_assert_error (error, CT_ERROR, CT_ERROR_DEFINITION);
      return 0;
    }
  g_assert_true (provider->custom);
  look_at (provider);
  fuzz_poll_twice (provider, answers);
  return 0;
}
