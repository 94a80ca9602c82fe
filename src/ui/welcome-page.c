#include "config.h"

#include "welcome-page.h"

#include <glib/gi18n-lib.h>

#include "windows.h"

struct _CtWelcomePage
{
  GtkBox parent_instance;

  GtkWidget *demo; /* (unowned) */
  GtkLabel *tray;  /* (unowned) */

  CtSession *session; /* (nullable) (unowned) */
};

G_DEFINE_FINAL_TYPE (CtWelcomePage, ct_welcome_page, GTK_TYPE_BOX)

/* A program of its own, with a window of its own; a second click opens that window again. */
static void
on_demo (CtWelcomePage *self)
{
  g_autoptr (GSubprocess) demo = NULL;
  g_autoptr (GError) error = NULL;

  demo = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self->session->paths->program, "--demo",
                           "--window", NULL);
  if (demo == NULL)
    gtk_label_set_label (self->tray, error->message);
}

void
ct_welcome_page_set_session (CtWelcomePage *self, CtSession *session)
{
  g_return_if_fail (CT_IS_WELCOME_PAGE (self));

  self->session = session;
  gtk_widget_set_visible (self->demo, session->demo == NULL && session->paths->program != NULL);
}

void
ct_welcome_page_set_tray (CtWelcomePage *self, const char *text)
{
  g_return_if_fail (CT_IS_WELCOME_PAGE (self));

  gtk_label_set_label (self->tray, text);
}

static void
ct_welcome_page_class_init (CtWelcomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "welcome-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CtWelcomePage, demo);
  gtk_widget_class_bind_template_child (widget_class, CtWelcomePage, tray);
}

static void
ct_welcome_page_init (CtWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->demo, "clicked", G_CALLBACK (on_demo), self, G_CONNECT_SWAPPED);
}
