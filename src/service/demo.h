#pragma once

#include "accounts.h"
#include "clock.h"
#include "history.h"
#include "keyring.h"

G_BEGIN_DECLS

/* A gateway inside the process, on a loopback port, that speaks the real wire formats (gzip
 * included), with balances that fall and are topped up. */
typedef struct _CtDemo CtDemo;

CtDemo *ct_demo_new (CtClock *clock, GError **error);
void ct_demo_free (CtDemo *demo);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtDemo, ct_demo_free)

/* Adds accounts of several gateways, their addresses replaced by the demo's own, and stores their
 * tokens. Meant for settings and a keyring in memory. */
gboolean ct_demo_populate (CtDemo *demo, CtAccounts *accounts, CtKeyring *keyring, GError **error);

/* What the balances were in the month before: read every hour, at the pace of a real day. */
void ct_demo_fill_history (CtDemo *demo, CtHistory *history);

G_END_DECLS
