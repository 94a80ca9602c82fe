#include "config.h"

#include "number-choice.h"

struct _CtNumberChoice
{
  GtkComboBoxText parent_instance;

  GArray *numbers; /* (owned) of guint, as they are listed */
  CtNumberFormat format;
};

G_DEFINE_FINAL_TYPE (CtNumberChoice, ct_number_choice, GTK_TYPE_COMBO_BOX_TEXT)

enum
{
  PROP_VALUE = 1,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

static void
insert (CtNumberChoice *self, guint place, guint number)
{
  g_autofree char *text = self->format (number);

  g_array_insert_val (self->numbers, place, number);
  gtk_combo_box_text_insert_text (GTK_COMBO_BOX_TEXT (self), (int) place, text);
}

static void
set_value (CtNumberChoice *self, guint value)
{
  guint place = 0;

  while (place < self->numbers->len && g_array_index (self->numbers, guint, place) < value)
    place++;
  if (place == self->numbers->len || g_array_index (self->numbers, guint, place) != value)
    insert (self, place, value);
  gtk_combo_box_set_active (GTK_COMBO_BOX (self), (int) place);
}

void
ct_number_choice_offer (CtNumberChoice *self, const guint *numbers, guint n, CtNumberFormat format)
{
  g_return_if_fail (CT_IS_NUMBER_CHOICE (self));

  self->format = format;
  for (guint i = 0; i < n; i++)
    insert (self, i, numbers[i]);
}

static void
ct_number_choice_changed (GtkComboBox *combo)
{
  g_object_notify_by_pspec (G_OBJECT (combo), properties[PROP_VALUE]);
}

static void
ct_number_choice_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VALUE)
    set_value (CT_NUMBER_CHOICE (object), g_value_get_uint (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ct_number_choice_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CtNumberChoice *self = CT_NUMBER_CHOICE (object);
  int active = gtk_combo_box_get_active (GTK_COMBO_BOX (self));

  if (id == PROP_VALUE)
    g_value_set_uint (value, active >= 0 ? g_array_index (self->numbers, guint, active) : 0);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ct_number_choice_finalize (GObject *object)
{
  g_array_unref (CT_NUMBER_CHOICE (object)->numbers);
  G_OBJECT_CLASS (ct_number_choice_parent_class)->finalize (object);
}

static void
ct_number_choice_class_init (CtNumberChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = ct_number_choice_set_property;
  object_class->get_property = ct_number_choice_get_property;
  object_class->finalize = ct_number_choice_finalize;
  GTK_COMBO_BOX_CLASS (klass)->changed = ct_number_choice_changed;

  properties[PROP_VALUE] = g_param_spec_uint ("value", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                                                  | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ct_number_choice_init (CtNumberChoice *self)
{
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
}
