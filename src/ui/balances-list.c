#include "config.h"

#include "balances-list.h"

#include "balances-row.h"
#include "list-tab.h"
#include "windows.h"

struct _CtBalancesList
{
  GtkBox parent_instance;

  GtkListBox *list;           /* (unowned) */
  GtkWidget *account_heading; /* (unowned) */
  GtkWidget *balance_heading; /* (unowned) */
  GtkWidget *lasts_heading;   /* (unowned) */
  GtkWidget *today_heading;   /* (unowned) */
  GtkWidget *days_7_heading;  /* (unowned) */
  GtkWidget *days_30_heading; /* (unowned) */

  CtSession *session;                  /* (nullable) (unowned) */
  GtkSizeGroup *columns[CT_N_COLUMNS]; /* (owned) */
};

G_DEFINE_FINAL_TYPE (CtBalancesList, ct_balances_list, GTK_TYPE_BOX)

static guint activated_signal;

/* --- Rows --- */

static void
add_row (CtBalancesList *self, CtAccount *account)
{
  CtBalancesRow *row = ct_balances_row_new (account);

  ct_balances_row_join_columns (row, self->columns);
  gtk_container_add (GTK_CONTAINER (self->list), GTK_WIDGET (row));
}

/* As the person has them where nothing else decides. */
static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  return ct_overview_compare (ct_balances_row_get_account (CT_BALANCES_ROW (a)),
                              ct_balances_row_get_account (CT_BALANCES_ROW (b)));
}

static void
add_separator (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  if (before == NULL)
    gtk_list_box_row_set_header (row, NULL);
  else if (gtk_list_box_row_get_header (row) == NULL)
    gtk_list_box_row_set_header (row, gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
}

void
ct_balances_list_update (CtBalancesList *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GList) rows = NULL;
  gint64 now_us;
  guint interval_s;

  g_return_if_fail (CT_IS_BALANCES_LIST (self));

  now_us = ct_clock_now_us (self->session->clock);
  interval_s = g_settings_get_uint (ct_settings_get_general (self->session->settings),
                                    "interval-s");
  rows = gtk_container_get_children (GTK_CONTAINER (self->list));
  for (GList *l = rows; l != NULL; l = l->next)
    {
      CtAccount *account = ct_balances_row_get_account (l->data);
      g_autoptr (CtOverviewRow) row = ct_overview_row_new (account, interval_s, now_us, zone);

      ct_balances_row_show (l->data, row);
    }
  gtk_list_box_invalidate_sort (self->list);
}

static void
destroy_row (GtkWidget *row, gpointer user_data)
{
  gtk_widget_destroy (row);
}

/* The model keeps the person's order, the list its own: rows are made anew when accounts come, go
 * or move, which is when a person is at it. */
static void
fill (CtBalancesList *self)
{
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->session->accounts);

  gtk_container_foreach (GTK_CONTAINER (self->list), destroy_row, NULL);
  for (guint i = 0; i < accounts->len; i++)
    add_row (self, accounts->pdata[i]);
  ct_balances_list_update (self);
}

static void
on_row_activated (CtBalancesList *self, GtkListBoxRow *row)
{
  g_signal_emit (self, activated_signal, 0, ct_balances_row_get_account (CT_BALANCES_ROW (row)));
}

void
ct_balances_list_set_session (CtBalancesList *self, CtSession *session)
{
  g_return_if_fail (CT_IS_BALANCES_LIST (self));
  g_return_if_fail (self->session == NULL);

  self->session = session;
  g_signal_connect_object (session->accounts, "items-changed", G_CALLBACK (fill), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session->monitor, "changed", G_CALLBACK (ct_balances_list_update), self,
                           G_CONNECT_SWAPPED);
  fill (self);
}

/* --- The object --- */

static void
ct_balances_list_finalize (GObject *object)
{
  CtBalancesList *self = CT_BALANCES_LIST (object);

  for (guint i = 0; i < CT_N_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
  G_OBJECT_CLASS (ct_balances_list_parent_class)->finalize (object);
}

static void
ct_balances_list_class_init (CtBalancesListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ct_balances_list_finalize;
  activated_signal = g_signal_new ("account-activated", CT_TYPE_BALANCES_LIST, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, CT_TYPE_ACCOUNT);
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "balances-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CtBalancesList, list);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesList, account_heading);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesList, balance_heading);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesList, lasts_heading);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesList, today_heading);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesList, days_7_heading);
  gtk_widget_class_bind_template_child (widget_class, CtBalancesList, days_30_heading);
}

static void
ct_balances_list_init (CtBalancesList *self)
{
  GtkWidget *headings[CT_N_COLUMNS];

  gtk_widget_init_template (GTK_WIDGET (self));
  headings[CT_COLUMN_ACCOUNT] = self->account_heading;
  headings[CT_COLUMN_BALANCE] = self->balance_heading;
  headings[CT_COLUMN_LASTS] = self->lasts_heading;
  headings[CT_COLUMN_TODAY] = self->today_heading;
  headings[CT_COLUMN_DAYS_7] = self->days_7_heading;
  headings[CT_COLUMN_DAYS_30] = self->days_30_heading;
  for (guint i = 0; i < CT_N_COLUMNS; i++)
    {
      self->columns[i] = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
      gtk_size_group_add_widget (self->columns[i], headings[i]);
    }
  ct_list_tab_leaves (self->list);
  gtk_list_box_set_sort_func (self->list, compare_rows, NULL, NULL);
  gtk_list_box_set_header_func (self->list, add_separator, NULL, NULL);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (on_row_activated), self,
                           G_CONNECT_SWAPPED);
}
