#include "config.h"

#include "settings-text.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"

/* A letter behind a backslash, and what it stands for. */
static const char escape_letters[] = "stnrf\\;=";
static const char escaped_characters[] = " \t\n\r\f\\;=";

#define NO_SEPARATORS ""
#define LIST_SEPARATORS ";"
#define MAP_SEPARATORS ";="

static void
append_escaped (GString *out, const char *text, const char *separators)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      const gboolean at_an_end = p == text || p[1] == '\0';
      const char *escaped = strchr (escaped_characters, *p);

      if (escaped == NULL || (*p == ' ' && !at_an_end)
          || (strchr (MAP_SEPARATORS, *p) != NULL && strchr (separators, *p) == NULL))
        g_string_append_c (out, *p);
      else
        g_string_append_printf (out, "\\%c", escape_letters[escaped - escaped_characters]);
    }
}

/* A list that ends in an empty item needs the `;` behind it: without it there is no such item. */
static void
append_list (GString *out, GVariant *list)
{
  GVariantIter iter;
  const char *item;
  gboolean first = TRUE, last_is_empty = FALSE;

  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "&s", &item))
    {
      g_string_append (out, first ? "" : "; ");
      append_escaped (out, item, LIST_SEPARATORS);
      first = FALSE;
      last_is_empty = *item == '\0';
    }
  if (last_is_empty)
    g_string_append_c (out, ';');
}

static void
append_map (GString *out, GVariant *map)
{
  GVariantIter iter;
  const char *key, *item;
  gboolean first = TRUE;

  g_variant_iter_init (&iter, map);
  while (g_variant_iter_next (&iter, "{&s&s}", &key, &item))
    {
      g_string_append (out, first ? "" : "; ");
      append_escaped (out, key, MAP_SEPARATORS);
      g_string_append_c (out, '=');
      append_escaped (out, item, MAP_SEPARATORS);
      first = FALSE;
    }
}

char *
ct_settings_text_from_value (GVariant *value)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    append_escaped (out, g_variant_get_string (value, NULL), NO_SEPARATORS);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    g_string_append (out, g_variant_get_boolean (value) ? "true" : "false");
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    g_string_append_printf (out, "%" G_GUINT32_FORMAT, g_variant_get_uint32 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    append_list (out, value);
  else
    append_map (out, value);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
unescape (const char *text, gsize length, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strndup (text, length));
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *p = stripped; *p != '\0'; p++)
    {
      const char *letter;

      if (*p != '\\')
        {
          g_string_append_c (out, *p);
          continue;
        }
      p++;
      letter = *p != '\0' ? strchr (escape_letters, *p) : NULL;
      if (letter == NULL)
        {
          g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
                       _ ("a backslash is written “\\\\”: “%s”"), stripped);
          return NULL;
        }
      g_string_append_c (out, escaped_characters[letter - escape_letters]);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Where the first `separator` is that no backslash stands before; `end` when there is none. */
static const char *
find_separator (const char *text, const char *end, char separator)
{
  for (const char *p = text; p < end; p++)
    {
      if (*p == separator)
        return p;
      if (*p == '\\' && p + 1 < end)
        p++;
    }
  return end;
}

static gboolean
add_list_item (GVariantBuilder *builder, const char *item, const char *end, GError **error)
{
  g_autofree char *text = unescape (item, end - item, error);

  if (text == NULL)
    return FALSE;
  g_variant_builder_add (builder, "s", text);
  return TRUE;
}

static gboolean
add_map_item (GVariantBuilder *builder, const char *item, const char *end, GError **error)
{
  const char *equals = find_separator (item, end, '=');
  g_autofree char *key = NULL, *text = NULL;

  if (equals == end)
    {
      g_autofree char *stripped = g_strstrip (g_strndup (item, end - item));

      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("“%s” is not of the form key=value"),
                   stripped);
      return FALSE;
    }
  key = unescape (item, equals - item, error);
  if (key == NULL)
    return FALSE;
  text = unescape (equals + 1, end - equals - 1, error);
  if (text == NULL)
    return FALSE;
  g_variant_builder_add (builder, "{ss}", key, text);
  return TRUE;
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n\f")] == '\0';
}

static GVariant *
parse_items (const char *text, const GVariantType *type, GError **error)
{
  const gboolean is_map = g_variant_type_equal (type, "a{ss}");
  const char *end = text + strlen (text);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (type);

  for (const char *item = text, *item_end; !is_blank (item); item = item_end + 1)
    {
      item_end = find_separator (item, end, ';');
      if (!(is_map ? add_map_item (&builder, item, item_end, error)
                   : add_list_item (&builder, item, item_end, error)))
        return NULL;
      if (item_end == end)
        break;
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
parse_boolean (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  if (g_str_equal (stripped, "true") || g_str_equal (stripped, "false"))
    return g_variant_new_boolean (*stripped == 't');
  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("“%s” is neither true nor false"), stripped);
  return NULL;
}

static GVariant *
parse_number (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  guint64 number;

  if (g_ascii_string_to_unsigned (stripped, 10, 0, G_MAXUINT32, &number, NULL))
    return g_variant_new_uint32 (number);
  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("“%s” is not a whole number"), stripped);
  return NULL;
}

static GVariant *
parse_string (const char *text, GError **error)
{
  char *unescaped = unescape (text, strlen (text), error);

  return unescaped != NULL ? g_variant_new_take_string (unescaped) : NULL;
}

GVariant *
ct_settings_text_to_value (const char *text, const GVariantType *type, GError **error)
{
  GVariant *value;

  if (!g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("the text is not valid UTF-8"));
      return NULL;
    }
  if (g_variant_type_equal (type, G_VARIANT_TYPE_STRING))
    value = parse_string (text, error);
  else if (g_variant_type_equal (type, G_VARIANT_TYPE_BOOLEAN))
    value = parse_boolean (text, error);
  else if (g_variant_type_equal (type, G_VARIANT_TYPE_UINT32))
    value = parse_number (text, error);
  else
    value = parse_items (text, type, error);
  return value != NULL ? g_variant_ref_sink (value) : NULL;
}
