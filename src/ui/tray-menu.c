#include "config.h"

#include "tray-menu.h"

#include <glib/gi18n-lib.h>

/* Items for accounts, beginning at a place of a menu: made when first needed, then reused. */
typedef struct
{
  GtkMenuShell *shell; /* (unowned) */
  int position;
  const char *action;
  GPtrArray *items; /* (owned) of GtkWidget (unowned) */
} AccountItems;

struct _CtTrayMenu
{
  GtkMenu parent_instance;

  AccountItems rows;
  GtkWidget *more;       /* (unowned) */
  GtkWidget *unlock;     /* (unowned) */
  GtkWidget *separator;  /* (unowned) */
  GtkWidget *refresh;    /* (unowned) */
  GtkWidget *top_up;     /* (unowned) the only account with a page */
  GtkWidget *top_up_any; /* (unowned) has the submenu */
  AccountItems top_up_rows;
};

G_DEFINE_FINAL_TYPE (CtTrayMenu, ct_tray_menu, GTK_TYPE_MENU)

/* GTK tells everybody of a target or a label that is set, new or not, down to the panel. */
static void
set_account (GtkWidget *item, const char *account_id)
{
  GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (item));

  if (!target || !g_str_equal (g_variant_get_string (target, NULL), account_id))
    gtk_actionable_set_action_target (GTK_ACTIONABLE (item), "s", account_id);
}

/* For screen readers. Changes of a name are told from the second on (atk_object_set_name()). */
static void
set_name (GtkWidget *item, const char *name)
{
  atk_object_set_name (gtk_widget_get_accessible (item), name);
}

/* spoken: for screen readers. A panel is told of it only while it is not the label's text, and
 * without it goes on saying the label that the entry had at first (libdbusmenu-gtk). */
static void
set_label (GtkWidget *item, const char *label, const char *spoken)
{
  if (g_strcmp0 (gtk_menu_item_get_label (GTK_MENU_ITEM (item)), label) == 0)
    return;
  gtk_menu_item_set_label (GTK_MENU_ITEM (item), label);
  set_name (item, spoken);
}

static char *
replace (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, -1);

  return g_strjoinv (to, parts);
}

static void
account_items_init (AccountItems *items, GtkMenuShell *shell, int position, const char *action)
{
  items->shell = shell;
  items->position = position;
  items->action = action;
  items->items = g_ptr_array_new ();
}

static GtkWidget *
account_items_ensure (AccountItems *items, guint index)
{
  GtkWidget *item;

  if (index < items->items->len)
    return g_ptr_array_index (items->items, index);
  item = gtk_menu_item_new_with_mnemonic ("");
  set_name (item, "");
  /* The target comes first: an action that wants one is disabled without it. */
  set_account (item, "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (item), items->action);
  gtk_menu_shell_insert (items->shell, item, items->position + (int) index);
  g_ptr_array_add (items->items, item);
  return item;
}

static void
account_items_show (AccountItems *items, guint index, const char *account_id, const char *text,
                    const char *spoken)
{
  GtkWidget *item = account_items_ensure (items, index);
  /* The menu protocol takes "_" for a mnemonic, and a name may have one. */
  g_autofree char *escaped = replace (text, "_", "__");

  set_label (item, escaped, spoken);
  set_account (item, account_id);
  gtk_widget_set_visible (item, TRUE);
}

static void
account_items_hide_from (AccountItems *items, guint index)
{
  for (guint i = index; i < items->items->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (items->items, i), FALSE);
}

static void
update_top_up (CtTrayMenu *self, const CtSummary *summary, const char *const *top_up)
{
  const CtSummaryRow *first = NULL;
  guint n = 0;

  for (guint i = 0; top_up && i < summary->rows->len; i++)
    {
      const CtSummaryRow *row = g_ptr_array_index (summary->rows, i);
      g_autofree char *spoken = NULL;

      if (!g_strv_contains (top_up, row->account_id))
        continue;
      if (!first)
        first = row;
      spoken = g_strdup_printf (_ ("Top up %s"), row->name);
      account_items_show (&self->top_up_rows, n++, row->account_id, row->name, spoken);
    }
  account_items_hide_from (&self->top_up_rows, n);
  if (first)
    set_account (self->top_up, first->account_id);
  gtk_widget_set_visible (self->top_up, n == 1);
  gtk_widget_set_visible (self->top_up_any, n > 1);
}

static void
update_more (CtTrayMenu *self, guint n_more)
{
  g_autofree char *label = g_strdup_printf (ngettext ("%u more…", "%u more…", n_more), n_more);
  g_autofree char *spoken = g_strdup_printf (
      ngettext ("%u more account", "%u more accounts", n_more), n_more);

  set_label (self->more, label, spoken);
  gtk_widget_set_visible (self->more, n_more > 0);
}

/* What is spoken stays: that it is the label again would not reach the panel. */
static void
update_refresh (CtTrayMenu *self, guint wait_s)
{
  g_autofree char *waiting = g_strdup_printf (_ ("Refresh Now (again in %u s)"), wait_s);

  set_label (self->refresh, wait_s > 0 ? waiting : _ ("Refresh Now"), _ ("Refresh Now"));
}

void
ct_tray_menu_update (CtTrayMenu *self, const CtSummary *summary, const char *const *top_up,
                     guint refresh_wait_s)
{
  g_return_if_fail (CT_IS_TRAY_MENU (self));
  g_return_if_fail (summary);

  for (guint i = 0; i < summary->rows->len; i++)
    {
      const CtSummaryRow *row = g_ptr_array_index (summary->rows, i);
      g_autofree char *spoken = replace (row->text, " · ", ", ");

      account_items_show (&self->rows, i, row->account_id, row->text, spoken);
    }
  account_items_hide_from (&self->rows, summary->rows->len);

  update_more (self, summary->n_more);
  gtk_widget_set_visible (self->unlock, summary->n_locked > 0);
  gtk_widget_set_visible (self->separator, summary->rows->len > 0);
  update_refresh (self, refresh_wait_s);
  update_top_up (self, summary, top_up);
}

GtkWidget *
ct_tray_menu_get_refresh_item (CtTrayMenu *self)
{
  g_return_val_if_fail (CT_IS_TRAY_MENU (self), NULL);

  return self->refresh;
}

static GtkWidget *
append_item (CtTrayMenu *self, const char *text, const char *detailed_action)
{
  GtkWidget *item = gtk_menu_item_new_with_label (text);

  set_name (item, text);
  if (detailed_action)
    gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (item), detailed_action);
  gtk_menu_shell_append (GTK_MENU_SHELL (self), item);
  return item;
}

static GtkWidget *
append_separator (CtTrayMenu *self)
{
  GtkWidget *item = gtk_separator_menu_item_new ();

  gtk_menu_shell_append (GTK_MENU_SHELL (self), item);
  return item;
}

static void
ct_tray_menu_finalize (GObject *object)
{
  CtTrayMenu *self = CT_TRAY_MENU (object);

  g_ptr_array_unref (self->rows.items);
  g_ptr_array_unref (self->top_up_rows.items);
  G_OBJECT_CLASS (ct_tray_menu_parent_class)->finalize (object);
}

static void
ct_tray_menu_class_init (CtTrayMenuClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_tray_menu_finalize;
}

static void
ct_tray_menu_init (CtTrayMenu *self)
{
  GtkWidget *submenu = gtk_menu_new ();

  account_items_init (&self->rows, GTK_MENU_SHELL (self), 0, "app.balances");
  self->more = append_item (self, "", "app.balances::");
  self->unlock = append_item (self, _ ("Unlock Keyring…"), "app.unlock");
  self->separator = append_separator (self);
  self->refresh = append_item (self, _ ("Refresh Now"), "app.refresh::");
  gtk_widget_show (self->refresh);
  self->top_up = append_item (self, _ ("Top Up"), "app.top-up::");
  self->top_up_any = append_item (self, _ ("Top Up"), NULL);
  gtk_menu_item_set_submenu (GTK_MENU_ITEM (self->top_up_any), submenu);
  account_items_init (&self->top_up_rows, GTK_MENU_SHELL (submenu), 0, "app.top-up");
  gtk_widget_show (append_separator (self));
  gtk_widget_show (append_item (self, _ ("Balances…"), "app.balances::"));
  gtk_widget_show (append_item (self, _ ("Preferences…"), "app.preferences"));
  gtk_widget_show (append_separator (self));
  gtk_widget_show (append_item (self, _ ("Quit"), "app.quit"));
}

CtTrayMenu *
ct_tray_menu_new (GActionGroup *actions)
{
  CtTrayMenu *self;

  g_return_val_if_fail (G_IS_ACTION_GROUP (actions), NULL);

  self = g_object_new (CT_TYPE_TRAY_MENU, NULL);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "app", actions);
  return self;
}
