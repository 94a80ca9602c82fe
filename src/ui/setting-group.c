#include "config.h"

#include "setting-group.h"

struct _CtSettingGroup
{
  GtkBox parent_instance;

  GtkWidget *title;       /* (unowned) */
  GtkWidget *description; /* (unowned) */
  GtkWidget *rows;        /* (nullable) (unowned) */
};

G_DEFINE_FINAL_TYPE (CtSettingGroup, ct_setting_group, GTK_TYPE_BOX)

enum
{
  PROP_TITLE = 1,
  PROP_DESCRIPTION,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

static GtkWidget *
get_label (CtSettingGroup *self, guint id)
{
  return id == PROP_TITLE ? self->title : self->description;
}

static void
ct_setting_group_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GtkWidget *label = get_label (CT_SETTING_GROUP (object), id);
  const char *text = g_value_get_string (value);

  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && text[0] != '\0');
}

static void
ct_setting_group_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_string (value,
                      gtk_label_get_text (GTK_LABEL (get_label (CT_SETTING_GROUP (object), id))));
}

static void
ct_setting_group_add (GtkContainer *container, GtkWidget *child)
{
  CtSettingGroup *self = CT_SETTING_GROUP (container);
  g_autoptr (GList) rows = NULL;
  GtkWidget *line;

  if (self->rows == NULL)
    {
      GTK_CONTAINER_CLASS (ct_setting_group_parent_class)->add (container, child);
      return;
    }
  rows = gtk_container_get_children (GTK_CONTAINER (self->rows));
  if (rows != NULL)
    {
      line = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
      g_object_bind_property (child, "visible", line, "visible", G_BINDING_SYNC_CREATE);
      gtk_container_add (GTK_CONTAINER (self->rows), line);
    }
  gtk_container_add (GTK_CONTAINER (self->rows), child);
}

void
ct_setting_group_clear (CtSettingGroup *self)
{
  g_return_if_fail (CT_IS_SETTING_GROUP (self));

  gtk_container_foreach (GTK_CONTAINER (self->rows),
                         (GtkCallback) (void (*) (void)) gtk_widget_destroy, NULL);
}

static void
ct_setting_group_class_init (CtSettingGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = ct_setting_group_set_property;
  object_class->get_property = ct_setting_group_get_property;
  GTK_CONTAINER_CLASS (klass)->add = ct_setting_group_add;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "",
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, "",
                                                      G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static GtkWidget *
add_label (CtSettingGroup *self, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_style_context_add_class (gtk_widget_get_style_context (label), style);
  gtk_container_add (GTK_CONTAINER (self), label);
  return label;
}

static void
ct_setting_group_init (CtSettingGroup *self)
{
  GtkWidget *frame = gtk_frame_new (NULL);
  GtkWidget *rows = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->title = add_label (self, "group-title");
  self->description = add_label (self, "dim-label");
  gtk_style_context_add_class (gtk_widget_get_style_context (frame), "view");
  gtk_container_add (GTK_CONTAINER (frame), rows);
  gtk_widget_show_all (frame);
  gtk_container_add (GTK_CONTAINER (self), frame);
  self->rows = rows;
}
