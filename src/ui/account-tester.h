#pragma once

#include <gtk/gtk.h>

#include "account-trial.h"

G_BEGIN_DECLS

/* The button that asks the gateway, and what came of it.
 *
 *   IDLE -- clicked: "test" --> start -> RUNNING -- outcome: "done" --> DONE
 *     ^                                     '-- clicked again: cancelled --> IDLE
 *     '-- reset, from anywhere: what it said is of no account any more
 */
#define CT_TYPE_ACCOUNT_TESTER (ct_account_tester_get_type ())
G_DECLARE_FINAL_TYPE (CtAccountTester, ct_account_tester, CT, ACCOUNT_TESTER, GtkBox)

/* Once; session outlives it. label: with a mnemonic. */
void ct_account_tester_set_up (CtAccountTester *self, CtSession *session, CtTrialKind kind,
                               const char *label);

/* Signal "test": somebody must call start or say why not. */
void ct_account_tester_start (CtAccountTester *self, CtAccount *account, SecretValue *token);
void ct_account_tester_say (CtAccountTester *self, const char *why_not);
void ct_account_tester_reset (CtAccountTester *self);

/* Signal "done": there is an outcome. (nullable) (transfer none): until the next test. */
const CtTrialOutcome *ct_account_tester_get_outcome (CtAccountTester *self);

G_END_DECLS
