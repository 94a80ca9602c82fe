#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Strangers' JSON, strictly RFC 8259, in one bounded pass into a read-only tree. Numbers stay text.
 * The document keeps its own copy of the text and wipes it when the last reference goes: bodies can
 * hold secrets. */
#define CT_JSON_MAX_BYTES (1024 * 1024)
#define CT_JSON_MAX_DEPTH 32
#define CT_JSON_MAX_TOKENS 200000

typedef struct _CtJson CtJson;
typedef struct _CtJsonNode CtJsonNode; /* lives as long as its document */

typedef enum
{
  CT_JSON_NULL,
  CT_JSON_BOOLEAN,
  CT_JSON_NUMBER,
  CT_JSON_STRING,
  CT_JSON_ARRAY,
  CT_JSON_OBJECT,
} CtJsonType;

/* Errors: CT_ERROR_BAD_JSON with line and column, CT_ERROR_TOO_LARGE for the limits; the message
 * says what is wrong ("a colon is missing in line 1, column 8"), the caller with what. Refused
 * beyond the RFC's own rules: NUL (raw or \u0000) and lone surrogates. Of duplicate keys the last
 * wins. (transfer full) */
CtJson *ct_json_parse (const char *text, gsize length, GError **error);
CtJson *ct_json_ref (CtJson *json);
void ct_json_unref (CtJson *json);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtJson, ct_json_unref)

const CtJsonNode *ct_json_get_root (const CtJson *json);

CtJsonType ct_json_node_get_type (const CtJsonNode *node);
const char *ct_json_type_to_string (
    CtJsonType type); /* "an object", "a text", "null" ...: for messages, translated */
gboolean ct_json_node_get_boolean (const CtJsonNode *node);
const char *ct_json_node_get_number (const CtJsonNode *node,
                                     gsize *length);          /* its text, not NUL-terminated */
const char *ct_json_node_get_string (const CtJsonNode *node); /* NUL-terminated UTF-8 */

/* Elements of an array or members of an object; 0 for everything else. */
guint ct_json_node_get_size (const CtJsonNode *node);

/* Walk the children in their order: first child, then next sibling. NULL at the end. */
const CtJsonNode *ct_json_node_get_first (const CtJsonNode *node);
const CtJsonNode *ct_json_node_get_next (const CtJsonNode *child);
const char *ct_json_node_get_name (const CtJsonNode *member); /* NULL for elements and the root */

const CtJsonNode *ct_json_node_get_member (const CtJsonNode *object,
                                           const char *name); /* (nullable) */
const CtJsonNode *ct_json_node_get_element (const CtJsonNode *array,
                                            gint64 index); /* (nullable) -1 is the last */

/* Where the node starts in the text, from 1. In a merged document: in the text that it came from.
 */
void ct_json_node_get_place (const CtJson *json, const CtJsonNode *node, guint *line,
                             guint *column);

/* RFC 7396: objects merge by key, everything else is replaced, null deletes. What is new in patch
 * comes after what base has. Keeps both documents alive as long as it lives. (transfer full) */
CtJson *ct_json_merge (CtJson *base, CtJson *patch);

/* json, its list at path (names of members, to NULL) followed by the elements of more's list there.
 * Keeps both alive. Errors: CT_ERROR_MISSING_VALUE when one has no list there, CT_ERROR_TOO_LARGE
 * for more values than one document may have. (transfer full) */
CtJson *ct_json_join (CtJson *json, CtJson *more, const char *const *path, GError **error);

/* Calls func for every document that was parsed and that json is made of: itself, or what was
 * merged into it. */
void ct_json_foreach_source (const CtJson *json,
                             void (*func) (const CtJson *source, gpointer user_data),
                             gpointer user_data);

/* Appends a JSON string literal, quotes included. */
void ct_json_append_quoted (GString *out, const char *text);

/* Appends the node as JSON text without blanks. keep: (nullable) a set of const CtJsonNode: members
 * that are not in it are left out; elements of arrays always stay, as null where they are not in
 * it, so that indices keep their meaning. */
void ct_json_node_append (const CtJsonNode *node, GHashTable *keep, GString *out);

G_END_DECLS
