#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* An entry for an amount: exact, not below 0, with the decimal point of the locale or a plain one.
 * What is no amount, or could be two (ct_typed_amount_parse()), is marked and says why; nothing is
 * changed by it, nor by what was typed on the way there. */
#define CT_TYPE_AMOUNT_ENTRY (ct_amount_entry_get_type ())
G_DECLARE_FINAL_TYPE (CtAmountEntry, ct_amount_entry, CT, AMOUNT_ENTRY, GtkEntry)

/* Signal "edited": the person typed another amount. */

/* above_zero: nothing is no amount. placeholder: (nullable) the plain decimal that counts where
 * nothing is typed. (transfer floating) */
GtkWidget *ct_amount_entry_new (gboolean above_zero, const char *placeholder);

/* The plain decimal, "12.5"; "" for nothing. (transfer none) */
const char *ct_amount_entry_get_amount (CtAmountEntry *self);
/* amount: (nullable) is none. What is being typed stays as it is when it is that amount. */
void ct_amount_entry_set_amount (CtAmountEntry *self, const char *amount);

G_END_DECLS
