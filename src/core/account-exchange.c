#include "config.h"

#include "account-exchange.h"

CtExchange *
ct_account_exchange_new (CtAccount *account, gint64 now_us, const char *token)
{
  const CtAccountConfig *config = ct_account_get_config (account);
  CtExchangeContext context = {
    .base_url = ct_account_get_base_url (account),
    .origin = ct_account_get_origin (account),
    .fields = config->fields,
    .region = config->region,
    .allow_private_http = config->allow_private_http,
    .last = ct_account_get_reading (account),
    .now_us = now_us,
    .token = token,
  };

  return ct_exchange_new (ct_account_get_provider (account), &context);
}
