#include "config.h"

#include "definition-deletion.h"

#include <glib/gi18n-lib.h>

#include "definition-store.h"
#include "error-dialog.h"

#define KEY_ID "ct-definition-id" /* of the dialog */

static gboolean
builds_on (const CtProvider *provider, const char *id)
{
  const CtJsonNode *base = ct_json_node_get_member (ct_json_get_root (provider->source), "extends");

  return provider->custom && !g_str_equal (provider->id, id) && base != NULL
         && ct_json_node_get_type (base) == CT_JSON_STRING
         && g_str_equal (ct_json_node_get_string (base), id);
}

/* (nullable): no other one is made of it. (transfer full) */
static char *
describe_heir (CtSession *session, const char *id)
{
  g_autoptr (GPtrArray) providers = ct_catalog_list (session->catalog);

  for (guint i = 0; i < providers->len; i++)
    if (builds_on (providers->pdata[i], id))
      return g_strdup_printf (_ ("The gateway “%s” builds on this one. Delete it first."),
                              ((const CtProvider *) providers->pdata[i])->name);
  return NULL;
}

/* What uses it, translated; NULL: nothing does. (transfer full) */
static char *
describe_use (CtSession *session, const char *id)
{
  g_autoptr (GPtrArray) accounts = ct_accounts_list (session->accounts);
  const char *name = NULL;
  guint n_users = 0;

  for (guint i = 0; i < accounts->len; i++)
    {
      const CtAccountConfig *config = ct_account_get_config (accounts->pdata[i]);

      if (!g_str_equal (config->provider_id, id))
        continue;
      name = config->name;
      n_users++;
    }
  if (n_users == 1)
    return g_strdup_printf (_ ("The account “%s” is with this gateway. Remove it first."), name);
  return n_users == 0
             ? describe_heir (session, id)
             : g_strdup_printf (ngettext ("%u account is with this gateway. Remove it first.",
                                          "%u accounts are with this gateway. Remove them first.",
                                          n_users),
                                n_users);
}

/* TRUE: it is not in use. */
static gboolean
check (GtkWindow *parent, CtSession *session, const char *id)
{
  g_autofree char *use = describe_use (session, id);

  if (use != NULL)
    ct_error_dialog_show (parent, _ ("The gateway is in use"), use);
  return use == NULL;
}

static void delete (GtkWindow *parent, CtSession *session, const char *id)
{
  g_autoptr (GError) error = NULL;

  if (ct_definition_store_remove (session->paths->providers_dir, id, &error))
    ct_catalog_reload (session->catalog);
  else
    ct_error_dialog_show (parent, _ ("The gateway was not deleted"), error->message);
}

/* An account may have come meanwhile, from creditctl too. */
static void
on_response (GtkDialog *dialog, int response, gpointer user_data)
{
  CtSession *session = user_data;
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (dialog));
  const char *id = g_object_get_data (G_OBJECT (dialog), KEY_ID);

  if (response == GTK_RESPONSE_ACCEPT && check (parent, session, id))
    delete (parent, session, id);
  gtk_widget_destroy (GTK_WIDGET (dialog));
}

void
ct_definition_delete (GtkWindow *parent, CtSession *session, const char *id)
{
  CtProvider *provider = ct_catalog_lookup (session->catalog, id, NULL);
  g_autofree char *title = NULL;
  GtkWidget *dialog, *button;

  if (provider == NULL || !check (parent, session, id))
    return;
  title = g_strdup_printf (_ ("Delete “%s”?"), provider->name);
  dialog = gtk_message_dialog_new (parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                   GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s", title);
  gtk_message_dialog_format_secondary_text (
      GTK_MESSAGE_DIALOG (dialog), "%s",
      _ ("Its description is deleted for good. Export it first if you may want it again."));
  gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  button = gtk_dialog_add_button (GTK_DIALOG (dialog), _ ("_Delete"), GTK_RESPONSE_ACCEPT);
  gtk_style_context_add_class (gtk_widget_get_style_context (button), "destructive-action");
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  g_object_set_data_full (G_OBJECT (dialog), KEY_ID, g_strdup (id), g_free);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), session);
  gtk_widget_show (dialog);
}
