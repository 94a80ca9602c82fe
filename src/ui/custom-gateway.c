#include "config.h"

#include "custom-gateway.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "account-tester.h"
#include "definition-store.h"
#include "input-names.h"
#include "number-list.h"
#include "token-entry.h"
#include "windows.h"

struct _CtCustomGateway
{
  GtkBox parent_instance;

  GtkEntry *name;              /* (unowned) as what follows, of the template */
  GtkEntry *address;           /* (unowned) */
  GtkToggleButton *allow_http; /* (unowned) */
  GtkEntry *header;            /* (unowned) */
  GtkEntry *prefix;            /* (unowned) */
  GtkLabel *token_label;       /* (unowned) */
  CtTokenEntry *token;         /* (unowned) */
  CtAccountTester *tester;     /* (unowned) */
  GtkTextView *paste;          /* (unowned) */
  GtkWidget *numbers_frame;    /* (unowned) */
  CtNumberList *numbers;       /* (unowned) */
  GtkEntry *remaining;         /* (unowned) */
  GtkEntry *used;              /* (unowned) */
  GtkEntry *divisor;           /* (unowned) */
  GtkEntry *currency;          /* (unowned) */
  GtkEntry *unlimited;         /* (unowned) */
  GtkImage *result_icon;       /* (unowned) */
  GtkLabel *result;            /* (unowned) */

  CtSession *session; /* (unowned) */
  char *id;           /* (nullable) (owned) of the definition that is edited; NULL: a new one */
  char *sample;       /* (nullable) (owned) an answer, wiped when it goes */
};

G_DEFINE_FINAL_TYPE (CtCustomGateway, ct_custom_gateway, GTK_TYPE_BOX)

/* --- What is typed --- */

static char *
get_text (GtkEntry *entry)
{
  return g_strstrip (g_strdup (gtk_entry_get_text (entry)));
}

/* An id that no other definition has. (transfer full) */
static char *
choose_id (CtCustomGateway *self, const char *name)
{
  g_autofree char *base = ct_gateway_draft_make_id (name);
  char *id = g_strdup (base);

  if (self->id != NULL)
    {
      g_free (id);
      return g_strdup (self->id);
    }
  for (guint n = 2; ct_catalog_lookup (self->session->catalog, id, NULL) != NULL
                    || ct_definition_store_has (self->session->paths->providers_dir, id);
       n++)
    {
      g_free (id);
      id = g_strdup_printf ("%s-%u", base, n);
    }
  return id;
}

/* (transfer full) */
static CtGatewayDraft *
read_draft (CtCustomGateway *self)
{
  CtGatewayDraft *draft = g_new0 (CtGatewayDraft, 1);

  draft->name = get_text (self->name);
  draft->id = choose_id (self, draft->name);
  draft->address = get_text (self->address);
  draft->header = get_text (self->header);
  draft->prefix = get_text (self->prefix);
  draft->remaining = get_text (self->remaining);
  draft->used = get_text (self->used);
  draft->divisor = get_text (self->divisor);
  draft->currency = get_text (self->currency);
  draft->unlimited = get_text (self->unlimited);
  return draft;
}

/* What is missing before a definition can be looked at; NULL: nothing. */
static const char *
find_missing (const CtGatewayDraft *draft)
{
  if (draft->address[0] == '\0')
    return _ ("Type the address that answers with the balance.");
  if (draft->remaining[0] == '\0' && draft->used[0] == '\0')
    return _ ("Choose the number that is left.");
  if (draft->name[0] == '\0')
    return _ ("Give the gateway a name.");
  return NULL;
}

/* --- What is said of it --- */

static void
show_result (CtCustomGateway *self, const char *icon, const char *text)
{
  gtk_image_set_from_icon_name (self->result_icon, icon, GTK_ICON_SIZE_BUTTON);
  gtk_label_set_text (self->result, text);
}

/* What the definition makes of the answer that is there. */
static void
show_sample (CtCustomGateway *self, CtProvider *provider)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtReading) reading = ct_gateway_draft_read (provider, self->sample, &error);
  g_autofree char *amount = NULL, *text = NULL;

  if (reading == NULL)
    {
      show_result (self, "dialog-warning-symbolic", error->message);
      return;
    }
  amount = ct_balance_format (ct_reading_get_primary (reading), CT_MONEY_WINDOW);
  text = g_strdup_printf (_ ("This answer is read as %s"), amount);
  show_result (self, "emblem-ok-symbolic", text);
}

static void
update (CtCustomGateway *self)
{
  g_autoptr (CtGatewayDraft) draft = NULL;
  g_autoptr (CtProvider) provider = NULL;
  g_autoptr (GError) error = NULL;
  const char *missing;

  if (self->session == NULL)
    return;
  draft = read_draft (self);
  gtk_widget_set_visible (GTK_WIDGET (self->allow_http), ct_http_is_private_http (draft->address));
  missing = find_missing (draft);
  if (missing == NULL)
    provider = ct_gateway_draft_build (draft, &error);
  if (missing != NULL)
    show_result (self, "dialog-information-symbolic", missing);
  else if (provider == NULL)
    show_result (self, "dialog-warning-symbolic", error->message);
  else if (self->sample != NULL)
    show_sample (self, provider);
  else
    show_result (self, "dialog-information-symbolic",
                 _ ("Ask the gateway, or paste an answer, to see what is read."));
}

/* --- The answer --- */

static void
clear_sample (CtCustomGateway *self)
{
  if (self->sample != NULL)
    explicit_bzero (self->sample, strlen (self->sample));
  g_clear_pointer (&self->sample, g_free);
}

static void
take_sample (CtCustomGateway *self, const char *text)
{
  g_autoptr (CtJson) json = ct_json_parse (text, strlen (text), NULL);

  clear_sample (self);
  gtk_widget_set_visible (self->numbers_frame, json != NULL);
  if (json != NULL)
    {
      self->sample = g_strdup (text);
      ct_number_list_show (self->numbers, json, CT_GATEWAY_ANSWER);
    }
  update (self);
}

static void
on_pasted (CtCustomGateway *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->paste);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  take_sample (self, text);
  explicit_bzero (text, strlen (text));
}

static void
on_done (CtCustomGateway *self)
{
  const CtTrialOutcome *outcome = ct_account_tester_get_outcome (self->tester);

  if (outcome->answer != NULL)
    take_sample (self, outcome->answer);
}

static void
on_chosen (CtCustomGateway *self, int use, const char *path)
{
  GtkEntry *const entries[] = { self->remaining, self->used, self->unlimited };

  gtk_entry_set_text (entries[use], path);
}

/* --- Asking --- */

/* An account that is nobody's, to ask with. Its id follows from the address: the floors hold for
 * it however often it is made. (transfer full) */
static CtAccount *
new_probe (CtCustomGateway *self, GError **error)
{
  g_autoptr (CtGatewayDraft) draft = read_draft (self);
  g_autoptr (CtProvider) provider = ct_gateway_draft_build_probe (draft, error);
  g_autoptr (CtAccountConfig) config = NULL;
  g_autoptr (CtAccount) account = NULL;

  if (provider == NULL)
    return NULL;
  config = ct_account_config_new (provider->base_url);
  config->allow_private_http = gtk_toggle_button_get_active (self->allow_http);
  account = ct_account_new (config, provider, NULL);
  if (ct_account_get_origin (account) != NULL)
    return g_steal_pointer (&account);
  g_propagate_error (error, g_error_copy (ct_account_get_error (account)));
  return NULL;
}

static void
on_test (CtCustomGateway *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtAccount) probe = new_probe (self, &error);
  g_autoptr (SecretValue) token = probe != NULL ? ct_token_entry_dup_token (self->token, &error)
                                                : NULL;

  if (token != NULL)
    ct_account_tester_start (self->tester, probe, token);
  else
    ct_account_tester_say (self->tester, error->message);
}

/* What was asked was another address, or with another token. */
static void
on_request_changed (CtCustomGateway *self)
{
  if (self->session == NULL)
    return;
  ct_account_tester_reset (self->tester);
  update (self);
}

/* --- From outside --- */

void
ct_custom_gateway_set_session (CtCustomGateway *self, CtSession *session)
{
  self->session = session;
  ct_account_tester_set_up (self->tester, session, CT_TRIAL_ANSWER, _ ("_Ask the Gateway"));
}

static void
show_draft (CtCustomGateway *self, const CtGatewayDraft *draft)
{
  gtk_entry_set_text (self->name, draft->name);
  gtk_entry_set_text (self->address, draft->address);
  gtk_entry_set_text (self->header, draft->header);
  gtk_entry_set_text (self->prefix, draft->prefix);
  gtk_entry_set_text (self->remaining, draft->remaining);
  gtk_entry_set_text (self->used, draft->used);
  gtk_entry_set_text (self->divisor, draft->divisor);
  gtk_entry_set_text (self->currency, draft->currency);
  gtk_entry_set_text (self->unlimited, draft->unlimited);
}

void
ct_custom_gateway_load (CtCustomGateway *self, const CtGatewayDraft *draft, const char *address,
                        SecretValue *token)
{
  g_autoptr (CtGatewayDraft) empty = ct_gateway_draft_new ();

  g_free (self->id);
  self->id = draft != NULL ? g_strdup (draft->id) : NULL;
  show_draft (self, draft != NULL ? draft : empty);
  if (address != NULL)
    gtk_entry_set_text (self->address, address);
  gtk_toggle_button_set_active (self->allow_http, FALSE);
  ct_token_entry_set_token (self->token, token);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->paste), "", -1);
  take_sample (self, ""); /* what was asked for is another gateway's */
  ct_account_tester_reset (self->tester);
}

void
ct_custom_gateway_grab_focus (CtCustomGateway *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

char *
ct_custom_gateway_save (CtCustomGateway *self)
{
  g_autoptr (CtGatewayDraft) draft = read_draft (self);
  g_autoptr (CtProvider) provider = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (find_missing (draft) == NULL)
    provider = ct_gateway_draft_build (draft, &error);
  if (provider == NULL)
    {
      update (self);
      return NULL;
    }
  text = ct_gateway_draft_to_json (draft, &error);
  if (ct_definition_store_save (self->session->paths->providers_dir, draft->id, text, &error))
    {
      ct_catalog_reload (self->session->catalog);
      return g_steal_pointer (&draft->id);
    }
  show_result (self, "dialog-warning-symbolic", error->message);
  return NULL;
}

SecretValue *
ct_custom_gateway_dup_token (CtCustomGateway *self)
{
  return ct_token_entry_is_empty (self->token) ? NULL
                                               : ct_token_entry_dup_token (self->token, NULL);
}

/* --- The widget --- */

static void
ct_custom_gateway_finalize (GObject *object)
{
  CtCustomGateway *self = CT_CUSTOM_GATEWAY (object);

  clear_sample (self);
  g_free (self->id);
  G_OBJECT_CLASS (ct_custom_gateway_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, name);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, address);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, allow_http);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, header);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, prefix);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, token_label);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, token);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, tester);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, paste);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, numbers_frame);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, numbers);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, remaining);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, used);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, divisor);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, currency);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, unlimited);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, result_icon);
  gtk_widget_class_bind_template_child (klass, CtCustomGateway, result);
}

static void
ct_custom_gateway_class_init (CtCustomGatewayClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ct_custom_gateway_finalize;
  g_type_ensure (CT_TYPE_TOKEN_ENTRY);
  g_type_ensure (CT_TYPE_ACCOUNT_TESTER);
  g_type_ensure (CT_TYPE_NUMBER_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "custom-gateway.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, on_request_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_test);
  gtk_widget_class_bind_template_callback (widget_class, on_done);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
}

static void
ct_custom_gateway_init (CtCustomGateway *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->paste), "changed",
                           G_CALLBACK (on_pasted), self, G_CONNECT_SWAPPED);
  gtk_label_set_mnemonic_widget (self->token_label, ct_token_entry_get_input (self->token));
  ct_name_inputs (GTK_WIDGET (self));
}
