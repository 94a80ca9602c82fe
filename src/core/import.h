#pragma once

#include "account.h"

G_BEGIN_DECLS

/* Accounts that a person has elsewhere, as candidates: nothing here is added by reading it.
 *
 *   bytes or environment --> entries --> the person says which --> added (account-import.h)
 */
#define CT_IMPORT_MAX_BYTES \
  (32 * 1024 * 1024) /* cc-switch keeps its log of requests in an export */
#define CT_IMPORT_MAX_ENTRIES 1000

typedef enum
{
  CT_IMPORT_READY,
  CT_IMPORT_DOUBTFUL, /* only if the person says so, for this one */
  CT_IMPORT_PRESENT,  /* that account is there already */
  CT_IMPORT_UNUSABLE,
} CtImportVerdict;

typedef struct
{
  char *source;            /* (owned) where it was found: "accounts[2]", "line 3", a variable */
  CtAccountConfig *config; /* (owned) id is "" unless the source names one */
  char *token;             /* (nullable) (owned) wiped when freed */
  char *origin;            /* (nullable) (owned) where the token would go; NULL: not known */
  CtImportVerdict verdict;
  char *reason; /* (nullable) (owned) translated: why it is not READY; never has the token in it */
} CtImportEntry;

void ct_import_entry_free (CtImportEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtImportEntry, ct_import_entry_free)

gboolean ct_import_entry_may_be_added (const CtImportEntry *entry);

/* The worst verdict stays, with its reason. */
G_GNUC_PRINTF (3, 4)
void ct_import_entry_judge (CtImportEntry *entry, CtImportVerdict verdict, const char *format, ...);

/* The entries of a file, whichever format it has (creditctl(1) has the first two):
 *
 *   JSON   ours; a backup of all-api-hub, versions 1.0 to 4.0; an export of cc-switch before 3.8
 *   CSV    ours, RFC 4180
 *   SQL    an export of cc-switch since 3.8
 *
 * providers: of CtProvider. Errors: CT_ERROR_SETTINGS when it is none of these, is damaged, is too
 * large, or has more than CT_IMPORT_MAX_ENTRIES. (transfer full) of CtImportEntry */
GPtrArray *ct_import_read (const char *bytes, gsize length, const GPtrArray *providers,
                           GError **error);

/* An entry for each variable that a built-in definition names and that is set, for each of its
 * regions; a definition of the person's own reads no environment. (transfer full) of CtImportEntry
 */
GPtrArray *ct_import_read_environment (const GPtrArray *providers,
                                       const char *(*get) (const char *name, gpointer user_data),
                                       gpointer user_data);

/* The JSON that ct_import_read() reads: everything but tokens. configs: of CtAccountConfig.
 * (transfer full) */
char *ct_import_write (const GPtrArray *configs);

G_END_DECLS
