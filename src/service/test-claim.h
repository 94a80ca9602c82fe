#pragma once

#include "session.h"

G_BEGIN_DECLS

/* A person tests an account, here or by creditctl: three times in a burst, then the floor that
 * binds everybody; within the burst only the gap between two requests to a site holds. Never waits;
 * as ct_poll_state_claim(). GRANTED: *request is what to finish with. */
CtClaim ct_test_claim (CtSession *session, CtAccount *account, CtClaimRequest *request,
                       gint64 *until_us);

/* Whether to claim again in a moment: somebody is asking now, or it is about the gap alone. */
gboolean ct_test_claim_is_near (CtClaim claim, gint64 until_us, gint64 now_us);
#define CT_TEST_CLAIM_AGAIN_MS 20

G_END_DECLS
