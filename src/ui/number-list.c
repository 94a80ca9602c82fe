#include "config.h"

#include "number-list.h"

#include <glib/gi18n-lib.h>

#include "json-places.h"

#define MAX_NUMBERS 100

struct _CtNumberList
{
  GtkListBox parent_instance;
};

G_DEFINE_FINAL_TYPE (CtNumberList, ct_number_list, GTK_TYPE_LIST_BOX)

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
on_clicked (GtkButton *button, gpointer user_data)
{
  const char *path = g_object_get_data (G_OBJECT (button), "path");
  int use = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "use"));

  g_signal_emit (user_data, signals[SIGNAL_CHOSEN], 0, use, path);
}

/* Its accessible name says of what: the word alone is on every row. */
static void
add_button (CtNumberList *self, GtkWidget *box, const CtJsonPlace *place, CtNumberUse use,
            const char *word)
{
  GtkWidget *button = gtk_button_new_with_label (word);
  g_autofree char *said = g_strdup_printf ("%s: %s", word, place->path);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  atk_object_set_name (gtk_widget_get_accessible (button), said);
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (place->path), g_free);
  g_object_set_data (G_OBJECT (button), "use", GINT_TO_POINTER (use));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_clicked), self, 0);
  gtk_container_add (GTK_CONTAINER (box), button);
}

static GtkWidget *
new_label (const char *text, PangoEllipsizeMode ellipsize, const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  gtk_widget_set_tooltip_text (label, text);
  if (style_class != NULL)
    gtk_style_context_add_class (gtk_widget_get_style_context (label), style_class);
  return label;
}

static GtkWidget *
new_row (CtNumberList *self, const CtJsonPlace *place)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6),
            *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *said = g_strdup_printf ("%s, %s", place->text, place->path);

  atk_object_set_name (gtk_widget_get_accessible (row), said);
  g_object_set (box, "margin-start", 12, "margin-end", 6, "margin-top", 6, "margin-bottom", 6,
                NULL);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_container_add (GTK_CONTAINER (texts), new_label (place->text, PANGO_ELLIPSIZE_END, NULL));
  /* What a path ends in tells more than how it begins. */
  gtk_container_add (GTK_CONTAINER (texts),
                     new_label (place->path, PANGO_ELLIPSIZE_START, GTK_STYLE_CLASS_DIM_LABEL));
  gtk_container_add (GTK_CONTAINER (box), texts);
  if (place->is_number)
    {
      add_button (self, box, place, CT_NUMBER_REMAINING, _ ("Left"));
      add_button (self, box, place, CT_NUMBER_USED, _ ("Used"));
    }
  else
    add_button (self, box, place, CT_NUMBER_UNLIMITED, _ ("Unlimited"));
  gtk_container_add (GTK_CONTAINER (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_show_all (row);
  return row;
}

static void
remove_row (GtkWidget *row, gpointer user_data)
{
  gtk_widget_destroy (row);
}

static void
add_rows (CtNumberList *self, const GPtrArray *places, gboolean are_numbers)
{
  for (guint i = 0; i < places->len; i++)
    if (((const CtJsonPlace *) places->pdata[i])->is_number == are_numbers)
      gtk_container_add (GTK_CONTAINER (self), new_row (self, places->pdata[i]));
}

void
ct_number_list_show (CtNumberList *self, const CtJson *json, const char *answer)
{
  g_autoptr (GPtrArray) places = ct_json_list_places (json, answer, MAX_NUMBERS);

  gtk_container_foreach (GTK_CONTAINER (self), remove_row, NULL);
  add_rows (self, places, TRUE);
  add_rows (self, places, FALSE);
}

static void
ct_number_list_class_init (CtNumberListClass *klass)
{
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CT_TYPE_NUMBER_LIST, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_STRING);
}

static void
ct_number_list_init (CtNumberList *self)
{
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self), GTK_SELECTION_NONE);
}
