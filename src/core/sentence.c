#include "config.h"

#include "sentence.h"

#include <glib/gi18n-lib.h>

static gboolean
has_end (const char *text)
{
  static const char *const ends[] = { ".", "!", "?", "…", "。", "！", "？", NULL };

  for (gsize i = 0; ends[i] != NULL; i++)
    if (g_str_has_suffix (text, ends[i]))
      return TRUE;
  return FALSE;
}

void
ct_sentence_end (GString *text)
{
  g_autofree char *ended = NULL;

  if (text->len == 0 || has_end (text->str))
    return;
  /* Translators: a sentence and its full stop */
  ended = g_strdup_printf (C_ ("sentence", "%s."), text->str);
  g_string_assign (text, ended);
}

void
ct_sentence_append (GString *text, const char *sentence)
{
  g_autofree char *both = NULL;

  if (sentence[0] == '\0')
    return;
  ct_sentence_end (text);
  /* Translators: two sentences, one after the other */
  both = text->len > 0 ? g_strdup_printf (C_ ("sentence", "%s %s"), text->str, sentence)
                       : g_strdup (sentence);
  g_string_assign (text, both);
}
