#include "config.h"

#include "redact.h"

#include <string.h>

#include "basic-auth.h"
#include "unescape.h"
#include "wipe.h"

#define MAX_CHARACTERS 200
#define MAX_INPUT_BYTES                                                     \
  2048 /* enough for what is shown; the rest of a page is not worth reading \
        */
#define MIN_RUN 8
#define MIN_PASSWORD 4
#define BULLETS "••••••••" /* always as many: the length of a token is nobody's business */
#define ELLIPSIS "…"

/* Controls, bidi marks, zero-width characters and what only a private font shows: they could hide
 * or reorder what is read, or split a token so that it is not recognised. */
static gboolean
is_invisible (gunichar character)
{
  switch (g_unichar_type (character))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_PRIVATE_USE:
      return TRUE;
    default:
      return character == 0x034f                              /* combining grapheme joiner */
             || (character >= 0xfe00 && character <= 0xfe0f); /* variation selectors */
    }
}

/* (transfer full) */
static GString *
make_readable (const char *text, gsize length)
{
  g_autoptr (CtSecretText) valid = g_utf8_make_valid (text, MIN (length, MAX_INPUT_BYTES));
  GString *out = g_string_sized_new (strlen (valid));
  gboolean pending_blank = FALSE;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);
      if (g_unichar_isspace (character))
        pending_blank = TRUE;
      else if (!is_invisible (character))
        {
          if (pending_blank && out->len > 0)
            g_string_append_c (out, ' ');
          pending_blank = FALSE;
          g_string_append_unichar (out, character);
        }
    }
  return out;
}

/* Whether the first length bytes of text occur, in whatever case, somewhere in token. */
static gboolean
starts_with_run (const char *text, gsize length, const char *token, gsize token_length)
{
  for (gsize i = 0; i + length <= token_length; i++)
    if (g_ascii_strncasecmp (text, token + i, length) == 0)
      return TRUE;
  return FALSE;
}

/* What a text says, and where each character of that begins in it; of an escaped text, without the
 * escapes. */
typedef struct
{
  GString *plain; /* (owned) */
  GArray *starts; /* (owned) of gsize, with the end of the text as the last one */
} Spelling;

static void
spelling_init (Spelling *self, const char *text, gboolean is_escaped)
{
  gsize i = 0, length = 1;

  self->plain = g_string_sized_new (strlen (text)); /* no copy stays behind by growing */
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  for (; text[i] != '\0'; i += length)
    {
      g_array_append_val (self->starts, i);
      g_string_append_c (self->plain, is_escaped ? ct_unescape (text + i, &length) : text[i]);
    }
  g_array_append_val (self->starts, i);
}

static void
spelling_clear (Spelling *self)
{
  ct_wipe_string (self->plain);
  g_array_unref (self->starts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Spelling, spelling_clear)

/* A longer run is many runs of MIN_RUN that overlap. (transfer full) */
static GString *
hide_token (const char *text, const char *token, gboolean is_escaped)
{
  gsize text_length = strlen (text), token_length = strlen (token);
  gsize run_length = MIN (token_length, MIN_RUN);
  /* What it can become: it must not grow, and leave copies behind. */
  GString *out = g_string_sized_new (text_length
                                     + (text_length / run_length + 1) * strlen (BULLETS));
  gsize hidden_until = 0;
  g_auto (Spelling) spelling;
  const gsize *starts;

  spelling_init (&spelling, text, is_escaped);
  starts = &g_array_index (spelling.starts, gsize, 0);
  for (gsize i = 0; i < spelling.plain->len; i++)
    {
      if (starts_with_run (spelling.plain->str + i, run_length, token, token_length))
        {
          if (i >= hidden_until)
            g_string_append (out, BULLETS);
          hidden_until = i + run_length;
        }
      if (i >= hidden_until)
        g_string_append_len (out, text + starts[i], starts[i + 1] - starts[i]);
    }
  return out;
}

static void
cut (GString *text)
{
  if (g_utf8_strlen (text->str, text->len) <= MAX_CHARACTERS)
    return;
  const char *end = g_utf8_offset_to_pointer (text->str, MAX_CHARACTERS - 1);
  g_string_truncate (text, end - text->str);
  g_string_append (text, ELLIPSIS);
}

/* The last MIN_RUN bytes, in lower case, as a number. */
static guint64
take_byte (guint64 run, char byte)
{
  G_STATIC_ASSERT (MIN_RUN == sizeof (guint64));
  return run << 8 | (guchar) g_ascii_tolower (byte);
}

static gboolean
has_known_run (const char *text, GHashTable *known, gboolean is_escaped)
{
  guint64 run = 0;
  gsize length = 1;

  for (const char *p = text; *p != '\0'; p += length)
    {
      run = take_byte (run, is_escaped ? ct_unescape (p, &length) : *p);
      if (g_hash_table_contains (known, &run))
        return TRUE;
    }
  return FALSE;
}

/* In a pass or two over each: the text may be a megabyte, and the token have 4096 characters. */
static gboolean
has_run_of (const char *text, const char *token)
{
  gsize n_runs = strlen (token) >= MIN_RUN ? strlen (token) - MIN_RUN + 1 : 0;
  g_autofree guint64 *runs = g_new (guint64, n_runs);
  g_autoptr (GHashTable) known = g_hash_table_new (g_int64_hash, g_int64_equal);
  guint64 run = 0;
  gboolean found;

  if (n_runs == 0)
    return strstr (text, token) != NULL;
  for (gsize i = 0; i < n_runs + MIN_RUN - 1; i++)
    {
      run = take_byte (run, token[i]);
      if (i + 1 < MIN_RUN)
        continue;
      runs[i + 1 - MIN_RUN] = run;
      g_hash_table_add (known, &runs[i + 1 - MIN_RUN]);
    }
  found = has_known_run (text, known, FALSE) || has_known_run (text, known, TRUE);
  explicit_bzero (runs, n_runs * sizeof *runs);
  return found;
}

/* Of "user:password", where it is no run of its own; too short a one would blot out any word. */
static const char *
get_short_password (const char *token)
{
  const char *colon = strchr (token, ':');
  gsize length = colon != NULL ? strlen (colon + 1) : 0;

  return length >= MIN_PASSWORD && length < MIN_RUN ? colon + 1 : NULL;
}

gboolean
ct_redact_finds_token (const char *text, const char *token)
{
  g_autoptr (CtSecretText) encoded = NULL;
  const char *password;

  if (token == NULL || *token == '\0')
    return FALSE;
  encoded = ct_basic_encode (token, strlen (token));
  password = get_short_password (token);
  return has_run_of (text, token) || has_run_of (text, encoded)
         || (password != NULL && has_run_of (text, password));
}

/* As it was escaped, which most is not; then as it is, for a token may look like an escape. */
static void
hide_spellings (GString **text, const char *token)
{
  for (guint pass = 0; pass < 2; pass++)
    {
      GString *hidden = hide_token ((*text)->str, token, pass == 0);

      ct_wipe_string (*text);
      *text = hidden;
    }
}

char *
ct_redact_server_text (const char *text, gssize length, const char *token)
{
  g_autoptr (GString) out = make_readable (text, length < 0 ? strlen (text) : (gsize) length);

  if (token != NULL && *token != '\0')
    {
      g_autoptr (CtSecretText) encoded = ct_basic_encode (token, strlen (token));
      const char *password = get_short_password (token);

      hide_spellings (&out, token);
      hide_spellings (&out, encoded);
      if (password != NULL)
        hide_spellings (&out, password);
    }
  cut (out);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
