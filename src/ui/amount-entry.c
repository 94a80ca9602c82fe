#include "config.h"

#include "amount-entry.h"

#include <langinfo.h>

#include <glib/gi18n-lib.h>

#include "error.h"
#include "money.h"
#include "typed-amount.h"

#define WIDTH_CHARS 9

struct _CtAmountEntry
{
  GtkEntry parent_instance;

  char *amount; /* (owned) plain decimal; "" for nothing */
  char *begun;  /* (owned) what it was when the person began to type */
  gboolean above_zero;
  gboolean is_setting; /* what changes was not typed */
};

G_DEFINE_FINAL_TYPE (CtAmountEntry, ct_amount_entry, GTK_TYPE_ENTRY)

enum
{
  SIGNAL_EDITED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static gboolean
is_wanted (CtAmountEntry *self, gint64 micro)
{
  return micro > 0 || (micro == 0 && !self->above_zero);
}

/* The plain decimal of what was typed; NULL when it is no amount that is wanted here. */
static char *
parse (CtAmountEntry *self, GError **error)
{
  g_autofree char *typed = g_strstrip (g_strdup (gtk_entry_get_text (GTK_ENTRY (self))));
  gint64 micro;

  if (typed[0] == '\0')
    return g_strdup ("");
  if (!ct_typed_amount_parse (typed, nl_langinfo (RADIXCHAR), &micro, error))
    return NULL;
  if (is_wanted (self, micro))
    return ct_money_to_decimal (micro);
  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("“%s” is too little"), typed);
  return NULL;
}

/* error: (nullable) */
static void
mark (CtAmountEntry *self, const GError *error)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));

  if (error != NULL)
    gtk_style_context_add_class (style, GTK_STYLE_CLASS_ERROR);
  else
    gtk_style_context_remove_class (style, GTK_STYLE_CLASS_ERROR);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), error != NULL ? error->message : NULL);
}

static void
replace (char **text, const char *with)
{
  g_free (*text);
  *text = g_strdup (with);
}

/* Of what is no amount the first characters may have been one: they do not count either. */
static void
on_changed (CtAmountEntry *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *typed = parse (self, &error);
  const char *amount = typed != NULL ? typed : self->begun;

  mark (self, error);
  if (g_str_equal (amount, self->amount))
    return;
  replace (&self->amount, amount);
  if (!self->is_setting)
    g_signal_emit (self, signals[SIGNAL_EDITED], 0);
}

static gboolean
on_focus_in (CtAmountEntry *self)
{
  replace (&self->begun, self->amount);
  return GDK_EVENT_PROPAGATE;
}

const char *
ct_amount_entry_get_amount (CtAmountEntry *self)
{
  g_return_val_if_fail (CT_IS_AMOUNT_ENTRY (self), NULL);

  return self->amount;
}

void
ct_amount_entry_set_amount (CtAmountEntry *self, const char *amount)
{
  const gboolean is_none = amount == NULL || amount[0] == '\0';
  g_autofree char *plain = NULL, *shown = NULL;
  gint64 micro = 0;

  g_return_if_fail (CT_IS_AMOUNT_ENTRY (self));

  if (!is_none && (!ct_money_parse_micro (amount, &micro, NULL) || !is_wanted (self, micro)))
    return;
  plain = is_none ? g_strdup ("") : ct_money_to_decimal (micro);
  if (g_str_equal (plain, self->amount))
    return;
  replace (&self->begun, plain);
  shown = is_none ? g_strdup ("") : ct_typed_amount_format (micro, nl_langinfo (RADIXCHAR));
  self->is_setting = TRUE;
  gtk_entry_set_text (GTK_ENTRY (self), shown);
  self->is_setting = FALSE;
}

static void
ct_amount_entry_finalize (GObject *object)
{
  CtAmountEntry *self = CT_AMOUNT_ENTRY (object);

  g_free (self->amount);
  g_free (self->begun);
  G_OBJECT_CLASS (ct_amount_entry_parent_class)->finalize (object);
}

static void
ct_amount_entry_class_init (CtAmountEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_amount_entry_finalize;

  signals[SIGNAL_EDITED] = g_signal_new ("edited", CT_TYPE_AMOUNT_ENTRY, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_amount_entry_init (CtAmountEntry *self)
{
  self->amount = g_strdup ("");
  self->begun = g_strdup ("");
  gtk_entry_set_width_chars (GTK_ENTRY (self), WIDTH_CHARS);
  gtk_entry_set_max_width_chars (GTK_ENTRY (self), WIDTH_CHARS);
  gtk_entry_set_alignment (GTK_ENTRY (self), 1);
  gtk_entry_set_input_purpose (GTK_ENTRY (self), GTK_INPUT_PURPOSE_NUMBER);
  g_signal_connect (self, "changed", G_CALLBACK (on_changed), NULL);
  g_signal_connect (self, "focus-in-event", G_CALLBACK (on_focus_in), NULL);
}

GtkWidget *
ct_amount_entry_new (gboolean above_zero, const char *placeholder)
{
  CtAmountEntry *self = g_object_new (CT_TYPE_AMOUNT_ENTRY, "visible", TRUE, NULL);
  g_autofree char *shown = NULL;
  gint64 micro;

  self->above_zero = above_zero;
  if (placeholder != NULL && ct_money_parse_micro (placeholder, &micro, NULL))
    shown = ct_typed_amount_format (micro, nl_langinfo (RADIXCHAR));
  gtk_entry_set_placeholder_text (GTK_ENTRY (self), shown);
  return GTK_WIDGET (self);
}
