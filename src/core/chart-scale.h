#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a chart's axes have their lines: at round amounts, and at round times of the person's
 * calendar. */

typedef struct
{
  gint64 first_micro; /* the lowest line, at or below what has to be seen */
  gint64 step_micro;  /* 1, 2 or 5 times a power of ten; a cent at least */
  guint n;            /* lines; the last is at or above what has to be seen */
} CtChartValues;

/* max_steps: between lines, at least 1. */
CtChartValues ct_chart_values (gint64 low_micro, gint64 high_micro, guint max_steps);

typedef enum
{
  CT_CHART_MINUTE,
  CT_CHART_HOUR,
  CT_CHART_DAY,
  CT_CHART_WEEK, /* begins on Monday */
  CT_CHART_MONTH,
  CT_CHART_YEAR,
} CtChartUnit;

/* Times of the calendar that are n units apart: "every 6 hours". Days begin at local midnight,
 * whatever the clocks do; hours and minutes are counted from there. */
typedef struct
{
  CtChartUnit unit;
  guint n;
} CtChartStep;

/* The shortest step of a fixed list that has at most max_ticks between these times. */
CtChartStep ct_chart_step_for (gint64 from_us, gint64 to_us, guint max_ticks);
/* The times from from_us to before to_us. (transfer full) of gint64, microseconds of the epoch */
GArray *ct_chart_times (gint64 from_us, gint64 to_us, CtChartStep step, GTimeZone *zone);
/* The last such time at or before time_us, and the first after it. */
gint64 ct_chart_floor_us (gint64 time_us, CtChartStep step, GTimeZone *zone);
gint64 ct_chart_next_us (gint64 time_us, CtChartStep step, GTimeZone *zone);

/* What stands at a tick: "14:00"; where a longer unit begins, that: "3 Mar", "2026". (transfer
 * full) */
char *ct_chart_format_tick (gint64 time_us, CtChartUnit unit, GTimeZone *zone);

G_END_DECLS
