#pragma once

#include <gtk/gtk.h>

#include "session.h"
#include "tray-host.h"

G_BEGIN_DECLS

/* The last attempts to read an account, newest first, and a button that copies them with what a
 * bug report needs (report.h). */
#define CT_TYPE_TROUBLESHOOTING (ct_troubleshooting_get_type ())
G_DECLARE_FINAL_TYPE (CtTroubleshooting, ct_troubleshooting, CT, TROUBLESHOOTING, GtkDialog)

/* session outlives the window. host: (nullable). (transfer floating) */
CtTroubleshooting *ct_troubleshooting_new (CtSession *session, CtAccount *account,
                                           CtTrayHost *host);

G_END_DECLS
