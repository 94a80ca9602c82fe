#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  CT_TOKEN_END,
  CT_TOKEN_NUMBER, /* no sign: `-` is always an operator */
  CT_TOKEN_TEXT,   /* with its quotes, '' standing for one */
  CT_TOKEN_NAME,
  CT_TOKEN_SYMBOL,
  CT_TOKEN_UNKNOWN,      /* a character that nothing begins with */
  CT_TOKEN_UNTERMINATED, /* a text without its closing quote */
} CtTokenKind;

/* Bytes start to end of the source. */
typedef struct
{
  CtTokenKind kind;
  gsize start;
  gsize end;
} CtToken;

/* The first token at or after byte `offset` of an expression. */
CtToken ct_token_read (const char *source, gsize offset);

G_END_DECLS
