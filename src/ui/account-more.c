#include "config.h"

#include "account-more.h"

#include <langinfo.h>

#include <glib/gi18n-lib.h>

#include "input-names.h"
#include "typed-amount.h"
#include "windows.h"

struct _CtAccountMore
{
  GtkBox parent_instance;

  GtkExpander *expander; /* (unowned) */
  GtkComboBox *interval; /* (unowned) ids: seconds */
  GtkComboBox *in_total; /* (unowned) ids: CtInTotal */
  GtkEntry *low;         /* (unowned) */
  GtkEntry *critical;    /* (unowned) */
};

G_DEFINE_FINAL_TYPE (CtAccountMore, ct_account_more, GTK_TYPE_BOX)

static void
set_active (GtkComboBox *combo, guint number)
{
  g_autofree char *id = g_strdup_printf ("%u", number);

  gtk_combo_box_set_active_id (combo, id);
}

static guint
get_active (GtkComboBox *combo)
{
  const char *id = gtk_combo_box_get_active_id (combo);

  return id != NULL ? (guint) g_ascii_strtoull (id, NULL, 10) : 0;
}

/* An interval that no choice has was set elsewhere: it stays. */
static void
show_interval (CtAccountMore *self, guint interval_s)
{
  g_autofree char *id = g_strdup_printf ("%u", interval_s);
  g_autofree char *text = NULL;

  if (gtk_combo_box_set_active_id (self->interval, id))
    return;
  text = g_strdup_printf (ngettext ("Every %u second", "Every %u seconds", interval_s), interval_s);
  gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (self->interval), id, text);
  gtk_combo_box_set_active_id (self->interval, id);
}

static void
show_amount (GtkEntry *entry, gboolean set, gint64 amount_micro)
{
  g_autofree char *text = set ? ct_typed_amount_format (amount_micro, nl_langinfo (RADIXCHAR))
                              : g_strdup ("");

  gtk_entry_set_text (entry, text);
}

void
ct_account_more_load (CtAccountMore *self, const CtAccountConfig *config)
{
  const CtThresholds *thresholds = &config->thresholds;

  show_interval (self, config->interval_s);
  set_active (self->in_total, config->in_total);
  show_amount (self->low, thresholds->set, thresholds->low_micro);
  show_amount (self->critical, thresholds->set, thresholds->critical_micro);
  gtk_expander_set_expanded (self->expander, thresholds->set || config->interval_s != 0
                                                 || config->in_total != CT_IN_TOTAL_AUTO);
}

/* *given is FALSE when nothing was typed. */
static gboolean
read_amount (GtkEntry *entry, const char *title, gint64 *amount_micro, gboolean *given,
             GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_entry_get_text (entry)));

  *given = text[0] != '\0';
  if (!*given || ct_typed_amount_parse (text, nl_langinfo (RADIXCHAR), amount_micro, error))
    return TRUE;
  g_prefix_error (error, "%s: ", title);
  return FALSE;
}

/* One alone says something about the other. */
static gboolean
store_thresholds (CtAccountMore *self, CtThresholds *thresholds, GError **error)
{
  gboolean has_low, has_critical;

  *thresholds = (CtThresholds){ FALSE, 0, 0 };
  if (!read_amount (self->low, _ ("Low"), &thresholds->low_micro, &has_low, error)
      || !read_amount (self->critical, _ ("Critical"), &thresholds->critical_micro, &has_critical,
                       error))
    return FALSE;
  thresholds->set = has_low || has_critical;
  if (!has_low)
    thresholds->low_micro = thresholds->critical_micro;
  return TRUE;
}

gboolean
ct_account_more_store (CtAccountMore *self, CtAccountConfig *config, GError **error)
{
  config->interval_s = get_active (self->interval);
  config->in_total = get_active (self->in_total);
  return store_thresholds (self, &config->thresholds, error);
}

static void
ct_account_more_class_init (CtAccountMoreClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "account-more.ui");
  gtk_widget_class_bind_template_child (widget_class, CtAccountMore, expander);
  gtk_widget_class_bind_template_child (widget_class, CtAccountMore, interval);
  gtk_widget_class_bind_template_child (widget_class, CtAccountMore, in_total);
  gtk_widget_class_bind_template_child (widget_class, CtAccountMore, low);
  gtk_widget_class_bind_template_child (widget_class, CtAccountMore, critical);
}

static void
ct_account_more_init (CtAccountMore *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ct_name_inputs (GTK_WIDGET (self));
}
