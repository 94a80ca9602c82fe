#include "config.h"

#include "token.h"

#include <string.h>

#include "error.h"

#define ACCEPTED -1

typedef struct
{
  const char *text;
  gssize length;
  const char *token; /* NULL: refused */
  int code;
  const char *reason;
} Row;

static const Row rows[] = {
  { "sk-abc", -1, "sk-abc", ACCEPTED, "as it is" },
  { " \t sk-abc\r\n", -1, "sk-abc", ACCEPTED, "pasted with blanks and a line end" },
  { "\f\ta\n\n", -1, "a", ACCEPTED, "one byte is enough" },
  { "!~", -1, "!~", ACCEPTED, "the first and the last byte allowed" },
  { "sk-abcdef", 6, "sk-abc", ACCEPTED, "no more than its length is read" },
  { "", -1, NULL, CT_ERROR_TOKEN_MISSING, "nothing" },
  { " \r\n", -1, NULL, CT_ERROR_TOKEN_MISSING, "nothing but blanks" },
  { "sk abc", -1, NULL, CT_ERROR_TOKEN_REJECTED, "a blank inside" },
  { "sk\r\nX: y", -1, NULL, CT_ERROR_TOKEN_REJECTED, "a header smuggled in" },
  { "sk\0abc", 6, NULL, CT_ERROR_TOKEN_REJECTED, "a NUL inside" },
  { "sk-\x7f", -1, NULL, CT_ERROR_TOKEN_REJECTED, "a control character" },
  { "sk-\xc3\xa9", -1, NULL, CT_ERROR_TOKEN_REJECTED, "not ASCII" },
  { "\xe2\x80\x8bsk-abc", -1, NULL, CT_ERROR_TOKEN_REJECTED, "a zero-width space in front" },
  { "sk-\xff", -1, NULL, CT_ERROR_TOKEN_REJECTED, "not even UTF-8" },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];
      g_autoptr (GError) error = NULL;
      g_autoptr (SecretValue) token = ct_token_new (row->text, row->length, &error);

      g_test_message ("%s", row->reason);
      if (row->token == NULL)
        {
          g_assert_null (token);
          g_assert_error (error, CT_ERROR, row->code);
          g_assert_null (strstr (error->message, "sk"));
          continue;
        }

      g_assert_no_error (error);
      g_assert_cmpstr (secret_value_get_text (token), ==, row->token);
    }
}

static void
test_length (void)
{
  g_autofree char *longest = g_strnfill (CT_TOKEN_MAX_LENGTH, 'x');
  g_autofree char *padded = g_strconcat ("  ", longest, "\n", NULL);
  g_autofree char *too_long = g_strnfill (CT_TOKEN_MAX_LENGTH + 1, 'x');
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) accepted = ct_token_new (padded, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (secret_value_get_text (accepted), ==, longest);

  g_assert_null (ct_token_new (too_long, -1, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_TOKEN_REJECTED);
}

static void
test_position (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ct_token_new ("  abc def", -1, &error));
  g_assert_error (error, CT_ERROR, CT_ERROR_TOKEN_REJECTED);
  g_assert_nonnull (strstr (error->message, "position 4"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/token/rows", test_rows);
  g_test_add_func ("/token/length", test_length);
  g_test_add_func ("/token/position", test_position);
  return g_test_run ();
}
