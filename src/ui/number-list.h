#pragma once

#include <gtk/gtk.h>

#include "json.h"

G_BEGIN_DECLS

/* The numbers of an answer, then its truth values, each with buttons that say what it is. Signal
 * "chosen" (use: a CtNumberUse, path). */
#define CT_TYPE_NUMBER_LIST (ct_number_list_get_type ())
G_DECLARE_FINAL_TYPE (CtNumberList, ct_number_list, CT, NUMBER_LIST, GtkListBox)

typedef enum
{
  CT_NUMBER_REMAINING,
  CT_NUMBER_USED,
  CT_NUMBER_UNLIMITED, /* of a truth value */
} CtNumberUse;

/* answer: what expressions call it. */
void ct_number_list_show (CtNumberList *self, const CtJson *json, const char *answer);

G_END_DECLS
