#include "config.h"

#include "keyring-bar.h"

#include <glib/gi18n-lib.h>

#include "desktop-advice.h"

struct _CtKeyringBar
{
  GtkInfoBar parent_instance;

  GtkLabel *label;   /* (unowned) */
  GtkWidget *unlock; /* (unowned) */

  CtSession *session; /* (nullable) (unowned) */
};

G_DEFINE_FINAL_TYPE (CtKeyringBar, ct_keyring_bar, GTK_TYPE_INFO_BAR)

static void
count (CtSession *session, guint *n_locked, guint *n_missing)
{
  g_autoptr (GPtrArray) accounts = ct_accounts_list (session->accounts);

  *n_locked = *n_missing = 0;
  for (guint i = 0; i < accounts->len; i++)
    {
      const GError *error = ct_account_get_error (accounts->pdata[i]);

      if (ct_account_get_state (accounts->pdata[i]) != CT_STATE_LOCKED)
        continue;
      if (g_error_matches (error, CT_ERROR, CT_ERROR_KEYRING_MISSING))
        ++*n_missing;
      else
        ++*n_locked;
    }
}

static void
update (CtKeyringBar *self)
{
  g_autofree char *text = NULL;
  guint n_locked, n_missing;

  count (self->session, &n_locked, &n_missing);
  if (n_missing > 0)
    text = g_strdup_printf (_ ("There is no keyring to read the tokens from. %s"),
                            ct_desktop_advice_keyring (g_getenv ("XDG_CURRENT_DESKTOP")));
  else if (n_locked > 0)
    text = g_strdup (_ ("The keyring is locked. Balances are read again once it is open."));
  if (text != NULL)
    gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (self->unlock, n_missing == 0);
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
}

void
ct_keyring_bar_set_session (CtKeyringBar *self, CtSession *session)
{
  g_return_if_fail (CT_IS_KEYRING_BAR (self));
  g_return_if_fail (self->session == NULL);

  self->session = session;
  g_signal_connect_object (session->monitor, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

static void
ct_keyring_bar_class_init (CtKeyringBarClass *klass)
{
}

static void
ct_keyring_bar_init (CtKeyringBar *self)
{
  GtkWidget *label = gtk_label_new (NULL), *unlock = gtk_button_new_with_mnemonic (_ ("_Unlock…"));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_show (label);
  gtk_container_add (GTK_CONTAINER (gtk_info_bar_get_content_area (GTK_INFO_BAR (self))), label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (unlock), "app.unlock");
  gtk_container_add (GTK_CONTAINER (gtk_info_bar_get_action_area (GTK_INFO_BAR (self))), unlock);
  gtk_info_bar_set_message_type (GTK_INFO_BAR (self), GTK_MESSAGE_WARNING);
  gtk_widget_set_no_show_all (GTK_WIDGET (self), TRUE);
  self->label = GTK_LABEL (label);
  self->unlock = unlock;
}
