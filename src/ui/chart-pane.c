#include "config.h"

#include "chart-pane.h"

#include <glib/gi18n-lib.h>

#include "windows.h"

/* More than a screen is wide: charts are thinned to their pixels only when they are laid out. */
#define N_PARTS 4096

struct _CtChartPane
{
  GtkBox parent_instance;

  GtkWidget *ranges;         /* (unowned) */
  GtkComboBoxText *balances; /* (unowned) */
  GtkLabel *cursor_label;    /* (unowned) */
  GtkStack *stack;           /* (unowned) */
  CtChart *chart;            /* (unowned) */
  GtkLabel *notice;          /* (unowned) */

  CtSession *session; /* (nullable) (unowned) */
  CtAccount *account; /* (nullable) (owned) */
  CtChartRange range;
  gint64 queried_updated_us; /* the reading that the chart, or what is under way, has */
  CtHistorySeries *series;   /* (nullable) (owned) */
  GCancellable *cancellable; /* (nullable) (owned) of the query under way */
  gboolean is_filling;       /* the choice of balances: nobody chose */
};

G_DEFINE_FINAL_TYPE (CtChartPane, ct_chart_pane, GTK_TYPE_BOX)

/* --- Which balance --- */

/* (nullable): the one that is chosen, else the primary. */
static const CtBalance *
get_balance (CtChartPane *self)
{
  const CtReading *reading = ct_account_get_reading (self->account);
  const char *id = gtk_combo_box_get_active_id (GTK_COMBO_BOX (self->balances));
  const CtBalance *chosen = NULL;

  if (reading == NULL)
    return NULL;
  if (id != NULL)
    chosen = ct_reading_get_balance (reading, id);
  return chosen != NULL ? chosen : ct_reading_get_primary (reading);
}

static void
fill_balances (CtChartPane *self)
{
  const CtReading *reading = self->account != NULL ? ct_account_get_reading (self->account) : NULL;
  g_autofree char *chosen = g_strdup (gtk_combo_box_get_active_id (GTK_COMBO_BOX (self->balances)));
  guint n = reading != NULL ? reading->balances->len : 0;

  self->is_filling = TRUE;
  gtk_combo_box_text_remove_all (self->balances);
  for (guint i = 0; i < n; i++)
    {
      const CtBalance *balance = reading->balances->pdata[i];

      gtk_combo_box_text_append (self->balances, balance->id,
                                 balance->name != NULL ? balance->name : balance->id);
      if (balance->primary)
        gtk_combo_box_set_active (GTK_COMBO_BOX (self->balances), (int) i);
    }
  if (chosen != NULL)
    gtk_combo_box_set_active_id (GTK_COMBO_BOX (self->balances), chosen);
  gtk_widget_set_visible (GTK_WIDGET (self->balances), n > 1);
  self->is_filling = FALSE;
}

/* --- The chart --- */

static void
show_notice (CtChartPane *self, const char *text)
{
  gtk_label_set_label (self->notice, text);
  gtk_stack_set_visible_child_name (self->stack, "notice");
}

static gboolean
has_amounts (GArray *runs)
{
  for (guint i = 0; i < runs->len; i++)
    {
      const CtHistoryRun *run = &g_array_index (runs, CtHistoryRun, i);

      if (run->has_remaining && !run->unlimited)
        return TRUE;
    }
  return FALSE;
}

static const char *
say_why_nothing_is_drawn (GArray *runs)
{
  if (runs->len == 0)
    return _ ("Nothing was read in this time. The chart grows from now on.");
  return g_array_index (runs, CtHistoryRun, runs->len - 1).unlimited
             ? _ ("Without a limit there is no balance to draw.")
             : _ ("Only what was used is known: there is no balance to draw.");
}

static CtChartData *
make_data (CtChartPane *self)
{
  GSettings *general = ct_settings_get_general (self->session->settings);
  guint interval_s = ct_account_get_interval_s (self->account,
                                                g_settings_get_uint (general, "interval-s"));
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const CtBalance *balance = get_balance (self);
  CtChartOptions options = { .range = self->range,
                             .interval_s = interval_s,
                             .now_us = ct_clock_now_us (self->session->clock),
                             .zone = zone };

  if (balance != NULL)
    options.thresholds = ct_account_get_thresholds (self->account, balance);
  if (balance != NULL && balance->primary) /* the forecast is that of the primary one */
    options.forecast = ct_account_get_forecast (self->account);
  return ct_chart_data_new (self->series->runs, self->series->currency, &options);
}

static void
show_series (CtChartPane *self)
{
  if (self->series == NULL)
    return;
  if (!has_amounts (self->series->runs))
    {
      ct_chart_take_data (self->chart, NULL);
      show_notice (self, say_why_nothing_is_drawn (self->series->runs));
      return;
    }
  ct_chart_take_data (self->chart, make_data (self));
  gtk_stack_set_visible_child_name (self->stack, "chart");
}

static void
on_series (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  CtHistorySeries *series = ct_history_query_finish (result, &error);
  CtChartPane *self = user_data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* another one is wanted, or the widget is gone */
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->series, ct_history_series_free);
  self->series = series;
  if (series != NULL)
    show_series (self);
  else
    {
      ct_chart_take_data (self->chart, NULL);
      show_notice (self, error->message);
    }
}

static void
stop_query (CtChartPane *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
query (CtChartPane *self)
{
  CtHistoryQuery wanted;

  stop_query (self);
  self->queried_updated_us = ct_account_get_updated_us (self->account);
  if (!ct_chart_pane_get_query (self, &wanted))
    {
      show_notice (self, _ ("Nothing was read yet. The chart grows from the first reading on."));
      return;
    }
  wanted.n_parts = N_PARTS;
  self->cancellable = g_cancellable_new ();
  ct_history_query_async (self->session->history, &wanted, self->cancellable, on_series, self);
}

/* --- Choices and changes --- */

/* Another forecast, other thresholds. */
static void
on_account_changed (CtChartPane *self)
{
  if (ct_account_get_updated_us (self->account) == self->queried_updated_us)
    show_series (self);
}

/* By now what was read is in the history as well. */
static void
on_monitor_changed (CtChartPane *self)
{
  if (self->account == NULL
      || ct_account_get_updated_us (self->account) == self->queried_updated_us)
    return;
  fill_balances (self);
  query (self);
}

static void
on_balance_chosen (CtChartPane *self)
{
  if (!self->is_filling && self->account != NULL)
    query (self);
}

static void
on_range_toggled (GtkToggleButton *button, CtChartPane *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  self->range = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "range"));
  if (self->account != NULL)
    query (self);
}

static void
add_ranges (CtChartPane *self)
{
  static const struct
  {
    const char *label;
    const char *name;
  } ranges[CT_N_CHART_RANGES] = {
    [CT_CHART_LAST_DAY] = { N_ ("24 h"), N_ ("The last 24 hours") },
    [CT_CHART_LAST_WEEK] = { N_ ("7 d"), N_ ("The last 7 days") },
    [CT_CHART_LAST_MONTH] = { N_ ("30 d"), N_ ("The last 30 days") },
    [CT_CHART_LAST_YEAR] = { N_ ("1 y"), N_ ("The last year") },
    [CT_CHART_ALL] = { N_ ("All"), N_ ("Everything that is kept") },
  };
  GtkWidget *button = NULL;

  for (guint i = 0; i < CT_N_CHART_RANGES; i++)
    {
      button = gtk_radio_button_new_with_label_from_widget (GTK_RADIO_BUTTON (button),
                                                            _ (ranges[i].label));
      gtk_toggle_button_set_mode (GTK_TOGGLE_BUTTON (button), FALSE);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), i == self->range);
      gtk_widget_set_tooltip_text (button, _ (ranges[i].name));
      atk_object_set_name (gtk_widget_get_accessible (button), _ (ranges[i].name));
      g_object_set_data (G_OBJECT (button), "range", GUINT_TO_POINTER (i));
      g_signal_connect (button, "toggled", G_CALLBACK (on_range_toggled), self);
      gtk_container_add (GTK_CONTAINER (self->ranges), button);
      gtk_widget_show (button);
    }
}

void
ct_chart_pane_set_account (CtChartPane *self, CtSession *session, CtAccount *account)
{
  g_return_if_fail (CT_IS_CHART_PANE (self));

  if (self->account == account)
    return;
  stop_query (self);
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_data (self->account, self);
  if (self->session == NULL)
    g_signal_connect_object (session->monitor, "changed", G_CALLBACK (on_monitor_changed), self,
                             G_CONNECT_SWAPPED);
  self->session = session;
  g_set_object (&self->account, account);
  g_clear_pointer (&self->series, ct_history_series_free);
  ct_chart_take_data (self->chart, NULL);
  show_notice (self, "");
  gtk_combo_box_text_remove_all (self->balances);
  if (account == NULL)
    return;
  g_signal_connect_object (account, "changed", G_CALLBACK (on_account_changed), self,
                           G_CONNECT_SWAPPED);
  fill_balances (self);
  query (self);
}

CtChart *
ct_chart_pane_get_chart (CtChartPane *self)
{
  g_return_val_if_fail (CT_IS_CHART_PANE (self), NULL);

  return ct_chart_get_data (self->chart) != NULL ? self->chart : NULL;
}

gboolean
ct_chart_pane_get_query (CtChartPane *self, CtHistoryQuery *query)
{
  const CtBalance *balance;
  gint64 now_us;

  g_return_val_if_fail (CT_IS_CHART_PANE (self), FALSE);

  balance = self->account != NULL ? get_balance (self) : NULL;
  if (balance == NULL)
    return FALSE;
  now_us = ct_clock_now_us (self->session->clock);
  *query = (CtHistoryQuery){ .account_id = ct_account_get_id (self->account),
                             .balance_id = balance->id,
                             .origin = ct_account_get_origin (self->account),
                             .from_us = ct_chart_range_get_from_us (self->range, now_us),
                             .to_us = now_us };
  return TRUE;
}

/* --- The object --- */

static void
ct_chart_pane_dispose (GObject *object)
{
  CtChartPane *self = CT_CHART_PANE (object);

  stop_query (self);
  if (self->account != NULL)
    g_signal_handlers_disconnect_by_data (self->account, self);
  g_clear_object (&self->account);
  g_clear_pointer (&self->series, ct_history_series_free);
  G_OBJECT_CLASS (ct_chart_pane_parent_class)->dispose (object);
}

static void
ct_chart_pane_class_init (CtChartPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_chart_pane_dispose;
  g_type_ensure (CT_TYPE_CHART);
  gtk_widget_class_set_template_from_resource (widget_class, CT_UI_RESOURCE "chart-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CtChartPane, ranges);
  gtk_widget_class_bind_template_child (widget_class, CtChartPane, balances);
  gtk_widget_class_bind_template_child (widget_class, CtChartPane, cursor_label);
  gtk_widget_class_bind_template_child (widget_class, CtChartPane, stack);
  gtk_widget_class_bind_template_child (widget_class, CtChartPane, chart);
  gtk_widget_class_bind_template_child (widget_class, CtChartPane, notice);
}

static void
ct_chart_pane_init (CtChartPane *self)
{
  self->range = CT_CHART_LAST_WEEK;
  gtk_widget_init_template (GTK_WIDGET (self));
  add_ranges (self);
  g_object_bind_property (self->chart, "cursor-text", self->cursor_label, "label",
                          G_BINDING_DEFAULT);
  g_signal_connect_object (self->balances, "changed", G_CALLBACK (on_balance_chosen), self,
                           G_CONNECT_SWAPPED);
}
