#include "config.h"

#include "sql-dump.h"

#include <string.h>

#include "wipe.h"

#define MAX_COLUMNS 64

typedef enum
{
  TOKEN_END,
  TOKEN_WORD,   /* names and numbers without quotes */
  TOKEN_NAME,   /* "quoted" */
  TOKEN_STRING, /* 'quoted' */
  TOKEN_SIGN,   /* any other single byte */
} TokenKind;

/* One token ahead. start and length are what is between the quotes, doubled ones still doubled. */
typedef struct
{
  const char *p, *end; /* (unowned) */
  TokenKind kind;
  const char *start; /* (unowned) */
  gsize length;
} Lexer;

/* --- Tokens --- */

static void
skip_comment (Lexer *lexer)
{
  const char *end = lexer->p[0] == '-' ? memchr (lexer->p, '\n', lexer->end - lexer->p)
                                       : g_strstr_len (lexer->p, lexer->end - lexer->p, "*/");

  lexer->p = end == NULL ? lexer->end : lexer->p[0] == '-' ? end + 1 : end + 2;
}

static gboolean
at_comment (const Lexer *lexer)
{
  return lexer->p + 1 < lexer->end
         && ((lexer->p[0] == '-' && lexer->p[1] == '-')
             || (lexer->p[0] == '/' && lexer->p[1] == '*'));
}

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '.' || c == '+' || c == '-';
}

static void
read_quoted (Lexer *lexer)
{
  const char quote = *lexer->p++;
  const char *p = lexer->p;

  while ((p = memchr (p, quote, lexer->end - p)) != NULL && p + 1 < lexer->end && p[1] == quote)
    p += 2;
  lexer->start = lexer->p;
  if (p == NULL)
    {
      lexer->kind = TOKEN_END;
      lexer->p = lexer->end;
      return;
    }
  lexer->kind = quote == '\'' ? TOKEN_STRING : TOKEN_NAME;
  lexer->length = p - lexer->start;
  lexer->p = p + 1;
}

static void
advance (Lexer *lexer)
{
  while (lexer->p < lexer->end && (g_ascii_isspace (*lexer->p) || at_comment (lexer)))
    {
      if (g_ascii_isspace (*lexer->p))
        lexer->p++;
      else
        skip_comment (lexer);
    }
  lexer->start = lexer->p;
  lexer->length = 1;
  if (lexer->p == lexer->end)
    lexer->kind = TOKEN_END;
  else if (*lexer->p == '\'' || *lexer->p == '"')
    read_quoted (lexer);
  else if (is_word (*lexer->p))
    {
      lexer->kind = TOKEN_WORD;
      while (lexer->p < lexer->end && is_word (*lexer->p) && !at_comment (lexer))
        lexer->p++;
      lexer->length = lexer->p - lexer->start;
    }
  else
    {
      lexer->kind = TOKEN_SIGN;
      lexer->p++;
    }
}

static gboolean
is_sign (const Lexer *lexer, char sign)
{
  return lexer->kind == TOKEN_SIGN && *lexer->start == sign;
}

static gboolean
accept_sign (Lexer *lexer, char sign)
{
  gboolean fits = is_sign (lexer, sign);

  if (fits)
    advance (lexer);
  return fits;
}

static gboolean
accept_word (Lexer *lexer, const char *word)
{
  gboolean fits = lexer->kind == TOKEN_WORD && lexer->length == strlen (word)
                  && g_ascii_strncasecmp (lexer->start, word, lexer->length) == 0;

  if (fits)
    advance (lexer);
  return fits;
}

static char *
dup_token (const Lexer *lexer)
{
  const char quote = lexer->kind == TOKEN_STRING ? '\'' : '"';
  char *text = g_malloc0 (lexer->length + 1);
  gsize n = 0;

  for (gsize i = 0; i < lexer->length; i++)
    {
      text[n++] = lexer->start[i];
      if (lexer->kind != TOKEN_WORD && lexer->start[i] == quote)
        i++;
    }
  return text;
}

/* --- Rows --- */

/* Any expression up to the comma or parenthesis behind it. */
static void
skip_expression (Lexer *lexer)
{
  guint depth = 0;

  while (lexer->kind != TOKEN_END && (depth > 0 || !(is_sign (lexer, ',') || is_sign (lexer, ')'))))
    {
      if (is_sign (lexer, '('))
        depth++;
      else if (is_sign (lexer, ')'))
        depth--;
      advance (lexer);
    }
}

/* (nullable): NULL, a blob, an expression (transfer full) */
static char *
read_value (Lexer *lexer)
{
  char *text = NULL;

  if (lexer->kind == TOKEN_STRING
      || (lexer->kind == TOKEN_WORD && (g_ascii_isdigit (*lexer->start) || *lexer->start == '-')))
    {
      text = dup_token (lexer);
      advance (lexer);
    }
  if (!is_sign (lexer, ',') && !is_sign (lexer, ')'))
    {
      g_clear_pointer (&text, ct_wipe);
      skip_expression (lexer);
    }
  return text;
}

/* FALSE: it cannot be read. */
static gboolean
read_row (Lexer *lexer, GPtrArray *columns, GHashTable *row)
{
  if (!accept_sign (lexer, '('))
    return FALSE;
  for (guint i = 0; i < columns->len; i++)
    {
      char *value;

      if (i > 0 && !accept_sign (lexer, ','))
        return FALSE;
      value = read_value (lexer);
      if (value != NULL)
        g_hash_table_replace (row, columns->pdata[i], value);
    }
  return accept_sign (lexer, ')');
}

/* (nullable): it cannot be read (transfer full) */
static GPtrArray *
read_columns (Lexer *lexer)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (g_free);

  if (!accept_sign (lexer, '('))
    return NULL;
  do
    {
      if ((lexer->kind != TOKEN_WORD && lexer->kind != TOKEN_NAME) || columns->len == MAX_COLUMNS)
        return NULL;
      g_ptr_array_add (columns, dup_token (lexer));
      advance (lexer);
    }
  while (accept_sign (lexer, ','));
  return accept_sign (lexer, ')') ? g_steal_pointer (&columns) : NULL;
}

typedef struct
{
  const char *table; /* (unowned) */
  gboolean (*func) (GHashTable *row, gpointer user_data);
  gpointer user_data;
} Reading;

/* Behind the name of the table. FALSE: func wants no more. */
static gboolean
read_rows (Lexer *lexer, const Reading *reading)
{
  g_autoptr (GPtrArray) columns = read_columns (lexer);
  gboolean more = TRUE;

  if (columns == NULL || !accept_word (lexer, "VALUES"))
    return TRUE;
  do
    {
      g_autoptr (GHashTable) row = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                                          (GDestroyNotify) ct_wipe);

      if (!read_row (lexer, columns, row))
        return TRUE;
      more = reading->func (row, reading->user_data);
    }
  while (more && accept_sign (lexer, ','));
  return more;
}

static gboolean
is_table (const Lexer *lexer, const char *table)
{
  return (lexer->kind == TOKEN_WORD || lexer->kind == TOKEN_NAME) && lexer->length == strlen (table)
         && memcmp (lexer->start, table, lexer->length) == 0;
}

void
ct_sql_dump_foreach (const char *text, gsize length, const char *table,
                     gboolean (*func) (GHashTable *row, gpointer user_data), gpointer user_data)
{
  Lexer lexer = { .p = text, .end = text + length };
  const Reading reading = { table, func, user_data };

  advance (&lexer);
  while (lexer.kind != TOKEN_END)
    {
      if (accept_word (&lexer, "INSERT") && accept_word (&lexer, "INTO")
          && is_table (&lexer, table))
        {
          advance (&lexer);
          if (!read_rows (&lexer, &reading))
            return;
        }
      while (lexer.kind != TOKEN_END && !is_sign (&lexer, ';'))
        advance (&lexer);
      advance (&lexer);
    }
}
