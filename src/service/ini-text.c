#include "config.h"

#include "ini-text.h"

#include <string.h>

typedef enum
{
  LINE_OTHER, /* blank, or a comment */
  LINE_GROUP,
  LINE_KEY,
} LineKind;

typedef struct
{
  LineKind kind;
  char *text;        /* (owned) without its line feed */
  char *group;       /* (nullable) (owned) that it is in, or opens; NULL: before the first one */
  char *key;         /* (nullable) (owned) of a key line */
  const char *value; /* (nullable) (unowned) into text */
} Line;

struct _CtIniText
{
  GPtrArray *lines; /* (owned) of Line */
};

static void
line_free (Line *line)
{
  g_free (line->text);
  g_free (line->group);
  g_free (line->key);
  g_free (line);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Line, line_free)

static Line *
line_new (LineKind kind, const char *group)
{
  Line *line = g_new0 (Line, 1);

  line->kind = kind;
  line->group = g_strdup (group);
  return line;
}

static Line *
line_new_key (const char *group, const char *key, const char *value)
{
  Line *line = line_new (LINE_KEY, group);

  line->key = g_strdup (key);
  line->text = g_strdup_printf ("%s=%s", key, value);
  line->value = line->text + strlen (key) + 1;
  return line;
}

static const char *
skip_blanks (const char *text)
{
  return text + strspn (text, " \t\f\r");
}

/* "[name]": the name; NULL when it is not one. (transfer full) */
static char *
parse_group (const char *text)
{
  const char *end = strchr (text, ']');

  if (end == NULL || end == text + 1 || *skip_blanks (end + 1) != '\0')
    return NULL;
  return g_strndup (text + 1, end - text - 1);
}

static gboolean
parse_key (Line *line, const char *text)
{
  const char *equals = strchr (text, '=');

  if (equals == NULL || line->group == NULL)
    return FALSE;
  line->kind = LINE_KEY;
  line->key = g_strchomp (g_strndup (text, equals - text));
  line->value = skip_blanks (equals + 1);
  return *line->key != '\0';
}

/* group: that the line before is in. NULL: broken. */
static Line *
parse_line (const char *data, gsize length, const char *group)
{
  g_autoptr (Line) line = line_new (LINE_OTHER, group);
  const char *text;

  if (memchr (data, '\0', length) != NULL)
    return NULL;
  line->text = g_strndup (data, length);
  text = skip_blanks (line->text);
  if (*text == '[')
    {
      g_free (line->group);
      line->kind = LINE_GROUP;
      line->group = parse_group (text);
      if (line->group == NULL)
        return NULL;
    }
  else if (*text != '\0' && *text != '#' && !parse_key (line, text))
    return NULL;
  return g_steal_pointer (&line);
}

CtIniText *
ct_ini_text_new (const char *data, gsize length, guint *broken_line)
{
  g_autoptr (CtIniText) ini = g_new0 (CtIniText, 1);
  const char *end = data + length;
  const char *group = NULL;

  ini->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) line_free);
  for (const char *start = data, *line_end; start < end; start = line_end + 1)
    {
      Line *line;

      line_end = memchr (start, '\n', end - start);
      if (line_end == NULL)
        line_end = end;
      line = parse_line (start, line_end - start, group);
      if (line == NULL)
        {
          *broken_line = ini->lines->len + 1;
          return NULL;
        }
      g_ptr_array_add (ini->lines, line);
      group = line->group;
    }
  return g_steal_pointer (&ini);
}

void
ct_ini_text_free (CtIniText *ini)
{
  g_clear_pointer (&ini->lines, g_ptr_array_unref);
  g_free (ini);
}

void
ct_ini_text_foreach (CtIniText *ini, CtIniFunc func, gpointer user_data)
{
  for (guint i = 0; i < ini->lines->len; i++)
    {
      const Line *line = g_ptr_array_index (ini->lines, i);

      if (line->kind == LINE_KEY)
        func (line->group, line->key, line->value, user_data);
    }
}

static gboolean
line_is_key (const Line *line, const char *group, const char *key)
{
  return line->kind == LINE_KEY && g_str_equal (line->group, group) && g_str_equal (line->key, key);
}

static void
append_group (CtIniText *ini, const char *group)
{
  Line *line;

  if (ini->lines->len > 0)
    {
      const Line *last = g_ptr_array_index (ini->lines, ini->lines->len - 1);

      if (*skip_blanks (last->text) != '\0')
        {
          line = line_new (LINE_OTHER, last->group);
          line->text = g_strdup ("");
          g_ptr_array_add (ini->lines, line);
        }
    }
  line = line_new (LINE_GROUP, group);
  line->text = g_strdup_printf ("[%s]", group);
  g_ptr_array_add (ini->lines, line);
}

/* Where a new key of the group goes: behind its last key, or its header. */
static guint
find_end_of_group (CtIniText *ini, const char *group)
{
  for (guint i = ini->lines->len; i > 0; i--)
    {
      const Line *line = g_ptr_array_index (ini->lines, i - 1);

      if (line->kind != LINE_OTHER && g_str_equal (line->group, group))
        return i;
    }
  append_group (ini, group);
  return ini->lines->len;
}

/* The last one of the name counts, so that is the one to change. */
void
ct_ini_text_set (CtIniText *ini, const char *group, const char *key, const char *value)
{
  Line *new_line = line_new_key (group, key, value);

  for (guint i = ini->lines->len; i > 0; i--)
    if (line_is_key (g_ptr_array_index (ini->lines, i - 1), group, key))
      {
        line_free (g_ptr_array_index (ini->lines, i - 1));
        g_ptr_array_index (ini->lines, i - 1) = new_line;
        return;
      }
  g_ptr_array_insert (ini->lines, find_end_of_group (ini, group), new_line);
}

void
ct_ini_text_remove_key (CtIniText *ini, const char *group, const char *key)
{
  for (guint i = ini->lines->len; i > 0; i--)
    if (line_is_key (g_ptr_array_index (ini->lines, i - 1), group, key))
      g_ptr_array_remove_index (ini->lines, i - 1);
}

/* Comments right above a header are that group's. */
static guint
find_begin_of_next (CtIniText *ini, guint header)
{
  guint next = header + 1, begin;

  while (next < ini->lines->len
         && ((Line *) g_ptr_array_index (ini->lines, next))->kind != LINE_GROUP)
    next++;
  begin = next;
  while (next < ini->lines->len && begin > header + 1)
    {
      const Line *line = g_ptr_array_index (ini->lines, begin - 1);

      if (line->kind != LINE_OTHER || *skip_blanks (line->text) != '#')
        break;
      begin--;
    }
  return begin;
}

void
ct_ini_text_remove_group (CtIniText *ini, const char *group)
{
  for (guint i = ini->lines->len; i > 0; i--)
    {
      const Line *line = g_ptr_array_index (ini->lines, i - 1);

      if (line->kind == LINE_GROUP && g_str_equal (line->group, group))
        g_ptr_array_remove_range (ini->lines, i - 1, find_begin_of_next (ini, i - 1) - (i - 1));
    }
}

char *
ct_ini_text_to_string (CtIniText *ini)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < ini->lines->len; i++)
    {
      const Line *line = g_ptr_array_index (ini->lines, i);

      g_string_append (text, line->text);
      g_string_append_c (text, '\n');
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
