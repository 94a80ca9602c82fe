#pragma once

#include <gio/gio.h>

#include "summary.h"

G_BEGIN_DECLS

/* What the settings say about the label and the total, as the pure summary wants it. Texts and
 * rates live as long as this. */
typedef struct
{
  CtSummaryPolicy summary;
  char *label_account;   /* (owned) */
  GHashTable *usd_rates; /* (owned) currency (owned) -> gint64 micro-USD for one unit (owned) */
} CtPolicy;

CtPolicy *ct_policy_new (GSettings *general);
void ct_policy_free (CtPolicy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtPolicy, ct_policy_free)

G_END_DECLS
