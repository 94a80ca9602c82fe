#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The applet that runs in this session, over D-Bus. */
typedef struct _CtApplet CtApplet;

/* NULL: there is none, or it does not answer within a second. Nothing is started. (transfer full)
 */
CtApplet *ct_applet_connect (void);
void ct_applet_free (CtApplet *applet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtApplet, ct_applet_free)

/* NULL: it does not answer any more. (transfer full) */
char *ct_applet_get_status (CtApplet *applet);
/* 0: the account is polled; else until when its floor holds. */
gint64 ct_applet_refresh (CtApplet *applet, const char *account_id);
/* Until it says "Changed", or deadline_us of g_get_monotonic_time(): then FALSE. */
gboolean ct_applet_wait_changed (CtApplet *applet, gint64 deadline_us);

/* Tells a running applet, if there is one, that the account's token is another one. */
void ct_applet_reload (const char *account_id);

G_END_DECLS
