#include "config.h"

#include "importing.h"

#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "account-import.h"
#include "error-dialog.h"
#include "import-dialog.h"
#include "regular-file.h"

/*   choose --> read --> review --> ask --> add, one after the other
 *
 * Kept by whatever goes on: the handlers of a dialog, or a call. The parent's end cancels it. */
typedef struct
{
  CtSession *session;        /* (unowned) outlives the windows */
  GtkWindow *parent;         /* (unowned) not touched once cancelled */
  GCancellable *cancellable; /* (owned) */
  gulong destroy_id;         /* of the parent; 0 once it is gone */
  GtkNativeDialog *chooser;  /* (nullable) (owned) */
  GPtrArray *entries;        /* (nullable) (owned) of CtImportEntry */
  gboolean is_exposed;
  GPtrArray *checked; /* (nullable) (owned) of CtImportEntry (unowned) of entries */
  guint next;         /* of checked */
} Importing;

static void
importing_clear (gpointer data)
{
  Importing *self = data;

  if (self->destroy_id != 0)
    g_signal_handler_disconnect (self->parent, self->destroy_id);
  g_object_unref (self->cancellable);
  g_clear_pointer (&self->checked, g_ptr_array_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_object (&self->chooser);
}

static void
importing_unref (Importing *self)
{
  g_rc_box_release_full (self, importing_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Importing, importing_unref)

static void
unref_data (gpointer data, GClosure *closure)
{
  importing_unref (data);
}

static void
on_parent_destroyed (GtkWidget *parent, gpointer user_data)
{
  Importing *self = user_data;

  g_signal_handler_disconnect (parent, self->destroy_id);
  self->destroy_id = 0;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser); /* its handler's reference may be the last one */
}

static void
tell (Importing *self, const char *title, const GError *error)
{
  const gboolean is_complete = error->domain != CT_ERROR || error->code == CT_ERROR_SETTINGS;
  g_autofree char *text = is_complete ? g_strdup (error->message)
                                      : ct_error_describe (error, -1, 0);

  ct_error_dialog_show (self->parent, title, text);
}

/* --- Adding --- */

static void add_next (Importing *self);

/* What is wrong with the keyring is wrong for the next one, too. */
static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Importing) self = user_data;
  const CtImportEntry *entry = self->checked->pdata[self->next++];
  g_autoptr (GError) error = NULL;

  if (ct_account_import_add_finish (result, &error))
    {
      add_next (self);
      return;
    }
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *title = g_strdup_printf (_ ("“%s” was not added"), entry->config->name);

      tell (self, title, error);
    }
}

static void
add_next (Importing *self)
{
  if (self->next < self->checked->len)
    ct_account_import_add_async (self->session, self->checked->pdata[self->next], self->cancellable,
                                 on_added, g_rc_box_acquire (self));
}

/* --- Asking --- */

static void
on_answered (GtkDialog *dialog, int response, gpointer user_data)
{
  Importing *self = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      self->checked = ct_import_dialog_get_checked (GTK_WIDGET (dialog));
      add_next (self);
    }
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

static void
on_reviewed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Importing) self = user_data;
  GtkWidget *dialog;

  if (!ct_account_import_review_finish (result, NULL))
    return;
  dialog = ct_import_dialog_new (self->parent, self->session->catalog, self->entries,
                                 self->is_exposed);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_answered), g_rc_box_acquire (self),
                         unref_data, 0);
  gtk_widget_show (dialog);
}

/* --- The file --- */

static gboolean
read_file (Importing *self, const char *path, GError **error)
{
  int fd = ct_regular_file_open (path, error);

  if (fd < 0)
    return FALSE;
  self->entries = ct_account_import_read (self->session->catalog, fd, error);
  self->is_exposed = self->entries != NULL && ct_account_import_is_exposed (fd, self->entries);
  close (fd);
  return self->entries != NULL;
}

static void
on_chosen (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (Importing) self = g_rc_box_acquire (user_data);
  g_autofree char *path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->chooser);
  if (response != GTK_RESPONSE_ACCEPT || path == NULL)
    return;
  if (read_file (self, path, &error))
    ct_account_import_review_async (self->session, self->entries, self->cancellable, on_reviewed,
                                    g_rc_box_acquire (self));
  else
    tell (self, _ ("There are no accounts to import in this file"), error);
}

static void
add_filters (GtkFileChooser *chooser)
{
  GtkFileFilter *known = gtk_file_filter_new (), *all = gtk_file_filter_new ();

  gtk_file_filter_set_name (known, _ ("Accounts (JSON, CSV, SQL)"));
  gtk_file_filter_add_pattern (known, "*.json");
  gtk_file_filter_add_pattern (known, "*.csv");
  gtk_file_filter_add_pattern (known, "*.sql");
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (chooser, known);
  gtk_file_chooser_add_filter (chooser, all);
}

void
ct_importing_start (GtkWindow *parent, CtSession *session)
{
  Importing *self = g_rc_box_new0 (Importing);

  self->session = session;
  self->parent = parent;
  self->cancellable = g_cancellable_new ();
  self->destroy_id = g_signal_connect (parent, "destroy", G_CALLBACK (on_parent_destroyed), self);
  self->chooser = GTK_NATIVE_DIALOG (gtk_file_chooser_native_new (
      _ ("Import Accounts"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel")));
  add_filters (GTK_FILE_CHOOSER (self->chooser));
  gtk_native_dialog_set_modal (self->chooser, TRUE);
  g_signal_connect_data (self->chooser, "response", G_CALLBACK (on_chosen), self, unref_data, 0);
  gtk_native_dialog_show (self->chooser);
}
