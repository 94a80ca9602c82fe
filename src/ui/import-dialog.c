#include "config.h"

#include "import-dialog.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "import.h"
#include "wrapped-text.h"

#define KEY_CHECKS "ct-import-checks" /* of the dialog: GPtrArray of GtkToggleButton (unowned) */
#define KEY_ENTRY "ct-import-entry"   /* of a check box */
#define HTTPS_PORT ":443"

static const char *
name_gateway (const CtImportEntry *entry, CtCatalog *catalog)
{
  const char *id = entry->config->provider_id;
  CtProvider *provider = ct_catalog_lookup (catalog, id, NULL);

  if (provider != NULL)
    return provider->name;
  return id[0] != '\0' ? id : entry->source;
}

/* "https://api.laozhang.ai". (transfer full) */
static char *
format_origin (const char *origin)
{
  gsize length = strlen (origin);

  if (g_str_has_prefix (origin, "https:") && g_str_has_suffix (origin, HTTPS_PORT))
    length -= strlen (HTTPS_PORT);
  return g_strndup (origin, length);
}

/* "LaoZhang AI · https://api.laozhang.ai". (transfer full) */
static char *
describe_place (const CtImportEntry *entry, CtCatalog *catalog)
{
  g_autofree char *origin = entry->origin != NULL ? format_origin (entry->origin) : NULL;
  const char *place = origin != NULL ? origin : entry->source;

  return g_strjoin (" · ", name_gateway (entry, catalog),
                    entry->token == NULL ? _ ("no token") : place, NULL);
}

static GtkWidget *
new_check (CtImportEntry *entry, CtCatalog *catalog)
{
  const char *name = entry->config->name[0] != '\0' ? entry->config->name : entry->source;
  GtkWidget *check = gtk_check_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *place = describe_place (entry, catalog);
  AtkObject *accessible = gtk_widget_get_accessible (check);

  gtk_container_add (GTK_CONTAINER (box), ct_wrapped_text_new (name, NULL));
  gtk_container_add (GTK_CONTAINER (box), ct_wrapped_text_new (place, GTK_STYLE_CLASS_DIM_LABEL));
  if (entry->reason != NULL)
    gtk_container_add (GTK_CONTAINER (box),
                       ct_wrapped_text_new (entry->reason, GTK_STYLE_CLASS_DIM_LABEL));
  gtk_widget_set_margin_start (box, 6);
  gtk_container_add (GTK_CONTAINER (check), box);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (check), entry->verdict == CT_IMPORT_READY);
  gtk_widget_set_sensitive (check, ct_import_entry_may_be_added (entry));
  g_object_set (check, "margin", 6, NULL);
  g_object_set_data (G_OBJECT (check), KEY_ENTRY, entry);
  atk_object_set_name (accessible, name);
  atk_object_set_description (accessible, entry->reason != NULL ? entry->reason : place);
  return check;
}

GPtrArray *
ct_import_dialog_get_checked (GtkWidget *dialog)
{
  GPtrArray *checks = g_object_get_data (G_OBJECT (dialog), KEY_CHECKS);
  GPtrArray *entries = g_ptr_array_new ();

  for (guint i = 0; i < checks->len; i++)
    if (gtk_toggle_button_get_active (checks->pdata[i]))
      g_ptr_array_add (entries, g_object_get_data (checks->pdata[i], KEY_ENTRY));
  return entries;
}

static void
update_sensitivity (GtkDialog *dialog)
{
  g_autoptr (GPtrArray) checked = ct_import_dialog_get_checked (GTK_WIDGET (dialog));

  gtk_dialog_set_response_sensitive (dialog, GTK_RESPONSE_ACCEPT, checked->len > 0);
}

static GtkWidget *
new_list (GtkWidget *dialog, CtCatalog *catalog, GPtrArray *entries)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (NULL, NULL);
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GPtrArray *checks = g_ptr_array_new ();

  for (guint i = 0; i < entries->len; i++)
    {
      GtkWidget *check = new_check (entries->pdata[i], catalog);

      g_signal_connect_swapped (check, "toggled", G_CALLBACK (update_sensitivity), dialog);
      gtk_container_add (GTK_CONTAINER (list), check);
      g_ptr_array_add (checks, check);
    }
  g_object_set_data_full (G_OBJECT (dialog), KEY_CHECKS, checks,
                          (GDestroyNotify) g_ptr_array_unref);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scrolled), GTK_SHADOW_IN);
  gtk_style_context_add_class (gtk_widget_get_style_context (list), GTK_STYLE_CLASS_VIEW);
  gtk_container_add (GTK_CONTAINER (scrolled), list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

GtkWidget *
ct_import_dialog_new (GtkWindow *parent, CtCatalog *catalog, GPtrArray *entries,
                      gboolean is_exposed)
{
  GtkWidget *dialog = gtk_dialog_new_with_buttons (
      _ ("Import Accounts"), parent,
      GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT | GTK_DIALOG_USE_HEADER_BAR, _ ("_Cancel"),
      GTK_RESPONSE_CANCEL, _ ("_Add"), GTK_RESPONSE_ACCEPT, NULL);
  GtkContainer *box = GTK_CONTAINER (gtk_dialog_get_content_area (GTK_DIALOG (dialog)));
  GtkWidget *add = gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);

  gtk_style_context_add_class (gtk_widget_get_style_context (add), "suggested-action");
  gtk_window_set_default_size (GTK_WINDOW (dialog), 520, 420);
  g_object_set (box, "margin", 18, "spacing", 12, NULL);
  gtk_container_add (
      box, ct_wrapped_text_new (entries->len > 0
                                    ? _ ("What is checked is added, and its token kept in the "
                                         "keyring for the address below it.")
                                    : _ ("There is no account in this file."),
                                NULL));
  gtk_container_add (box, new_list (dialog, catalog, entries));
  if (is_exposed)
    gtk_container_add (
        box, ct_wrapped_text_new (_ ("Others can read the tokens in this file: delete it when "
                                     "it is not needed any more."),
                                  GTK_STYLE_CLASS_WARNING));
  g_object_set_data_full (G_OBJECT (dialog), "ct-import-entries", g_ptr_array_ref (entries),
                          (GDestroyNotify) g_ptr_array_unref);
  gtk_widget_show_all (GTK_WIDGET (box));
  update_sensitivity (GTK_DIALOG (dialog));
  return dialog;
}
