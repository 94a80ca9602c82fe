#include "config.h"

#include "demo-accounts.h"

#define CENT_MICRO G_GINT64_CONSTANT (10000)

static const CtDemoAccount accounts[] = {
  {
      .id = "5b1d9c52-6f0e-4f63-9d3a-0c2f6a6f1a01",
      .name = "Work",
      .provider_id = "laozhang",
      .format = CT_DEMO_LAOZHANG,
      .token = "demo1work1access1token1demo1work",
      .meter = { .seed = 1,
                 .remaining_micro = 2 * 24997909,
                 .used_micro = 2 * 10027091,
                 .n_requests = 339,
                 .busy_hour_micro = 60 * CENT_MICRO,
                 .too_little_micro = 400 * CENT_MICRO,
                 .top_up_micro = 5000 * CENT_MICRO },
  },
  {
      .id = "5b1d9c52-6f0e-4f63-9d3a-0c2f6a6f1a02",
      .name = "Side project",
      .provider_id = "toapis",
      .format = CT_DEMO_TOAPIS,
      .token = "sk-demo2side2project2key2demo2side",
      .meter = { .seed = 2,
                 .remaining_micro = 1243 * CENT_MICRO,
                 .used_micro = 757 * CENT_MICRO,
                 .busy_hour_micro = 25 * CENT_MICRO,
                 .too_little_micro = 200 * CENT_MICRO,
                 .top_up_micro = 2000 * CENT_MICRO },
  },
  {
      .id = "5b1d9c52-6f0e-4f63-9d3a-0c2f6a6f1a03",
      .name = "Research",
      .provider_id = "new-api",
      .field = "user_id",
      .field_value = "42",
      .format = CT_DEMO_NEW_API,
      .token = "demo3research3access3token3demo3",
      .meter = { .seed = 3,
                 .remaining_micro = 231 * CENT_MICRO,
                 .used_micro = 2769 * CENT_MICRO,
                 .n_requests = 1204,
                 .busy_hour_micro = 12 * CENT_MICRO,
                 .too_little_micro = 40 * CENT_MICRO,
                 .top_up_micro = 1000 * CENT_MICRO },
  },
  {
      .id = "5b1d9c52-6f0e-4f63-9d3a-0c2f6a6f1a04",
      .name = "Studio",
      .provider_id = "gccai",
      .field = "unit",
      .field_value = "CNY",
      .format = CT_DEMO_APIMART,
      .token = "sk-demo4studio4key4demo4studio4key",
      .meter = { .seed = 4,
                 .remaining_micro = 21370 * CENT_MICRO,
                 .used_micro = 8630 * CENT_MICRO,
                 .busy_hour_micro = 180 * CENT_MICRO,
                 .too_little_micro = 2000 * CENT_MICRO,
                 .top_up_micro = 20000 * CENT_MICRO },
  },
  {
      .id = "5b1d9c52-6f0e-4f63-9d3a-0c2f6a6f1a05",
      .name = "Team",
      .provider_id = "apimart",
      .format = CT_DEMO_APIMART,
      .token = "sk-demo5team5key5demo5team5key5demo",
      .is_unlimited = TRUE,
      .meter = { .seed = 5,
                 .used_micro = 18842 * CENT_MICRO,
                 .busy_hour_micro = 90 * CENT_MICRO,
                 .too_little_micro = G_MININT64 },
  },
  {
      .id = "5b1d9c52-6f0e-4f63-9d3a-0c2f6a6f1a06",
      .name = "Old laptop",
      .provider_id = "yelinai",
      .format = CT_DEMO_LAOZHANG,
      .token = "demo6old6laptop6token6demo6old6l",
      .is_revoked = TRUE,
  },
};

const CtDemoAccount *
ct_demo_accounts_get (guint *n_accounts)
{
  *n_accounts = G_N_ELEMENTS (accounts);
  return accounts;
}
