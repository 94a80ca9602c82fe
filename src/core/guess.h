#pragma once

#include "provider.h"

G_BEGIN_DECLS

/* Which gateway a pasted text belongs to, from the text alone. */
typedef enum
{
  CT_GUESS_NOTHING, /* words to search for */
  CT_GUESS_ADDRESS, /* of a site */
  CT_GUESS_KEY,     /* a secret: not to be shown */
} CtGuessKind;

typedef struct
{
  CtGuessKind kind;
  GPtrArray *providers; /* (owned) of CtProvider (unowned), the likeliest first; may be empty */
  const char *region;   /* (nullable) (unowned) of the only provider */
} CtGuess;

/* providers: of CtProvider. An address belongs to the gateways with that host, or with another name
 * of the same domain; one that nobody has is probably a site that runs New API. A key belongs to
 * the gateways whose keys begin in the longest way that it does. */
void ct_guess (const GPtrArray *providers, const char *text, CtGuess *guess);
void ct_guess_clear (CtGuess *guess);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtGuess, ct_guess_clear)

/* The provider's region whose address it is. (nullable) */
const char *ct_guess_get_region (const CtProvider *provider, const char *address);

/* Whether text looks like a token, so that it must not be shown: long, of printable ASCII without
 * blanks, letters and digits mixed, no address. */
gboolean ct_guess_is_key (const char *text);

G_END_DECLS
