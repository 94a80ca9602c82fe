#pragma once

#include <gtk/gtk.h>

#include "provider.h"

G_BEGIN_DECLS

/* What a gateway asks beside the token: label, input, help. Signal "changed". */
#define CT_TYPE_FIELD_ROW (ct_field_row_get_type ())
G_DECLARE_FINAL_TYPE (CtFieldRow, ct_field_row, CT, FIELD_ROW, GtkBox)

/* field: copied. text: (nullable) as it was set. (transfer floating) */
GtkWidget *ct_field_row_new (const CtField *field, const char *text);
const char *ct_field_row_get_id (CtFieldRow *self);
/* An amount as a plain decimal, the rest unchecked; "" when nothing is set. NULL: it is no amount,
 * the error names the field. (transfer full) */
char *ct_field_row_dup_text (CtFieldRow *self, GError **error);

/* A dim line of help below an input. (transfer floating) */
GtkWidget *ct_help_label_new (const char *text);

G_END_DECLS
