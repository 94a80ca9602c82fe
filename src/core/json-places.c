#include "config.h"

#include "json-places.h"

#include <string.h>

#include "rational.h"

#define MAX_ELEMENTS 5 /* of a list: the others are of the same kind */

typedef struct
{
  GPtrArray *places; /* (owned) of CtJsonPlace */
  GString *path;     /* (owned) to where the walk is */
  guint max;
} Walk;

void
ct_json_place_free (CtJsonPlace *place)
{
  g_free (place->path);
  g_free (place->text);
  g_free (place);
}

static void
add_place (Walk *walk, const char *text, gsize length, gboolean is_number)
{
  CtJsonPlace *place = g_new0 (CtJsonPlace, 1);

  place->path = g_strdup (walk->path->str);
  place->text = g_strndup (text, length);
  place->is_number = is_number;
  g_ptr_array_add (walk->places, place);
}

static void
add_text (Walk *walk, const char *text)
{
  CtRational number;

  if (ct_rational_parse (text, strlen (text), &number, NULL))
    add_place (walk, text, strlen (text), TRUE);
}

static gboolean
is_word (const char *name)
{
  if (!g_ascii_isalpha (name[0]) && name[0] != '_')
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_')
      return FALSE;
  return TRUE;
}

static void
append_member (GString *path, const char *name)
{
  if (is_word (name))
    {
      g_string_append_printf (path, ".%s", name);
      return;
    }
  g_string_append (path, "['");
  for (const char *p = name; *p != '\0'; p++)
    {
      if (*p == '\'')
        g_string_append_c (path, '\'');
      g_string_append_c (path, *p);
    }
  g_string_append (path, "']");
}

/* As deep as CT_JSON_MAX_DEPTH at most. */
static void
visit (Walk *walk, const CtJsonNode *node)
{
  CtJsonType type = ct_json_node_get_type (node);
  gsize length = walk->path->len, n_digits;
  const char *digits;
  guint i = 0;

  if (type == CT_JSON_NUMBER)
    {
      digits = ct_json_node_get_number (node, &n_digits);
      add_place (walk, digits, n_digits, TRUE);
    }
  else if (type == CT_JSON_STRING)
    add_text (walk, ct_json_node_get_string (node));
  else if (type == CT_JSON_BOOLEAN)
    add_place (walk, ct_json_node_get_boolean (node) ? "true" : "false",
               ct_json_node_get_boolean (node) ? 4 : 5, FALSE);
  for (const CtJsonNode *child = ct_json_node_get_first (node);
       child != NULL && walk->places->len < walk->max
       && (type == CT_JSON_OBJECT || i < MAX_ELEMENTS);
       child = ct_json_node_get_next (child))
    {
      if (type == CT_JSON_OBJECT)
        append_member (walk->path, ct_json_node_get_name (child));
      else
        g_string_append_printf (walk->path, "[%u]", i++);
      visit (walk, child);
      g_string_truncate (walk->path, length);
    }
}

GPtrArray *
ct_json_list_places (const CtJson *json, const char *name, guint max)
{
  g_autoptr (GString) path = g_string_new (name);
  Walk walk = {
    .places = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_json_place_free),
    .path = path,
    .max = max,
  };

  visit (&walk, ct_json_get_root (json));
  return walk.places;
}
