#include "config.h"

#include "account-editor.h"

#include "windows.h"

struct _CtAccountEditor
{
  GtkWindow parent_instance;

  CtSession *session; /* (unowned) */
  char *account_id;   /* (nullable) (owned) NULL: a new account */
};

G_DEFINE_FINAL_TYPE (CtAccountEditor, ct_account_editor, GTK_TYPE_WINDOW)

static void
ct_account_editor_finalize (GObject *object)
{
  CtAccountEditor *self = CT_ACCOUNT_EDITOR (object);

  g_free (self->account_id);
  G_OBJECT_CLASS (ct_account_editor_parent_class)->finalize (object);
}

static void
ct_account_editor_class_init (CtAccountEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_account_editor_finalize;
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               CT_UI_RESOURCE "account-editor.ui");
}

static void
ct_account_editor_init (CtAccountEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CtAccountEditor *
ct_account_editor_new (GtkApplication *application, CtSession *session, const char *account_id)
{
  CtAccountEditor *self = g_object_new (CT_TYPE_ACCOUNT_EDITOR, "application", application, NULL);

  self->session = session;
  self->account_id = g_strdup (account_id);
  return self;
}
