#include "config.h"

#include "preferences-accounts.h"

#include <glib/gi18n-lib.h>

#include "account-row.h"
#include "importing.h"
#include "list-tab.h"
#include "row-dragging.h"
#include "windows.h"

#define RESPONSE_UNDO 1

struct _CtPreferencesAccounts
{
  GtkBox parent_instance;

  CtSession *session; /* (unowned) */
  char *removed_name; /* (nullable) (owned) of the last one */
  guint update_id;    /* 0: what is shown is what is known */

  GtkListBox *list; /* (unowned) these are the template's */
  GtkInfoBar *undo_bar;
  GtkLabel *undo_text;
};

G_DEFINE_FINAL_TYPE (CtPreferencesAccounts, ct_preferences_accounts, GTK_TYPE_BOX)

enum
{
  SIGNAL_FAILED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
fail (CtPreferencesAccounts *self, const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error->message);
}

static const char *
get_account_id (CtAccountRow *row)
{
  return ct_account_get_id (ct_account_row_get_account (row));
}

/* --- What is asked for --- */

static void
move_row (CtPreferencesAccounts *self, CtAccountRow *row, guint position)
{
  g_autoptr (GError) error = NULL;

  if (!ct_accounts_move (self->session->accounts, get_account_id (row), position, &error))
    fail (self, error);
}

static void
on_move (CtAccountRow *row, int places, gpointer user_data)
{
  int position = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) + places;

  if (position >= 0)
    move_row (user_data, row, (guint) position);
}

static void
on_dropped (GtkListBoxRow *row, guint position, gpointer user_data)
{
  move_row (user_data, CT_ACCOUNT_ROW (row), position);
}

static void
on_change (CtAccountRow *row, const CtAccountConfig *config, gpointer user_data)
{
  CtPreferencesAccounts *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!ct_accounts_edit (self->session->accounts, config, &error))
    fail (self, error);
}

static void
focus_row (CtPreferencesAccounts *self, int index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, index);

  if (row == NULL && index > 0)
    row = gtk_list_box_get_row_at_index (self->list, index - 1);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
on_remove (CtAccountRow *row, gpointer user_data)
{
  CtPreferencesAccounts *self = user_data;
  g_autofree char *name = g_strdup (ct_account_get_name (ct_account_row_get_account (row)));
  g_autoptr (GError) error = NULL;
  int index = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));

  if (!ct_removals_begin (self->session->removals, get_account_id (row), &error))
    {
      fail (self, error);
      return;
    }
  g_free (self->removed_name);
  self->removed_name = g_steal_pointer (&name);
  focus_row (self, index + 1); /* the row itself goes with the next update */
}

static void
on_undo_response (GtkInfoBar *bar, int response, gpointer user_data)
{
  CtPreferencesAccounts *self = user_data;
  g_autoptr (GError) error = NULL;

  if (response != RESPONSE_UNDO)
    ct_removals_finish (self->session->removals);
  else if (!ct_removals_undo (self->session->removals, &error))
    fail (self, error);
}

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, gpointer user_data)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (list));
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (window));

  g_action_group_activate_action (G_ACTION_GROUP (application), "edit-account",
                                  g_variant_new_string (get_account_id (CT_ACCOUNT_ROW (row))));
}

static void
on_import (GtkButton *button, gpointer user_data)
{
  CtPreferencesAccounts *self = user_data;

  ct_importing_start (GTK_WINDOW (gtk_widget_get_toplevel (GTK_WIDGET (self))), self->session);
}

/* --- What is shown --- */

static void
add_row (CtPreferencesAccounts *self, CtAccount *account)
{
  CtAccountRow *row = ct_account_row_new (account);

  g_signal_connect (row, "move-asked", G_CALLBACK (on_move), self);
  g_signal_connect (row, "change-asked", G_CALLBACK (on_change), self);
  g_signal_connect (row, "remove-asked", G_CALLBACK (on_remove), self);
  gtk_container_add (GTK_CONTAINER (self->list), GTK_WIDGET (row));
}

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  GHashTable *places = user_data;
  gpointer first = ct_account_row_get_account (CT_ACCOUNT_ROW (a));
  gpointer second = ct_account_row_get_account (CT_ACCOUNT_ROW (b));

  return GPOINTER_TO_INT (g_hash_table_lookup (places, first))
         - GPOINTER_TO_INT (g_hash_table_lookup (places, second));
}

/* Rows stay whose accounts stay: focus and open menus are theirs. */
static void
sync_rows (CtPreferencesAccounts *self, GPtrArray *accounts)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) shown = g_hash_table_new (NULL, NULL);
  g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->list));

  for (guint i = 0; i < accounts->len; i++)
    g_hash_table_insert (places, g_ptr_array_index (accounts, i), GUINT_TO_POINTER (i));
  for (GList *l = rows; l != NULL; l = l->next)
    {
      CtAccount *account = ct_account_row_get_account (l->data);

      if (g_hash_table_contains (places, account))
        g_hash_table_add (shown, account);
      else
        gtk_widget_destroy (l->data);
    }
  for (guint i = 0; i < accounts->len; i++)
    if (!g_hash_table_contains (shown, g_ptr_array_index (accounts, i)))
      add_row (self, g_ptr_array_index (accounts, i));
  gtk_list_box_set_sort_func (self->list, compare_rows, places, NULL);
  gtk_list_box_set_sort_func (self->list, NULL, NULL, NULL); /* it stays as it is now */
}

static void
update_rows (CtPreferencesAccounts *self, guint n_accounts)
{
  const CtSummaryPolicy *policy = ct_session_get_policy (self->session);
  gint64 now_us = ct_clock_now_us (self->session->clock);

  for (guint i = 0; i < n_accounts; i++)
    ct_account_row_update (CT_ACCOUNT_ROW (gtk_list_box_get_row_at_index (self->list, (int) i)),
                           policy, i == 0, i + 1 == n_accounts, now_us);
}

static void
update_undo (CtPreferencesAccounts *self)
{
  guint n = ct_removals_get_undoable (self->session->removals)->len;
  g_autofree char *text = NULL;

  if (n == 1 && self->removed_name != NULL)
    text = g_strdup_printf (
        _ ("“%s” was removed. Its token and its history go when this window is closed."),
        self->removed_name);
  else
    text = g_strdup_printf (
        ngettext (
            "%u account was removed. Its token and its history go when this window is closed.",
            "%u accounts were removed. Their tokens and histories go when this window is closed.",
            n),
        n);
  if (n > 0)
    gtk_label_set_text (self->undo_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->undo_bar), n > 0);
}

static gboolean
update (gpointer user_data)
{
  CtPreferencesAccounts *self = user_data;
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->session->accounts);

  self->update_id = 0;
  sync_rows (self, accounts);
  update_rows (self, accounts->len);
  update_undo (self);
  return G_SOURCE_REMOVE;
}

static void
queue_update (CtPreferencesAccounts *self)
{
  if (self->update_id == 0)
    self->update_id = g_idle_add (update, self);
}

static void
ct_preferences_accounts_destroy (GtkWidget *widget)
{
  CtPreferencesAccounts *self = CT_PREFERENCES_ACCOUNTS (widget);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session->accounts, self);
      g_signal_handlers_disconnect_by_data (self->session->removals, self);
      ct_removals_finish (self->session->removals);
    }
  self->session = NULL;
  g_clear_handle_id (&self->update_id, g_source_remove);
  GTK_WIDGET_CLASS (ct_preferences_accounts_parent_class)->destroy (widget);
}

static void
ct_preferences_accounts_finalize (GObject *object)
{
  g_free (CT_PREFERENCES_ACCOUNTS (object)->removed_name);
  G_OBJECT_CLASS (ct_preferences_accounts_parent_class)->finalize (object);
}

static void
ct_preferences_accounts_class_init (CtPreferencesAccountsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ct_preferences_accounts_finalize;
  widget_class->destroy = ct_preferences_accounts_destroy;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               CT_UI_RESOURCE "preferences-accounts.ui");
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesAccounts, list);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesAccounts, undo_bar);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesAccounts, undo_text);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_import);
  gtk_widget_class_bind_template_callback (widget_class, on_undo_response);

  signals[SIGNAL_FAILED] = g_signal_new ("failed", CT_TYPE_PREFERENCES_ACCOUNTS, G_SIGNAL_RUN_LAST,
                                         0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
draw_line_above (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  GtkWidget *line = NULL;

  if (before != NULL && gtk_list_box_row_get_header (row) != NULL)
    return;
  if (before != NULL)
    line = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
  gtk_list_box_row_set_header (row, line);
}

static void
ct_preferences_accounts_init (CtPreferencesAccounts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ct_list_tab_leaves (self->list);
  gtk_list_box_set_header_func (self->list, draw_line_above, NULL, NULL);
  ct_row_dragging_accept (self->list, on_dropped, self);
}

CtPreferencesAccounts *
ct_preferences_accounts_new (CtSession *session)
{
  CtPreferencesAccounts *self = g_object_new (CT_TYPE_PREFERENCES_ACCOUNTS, NULL);

  self->session = session;
  g_signal_connect_swapped (session->accounts, "items-changed", G_CALLBACK (queue_update), self);
  g_signal_connect_swapped (session->accounts, "account-changed", G_CALLBACK (queue_update), self);
  g_signal_connect_swapped (session->removals, "changed", G_CALLBACK (queue_update), self);
  update (self);
  return self;
}
