#include "config.h"

#include "chart-paint.h"

#define MARGIN 6
#define BARS_SHARE 0.22
#define PIXELS_PER_VALUE 40 /* between two lines of the grid */

static int
height_of_line (PangoContext *context)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  int height;

  pango_layout_set_text (layout, "0", -1);
  pango_layout_get_pixel_size (layout, NULL, &height);
  return height;
}

/* The amounts at the lines are the widest texts of the left margin. */
static int
width_of_values (const CtChartGeometry *self, PangoContext *context)
{
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  int widest = 0;

  for (guint i = 0; i < self->values.n; i++)
    {
      g_autofree char *text = ct_chart_data_format (self->data, self->values.first_micro
                                                                    + i * self->values.step_micro);
      int width;

      pango_layout_set_text (layout, text, -1);
      pango_layout_get_pixel_size (layout, &width, NULL);
      widest = MAX (widest, width);
    }
  return widest;
}

void
ct_chart_geometry_init (CtChartGeometry *self, const CtChartData *data, const CtChartSeries *series,
                        PangoContext *context, int width, int height)
{
  int line = height_of_line (context);
  double bars = MAX (height * BARS_SHARE, 2 * line);
  gint64 low_micro, high_micro;

  *self = (CtChartGeometry){ .data = data, .series = series };
  self->highest_bar_micro = ct_spending_get_highest (data->bars);
  self->bars_bottom = height - line - MARGIN;
  self->bars_top = self->bars_bottom - bars + line;
  self->plot_top = line / 2.0 + MARGIN;
  self->plot_bottom = self->bars_top - 2 * line - MARGIN;
  ct_chart_data_get_span (data, series, &low_micro, &high_micro);
  self->values = ct_chart_values (
      low_micro, high_micro,
      MAX ((guint) ((self->plot_bottom - self->plot_top) / PIXELS_PER_VALUE), 1));
  self->left = width_of_values (self, context) + 2 * MARGIN;
  self->right = MAX (width - 2 * MARGIN, self->left + 1);
}

gint64
ct_chart_geometry_get_time_us (const CtChartGeometry *self, double x)
{
  double share = CLAMP ((x - self->left) / (self->right - self->left), 0, 1);

  return self->data->from_us
         + (gint64) (share * (double) (self->data->to_us - self->data->from_us));
}

guint
ct_chart_count_columns (const CtChartData *data, int width)
{
  double past = (double) (data->now_us - data->from_us) / (double) (data->to_us - data->from_us);

  return MAX ((guint) (past * width), 1);
}
