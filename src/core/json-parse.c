#include "config.h"

#include "json-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error.h"

/* One pass, no recursion:
 *
 *            '{' '[' push                     last container closed
 *   VALUE ---------------> VALUE or END   ,-------------------------> done
 *     |                                   |
 *     '--- scalar, '}', ']' ---> AFTER ---+--- ',' ---> VALUE
 */
typedef struct
{
  CtJson *json;
  const char *p, *end;
  guint parents[CT_JSON_MAX_DEPTH];  /* indices of the open containers */
  guint previous[CT_JSON_MAX_DEPTH]; /* index of each one's last child so far; 0: none */
  guint depth;
  const char *name; /* (nullable) (unowned) of the member whose value comes next */
} Parser;

static gboolean
fail (Parser *self, GError **error, const char *what)
{
  guint column, line = ct_json_line_of (self->json->text, self->p - self->json->text, &column);

  g_set_error (error, CT_ERROR, CT_ERROR_BAD_JSON, _ ("%s in line %u, column %u"), what, line,
               column);
  return FALSE;
}

static gboolean
fail_size (GError **error, const char *what)
{
  g_set_error_literal (error, CT_ERROR, CT_ERROR_TOO_LARGE, what);
  return FALSE;
}

static void
skip_blanks (Parser *self)
{
  while (self->p < self->end
         && (*self->p == ' ' || *self->p == '\n' || *self->p == '\r' || *self->p == '\t'))
    self->p++;
}

static CtJsonNode *
add_node (Parser *self, CtJsonType type, GError **error)
{
  GArray *nodes = self->json->nodes;
  CtJsonNode node = {
    .text = self->p,
    .name = g_steal_pointer (&self->name),
    .type = type,
    .offset = self->p - self->json->text,
  };

  if (nodes->len >= CT_JSON_MAX_TOKENS)
    {
      fail_size (error, _ ("it has too many values"));
      return NULL;
    }
  if (self->depth > 0)
    {
      guint parent = self->parents[self->depth - 1], *previous = &self->previous[self->depth - 1];

      if (*previous != 0)
        g_array_index (nodes, CtJsonNode, *previous).next = nodes->len - *previous;
      *previous = nodes->len;
      g_array_index (nodes, CtJsonNode, parent).size++;
    }
  g_array_append_val (nodes, node);
  return &g_array_index (nodes, CtJsonNode, nodes->len - 1);
}

static gboolean
parse_literal (Parser *self, const char *word, CtJsonType type, gboolean value, GError **error)
{
  gsize length = strlen (word);
  CtJsonNode *node;

  if ((gsize) (self->end - self->p) < length || memcmp (self->p, word, length) != 0)
    return fail (self, error, _ ("unknown word"));
  node = add_node (self, type, error);
  if (node == NULL)
    return FALSE;
  node->length = value;
  self->p += length;
  return TRUE;
}

static gboolean
skip_digits (Parser *self)
{
  const char *start = self->p;

  while (self->p < self->end && g_ascii_isdigit (*self->p))
    self->p++;
  return self->p > start;
}

static gboolean
at (Parser *self, char a, char b)
{
  return self->p < self->end && (*self->p == a || *self->p == b);
}

static gboolean
parse_number (Parser *self, GError **error)
{
  const char *start = self->p;
  CtJsonNode *node = add_node (self, CT_JSON_NUMBER, error);

  if (node == NULL)
    return FALSE;
  if (at (self, '-', '-'))
    self->p++;
  if (at (self, '0', '0'))
    self->p++;
  else if (!skip_digits (self))
    return fail (self, error, _ ("a digit is missing"));
  if (at (self, '.', '.'))
    {
      self->p++;
      if (!skip_digits (self))
        return fail (self, error, _ ("a digit is missing"));
    }
  if (at (self, 'e', 'E'))
    {
      self->p++;
      if (at (self, '+', '-'))
        self->p++;
      if (!skip_digits (self))
        return fail (self, error, _ ("a digit is missing"));
    }
  node->length = self->p - start;
  return TRUE;
}

/* Four hex digits at p; -1 when they are not there. */
static int
read_hex4 (const char *p, const char *end)
{
  int code = 0;

  if (end - p < 4)
    return -1;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      code = code * 16 + digit;
    }
  return code;
}

/* At "\u"; appends the character (a pair of surrogates is one) to out. */
static gboolean
unescape_unicode (Parser *self, char **out, GError **error)
{
  int code = read_hex4 (self->p + 2, self->end);
  gunichar character = code;

  if (code < 0)
    return fail (self, error, _ ("broken \\u escape"));
  if (code == 0)
    return fail (self, error, _ ("\\u0000 is not accepted"));
  if (code >= 0xd800 && code <= 0xdfff)
    {
      int low = -1;

      if (code < 0xdc00 && self->end - self->p >= 12 && self->p[6] == '\\' && self->p[7] == 'u')
        low = read_hex4 (self->p + 8, self->end);
      if (low < 0xdc00 || low > 0xdfff)
        return fail (self, error, _ ("half a surrogate pair"));
      character = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      self->p += 6;
    }
  self->p += 6;
  *out += g_unichar_to_utf8 (character, *out);
  return TRUE;
}

static gboolean
unescape_one (Parser *self, char **out, GError **error)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  const char *found;

  if (self->end - self->p < 2)
    return fail (self, error, _ ("a text has no end"));
  if (self->p[1] == 'u')
    return unescape_unicode (self, out, error);
  found = memchr (from, self->p[1], sizeof from - 1);
  if (found == NULL)
    return fail (self, error, _ ("unknown escape"));
  *(*out)++ = to[found - from];
  self->p += 2;
  return TRUE;
}

/* From the first backslash of the text that began at start. */
static const char *
parse_escaped (Parser *self, const char *start, gsize *length, GError **error)
{
  CtJson *json = self->json;
  char *text, *out;

  if (json->unescaped == NULL)
    json->unescaped = g_malloc (json->length + 1); /* no text grows by unescaping */
  text = out = json->unescaped + json->unescaped_used;
  out = (char *) mempcpy (out, start, self->p - start);
  while (self->p < self->end && *self->p != '"')
    {
      if ((guchar) *self->p < 0x20)
        return fail (self, error, _ ("a control character in a text")), NULL;
      if (*self->p != '\\')
        *out++ = *self->p++;
      else if (!unescape_one (self, &out, error))
        return NULL;
    }
  if (self->p == self->end)
    return fail (self, error, _ ("a text has no end")), NULL;
  *length = out - text;
  *out++ = '\0';
  json->unescaped_used = out - json->unescaped;
  return text;
}

/* At the opening quote; p is then behind the closing one. */
static const char *
parse_text (Parser *self, gsize *length, GError **error)
{
  const char *start = ++self->p, *text = start;

  while (self->p < self->end && *self->p != '"' && *self->p != '\\' && (guchar) *self->p >= 0x20)
    self->p++;
  if (self->p == self->end)
    return fail (self, error, _ ("a text has no end")), NULL;
  if ((guchar) *self->p < 0x20)
    return fail (self, error, _ ("a control character in a text")), NULL;
  if (*self->p == '"')
    *length = self->p - start;
  else
    text = parse_escaped (self, start, length, error);
  if (text != NULL)
    self->json->text[self->p++ - self->json->text] = '\0';
  return text;
}

static gboolean
parse_string (Parser *self, GError **error)
{
  CtJsonNode *node = add_node (self, CT_JSON_STRING, error);
  gsize length;
  const char *text = node != NULL ? parse_text (self, &length, error) : NULL;

  if (text == NULL)
    return FALSE;
  node->text = text;
  node->length = length;
  return TRUE;
}

static gboolean
parse_name (Parser *self, GError **error)
{
  gsize length;

  skip_blanks (self);
  if (!at (self, '"', '"'))
    return fail (self, error, _ ("a name in quotes is missing"));
  self->name = parse_text (self, &length, error);
  if (self->name == NULL)
    return FALSE;
  skip_blanks (self);
  if (!at (self, ':', ':'))
    return fail (self, error, _ ("a colon is missing"));
  self->p++;
  return TRUE;
}

static gboolean
open_container (Parser *self, CtJsonType type, GError **error)
{
  guint index = self->json->nodes->len;

  if (self->depth == CT_JSON_MAX_DEPTH)
    return fail_size (error, _ ("it is nested too deep"));
  if (add_node (self, type, error) == NULL)
    return FALSE;
  self->parents[self->depth] = index;
  self->previous[self->depth] = 0;
  self->depth++;
  self->p++;
  return TRUE;
}

static CtJsonType
open_type (Parser *self)
{
  return g_array_index (self->json->nodes, CtJsonNode, self->parents[self->depth - 1]).type;
}

static gboolean
parse_value (Parser *self, GError **error)
{
  skip_blanks (self);
  if (self->p == self->end)
    return fail (self, error, _ ("a value is missing"));
  switch (*self->p)
    {
    case '{':
      return open_container (self, CT_JSON_OBJECT, error);
    case '[':
      return open_container (self, CT_JSON_ARRAY, error);
    case '"':
      return parse_string (self, error);
    case 't':
      return parse_literal (self, "true", CT_JSON_BOOLEAN, TRUE, error);
    case 'f':
      return parse_literal (self, "false", CT_JSON_BOOLEAN, FALSE, error);
    case 'n':
      return parse_literal (self, "null", CT_JSON_NULL, FALSE, error);
    default:
      if (*self->p == '-' || g_ascii_isdigit (*self->p))
        return parse_number (self, error);
      return fail (self, error, _ ("a value is missing"));
    }
}

/* Closes what ends here and goes to the next value; *more is FALSE when the root is complete. */
static gboolean
parse_after (Parser *self, gboolean opened, gboolean *more, GError **error)
{
  for (; self->depth > 0; opened = FALSE)
    {
      gboolean object = open_type (self) == CT_JSON_OBJECT;
      char close = object ? '}' : ']';

      skip_blanks (self);
      if (at (self, close, close))
        {
          self->p++;
          self->depth--;
          continue;
        }
      if (!opened && !at (self, ',', ','))
        return fail (self, error, _ ("a comma or an end is missing"));
      if (!opened)
        self->p++;
      *more = TRUE;
      return !object || parse_name (self, error);
    }
  *more = FALSE;
  return TRUE;
}

static gboolean
parse_document (Parser *self, GError **error)
{
  gboolean more = TRUE;

  while (more)
    {
      guint depth = self->depth;

      if (!parse_value (self, error) || !parse_after (self, self->depth > depth, &more, error))
        return FALSE;
    }
  skip_blanks (self);
  return self->p == self->end || fail (self, error, _ ("something follows the end"));
}

CtJson *
ct_json_parse (const char *text, gsize length, GError **error)
{
  g_autoptr (CtJson) json = NULL;
  Parser parser = { 0 };
  const char *valid_end;

  if (length > CT_JSON_MAX_BYTES)
    return fail_size (error, _ ("more than 1 MiB")), NULL;
  json = ct_json_new_empty ();
  json->text = g_malloc (length + 1);
  memcpy (json->text, text, length);
  json->text[length] = '\0';
  json->length = length;
  parser.json = json;
  parser.p = json->text;
  parser.end = json->text + length;
  if (!g_utf8_validate_len (json->text, length, &valid_end))
    {
      parser.p = valid_end;
      return fail (&parser, error, _ ("a byte that is not UTF-8 text")), NULL;
    }
  if (!parse_document (&parser, error))
    return NULL;
  return g_steal_pointer (&json);
}
