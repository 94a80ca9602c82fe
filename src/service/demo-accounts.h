#pragma once

#include "demo-meter.h"

G_BEGIN_DECLS

/* How a gateway of the demo speaks. */
typedef enum
{
  CT_DEMO_LAOZHANG, /* /api/user/self, raw token */
  CT_DEMO_NEW_API,  /* the same with Bearer and New-Api-User; /api/status */
  CT_DEMO_APIMART,  /* /v1/user/balance: money */
  CT_DEMO_TOAPIS,   /* /v1/user/balance: money and credits */
} CtDemoFormat;

/* An account of the demo, and the gateway that knows it: each gateway has one. */
typedef struct
{
  const char *id; /* uuid */
  const char *name;
  const char *provider_id;
  const char *field, *field_value; /* (nullable) what the person set beside the token */
  CtDemoFormat format;
  const char *token;
  gboolean is_revoked; /* the gateway knows the token no more */
  gboolean is_unlimited;
  CtDemoMeter meter;
} CtDemoAccount;

/* One of every kind that a person may have to tell apart: plenty, low, no limit, another currency,
 * a rejected token. */
const CtDemoAccount *ct_demo_accounts_get (guint *n_accounts);

G_END_DECLS
