#pragma once

#include "json.h"

/* Nodes lie in one array in the order of the text: a container's first child is the node behind it.
 */
struct _CtJsonNode
{
  const char
      *text; /* (unowned) of a document: string without quotes and escapes, or a number's text */
  const char *name; /* (nullable) (unowned) of a document */
  guint32 length;   /* of text, in bytes; of a boolean: its value */
  guint32 type : 3;
  guint32 size : 29;
  guint32 next;   /* distance to the next sibling; 0: none */
  guint32 offset; /* in the document's text */
};

struct _CtJson
{
  gatomicrefcount ref_count;
  char *text; /* (nullable) (owned) our copy; closing quotes are overwritten by NUL */
  gsize length;
  char *unescaped; /* (nullable) (owned) as large as text: strings that had escapes */
  gsize unescaped_used;
  GArray *nodes;        /* (owned) of CtJsonNode */
  CtJson *base, *patch; /* (nullable) (owned) what a merged document is made of */
};

CtJson *ct_json_new_empty (void);
guint ct_json_line_of (const char *text, gsize offset, guint *column);
