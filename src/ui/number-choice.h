#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A choice among a few numbers. A value that is not among them, from a settings file, is offered
 * too. */
#define CT_TYPE_NUMBER_CHOICE (ct_number_choice_get_type ())
G_DECLARE_FINAL_TYPE (CtNumberChoice, ct_number_choice, CT, NUMBER_CHOICE, GtkComboBoxText)

/* Property "value" (uint). */

typedef char *(*CtNumberFormat) (guint value); /* (transfer full) */

/* Once, before the value is set. numbers: n of them, ascending. */
void ct_number_choice_offer (CtNumberChoice *self, const guint *numbers, guint n,
                             CtNumberFormat format);

G_END_DECLS
