#pragma once

#include <gtk/gtk.h>

#include "chart-data.h"

G_BEGIN_DECLS

/* A balance over time. The pointer and the arrow keys go through the readings.
 *
 *   Left, Right           the reading before, after
 *   Page_Up, Page_Down    ten further
 *   Home, End             the first, the last
 *   Escape                none
 *
 * Property "cursor-text" (string): time and amount at the cursor; "" without one. It is the
 * accessible name too while there is a cursor; the description says the whole chart in words. */
#define CT_TYPE_CHART (ct_chart_get_type ())
G_DECLARE_FINAL_TYPE (CtChart, ct_chart, CT, CHART, GtkDrawingArea)

/* (nullable) (transfer full); the cursor stays with its time. */
void ct_chart_take_data (CtChart *self, CtChartData *data);
const CtChartData *ct_chart_get_data (CtChart *self); /* (nullable) (transfer none) */

/* The chart as a picture (PNG) of that size, twice as fine, on the colour of the window. (transfer
 * full) */
GByteArray *ct_chart_draw_png (CtChart *self, int width, int height);

G_END_DECLS
