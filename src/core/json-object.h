#pragma once

#include "json.h"

G_BEGIN_DECLS

/* The members of our own JSON objects, as they are written and read back. */

/* Appends to an object that is open: after its "{" or a member's end; the comma comes by itself. */
void ct_json_write_name (GString *out, const char *name); /* the value is the caller's */
void ct_json_write_text (GString *out, const char *name, const char *text); /* (nullable): null */
void ct_json_write_true (GString *out, const char *name, gboolean flag);    /* FALSE: left out */
void ct_json_write_integer (GString *out, const char *name, gint64 value);
void ct_json_write_amount (GString *out, const char *name, gint64 amount_micro); /* "4.99", exact */
void ct_json_write_time (GString *out, const char *name, gint64 time_us);        /* RFC 3339, UTC */

/* FALSE, value untouched, or NULL when there is no such member of that type. */
const char *ct_json_read_text (const CtJsonNode *object, const char *name); /* (nullable) */
gboolean ct_json_read_true (const CtJsonNode *object, const char *name);
gboolean ct_json_read_integer (const CtJsonNode *object, const char *name, gint64 *value);
gboolean ct_json_read_amount (const CtJsonNode *object, const char *name, gint64 *amount_micro);

G_END_DECLS
