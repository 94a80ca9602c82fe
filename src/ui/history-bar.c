#include "config.h"

#include "history-bar.h"

#include <glib/gi18n-lib.h>

struct _CtHistoryBar
{
  GtkInfoBar parent_instance;

  GtkLabel *label; /* (unowned) */

  CtHistory *history; /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (CtHistoryBar, ct_history_bar, GTK_TYPE_INFO_BAR)

char *
ct_history_bar_describe (CtHistory *history)
{
  g_autoptr (GError) error = ct_history_dup_error (history);
  g_autofree char *set_aside = ct_history_dup_set_aside (history);

  if (error != NULL)
    return g_strdup (error->message);
  if (set_aside != NULL)
    return g_strdup_printf (_ ("The history was damaged: it is now %s, and a new one was begun"),
                            set_aside);
  return NULL;
}

static void
update (CtHistoryBar *self)
{
  g_autoptr (GError) error = ct_history_dup_error (self->history);
  g_autofree char *text = ct_history_bar_describe (self->history);

  gtk_label_set_label (self->label, text != NULL ? text : "");
  gtk_info_bar_set_message_type (GTK_INFO_BAR (self),
                                 error != NULL ? GTK_MESSAGE_WARNING : GTK_MESSAGE_INFO);
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
}

void
ct_history_bar_set_history (CtHistoryBar *self, CtHistory *history)
{
  g_return_if_fail (CT_IS_HISTORY_BAR (self));
  g_return_if_fail (self->history == NULL);

  self->history = g_object_ref (history);
  g_signal_connect_object (history, "status-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
ct_history_bar_finalize (GObject *object)
{
  CtHistoryBar *self = CT_HISTORY_BAR (object);

  g_clear_object (&self->history);
  G_OBJECT_CLASS (ct_history_bar_parent_class)->finalize (object);
}

static void
ct_history_bar_class_init (CtHistoryBarClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_history_bar_finalize;
}

static void
ct_history_bar_init (CtHistoryBar *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_line_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR); /* paths have no blanks */
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_show (label);
  gtk_container_add (GTK_CONTAINER (gtk_info_bar_get_content_area (GTK_INFO_BAR (self))), label);
  gtk_info_bar_set_show_close_button (GTK_INFO_BAR (self), TRUE);
  g_signal_connect (self, "response", G_CALLBACK (gtk_widget_hide), NULL);
  gtk_widget_set_no_show_all (GTK_WIDGET (self), TRUE);
  self->label = GTK_LABEL (label);
}
