#pragma once

#include "definition-shape.h"
#include "expression.h"
#include "json.h"
#include "template.h"

G_BEGIN_DECLS

/* Reads a definition. The first mistake is kept with file, field and place. path names a value:
 * "requests.account", "balances[0].remaining". null is as good as not there. */
typedef struct
{
  const CtJson *json; /* (unowned) */
  const char *file;   /* (unowned) */
  GError *error;      /* (nullable) (owned) */
} CtDefinitionReader;

/* node: (nullable) what is wrong, for its place in the file. */
void ct_definition_fail (CtDefinitionReader *self, const CtJsonNode *node, const char *path,
                         const char *format, ...) G_GNUC_PRINTF (4, 5);

/* "path.name", or "name" (transfer full) */
char *ct_definition_path (const char *path, const char *name);

/* object is what shape says it may be, all the way down; suggests the key that may be meant. */
void ct_definition_check (CtDefinitionReader *self, const CtJsonNode *object, const char *path,
                          const CtShape *shape);

/* No object from node down has a key twice: JSON lets the last win, and the first is silently lost.
 */
void ct_definition_check_unique (CtDefinitionReader *self, const CtJsonNode *node,
                                 const char *path);

/* Members of an object that was checked. Absent: NULL, FALSE, 0, the first choice. */
const CtJsonNode *ct_definition_get (const CtJsonNode *object, const char *name);
char *ct_definition_get_text (const CtJsonNode *object, const char *name);
/* A text for people, in their language where a built-in definition has it: see po/providers.py. */
char *ct_definition_get_message (const CtJsonNode *object, const char *name);
char **ct_definition_get_texts (const CtJsonNode *object, const char *name);
gboolean ct_definition_get_flag (const CtJsonNode *object, const char *name);
guint ct_definition_get_number (const CtJsonNode *object, const char *name);
guint ct_definition_get_choice (const CtJsonNode *object, const char *name,
                                const char *const *choices);

gboolean ct_definition_read_whole (const CtJsonNode *number, gint64 *value);

/* Their own mistakes are told to self, with the place in the text. path: of object. */
CtExpression *ct_definition_get_expression (CtDefinitionReader *self, const CtJsonNode *object,
                                            const char *path, const char *name);
CtTemplate *ct_definition_get_template (CtDefinitionReader *self, const CtJsonNode *object,
                                        const char *path, const char *name);

G_END_DECLS
