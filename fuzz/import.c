#include "config.h"

#include "fuzz.h"

#include "error.h"
#include "import-specs.h"

static GPtrArray *
get_definitions (void)
{
  static GPtrArray *definitions;

  if (definitions == NULL)
    definitions = import_load_definitions ();
  return definitions;
}

static gpointer
copy_config (gconstpointer entry, gpointer user_data)
{
  return ct_account_config_copy (((const CtImportEntry *) entry)->config);
}

/* What was read from anywhere can be written as ours, and has as many accounts then. */
static void
check_written (GPtrArray *entries, const GPtrArray *definitions)
{
  g_autoptr (GPtrArray) configs = g_ptr_array_copy (entries, copy_config, NULL);
  g_autofree char *text = ct_import_write (configs);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) again = ct_import_read (text, strlen (text), definitions, &error);

  g_ptr_array_set_free_func (configs, (GDestroyNotify) ct_account_config_free);
  g_assert_no_error (error);
  g_assert_cmpuint (again->len, ==, entries->len);
  for (guint i = 0; i < again->len; i++)
    g_assert_null (((const CtImportEntry *) again->pdata[i])->token);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  GPtrArray *definitions = get_definitions ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = ct_import_read ((const char *) data, size, definitions, &error);

  g_assert_true ((entries == NULL) == (error != NULL));
  if (entries == NULL)
    {
      g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
      return 0;
    }
  for (guint i = 0; i < entries->len; i++)
    {
      const CtImportEntry *entry = entries->pdata[i];

      g_assert_true ((entry->reason == NULL) == (entry->verdict == CT_IMPORT_READY));
      g_assert_true (entry->verdict != CT_IMPORT_READY || entry->origin != NULL);
    }
  check_written (entries, definitions);
  return 0;
}
