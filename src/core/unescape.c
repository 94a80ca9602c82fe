#include "config.h"

#include "unescape.h"

#include <string.h>

#define MAX_DIGITS 6

/* After the prefix: from min_digits to max_digits of the base, then end. 0: they are not there, or
 * are of no printable ASCII character. */
static gsize
read_number (const char *p, const char *prefix, guint base, guint min_digits, guint max_digits,
             const char *end, char *character)
{
  const char *digits = p + strlen (prefix);
  guint n = 0, code = 0;

  if (g_ascii_strncasecmp (p, prefix, strlen (prefix)) != 0)
    return 0;
  for (; n < max_digits && g_ascii_isxdigit (digits[n]); n++)
    {
      const guint value = g_ascii_xdigit_value (digits[n]);

      if (value >= base)
        return 0;
      code = code * base + value;
    }
  if (n < min_digits || !g_str_has_prefix (digits + n, end) || code > 0x7e
      || !g_ascii_isgraph ((char) code))
    return 0;
  *character = (char) code;
  return strlen (prefix) + n + strlen (end);
}

static gsize
read_name (const char *p, char *character)
{
  static const struct
  {
    const char *text;
    char character;
  } names[] = {
    { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' }
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (p, names[i].text))
      {
        *character = names[i].character;
        return strlen (names[i].text);
      }
  return 0;
}

static gsize
read_escape (const char *p, char *character)
{
  gsize length = 0;

  switch (p[0])
    {
    case '%':
      return read_number (p, "%", 16, 2, 2, "", character);
    case '\\':
      length = read_number (p, "\\u", 16, 4, 4, "", character);
      if (length > 0 || p[1] == '\0' || strchr ("/\"\\", p[1]) == NULL)
        return length;
      *character = p[1];
      return 2;
    case '&':
      length = read_number (p, "&#x", 16, 1, MAX_DIGITS, ";", character);
      if (length == 0)
        length = read_number (p, "&#", 10, 1, MAX_DIGITS, ";", character);
      return length > 0 ? length : read_name (p, character);
    default:
      return 0;
    }
}

char
ct_unescape (const char *p, gsize *length)
{
  char character = p[0];

  *length = read_escape (p, &character);
  if (*length == 0)
    *length = 1;
  return character;
}
