#pragma once

#include "account.h"
#include "attempts.h"

G_BEGIN_DECLS

/* What a bug report needs, safe to publish: no token, no amount, no name or address of the
 * person's, no text of a server. In English, for those who read it. */
typedef struct
{
  const char *toolkit; /* "GTK 3.24.38" */
  const char *desktop; /* (nullable) $XDG_CURRENT_DESKTOP */
  const char *session; /* (nullable) $XDG_SESSION_TYPE */
  const char *panel;   /* who shows tray items: "gnome-shell", "none" */
} CtReportSystem;

/* attempts: of CtAttempt, the oldest first. (transfer full) */
char *ct_report_new (const CtReportSystem *system, CtAccount *account, GPtrArray *attempts);

G_END_DECLS
