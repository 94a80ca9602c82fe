#include "config.h"

#include "account-page.h"

#include <glib/gi18n-lib.h>

#include "account-details.h"
#include "overview.h"
#include "top-up.h"
#include "windows.h"

struct _CtAccountPage
{
  GtkScrolledWindow parent_instance;

  GtkLabel *amount;          /* (unowned) */
  GtkLabel *lasts;           /* (unowned) */
  GtkLabel *age;             /* (unowned) */
  GtkWidget *edit;           /* (unowned) */
  GtkWidget *top_up;         /* (unowned) */
  GtkInfoBar *problem_bar;   /* (unowned) */
  GtkLabel *problem;         /* (unowned) */
  CtChartPane *chart_pane;   /* (unowned) */
  GtkLabel *today;           /* (unowned) */
  GtkLabel *days_7;          /* (unowned) */
  GtkLabel *days_30;         /* (unowned) */
  CtAccountDetails *details; /* (unowned) */

  CtSession *session; /* (nullable) (unowned) */
  CtAccount *account; /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (CtAccountPage, ct_account_page, GTK_TYPE_SCROLLED_WINDOW)

static void
show_spent (GtkLabel *label, const char *spent)
{
  gtk_label_set_label (label, spent[0] != '\0' ? spent : "–");
}

static void
show_lasts (CtAccountPage *self, const CtOverviewRow *row)
{
  g_autofree char *text = NULL;

  if (row->days[0] != '\0')
    text = g_strdup_printf (_ ("%s left, %s"), row->days, row->until);
  if (row->worst[0] != '\0')
    {
      g_autofree char *likely = g_steal_pointer (&text);

      text = g_strconcat (likely, " · ", row->worst, NULL);
    }
  gtk_label_set_label (self->lasts, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->lasts), text != NULL);
}

static void
show_problem (CtAccountPage *self, gint64 now_us)
{
  const GError *error = ct_account_get_error (self->account);
  g_autofree char *text = error != NULL ? ct_error_describe (
                              error, ct_account_get_next_us (self->account), now_us)
                                        : NULL;

  gtk_label_set_label (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_bar), text != NULL);
}

void
ct_account_page_update (CtAccountPage *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (CtOverviewRow) row = NULL;
  gint64 now_us;

  g_return_if_fail (CT_IS_ACCOUNT_PAGE (self));

  if (self->account == NULL)
    return;
  now_us = ct_clock_now_us (self->session->clock);
  row = ct_overview_row_new (
      self->account,
      g_settings_get_uint (ct_settings_get_general (self->session->settings), "interval-s"), now_us,
      zone);
  gtk_label_set_label (self->amount, row->amount);
  gtk_label_set_label (self->age, row->remark);
  show_lasts (self, row);
  show_problem (self, now_us);
  show_spent (self->today, row->today);
  show_spent (self->days_7, row->days_7);
  show_spent (self->days_30, row->days_30);
  gtk_widget_set_visible (self->top_up, ct_top_up_has_page (self->account));
}

static void
set_action (GtkWidget *button, const char *name, const char *account_id)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", account_id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), name);
}

void
ct_account_page_set_account (CtAccountPage *self, CtSession *session, CtAccount *account)
{
  g_return_if_fail (CT_IS_ACCOUNT_PAGE (self));

  if (self->account == account)
    return;
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_data (self->account, self);
  self->session = session;
  g_set_object (&self->account, account);
  ct_chart_pane_set_account (self->chart_pane, session, account);
  ct_account_details_set_account (self->details, session, account);
  if (account == NULL)
    return;
  set_action (self->edit, "app.edit-account", ct_account_get_id (account));
  set_action (self->top_up, "app.top-up", ct_account_get_id (account));
  g_signal_connect_object (account, "changed", G_CALLBACK (ct_account_page_update), self,
                           G_CONNECT_SWAPPED);
  ct_account_page_update (self);
}

CtChartPane *
ct_account_page_get_chart_pane (CtAccountPage *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT_PAGE (self), NULL);

  return self->chart_pane;
}

static void
ct_account_page_dispose (GObject *object)
{
  CtAccountPage *self = CT_ACCOUNT_PAGE (object);

  if (self->account != NULL)
    g_signal_handlers_disconnect_by_data (self->account, self);
  g_clear_object (&self->account);
  G_OBJECT_CLASS (ct_account_page_parent_class)->dispose (object);
}

static void
ct_account_page_class_init (CtAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_account_page_dispose;
  g_type_ensure (CT_TYPE_CHART_PANE);
  g_type_ensure (CT_TYPE_ACCOUNT_DETAILS);
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CtAccountPage, amount);
  gtk_widget_class_bind_template_child (widget_class, CtAccountPage, lasts);
  gtk_widget_class_bind_template_child (widget_class, CtAccountPage, age);
  gtk_widget_class_bind_template_child (widget_class, CtAccountPage, edit);
  gtk_widget_class_bind_template_child (widget_class, CtAccountPage, top_up);
  gtk_widget_class_bind_template_child (widget_class, CtAccountPage, problem_bar);
  gtk_widget_class_bind_template_child (widget_class, CtAccountPage, problem);
  gtk_widget_class_bind_template_child (widget_class, CtAccountPage, chart_pane);
  gtk_widget_class_bind_template_child (widget_class, CtAccountPage, today);
  gtk_widget_class_bind_template_child (widget_class, CtAccountPage, days_7);
  gtk_widget_class_bind_template_child (widget_class, CtAccountPage, days_30);
  gtk_widget_class_bind_template_child (widget_class, CtAccountPage, details);
}

static void
ct_account_page_init (CtAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
