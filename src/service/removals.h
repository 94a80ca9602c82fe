#pragma once

#include "catalog.h"
#include "history.h"
#include "keyring.h"
#include "pollstate.h"
#include "settings.h"

G_BEGIN_DECLS

/* Accounts that were removed, and can be had back for a while.
 *
 *   KEPT -- begin --> SET ASIDE -- finish --> FORGOTTEN -- its token is forgotten --> gone
 *     ^                   |
 *     '------- undo ------'
 *
 * SET ASIDE: out of the list of accounts, so that nothing asks for it, and all else is still there.
 * FORGOTTEN: its settings, last readings and history are deleted; its token too as soon as the
 * keyring is open. Both are recorded in the settings ("pending-removals"): what this process does
 * not come to, ct_removals_finish() of the next one does. */
#define CT_TYPE_REMOVALS (ct_removals_get_type ())
G_DECLARE_FINAL_TYPE (CtRemovals, ct_removals, CT, REMOVALS, GObject)

typedef struct
{
  CtSettings *settings;
  CtCatalog *catalog;
  CtKeyring *keyring;
  CtPollState *poll_state;
  CtHistory *history;
} CtRemovalsParts;

/* Takes references. Does nothing by itself. */
CtRemovals *ct_removals_new (const CtRemovalsParts *parts);

/* Each written before it returns. Errors: CT_ERROR_SETTINGS. Signal "changed": what can be undone
 * is something else now. */
gboolean ct_removals_begin (CtRemovals *self, const char *account_id, GError **error);
/* Everything that this process has set aside comes back, where it was. */
gboolean ct_removals_undo (CtRemovals *self, GError **error);
/* Whatever is recorded, by an earlier process too: it cannot be undone any more. */
void ct_removals_finish (CtRemovals *self);

/* Uuids of what undo would bring back, in the order in which it was removed. (transfer none) of
 * char* */
GPtrArray *ct_removals_get_undoable (CtRemovals *self);

G_END_DECLS
