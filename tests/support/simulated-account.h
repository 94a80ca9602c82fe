#pragma once

#include "forecast.h"

G_BEGIN_DECLS

/* What an account of some kind would have shown, and when its balance really is gone. Kinds are
 * shapes of spending (an office, a nightly batch, a project that ends ...) and of looking at it (a
 * laptop that sleeps, bills once a day ...); all with calls of uneven cost and uneven days. The
 * same seed gives the same account. */
typedef struct
{
  GArray *runs;    /* (owned) of CtForecastRun: readings */
  GTimeZone *zone; /* (owned) */
  gint64 now_us;
  double days_left; /* the truth; 0.2 to about 60 */
} SimulatedAccount;

guint simulated_account_n_kinds (void);
const char *simulated_account_kind_name (guint kind);

/* NULL: with this seed nothing is ever spent any more. */
SimulatedAccount *simulated_account_new (guint kind, guint32 seed);
void simulated_account_free (SimulatedAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SimulatedAccount, simulated_account_free)

G_END_DECLS
