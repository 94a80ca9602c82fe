#include "config.h"

#include "account-row.h"

#include <glib/gi18n-lib.h>

#include "row-dragging.h"
#include "windows.h"

struct _CtAccountRow
{
  GtkListBoxRow parent_instance;

  CtAccount *account;          /* (owned) */
  GSimpleActionGroup *actions; /* (owned) */

  GtkWidget *handle; /* (unowned) these are the template's */
  GtkImage *level;
  GtkLabel *name;
  GtkLabel *provider;
  GtkLabel *amount;
  GtkLabel *state;
  GtkMenuButton *menu;
};

G_DEFINE_FINAL_TYPE (CtAccountRow, ct_account_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  SIGNAL_MOVE,
  SIGNAL_CHANGE,
  SIGNAL_REMOVE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static const char *const totals[] = {
  [CT_IN_TOTAL_AUTO] = "auto",
  [CT_IN_TOTAL_ALWAYS] = "always",
  [CT_IN_TOTAL_NEVER] = "never",
};

CtAccount *
ct_account_row_get_account (CtAccountRow *self)
{
  g_return_val_if_fail (CT_IS_ACCOUNT_ROW (self), NULL);

  return self->account;
}

/* --- What is shown --- */

/* A definition that fits many sites says little without the host. */
static char *
describe_provider (CtAccount *account)
{
  CtProvider *provider = ct_account_get_provider (account);
  const char *base_url = ct_account_get_base_url (account);
  g_autoptr (GUri) uri = NULL;

  if (provider == NULL)
    return g_strdup (ct_account_get_config (account)->provider_id);
  if (base_url != NULL)
    uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return g_strdup (provider->name);
  return g_strdup_printf ("%s · %s", provider->name, g_uri_get_host (uri));
}

/* "" while nothing is known. */
static char *
format_amount (CtAccount *account)
{
  CtReading *reading = ct_account_get_reading (account);
  const CtBalance *primary = reading != NULL ? ct_reading_get_primary (reading) : NULL;

  return primary != NULL ? ct_balance_format (primary, CT_MONEY_WINDOW) : g_strdup ("");
}

static void
show_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && text[0] != '\0');
}

static void
set_state (CtAccountRow *self, const char *name, GVariant *state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), state);
}

static void
set_enabled (CtAccountRow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* What a screen reader says of the row as a whole. */
static void
name_accessibly (CtAccountRow *self)
{
  GtkLabel *const parts[] = { self->name, self->amount, self->state };
  g_autoptr (GString) row = g_string_new (NULL);
  g_autofree char *menu = g_strdup_printf (_ ("Menu of %s"), gtk_label_get_text (self->name));

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (gtk_widget_get_visible (GTK_WIDGET (parts[i])))
      g_string_append_printf (row, "%s%s", i > 0 ? ", " : "", gtk_label_get_text (parts[i]));
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), row->str);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self->menu)), menu);
}

void
ct_account_row_update (CtAccountRow *self, const CtSummaryPolicy *policy, gboolean is_first,
                       gboolean is_last, gint64 now_us)
{
  const CtAccountConfig *config;
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  g_autoptr (CtSummary) summary = NULL;
  g_autofree char *provider = NULL, *amount = NULL;

  g_return_if_fail (CT_IS_ACCOUNT_ROW (self));

  config = ct_account_get_config (self->account);
  g_ptr_array_add (alone, self->account);
  summary = ct_summary_new (alone, policy, now_us);
  provider = describe_provider (self->account);
  amount = format_amount (self->account);

  gtk_image_set_from_icon_name (self->level, summary->icon, GTK_ICON_SIZE_LARGE_TOOLBAR);
  gtk_label_set_text (self->name, ct_account_get_name (self->account));
  gtk_label_set_text (self->provider, provider);
  show_text (self->amount, amount);
  show_text (self->state, ct_summary_get_reason (self->account));
  gtk_widget_set_opacity (GTK_WIDGET (self->level), config->paused ? 0.5 : 1);
  name_accessibly (self);

  set_state (self, "pause", g_variant_new_boolean (config->paused));
  set_state (self, "in-total", g_variant_new_string (totals[config->in_total]));
  set_enabled (self, "move-up", !is_first);
  set_enabled (self, "move-down", !is_last);
}

/* --- What is asked for --- */

static void
on_move_up (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_MOVE], 0, -1);
}

static void
on_move_down (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_MOVE], 0, 1);
}

static void
on_remove (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_REMOVE], 0);
}

static void
on_pause (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  CtAccountRow *self = user_data;
  g_autoptr (CtAccountConfig) config = ct_account_config_copy (
      ct_account_get_config (self->account));

  config->paused = g_variant_get_boolean (state);
  g_signal_emit (self, signals[SIGNAL_CHANGE], 0, config);
}

static void
on_in_total (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  CtAccountRow *self = user_data;
  g_autoptr (CtAccountConfig) config = ct_account_config_copy (
      ct_account_get_config (self->account));

  for (guint i = 0; i < G_N_ELEMENTS (totals); i++)
    if (g_str_equal (g_variant_get_string (state, NULL), totals[i]))
      config->in_total = (CtInTotal) i;
  g_signal_emit (self, signals[SIGNAL_CHANGE], 0, config);
}

static gboolean
activate (CtAccountRow *self, const char *name)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->actions), name, NULL);
  return GDK_EVENT_STOP;
}

static gboolean
ct_account_row_key_press_event (GtkWidget *widget, GdkEventKey *event)
{
  CtAccountRow *self = CT_ACCOUNT_ROW (widget);
  GdkModifierType held = event->state & gtk_accelerator_get_default_mod_mask ();

  if (held == GDK_CONTROL_MASK && (event->keyval == GDK_KEY_Up || event->keyval == GDK_KEY_KP_Up))
    return activate (self, "move-up");
  if (held == GDK_CONTROL_MASK
      && (event->keyval == GDK_KEY_Down || event->keyval == GDK_KEY_KP_Down))
    return activate (self, "move-down");
  if (held == 0 && (event->keyval == GDK_KEY_Delete || event->keyval == GDK_KEY_KP_Delete))
    return activate (self, "remove");
  return GTK_WIDGET_CLASS (ct_account_row_parent_class)->key_press_event (widget, event);
}

static gboolean
open_menu (GtkWidget *widget)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (CT_ACCOUNT_ROW (widget)->menu), TRUE);
  return TRUE;
}

static gboolean
ct_account_row_button_press_event (GtkWidget *widget, GdkEventButton *event)
{
  if (gdk_event_triggers_context_menu ((GdkEvent *) event))
    return open_menu (widget);
  return GDK_EVENT_PROPAGATE;
}

static GMenuModel *
make_total_menu (void)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("Automatically"), "row.in-total::auto");
  g_menu_append (menu, _ ("Always"), "row.in-total::always");
  g_menu_append (menu, _ ("Never"), "row.in-total::never");
  return G_MENU_MODEL (menu);
}

static GMenuModel *
make_menu (const char *account_id)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) changes = g_menu_new ();
  g_autoptr (GMenu) moves = g_menu_new ();
  g_autoptr (GMenu) removal = g_menu_new ();
  g_autoptr (GMenuItem) edit = g_menu_item_new (_ ("_Edit…"), NULL);
  g_autoptr (GMenuModel) total = make_total_menu ();

  g_menu_item_set_action_and_target (edit, "app.edit-account", "s", account_id);
  g_menu_append_item (changes, edit);
  g_menu_append (changes, _ ("_Paused"), "row.pause");
  g_menu_append_submenu (changes, _ ("Count in the _Total"), total);
  g_menu_append (moves, _ ("Move _Up"), "row.move-up");
  g_menu_append (moves, _ ("Move _Down"), "row.move-down");
  g_menu_append (removal, _ ("_Remove"), "row.remove");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (changes));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (moves));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (removal));
  return G_MENU_MODEL (menu);
}

static void
ct_account_row_finalize (GObject *object)
{
  CtAccountRow *self = CT_ACCOUNT_ROW (object);

  g_clear_object (&self->account);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (ct_account_row_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_set_template_from_resource (klass, CT_UI_RESOURCE "account-row.ui");
  gtk_widget_class_bind_template_child (klass, CtAccountRow, handle);
  gtk_widget_class_bind_template_child (klass, CtAccountRow, level);
  gtk_widget_class_bind_template_child (klass, CtAccountRow, name);
  gtk_widget_class_bind_template_child (klass, CtAccountRow, provider);
  gtk_widget_class_bind_template_child (klass, CtAccountRow, amount);
  gtk_widget_class_bind_template_child (klass, CtAccountRow, state);
  gtk_widget_class_bind_template_child (klass, CtAccountRow, menu);
}

static void
ct_account_row_class_init (CtAccountRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ct_account_row_finalize;
  widget_class->key_press_event = ct_account_row_key_press_event;
  widget_class->button_press_event = ct_account_row_button_press_event;
  widget_class->popup_menu = open_menu;
  bind_children (widget_class);

  signals[SIGNAL_MOVE] = g_signal_new ("move-asked", CT_TYPE_ACCOUNT_ROW, G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_CHANGE] = g_signal_new ("change-asked", CT_TYPE_ACCOUNT_ROW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_REMOVE] = g_signal_new ("remove-asked", CT_TYPE_ACCOUNT_ROW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_account_row_init (CtAccountRow *self)
{
  static const GActionEntry entries[] = {
    { .name = "pause", .state = "false", .change_state = on_pause },
    { .name = "in-total", .parameter_type = "s", .state = "'auto'", .change_state = on_in_total },
    { .name = "move-up", .activate = on_move_up },
    { .name = "move-down", .activate = on_move_down },
    { .name = "remove", .activate = on_remove },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "row", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
  ct_row_dragging_offer (GTK_LIST_BOX_ROW (self), self->handle);
}

CtAccountRow *
ct_account_row_new (CtAccount *account)
{
  CtAccountRow *self = g_object_new (CT_TYPE_ACCOUNT_ROW, NULL);
  g_autoptr (GMenuModel) menu = make_menu (ct_account_get_id (account));

  self->account = g_object_ref (account);
  gtk_menu_button_set_menu_model (self->menu, menu);
  return self;
}
