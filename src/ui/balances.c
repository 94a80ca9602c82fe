#include "config.h"

#include "balances.h"

#include <glib/gi18n-lib.h>

#include "account-page.h"
#include "balances-list.h"
#include "chart-export.h"
#include "desktop-advice.h"
#include "history-bar.h"
#include "keyring-bar.h"
#include "overview.h"
#include "troubleshooting.h"
#include "welcome-page.h"
#include "windows.h"

#define TICK_S 20 /* ages are told in minutes */

struct _CtBalances
{
  GtkApplicationWindow parent_instance;

  GtkHeaderBar *header;      /* (unowned) */
  GtkWidget *back;           /* (unowned) */
  GtkWidget *add;            /* (unowned) */
  GtkWidget *refresh;        /* (unowned) */
  GtkWidget *menu_button;    /* (unowned) */
  CtKeyringBar *keyring_bar; /* (unowned) */
  CtHistoryBar *history_bar; /* (unowned) */
  GtkWidget *tray_bar;       /* (unowned) */
  GtkLabel *tray_label;      /* (unowned) */
  GtkStack *stack;           /* (unowned) its pages are made when they are first shown: */
  CtWelcomePage *welcome;    /* (nullable) (unowned) */
  CtBalancesList *list;      /* (nullable) (unowned) */
  CtAccountPage *page;       /* (nullable) (unowned) */

  CtSession *session;  /* (unowned) */
  CtTrayHost *host;    /* (nullable) (owned) */
  char *account_id;    /* (nullable) (owned) the account that is shown; NULL: all */
  CtAlarm *floor_over; /* (nullable) (owned) a refresh is let through again */
  guint tick_id;       /* while the window is mapped */
};

G_DEFINE_FINAL_TYPE (CtBalances, ct_balances, GTK_TYPE_APPLICATION_WINDOW)

/* --- The view, from the state --- */

static CtAccount *
get_account (CtBalances *self)
{
  return self->account_id != NULL ? ct_accounts_lookup (self->session->accounts, self->account_id)
                                  : NULL;
}

static void
ensure_welcome (CtBalances *self)
{
  if (self->welcome != NULL)
    return;
  self->welcome = g_object_new (CT_TYPE_WELCOME_PAGE, NULL);
  ct_welcome_page_set_session (self->welcome, self->session);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->welcome), "welcome");
}

static void
on_account_activated (CtBalances *self, CtAccount *account)
{
  ct_balances_show_account (self, ct_account_get_id (account));
}

static void
ensure_list (CtBalances *self)
{
  if (self->list != NULL)
    return;
  self->list = g_object_new (CT_TYPE_BALANCES_LIST, NULL);
  ct_balances_list_set_session (self->list, self->session);
  g_signal_connect_object (self->list, "account-activated", G_CALLBACK (on_account_activated), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->list), "list");
}

static void
ensure_page (CtBalances *self)
{
  if (self->page != NULL)
    return;
  self->page = g_object_new (CT_TYPE_ACCOUNT_PAGE, NULL);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->page), "account");
}

/* "Total: $62.30+" */
static char *
format_total (CtBalances *self)
{
  g_autoptr (GPtrArray) accounts = ct_accounts_list (self->session->accounts);
  const CtSummaryPolicy *policy = ct_session_get_policy (self->session);
  CtTotal total = ct_summary_total (accounts, policy, ct_clock_now_us (self->session->clock));
  g_autofree char *amount = NULL;

  if (!total.known && !total.unlimited)
    return NULL;
  amount = ct_total_format (&total, CT_MONEY_WINDOW);
  return g_strdup_printf (_ ("Total: %s"), amount);
}

static void
show_header (CtBalances *self, CtAccount *account, gboolean is_empty)
{
  CtProvider *provider = account != NULL ? ct_account_get_provider (account) : NULL;
  g_autofree char *total = account == NULL ? format_total (self) : NULL;

  gtk_header_bar_set_title (self->header,
                            account != NULL ? ct_account_get_name (account) : _ ("Credit Tray"));
  gtk_header_bar_set_subtitle (self->header, provider != NULL ? provider->name : total);
  gtk_window_set_title (GTK_WINDOW (self),
                        account != NULL ? ct_account_get_name (account) : _ ("Credit Tray"));
  gtk_widget_set_visible (self->back, account != NULL);
  gtk_widget_set_visible (self->add, account == NULL && !is_empty);
  gtk_widget_set_visible (self->refresh, !is_empty);
}

static void
set_enabled (CtBalances *self, const char *action, gboolean enabled)
{
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), action)), enabled);
}

static void
show_page (CtBalances *self, CtAccount *account, gboolean is_empty)
{
  if (is_empty)
    {
      ensure_welcome (self);
      gtk_stack_set_visible_child_name (self->stack, "welcome");
    }
  else if (account == NULL)
    {
      ensure_list (self);
      gtk_stack_set_visible_child_name (self->stack, "list");
    }
  else
    {
      ensure_page (self);
      gtk_stack_set_visible_child_name (self->stack, "account");
    }
  if (self->page != NULL)
    ct_account_page_set_account (self->page, self->session, account);
}

/* The account may have been removed. */
static void
update (CtBalances *self)
{
  gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->session->accounts)) == 0;
  CtAccount *account = get_account (self);

  show_page (self, account, is_empty);
  show_header (self, account, is_empty);
  set_enabled (self, "back", account != NULL);
  set_enabled (self, "export-csv", account != NULL);
  set_enabled (self, "export-png", account != NULL);
  set_enabled (self, "troubleshooting", account != NULL);
}

static void
update_tray (CtBalances *self)
{
  CtTrayHostState state = self->host != NULL ? ct_tray_host_get_state (self->host)
                                             : CT_TRAY_HOST_ABSENT;
  gboolean is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->session->accounts)) == 0;
  const char *advice = ct_desktop_advice_tray (g_getenv ("XDG_CURRENT_DESKTOP"));
  g_autofree char *text = NULL;

  if (state == CT_TRAY_HOST_ABSENT)
    text = g_strdup_printf (_ ("This desktop shows no tray items. %s Credit Tray works without: it "
                               "goes on watching when this window is closed, and starting it again "
                               "opens the window."),
                            advice);
  else
    text = g_strdup (_ ("The panel is ready: balances appear in its tray."));
  gtk_label_set_label (self->tray_label, text);
  gtk_widget_set_visible (self->tray_bar, state == CT_TRAY_HOST_ABSENT && !is_empty);
  if (self->welcome != NULL)
    ct_welcome_page_set_tray (self->welcome, state == CT_TRAY_HOST_UNKNOWN ? "" : text);
}

static void
on_accounts_changed (CtBalances *self)
{
  update (self);
  update_tray (self);
}

static void
allow_refresh (CtBalances *self)
{
  set_enabled (self, "refresh", TRUE);
  gtk_widget_set_tooltip_text (self->refresh, _ ("Refresh now"));
}

void
ct_balances_show_account (CtBalances *self, const char *account_id)
{
  char *copy = g_strdup (account_id);

  g_return_if_fail (CT_IS_BALANCES (self));

  if (g_strcmp0 (copy, self->account_id) != 0)
    {
      ct_alarm_set (self->floor_over, -1);
      allow_refresh (self); /* the floor was that of another account */
    }
  g_free (self->account_id);
  self->account_id = copy;
  on_accounts_changed (self);
}

static gboolean
on_tick (gpointer user_data)
{
  CtBalances *self = user_data;

  if (self->list != NULL)
    ct_balances_list_update (self->list);
  if (self->page != NULL)
    ct_account_page_update (self->page);
  return G_SOURCE_CONTINUE;
}

/* --- Actions --- */

static void
on_back (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  ct_balances_show_account (user_data, NULL);
}

static void
on_floor_over (gpointer user_data)
{
  allow_refresh (user_data);
}

/* What the floors hold back is asked when they let it; until then there is nothing to press. */
static void
on_refresh (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  CtBalances *self = user_data;
  gint64 until_us = ct_monitor_refresh (self->session->monitor, self->account_id);
  gint64 wait_us = until_us - ct_clock_now_us (self->session->clock);
  g_autofree char *text = NULL;

  if (until_us == 0 || wait_us <= 0)
    return;
  text = g_strdup_printf (_ ("Refreshes by itself in %d s: no gateway is asked more often"),
                          (int) (wait_us / G_USEC_PER_SEC) + 1);
  gtk_widget_set_tooltip_text (self->refresh, text);
  set_enabled (self, "refresh", FALSE);
  ct_alarm_set (self->floor_over, until_us);
}

static void
on_export_csv (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  CtBalances *self = user_data;

  ct_chart_export_csv (GTK_WINDOW (self), self->session, get_account (self),
                       ct_account_page_get_chart_pane (self->page));
}

static void
on_export_png (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  CtBalances *self = user_data;

  ct_chart_export_png (GTK_WINDOW (self), get_account (self),
                       ct_account_page_get_chart_pane (self->page));
}

static void
on_troubleshooting (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  CtBalances *self = user_data;
  CtTroubleshooting *window = ct_troubleshooting_new (self->session, get_account (self),
                                                      self->host);

  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (window));
}

static void
on_close (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  gtk_window_close (user_data);
}

static const GActionEntry actions[] = {
  { .name = "back", .activate = on_back },
  { .name = "refresh", .activate = on_refresh },
  { .name = "export-csv", .activate = on_export_csv },
  { .name = "export-png", .activate = on_export_png },
  { .name = "troubleshooting", .activate = on_troubleshooting },
  { .name = "close", .activate = on_close },
};

/* --- The object --- */

static void
ct_balances_map (GtkWidget *widget)
{
  CtBalances *self = CT_BALANCES (widget);

  GTK_WIDGET_CLASS (ct_balances_parent_class)->map (widget);
  self->tick_id = g_timeout_add_seconds (TICK_S, on_tick, self);
}

static void
ct_balances_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&CT_BALANCES (widget)->tick_id, g_source_remove);
  GTK_WIDGET_CLASS (ct_balances_parent_class)->unmap (widget);
}

static void
ct_balances_dispose (GObject *object)
{
  CtBalances *self = CT_BALANCES (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_pointer (&self->floor_over, ct_alarm_free);
  g_clear_object (&self->host);
  g_clear_pointer (&self->account_id, g_free);
  G_OBJECT_CLASS (ct_balances_parent_class)->dispose (object);
}

static void
ct_balances_class_init (CtBalancesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_balances_dispose;
  widget_class->map = ct_balances_map;
  widget_class->unmap = ct_balances_unmap;
  g_type_ensure (CT_TYPE_KEYRING_BAR);
  g_type_ensure (CT_TYPE_HISTORY_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "balances.ui");
  gtk_widget_class_bind_template_child (widget_class, CtBalances, header);
  gtk_widget_class_bind_template_child (widget_class, CtBalances, back);
  gtk_widget_class_bind_template_child (widget_class, CtBalances, add);
  gtk_widget_class_bind_template_child (widget_class, CtBalances, refresh);
  gtk_widget_class_bind_template_child (widget_class, CtBalances, menu_button);
  gtk_widget_class_bind_template_child (widget_class, CtBalances, keyring_bar);
  gtk_widget_class_bind_template_child (widget_class, CtBalances, history_bar);
  gtk_widget_class_bind_template_child (widget_class, CtBalances, tray_bar);
  gtk_widget_class_bind_template_child (widget_class, CtBalances, tray_label);
  gtk_widget_class_bind_template_child (widget_class, CtBalances, stack);
}

static void
ct_balances_init (CtBalances *self)
{
  g_autoptr (GPropertyAction) menu = NULL;

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  menu = g_property_action_new ("menu", self->menu_button, "active");
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (menu));
}

static void
follow (CtBalances *self)
{
  g_signal_connect_object (self->session->accounts, "items-changed",
                           G_CALLBACK (on_accounts_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session->monitor, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (ct_settings_get_general (self->session->settings), "changed",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  if (self->host != NULL)
    g_signal_connect_object (self->host, "notify::state", G_CALLBACK (update_tray), self,
                             G_CONNECT_SWAPPED);
}

CtBalances *
ct_balances_new (GtkApplication *application, CtSession *session, CtTrayHost *host)
{
  CtBalances *self = g_object_new (CT_TYPE_BALANCES, "application", application, NULL);

  self->session = session;
  g_set_object (&self->host, host);
  self->floor_over = ct_alarm_new (session->clock, on_floor_over, self);
  ct_keyring_bar_set_session (self->keyring_bar, session);
  ct_history_bar_set_history (self->history_bar, session->history);
  follow (self);
  return self;
}
