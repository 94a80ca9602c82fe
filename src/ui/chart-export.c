#include "config.h"

#include "chart-export.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "error-dialog.h"
#include "history-csv.h"
#include "regular-file.h"

#define PICTURE_WIDTH 1000
#define PICTURE_HEIGHT 480

static void
complain (GtkWindow *parent, const GError *error)
{
  ct_error_dialog_show (parent, _ ("The file was not written"), error->message);
}

/* "Work 2026-03-02.csv" */
static char *
propose_name (CtAccount *account, const char *extension)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  char *name = g_strdup_printf ("%s %s.%s", ct_account_get_name (account), date, extension);

  return g_strdelimit (name, "/\\", '-');
}

/* (transfer full) */
static GtkFileChooserNative *
new_chooser (GtkWindow *parent, const char *title, CtAccount *account, const char *extension)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (
      title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  g_autofree char *name = propose_name (account, extension);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_do_overwrite_confirmation (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  return chooser;
}

/* --- CSV --- */

/* choose -> query -> write */
typedef struct
{
  GtkWindow *parent;    /* (nullable) (unowned) weak */
  CtHistory *history;   /* (owned) */
  CtHistoryQuery query; /* texts below */
  char *account_id;     /* (owned) */
  char *balance_id;     /* (owned) */
  char *path;           /* (nullable) (owned) */
} CsvExport;

static void
csv_export_free (CsvExport *self)
{
  g_clear_weak_pointer (&self->parent);
  g_free (self->path);
  g_object_unref (self->history);
  g_free (self->account_id);
  g_free (self->balance_id);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsvExport, csv_export_free)

static void
csv_failed (CsvExport *self, const GError *error)
{
  if (self->parent != NULL)
    complain (self->parent, error);
}

static void
on_csv_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsvExport) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    csv_failed (self, error);
}

typedef struct
{
  char *path; /* (owned) */
  char *text; /* (owned) */
} CsvFile;

static void
csv_file_free (CsvFile *file)
{
  g_free (file->path);
  g_free (file->text);
  g_free (file);
}

/* In a thread: all readings of some years, on whatever disk was chosen. */
static void
write_csv (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const CsvFile *file = task_data;
  GError *error = NULL;

  if (ct_regular_file_replace (file->path, file->text, strlen (file->text), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_csv_series (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CsvExport) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtHistorySeries) series = ct_history_query_finish (result, &error);
  g_autoptr (GTask) task = NULL;
  CsvFile *file;

  if (series == NULL)
    {
      csv_failed (self, error);
      return;
    }
  file = g_new0 (CsvFile, 1);
  file->path = g_steal_pointer (&self->path);
  file->text = ct_history_csv (series);
  task = g_task_new (NULL, NULL, on_csv_written, g_steal_pointer (&self));
  g_task_set_source_tag (task, on_csv_series);
  g_task_set_task_data (task, file, (GDestroyNotify) csv_file_free);
  g_task_run_in_thread (task, write_csv);
}

static void
on_csv_response (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (CsvExport) self = user_data;

  self->path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));
  if (response == GTK_RESPONSE_ACCEPT && self->path != NULL)
    {
      CtHistory *history = self->history;
      CtHistoryQuery query = self->query;

      query.origin = NULL;
      ct_history_query_async (history, &query, NULL, on_csv_series, g_steal_pointer (&self));
    }
  g_object_unref (chooser);
}

void
ct_chart_export_csv (GtkWindow *parent, CtSession *session, CtAccount *account, CtChartPane *pane)
{
  GtkFileChooserNative *chooser;
  CtHistoryQuery query;
  CsvExport *self;

  if (!ct_chart_pane_get_query (pane, &query))
    return;
  self = g_new0 (CsvExport, 1);
  g_set_weak_pointer (&self->parent, parent);
  self->history = g_object_ref (session->history);
  self->query = query;
  self->query.account_id = self->account_id = g_strdup (query.account_id);
  self->query.balance_id = self->balance_id = g_strdup (query.balance_id);
  chooser = new_chooser (parent, _ ("Export as CSV"), account, "csv");
  g_signal_connect (chooser, "response", G_CALLBACK (on_csv_response), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* --- A picture --- */

static gboolean
write_png (CtChart *chart, const char *path, GError **error)
{
  g_autoptr (GByteArray) png = ct_chart_draw_png (chart, PICTURE_WIDTH, PICTURE_HEIGHT);

  return ct_regular_file_replace (path, (const char *) png->data, png->len, error);
}

static void
on_png_response (GtkNativeDialog *chooser, int response, gpointer user_data)
{
  g_autoptr (CtChart) chart = user_data;
  GtkWindow *parent = gtk_native_dialog_get_transient_for (chooser);
  g_autofree char *path = gtk_file_chooser_get_filename (GTK_FILE_CHOOSER (chooser));
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL && ct_chart_get_data (chart) != NULL
      && !write_png (chart, path, &error))
    complain (parent, error);
  g_object_unref (chooser);
}

void
ct_chart_export_png (GtkWindow *parent, CtAccount *account, CtChartPane *pane)
{
  CtChart *chart = ct_chart_pane_get_chart (pane);
  GtkFileChooserNative *chooser;

  if (chart == NULL)
    return;
  chooser = new_chooser (parent, _ ("Save Chart as Picture"), account, "png");
  g_signal_connect (chooser, "response", G_CALLBACK (on_png_response), g_object_ref (chart));
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
