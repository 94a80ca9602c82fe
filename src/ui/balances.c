#include "config.h"

#include "balances.h"

#include "windows.h"

struct _CtBalances
{
  GtkApplicationWindow parent_instance;

  CtSession *session; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (CtBalances, ct_balances, GTK_TYPE_APPLICATION_WINDOW)

static void
ct_balances_class_init (CtBalancesClass *klass)
{
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               CT_UI_RESOURCE "balances.ui");
}

static void
ct_balances_init (CtBalances *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CtBalances *
ct_balances_new (GtkApplication *application, CtSession *session)
{
  CtBalances *self = g_object_new (CT_TYPE_BALANCES, "application", application, NULL);

  self->session = session;
  return self;
}

void
ct_balances_show_account (CtBalances *self, const char *account_id)
{
  g_return_if_fail (CT_IS_BALANCES (self));
}
