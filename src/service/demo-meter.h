#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is left on an account of the demo: a function of the time since the demo began and of
 * nothing else. A day passes in twelve minutes; at the end of each of its hours the hour's requests
 * are paid for: many by day, few at night, and no hour like another. What has become too little is
 * topped up at once. */
#define CT_DEMO_HOUR_US (30 * (gint64) G_USEC_PER_SEC)

typedef struct
{
  guint32 seed;            /* the same hours differ between accounts */
  gint64 remaining_micro;  /* at first */
  gint64 used_micro;       /* at first */
  guint n_requests;        /* at first */
  gint64 busy_hour_micro;  /* spent in an average hour at noon */
  gint64 too_little_micro; /* below it, the account is topped up */
  gint64 top_up_micro;
} CtDemoMeter;

typedef struct
{
  gint64 remaining_micro, used_micro; /* even: the New API family counts in 2 micro-USD */
  guint n_requests;
} CtDemoAmounts;

/* From what was left at the end of an hour before the demo began to what was left at its beginning.
 * The last one is hours_ago 1. */
void ct_demo_meter_go_back (const CtDemoMeter *meter, guint hours_ago, CtDemoAmounts *amounts);

void ct_demo_meter_read (const CtDemoMeter *meter, gint64 elapsed_us, CtDemoAmounts *amounts);

G_END_DECLS
