#pragma once

#include "monitor-entry.h"

G_BEGIN_DECLS

/* The parts of an entry: monitor-entry.c has its turn, monitor-entry-due.c when that is, and
 * monitor-entry-news.c what it is told of outside of it. */

CtClaimRequest ct_monitor_entry_get_request (CtMonitorEntry *self);
/* By its interval and what became of the last attempts. */
gint64 ct_monitor_entry_get_scheduled_us (CtMonitorEntry *self, gint64 now_us);
/* What was to happen at another time than the schedule's. */
void ct_monitor_entry_forget_plans (CtMonitorEntry *self);

/* A record as another process left it. */
void ct_monitor_entry_adopt_record (CtMonitorEntry *self, CtPollRecord *record);
void ct_monitor_entry_show_failure (CtMonitorEntry *self, const GError *error);

G_END_DECLS
