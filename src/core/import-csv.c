#include "config.h"

#include "import-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "csv.h"

/* Whatever is no CSV of ours parses as a CSV of something else. */
static gboolean
has_name (const CtCsvRecord *header, const char *name)
{
  return g_strv_contains ((const char *const *) header->cells, name);
}

static gboolean
check_header (const CtCsvRecord *header, GError **error)
{
  g_autoptr (CtImportEntry) probe = ct_import_entry_new ("");

  if (!has_name (header, "provider") && !has_name (header, "address"))
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("This format is not known"));
      return FALSE;
    }
  for (char **name = header->cells; *name != NULL; name++)
    if (!ct_import_entry_set (probe, *name, ""))
      {
        g_autofree char *message = ct_import_describe_unknown_key (*name);

        g_set_error_literal (error, CT_ERROR, CT_ERROR_SETTINGS, message);
        return FALSE;
      }
  return TRUE;
}

static CtImportEntry *
read_record (const CtCsvRecord *header, const CtCsvRecord *record)
{
  g_autofree char *source = g_strdup_printf (_ ("line %u"), record->line);
  CtImportEntry *entry = ct_import_entry_new (source);

  if (g_strv_length (record->cells) != g_strv_length (header->cells))
    {
      ct_import_entry_judge (entry, CT_IMPORT_UNUSABLE,
                             _ ("It has not as many cells as the first line"));
      return entry;
    }
  for (guint i = 0; record->cells[i] != NULL; i++)
    ct_import_entry_set (entry, header->cells[i], record->cells[i]);
  return entry;
}

gboolean
ct_import_read_csv (const char *bytes, gsize length, GPtrArray *entries, GError **error)
{
  g_autoptr (GPtrArray) records = ct_csv_parse (bytes, length, error);

  if (records == NULL)
    return FALSE;
  if (records->len == 0)
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("There is nothing in it"));
      return FALSE;
    }
  if (!check_header (records->pdata[0], error))
    return FALSE;
  for (guint i = 1; i < records->len; i++)
    if (!ct_import_add (entries, read_record (records->pdata[0], records->pdata[i]), error))
      return FALSE;
  return TRUE;
}
