#include "config.h"

#include "balances-row.h"

#include "windows.h"

struct _CtBalancesRow
{
  GtkListBoxRow parent_instance;

  GtkImage *icon;     /* (unowned) */
  GtkLabel *name;     /* (unowned) */
  GtkLabel *provider; /* (unowned) */
  GtkLabel *amount;   /* (unowned) */
  GtkLabel *remark;   /* (unowned) */
  GtkLabel *days;     /* (unowned) */
  GtkLabel *until;    /* (unowned) */
  GtkLabel *today;    /* (unowned) */
  GtkLabel *days_7;   /* (unowned) */
  GtkLabel *days_30;  /* (unowned) */

  CtAccount *account; /* (owned) */
};

G_DEFINE_FINAL_TYPE (CtBalancesRow, ct_balances_row, GTK_TYPE_LIST_BOX_ROW)

static void
set_class (gpointer widget, const char *name, gboolean is_set)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);

  if (is_set)
    gtk_style_context_add_class (context, name);
  else
    gtk_style_context_remove_class (context, name);
}

/* Also for those who do not see colours: the icon differs too. */
static void
show_level (CtBalancesRow *self, const CtOverviewRow *row)
{
  gboolean is_critical = row->level == CT_LEVEL_CRITICAL || row->level == CT_LEVEL_EMPTY;

  set_class (self->amount, "level-low", row->level == CT_LEVEL_LOW);
  set_class (self->amount, "level-critical", is_critical);
  set_class (self->icon, "level-low", row->level == CT_LEVEL_LOW);
  set_class (self->icon, "level-critical", is_critical);
  set_class (self->amount, "dim-label", row->is_dim);
  set_class (self->remark, "dim-label", !row->is_problem);
}

void
ct_balances_row_show (CtBalancesRow *self, const CtOverviewRow *row)
{
  g_return_if_fail (CT_IS_BALANCES_ROW (self));

  gtk_image_set_from_icon_name (self->icon, row->icon, GTK_ICON_SIZE_LARGE_TOOLBAR);
  gtk_label_set_label (self->name, row->name);
  gtk_label_set_label (self->provider, row->provider);
  gtk_label_set_label (self->amount, row->amount);
  gtk_label_set_label (self->remark, row->remark);
  gtk_label_set_label (self->days, row->days);
  gtk_label_set_label (self->until, row->until);
  gtk_label_set_label (self->today, row->today);
  gtk_label_set_label (self->days_7, row->days_7);
  gtk_label_set_label (self->days_30, row->days_30);
  show_level (self, row);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), row->description);
}

CtAccount *
ct_balances_row_get_account (CtBalancesRow *self)
{
  g_return_val_if_fail (CT_IS_BALANCES_ROW (self), NULL);

  return self->account;
}

void
ct_balances_row_join_columns (CtBalancesRow *self, GtkSizeGroup *const *groups)
{
  GtkLabel *const upper[CT_N_COLUMNS] = {
    [CT_COLUMN_ACCOUNT] = self->name,  [CT_COLUMN_BALANCE] = self->amount,
    [CT_COLUMN_LASTS] = self->days,    [CT_COLUMN_TODAY] = self->today,
    [CT_COLUMN_DAYS_7] = self->days_7, [CT_COLUMN_DAYS_30] = self->days_30,
  };

  g_return_if_fail (CT_IS_BALANCES_ROW (self));

  for (guint i = 0; i < CT_N_COLUMNS; i++)
    gtk_size_group_add_widget (groups[i], GTK_WIDGET (upper[i]));
  gtk_size_group_add_widget (groups[CT_COLUMN_ACCOUNT], GTK_WIDGET (self->provider));
  gtk_size_group_add_widget (groups[CT_COLUMN_BALANCE], GTK_WIDGET (self->remark));
  gtk_size_group_add_widget (groups[CT_COLUMN_LASTS], GTK_WIDGET (self->until));
}

static void
ct_balances_row_finalize (GObject *object)
{
  g_clear_object (&CT_BALANCES_ROW (object)->account);
  G_OBJECT_CLASS (ct_balances_row_parent_class)->finalize (object);
}

static void
ct_balances_row_class_init (CtBalancesRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ct_balances_row_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "balances-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CtBalancesRow, icon);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesRow, name);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesRow, provider);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesRow, amount);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesRow, remark);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesRow, days);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesRow, until);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesRow, today);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesRow, days_7);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesRow, days_30);
}

static void
ct_balances_row_init (CtBalancesRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

CtBalancesRow *
ct_balances_row_new (CtAccount *account)
{
  CtBalancesRow *self = g_object_new (CT_TYPE_BALANCES_ROW, NULL);

  self->account = g_object_ref (account);
  return self;
}
