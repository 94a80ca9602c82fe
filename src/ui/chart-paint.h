#pragma once

#include <gtk/gtk.h>

#include "chart-data.h"

G_BEGIN_DECLS

/* A chart as a picture: on the screen and in a file. Time runs from left to right in every
 * language, as on a clock. */

typedef struct
{
  GdkRGBA ink;  /* text; grid and captions in part */
  GdkRGBA line; /* the balance, and what was spent */
  GdkRGBA low, critical;
} CtChartColors;

/* From the theme; the line is made to stand out from the ground. */
void ct_chart_colors_load (CtChartColors *colors, GtkStyleContext *context);

/* Where everything is, in pixels. */
typedef struct
{
  const CtChartData *data;     /* (unowned) */
  const CtChartSeries *series; /* (unowned) */
  CtChartValues values;
  gint64 highest_bar_micro;
  double left, right; /* of plot and bars */
  double plot_top, plot_bottom;
  double bars_top, bars_bottom;
} CtChartGeometry;

/* Room for the labels in the font of context. series: of as many columns as the plot is wide. */
void ct_chart_geometry_init (CtChartGeometry *geometry, const CtChartData *data,
                             const CtChartSeries *series, PangoContext *context, int width,
                             int height);
gint64 ct_chart_geometry_get_time_us (const CtChartGeometry *geometry, double x);
/* How many columns of pixels there are for the past. */
guint ct_chart_count_columns (const CtChartData *data, int width);

void ct_chart_paint (cairo_t *cr, const CtChartGeometry *geometry, const CtChartColors *colors,
                     PangoContext *context);
/* A line and a dot at one run. */
void ct_chart_paint_cursor (cairo_t *cr, const CtChartGeometry *geometry,
                            const CtChartColors *colors, guint index);

G_END_DECLS
