#include "config.h"

#include "account-editor.h"

#include <glib/gi18n-lib.h>

#include "account-form.h"
#include "account-save.h"
#include "account-tester.h"
#include "custom-gateway.h"
#include "definition-deletion.h"
#include "definition-exchange.h"
#include "provider-picker.h"
#include "windows.h"

/*          chosen                  saved
 *   PICKER -------> FORM --------> (closes)
 *    |  ^ <-- back --' ^
 *    |  '-- back --.   | saved
 *    '- describe -> CUSTOM
 */
typedef enum
{
  PAGE_PICKER,
  PAGE_FORM,
  PAGE_CUSTOM,
} Page;

struct _CtAccountEditor
{
  GtkWindow parent_instance;

  GtkHeaderBar *header;     /* (unowned) as what follows, of the template */
  GtkWidget *cancel_button; /* (unowned) */
  GtkWidget *back_button;   /* (unowned) */
  GtkButton *save_button;   /* (unowned) */
  GtkWidget *spinner;       /* (unowned) */
  GtkInfoBar *problem_bar;  /* (unowned) */
  GtkLabel *problem;        /* (unowned) */
  GtkStack *pages;          /* (unowned) */
  CtProviderPicker *picker; /* (unowned) */
  CtAccountForm *form;      /* (unowned) */
  CtAccountTester *tester;  /* (unowned) */
  CtCustomGateway *custom;  /* (unowned) */

  CtSession *session;    /* (unowned) */
  char *account_id;      /* (owned) of a new account too */
  CtAccountConfig *seen; /* (nullable) (owned) what it began with; NULL: it is a new account */
  Page page;

  CtAccount *tested;         /* (nullable) (owned) as it was typed when it was tested */
  SecretValue *tested_token; /* (nullable) (owned) that was typed, if one was */
  gboolean test_noted;       /* it is one of the account's attempts */
  GCancellable *lookup;      /* (nullable) (owned) the stored token is looked up for a test */
  GCancellable *saving;      /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (CtAccountEditor, ct_account_editor, GTK_TYPE_WINDOW)

static gboolean
is_new (CtAccountEditor *self)
{
  return self->seen == NULL;
}

/* --- The view --- */

static const char *
get_title (CtAccountEditor *self)
{
  if (self->page == PAGE_CUSTOM)
    return _ ("Describe a Gateway");
  if (is_new (self))
    return self->page == PAGE_PICKER ? _ ("Add an Account") : _ ("New Account");
  return self->page == PAGE_PICKER ? _ ("Choose a Gateway") : _ ("Edit Account");
}

/* From the page and from what is under way. */
static void
update (CtAccountEditor *self)
{
  static const char *const names[] = { "picker", "form", "custom" };
  gboolean saving = self->saving != NULL, can_go_back;

  can_go_back = self->page == PAGE_CUSTOM || (self->page == PAGE_FORM && is_new (self))
                || (self->page == PAGE_PICKER && ct_account_form_get_provider (self->form) != NULL
                    && !is_new (self));
  gtk_stack_set_visible_child_name (self->pages, names[self->page]);
  gtk_header_bar_set_title (self->header, get_title (self));
  gtk_widget_set_visible (self->cancel_button, !can_go_back || self->page == PAGE_FORM);
  gtk_widget_set_visible (self->back_button, can_go_back);
  gtk_widget_set_sensitive (self->back_button, !saving);
  gtk_button_set_label (self->save_button, self->page == PAGE_CUSTOM ? _ ("C_ontinue")
                                           : is_new (self)           ? _ ("_Add")
                                                                     : _ ("_Save"));
  gtk_widget_set_visible (GTK_WIDGET (self->save_button), self->page != PAGE_PICKER);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), !saving);
  gtk_widget_set_sensitive (GTK_WIDGET (self->pages), !saving);
  gtk_widget_set_visible (self->spinner, saving);
  g_object_set (self->spinner, "active", saving, NULL);
  if (self->page != PAGE_PICKER)
    gtk_widget_grab_default (GTK_WIDGET (self->save_button));
}

/* text: (nullable) nothing is wrong. */
static void
say (CtAccountEditor *self, const char *text)
{
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_bar), text != NULL);
}

static void
show_page (CtAccountEditor *self, Page page)
{
  self->page = page;
  say (self, NULL);
  update (self);
  if (page == PAGE_PICKER)
    ct_provider_picker_grab_focus (self->picker);
  else if (page == PAGE_FORM)
    ct_account_form_grab_focus (self->form);
  else
    ct_custom_gateway_grab_focus (self->custom);
}

static void
on_problem_closed (CtAccountEditor *self)
{
  say (self, NULL);
}

/* --- The gateway --- */

static void
on_chosen (CtAccountEditor *self)
{
  g_autoptr (SecretValue) token = ct_provider_picker_steal_token (self->picker);

  ct_account_form_set_provider (self->form, ct_provider_picker_get_provider (self->picker),
                                ct_provider_picker_get_address (self->picker),
                                ct_provider_picker_get_region (self->picker), token);
  show_page (self, PAGE_FORM);
}

static void
use_definition (CtAccountEditor *self, const char *id, SecretValue *token)
{
  g_autoptr (GError) error = NULL;
  CtProvider *provider = ct_catalog_lookup (self->session->catalog, id, &error);

  if (provider == NULL)
    {
      say (self, error->message);
      return;
    }
  ct_account_form_set_provider (self->form, provider, NULL, NULL, token);
  show_page (self, PAGE_FORM);
}

static void
on_describe (CtAccountEditor *self)
{
  g_autoptr (SecretValue) token = ct_provider_picker_steal_token (self->picker);

  ct_custom_gateway_load (self->custom, NULL, NULL, token);
  show_page (self, PAGE_CUSTOM);
}

static void
on_edit (CtAccountEditor *self, const char *id)
{
  CtProvider *provider = ct_catalog_lookup (self->session->catalog, id, NULL);
  g_autoptr (CtGatewayDraft) draft = provider != NULL ? ct_gateway_draft_from_provider (provider)
                                                      : NULL;

  if (draft == NULL)
    return;
  ct_custom_gateway_load (self->custom, draft, NULL, NULL);
  show_page (self, PAGE_CUSTOM);
}

static void
on_imported (const char *id, gpointer user_data)
{
  use_definition (user_data, id, NULL);
}

static void
on_import (CtAccountEditor *self)
{
  ct_definition_import (GTK_WINDOW (self), self->session, on_imported, self);
}

static void
on_export (CtAccountEditor *self, const char *id)
{
  ct_definition_export (GTK_WINDOW (self), self->session, id);
}

static void
on_delete (CtAccountEditor *self, const char *id)
{
  ct_definition_delete (GTK_WINDOW (self), self->session, id);
}

static void
save_definition (CtAccountEditor *self)
{
  g_autofree char *id = ct_custom_gateway_save (self->custom);
  g_autoptr (SecretValue) token = ct_custom_gateway_dup_token (self->custom);

  if (id != NULL)
    use_definition (self, id, token);
}

/* --- Testing --- */

static void
forget_test (CtAccountEditor *self)
{
  g_cancellable_cancel (self->lookup);
  g_clear_object (&self->lookup);
  g_clear_object (&self->tested);
  g_clear_pointer (&self->tested_token, secret_value_unref);
  self->test_noted = FALSE;
}

/* What it said is not of what is typed now. */
static void
on_form_changed (CtAccountEditor *self)
{
  if (self->session == NULL)
    return;
  forget_test (self);
  ct_account_tester_reset (self->tester);
  say (self, NULL);
}

static void
on_stored_token (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CtAccountEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) token = ct_keyring_lookup_finish (CT_KEYRING (source), result, &error);
  g_autofree char *described = NULL;

  if (self->lookup == NULL || g_task_get_cancellable (G_TASK (result)) != self->lookup)
    return;
  g_clear_object (&self->lookup);
  if (token != NULL)
    {
      ct_account_tester_start (self->tester, self->tested, token);
      return;
    }
  described = ct_error_describe (error, -1, ct_clock_now_us (self->session->clock));
  ct_account_tester_say (self->tester, described);
}

static void
test_with_stored_token (CtAccountEditor *self)
{
  self->lookup = g_cancellable_new ();
  ct_keyring_lookup_async (self->session->keyring, self->account_id,
                           ct_account_get_origin (self->tested), self->lookup, on_stored_token,
                           g_object_ref (self));
}

static void
on_test (CtAccountEditor *self)
{
  CtProvider *provider = ct_account_form_get_provider (self->form);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtAccountConfig) config = ct_account_form_dup_config (self->form, &error);
  g_autoptr (SecretValue) token = NULL;

  forget_test (self);
  if (config != NULL)
    token = ct_account_form_dup_token (self->form, &error);
  if (error != NULL)
    {
      ct_account_tester_say (self->tester, error->message);
      return;
    }
  self->tested = ct_account_new (config, provider, NULL);
  self->tested_token = token != NULL ? secret_value_ref (token) : NULL;
  if (token == NULL && ct_provider_needs_token (provider))
    test_with_stored_token (self);
  else
    ct_account_tester_start (self->tester, self->tested, token);
}

/* Exactly what is stored was tested: then this is what is known of it. */
static gboolean
is_stored (CtAccountEditor *self)
{
  CtAccount *stored = ct_accounts_lookup (self->session->accounts, self->account_id);

  return stored != NULL && self->tested != NULL && self->tested_token == NULL
         && ct_account_config_equal (ct_account_get_config (stored),
                                     ct_account_get_config (self->tested));
}

/* What was tested, as long as nothing else was typed; NULL: nothing. */
static const CtTrialOutcome *
get_outcome (CtAccountEditor *self)
{
  return self->tested != NULL ? ct_account_tester_get_outcome (self->tester) : NULL;
}

static void
note_test (CtAccountEditor *self)
{
  const CtTrialOutcome *outcome = get_outcome (self);

  if (outcome != NULL && !self->test_noted)
    ct_trial_note (self->session, self->tested, outcome);
  self->test_noted = outcome != NULL;
}

static void
keep_outcome (CtAccountEditor *self)
{
  const CtTrialOutcome *outcome = get_outcome (self);

  if (outcome == NULL || self->test_noted)
    return;
  ct_trial_keep (self->session, self->tested, outcome);
  note_test (self);
  ct_monitor_refresh (self->session->monitor, self->account_id);
}

static void
on_tested (CtAccountEditor *self)
{
  if (is_stored (self))
    keep_outcome (self);
}

/* --- Saving --- */

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CtAccountEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean saved = ct_account_save_finish (result, &error);
  g_autofree char *described = NULL;

  if (self->saving == NULL)
    return; /* the window was closed meanwhile */
  g_clear_object (&self->saving);
  if (saved)
    {
      if (is_new (self))
        note_test (self);
      else
        keep_outcome (self);
      gtk_widget_destroy (GTK_WIDGET (self));
      return;
    }
  described = ct_error_describe (error, -1, ct_clock_now_us (self->session->clock));
  say (self, described);
  update (self);
}

static void
save_account (CtAccountEditor *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtAccountConfig) config = ct_account_form_dup_config (self->form, &error);
  g_autoptr (SecretValue) token = config != NULL ? ct_account_form_dup_token (self->form, &error)
                                                 : NULL;

  if (error != NULL)
    {
      say (self, error->message);
      return;
    }
  /* A new account has what its test read from the first moment on. */
  if (is_new (self) && get_outcome (self) != NULL)
    ct_trial_keep (self->session, self->tested, get_outcome (self));
  say (self, NULL);
  self->saving = g_cancellable_new ();
  update (self);
  ct_account_save_async (self->session, config, self->seen, token, self->saving, on_saved,
                         g_object_ref (self));
}

static void
on_save (CtAccountEditor *self)
{
  if (self->page == PAGE_CUSTOM)
    save_definition (self);
  else
    save_account (self);
}

/* --- Leaving --- */

static void
on_cancel (CtAccountEditor *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_back (CtAccountEditor *self)
{
  if (self->page == PAGE_PICKER)
    show_page (self, PAGE_FORM);
  else
    show_page (self, PAGE_PICKER);
}

static gboolean
on_key (GtkWidget *widget, GdkEventKey *event, gpointer user_data)
{
  CtAccountEditor *self = user_data;

  GdkModifierType held = event->state & gtk_accelerator_get_default_mod_mask ();

  if (event->keyval != GDK_KEY_Escape && (event->keyval != GDK_KEY_w || held != GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;
  /* An input method or an open list has it first. */
  if (gtk_window_propagate_key_event (GTK_WINDOW (self), event))
    return GDK_EVENT_STOP;
  on_cancel (self);
  return GDK_EVENT_STOP;
}

/* --- The window --- */

static void
ct_account_editor_dispose (GObject *object)
{
  CtAccountEditor *self = CT_ACCOUNT_EDITOR (object);

  if (self->tested != NULL
      && ct_accounts_lookup (self->session->accounts, self->account_id) == NULL)
    ct_trial_forget (self->session, self->tested);
  forget_test (self);
  g_cancellable_cancel (self->saving);
  g_clear_object (&self->saving);
  G_OBJECT_CLASS (ct_account_editor_parent_class)->dispose (object);
}

static void
ct_account_editor_finalize (GObject *object)
{
  CtAccountEditor *self = CT_ACCOUNT_EDITOR (object);

  g_free (self->account_id);
  g_clear_pointer (&self->seen, ct_account_config_free);
  G_OBJECT_CLASS (ct_account_editor_parent_class)->finalize (object);
}

static void
ensure_types (void)
{
  g_type_ensure (CT_TYPE_PROVIDER_PICKER);
  g_type_ensure (CT_TYPE_ACCOUNT_FORM);
  g_type_ensure (CT_TYPE_ACCOUNT_TESTER);
  g_type_ensure (CT_TYPE_CUSTOM_GATEWAY);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, CtAccountEditor, header);
  gtk_widget_class_bind_template_child (klass, CtAccountEditor, cancel_button);
  gtk_widget_class_bind_template_child (klass, CtAccountEditor, back_button);
  gtk_widget_class_bind_template_child (klass, CtAccountEditor, save_button);
  gtk_widget_class_bind_template_child (klass, CtAccountEditor, spinner);
  gtk_widget_class_bind_template_child (klass, CtAccountEditor, problem_bar);
  gtk_widget_class_bind_template_child (klass, CtAccountEditor, problem);
  gtk_widget_class_bind_template_child (klass, CtAccountEditor, pages);
  gtk_widget_class_bind_template_child (klass, CtAccountEditor, picker);
  gtk_widget_class_bind_template_child (klass, CtAccountEditor, form);
  gtk_widget_class_bind_template_child (klass, CtAccountEditor, tester);
  gtk_widget_class_bind_template_child (klass, CtAccountEditor, custom);
}

static void
bind_callbacks (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_callback (klass, on_key);
  gtk_widget_class_bind_template_callback (klass, on_cancel);
  gtk_widget_class_bind_template_callback (klass, on_back);
  gtk_widget_class_bind_template_callback (klass, on_save);
  gtk_widget_class_bind_template_callback (klass, on_problem_closed);
  gtk_widget_class_bind_template_callback (klass, on_chosen);
  gtk_widget_class_bind_template_callback (klass, on_describe);
  gtk_widget_class_bind_template_callback (klass, on_import);
  gtk_widget_class_bind_template_callback (klass, on_edit);
  gtk_widget_class_bind_template_callback (klass, on_export);
  gtk_widget_class_bind_template_callback (klass, on_delete);
  gtk_widget_class_bind_template_callback (klass, on_form_changed);
  gtk_widget_class_bind_template_callback (klass, on_test);
  gtk_widget_class_bind_template_callback (klass, on_tested);
}

static void
ct_account_editor_class_init (CtAccountEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_account_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = ct_account_editor_finalize;
  ensure_types ();
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "account-editor.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
}

static void
ct_account_editor_init (CtAccountEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* What the person set, or an account that is not there yet. (transfer full) */
static CtAccountConfig *
begin_config (CtAccountEditor *self)
{
  CtAccount *account = ct_accounts_lookup (self->session->accounts, self->account_id);

  return account != NULL ? ct_account_config_copy (ct_account_get_config (account))
                         : ct_account_config_new (self->account_id);
}

/* One whose definition is gone needs another. */
static void
show_first (CtAccountEditor *self, const CtAccountConfig *config)
{
  CtProvider *provider = ct_catalog_lookup (self->session->catalog, config->provider_id, NULL);

  if (provider == NULL)
    {
      show_page (self, PAGE_PICKER);
      return;
    }
  ct_account_form_set_provider (self->form, provider, NULL, NULL, NULL);
  show_page (self, PAGE_FORM);
}

CtAccountEditor *
ct_account_editor_new (GtkApplication *application, CtSession *session, const char *account_id)
{
  CtAccountEditor *self = g_object_new (CT_TYPE_ACCOUNT_EDITOR, "application", application, NULL);
  g_autoptr (CtAccountConfig) config = NULL;

  self->session = session;
  self->account_id = account_id != NULL ? g_strdup (account_id) : g_uuid_string_random ();
  config = begin_config (self);
  self->seen = account_id != NULL ? ct_account_config_copy (config) : NULL;
  ct_provider_picker_set_catalog (self->picker, session->catalog, session->demo == NULL);
  ct_account_tester_set_up (self->tester, session, CT_TRIAL_READ, _ ("_Test"));
  ct_custom_gateway_set_session (self->custom, session);
  ct_account_form_load (self->form, session, config, is_new (self));
  show_first (self, config);
  return self;
}
