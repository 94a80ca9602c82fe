#include "config.h"

#include "provider-row.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "json-object.h"

struct _CtProviderRow
{
  GtkListBoxRow parent_instance;

  CtProvider *provider; /* (owned) */
  char *haystack;       /* (owned) casefolded */
};

G_DEFINE_FINAL_TYPE (CtProviderRow, ct_provider_row, GTK_TYPE_LIST_BOX_ROW)

enum
{
  SIGNAL_EDIT,
  SIGNAL_EXPORT,
  SIGNAL_DELETE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- What is said of it --- */

static char *
host_of (const char *base_url)
{
  g_autoptr (GUri) uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);

  return g_strdup (uri != NULL ? g_uri_get_host (uri) : base_url);
}

char *
ct_provider_describe_place (const CtProvider *provider)
{
  g_autoptr (GPtrArray) hosts = g_ptr_array_new_with_free_func (g_free);

  if (provider->base_url != NULL)
    return host_of (provider->base_url);
  if (provider->requests->len == 0)
    return g_strdup (_ ("Kept by hand"));
  if (provider->regions->len == 0)
    return g_strdup (_ ("Any site: you type its address"));
  for (guint i = 0; i < provider->regions->len; i++)
    g_ptr_array_add (hosts, host_of (((CtRegion *) provider->regions->pdata[i])->base_url));
  g_ptr_array_add (hosts, NULL);
  return g_strjoinv (", ", (char **) hosts->pdata);
}

/* Found by its name in the person's language, and as the gateway itself writes it. */
static char *
make_haystack (const CtProvider *provider, const char *place)
{
  const char *own_name = ct_json_read_text (ct_json_get_root (provider->source), "name");
  g_autofree char *text = g_strjoin (" ", provider->name, own_name, provider->id, place,
                                     provider->custom ? _ ("custom") : NULL, NULL);

  return g_utf8_casefold (text, -1);
}

gboolean
ct_provider_row_matches (CtProviderRow *self, const char *words)
{
  g_autofree char *folded = g_utf8_casefold (words, -1);
  g_auto (GStrv) list = g_strsplit_set (folded, " \t", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (strstr (self->haystack, list[i]) == NULL)
      return FALSE;
  return TRUE;
}

CtProvider *
ct_provider_row_get_provider (CtProviderRow *self)
{
  return self->provider;
}

/* --- The widget --- */

static void
on_edit (CtProviderRow *self)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0);
}

static void
on_export (CtProviderRow *self)
{
  g_signal_emit (self, signals[SIGNAL_EXPORT], 0);
}

static void
on_delete (CtProviderRow *self)
{
  g_signal_emit (self, signals[SIGNAL_DELETE], 0);
}

static GtkWidget *
new_label (const char *text, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (style_class != NULL)
    gtk_style_context_add_class (gtk_widget_get_style_context (label), style_class);
  return label;
}

static void
add_button (CtProviderRow *self, GtkWidget *box, const char *icon, const char *said,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon, GTK_ICON_SIZE_BUTTON);

  gtk_button_set_relief (GTK_BUTTON (button), GTK_RELIEF_NONE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, said);
  atk_object_set_name (gtk_widget_get_accessible (button), said);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  gtk_container_add (GTK_CONTAINER (box), button);
}

static void
add_own (CtProviderRow *self, GtkWidget *box, gboolean can_edit)
{
  GtkWidget *tag = new_label (_ ("custom"), GTK_STYLE_CLASS_DIM_LABEL);

  gtk_container_add (GTK_CONTAINER (box), tag);
  if (can_edit)
    add_button (self, box, "document-edit-symbolic", _ ("Edit the gateway"), G_CALLBACK (on_edit));
  add_button (self, box, "document-save-as-symbolic", _ ("Export the gateway"),
              G_CALLBACK (on_export));
  add_button (self, box, "user-trash-symbolic", _ ("Delete the gateway"), G_CALLBACK (on_delete));
}

GtkWidget *
ct_provider_row_new (CtProvider *provider, gboolean can_edit)
{
  CtProviderRow *self = g_object_new (CT_TYPE_PROVIDER_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6),
            *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *place = ct_provider_describe_place (provider);

  self->provider = ct_provider_ref (provider);
  self->haystack = make_haystack (provider, place);
  g_object_set (box, "margin-start", 12, "margin-end", 6, "margin-top", 6, "margin-bottom", 6,
                NULL);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_container_add (GTK_CONTAINER (texts), new_label (provider->name, NULL));
  gtk_container_add (GTK_CONTAINER (texts), new_label (place, GTK_STYLE_CLASS_DIM_LABEL));
  gtk_container_add (GTK_CONTAINER (box), texts);
  if (provider->custom)
    add_own (self, box, can_edit);
  gtk_container_add (GTK_CONTAINER (self), box);
  atk_object_set_name (gtk_widget_get_accessible (GTK_WIDGET (self)), provider->name);
  atk_object_set_description (gtk_widget_get_accessible (GTK_WIDGET (self)), place);
  gtk_widget_show_all (GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

static void
ct_provider_row_finalize (GObject *object)
{
  CtProviderRow *self = CT_PROVIDER_ROW (object);

  g_clear_pointer (&self->provider, ct_provider_unref);
  g_free (self->haystack);
  G_OBJECT_CLASS (ct_provider_row_parent_class)->finalize (object);
}

static void
ct_provider_row_class_init (CtProviderRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_provider_row_finalize;
  signals[SIGNAL_EDIT] = g_signal_new ("edit", CT_TYPE_PROVIDER_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_EXPORT] = g_signal_new ("export", CT_TYPE_PROVIDER_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DELETE] = g_signal_new ("delete", CT_TYPE_PROVIDER_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_provider_row_init (CtProviderRow *self)
{
}
