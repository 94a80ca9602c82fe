#include "config.h"

#include "amount-entry.h"

#include <langinfo.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "money.h"

#define WIDTH_CHARS 9

struct _CtAmountEntry
{
  GtkEntry parent_instance;

  char *amount; /* (owned) plain decimal; "" for nothing */
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

static char *
replace (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, 2);

  return g_strjoinv (to, parts);
}

static char *
to_locale (const char *decimal)
{
  return replace (decimal, ".", nl_langinfo (RADIXCHAR));
}

/* The plain decimal of what was typed; NULL when it is no amount that is wanted here. */
static char *
parse (CtAmountEntry *self, const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *plain = NULL;
  gint64 micro;

  if (trimmed[0] == '\0')
    return g_strdup ("");
  plain = strchr (trimmed, '.') == NULL ? replace (trimmed, nl_langinfo (RADIXCHAR), ".")
                                        : g_strdup (trimmed);
  if (!ct_money_parse_micro (plain, &micro, NULL) || micro < 0 || (self->above_zero && micro == 0))
    return NULL;
  return ct_money_to_decimal (micro);
}

static void
mark (CtAmountEntry *self, gboolean is_wrong)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));

  if (is_wrong)
    gtk_style_context_add_class (style, GTK_STYLE_CLASS_ERROR);
  else
    gtk_style_context_remove_class (style, GTK_STYLE_CLASS_ERROR);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self),
                               is_wrong ? _ ("This is not an amount, and is not used") : NULL);
}

static void
on_changed (CtAmountEntry *self)
{
  g_autofree char *amount = parse (self, gtk_entry_get_text (GTK_ENTRY (self)));

  mark (self, amount == NULL);
  if (amount == NULL || g_str_equal (amount, self->amount))
    return;
  g_free (self->amount);
  self->amount = g_steal_pointer (&amount);
  if (!self->is_setting)
    g_signal_emit (self, signals[SIGNAL_EDITED], 0);
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
  g_autofree char *plain = NULL, *shown = NULL;

  g_return_if_fail (CT_IS_AMOUNT_ENTRY (self));

  plain = parse (self, amount != NULL ? amount : "");
  if (plain == NULL || g_str_equal (plain, self->amount))
    return;
  shown = to_locale (plain);
  self->is_setting = TRUE;
  gtk_entry_set_text (GTK_ENTRY (self), shown);
  self->is_setting = FALSE;
}

static void
ct_amount_entry_finalize (GObject *object)
{
  g_free (CT_AMOUNT_ENTRY (object)->amount);
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
  gtk_entry_set_width_chars (GTK_ENTRY (self), WIDTH_CHARS);
  gtk_entry_set_max_width_chars (GTK_ENTRY (self), WIDTH_CHARS);
  gtk_entry_set_alignment (GTK_ENTRY (self), 1);
  gtk_entry_set_input_purpose (GTK_ENTRY (self), GTK_INPUT_PURPOSE_NUMBER);
  g_signal_connect (self, "changed", G_CALLBACK (on_changed), NULL);
}

GtkWidget *
ct_amount_entry_new (gboolean above_zero, const char *placeholder)
{
  CtAmountEntry *self = g_object_new (CT_TYPE_AMOUNT_ENTRY, "visible", TRUE, NULL);
  g_autofree char *shown = placeholder != NULL ? to_locale (placeholder) : NULL;

  self->above_zero = above_zero;
  gtk_entry_set_placeholder_text (GTK_ENTRY (self), shown);
  return GTK_WIDGET (self);
}
