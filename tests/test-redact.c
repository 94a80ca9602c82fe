#include "config.h"

#include "redact.h"

#include <string.h>

#define TOKEN "sk-AbCdEf0123456789xyz"
#define BULLETS "••••••••"

static void
test_token (void)
{
  static const struct
  {
    const char *text;
    const char *token; /* (nullable) */
    const char *expected;
    const char *why;
  } rows[] = {
    { "Invalid token " TOKEN ".", TOKEN, "Invalid token " BULLETS ".", "echoed whole" },
    { TOKEN, TOKEN, BULLETS, "nothing else" },
    { TOKEN TOKEN, TOKEN, BULLETS BULLETS, "twice" },
    { "SK-ABCDEF0123456789XYZ", TOKEN, BULLETS, "in capitals" },
    { "sk-abcdEF0123456789xyz", TOKEN, BULLETS, "in mixed case" },
    { "Bearer " TOKEN "!", TOKEN, "Bearer " BULLETS "!", "with its prefix" },
    { "sk-AbCdE***", TOKEN, BULLETS "***", "its first 8 characters" },
    { "***23456789", TOKEN, "***" BULLETS, "8 from the middle" },
    { "sk-AbCd***9xyz", TOKEN, "sk-AbCd***9xyz", "7 and 4: as vendors mask it" },
    { "sk-AbCdEf012-CdEf0123456", TOKEN, BULLETS "-" BULLETS, "two pieces" },
    { "sk-AbCdEf0123456789 6789xyz", TOKEN, BULLETS " 6789xyz", "7 more are too few" },
    { "sk-Ab\u200bCdEf01234\u202e56789xyz", TOKEN, BULLETS, "split by what nobody sees" },
    { "sk-AbCdEf\n0123456789xyz", TOKEN, BULLETS " " BULLETS, "split by a line end" },
    { "aaaaaaaabaaaaaaaa", "aaaaaaaab", BULLETS BULLETS, "pieces that touch" },
    { "xABCDEFGHIJKLy", "abcdefgh-efghijkl", "x" BULLETS "y", "runs that overlap" },
    { "key abc here", "abc", "key " BULLETS " here", "a short token, whole" },
    { "key ab here", "abc", "key ab here", "a part of a short token" },
    { "user 42", "", "user 42", "no token yet" },
    { "user " TOKEN, NULL, "user " TOKEN, "no token known" },
    { "/me?key=sk%2DAbCdEf%30123456789xyz&x", TOKEN, "/me?key=" BULLETS "&x", "in an address" },
    { "{\"key\":\"sk\\u002dAbCdEf0123456789xyz\"}", TOKEN, "{\"key\":\"" BULLETS "\"}",
      "in JSON in a text" },
    { "<b>sk&#45;AbCdEf0123456789xyz</b>", TOKEN, "<b>" BULLETS "</b>", "in HTML" },
    { "%41%62%43%64%45%66%30%31", TOKEN, BULLETS, "its first 8 characters behind the sk-" },
    { "%41%62%43%64%45%66%30", TOKEN, "%41%62%43%64%45%66%30", "7 are too few" },
    { "100%25 of &lt;b&gt;", TOKEN, "100%25 of &lt;b&gt;", "other escapes stay" },
    { "ab%41cdefgh", "ab%41cdefgh", BULLETS, "a token that looks escaped" },
    { "a+b/c=d:efgh a%2Bb%2Fc%3Dd%3Aefgh a&#x2B;b&#x2F;c&#x3D;d:efgh a+b\\/c=d:efgh",
      "a+b/c=d:efgh", BULLETS " " BULLETS " " BULLETS " " BULLETS, "with what is always escaped" },
    { "Basic bWU6c2VzYW1l.", "me:sesame", "Basic " BULLETS ".", "as a pair is sent" },
    { "wrong password sesame for me", "me:sesame", "wrong password " BULLETS " for me",
      "the password of a pair" },
    { "for me: a mistake", "me:a", "for me: a mistake", "one that any word could have" },
    { "got c2stQWJDZEVmMDEyMzQ1Njc4OXh5ejo=", TOKEN, "got " BULLETS,
      "as a user without a password is sent" },
    { "(NjpzZXNhbWUtNzg5Og%3D%3D)", "6:sesame-789:", "(" BULLETS ")", "and escaped" },
    { "用户 " TOKEN " 无效", TOKEN, "用户 " BULLETS " 无效", "between other scripts" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = ct_redact_server_text (rows[i].text, -1, rows[i].token);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

/* Every piece of 8 and more of the token, wherever it stands, and none of 7. */
static void
test_every_run (void)
{
  gsize token_length = strlen (TOKEN);

  for (gsize start = 0; start < token_length; start++)
    for (gsize length = 1; start + length <= token_length; length++)
      {
        g_autofree char *piece = g_strndup (&TOKEN[start], length);
        g_autofree char *echo = g_strdup_printf ("<%s>", piece);
        g_autofree char *text = ct_redact_server_text (echo, -1, TOKEN);
        g_assert_cmpstr (text, ==, length >= 8 ? "<" BULLETS ">" : echo);
      }
}

static void
test_readable (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
    const char *why;
  } rows[] = {
    { "", "", "nothing" },
    { "  quota \t\r\n exceeded\n", "quota exceeded", "blanks folded and cut" },
    { "a\u00a0\u3000b\u2028c", "a b c", "blanks of other scripts" },
    { "\x1b[31mred\x1b]0;title\a", "[31mred]0;title", "a terminal's escapes" },
    { "a\x7f\xc2\x85\xc2\x9b"
      "31mb",
      "a31mb", "controls above ASCII" },
    { "balance \u202e99.94$\u202c \u2066x\u2069\u200f", "balance 99.94$ x", "bidi" },
    { "\u200b\u200c\u200d\u2060\ufeff\u00adz\u034f\ufe0f", "z", "zero-width" },
    { "\ue000\U000e0041a", "a", "private use and tags" },
    { "<b>&amp;</b>", "<b>&amp;</b>", "markup stays text" },
    { "100% %s %n", "100% %s %n", "formats stay text" },
    { "caf\xe9 \xff\xc0\x80 ok", "caf\ufffd \ufffd\ufffd\ufffd ok", "invalid UTF-8" },
    { "额度不足", "额度不足", "another script" },
    { "e\u0301", "e\u0301", "accents stay" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = ct_redact_server_text (rows[i].text, -1, NULL);
      g_test_message ("%s", rows[i].why);
      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

static void
test_length (void)
{
  g_autofree char *part = ct_redact_server_text ("abcdef", 3, NULL);
  g_autofree char *with_nul = ct_redact_server_text ("a\0b", 3, NULL);
  g_assert_cmpstr (part, ==, "abc");
  g_assert_cmpstr (with_nul, ==, "a\ufffdb");

  for (gsize length = 199; length <= 202; length++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      for (gsize i = 0; i < length; i++)
        g_string_append (text, "é");
      g_autofree char *cut = ct_redact_server_text (text->str, text->len, TOKEN);
      g_assert_cmpint (g_utf8_strlen (cut, -1), ==, MIN (length, 200));
      g_assert_cmpint (g_str_has_suffix (cut, "…"), ==, length > 200);
    }
}

/* Cut after hiding: a token across the 200th character leaves no piece of it. */
static void
test_cut_token (void)
{
  for (gsize before = 170; before < 205; before++)
    {
      g_autofree char *blank = g_strnfill (before, '.');
      g_autofree char *echo = g_strconcat (blank, TOKEN, NULL);
      g_autofree char *text = ct_redact_server_text (echo, -1, TOKEN);
      g_assert_null (strstr (text, "sk-"));
      g_assert_cmpint (g_utf8_strlen (text, -1), <=, 200);
    }
}

/* A whole page, and the token that takes longest. */
static void
test_huge (void)
{
  g_autofree char *page = g_strnfill (1024 * 1024, 'a');
  g_autofree char *token = g_strnfill (4096, 'a');
  g_autofree char *text = ct_redact_server_text (page, -1, token);
  g_assert_cmpstr (text, ==, BULLETS);
}

/* One pass for a megabyte and the longest token: row by row it would take minutes. */
static void
test_finding (void)
{
  static const struct
  {
    const char *why, *text, *token;
    gboolean found;
  } rows[] = {
    { "all of it", "x" TOKEN "x", TOKEN, TRUE },
    { "eight characters", "user_abcdefgh", "0123abcdefgh4567", TRUE },
    { "the last eight, in capitals", "ABCDEFGH", "0123abcdefgh", TRUE },
    { "seven", "abcdefg", "0123abcdefgh", FALSE },
    { "eight, but not in a row", "abcd-efgh", "0123abcdefgh", FALSE },
    { "a short token", "my s3cret", "s3cret", TRUE },
    { "some of a short token", "my s3cre", "s3cret", FALSE },
    { "escaped", "sk%2DAb&#67;dEf0", TOKEN, TRUE },
    { "escaped, but too little of it", "%2DAb&#67;dEf", TOKEN, FALSE },
    { "no text", "", TOKEN, FALSE },
    { "no token", "anything", NULL, FALSE },
    { "an empty token", "anything", "", FALSE },
  };
  g_autofree char *page = g_strnfill (1024 * 1024, 'a');
  g_autofree char *token = g_strnfill (4096, 'b');

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (ct_redact_finds_token (rows[i].text, rows[i].token), ==, rows[i].found);
    }
  g_assert_false (ct_redact_finds_token (page, token));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/redact/token", test_token);
  g_test_add_func ("/redact/every-run", test_every_run);
  g_test_add_func ("/redact/readable", test_readable);
  g_test_add_func ("/redact/length", test_length);
  g_test_add_func ("/redact/cut-token", test_cut_token);
  g_test_add_func ("/redact/huge", test_huge);
  g_test_add_func ("/redact/finding", test_finding);
  return g_test_run ();
}
