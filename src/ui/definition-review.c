#include "config.h"

#include "definition-review.h"

#include <glib/gi18n-lib.h>

#include "provider-review.h"
#include "wrapped-text.h"

static GtkWidget *
new_text (const char *text, const char *style_class)
{
  GtkWidget *label = ct_wrapped_text_new (text, style_class);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE);
  return label;
}

static GtkWidget *
new_request (const CtReviewedRequest *request)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *title = g_strconcat (request->method, " ", request->address, NULL);

  g_object_set (box, "margin", 12, NULL);
  gtk_container_add (GTK_CONTAINER (box), new_text (title, GTK_STYLE_CLASS_MONOSPACE));
  if (request->headers[0] != '\0')
    gtk_container_add (GTK_CONTAINER (box), new_text (request->headers, GTK_STYLE_CLASS_MONOSPACE));
  if (request->body != NULL)
    gtk_container_add (GTK_CONTAINER (box), new_text (request->body, GTK_STYLE_CLASS_MONOSPACE));
  gtk_container_add (GTK_CONTAINER (box), new_text (request->sends_token ? _ ("With the token")
                                                                         : _ ("Without the token"),
                                                    GTK_STYLE_CLASS_DIM_LABEL));
  gtk_container_add (GTK_CONTAINER (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static GtkWidget *
new_requests (const CtProvider *provider)
{
  GtkWidget *scrolled = gtk_scrolled_window_new (NULL, NULL), *list = gtk_list_box_new ();
  g_autoptr (GPtrArray) requests = ct_provider_review (provider);

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  for (guint i = 0; i < requests->len; i++)
    gtk_container_add (GTK_CONTAINER (list), new_request (requests->pdata[i]));
  gtk_list_box_set_placeholder (GTK_LIST_BOX (list),
                                new_text (_ ("Nothing: this one is kept by hand."), NULL));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_shadow_type (GTK_SCROLLED_WINDOW (scrolled), GTK_SHADOW_IN);
  gtk_container_add (GTK_CONTAINER (scrolled), list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
add_remarks (const CtProvider *provider, GtkContainer *box)
{
  g_auto (GStrv) remarks = ct_provider_list_remarks (provider);

  for (guint i = 0; remarks[i] != NULL; i++)
    gtk_container_add (box, new_text (remarks[i], GTK_STYLE_CLASS_DIM_LABEL));
}

GtkWidget *
ct_definition_review_new (GtkWindow *parent, const CtProvider *provider, gboolean replaces)
{
  GtkWidget *dialog = gtk_dialog_new_with_buttons (
      _ ("Use This Gateway?"), parent,
      GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT | GTK_DIALOG_USE_HEADER_BAR, _ ("_Cancel"),
      GTK_RESPONSE_CANCEL, _ ("_Use"), GTK_RESPONSE_ACCEPT, NULL);
  GtkWidget *box = gtk_dialog_get_content_area (GTK_DIALOG (dialog));
  g_autofree char *name = g_strdup_printf (_ ("“%s” would send this:"), provider->name);

  gtk_window_set_default_size (GTK_WINDOW (dialog), 520, 420);
  g_object_set (box, "margin", 18, "spacing", 12, NULL);
  gtk_container_add (GTK_CONTAINER (box), new_text (name, NULL));
  gtk_container_add (GTK_CONTAINER (box), new_requests (provider));
  add_remarks (provider, GTK_CONTAINER (box));
  gtk_container_add (
      GTK_CONTAINER (box),
      new_text (_ ("Use it only if you trust whoever wrote it with your token."), NULL));
  if (replaces)
    gtk_container_add (GTK_CONTAINER (box),
                       new_text (_ ("It replaces the gateway of that name, for the accounts that "
                                    "use it too."),
                                 NULL));
  gtk_widget_show_all (box);
  return dialog;
}
