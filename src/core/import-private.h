#pragma once

#include "import.h"
#include "json-object.h"

G_BEGIN_DECLS

/* What the readers of the formats share. */

CtImportEntry *ct_import_entry_new (const char *source);
void ct_import_entry_set_name (CtImportEntry *entry, const char *name); /* (nullable): unchanged */
void ct_import_entry_set_token (CtImportEntry *entry, const char *token); /* (nullable) */

/* One setting as a text, under the name that it has in our JSON and CSV; "fields.X" for a field of
 * the gateway. What is wrong with it is the entry's verdict. FALSE: there is no such key. */
gboolean ct_import_entry_set (CtImportEntry *entry, const char *key, const char *text);
char *ct_import_describe_unknown_key (const char *key); /* (transfer full) */

/* Which gateway the address in the entry's config belongs to, and then where the token goes: with a
 * definition that has an address of its own, there. An address of nobody's is taken to be a site
 * that runs fallback_id. fallback_id: (nullable) then it is unusable. */
void ct_import_entry_find_provider (CtImportEntry *entry, const GPtrArray *providers,
                                    const char *fallback_id);

/* The last step for every entry: definition, address, token. */
void ct_import_entry_check (CtImportEntry *entry, const GPtrArray *providers);

/* Where the gateway wants the number of a user, this is it: the definition's field "user_id".
 * user_id: (nullable) */
void ct_import_entry_set_user (CtImportEntry *entry, const GPtrArray *providers,
                               const char *user_id);

/* Of strangers' objects: path is names of members with dots between. NULL: nothing is there, or an
 * empty text, or for a text something else. */
const CtJsonNode *ct_import_get_node (const CtJsonNode *object, const char *path); /* (nullable) */
const char *ct_import_get_text (const CtJsonNode *object, const char *path);       /* (nullable) */
/* A text, a number, true or false as a text, null as ""; NULL: it is a list or an object. (transfer
 * full) */
char *ct_import_dup_scalar (const CtJsonNode *node);

/* FALSE, with an error: there are too many. Takes the entry. */
gboolean ct_import_add (GPtrArray *entries, CtImportEntry *entry, GError **error);

/* The formats: entries without their last step. */
gboolean ct_import_read_accounts (const CtJsonNode *list, GPtrArray *entries, GError **error);
gboolean ct_import_read_csv (const char *bytes, gsize length, GPtrArray *entries, GError **error);

gboolean ct_import_is_cc_switch_json (const CtJsonNode *root);
gboolean ct_import_read_cc_switch_json (const CtJsonNode *root, const GPtrArray *providers,
                                        GPtrArray *entries, GError **error);
gboolean ct_import_is_cc_switch_sql (const char *bytes, gsize length);
gboolean ct_import_read_cc_switch_sql (const char *bytes, gsize length, const GPtrArray *providers,
                                       GPtrArray *entries, GError **error);

gboolean ct_import_is_all_api_hub (const CtJsonNode *root);
gboolean ct_import_read_all_api_hub (const CtJsonNode *root, const GPtrArray *providers,
                                     GPtrArray *entries, GError **error);

G_END_DECLS
