#pragma once

#include "session.h"

G_BEGIN_DECLS

/* A person tests an account: three times in a burst, then the floor that binds everybody. Waits for
 * another process that is asking at this moment. *request is what to finish with. FALSE: *until_us
 * is when it may be asked again. */
gboolean ct_claim_for_test (CtSession *session, CtAccount *account, CtClaimRequest *request,
                            gint64 *until_us);

G_END_DECLS
