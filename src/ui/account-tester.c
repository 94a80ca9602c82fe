#include "config.h"

#include "account-tester.h"

#include <glib/gi18n-lib.h>

#include "detail-title.h"
#include "windows.h"

struct _CtAccountTester
{
  GtkBox parent_instance;

  GtkButton *button;   /* (unowned) as what follows, of the template */
  GtkSpinner *spinner; /* (unowned) */
  GtkImage *icon;      /* (unowned) */
  GtkLabel *title;     /* (unowned) */
  GtkLabel *text;      /* (unowned) */

  CtSession *session; /* (unowned) */
  CtTrialKind kind;
  char *label;               /* (nullable) (owned) of the button, while nothing runs */
  GCancellable *cancellable; /* (nullable) (owned) of the test that runs */
  CtTrialOutcome *outcome;   /* (nullable) (owned) */
  char *why_not;             /* (nullable) (owned) why nothing was sent */
};

G_DEFINE_FINAL_TYPE (CtAccountTester, ct_account_tester, GTK_TYPE_BOX)

enum
{
  SIGNAL_TEST,
  SIGNAL_DONE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- What is said --- */

static void
show (CtAccountTester *self, const char *icon, const char *title, const char *text)
{
  gtk_image_set_from_icon_name (self->icon, icon, GTK_ICON_SIZE_BUTTON);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->text, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->icon), icon != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->text), text != NULL && text[0] != '\0');
}

static void
append_line (GString *lines, const char *name, const char *text)
{
  g_string_append_printf (lines, "%s%s: %s", lines->len > 0 ? "\n" : "", name, text);
}

static void
append_used (GString *lines, const CtBalance *balance)
{
  CtMoney used = { .amount_micro = balance->used_micro };
  g_autofree char *text = NULL;

  if (!balance->has_used)
    return;
  g_strlcpy (used.currency, balance->currency, sizeof used.currency);
  text = ct_money_format (&used, CT_MONEY_WINDOW);
  append_line (lines, _ ("Used"), text);
}

static void
show_reading (CtAccountTester *self, const CtReading *reading)
{
  const CtBalance *primary = ct_reading_get_primary (reading);
  g_autofree char *amount = ct_balance_format (primary, CT_MONEY_WINDOW);
  g_autofree char *title = g_strdup_printf (_ ("It works: %s"), amount);
  g_autoptr (GString) lines = g_string_new (NULL);

  append_used (lines, primary);
  for (guint i = 0; i < reading->balances->len; i++)
    {
      const CtBalance *balance = reading->balances->pdata[i];
      g_autofree char *other = ct_balance_format (balance, CT_MONEY_WINDOW);

      if (balance != primary)
        append_line (lines, balance->name != NULL ? balance->name : balance->id, other);
    }
  for (guint i = 0; i < reading->details->len; i++)
    {
      const CtDetail *detail = reading->details->pdata[i];

      g_autofree char *name = ct_detail_title (detail->name);

      append_line (lines, name, detail->value);
    }
  show (self, "emblem-ok-symbolic", title, lines->str);
}

static void
show_error (CtAccountTester *self)
{
  const CtTrialOutcome *outcome = self->outcome;
  g_autofree char *described = ct_error_describe (outcome->error, -1,
                                                  ct_clock_now_us (self->session->clock));
  g_autofree char *text = self->kind == CT_TRIAL_ANSWER
                              ? g_strdup (described)
                              : g_strconcat (described, "\n",
                                             _ ("It can be saved anyway: it is asked again "
                                                "by itself."),
                                             NULL);

  show (self, "dialog-warning-symbolic", ct_error_code_get_title (outcome->error->code), text);
}

static void
show_early (CtAccountTester *self)
{
  gint64 left_us = self->outcome->again_us - ct_clock_now_us (self->session->clock);
  guint left_s = left_us > 0 ? (guint) (left_us / G_USEC_PER_SEC) + 1 : 1;
  g_autofree char *text = g_strdup_printf (ngettext ("It can be asked again in %u second.",
                                                     "It can be asked again in %u seconds.",
                                                     left_s),
                                           left_s);

  show (self, "dialog-information-symbolic", _ ("It was asked a moment ago"), text);
}

static void
show_outcome (CtAccountTester *self)
{
  if (self->outcome->again_us != -1)
    show_early (self);
  else if (self->outcome->error != NULL)
    show_error (self);
  else if (self->outcome->reading != NULL)
    show_reading (self, self->outcome->reading);
  else
    show (self, "emblem-ok-symbolic", _ ("It answered"), NULL);
}

/* The whole view, from the whole state. */
static void
update (CtAccountTester *self)
{
  gboolean running = self->cancellable != NULL;

  gtk_button_set_label (self->button, running ? _ ("Sto_p") : self->label);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), running);
  g_object_set (self->spinner, "active", running, NULL);
  if (running)
    show (self, NULL, _ ("Asking the gateway…"), NULL);
  else if (self->outcome != NULL)
    show_outcome (self);
  else if (self->why_not != NULL)
    show (self, "dialog-warning-symbolic", self->why_not, NULL);
  else
    show (self, NULL, "", NULL);
}

/* --- What happens --- */

static void
clear (CtAccountTester *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->outcome, ct_trial_outcome_free);
  g_clear_pointer (&self->why_not, g_free);
}

void
ct_account_tester_reset (CtAccountTester *self)
{
  clear (self);
  update (self);
}

void
ct_account_tester_say (CtAccountTester *self, const char *why_not)
{
  clear (self);
  self->why_not = g_strdup (why_not);
  update (self);
}

/* Only the test that is still wanted is of interest, and only while there is a window. */
static void
on_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (CtAccountTester) self = user_data;
  g_autoptr (CtTrialOutcome) outcome = ct_trial_finish (result, NULL);

  if (outcome == NULL || self->cancellable == NULL
      || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  self->outcome = g_steal_pointer (&outcome);
  update (self);
  g_signal_emit (self, signals[SIGNAL_DONE], 0);
}

void
ct_account_tester_start (CtAccountTester *self, CtAccount *account, SecretValue *token)
{
  clear (self);
  self->cancellable = g_cancellable_new ();
  update (self);
  ct_trial_async (self->session, account, token, self->kind, self->cancellable, on_tried,
                  g_object_ref (self));
}

static void
on_clicked (CtAccountTester *self)
{
  if (self->cancellable != NULL)
    ct_account_tester_reset (self);
  else
    g_signal_emit (self, signals[SIGNAL_TEST], 0);
}

const CtTrialOutcome *
ct_account_tester_get_outcome (CtAccountTester *self)
{
  return self->outcome;
}

void
ct_account_tester_set_up (CtAccountTester *self, CtSession *session, CtTrialKind kind,
                          const char *label)
{
  self->session = session;
  self->kind = kind;
  self->label = g_strdup (label);
  update (self);
}

/* --- The widget --- */

static void
ct_account_tester_dispose (GObject *object)
{
  clear (CT_ACCOUNT_TESTER (object));
  G_OBJECT_CLASS (ct_account_tester_parent_class)->dispose (object);
}

static void
ct_account_tester_finalize (GObject *object)
{
  g_free (CT_ACCOUNT_TESTER (object)->label);
  G_OBJECT_CLASS (ct_account_tester_parent_class)->finalize (object);
}

static void
ct_account_tester_class_init (CtAccountTesterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_account_tester_dispose;
  G_OBJECT_CLASS (klass)->finalize = ct_account_tester_finalize;
  signals[SIGNAL_TEST] = g_signal_new ("test", CT_TYPE_ACCOUNT_TESTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DONE] = g_signal_new ("done", CT_TYPE_ACCOUNT_TESTER, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "account-tester.ui");
  gtk_widget_class_bind_template_child (widget_class, CtAccountTester, button);
  gtk_widget_class_bind_template_child (widget_class, CtAccountTester, spinner);
  gtk_widget_class_bind_template_child (widget_class, CtAccountTester, icon);
  gtk_widget_class_bind_template_child (widget_class, CtAccountTester, title);
  gtk_widget_class_bind_template_child (widget_class, CtAccountTester, text);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked);
}

static void
ct_account_tester_init (CtAccountTester *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
