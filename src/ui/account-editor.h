#pragma once

#include <gtk/gtk.h>

#include "session.h"

G_BEGIN_DECLS

/* Adds an account, or edits one. */
#define CT_TYPE_ACCOUNT_EDITOR (ct_account_editor_get_type ())
G_DECLARE_FINAL_TYPE (CtAccountEditor, ct_account_editor, CT, ACCOUNT_EDITOR, GtkWindow)

/* session outlives the window. account_id: (nullable) a new one. (transfer floating) */
CtAccountEditor *ct_account_editor_new (GtkApplication *application, CtSession *session,
                                        const char *account_id);

G_END_DECLS
