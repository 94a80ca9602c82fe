/* window-bench fill ACCOUNT          a history of a million rows in the person's own place
 * window-bench open empty            an empty window, from its making to its first frame
 * window-bench open all|ACCOUNT      the balances window, of all accounts or of one
 * window-bench frame ACCOUNT RUNS    a frame of the chart, against a stroke of as many points
 *
 * Prints "OPENED_US COMPLETE_US" or, a line a run, "BARE_US OURS_US". The session is that of the
 * environment, and is there before the time runs, as in the applet. */

#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "chart.h"
#include "chart-paint.h"
#include "history-fill.h"
#include "windows.h"

#define N_ROWS 1000000
#define WIDTH 860
#define HEIGHT 600
#define FRAMES 40

/* --- The session --- */

/* As after a poll: an amount, and a forecast. */
static void
know (CtAccount *account, gint64 now_us, guint n)
{
  g_autoptr (CtReading) reading = ct_reading_new ();
  CtBalance *balance = ct_balance_new (BENCH_BALANCE);
  const CtForecast forecast = { .known = TRUE,
                                .days_left = 3 + 2 * n,
                                .at_worst_days = 2 + n,
                                .date_us = now_us + (3 + 2 * n) * G_TIME_SPAN_DAY,
                                .per_day_micro = 1000000,
                                .today = { TRUE, 1230000 },
                                .days_7 = { TRUE, 9870000 },
                                .days_30 = { TRUE, 45670000 } };

  g_strlcpy (balance->currency, "USD", CT_CURRENCY_SIZE);
  balance->primary = balance->has_remaining = TRUE;
  balance->remaining_micro = 4170000 + n * 10000000;
  g_ptr_array_add (reading->balances, balance);
  ct_account_take_reading (account, reading, now_us);
  ct_account_set_forecast (account, &forecast);
}

static CtSession *
open_session (void)
{
  CtSession *session = ct_session_new (FALSE, NULL);
  g_autoptr (GPtrArray) accounts = NULL;

  g_assert_nonnull (session);
  accounts = ct_accounts_list (session->accounts);
  for (guint i = 0; i < accounts->len; i++)
    know (accounts->pdata[i], ct_clock_now_us (session->clock), i);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  return session;
}

/* --- Opening --- */

static void
on_painted (GdkFrameClock *clock, gint64 *painted_us)
{
  if (*painted_us == 0)
    *painted_us = g_get_monotonic_time ();
}

/* Until it is on the screen. */
static gint64
wait_for_frame (GtkWidget *window)
{
  gint64 painted_us = 0;

  gtk_widget_realize (window);
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_painted),
                    &painted_us);
  while (painted_us == 0)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (window), &painted_us);
  return painted_us;
}

static GtkWidget *
show_empty (void)
{
  GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);

  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* Depth first. */
static GtkWidget *
find_chart (GtkWidget *widget)
{
  g_autoptr (GList) children = NULL;
  GtkWidget *found = NULL;

  if (CT_IS_CHART (widget))
    return widget;
  if (GTK_IS_CONTAINER (widget))
    children = gtk_container_get_children (GTK_CONTAINER (widget));
  for (GList *l = children; l != NULL && found == NULL; l = l->next)
    found = find_chart (l->data);
  return found;
}

static int
open_window (const char *what)
{
  g_autoptr (GtkApplication) application = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  gboolean is_empty = g_str_equal (what, "empty"), is_all = g_str_equal (what, "all");
  g_autoptr (CtSession) session = NULL;
  gint64 begin_us, opened_us, complete_us;
  CtWindows *windows = NULL;
  CtTrayHost *host = NULL;
  GtkWidget *window;

  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  if (!is_empty)
    {
      session = open_session ();
      host = ct_tray_host_new (g_application_get_dbus_connection (G_APPLICATION (application)));
      windows = ct_windows_new (application, session, host);
    }
  begin_us = g_get_monotonic_time ();
  if (is_empty)
    window = show_empty ();
  else
    {
      ct_windows_show_balances (windows, is_all ? NULL : what);
      window = GTK_WIDGET (gtk_application_get_windows (application)->data);
    }
  opened_us = complete_us = wait_for_frame (window);
  if (!is_empty && !is_all)
    {
      while (ct_chart_get_data (CT_CHART (find_chart (window))) == NULL)
        g_main_context_iteration (NULL, TRUE);
      complete_us = wait_for_frame (window);
    }
  g_print ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", opened_us - begin_us,
           complete_us - begin_us);
  if (windows != NULL)
    ct_windows_free (windows);
  g_clear_object (&host);
  return 0;
}

/* --- Frames --- */

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(CtHistorySeries **) user_data = ct_history_query_finish (result, NULL);
}

/* All of the history, as the chart pane asks for it. */
static CtChartData *
load_data (CtSession *session, CtAccount *account)
{
  g_autoptr (CtHistorySeries) series = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  const CtChartOptions options = { .range = CT_CHART_ALL,
                                   .forecast = ct_account_get_forecast (account),
                                   .thresholds = { TRUE, 5000000, 1000000 },
                                   .interval_s = 300,
                                   .now_us = ct_clock_now_us (session->clock),
                                   .zone = zone };
  const CtHistoryQuery query = {
    ct_account_get_id (account), BENCH_BALANCE, NULL, 0, options.now_us, 4096
  };

  ct_history_query_async (session->history, &query, NULL, on_found, &series);
  while (series == NULL)
    g_main_context_iteration (NULL, TRUE);
  return ct_chart_data_new (series->runs, series->currency, &options);
}

/* The balance's own line, traced as the chart does, and nothing else. */
static void
stroke_bare (cairo_t *cr, const CtChartSeries *series, double from_us, double span_us)
{
  double high = (double) series->high_micro, y = 0;

  for (guint i = 0; i < series->runs->len; i++)
    {
      const CtHistoryRun *run = ct_chart_series_get (series, i);
      double x = ((double) run->first_us - from_us) / span_us * WIDTH;

      cairo_line_to (cr, x, y);
      if (run->low_micro != run->high_micro)
        {
          cairo_line_to (cr, x, (1 - (double) run->high_micro / high) * HEIGHT / 2);
          cairo_line_to (cr, x, (1 - (double) run->low_micro / high) * HEIGHT / 2);
        }
      y = (1 - (double) run->remaining_micro / high) * HEIGHT / 2;
      cairo_line_to (cr, x, y);
      cairo_line_to (cr, ((double) run->last_us - from_us) / span_us * WIDTH, y);
    }
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

static cairo_t *
new_canvas (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);

  cairo_surface_destroy (surface);
  return cr;
}

/* Of this thread alone: others use the machine, too. */
static gint64
get_cpu_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * (gint64) G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static gint64
measure_bare (const CtChartData *data, const CtChartSeries *series)
{
  double from_us = (double) data->from_us, span_us = (double) (data->to_us - data->from_us);
  cairo_t *cr = new_canvas ();
  gint64 begin_us = get_cpu_us ();

  for (int i = 0; i < FRAMES; i++)
    stroke_bare (cr, series, from_us, span_us);
  cairo_destroy (cr);
  return (get_cpu_us () - begin_us) / FRAMES;
}

static gint64
measure_chart (GtkWidget *chart)
{
  cairo_t *cr = new_canvas ();
  gint64 begin_us = get_cpu_us ();

  for (int i = 0; i < FRAMES; i++)
    gtk_widget_draw (chart, cr);
  cairo_destroy (cr);
  return (get_cpu_us () - begin_us) / FRAMES;
}

static int
measure_frames (const char *account_id, int runs)
{
  g_autoptr (CtSession) session = open_session ();
  CtChartData *data = load_data (session, ct_accounts_lookup (session->accounts, account_id));
  GtkWidget *window = gtk_window_new (GTK_WINDOW_TOPLEVEL);
  GtkWidget *chart = g_object_new (CT_TYPE_CHART, "visible", TRUE, NULL);
  g_autoptr (CtChartSeries) series = NULL;

  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_container_add (GTK_CONTAINER (window), chart);
  gtk_window_present (GTK_WINDOW (window));
  ct_chart_take_data (CT_CHART (chart), data);
  wait_for_frame (window);
  series = ct_chart_data_get_series (data, ct_chart_count_columns (data, WIDTH));
  for (int i = 0; i < runs; i++)
    {
      gint64 bare_us = measure_bare (data, series);

      g_print ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", bare_us, measure_chart (chart));
    }
  gtk_widget_destroy (window);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && g_str_equal (argv[1], "fill"))
    {
      g_autoptr (CtPaths) paths = ct_paths_new ();

      bench_fill_history (paths->history_file, argv[2],
                          g_get_real_time () - N_ROWS * BENCH_SPACING_US, N_ROWS);
      return 0;
    }
  gtk_init (&argc, &argv);
  if (argc == 3 && g_str_equal (argv[1], "open"))
    return open_window (argv[2]);
  if (argc == 4 && g_str_equal (argv[1], "frame"))
    return measure_frames (argv[2], atoi (argv[3]));
  g_printerr ("window-bench: see the comment at its beginning\n");
  return 2;
}
