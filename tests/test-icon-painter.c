#include "config.h"

#include "icon-painter.h"

#include <math.h>

#include <glib/gstdio.h>

#define SIZE 64
#define GOOD "credit-tray-good-symbolic"
#define LOW "credit-tray-low-symbolic"

typedef struct
{
  double least, most; /* luminance */
} Range;

/* https://www.w3.org/TR/WCAG21/#dfn-relative-luminance */
static double
luminance_of (guint32 pixel)
{
  static const double weights[] = { 0.0722, 0.7152, 0.2126 }; /* blue first */
  double sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    {
      double part = ((pixel >> (8 * i)) & 0xff) / 255.0;

      sum += weights[i] * (part <= 0.03928 ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4));
    }
  return sum;
}

/* Of the inner part, where ground and text are. */
static Range
range_of (cairo_surface_t *surface)
{
  const guchar *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  Range range = { 1, 0 };

  for (int y = SIZE / 6; y < SIZE - SIZE / 6; y++)
    for (int x = SIZE / 6; x < SIZE - SIZE / 6; x++)
      {
        guint32 pixel = ((const guint32 *) (const void *) (data + y * stride))[x];
        double luminance = luminance_of (pixel);

        g_assert_cmpuint (pixel >> 24, ==, 0xff);
        range.least = MIN (range.least, luminance);
        range.most = MAX (range.most, luminance);
      }
  return range;
}

/* Every level can be read: https://www.w3.org/TR/WCAG21/#contrast-minimum */
static void
test_contrast (void)
{
  static const char *const icons[] = { GOOD,
                                       LOW,
                                       "credit-tray-critical-symbolic",
                                       "credit-tray-empty-symbolic",
                                       "credit-tray-problem-symbolic",
                                       "credit-tray-offline-symbolic",
                                       "credit-tray-unknown-symbolic" };

  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    {
      cairo_surface_t *surface = ct_icon_painter_draw ("49", icons[i], SIZE);
      Range range = range_of (surface);

      g_test_message ("%s", icons[i]);
      g_assert_cmpfloat ((range.most + 0.05) / (range.least + 0.05), >=, 4.5);
      cairo_surface_destroy (surface);
    }
}

static gboolean
is_there (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

static void
test_files (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "a", "icons", NULL);
  g_autofree char *leftover = g_build_filename (folder, "amount-1-0.png", NULL);
  g_autofree char *foreign = g_build_filename (folder, "another.png", NULL);
  g_autofree char *first = NULL, *second = NULL, *third = NULL;
  CtIconPainter *painter;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (leftover, "x", 1, NULL));
  g_assert_true (g_file_set_contents (foreign, "x", 1, NULL));
  painter = ct_icon_painter_new (folder);
  g_assert_false (is_there (leftover));

  first = g_strdup (ct_icon_painter_paint (painter, "49", GOOD));
  g_assert_true (is_there (first));
  g_assert_cmpstr (ct_icon_painter_paint (painter, "49", GOOD), ==, first);
  second = g_strdup (ct_icon_painter_paint (painter, "49", LOW));
  g_assert_cmpstr (second, !=, first);
  g_assert_true (is_there (first)); /* a host may be reading it */
  third = g_strdup (ct_icon_painter_paint (painter, "49", GOOD));
  g_assert_cmpstr (third, !=, first);
  g_assert_false (is_there (first));
  g_assert_true (is_there (second));

  ct_icon_painter_free (painter);
  g_assert_false (is_there (second));
  g_assert_false (is_there (third));
  g_assert_true (is_there (foreign));
}

static void
test_no_folder (void)
{
  g_autoptr (CtIconPainter) painter = NULL;
  g_autofree char *file = g_build_filename (g_get_user_runtime_dir (), "file", NULL);
  g_autofree char *folder = g_build_filename (file, "icons", NULL);

  g_mkdir_with_parents (g_get_user_runtime_dir (), 0700);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  painter = ct_icon_painter_new (folder);
  g_assert_null (ct_icon_painter_paint (painter, "49", GOOD));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/icon-painter/contrast", test_contrast);
  g_test_add_func ("/icon-painter/files", test_files);
  g_test_add_func ("/icon-painter/no-folder", test_no_folder);

  return g_test_run ();
}
