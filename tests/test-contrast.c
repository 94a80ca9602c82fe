#include "config.h"

#include "contrast.h"

static const CtColor white = { 1, 1, 1 }, black = { 0, 0, 0 };

/* Values of the WCAG's own definition, and what checkers on the web say of #777777. */
static void
test_ratio (void)
{
  const CtColor gray = { 0x77 / 255.0, 0x77 / 255.0, 0x77 / 255.0 };

  g_assert_cmpfloat_with_epsilon (ct_contrast_ratio (&white, &black), 21, 1e-9);
  g_assert_cmpfloat_with_epsilon (ct_contrast_ratio (&black, &white), 21, 1e-9);
  g_assert_cmpfloat_with_epsilon (ct_contrast_ratio (&gray, &gray), 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (ct_contrast_ratio (&gray, &white), 4.48, 0.005);
}

static void
test_ensure (void)
{
  const CtColor dark_ground = { 0.18, 0.18, 0.18 }, dark_blue = { 0.08, 0.33, 0.62 };
  CtColor same = ct_contrast_ensure (&dark_blue, &white, &black, 3);
  CtColor lighter = ct_contrast_ensure (&dark_blue, &dark_ground, &white, 3);

  g_assert_cmpfloat (same.blue, ==, dark_blue.blue);
  g_assert_cmpfloat (ct_contrast_ratio (&dark_blue, &dark_ground), <, 3);
  g_assert_cmpfloat (ct_contrast_ratio (&lighter, &dark_ground), >=, 3);
  g_assert_cmpfloat (ct_contrast_ratio (&lighter, &dark_ground), <, 4);
  g_assert_cmpfloat (lighter.blue, >, lighter.red); /* still blue */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/contrast/ratio", test_ratio);
  g_test_add_func ("/contrast/ensure", test_ensure);
  return g_test_run ();
}
