#include "config.h"

#include "chart.h"

#include <glib/gi18n-lib.h>

#include "chart-paint.h"

#define NO_CURSOR (-1)
#define PAGE 10
#define FINENESS 2 /* of a saved picture */

struct _CtChart
{
  GtkDrawingArea parent_instance;

  CtChartData *data;     /* (nullable) (owned) */
  CtChartSeries *series; /* (nullable) (owned) for geometry's width; with data */
  CtChartGeometry geometry;
  int width, height; /* that geometry is of */
  int cursor;        /* of series; NO_CURSOR */
  gint64 cursor_us;
  char *cursor_text; /* (owned) */
};

G_DEFINE_FINAL_TYPE (CtChart, ct_chart, GTK_TYPE_DRAWING_AREA)

enum
{
  PROP_CURSOR_TEXT = 1,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

/* --- State --- */

static void
set_cursor_text (CtChart *self, char *text)
{
  AtkObject *accessible = gtk_widget_get_accessible (GTK_WIDGET (self));

  if (g_str_equal (text, self->cursor_text))
    {
      g_free (text);
      return;
    }
  g_free (self->cursor_text);
  self->cursor_text = text;
  atk_object_set_name (accessible, text[0] != '\0' ? text : _ ("Balance over time"));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURSOR_TEXT]);
}

static void
set_cursor (CtChart *self, int cursor)
{
  const CtHistoryRun *run = cursor != NO_CURSOR ? ct_chart_series_get (self->series, (guint) cursor)
                                                : NULL;

  self->cursor = cursor;
  if (run != NULL)
    self->cursor_us = run->last_us;
  set_cursor_text (self,
                   run != NULL ? ct_chart_data_describe_run (self->data, run) : g_strdup (""));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Series and places are those of a width. */
static void
lay_out (CtChart *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  guint index;

  self->width = gtk_widget_get_allocated_width (GTK_WIDGET (self));
  self->height = gtk_widget_get_allocated_height (GTK_WIDGET (self));
  g_clear_pointer (&self->series, ct_chart_series_free);
  self->series = ct_chart_data_get_series (self->data,
                                           ct_chart_count_columns (self->data, self->width));
  ct_chart_geometry_init (&self->geometry, self->data, self->series, context, self->width,
                          self->height);
  if (self->cursor != NO_CURSOR && ct_chart_series_find (self->series, self->cursor_us, &index))
    set_cursor (self, (int) index);
  else
    set_cursor (self, NO_CURSOR);
}

void
ct_chart_take_data (CtChart *self, CtChartData *data)
{
  AtkObject *accessible = gtk_widget_get_accessible (GTK_WIDGET (self));
  g_autofree char *description = data != NULL ? ct_chart_data_describe (data) : g_strdup ("");

  g_return_if_fail (CT_IS_CHART (self));

  g_clear_pointer (&self->series, ct_chart_series_free);
  g_clear_pointer (&self->data, ct_chart_data_free);
  self->data = data;
  atk_object_set_description (accessible, description);
  if (data != NULL)
    lay_out (self);
  else
    set_cursor (self, NO_CURSOR);
}

const CtChartData *
ct_chart_get_data (CtChart *self)
{
  g_return_val_if_fail (CT_IS_CHART (self), NULL);

  return self->data;
}

/* --- Drawing --- */

static gboolean
ct_chart_draw (GtkWidget *widget, cairo_t *cr)
{
  CtChart *self = CT_CHART (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  PangoContext *context = gtk_widget_get_pango_context (widget);
  CtChartColors colors;

  if (self->data == NULL)
    return GDK_EVENT_PROPAGATE;
  ct_chart_colors_load (&colors, style);
  ct_chart_paint (cr, &self->geometry, &colors, context);
  if (self->cursor != NO_CURSOR)
    ct_chart_paint_cursor (cr, &self->geometry, &colors, (guint) self->cursor);
  if (gtk_widget_has_visible_focus (widget))
    gtk_render_focus (style, cr, 0, 0, self->width, self->height);
  return GDK_EVENT_PROPAGATE;
}

static void
ct_chart_size_allocate (GtkWidget *widget, GtkAllocation *allocation)
{
  CtChart *self = CT_CHART (widget);

  GTK_WIDGET_CLASS (ct_chart_parent_class)->size_allocate (widget, allocation);
  if (self->data != NULL
      && (self->width != allocation->width || self->height != allocation->height))
    lay_out (self);
}

/* The font may be another one. */
static void
ct_chart_style_updated (GtkWidget *widget)
{
  CtChart *self = CT_CHART (widget);

  GTK_WIDGET_CLASS (ct_chart_parent_class)->style_updated (widget);
  if (self->data != NULL)
    lay_out (self);
}

static cairo_status_t
append_bytes (void *array, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (array, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

GByteArray *
ct_chart_draw_png (CtChart *self, int width, int height)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  cairo_surface_t *surface;
  CtChartGeometry geometry;
  CtChartColors colors;
  GdkRGBA ground = { 1, 1, 1, 1 };
  g_autoptr (CtChartSeries) series = NULL;
  GByteArray *png;
  cairo_t *cr;

  g_return_val_if_fail (CT_IS_CHART (self) && self->data != NULL, NULL);

  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * FINENESS, height * FINENESS);
  cairo_surface_set_device_scale (surface, FINENESS, FINENESS);
  cr = cairo_create (surface);
  gtk_style_context_lookup_color (style, "theme_bg_color", &ground);
  gdk_cairo_set_source_rgba (cr, &ground);
  cairo_paint (cr);
  series = ct_chart_data_get_series (self->data, ct_chart_count_columns (self->data, width));
  ct_chart_geometry_init (&geometry, self->data, series, context, width, height);
  ct_chart_colors_load (&colors, style);
  ct_chart_paint (cr, &geometry, &colors, context);
  cairo_destroy (cr);
  png = g_byte_array_new ();
  cairo_surface_write_to_png_stream (surface, append_bytes, png);
  cairo_surface_destroy (surface);
  return png;
}

/* --- Pointer and keys --- */

static gboolean
ct_chart_motion_notify_event (GtkWidget *widget, GdkEventMotion *event)
{
  CtChart *self = CT_CHART (widget);
  guint index;

  if (self->data != NULL
      && ct_chart_series_find (self->series,
                               ct_chart_geometry_get_time_us (&self->geometry, event->x), &index)
      && (int) index != self->cursor)
    set_cursor (self, (int) index);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
ct_chart_leave_notify_event (GtkWidget *widget, GdkEventCrossing *event)
{
  CtChart *self = CT_CHART (widget);

  if (self->cursor != NO_CURSOR && !gtk_widget_has_focus (widget))
    set_cursor (self, NO_CURSOR);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
ct_chart_button_press_event (GtkWidget *widget, GdkEventButton *event)
{
  gtk_widget_grab_focus (widget);
  return GDK_EVENT_PROPAGATE;
}

/* Where the key leads; -1: it is none of ours. */
static int
target_of_key (guint key, int at, int last)
{
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return MAX (at - 1, 0);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return MIN (at + 1, last);
    case GDK_KEY_Page_Up:
      return MAX (at - PAGE, 0);
    case GDK_KEY_Page_Down:
      return MIN (at + PAGE, last);
    case GDK_KEY_Home:
      return 0;
    case GDK_KEY_End:
      return last;
    default:
      return -1;
    }
}

static gboolean
ct_chart_key_press_event (GtkWidget *widget, GdkEventKey *event)
{
  CtChart *self = CT_CHART (widget);
  int last = self->series != NULL ? (int) self->series->runs->len - 1 : -1;
  int target = -1;

  /* The first key begins at the end: what is now. */
  if (last >= 0 && (event->state & gtk_accelerator_get_default_mod_mask ()) == 0)
    target = target_of_key (event->keyval, self->cursor != NO_CURSOR ? self->cursor : last + 1,
                            last);
  if (target >= 0)
    {
      set_cursor (self, target);
      return GDK_EVENT_STOP;
    }
  if (event->keyval == GDK_KEY_Escape && self->cursor != NO_CURSOR)
    {
      set_cursor (self, NO_CURSOR);
      return GDK_EVENT_STOP;
    }
  return GTK_WIDGET_CLASS (ct_chart_parent_class)->key_press_event (widget, event);
}

static gboolean
ct_chart_focus_out_event (GtkWidget *widget, GdkEventFocus *event)
{
  CtChart *self = CT_CHART (widget);

  if (self->cursor != NO_CURSOR)
    set_cursor (self, NO_CURSOR);
  return GTK_WIDGET_CLASS (ct_chart_parent_class)->focus_out_event (widget, event);
}

/* --- The object --- */

static void
ct_chart_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CURSOR_TEXT)
    g_value_set_string (value, CT_CHART (object)->cursor_text);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ct_chart_finalize (GObject *object)
{
  CtChart *self = CT_CHART (object);

  g_clear_pointer (&self->series, ct_chart_series_free);
  g_clear_pointer (&self->data, ct_chart_data_free);
  g_free (self->cursor_text);
  G_OBJECT_CLASS (ct_chart_parent_class)->finalize (object);
}

static void
ct_chart_class_init (CtChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ct_chart_get_property;
  object_class->finalize = ct_chart_finalize;
  widget_class->draw = ct_chart_draw;
  widget_class->size_allocate = ct_chart_size_allocate;
  widget_class->style_updated = ct_chart_style_updated;
  widget_class->motion_notify_event = ct_chart_motion_notify_event;
  widget_class->leave_notify_event = ct_chart_leave_notify_event;
  widget_class->button_press_event = ct_chart_button_press_event;
  widget_class->key_press_event = ct_chart_key_press_event;
  widget_class->focus_out_event = ct_chart_focus_out_event;
  gtk_widget_class_set_accessible_role (widget_class, ATK_ROLE_CHART);
  gtk_widget_class_set_css_name (widget_class, "chart");

  properties[PROP_CURSOR_TEXT] = g_param_spec_string ("cursor-text", NULL, NULL, "",
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ct_chart_init (CtChart *self)
{
  self->cursor = NO_CURSOR;
  self->cursor_text = g_strdup ("");
  gtk_widget_set_can_focus (GTK_WIDGET (self), TRUE);
  gtk_widget_add_events (GTK_WIDGET (self),
                         GDK_POINTER_MOTION_MASK | GDK_LEAVE_NOTIFY_MASK | GDK_BUTTON_PRESS_MASK);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), _ ("Balance over time"));
}
