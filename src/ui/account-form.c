#include "config.h"

#include "account-form.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "account-more.h"
#include "account-settings.h"
#include "field-row.h"
#include "input-names.h"
#include "provider-row.h"
#include "token-entry.h"
#include "windows.h"

struct _CtAccountForm
{
  GtkBox parent_instance;

  GtkLabel *provider_name;     /* (unowned) as what follows, of the template */
  GtkLabel *provider_place;    /* (unowned) */
  GtkWidget *change_button;    /* (unowned) */
  GtkWidget *remarks;          /* (unowned) */
  GtkWidget *undocumented;     /* (unowned) asked about once */
  GtkEntry *name;              /* (unowned) */
  GtkWidget *region_box;       /* (unowned) */
  GtkComboBox *region;         /* (unowned) */
  GtkWidget *address_box;      /* (unowned) */
  GtkEntry *address;           /* (unowned) */
  GtkToggleButton *allow_http; /* (unowned) */
  GtkWidget *fields;           /* (unowned) of CtFieldRow */
  GtkWidget *token_box;        /* (unowned) */
  GtkLabel *token_label;       /* (unowned) */
  CtTokenEntry *token;         /* (unowned) */
  GtkLabel *token_help;        /* (unowned) */
  GtkLabel *token_link;        /* (unowned) */
  GtkWidget *warning_box;      /* (unowned) */
  GtkLabel *warning;           /* (unowned) */
  CtAccountMore *more;         /* (unowned) */

  CtAccountConfig *config;   /* (nullable) (owned) what the form began with */
  char *old_origin;          /* (nullable) (owned) that its stored token belongs to */
  GCancellable *cancellable; /* (owned) */
  CtProvider *provider;      /* (nullable) (owned) */
  gboolean is_new;
  gboolean accepted; /* its undocumented gateway, when it was added */
};

G_DEFINE_FINAL_TYPE (CtAccountForm, ct_account_form, GTK_TYPE_BOX)

enum
{
  SIGNAL_CHANGED,
  SIGNAL_CHANGE_PROVIDER,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static gboolean
takes_address (CtAccountForm *self)
{
  return self->provider->requests->len > 0 && self->provider->regions->len == 0
         && (self->provider->base_url == NULL
             || (self->config->base_url != NULL && self->config->base_url[0] != '\0'));
}

static char *
get_text (GtkEntry *entry)
{
  return g_strstrip (g_strdup (gtk_entry_get_text (entry)));
}

/* --- What is typed --- */

static void
take_field (GtkWidget *row, gpointer user_data)
{
  CtAccountConfig *config = user_data;
  g_autofree char *text = ct_field_row_dup_text (CT_FIELD_ROW (row), NULL);

  if (text != NULL && text[0] != '\0')
    g_hash_table_insert (config->fields, g_strdup (ct_field_row_get_id (CT_FIELD_ROW (row))),
                         g_steal_pointer (&text));
}

static gboolean
check_fields (CtAccountForm *self, GError **error)
{
  g_autoptr (GList) rows = gtk_container_get_children (GTK_CONTAINER (self->fields));

  for (GList *row = rows; row != NULL; row = row->next)
    {
      g_autofree char *text = ct_field_row_dup_text (CT_FIELD_ROW (row->data), error);

      if (text == NULL)
        return FALSE;
    }
  return TRUE;
}

static void
replace (char **text, char *value)
{
  g_free (*text);
  *text = value[0] != '\0' ? value : NULL;
  if (*text == NULL)
    g_free (value);
}

/* Unchecked. (transfer full) */
static CtAccountConfig *
read_config (CtAccountForm *self)
{
  CtAccountConfig *config = ct_account_config_copy (self->config);
  const char *region = gtk_combo_box_get_active_id (self->region);

  g_free (config->provider_id);
  config->provider_id = g_strdup (self->provider->id);
  g_free (config->name);
  config->name = get_text (self->name);
  replace (&config->region,
           g_strdup (self->provider->regions->len > 0 && region != NULL ? region : ""));
  replace (&config->base_url, takes_address (self) ? get_text (self->address) : g_strdup (""));
  config->allow_private_http = gtk_widget_get_visible (GTK_WIDGET (self->allow_http))
                               && gtk_toggle_button_get_active (self->allow_http);
  g_hash_table_remove_all (config->fields);
  gtk_container_foreach (GTK_CONTAINER (self->fields), take_field, config);
  return config;
}

/* NULL: it is not right yet. (transfer full) */
static char *
dup_origin (CtAccountForm *self, char **base_url)
{
  g_autoptr (CtAccountConfig) config = read_config (self);
  char *origin = NULL;
  g_autofree char *base = NULL;

  if (!ct_account_config_resolve (config, self->provider, &base, &origin, NULL))
    return NULL;
  if (base_url != NULL)
    *base_url = g_steal_pointer (&base);
  return origin;
}

CtAccountConfig *
ct_account_form_dup_config (CtAccountForm *self, GError **error)
{
  g_autoptr (CtAccountConfig) config = read_config (self);

  if (gtk_widget_get_visible (self->undocumented)
      && !gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->undocumented)))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
                   _ ("The vendor does not document this way of asking: confirm first that it "
                      "is to be used anyway."));
      return NULL;
    }
  if (!check_fields (self, error) || !ct_account_more_store (self->more, config, error)
      || !ct_account_settings_check (config, self->provider, error))
    return NULL;
  return g_steal_pointer (&config);
}

SecretValue *
ct_account_form_dup_token (CtAccountForm *self, GError **error)
{
  g_autofree char *origin = NULL;

  if (!ct_provider_needs_token (self->provider))
    return NULL;
  if (!ct_token_entry_is_empty (self->token) || self->old_origin == NULL)
    return ct_token_entry_dup_token (self->token, error);
  origin = dup_origin (self, NULL);
  if (g_strcmp0 (origin, self->old_origin) != 0)
    g_set_error (error, CT_ERROR, CT_ERROR_TOKEN_MISSING,
                 _ ("The stored token belongs to %s and is not sent anywhere else: type one for "
                    "the new address."),
                 self->old_origin);
  return NULL;
}

/* --- What is said of it --- */

/* http:// within the local network is for the person to allow; the definition's own address may be
 * such a one too. */
static gboolean
is_private_http (CtAccountForm *self)
{
  g_autofree char *typed = get_text (self->address);
  const char *address = takes_address (self) ? typed : self->provider->base_url;

  return address != NULL && ct_http_is_private_http (address);
}

/* Live, before anything is sent. (transfer full) (nullable) */
static char *
find_warning (CtAccountForm *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) token = NULL;

  if (ct_token_entry_is_empty (self->token))
    return NULL;
  token = ct_token_entry_dup_token (self->token, &error);
  if (token == NULL)
    return g_strdup (error->message);
  return ct_provider_check_token_kind (self->provider, secret_value_get_text (token));
}

static void
update_link (CtAccountForm *self)
{
  g_autofree char *base_url = NULL, *link = NULL, *markup = NULL;

  g_free (dup_origin (self, &base_url));
  link = ct_provider_get_link (self->provider, "keys", base_url, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->token_link), link != NULL);
  if (link == NULL)
    return;
  markup = g_markup_printf_escaped ("<a href=\"%s\">%s</a>", link, _ ("Where to find it"));
  gtk_label_set_markup (self->token_link, markup);
}

/* The view that follows from what is typed. */
static void
update (CtAccountForm *self)
{
  g_autofree char *warning = NULL;

  if (self->provider == NULL)
    return;
  warning = find_warning (self);
  gtk_label_set_text (self->warning, warning != NULL ? warning : "");
  gtk_widget_set_visible (self->warning_box, warning != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->allow_http), is_private_http (self));
  update_link (self);
}

static void
on_changed (CtAccountForm *self)
{
  update (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_change_provider (CtAccountForm *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGE_PROVIDER], 0);
}

/* --- The gateway --- */

static void
remove_child (GtkWidget *child, gpointer user_data)
{
  gtk_widget_destroy (child);
}

static void
show_remarks (CtAccountForm *self)
{
  g_auto (GStrv) remarks = ct_provider_list_remarks (self->provider);

  gtk_container_foreach (GTK_CONTAINER (self->remarks), remove_child, NULL);
  for (guint i = 0; remarks[i] != NULL; i++)
    {
      GtkWidget *label = ct_help_label_new (remarks[i]);

      gtk_widget_show (label);
      gtk_container_add (GTK_CONTAINER (self->remarks), label);
    }
  gtk_widget_set_visible (self->remarks, remarks[0] != NULL);
  gtk_widget_set_visible (self->undocumented, self->provider->undocumented && !self->accepted);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->undocumented), FALSE);
}

static void
show_fields (CtAccountForm *self, GHashTable *texts)
{
  gtk_container_foreach (GTK_CONTAINER (self->fields), remove_child, NULL);
  for (guint i = 0; i < self->provider->fields->len; i++)
    {
      const CtField *field = self->provider->fields->pdata[i];
      GtkWidget *row = ct_field_row_new (field, g_hash_table_lookup (texts, field->id));

      g_signal_connect_object (row, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
      gtk_container_add (GTK_CONTAINER (self->fields), row);
    }
  gtk_widget_set_visible (self->fields, self->provider->fields->len > 0);
}

static void
show_regions (CtAccountForm *self, const char *chosen)
{
  GPtrArray *regions = self->provider->regions;

  gtk_combo_box_text_remove_all (GTK_COMBO_BOX_TEXT (self->region));
  for (guint i = 0; i < regions->len; i++)
    {
      const CtRegion *region = regions->pdata[i];

      gtk_combo_box_text_append (GTK_COMBO_BOX_TEXT (self->region), region->id, region->name);
    }
  if (chosen == NULL || !gtk_combo_box_set_active_id (self->region, chosen))
    gtk_combo_box_set_active (self->region, 0);
  gtk_widget_set_visible (self->region_box, regions->len > 0);
}

static void
show_token (CtAccountForm *self)
{
  const CtProvider *provider = self->provider;

  gtk_label_set_text (self->token_label, provider->key_kind);
  gtk_label_set_text (self->token_help, provider->key_help != NULL ? provider->key_help : "");
  gtk_widget_set_visible (GTK_WIDGET (self->token_help), provider->key_help != NULL);
  gtk_widget_set_visible (self->token_box, ct_provider_needs_token (provider));
  ct_name_inputs (self->token_box);
  ct_token_entry_set_placeholder (self->token, self->old_origin != NULL
                                                   ? _ ("Stored in the keyring; type to replace it")
                                                   : NULL);
}

/* There may be none: it was not to be stored, or is kept elsewhere. */
static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CtAccountForm) self = user_data;
  g_autoptr (GError) error = NULL;
  SecretValue *token = ct_keyring_lookup_finish (CT_KEYRING (source), result, &error);

  g_clear_pointer (&token, secret_value_unref); /* whether there is one, is all */
  if (!g_error_matches (error, CT_ERROR, CT_ERROR_TOKEN_MISSING)
      || g_cancellable_is_cancelled (self->cancellable))
    return;
  g_clear_pointer (&self->old_origin, g_free);
  if (self->provider != NULL)
    show_token (self);
}

void
ct_account_form_set_provider (CtAccountForm *self, CtProvider *provider, const char *address,
                              const char *region, SecretValue *token)
{
  g_autoptr (CtAccountConfig) typed = NULL;
  g_autofree char *place = ct_provider_describe_place (provider);
  gboolean is_other = self->provider != NULL && !g_str_equal (self->provider->id, provider->id);

  typed = self->provider != NULL ? read_config (self) : ct_account_config_copy (self->config);
  g_clear_pointer (&self->provider, ct_provider_unref);
  self->provider = ct_provider_ref (provider);
  self->accepted = !self->is_new && g_str_equal (provider->id, self->config->provider_id);
  gtk_label_set_text (self->provider_name, provider->name);
  gtk_label_set_text (self->provider_place, place);
  gtk_entry_set_placeholder_text (self->name, provider->name);
  if (address != NULL)
    gtk_entry_set_text (self->address, address);
  gtk_widget_set_visible (self->address_box, takes_address (self));
  show_remarks (self);
  show_regions (self, region != NULL ? region : typed->region);
  show_fields (self, typed->fields);
  show_token (self);
  if (token != NULL || is_other)
    ct_token_entry_set_token (self->token, token);
  on_changed (self);
}

CtProvider *
ct_account_form_get_provider (CtAccountForm *self)
{
  return self->provider;
}

void
ct_account_form_load (CtAccountForm *self, CtSession *session, const CtAccountConfig *config,
                      gboolean is_new)
{
  CtAccount *account = is_new ? NULL : ct_accounts_lookup (session->accounts, config->id);

  self->is_new = is_new;
  self->config = ct_account_config_copy (config);
  self->old_origin = account != NULL ? g_strdup (ct_account_get_origin (account)) : NULL;
  gtk_entry_set_text (self->name, config->name);
  gtk_entry_set_text (self->address, config->base_url != NULL ? config->base_url : "");
  gtk_toggle_button_set_active (self->allow_http, config->allow_private_http);
  ct_account_more_load (self->more, config);
  gtk_widget_set_visible (self->change_button, !is_new); /* a new one has the way back */
  if (self->old_origin != NULL)
    ct_keyring_lookup_async (session->keyring, config->id, self->old_origin, self->cancellable,
                             on_looked_up, g_object_ref (self));
}

void
ct_account_form_grab_focus (CtAccountForm *self)
{
  if (gtk_widget_get_visible (self->address_box) && gtk_entry_get_text_length (self->address) == 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->address));
  else if (gtk_widget_get_visible (self->token_box) && self->is_new)
    gtk_widget_grab_focus (ct_token_entry_get_input (self->token));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

/* --- The widget --- */

static void
ct_account_form_dispose (GObject *object)
{
  g_cancellable_cancel (CT_ACCOUNT_FORM (object)->cancellable);
  G_OBJECT_CLASS (ct_account_form_parent_class)->dispose (object);
}

static void
ct_account_form_finalize (GObject *object)
{
  CtAccountForm *self = CT_ACCOUNT_FORM (object);

  g_clear_pointer (&self->config, ct_account_config_free);
  g_clear_pointer (&self->provider, ct_provider_unref);
  g_free (self->old_origin);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (ct_account_form_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, CtAccountForm, provider_name);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, provider_place);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, change_button);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, remarks);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, undocumented);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, name);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, region_box);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, region);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, address_box);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, address);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, allow_http);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, fields);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, token_box);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, token_label);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, token);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, token_help);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, token_link);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, warning_box);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, warning);
  gtk_widget_class_bind_template_child (klass, CtAccountForm, more);
}

static void
ct_account_form_class_init (CtAccountFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_account_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = ct_account_form_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CT_TYPE_ACCOUNT_FORM, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHANGE_PROVIDER] = g_signal_new ("change-provider", CT_TYPE_ACCOUNT_FORM,
                                                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                  G_TYPE_NONE, 0);
  g_type_ensure (CT_TYPE_TOKEN_ENTRY);
  g_type_ensure (CT_TYPE_ACCOUNT_MORE);
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "account-form.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_change_provider);
}

static void
ct_account_form_init (CtAccountForm *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_mnemonic_widget (self->token_label, ct_token_entry_get_input (self->token));
  ct_name_inputs (GTK_WIDGET (self));
}
