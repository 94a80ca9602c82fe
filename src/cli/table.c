#include "config.h"

#include "table.h"

#define GAP 2
#define PLAIN "\033[0m"

typedef struct
{
  char *colour; /* (nullable) (owned) */
  char **cells; /* (owned) */
} Row;

struct _CtTable
{
  GPtrArray *rows; /* (owned) of Row */
};

static void
row_free (Row *row)
{
  g_free (row->colour);
  g_strfreev (row->cells);
  g_free (row);
}

CtTable *
ct_table_new (void)
{
  CtTable *table = g_new0 (CtTable, 1);

  table->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) row_free);
  return table;
}

void
ct_table_free (CtTable *table)
{
  g_ptr_array_unref (table->rows);
  g_free (table);
}

/* A name is typed by a person, and could move the cursor of another one's terminal. */
static char *
without_controls (const char *text)
{
  GString *clean = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (clean, g_unichar_iscntrl (c) ? '?' : c);
    }
  return g_string_free (clean, FALSE);
}

static gsize
columns_of (const char *text)
{
  gsize columns = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      columns += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return columns;
}

void
ct_table_add (CtTable *table, const char *colour, const char *const *cells)
{
  Row *row = g_new0 (Row, 1);
  g_autoptr (GStrvBuilder) clean = g_strv_builder_new ();

  for (guint i = 0; cells[i] != NULL; i++)
    {
      g_autofree char *cell = without_controls (cells[i]);

      g_strv_builder_add (clean, cell);
    }
  row->colour = g_strdup (colour);
  row->cells = g_strv_builder_end (clean);
  g_ptr_array_add (table->rows, row);
}

/* (element-type gsize) */
static GArray *
measure (CtTable *table)
{
  GArray *widths = g_array_new (FALSE, TRUE, sizeof (gsize));

  for (guint i = 0; i < table->rows->len; i++)
    {
      const Row *row = table->rows->pdata[i];

      for (guint column = 0; row->cells[column] != NULL; column++)
        {
          gsize *width;

          if (column == widths->len)
            g_array_set_size (widths, column + 1);
          width = &g_array_index (widths, gsize, column);
          *width = MAX (*width, columns_of (row->cells[column]));
        }
    }
  return widths;
}

/* Nothing is filled up behind the last cell that says something, nor for a column that says nothing
 * in any row. */
static void
append_row (const Row *row, GArray *widths, GString *text)
{
  gsize missing = 0;

  if (row->colour != NULL)
    g_string_append (text, row->colour);
  for (guint i = 0; row->cells[i] != NULL; i++)
    {
      if (row->cells[i][0] != '\0')
        {
          g_string_append_printf (text, "%*s%s", (int) missing, "", row->cells[i]);
          missing = 0;
        }
      if (g_array_index (widths, gsize, i) > 0)
        missing += g_array_index (widths, gsize, i) - columns_of (row->cells[i]) + GAP;
    }
  if (row->colour != NULL)
    g_string_append (text, PLAIN);
  g_string_append_c (text, '\n');
}

char *
ct_table_format (CtTable *table)
{
  g_autoptr (GArray) widths = measure (table);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < table->rows->len; i++)
    append_row (table->rows->pdata[i], widths, text);
  return g_string_free (text, FALSE);
}
