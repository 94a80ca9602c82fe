#include "config.h"

#include "demo-meter.h"

#define FIRST_HOUR 9 /* the demo begins in the morning */

/* How busy each hour of the day is, in percent. */
static const guint8 busyness[24] = {
  20, 15, 12, 12, 12, 12, 20, 40, 70, 90, 100, 95, /* to noon */
  60, 80, 99, 99, 90, 70, 50, 40, 45, 40, 30,  25,
};

/* 32 bits that look like chance; the finalizer of MurmurHash3. */
static guint32
scatter (guint32 seed, guint32 hour)
{
  guint32 hash = seed ^ (hour * 0x9e3779b9u);

  hash = (hash ^ (hash >> 16)) * 0x85ebca6bu;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35u;
  return hash ^ (hash >> 16);
}

static gint64
price_of_hour (const CtDemoMeter *meter, guint busy_percent, guint32 chance)
{
  gint64 spent_micro = meter->busy_hour_micro * busy_percent * (50 + chance % 101) / 10000;

  return spent_micro - spent_micro % 2;
}

static void
spend_hour (const CtDemoMeter *meter, guint hour, CtDemoAmounts *amounts)
{
  guint32 chance = scatter (meter->seed, hour);
  guint busy_percent = busyness[(FIRST_HOUR + hour) % G_N_ELEMENTS (busyness)];
  gint64 spent_micro = price_of_hour (meter, busy_percent, chance);

  amounts->used_micro += spent_micro;
  amounts->n_requests += 1 + busy_percent * (chance >> 8) % 8;
  amounts->remaining_micro -= spent_micro;
  if (amounts->remaining_micro < meter->too_little_micro)
    amounts->remaining_micro += meter->top_up_micro;
}

void
ct_demo_meter_go_back (const CtDemoMeter *meter, guint hours_ago, CtDemoAmounts *amounts)
{
  guint n_hours = G_N_ELEMENTS (busyness);
  guint busy_percent = busyness[(FIRST_HOUR + n_hours - hours_ago % n_hours) % n_hours];
  gint64 spent_micro = price_of_hour (meter, busy_percent, scatter (meter->seed, -hours_ago));

  amounts->used_micro = MAX (amounts->used_micro - spent_micro, 0);
  amounts->remaining_micro += spent_micro;
  if (amounts->remaining_micro - meter->top_up_micro >= meter->too_little_micro)
    amounts->remaining_micro -= meter->top_up_micro;
}

void
ct_demo_meter_read (const CtDemoMeter *meter, gint64 elapsed_us, CtDemoAmounts *amounts)
{
  *amounts = (CtDemoAmounts){
    .remaining_micro = meter->remaining_micro,
    .used_micro = meter->used_micro,
    .n_requests = meter->n_requests,
  };
  for (guint hour = 0; hour < elapsed_us / CT_DEMO_HOUR_US; hour++)
    spend_hour (meter, hour, amounts);
}
