#include "config.h"

#include "fuzz.h"

#include "catalog.h"
#include "definition-files.h"
#include "polling.h"

/* By id. */
static GPtrArray *
get_providers (void)
{
  static GPtrArray *providers;
  g_autoptr (CtCatalog) catalog = NULL;
  g_auto (GStrv) ids = NULL;

  if (providers != NULL)
    return providers;
  catalog = ct_catalog_new (NULL);
  ids = ct_definition_files_list (NULL);
  providers = g_ptr_array_new ();
  for (guint i = 0; ids[i] != NULL; i++)
    g_ptr_array_add (providers, ct_provider_ref (ct_catalog_lookup (catalog, ids[i], NULL)));
  return providers;
}

/* The first byte picks the built-in definition; behind it, the answers: see polling.h. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  GPtrArray *providers = get_providers ();
  g_autoptr (GPtrArray) answers = g_ptr_array_new_with_free_func (g_free);
  CtProvider *provider;
  char *answer;

  if (size == 0)
    return 0;
  provider = providers->pdata[*data % providers->len];
  data++;
  size--;
  while ((answer = fuzz_take_text (&data, &size)) != NULL)
    g_ptr_array_add (answers, answer);
  g_ptr_array_add (answers, NULL);
  fuzz_poll_twice (provider, (const char *const *) answers->pdata);
  return 0;
}
