#pragma once

#include "demo-accounts.h"

G_BEGIN_DECLS

/* What a gateway of the demo says, byte for byte in the form of the real ones (their documentation
 * and, for New API, its middleware/auth.go and controller/user.go); without HTTP. */
typedef struct
{
  const char *method, *path;
  const char *authorization; /* (nullable) */
  const char *user_id;       /* (nullable) New-Api-User */
} CtDemoQuestion;

typedef struct
{
  guint status;
  const char *content_type;
  char *body; /* (owned) */
} CtDemoAnswer;

void ct_demo_gateway_answer (const CtDemoAccount *account, gint64 elapsed_us,
                             const CtDemoQuestion *question, CtDemoAnswer *answer);

G_END_DECLS
