#include "config.h"

#include "fuzz.h"

#include "error.h"
#include "settings-text.h"

/* A value of any type that settings have is written as a text that has the same value. */
static void
check_type (const char *text, const char *type)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) value = ct_settings_text_to_value (text, G_VARIANT_TYPE (type), &error);
  g_autoptr (GVariant) again = NULL;
  g_autofree char *written = NULL;

  g_assert_true ((value == NULL) == (error != NULL));
  if (value == NULL)
    {
      g_assert_error (error, CT_ERROR, CT_ERROR_SETTINGS);
      return;
    }
  written = ct_settings_text_from_value (value);
  again = ct_settings_text_to_value (written, G_VARIANT_TYPE (type), &error);
  g_assert_no_error (error);
  g_assert_true (g_variant_equal (again, value));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);

  check_type (text, "s");
  check_type (text, "b");
  check_type (text, "u");
  check_type (text, "as");
  check_type (text, "a{ss}");
  return 0;
}
