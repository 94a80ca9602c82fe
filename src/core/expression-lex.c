#include "config.h"

#include "expression-lex.h"

#include <string.h>

static gsize
skip_digits (const char *source, gsize offset)
{
  while (g_ascii_isdigit (source[offset]))
    offset++;
  return offset;
}

static gsize
skip_number (const char *source, gsize offset)
{
  gsize exponent;

  offset = skip_digits (source, offset);
  if (source[offset] == '.' && g_ascii_isdigit (source[offset + 1]))
    offset = skip_digits (source, offset + 1);
  if (source[offset] != 'e' && source[offset] != 'E')
    return offset;

  exponent = offset + 1;
  if (source[exponent] == '+' || source[exponent] == '-')
    exponent++;
  return g_ascii_isdigit (source[exponent]) ? skip_digits (source, exponent) : offset;
}

static gsize
skip_name (const char *source, gsize offset)
{
  while (g_ascii_isalnum (source[offset]) || source[offset] == '_')
    offset++;
  return offset;
}

static CtToken
read_text (const char *source, gsize start)
{
  for (gsize end = start + 1; source[end] != '\0'; end++)
    {
      if (source[end] != '\'')
        continue;
      if (source[end + 1] != '\'')
        return (CtToken){ CT_TOKEN_TEXT, start, end + 1 };
      end++;
    }
  return (CtToken){ CT_TOKEN_UNTERMINATED, start, strlen (source) };
}

static CtToken
read_symbol (const char *source, gsize start)
{
  static const char *const pairs[] = { "??", "==", "!=", "<=", ">=" };

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      if (strncmp (source + start, pairs[i], 2) == 0)
        return (CtToken){ CT_TOKEN_SYMBOL, start, start + 2 };
    }
  if (strchr ("()[].,=<>+-*/", source[start]) != NULL)
    return (CtToken){ CT_TOKEN_SYMBOL, start, start + 1 };
  return (CtToken){ CT_TOKEN_UNKNOWN, start, start + 1 };
}

CtToken
ct_token_read (const char *source, gsize offset)
{
  offset += strspn (source + offset, " \t\r\n");

  if (source[offset] == '\0')
    return (CtToken){ CT_TOKEN_END, offset, offset };
  if (g_ascii_isdigit (source[offset]))
    return (CtToken){ CT_TOKEN_NUMBER, offset, skip_number (source, offset) };
  if (g_ascii_isalpha (source[offset]) || source[offset] == '_')
    return (CtToken){ CT_TOKEN_NAME, offset, skip_name (source, offset) };
  if (source[offset] == '\'')
    return read_text (source, offset);
  return read_symbol (source, offset);
}
