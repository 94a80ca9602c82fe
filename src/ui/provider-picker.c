#include "config.h"

#include "provider-picker.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "gateway-draft.h"
#include "guess.h"
#include "list-tab.h"
#include "provider-row.h"
#include "token.h"
#include "windows.h"

struct _CtProviderPicker
{
  GtkBox parent_instance;

  GtkSearchEntry *search;   /* (unowned) */
  GtkWidget *guess_box;     /* (unowned) */
  GtkLabel *guess_label;    /* (unowned) */
  GtkWidget *forget_button; /* (unowned) */
  GtkListBox *list;         /* (unowned) */
  GtkWidget *own_box;       /* (unowned) */

  CtCatalog *catalog;    /* (nullable) (owned) */
  GPtrArray *providers;  /* (nullable) (owned) of CtProvider (owned) */
  GHashTable *preferred; /* (owned) set of CtProvider (unowned): what was guessed; empty: all */
  const CtProvider *likeliest; /* (nullable) (unowned) of providers */
  CtProvider *chosen;          /* (nullable) (owned) */
  char *address;               /* (nullable) (owned) that was pasted */
  char *region;                /* (nullable) (owned) that it belongs to */
  SecretValue *token;          /* (nullable) (owned) that was pasted */
};

G_DEFINE_FINAL_TYPE (CtProviderPicker, ct_provider_picker, GTK_TYPE_BOX)

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_DESCRIBE,
  SIGNAL_IMPORT,
  SIGNAL_EDIT,
  SIGNAL_EXPORT,
  SIGNAL_DELETE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static gboolean
takes_address (const CtProvider *provider)
{
  return provider->base_url == NULL && provider->regions->len == 0 && provider->requests->len > 0;
}

/* --- What is shown --- */

static gboolean
is_shown (GtkListBoxRow *row, gpointer user_data)
{
  CtProviderPicker *self = user_data;
  CtProvider *provider = ct_provider_row_get_provider (CT_PROVIDER_ROW (row));
  const char *words = gtk_entry_get_text (GTK_ENTRY (self->search));

  /* Who searches by name knows better than any guess. */
  if (words[0] != '\0' && self->address == NULL)
    return ct_provider_row_matches (CT_PROVIDER_ROW (row), words);
  return g_hash_table_size (self->preferred) == 0
         || g_hash_table_contains (self->preferred, provider);
}

static void
show_guess (CtProviderPicker *self, const char *text)
{
  gtk_label_set_text (self->guess_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->guess_box, text != NULL);
  gtk_widget_set_visible (self->forget_button, self->token != NULL);
}

static void
forget_preferred (CtProviderPicker *self)
{
  g_hash_table_remove_all (self->preferred);
  self->likeliest = NULL;
}

static void
prefer (CtProviderPicker *self, const GPtrArray *providers)
{
  forget_preferred (self);
  for (guint i = 0; i < providers->len; i++)
    g_hash_table_add (self->preferred, providers->pdata[i]);
  self->likeliest = providers->len > 0 ? providers->pdata[0] : NULL;
}

/* Nobody's address: any gateway that takes one may be right, the likeliest is named. */
static char *
explain_unknown (CtProviderPicker *self, const CtGuess *guess)
{
  for (guint i = 0; i < self->providers->len; i++)
    if (takes_address (self->providers->pdata[i]))
      g_hash_table_add (self->preferred, self->providers->pdata[i]);
  if (guess->providers->len == 0)
    return g_strdup (_ ("No gateway in the list has this address. Choose what the site runs."));
  return g_strdup_printf (_ ("No gateway in the list has this address. Most sites run what “%s” "
                             "reads; the test shows whether this one does."),
                          ((CtProvider *) guess->providers->pdata[0])->name);
}

/* (transfer full) */
static char *
explain_address (CtProviderPicker *self, const CtGuess *guess)
{
  const CtProvider *first = guess->providers->len > 0 ? guess->providers->pdata[0] : NULL;

  prefer (self, guess->providers);
  self->region = g_strdup (guess->region);
  if (first == NULL || takes_address (first))
    return explain_unknown (self, guess);
  if (guess->providers->len == 1)
    return g_strdup_printf (_ ("This is an address of %s."), first->name);
  return g_strdup (_ ("These gateways have this address."));
}

/* (transfer full) */
static char *
explain_key (CtProviderPicker *self, const CtGuess *guess)
{
  const CtProvider *first = guess->providers->len > 0 ? guess->providers->pdata[0] : NULL;

  prefer (self, guess->providers);
  if (first == NULL)
    return g_strdup (_ ("A token was pasted: it waits for the token field and is not shown. "
                        "Choose the gateway that it is for."));
  if (guess->providers->len == 1)
    return g_strdup_printf (_ ("A key of %s was pasted, by its beginning. It waits for the token "
                               "field and is not shown."),
                            first->name);
  return g_strdup_printf (ngettext ("A key was pasted: it waits for the token field and is not "
                                    "shown. The keys of %u gateway begin like this.",
                                    "A key was pasted: it waits for the token field and is not "
                                    "shown. The keys of %u gateways begin like this.",
                                    guess->providers->len),
                          guess->providers->len);
}

static void
forget_address (CtProviderPicker *self)
{
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->region, g_free);
}

static void
refilter (CtProviderPicker *self)
{
  gtk_list_box_invalidate_sort (self->list);
  gtk_list_box_invalidate_filter (self->list);
}

/* --- What is typed --- */

/* The beginning of a host that is in the list looks like an address that nobody has. */
static gboolean
any_row_matches (CtProviderPicker *self, const char *words)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (ct_provider_row_matches (CT_PROVIDER_ROW (row), words))
      return TRUE;
  return FALSE;
}

static gboolean
is_address (CtProviderPicker *self, const char *text, const CtGuess *guess)
{
  const CtProvider *first = guess->providers->len > 0 ? guess->providers->pdata[0] : NULL;

  if (guess->kind != CT_GUESS_ADDRESS)
    return FALSE;
  return (first != NULL && !takes_address (first)) || !any_row_matches (self, text);
}

/* A key was put aside before it could be shown: what is left is words or an address. */
static void
on_search_changed (CtProviderPicker *self)
{
  const char *text = gtk_entry_get_text (GTK_ENTRY (self->search));
  g_auto (CtGuess) guess = { 0 };
  g_autofree char *said = NULL;

  if (self->providers == NULL)
    return;
  forget_address (self);
  ct_guess (self->providers, text, &guess);
  if (is_address (self, text, &guess))
    {
      self->address = g_strdup (text);
      said = explain_address (self, &guess);
    }
  else if (!any_row_matches (self, text))
    said = g_strdup (_ ("No gateway has this name. Paste its address, or describe it "
                        "yourself."));
  if (self->token == NULL || said != NULL)
    {
      if (said == NULL)
        forget_preferred (self);
      show_guess (self, said);
    }
  refilter (self);
}

static void
take_key (CtProviderPicker *self, const char *text)
{
  g_auto (CtGuess) guess;
  g_autofree char *said = NULL;

  g_clear_pointer (&self->token, secret_value_unref);
  self->token = ct_token_new (text, -1, NULL);
  ct_guess (self->providers, text, &guess);
  gtk_entry_set_text (GTK_ENTRY (self->search), "");
  said = explain_key (self, &guess);
  show_guess (self, said);
  refilter (self);
}

/* Before the entry has it: a search is readable by everybody who sees the screen. */
static void
on_insert_text (GtkEditable *editable, const char *text, int length, int *position,
                gpointer user_data)
{
  CtProviderPicker *self = user_data;
  g_autofree char *inserted = g_strndup (text, length < 0 ? strlen (text) : (gsize) length);

  if (self->providers != NULL && ct_guess_is_key (inserted))
    {
      g_signal_stop_emission_by_name (editable, "insert-text");
      take_key (self, inserted);
    }
  explicit_bzero (inserted, strlen (inserted));
}

static void
on_forget (CtProviderPicker *self)
{
  g_clear_pointer (&self->token, secret_value_unref);
  forget_preferred (self);
  show_guess (self, NULL);
  refilter (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* --- What is chosen --- */

static void
choose (CtProviderPicker *self, GtkListBoxRow *row)
{
  g_clear_pointer (&self->chosen, ct_provider_unref);
  self->chosen = ct_provider_ref (ct_provider_row_get_provider (CT_PROVIDER_ROW (row)));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static void
on_row_activated (CtProviderPicker *self, GtkListBoxRow *row)
{
  choose (self, row);
}

/* NULL: none is shown. */
static GtkListBoxRow *
first_shown (CtProviderPicker *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      return row;
  return NULL;
}

static void
on_search_activated (CtProviderPicker *self)
{
  GtkListBoxRow *row = first_shown (self);

  if (row != NULL)
    choose (self, row);
}

/* Escape: first the words go, then the window. */
static void
on_stop_search (CtProviderPicker *self)
{
  GtkWidget *window = gtk_widget_get_toplevel (GTK_WIDGET (self));

  if (gtk_entry_get_text_length (GTK_ENTRY (self->search)) > 0)
    gtk_entry_set_text (GTK_ENTRY (self->search), "");
  else if (GTK_IS_WINDOW (window))
    gtk_window_close (GTK_WINDOW (window));
}

static gboolean
on_search_key (GtkWidget *search, GdkEventKey *event, gpointer user_data)
{
  CtProviderPicker *self = user_data;
  GtkListBoxRow *row = event->keyval == GDK_KEY_Down ? first_shown (self) : NULL;

  if (row == NULL)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_grab_focus (GTK_WIDGET (row));
  return GDK_EVENT_STOP;
}

static void
on_edit_row (CtProviderRow *row, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_EDIT], 0, ct_provider_row_get_provider (row)->id);
}

static void
on_export_row (CtProviderRow *row, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_EXPORT], 0, ct_provider_row_get_provider (row)->id);
}

static void
on_delete_row (CtProviderRow *row, gpointer user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_DELETE], 0, ct_provider_row_get_provider (row)->id);
}

static void
on_describe (CtProviderPicker *self)
{
  g_signal_emit (self, signals[SIGNAL_DESCRIBE], 0);
}

static void
on_import (CtProviderPicker *self)
{
  g_signal_emit (self, signals[SIGNAL_IMPORT], 0);
}

/* --- The list --- */

static void
add_row (CtProviderPicker *self, CtProvider *provider)
{
  g_autoptr (CtGatewayDraft) draft = provider->custom ? ct_gateway_draft_from_provider (provider)
                                                      : NULL;
  GtkWidget *row = ct_provider_row_new (provider, draft != NULL);

  g_signal_connect_object (row, "edit", G_CALLBACK (on_edit_row), self, 0);
  g_signal_connect_object (row, "export", G_CALLBACK (on_export_row), self, 0);
  g_signal_connect_object (row, "delete", G_CALLBACK (on_delete_row), self, 0);
  gtk_container_add (GTK_CONTAINER (self->list), row);
}

/* What was guessed is first, then the person's own. */
static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  const CtProviderPicker *self = user_data;
  const CtProvider *first = ct_provider_row_get_provider (CT_PROVIDER_ROW (a)),
                   *second = ct_provider_row_get_provider (CT_PROVIDER_ROW (b));

  if (first == self->likeliest || second == self->likeliest)
    return first == self->likeliest ? -1 : 1;
  if (first->custom != second->custom)
    return first->custom ? -1 : 1;
  return g_utf8_collate (first->name, second->name);
}

static void
remove_row (GtkWidget *row, gpointer user_data)
{
  gtk_widget_destroy (row);
}

static void
fill (CtProviderPicker *self)
{
  gtk_container_foreach (GTK_CONTAINER (self->list), remove_row, NULL);
  forget_preferred (self);
  g_clear_pointer (&self->providers, g_ptr_array_unref);
  self->providers = ct_catalog_list (self->catalog);
  for (guint i = 0; i < self->providers->len; i++)
    add_row (self, self->providers->pdata[i]);
  on_search_changed (self);
}

void
ct_provider_picker_set_catalog (CtProviderPicker *self, CtCatalog *catalog, gboolean can_keep)
{
  self->catalog = g_object_ref (catalog);
  gtk_widget_set_visible (self->own_box, can_keep);
  g_signal_connect_object (catalog, "changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  fill (self);
}

void
ct_provider_picker_grab_focus (CtProviderPicker *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

CtProvider *
ct_provider_picker_get_provider (CtProviderPicker *self)
{
  return self->chosen;
}

const char *
ct_provider_picker_get_address (CtProviderPicker *self)
{
  return self->chosen != NULL && takes_address (self->chosen) ? self->address : NULL;
}

const char *
ct_provider_picker_get_region (CtProviderPicker *self)
{
  return self->region;
}

SecretValue *
ct_provider_picker_steal_token (CtProviderPicker *self)
{
  SecretValue *token = g_steal_pointer (&self->token);

  if (token != NULL)
    on_forget (self);
  return token;
}

/* --- The widget --- */

static void
ct_provider_picker_finalize (GObject *object)
{
  CtProviderPicker *self = CT_PROVIDER_PICKER (object);

  forget_address (self);
  g_clear_pointer (&self->token, secret_value_unref);
  g_clear_pointer (&self->chosen, ct_provider_unref);
  g_clear_pointer (&self->providers, g_ptr_array_unref);
  g_clear_object (&self->catalog);
  g_hash_table_unref (self->preferred);
  G_OBJECT_CLASS (ct_provider_picker_parent_class)->finalize (object);
}

static void
add_signals (void)
{
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CT_TYPE_PROVIDER_PICKER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DESCRIBE] = g_signal_new ("describe", CT_TYPE_PROVIDER_PICKER, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_IMPORT] = g_signal_new ("import", CT_TYPE_PROVIDER_PICKER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_EDIT] = g_signal_new ("edit", CT_TYPE_PROVIDER_PICKER, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_EXPORT] = g_signal_new ("export", CT_TYPE_PROVIDER_PICKER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_DELETE] = g_signal_new ("delete", CT_TYPE_PROVIDER_PICKER, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ct_provider_picker_class_init (CtProviderPickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ct_provider_picker_finalize;
  add_signals ();
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "provider-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, CtProviderPicker, search);
  gtk_widget_class_bind_template_child (widget_class, CtProviderPicker, guess_box);
  gtk_widget_class_bind_template_child (widget_class, CtProviderPicker, guess_label);
  gtk_widget_class_bind_template_child (widget_class, CtProviderPicker, forget_button);
  gtk_widget_class_bind_template_child (widget_class, CtProviderPicker, list);
  gtk_widget_class_bind_template_child (widget_class, CtProviderPicker, own_box);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search);
  gtk_widget_class_bind_template_callback (widget_class, on_search_key);
  gtk_widget_class_bind_template_callback (widget_class, on_insert_text);
  gtk_widget_class_bind_template_callback (widget_class, on_forget);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_describe);
  gtk_widget_class_bind_template_callback (widget_class, on_import);
}

static void
ct_provider_picker_init (CtProviderPicker *self)
{
  self->preferred = g_hash_table_new (NULL, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  ct_list_tab_leaves (self->list);
  gtk_list_box_set_filter_func (self->list, is_shown, self, NULL);
  gtk_list_box_set_sort_func (self->list, compare_rows, self, NULL);
}
