#pragma once

#include "import.h"
#include "session.h"

G_BEGIN_DECLS

/* Accounts from elsewhere, from what is read to what is kept: without a terminal or a window.
 *
 *   read --> entries --> review --> the person says which --> add, one by one
 */

/* Everything that fd still has. Errors: those of ct_import_read(), CT_ERROR_SETTINGS when it cannot
 * be read. (transfer full) of CtImportEntry */
GPtrArray *ct_account_import_read (CtCatalog *catalog, int fd, GError **error);
/* The variables that built-in definitions name. (transfer full) of CtImportEntry */
GPtrArray *ct_account_import_read_environment (CtCatalog *catalog);

/* Others than the owner may read the file, and there is a token among the entries. */
gboolean ct_account_import_is_exposed (int fd, const GPtrArray *entries);

/* Judges the entries by what is there: whether each can be polled, and whether it is there already:
 * the same gateway, origin and fields, and, as far as the keyring is open, the same token. Every
 * entry that can be added has an id of its own then. Never prompts. */
void ct_account_import_review_async (CtSession *session, GPtrArray *entries,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
/* Errors: only G_IO_ERROR_CANCELLED. */
gboolean ct_account_import_review_finish (GAsyncResult *result, GError **error);

/* The account and its token, or nothing: see ct_account_save_async(), whose errors these are. The
 * entry was reviewed. */
void ct_account_import_add_async (CtSession *session, const CtImportEntry *entry,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean ct_account_import_add_finish (GAsyncResult *result, GError **error);

G_END_DECLS
