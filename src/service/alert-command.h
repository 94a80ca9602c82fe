#pragma once

#include <gio/gio.h>

#include "alert.h"
#include "clock.h"

G_BEGIN_DECLS

/* The person's own command for alerts: mail, chat, a light. Off by default.
 *
 * It is an argument vector, not a shell's line; it reads ct_alert_to_json() and a line end, and
 * what it prints goes where ours goes. One runs at a time, in the order of the alerts; one that
 * takes longer than CT_ALERT_COMMAND_LIMIT_US is killed, with what it has started. */
#define CT_TYPE_ALERT_COMMAND (ct_alert_command_get_type ())
G_DECLARE_FINAL_TYPE (CtAlertCommand, ct_alert_command, CT, ALERT_COMMAND, GObject)

#define CT_ALERT_COMMAND_LIMIT_US (30 * (gint64) G_USEC_PER_SEC)
/* What waits beyond that is dropped. */
#define CT_ALERT_COMMAND_MAX_WAITING 64

/* general: alert-command, read for each alert. Takes references. What runs when it is freed is left
 * to itself. */
CtAlertCommand *ct_alert_command_new (CtClock *clock, GSettings *general);
void ct_alert_command_run (CtAlertCommand *self, const CtAlert *alert);

/* Signal "failed" (char *): it was not started, failed or took too long: why, translated. */

G_END_DECLS
