#include "config.h"

#include "icon-painter.h"

#include <glib/gstdio.h>
#include <pango/pangocairo.h>

#define SIZE 64
#define SUFFIX ".png"
#define PREFIX "amount-"
#define N_KEPT 2 /* a host may still be about to read the one before */

struct _CtIconPainter
{
  char *folder;     /* (owned) */
  char *shown;      /* (nullable) (owned) what the newest picture shows */
  GPtrArray *paths; /* (owned) of char*, the newest last */
  guint n_painted;
};

/* --- The picture --- */

typedef struct
{
  const char *icon;
  double ground[3], text[3];
} Colours;

/* Of each pair the contrast is above 4.5; the grounds are told from light and dark panels. */
static const Colours *
pick_colours (const char *icon)
{
  static const Colours colours[] = {
    { "credit-tray-low-symbolic", { 0.96, 0.76, 0.07 }, { 0.1, 0.1, 0.1 } },
    { "credit-tray-critical-symbolic", { 0.75, 0.11, 0.16 }, { 1, 1, 1 } },
    { "credit-tray-empty-symbolic", { 0.75, 0.11, 0.16 }, { 1, 1, 1 } },
    { "credit-tray-problem-symbolic", { 0.47, 0.16, 0.6 }, { 1, 1, 1 } },
    { "credit-tray-offline-symbolic", { 0.37, 0.36, 0.39 }, { 1, 1, 1 } },
    { "credit-tray-unknown-symbolic", { 0.37, 0.36, 0.39 }, { 1, 1, 1 } },
  };
  static const Colours usual = { NULL, { 0.1, 0.37, 0.71 }, { 1, 1, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    if (g_str_equal (icon, colours[i].icon))
      return &colours[i];
  return &usual;
}

static void
draw_ground (cairo_t *cr, const Colours *colours, double size)
{
  double radius = size / 6, inner = size - radius;

  cairo_new_sub_path (cr);
  cairo_arc (cr, inner, radius, radius, -G_PI_2, 0);
  cairo_arc (cr, inner, inner, radius, 0, G_PI_2);
  cairo_arc (cr, radius, inner, radius, G_PI_2, G_PI);
  cairo_arc (cr, radius, radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  cairo_set_source_rgb (cr, colours->ground[0], colours->ground[1], colours->ground[2]);
  cairo_fill (cr);
}

/* As large as fits, and not so large that a single digit fills it. */
static void
draw_text (cairo_t *cr, const Colours *colours, const char *text, double size)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string ("sans bold");
  PangoRectangle ink;
  double scale;

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_extents (layout, &ink, NULL);
  if (ink.width == 0 || ink.height == 0)
    return;
  scale = MIN (MIN (0.88 * size / ink.width, 0.66 * size / ink.height), 1);
  cairo_translate (cr, size / 2, size / 2);
  cairo_scale (cr, scale, scale);
  cairo_move_to (cr, -ink.x - ink.width / 2.0, -ink.y - ink.height / 2.0);
  cairo_set_source_rgb (cr, colours->text[0], colours->text[1], colours->text[2]);
  pango_cairo_show_layout (cr, layout);
}

cairo_surface_t *
ct_icon_painter_draw (const char *text, const char *icon, int size)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, size, size);
  cairo_t *cr = cairo_create (surface);
  const Colours *colours = pick_colours (icon);

  draw_ground (cr, colours, size);
  draw_text (cr, colours, text, size);
  cairo_destroy (cr);
  return surface;
}

/* --- Its file --- */

static void
remove_leftovers (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_str_has_prefix (name, PREFIX) && g_str_has_suffix (name, SUFFIX))
        g_unlink (path);
    }
}

static void
remove_oldest (CtIconPainter *self)
{
  g_unlink (g_ptr_array_index (self->paths, 0));
  g_ptr_array_remove_index (self->paths, 0);
}

static gboolean
write_picture (const char *path, const char *text, const char *icon)
{
  cairo_surface_t *surface = ct_icon_painter_draw (text, icon, SIZE);
  gboolean written = cairo_surface_write_to_png (surface, path) == CAIRO_STATUS_SUCCESS;

  cairo_surface_destroy (surface);
  return written;
}

const char *
ct_icon_painter_paint (CtIconPainter *self, const char *text, const char *icon)
{
  g_autofree char *shown = g_strdup_printf ("%s %s", icon, text);
  g_autofree char *name = NULL, *path = NULL;

  if (g_strcmp0 (shown, self->shown) == 0)
    return g_ptr_array_index (self->paths, self->paths->len - 1);
  name = g_strdup_printf (PREFIX "%" G_GINT64_FORMAT "-%u" SUFFIX, g_get_real_time (),
                          self->n_painted++);
  path = g_build_filename (self->folder, name, NULL);
  if (!write_picture (path, text, icon))
    return NULL;
  g_free (self->shown);
  self->shown = g_steal_pointer (&shown);
  g_ptr_array_add (self->paths, g_steal_pointer (&path));
  while (self->paths->len > N_KEPT)
    remove_oldest (self);
  return g_ptr_array_index (self->paths, self->paths->len - 1);
}

CtIconPainter *
ct_icon_painter_new (const char *folder)
{
  CtIconPainter *self = g_new0 (CtIconPainter, 1);

  self->folder = g_strdup (folder);
  self->paths = g_ptr_array_new_with_free_func (g_free);
  g_mkdir_with_parents (folder, 0700);
  remove_leftovers (folder);
  return self;
}

void
ct_icon_painter_free (CtIconPainter *self)
{
  while (self->paths->len > 0)
    remove_oldest (self);
  g_rmdir (self->folder); /* when it is empty */
  g_ptr_array_unref (self->paths);
  g_free (self->folder);
  g_free (self->shown);
  g_free (self);
}
