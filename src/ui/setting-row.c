#include "config.h"

#include "setting-row.h"

struct _CtSettingRow
{
  GtkBox parent_instance;

  GtkWidget *texts;    /* (nullable) (unowned) */
  GtkWidget *title;    /* (unowned) */
  GtkWidget *subtitle; /* (unowned) */
};

G_DEFINE_FINAL_TYPE (CtSettingRow, ct_setting_row, GTK_TYPE_BOX)

enum
{
  PROP_TITLE = 1,
  PROP_SUBTITLE,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

/* The label's relation to it alone is not enough for every screen reader. */
static void
describe_control (CtSettingRow *self)
{
  GtkWidget *control = gtk_label_get_mnemonic_widget (GTK_LABEL (self->title));
  AtkObject *accessible = control != NULL ? gtk_widget_get_accessible (control) : NULL;

  if (accessible == NULL)
    return;
  atk_object_set_name (accessible, gtk_label_get_text (GTK_LABEL (self->title)));
  atk_object_set_description (accessible, gtk_label_get_text (GTK_LABEL (self->subtitle)));
}

static void
set_subtitle (CtSettingRow *self, const char *subtitle)
{
  gtk_label_set_text (GTK_LABEL (self->subtitle), subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (self->subtitle, subtitle != NULL && subtitle[0] != '\0');
  describe_control (self);
}

static void
ct_setting_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CtSettingRow *self = CT_SETTING_ROW (object);
  const char *text = g_value_get_string (value);

  if (id == PROP_TITLE)
    {
      gtk_label_set_text_with_mnemonic (GTK_LABEL (self->title), text != NULL ? text : "");
      describe_control (self);
    }
  else if (id == PROP_SUBTITLE)
    set_subtitle (self, text);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ct_setting_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CtSettingRow *self = CT_SETTING_ROW (object);

  if (id == PROP_TITLE)
    g_value_set_string (value, gtk_label_get_label (GTK_LABEL (self->title)));
  else if (id == PROP_SUBTITLE)
    g_value_set_string (value, gtk_label_get_label (GTK_LABEL (self->subtitle)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ct_setting_row_add (GtkContainer *container, GtkWidget *child)
{
  CtSettingRow *self = CT_SETTING_ROW (container);

  if (self->texts == NULL)
    {
      GTK_CONTAINER_CLASS (ct_setting_row_parent_class)->add (container, child);
      return;
    }
  gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
  gtk_box_pack_end (GTK_BOX (self), child, FALSE, FALSE, 0);
  if (GTK_IS_LABEL (child)) /* changes nothing, and is its own name */
    return;
  gtk_label_set_mnemonic_widget (GTK_LABEL (self->title), child);
  describe_control (self);
}

static void
ct_setting_row_class_init (CtSettingRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = ct_setting_row_set_property;
  object_class->get_property = ct_setting_row_get_property;
  GTK_CONTAINER_CLASS (klass)->add = ct_setting_row_add;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "",
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, "",
                                                   G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static GtkWidget *
add_label (GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_container_add (GTK_CONTAINER (box), label);
  return label;
}

static void
ct_setting_row_init (CtSettingRow *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (self)), "setting-row");
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  self->title = add_label (texts);
  gtk_label_set_use_underline (GTK_LABEL (self->title), TRUE);
  self->subtitle = add_label (texts);
  gtk_style_context_add_class (gtk_widget_get_style_context (self->subtitle), "dim-label");
  gtk_style_context_add_class (gtk_widget_get_style_context (self->subtitle), "remark");
  gtk_widget_show_all (texts);
  gtk_widget_hide (self->subtitle);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_container_add (GTK_CONTAINER (self), texts);
  self->texts = texts;
}

CtSettingRow *
ct_setting_row_new (const char *title, const char *subtitle)
{
  return g_object_new (CT_TYPE_SETTING_ROW, "visible", TRUE, "title", title, "subtitle", subtitle,
                       NULL);
}
