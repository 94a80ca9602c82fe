#include "config.h"

#include "chart-paint.h"

#include <glib/gi18n-lib.h>

#define GRID_ALPHA 0.12
#define CAPTION_ALPHA 0.65
#define AREA_ALPHA 0.12
#define GAP 6
#define PIXELS_PER_TIME 90 /* between two times at the axis */
#define MARK_SIZE 5
#define END_RADIUS 3
#define DOT_RADIUS 4

typedef struct
{
  cairo_t *cr;              /* (unowned) */
  const CtChartGeometry *g; /* (unowned) */
  const CtChartColors *colors;
  PangoLayout *layout; /* (owned) */
} Painter;

/* --- Where --- */

static double
x_of (const CtChartGeometry *g, gint64 time_us)
{
  double share = (double) (time_us - g->data->from_us)
                 / (double) (g->data->to_us - g->data->from_us);

  return g->left + share * (g->right - g->left);
}

static double
y_of (const CtChartGeometry *g, gint64 amount_micro)
{
  double span = (double) g->values.step_micro * (g->values.n - 1);
  double share = ((double) amount_micro - (double) g->values.first_micro) / span;

  return g->plot_bottom - share * (g->plot_bottom - g->plot_top);
}

/* In the middle of a pixel, so that thin lines are sharp. */
static double
sharp (double position)
{
  return (int) position + 0.5;
}

static void
set_color (cairo_t *cr, const GdkRGBA *color, double alpha)
{
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, color->alpha * alpha);
}

/* --- Text --- */

/* x_align, y_align: 0: the text begins there; 0.5: its middle; 1: it ends there. */
static void
paint_text (Painter *self, const char *text, double x, double y, double x_align, double y_align)
{
  int width, height;

  pango_layout_set_text (self->layout, text, -1);
  pango_layout_get_pixel_size (self->layout, &width, &height);
  x = CLAMP (x - x_align * width, 0, MAX (self->g->right + GAP - width, 0));
  cairo_move_to (self->cr, x, y - y_align * height);
  pango_cairo_show_layout (self->cr, self->layout);
}

/* --- Axes --- */

static void
paint_line (Painter *self, double y)
{
  set_color (self->cr, &self->colors->ink, GRID_ALPHA);
  cairo_move_to (self->cr, self->g->left, sharp (y));
  cairo_line_to (self->cr, self->g->right, sharp (y));
  cairo_stroke (self->cr);
}

static void
paint_values (Painter *self)
{
  const CtChartGeometry *g = self->g;

  cairo_set_line_width (self->cr, 1);
  for (guint i = 0; i < g->values.n; i++)
    {
      gint64 micro = g->values.first_micro + i * g->values.step_micro;
      g_autofree char *text = ct_chart_data_format (g->data, micro);
      double y = y_of (g, micro);

      paint_line (self, y);
      set_color (self->cr, &self->colors->ink, CAPTION_ALPHA);
      paint_text (self, text, g->left - GAP, sharp (y), 1, 0.5);
    }
}

static void
paint_times (Painter *self)
{
  const CtChartGeometry *g = self->g;
  guint most = MAX ((guint) ((g->right - g->left) / PIXELS_PER_TIME), 2);
  CtChartStep step = ct_chart_step_for (g->data->from_us, g->data->to_us, most);
  g_autoptr (GArray) times = ct_chart_times (g->data->from_us, g->data->to_us, step, g->data->zone);

  for (guint i = 0; i < times->len; i++)
    {
      gint64 time_us = g_array_index (times, gint64, i);
      g_autofree char *text = ct_chart_format_tick (time_us, step.unit, g->data->zone);
      double x = sharp (x_of (g, time_us));

      set_color (self->cr, &self->colors->ink, GRID_ALPHA);
      cairo_move_to (self->cr, x, g->plot_top);
      cairo_line_to (self->cr, x, g->plot_bottom);
      cairo_move_to (self->cr, x, g->bars_top);
      cairo_line_to (self->cr, x, g->bars_bottom);
      cairo_stroke (self->cr);
      set_color (self->cr, &self->colors->ink, CAPTION_ALPHA);
      paint_text (self, text, x, g->bars_bottom + 2, 0.5, 0);
    }
}

static void
paint_threshold (Painter *self, gint64 amount_micro, const GdkRGBA *color)
{
  static const double dots[] = { 1, 3 };
  double y = sharp (y_of (self->g, amount_micro));

  if (y < self->g->plot_top || y > self->g->plot_bottom)
    return;
  cairo_save (self->cr);
  set_color (self->cr, color, 1);
  cairo_set_dash (self->cr, dots, G_N_ELEMENTS (dots), 0);
  cairo_move_to (self->cr, self->g->left, y);
  cairo_line_to (self->cr, self->g->right, y);
  cairo_stroke (self->cr);
  cairo_restore (self->cr);
}

static void
paint_thresholds (Painter *self)
{
  const CtThresholds *thresholds = &self->g->data->thresholds;

  if (!thresholds->set)
    return;
  paint_threshold (self, thresholds->low_micro, &self->colors->low);
  paint_threshold (self, thresholds->critical_micro, &self->colors->critical);
}

/* --- The balance --- */

/* Steps from one gap to the next; returns where the next begins. */
static guint
trace_steps (Painter *self, guint begin)
{
  const CtChartSeries *series = self->g->series;
  guint i = begin;
  double y = 0;

  do
    {
      const CtHistoryRun *run = ct_chart_series_get (series, i);
      double x = x_of (self->g, run->first_us);

      if (i == begin)
        cairo_move_to (self->cr, x, y_of (self->g, run->remaining_micro));
      else
        cairo_line_to (self->cr, x, y); /* the amount before held until now */
      if (run->low_micro != run->high_micro)
        {
          cairo_line_to (self->cr, x, y_of (self->g, run->high_micro));
          cairo_line_to (self->cr, x, y_of (self->g, run->low_micro));
        }
      y = y_of (self->g, run->remaining_micro);
      cairo_line_to (self->cr, x, y);
      cairo_line_to (self->cr, x_of (self->g, run->last_us), y);
      i++;
    }
  while (i < series->runs->len && !g_array_index (series->gap_before, gboolean, i));
  return i;
}

/* To zero, or to the edge where that is not to be seen. */
static void
fill_to_zero (Painter *self, guint begin, guint end)
{
  const CtHistoryRun *first = ct_chart_series_get (self->g->series, begin);
  const CtHistoryRun *last = ct_chart_series_get (self->g->series, end - 1);
  double y = CLAMP (y_of (self->g, 0), self->g->plot_top, self->g->plot_bottom);

  cairo_line_to (self->cr, x_of (self->g, last->last_us), y);
  cairo_line_to (self->cr, x_of (self->g, first->first_us), y);
  set_color (self->cr, &self->colors->line, AREA_ALPHA);
  cairo_fill (self->cr);
}

static void
paint_balance (Painter *self)
{
  guint n = self->g->series->runs->len;

  cairo_set_line_width (self->cr, 2);
  /* Steps with such joins and caps are rectangles to cairo, which it draws five times as fast. */
  cairo_set_line_join (self->cr, CAIRO_LINE_JOIN_MITER);
  cairo_set_line_cap (self->cr, CAIRO_LINE_CAP_SQUARE);
  for (guint begin = 0, end; begin < n; begin = end)
    {
      cairo_path_t *path;

      end = trace_steps (self, begin);
      path = cairo_copy_path (self->cr);
      fill_to_zero (self, begin, end);
      cairo_append_path (self->cr, path);
      cairo_path_destroy (path);
      set_color (self->cr, &self->colors->line, 1);
      cairo_stroke (self->cr);
    }
  cairo_set_line_width (self->cr, 1);
}

/* What is now; all that there is to see of a single reading. */
static void
paint_end (Painter *self)
{
  const CtChartSeries *series = self->g->series;
  const CtHistoryRun *last;

  if (series->runs->len == 0)
    return;
  last = ct_chart_series_get (series, series->runs->len - 1);
  set_color (self->cr, &self->colors->line, 1);
  cairo_arc (self->cr, x_of (self->g, last->last_us), y_of (self->g, last->remaining_micro),
             END_RADIUS, 0, 2 * G_PI);
  cairo_fill (self->cr);
}

/* A small triangle that points up, at the foot of the plot: the rise itself is in the line. */
static void
paint_top_ups (Painter *self)
{
  GArray *marks = self->g->series->top_ups;
  double y = self->g->plot_bottom - 2;

  set_color (self->cr, &self->colors->ink, 1);
  for (guint i = 0; i < marks->len; i++)
    {
      double x = x_of (self->g, g_array_index (marks, CtChartMark, i).time_us);

      cairo_move_to (self->cr, x, y - 2 * MARK_SIZE);
      cairo_line_to (self->cr, x + MARK_SIZE, y);
      cairo_line_to (self->cr, x - MARK_SIZE, y);
      cairo_close_path (self->cr);
      cairo_fill (self->cr);
    }
}

static void
paint_way_to_zero (Painter *self, const CtChartMark *begin, gint64 date_us, double dash)
{
  const double dashes[] = { dash, 4 };

  cairo_save (self->cr);
  cairo_rectangle (self->cr, self->g->left, self->g->plot_top, self->g->right - self->g->left,
                   self->g->plot_bottom - self->g->plot_top + 1);
  cairo_clip (self->cr);
  set_color (self->cr, &self->colors->line, 1);
  cairo_set_line_width (self->cr, 1.5);
  cairo_set_dash (self->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_move_to (self->cr, x_of (self->g, begin->time_us), y_of (self->g, begin->amount_micro));
  cairo_line_to (self->cr, x_of (self->g, date_us), y_of (self->g, 0));
  cairo_stroke (self->cr);
  cairo_restore (self->cr);
}

static void
paint_forecast (Painter *self)
{
  const CtForecast *forecast = &self->g->data->forecast;
  CtChartMark begin;
  gint64 worst_us;

  if (!ct_chart_data_get_forecast_begin (self->g->data, &begin))
    return;
  worst_us = self->g->data->now_us
             + (gint64) (forecast->at_worst_days * 24 * 3600 * (double) G_USEC_PER_SEC);
  paint_way_to_zero (self, &begin, forecast->date_us, 7);
  paint_way_to_zero (self, &begin, worst_us, 2);
}

/* --- What was spent --- */

static const char *
caption_of_bars (CtChartUnit unit)
{
  switch (unit)
    {
    case CT_CHART_HOUR:
      return _ ("Spent per hour");
    case CT_CHART_DAY:
      return _ ("Spent per day");
    case CT_CHART_WEEK:
      return _ ("Spent per week");
    default:
      return _ ("Spent per month");
    }
}

static void
paint_bars (Painter *self)
{
  const CtChartGeometry *g = self->g;
  double height = g->bars_bottom - g->bars_top;

  set_color (self->cr, &self->colors->line, 1);
  for (guint i = 0; i < g->data->bars->len; i++)
    {
      const CtSpendingBar *bar = &g_array_index (g->data->bars, CtSpendingBar, i);
      double left = MAX (x_of (g, bar->from_us), g->left);
      double right = MIN (x_of (g, bar->to_us), g->right);
      double size = height * (double) bar->micro / (double) MAX (g->highest_bar_micro, 1);

      if (bar->micro > 0)
        cairo_rectangle (self->cr, left + 1, g->bars_bottom - MAX (size, 1),
                         MAX (right - left - 2, 1), MAX (size, 1));
    }
  cairo_fill (self->cr);
}

static void
paint_bars_caption (Painter *self)
{
  const CtChartGeometry *g = self->g;
  g_autofree char *highest = ct_chart_data_format (g->data, g->highest_bar_micro);

  paint_line (self, g->bars_bottom);
  if (g->highest_bar_micro > 0)
    paint_line (self, g->bars_top);
  set_color (self->cr, &self->colors->ink, CAPTION_ALPHA);
  paint_text (self, caption_of_bars (g->data->bar_step.unit), g->left, g->bars_top - 2, 0, 1);
  if (g->highest_bar_micro > 0)
    paint_text (self, highest, g->left - GAP, g->bars_top, 1, 0.5);
}

/* --- All --- */

void
ct_chart_paint (cairo_t *cr, const CtChartGeometry *geometry, const CtChartColors *colors,
                PangoContext *context)
{
  Painter self = { cr, geometry, colors, pango_layout_new (context) };

  cairo_save (cr);
  paint_values (&self);
  paint_times (&self);
  paint_bars_caption (&self);
  paint_bars (&self);
  paint_thresholds (&self);
  paint_balance (&self);
  paint_forecast (&self);
  paint_end (&self);
  paint_top_ups (&self);
  cairo_restore (cr);
  g_object_unref (self.layout);
}

void
ct_chart_paint_cursor (cairo_t *cr, const CtChartGeometry *geometry, const CtChartColors *colors,
                       guint index)
{
  const CtHistoryRun *run = ct_chart_series_get (geometry->series, index);
  double x = sharp (x_of (geometry, run->last_us));

  cairo_save (cr);
  cairo_set_line_width (cr, 1);
  set_color (cr, &colors->ink, 0.5);
  cairo_move_to (cr, x, geometry->plot_top);
  cairo_line_to (cr, x, geometry->bars_bottom);
  cairo_stroke (cr);
  set_color (cr, &colors->line, 1);
  cairo_arc (cr, x, y_of (geometry, run->remaining_micro), DOT_RADIUS, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_restore (cr);
}
