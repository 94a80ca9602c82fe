#include "config.h"

#include "definition-exchange.h"

#include <glib/gi18n-lib.h>

#include "definition-review.h"
#include "definition-store.h"
#include "error-dialog.h"

typedef struct
{
  CtSession *session; /* (unowned) outlives the dialogs */
  char *id;           /* (nullable) (owned) */
  char *text;         /* (nullable) (owned) what was read, shown and is kept */
  CtImportedFunc func;
  gpointer user_data;
} Exchange;

static void
exchange_free (gpointer data, GClosure *closure)
{
  Exchange *self = data;

  g_free (self->id);
  g_free (self->text);
  g_free (self);
}

/* --- Saying what is wrong --- */

static GtkFileFilter *
new_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Definitions of gateways (*.json)"));
  gtk_file_filter_add_pattern (filter, "*.json");
  return filter;
}

/* --- Import --- */

static void
on_reviewed (GtkDialog *dialog, int response, gpointer user_data)
{
  Exchange *self = user_data;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      if (ct_definition_store_save (self->session->paths->providers_dir, self->id, self->text,
                                    &error))
        {
          ct_catalog_reload (self->session->catalog);
          self->func (self->id, self->user_data);
        }
      else
        ct_error_dialog_show (parent, _ ("The gateway was not imported"), error->message);
    }
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

static void
review (GtkWindow *parent, const Exchange *chooser, const char *path)
{
  g_autofree char *text = ct_definition_store_read (path, NULL), *name = g_path_get_basename (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtProvider) provider = text != NULL ? ct_catalog_load_text (chooser->session->catalog,
                                                                         text, name, &error)
                                                 : NULL;
  GtkWidget *dialog;
  Exchange *self;

  if (provider == NULL)
    {
      if (error == NULL)
        g_free (ct_definition_store_read (path, &error));
      ct_error_dialog_show (parent, _ ("This is no definition of a gateway"), error->message);
      return;
    }
  self = g_memdup2 (chooser, sizeof *chooser);
  self->id = g_strdup (provider->id);
  self->text = g_steal_pointer (&text);
  dialog = ct_definition_review_new (
      parent, provider, ct_catalog_lookup (self->session->catalog, provider->id, NULL) != NULL);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_reviewed), self, exchange_free, 0);
  gtk_widget_show (dialog);
}

static void
on_import_chosen (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  GtkWindow *parent = gtk_native_dialog_get_transient_for (chooser);
  g_autofree char *path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));

  if (response == GTK_RESPONSE_ACCEPT && path != NULL && parent != NULL)
    review (parent, user_data, path);
  g_object_unref (chooser);
}

void
ct_definition_import (GtkWindow *parent, CtSession *session, CtImportedFunc func,
                      gpointer user_data)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Import a Gateway"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  Exchange *self = g_new0 (Exchange, 1);

  self->session = session;
  self->func = func;
  self->user_data = user_data;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (chooser), new_filter ());
  g_signal_connect_data (chooser, "response", G_CALLBACK (on_import_chosen), self, exchange_free,
                         0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* --- Export --- */

static void
on_export_chosen (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  Exchange *self = user_data;
  GtkWindow *parent = gtk_native_dialog_get_transient_for (chooser);
  g_autofree char *path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL
      && !ct_definition_store_export (self->session->paths->providers_dir, self->id, path, &error))
    ct_error_dialog_show (parent, _ ("The gateway was not exported"), error->message);
  g_object_unref (chooser);
}

void
ct_definition_export (GtkWindow *parent, CtSession *session, const char *id)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      _ ("Export the Gateway"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  g_autofree char *name = g_strconcat (id, ".json", NULL);
  Exchange *self = g_new0 (Exchange, 1);

  self->session = session;
  self->id = g_strdup (id);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_file_chooser_set_do_overwrite_confirmation (GTK_FILE_CHOOSER (chooser), TRUE);
  g_signal_connect_data (chooser, "response", G_CALLBACK (on_export_chosen), self, exchange_free,
                         0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
