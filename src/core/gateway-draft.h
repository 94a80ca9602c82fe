#pragma once

#include "provider.h"
#include "reading.h"

G_BEGIN_DECLS

/* A gateway that a person describes without writing a definition: one address, one number. Texts
 * as they are typed. */
typedef struct
{
  char *id; /* (owned) of the definition and its file */
  char *name;
  char *address; /* (owned) whole: site, path and query */
  char *header;  /* (owned) that carries the token */
  char *prefix;  /* (owned) before the token; a blank is put between */
  char *remaining;
  char *used;      /* (owned) "": not told */
  char *divisor;   /* (owned) of remaining and used: "500000", or "" */
  char *currency;  /* (owned) "USD", or what credits are called */
  char *unlimited; /* (owned) condition: "balance.unlimited", or "" */
} CtGatewayDraft;

/* What expressions call the answer. */
#define CT_GATEWAY_ANSWER "balance"

CtGatewayDraft *ct_gateway_draft_new (void); /* Authorization: Bearer, in USD */
void ct_gateway_draft_free (CtGatewayDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtGatewayDraft, ct_gateway_draft_free)

/* "my-gateway" of "My Gateway"; of a name without any Latin letter or digit "gateway". (transfer
 * full) */
char *ct_gateway_draft_make_id (const char *name);

/* The definition file. Its address, and what expressions are wrong, are for ct_provider_new() to
 * say. Errors: CT_ERROR_DEFINITION: the address is none. (transfer full) */
char *ct_gateway_draft_to_json (const CtGatewayDraft *draft, GError **error);

/* The definition that it is. (transfer full) */
CtProvider *ct_gateway_draft_build (const CtGatewayDraft *draft, GError **error);
/* For asking before it is known what to read: as if everything were unlimited. (transfer full) */
CtProvider *ct_gateway_draft_build_probe (const CtGatewayDraft *draft, GError **error);

/* The other way round; NULL when the definition says more than a draft can. (transfer full) */
CtGatewayDraft *ct_gateway_draft_from_provider (const CtProvider *provider);

/* What the definition reads from a sample of an answer. Errors: which rule failed on what.
 * (transfer full) */
CtReading *ct_gateway_draft_read (CtProvider *provider, const char *sample, GError **error);

G_END_DECLS
