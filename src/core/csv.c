#include "config.h"

#include "csv.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"

#define SEPARATORS ",;\t"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

typedef struct
{
  const char *p, *end; /* (unowned) */
  guint line;
  char separator;
} Reader;

static void
record_free (CtCsvRecord *record)
{
  for (char **cell = record->cells; *cell != NULL; cell++)
    explicit_bzero (*cell, strlen (*cell));
  g_strfreev (record->cells);
  g_free (record);
}

/* Nothing of the text: it can be a secret. */
static gboolean
fail (guint line, const char *what, GError **error)
{
  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("Line %u: %s"), line, what);
  return FALSE;
}

static gboolean
at_line_end (const Reader *reader)
{
  return reader->p == reader->end || *reader->p == '\n'
         || (*reader->p == '\r' && reader->p + 1 < reader->end && reader->p[1] == '\n');
}

static void
skip_line_end (Reader *reader)
{
  if (reader->p < reader->end && *reader->p == '\r')
    reader->p++;
  if (reader->p < reader->end)
    reader->p++;
  reader->line++;
}

/* At the opening quote; *end: the closing one. */
static gboolean
find_closing_quote (const Reader *reader, const char **end, GError **error)
{
  const char *p = reader->p + 1;

  while ((p = memchr (p, '"', reader->end - p)) != NULL && p + 1 < reader->end && p[1] == '"')
    p += 2;
  *end = p;
  return p != NULL || fail (reader->line, _ ("a quote is never closed"), error);
}

/* (nullable) (transfer full) */
static char *
read_quoted (Reader *reader, GError **error)
{
  const char *end;
  g_autofree char *cell = NULL;
  gsize n = 0;

  if (!find_closing_quote (reader, &end, error))
    return NULL;
  cell = g_malloc0 (end - reader->p);
  for (reader->p++; reader->p < end; reader->p++)
    {
      reader->line += *reader->p == '\n';
      cell[n++] = *reader->p;
      reader->p += *reader->p == '"';
    }
  reader->p = end + 1;
  if (at_line_end (reader) || *reader->p == reader->separator)
    return g_steal_pointer (&cell);
  explicit_bzero (cell, n);
  fail (reader->line, _ ("a cell goes on behind its closing quote"), error);
  return NULL;
}

/* (nullable) (transfer full) */
static char *
read_plain (Reader *reader, GError **error)
{
  const char *start = reader->p;

  for (; !at_line_end (reader) && *reader->p != reader->separator; reader->p++)
    if (*reader->p == '"')
      {
        fail (reader->line, _ ("a quote stands in the middle of a cell"), error);
        return NULL;
      }
  return g_strndup (start, reader->p - start);
}

static char *
read_cell (Reader *reader, GError **error)
{
  return reader->p < reader->end && *reader->p == '"' ? read_quoted (reader, error)
                                                      : read_plain (reader, error);
}

/* What was read of a record that is refused is wiped, too. (nullable) (transfer full) */
static CtCsvRecord *
read_record (Reader *reader, GError **error)
{
  CtCsvRecord *record = g_new0 (CtCsvRecord, 1);
  gboolean more = TRUE, good = TRUE;

  record->line = reader->line;
  record->cells = g_new0 (char *, CT_CSV_MAX_CELLS + 1);
  for (guint n = 0; good && more; n++)
    {
      good = n < CT_CSV_MAX_CELLS || fail (reader->line, _ ("there are too many cells"), error);
      if (good)
        good = (record->cells[n] = read_cell (reader, error)) != NULL;
      more = good && reader->p < reader->end && *reader->p == reader->separator;
      if (more)
        reader->p++;
    }
  if (good)
    return record;
  record_free (record);
  return NULL;
}

/* The first one outside quotes in the first line that is not empty. */
static char
find_separator (const Reader *reader)
{
  gboolean in_quotes = FALSE;
  const char *p = reader->p;

  while (p < reader->end && (*p == '\n' || *p == '\r'))
    p++;
  for (; p < reader->end && (in_quotes || *p != '\n'); p++)
    if (*p == '"')
      in_quotes = !in_quotes;
    else if (!in_quotes && strchr (SEPARATORS, *p) != NULL)
      return *p;
  return SEPARATORS[0];
}

GPtrArray *
ct_csv_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) record_free);
  Reader reader = { text, text + length, 1, SEPARATORS[0] };

  if (!g_utf8_validate_len (text, length, NULL))
    {
      g_set_error_literal (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("The file is not text in UTF-8"));
      return NULL;
    }
  if (length >= strlen (BYTE_ORDER_MARK) && memcmp (text, BYTE_ORDER_MARK, 3) == 0)
    reader.p += strlen (BYTE_ORDER_MARK);
  reader.separator = find_separator (&reader);
  while (reader.p < reader.end)
    {
      CtCsvRecord *record;

      if (at_line_end (&reader))
        {
          skip_line_end (&reader);
          continue;
        }
      record = read_record (&reader, error);
      if (record == NULL)
        return NULL;
      g_ptr_array_add (records, record);
      if (records->len > CT_CSV_MAX_RECORDS)
        {
          fail (reader.line, _ ("there are too many lines"), error);
          return NULL;
        }
      if (reader.p < reader.end)
        skip_line_end (&reader);
    }
  return g_steal_pointer (&records);
}
