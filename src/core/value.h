#pragma once

#include "json.h"
#include "rational.h"

G_BEGIN_DECLS

/* What an expression is made of and gives. */
typedef enum
{
  CT_VALUE_ABSENT,
  CT_VALUE_NULL,
  CT_VALUE_BOOLEAN,
  CT_VALUE_NUMBER,
  CT_VALUE_TEXT,
  CT_VALUE_NODE, /* an object or an array */
  CT_VALUE_LIST, /* what a [*] path found, or the answers of a request with `each` */
} CtValueKind;

typedef struct
{
  CtValueKind kind;
  gboolean boolean;
  CtRational number;
  const char *text;       /* (unowned) of the scope or of the expression */
  const CtJsonNode *node; /* (unowned) */
  GPtrArray
      *list; /* (nullable) (owned) of const CtJsonNode (unowned); a NULL element is an absent one */
} CtValue;

/* Leaves it absent. */
void ct_value_clear (CtValue *value);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtValue, ct_value_clear)

void ct_value_set_boolean (CtValue *value, gboolean boolean);

/* A leaf of an answer as a value: null, boolean, number, text, or node; of NULL: absent. Errors:
 * CT_ERROR_OUT_OF_RANGE. */
gboolean ct_value_from_node (const CtJsonNode *node, CtValue *value, GError **error);

/* Absent or null. */
gboolean ct_value_is_missing (const CtValue *value);

/* A number, or a text that is one. Errors: CT_ERROR_MISSING_VALUE for every other type,
 * CT_ERROR_OUT_OF_RANGE. */
gboolean ct_value_get_number (const CtValue *value, CtRational *number, GError **error);

/* A numeric text equals its number; different types are unequal, and so are two nodes or lists. */
gboolean ct_value_equal (const CtValue *a, const CtValue *b);

/* "a text", "absent": for messages, translated. */
const char *ct_value_describe (const CtValue *value);

/* Texts as they are, "true", "false", numbers in decimals: whole ones without a point, others
 * exactly or cut after 18 decimals. NULL for every other type. (transfer full) */
char *ct_value_dup_text (const CtValue *value);

G_END_DECLS
