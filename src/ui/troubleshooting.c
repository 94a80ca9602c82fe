#include "config.h"

#include "troubleshooting.h"

#include <glib/gi18n-lib.h>

#include "overview.h"
#include "panel-program.h"
#include "report.h"
#include "windows.h"

enum
{
  COLUMN_TIME,
  COLUMN_STATUS,
  COLUMN_DURATION,
  COLUMN_CODE,
  COLUMN_REASON,
};

struct _CtTroubleshooting
{
  GtkDialog parent_instance;

  GtkHeaderBar *header; /* (unowned) */
  GtkWidget *copy;      /* (unowned) */
  GtkListStore *store;  /* (unowned) */
  GtkStack *stack;      /* (unowned) */

  CtSession *session; /* (unowned) */
  CtAccount *account; /* (owned) */
  CtTrayHost *host;   /* (nullable) (owned) */
  char *panel;        /* (nullable) (owned) the program that shows tray items, once it is known */
  GCancellable *cancellable; /* (owned) of the question for that */
};

G_DEFINE_FINAL_TYPE (CtTroubleshooting, ct_troubleshooting, GTK_TYPE_DIALOG)

/* (transfer none): an account that is removed meanwhile has none. */
static GPtrArray *
get_attempts (CtTroubleshooting *self)
{
  return ct_monitor_get_attempts (self->session->monitor, ct_account_get_id (self->account));
}

static const char *
code_of (const GError *error)
{
  if (error == NULL)
    return "";
  return error->domain == CT_ERROR ? ct_error_code_to_string (error->code)
                                   : g_quark_to_string (error->domain);
}

static void
add_attempt (CtTroubleshooting *self, const CtAttempt *attempt, GTimeZone *zone)
{
  g_autofree char *time = ct_overview_format_time (attempt->time_us, zone);
  g_autofree char *status = attempt->status != 0 ? g_strdup_printf ("%u", attempt->status)
                                                 : g_strdup ("–");
  g_autofree char *duration = g_strdup_printf (_ ("%.2f s"), (double) attempt->duration_us
                                                                 / (double) G_USEC_PER_SEC);

  gtk_list_store_insert_with_values (
      self->store, NULL, -1, COLUMN_TIME, time, COLUMN_STATUS, status, COLUMN_DURATION, duration,
      COLUMN_CODE, code_of (attempt->error), COLUMN_REASON,
      attempt->error != NULL ? attempt->error->message : _ ("The balance was read"), -1);
}

static void
update (CtTroubleshooting *self)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  GPtrArray *attempts = get_attempts (self);

  gtk_list_store_clear (self->store);
  for (guint i = attempts != NULL ? attempts->len : 0; i > 0; i--)
    add_attempt (self, attempts->pdata[i - 1], zone);
  gtk_stack_set_visible_child_name (self->stack,
                                    attempts != NULL && attempts->len > 0 ? "attempts" : "none");
  gtk_widget_set_sensitive (self->copy, attempts != NULL);
}

static const char *
describe_host (CtTroubleshooting *self)
{
  if (self->host == NULL || ct_tray_host_get_state (self->host) != CT_TRAY_HOST_PRESENT)
    return "none";
  return self->panel != NULL ? self->panel : "present";
}

static void
on_panel_program (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CtTroubleshooting) self = user_data;

  self->panel = ct_panel_program_ask_finish (result, NULL);
}

static void
ask_for_panel (CtTroubleshooting *self)
{
  GApplication *application = g_application_get_default ();
  GDBusConnection *connection = application != NULL
                                    ? g_application_get_dbus_connection (application)
                                    : NULL;

  if (connection != NULL)
    ct_panel_program_ask_async (connection, self->cancellable, on_panel_program,
                                g_object_ref (self));
}

static void
on_copy (CtTroubleshooting *self)
{
  g_autofree char *toolkit = g_strdup_printf ("GTK %u.%u.%u", gtk_get_major_version (),
                                              gtk_get_minor_version (), gtk_get_micro_version ());
  g_autofree char *text = NULL;
  const CtReportSystem system = { .toolkit = toolkit,
                                  .desktop = g_getenv ("XDG_CURRENT_DESKTOP"),
                                  .session = g_getenv ("XDG_SESSION_TYPE"),
                                  .panel = describe_host (self) };

  text = ct_report_new (&system, self->account, get_attempts (self));
  gtk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self), GDK_SELECTION_CLIPBOARD),
                          text, -1);
}

/* --- The object --- */

static void
ct_troubleshooting_dispose (GObject *object)
{
  CtTroubleshooting *self = CT_TROUBLESHOOTING (object);

  g_clear_object (&self->account);
  g_clear_object (&self->host);
  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (ct_troubleshooting_parent_class)->dispose (object);
}

static void
ct_troubleshooting_finalize (GObject *object)
{
  CtTroubleshooting *self = CT_TROUBLESHOOTING (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->panel, g_free);
  G_OBJECT_CLASS (ct_troubleshooting_parent_class)->finalize (object);
}

static void
ct_troubleshooting_class_init (CtTroubleshootingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_troubleshooting_dispose;
  G_OBJECT_CLASS (klass)->finalize = ct_troubleshooting_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "troubleshooting.ui");
  gtk_widget_class_bind_template_child (widget_class, CtTroubleshooting, header);
  gtk_widget_class_bind_template_child (widget_class, CtTroubleshooting, copy);
  gtk_widget_class_bind_template_child (widget_class, CtTroubleshooting, store);
  gtk_widget_class_bind_template_child (widget_class, CtTroubleshooting, stack);
  gtk_binding_entry_add_signal (gtk_binding_set_by_class (klass), GDK_KEY_w, GDK_CONTROL_MASK,
                                "close", 0);
}

static void
ct_troubleshooting_init (CtTroubleshooting *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (self->copy, "clicked", G_CALLBACK (on_copy), self, G_CONNECT_SWAPPED);
}

CtTroubleshooting *
ct_troubleshooting_new (CtSession *session, CtAccount *account, CtTrayHost *host)
{
  CtTroubleshooting *self = g_object_new (CT_TYPE_TROUBLESHOOTING, "use-header-bar", TRUE, NULL);

  self->session = session;
  self->account = g_object_ref (account);
  g_set_object (&self->host, host);
  gtk_header_bar_set_subtitle (self->header, ct_account_get_name (account));
  g_signal_connect_object (session->monitor, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  ask_for_panel (self);
  update (self);
  return self;
}
