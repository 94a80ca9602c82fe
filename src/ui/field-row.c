#include "config.h"

#include "field-row.h"

#include <langinfo.h>

#include <glib/gi18n-lib.h>

#include "input-names.h"
#include "money.h"
#include "typed-amount.h"

struct _CtFieldRow
{
  GtkBox parent_instance;

  char *id;         /* (owned) */
  char *label;      /* (owned) */
  GtkWidget *input; /* (unowned) an entry, or a combo box of choices */
  gboolean is_choice, is_amount;
};

G_DEFINE_FINAL_TYPE (CtFieldRow, ct_field_row, GTK_TYPE_BOX)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
on_changed (CtFieldRow *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const char *
ct_field_row_get_id (CtFieldRow *self)
{
  return self->id;
}

static char *
read_entry (CtFieldRow *self, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (self->input))));
  gint64 amount_micro;

  if (!self->is_amount || text[0] == '\0')
    return g_steal_pointer (&text);
  if (ct_typed_amount_parse (text, nl_langinfo (RADIXCHAR), &amount_micro, error))
    return ct_money_to_decimal (amount_micro);
  g_prefix_error (error, "%s: ", self->label);
  return NULL;
}

char *
ct_field_row_dup_text (CtFieldRow *self, GError **error)
{
  const char *id;

  if (!self->is_choice)
    return read_entry (self, error);
  id = gtk_combo_box_get_active_id (GTK_COMBO_BOX (self->input));
  return g_strdup (id != NULL ? id : "");
}

/* --- The inputs --- */

static GtkWidget *
new_choice (const CtField *field, const char *text)
{
  GtkWidget *combo = gtk_combo_box_text_new ();
  const char *chosen = text != NULL && text[0] != '\0' ? text : field->default_value;

  if (field->optional)
    gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (combo), "", _ ("Not set"));
  for (guint i = 0; field->choices[i] != NULL; i++)
    gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (combo), field->choices[i], field->choices[i]);
  gtk_combo_box_set_active_id (GTK_COMBO_BOX (combo), chosen != NULL    ? chosen
                                                      : field->optional ? ""
                                                                        : field->choices[0]);
  return combo;
}

static char *
today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "%Y-%m-%d");
}

static void
show_text (GtkEntry *entry, const CtField *field, const char *text)
{
  g_autofree char *amount = NULL;
  gint64 amount_micro;

  if (field->kind == CT_FIELD_AMOUNT && ct_money_parse_micro (text, &amount_micro, NULL))
    amount = ct_typed_amount_format (amount_micro, nl_langinfo (RADIXCHAR));
  gtk_entry_set_text (entry, amount != NULL ? amount : text);
}

static GtkWidget *
new_entry (const CtField *field, const char *text)
{
  GtkWidget *entry = gtk_entry_new ();
  g_autofree char *date = field->kind == CT_FIELD_DATE ? today () : NULL;
  const char *placeholder = field->default_value != NULL ? field->default_value
                            : field->optional            ? _ ("Optional")
                                                         : date;

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  if (placeholder != NULL)
    gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  if (field->kind == CT_FIELD_AMOUNT)
    gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_NUMBER);
  if (text != NULL)
    show_text (GTK_ENTRY (entry), field, text);
  else if (date != NULL && !field->optional)
    gtk_entry_set_text (GTK_ENTRY (entry), date);
  return entry;
}

GtkWidget *
ct_help_label_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_line_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 50);
  gtk_style_context_add_class (gtk_widget_get_style_context (label), GTK_STYLE_CLASS_DIM_LABEL);
  return label;
}

GtkWidget *
ct_field_row_new (const CtField *field, const char *text)
{
  CtFieldRow *self = g_object_new (CT_TYPE_FIELD_ROW, NULL);
  GtkWidget *label = gtk_label_new (field->label);

  self->id = g_strdup (field->id);
  self->label = g_strdup (field->label);
  self->is_amount = field->kind == CT_FIELD_AMOUNT;
  self->is_choice = field->kind == CT_FIELD_CHOICE && field->choices != NULL;
  self->input = self->is_choice ? new_choice (field, text) : new_entry (field, text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), self->input);
  g_signal_connect_object (self->input, "changed", G_CALLBACK (on_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_container_add (GTK_CONTAINER (self), label);
  gtk_container_add (GTK_CONTAINER (self), self->input);
  if (field->help != NULL)
    gtk_container_add (GTK_CONTAINER (self), ct_help_label_new (field->help));
  ct_name_inputs (GTK_WIDGET (self));
  gtk_widget_show_all (GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

static void
ct_field_row_finalize (GObject *object)
{
  CtFieldRow *self = CT_FIELD_ROW (object);

  g_free (self->id);
  g_free (self->label);
  G_OBJECT_CLASS (ct_field_row_parent_class)->finalize (object);
}

static void
ct_field_row_class_init (CtFieldRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_field_row_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CT_TYPE_FIELD_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_field_row_init (CtFieldRow *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
}
