#pragma once

#include "expression.h"
#include "json.h"
#include "template.h"

G_BEGIN_DECLS

/* Reads members of a definition's objects. The first mistake is kept with file, field and place;
 * every getter after it gives nothing, so that a loader reads straight on and asks once in the end.
 * path names the object: "requests.account". null is as good as not there. */
typedef struct
{
  const CtJson *json; /* (unowned) */
  const char *file;   /* (unowned) */
  GError *error;      /* (nullable) (owned) */
} CtDefinitionReader;

/* node: (nullable) what is wrong, for its place in the file. */
void ct_definition_fail (CtDefinitionReader *self, const CtJsonNode *node, const char *path,
                         const char *format, ...) G_GNUC_PRINTF (4, 5);

/* object has keys of the NULL-terminated list alone; says which one may be meant. FALSE when one is
 * not in it, or object is none. */
gboolean ct_definition_check_keys (CtDefinitionReader *self, const CtJsonNode *object,
                                   const char *path, const char *const *known);

/* No object from node down has a key twice: JSON lets the last win, and the first is silently lost.
 */
void ct_definition_check_unique (CtDefinitionReader *self, const CtJsonNode *node,
                                 const char *path);

char *ct_definition_path (const char *path,
                          const char *name); /* "path.name", or "name" (transfer full) */
const CtJsonNode *ct_definition_get (CtDefinitionReader *self, const CtJsonNode *object,
                                     const char *path, const char *name,
                                     CtJsonType type); /* (nullable) */

char *ct_definition_get_text (CtDefinitionReader *self, const CtJsonNode *object, const char *path,
                              const char *name);
char *ct_definition_require_text (CtDefinitionReader *self, const CtJsonNode *object,
                                  const char *path, const char *name);
char **ct_definition_get_texts (CtDefinitionReader *self, const CtJsonNode *object,
                                const char *path, const char *name);
gboolean ct_definition_get_flag (CtDefinitionReader *self, const CtJsonNode *object,
                                 const char *path, const char *name);
/* 0 when it is not there. */
guint ct_definition_get_number (CtDefinitionReader *self, const CtJsonNode *object,
                                const char *path, const char *name, guint min, guint max);
/* Index in choices; 0 when it is not there. */
guint ct_definition_get_choice (CtDefinitionReader *self, const CtJsonNode *object,
                                const char *path, const char *name, const char *const *choices);
CtExpression *ct_definition_get_expression (CtDefinitionReader *self, const CtJsonNode *object,
                                            const char *path, const char *name);
CtTemplate *ct_definition_get_template (CtDefinitionReader *self, const CtJsonNode *object,
                                        const char *path, const char *name);

G_END_DECLS
