#include "config.h"

#include "token-entry.h"

#include "token.h"
#include "windows.h"

struct _CtTokenEntry
{
  GtkBox parent_instance;

  GtkWidget *entry;         /* (unowned) */
  GtkWidget *reveal_button; /* (unowned) */
  GtkWidget *drawing;       /* (unowned) visible while the button is held */
};

G_DEFINE_FINAL_TYPE (CtTokenEntry, ct_token_entry, GTK_TYPE_BOX)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ACTIVATE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- Revealing --- */

static gboolean
is_revealed (CtTokenEntry *self)
{
  return gtk_widget_get_visible (self->drawing);
}

static void
set_revealed (CtTokenEntry *self, gboolean revealed)
{
  gtk_widget_set_visible (self->drawing, revealed && !ct_token_entry_is_empty (self));
}

/* (transfer full) */
static PangoLayout *
new_layout (CtTokenEntry *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (self->drawing, text);
  PangoFontDescription *font = pango_font_description_from_string ("Monospace");

  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_wrap (layout, PANGO_WRAP_CHAR);
  pango_layout_set_width (layout, gtk_widget_get_allocated_width (self->drawing) * PANGO_SCALE);
  return layout;
}

/* As many lines as there are, once the width is known. */
static void
follow_height (CtTokenEntry *self, PangoLayout *layout)
{
  int height, requested;

  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_widget_get_size_request (self->drawing, NULL, &requested);
  if (requested != height)
    gtk_widget_set_size_request (self->drawing, -1, height);
}

static gboolean
on_draw (GtkWidget *drawing, cairo_t *cr, gpointer user_data)
{
  CtTokenEntry *self = user_data;
  g_autoptr (PangoLayout) layout = new_layout (self, gtk_entry_get_text (GTK_ENTRY (self->entry)));

  gtk_render_layout (gtk_widget_get_style_context (drawing), cr, 0, 0, layout);
  follow_height (self, layout);
  return GDK_EVENT_STOP;
}

static gboolean
on_button_pressed (GtkWidget *button, GdkEventButton *event, gpointer user_data)
{
  if (event->button == GDK_BUTTON_PRIMARY)
    set_revealed (user_data, TRUE);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_hide (GtkWidget *button, GdkEvent *event, gpointer user_data)
{
  set_revealed (user_data, FALSE);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
on_key (GtkWidget *button, GdkEventKey *event, gpointer user_data)
{
  if (event->keyval != GDK_KEY_space && event->keyval != GDK_KEY_KP_Space)
    return GDK_EVENT_PROPAGATE;
  set_revealed (user_data, event->type == GDK_KEY_PRESS);
  return GDK_EVENT_STOP;
}

/* --- The text --- */

static void
on_changed (CtTokenEntry *self)
{
  gtk_widget_set_sensitive (self->reveal_button, !ct_token_entry_is_empty (self));
  if (is_revealed (self))
    set_revealed (self, FALSE);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_activate (CtTokenEntry *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

GtkWidget *
ct_token_entry_get_input (CtTokenEntry *self)
{
  return self->entry;
}

void
ct_token_entry_set_placeholder (CtTokenEntry *self, const char *text)
{
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), text);
}

void
ct_token_entry_set_token (CtTokenEntry *self, SecretValue *token)
{
  gtk_entry_set_text (GTK_ENTRY (self->entry), token != NULL ? secret_value_get_text (token) : "");
}

gboolean
ct_token_entry_is_empty (CtTokenEntry *self)
{
  return gtk_entry_get_text_length (GTK_ENTRY (self->entry)) == 0;
}

SecretValue *
ct_token_entry_dup_token (CtTokenEntry *self, GError **error)
{
  return ct_token_new (gtk_entry_get_text (GTK_ENTRY (self->entry)), -1, error);
}

/* --- The widget --- */

static void
ct_token_entry_class_init (CtTokenEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CT_TYPE_TOKEN_ENTRY, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ACTIVATE] = g_signal_new ("activate", CT_TYPE_TOKEN_ENTRY, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "token-entry.ui");
  gtk_widget_class_bind_template_child (widget_class, CtTokenEntry, entry);
  gtk_widget_class_bind_template_child (widget_class, CtTokenEntry, reveal_button);
  gtk_widget_class_bind_template_child (widget_class, CtTokenEntry, drawing);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_draw);
  gtk_widget_class_bind_template_callback (widget_class, on_button_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_hide);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
}

/* As tokens are written; from right to left GTK cuts the placeholder of what is not visible. */
static void
write_from_the_left (CtTokenEntry *self)
{
  gtk_widget_set_direction (gtk_widget_get_parent (self->entry), GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (self->entry, GTK_TEXT_DIR_LTR);
  gtk_widget_set_direction (self->reveal_button, GTK_TEXT_DIR_LTR);
}

static void
ct_token_entry_init (CtTokenEntry *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  write_from_the_left (self);
}
