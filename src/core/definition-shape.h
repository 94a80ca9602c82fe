#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Which keys a definition has and what each may hold. The loader checks files by it,
 * ct_definition_schema() tells it to editors. What a table cannot say is the loader's to check. */

#define CT_PAGES_MAX 12

typedef enum
{
  CT_KEY_TEXT,
  CT_KEY_FLAG,
  CT_KEY_WHOLE, /* a whole number from min to max */
  CT_KEY_NUMBER,
  CT_KEY_CHOICE, /* one of choices */
  CT_KEY_EXPRESSION,
  CT_KEY_TEMPLATE,
  CT_KEY_OBJECT, /* of shape */
  CT_KEY_ANY,
} CtKeyKind;

typedef enum
{
  CT_KEY_ONE,
  CT_KEY_LIST,
  CT_KEY_MAP, /* an object whose members the author names */
} CtKeyHolds;

typedef struct _CtShape CtShape;

typedef struct
{
  const char *name;
  CtKeyKind kind;
  CtKeyHolds holds;
  gboolean required;
  gboolean or_false;          /* false stands for none of it */
  guint min, max;             /* of a whole number; max of how many in a list or map, 0: any */
  const char *const *choices; /* (nullable) to NULL */
  const CtShape *shape;       /* (nullable) */
  const char *pattern;        /* (nullable) ECMA 262: of the text, or of the names in a map */
  const char *about;          /* one sentence, for the schema: as little translated as the keys */
} CtKey;

struct _CtShape
{
  const char *name;  /* "request": what the schema calls it */
  const CtKey *keys; /* (unowned) */
  gsize n_keys;
};

/* A whole definition. */
extern const CtShape ct_definition_shape;

/* In the order of the enums that they stand for. */
extern const char *const ct_field_kinds[],
    *const ct_methods[], *const ct_scopes[], *const ct_balance_kinds[], *const ct_interval_owners[];

const CtKey *ct_shape_get_key (const CtShape *shape, const char *name); /* (nullable) */
char **ct_shape_list_names (const CtShape *shape);                      /* (transfer container) */

G_END_DECLS
