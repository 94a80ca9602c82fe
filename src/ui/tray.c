#include "config.h"

#include "tray.h"

#include <glib/gi18n-lib.h>
#include <libayatana-appindicator/app-indicator.h>

#include "icon-painter.h"
#include "tray-menu.h"

/* What the library makes of the id. */
#define ITEM_ID "credit-tray"
#define ITEM_PATH "/org/ayatana/NotificationItem/credit_tray"

/* Accounts are read together: what is asked for is brought up to date once for all of them. */
#define REST_SETTLE_MS 100

/* An item that is not registered by then will not be by itself. */
#define REGISTRATION_GRACE_MS 500

struct _CtTray
{
  GObject parent_instance;

  char *icon_dir;          /* (owned) */
  CtTrayHost *host;        /* (nullable) (owned) */
  CtTrayMenu *menu;        /* (owned) */
  AppIndicator *indicator; /* (nullable) (owned) once there is something to say */
  GObject *menu_root;      /* (nullable) (owned) the menu as it is exported */

  CtSummary *summary; /* (nullable) (owned) */
  char **top_up;      /* (nullable) (owned) */

  char *picture_dir;      /* (nullable) (owned) NULL: the icons of the theme */
  CtIconPainter *painter; /* (nullable) (owned) as long as there is a picture_dir */
  guint refresh_wait_s;
  guint update_id;       /* 0: label and icon say what is known */
  guint rest_id;         /* 0: and so does the rest */
  guint registration_id; /* 0: nothing to look after */
};

G_DEFINE_FINAL_TYPE (CtTray, ct_tray, G_TYPE_OBJECT)

enum
{
  SIGNAL_ABOUT_TO_SHOW,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* For screen readers: what the icon's level means. */
static const char *
describe_icon (const char *icon)
{
  static const struct
  {
    const char *icon, *text;
  } descriptions[] = {
    { "credit-tray-full-symbolic", N_ ("Plenty of credit") },
    { "credit-tray-good-symbolic", N_ ("Enough credit") },
    { "credit-tray-low-symbolic", N_ ("Credit is low") },
    { "credit-tray-critical-symbolic", N_ ("Credit is very low") },
    { "credit-tray-empty-symbolic", N_ ("Credit is used up") },
    { "credit-tray-unlimited-symbolic", N_ ("Unlimited credit") },
    { "credit-tray-problem-symbolic", N_ ("Credit cannot be read") },
    { "credit-tray-offline-symbolic", N_ ("Offline") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++)
    if (g_str_equal (icon, descriptions[i].icon))
      return _ (descriptions[i].text);
  return _ ("Credit");
}

/* The widest text of the same shape: the panel does not jump when a digit changes. */
static char *
label_guide (const char *label)
{
  char *guide = g_strdup (label);

  for (char *c = guide; *c; c++)
    if (g_ascii_isdigit (*c))
      *c = '8';
  return guide;
}

static const char *
get_icon (CtTray *self)
{
  const CtSummary *summary = self->summary;
  const char *picture = NULL;

  if (self->painter != NULL && summary->icon_text[0] != '\0')
    picture = ct_icon_painter_paint (self->painter, summary->icon_text, summary->icon);
  return picture != NULL ? picture : summary->icon;
}

/* Everything is set, and what differs is sent: the indicator and its menu server compare. */
static void
update_face (CtTray *self)
{
  const CtSummary *summary = self->summary;
  g_autofree char *guide = label_guide (summary->label);

  app_indicator_set_label (self->indicator, summary->label, guide);
  app_indicator_set_icon_full (self->indicator, get_icon (self), describe_icon (summary->icon));
}

static void
update_rest (CtTray *self)
{
  const CtSummary *summary = self->summary;

  app_indicator_set_title (self->indicator, summary->title);
  ct_tray_menu_update (self->menu, summary, (const char *const *) self->top_up,
                       self->refresh_wait_s);
}

static gboolean
on_rest (gpointer user_data)
{
  CtTray *self = user_data;

  self->rest_id = 0;
  update_rest (self);
  return G_SOURCE_REMOVE;
}

/* What is looked at goes out before what is asked for: at a new title the panel asks for all there
 * is. */
static gboolean
on_update (gpointer user_data)
{
  CtTray *self = user_data;

  self->update_id = 0;
  update_face (self);
  if (self->rest_id == 0)
    self->rest_id = g_timeout_add_full (G_PRIORITY_LOW, REST_SETTLE_MS, on_rest, self, NULL);
  return G_SOURCE_REMOVE;
}

static void
queue_update (CtTray *self)
{
  if (self->indicator && self->update_id == 0)
    self->update_id = g_idle_add (on_update, self);
}

/* Without a watcher the indicator falls back to XEmbed, and there 0.5.92 looks for its theme path
 * in the icon theme's search path, past its end when it is not in it. */
static void
ensure_in_search_path (const char *icon_dir)
{
  GtkIconTheme *theme = gtk_icon_theme_get_default ();
  g_auto (GStrv) path = NULL;

  gtk_icon_theme_get_search_path (theme, &path, NULL);
  if (!g_strv_contains ((const char *const *) path, icon_dir))
    gtk_icon_theme_append_search_path (theme, icon_dir);
}

static void
on_about_to_show (CtTray *self)
{
  g_signal_emit (self, signals[SIGNAL_ABOUT_TO_SHOW], 0);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  update_rest (self);
}

/* A StatusNotifier host shows a copy of the menu: "show" of the GtkMenu never comes, but the
 * exported root is told. */
static void
watch_exported_menu (CtTray *self)
{
  g_autoptr (GObject) server = NULL;

  g_object_get (self->indicator, "dbus-menu-server", &server, NULL);
  g_object_get (server, "root-node", &self->menu_root, NULL);
  g_signal_connect_object (self->menu_root, "about-to-show", G_CALLBACK (on_about_to_show), self,
                           G_CONNECT_SWAPPED);
}

static gboolean
on_registration_due (gpointer user_data)
{
  CtTray *self = user_data;
  gboolean registered = FALSE;

  self->registration_id = 0;
  g_object_get (self->indicator, "connected", &registered, NULL);
  if (!registered && ct_tray_host_get_state (self->host) == CT_TRAY_HOST_PRESENT)
    ct_tray_host_register (self->host, ITEM_PATH);
  return G_SOURCE_REMOVE;
}

/* When libayatana-appindicator 0.5.94 hears of the watcher before it has its own connection, which
 * happens on a busy machine, it exports the item but never registers it. */
static void
look_after_registration (CtTray *self)
{
  if (!self->indicator || !self->host || self->registration_id != 0
      || ct_tray_host_get_state (self->host) != CT_TRAY_HOST_PRESENT)
    return;
  self->registration_id = g_timeout_add (REGISTRATION_GRACE_MS, on_registration_due, self);
}

/* Made and filled in one turn of the loop: it is registered in a later one, and by then it says
 * something. */
static void
show (CtTray *self)
{
  ensure_in_search_path (self->icon_dir);
  /* Not app_indicator_new(): newer versions print a warning there. */
  self->indicator = g_object_new (APP_INDICATOR_TYPE, "id", ITEM_ID, "category",
                                  "ApplicationStatus", "icon-theme-path", self->icon_dir, NULL);
  update_face (self);
  update_rest (self);
  app_indicator_set_status (self->indicator, APP_INDICATOR_STATUS_ACTIVE);
  app_indicator_set_menu (self->indicator, GTK_MENU (self->menu));
  app_indicator_set_secondary_activate_target (self->indicator,
                                               ct_tray_menu_get_refresh_item (self->menu));
  watch_exported_menu (self);
  look_after_registration (self);
}

CtSummary *
ct_tray_summarize (CtSession *session, GPtrArray *accounts)
{
  CtSummaryPolicy policy = *ct_session_get_policy (session);

  policy.right_to_left = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
  return ct_summary_new (accounts, &policy, ct_clock_now_us (session->clock));
}

void
ct_tray_take_summary (CtTray *self, CtSummary *summary)
{
  g_return_if_fail (CT_IS_TRAY (self));
  g_return_if_fail (summary);

  g_clear_pointer (&self->summary, ct_summary_free);
  self->summary = summary;
  if (self->indicator)
    queue_update (self);
  else
    show (self);
}

void
ct_tray_set_top_up (CtTray *self, const char *const *account_ids)
{
  g_return_if_fail (CT_IS_TRAY (self));

  g_strfreev (self->top_up);
  self->top_up = g_strdupv ((char **) account_ids);
  queue_update (self);
}

void
ct_tray_set_picture_dir (CtTray *self, const char *picture_dir)
{
  g_return_if_fail (CT_IS_TRAY (self));

  if (g_strcmp0 (self->picture_dir, picture_dir) == 0)
    return;
  g_clear_pointer (&self->painter, ct_icon_painter_free);
  g_free (self->picture_dir);
  self->picture_dir = g_strdup (picture_dir);
  if (picture_dir != NULL)
    self->painter = ct_icon_painter_new (picture_dir);
  queue_update (self);
}

void
ct_tray_set_refresh_wait_s (CtTray *self, guint wait_s)
{
  g_return_if_fail (CT_IS_TRAY (self));

  self->refresh_wait_s = wait_s;
  queue_update (self);
}

static void
ct_tray_dispose (GObject *object)
{
  CtTray *self = CT_TRAY (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_handle_id (&self->registration_id, g_source_remove);
  g_clear_object (&self->host);
  g_clear_object (&self->menu_root);
  g_clear_object (&self->indicator);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (ct_tray_parent_class)->dispose (object);
}

static void
ct_tray_finalize (GObject *object)
{
  CtTray *self = CT_TRAY (object);

  g_clear_pointer (&self->summary, ct_summary_free);
  g_clear_pointer (&self->painter, ct_icon_painter_free);
  g_free (self->picture_dir);
  g_strfreev (self->top_up);
  g_free (self->icon_dir);
  G_OBJECT_CLASS (ct_tray_parent_class)->finalize (object);
}

static void
ct_tray_class_init (CtTrayClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_tray_dispose;
  object_class->finalize = ct_tray_finalize;

  signals[SIGNAL_ABOUT_TO_SHOW] = g_signal_new ("about-to-show", CT_TYPE_TRAY, G_SIGNAL_RUN_LAST, 0,
                                                NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_tray_init (CtTray *self)
{
}

CtTray *
ct_tray_new (GActionGroup *actions, const char *icon_dir, CtTrayHost *host)
{
  CtTray *self;

  g_return_val_if_fail (G_IS_ACTION_GROUP (actions), NULL);

  self = g_object_new (CT_TYPE_TRAY, NULL);
  self->menu = g_object_ref_sink (ct_tray_menu_new (actions));
  self->icon_dir = g_strdup (icon_dir);
  if (g_set_object (&self->host, host))
    g_signal_connect_object (host, "notify::state", G_CALLBACK (look_after_registration), self,
                             G_CONNECT_SWAPPED);
  return self;
}
