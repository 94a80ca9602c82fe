/* The tray alone, driven line by line on stdin, for tests that are about the desktop and not about
 * accounts. Words are separated by tabs:
 *
 *   label TEXT | title TEXT | icon NAME | more N | locked N
 *   row UUID TEXT      another row
 *   clear              no rows
 *   top-up [UUID ...]  accounts with a page for topping up
 *   wait SECONDS       the floor of a refresh
 *   show               all of it becomes the summary
 *
 * and says on stdout what came back: "host STATE", "about-to-show", "refresh UUID", "balances
 * UUID", "unlock", "quit". */
#include "config.h"

#include <gio/gunixinputstream.h>
#include <gtk/gtk.h>

#include "tray-host.h"
#include "tray.h"

typedef struct
{
  CtTray *tray;              /* (owned) */
  CtTrayHost *host;          /* (owned) */
  GDataInputStream *input;   /* (owned) */
  GSimpleActionGroup *group; /* (owned) */
  GMainLoop *loop;           /* (owned) */

  char *label, *title, *icon; /* (owned) */
  GPtrArray *rows;            /* (owned) of char * (owned): uuid, text, uuid, text ... */
  guint n_more, n_locked;
} Probe;

static void
free_row (gpointer data)
{
  CtSummaryRow *row = data;

  g_free (row->account_id);
  g_free (row->name);
  g_free (row->text);
  g_free (row);
}

static CtSummary *
make_summary (const Probe *probe)
{
  CtSummary *summary = g_new0 (CtSummary, 1);

  summary->label = g_strdup (probe->label);
  summary->title = g_strdup (probe->title);
  summary->icon = g_intern_string (probe->icon);
  summary->n_more = probe->n_more;
  summary->n_locked = probe->n_locked;
  summary->rows = g_ptr_array_new_with_free_func (free_row);
  for (guint i = 0; i + 1 < probe->rows->len; i += 2)
    {
      CtSummaryRow *row = g_new0 (CtSummaryRow, 1);

      row->account_id = g_strdup (probe->rows->pdata[i]);
      row->text = g_strdup (probe->rows->pdata[i + 1]);
      row->name = g_strndup (row->text, strcspn (row->text, " "));
      g_ptr_array_add (summary->rows, row);
    }
  return summary;
}

static void
set_text (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

static void
obey (Probe *probe, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, "\t", -1);
  const char *value = words[0] && words[1] ? words[1] : "";

  if (g_strcmp0 (words[0], "label") == 0)
    set_text (&probe->label, value);
  else if (g_strcmp0 (words[0], "title") == 0)
    set_text (&probe->title, value);
  else if (g_strcmp0 (words[0], "icon") == 0)
    set_text (&probe->icon, value);
  else if (g_strcmp0 (words[0], "more") == 0)
    probe->n_more = (guint) g_ascii_strtoull (value, NULL, 10);
  else if (g_strcmp0 (words[0], "locked") == 0)
    probe->n_locked = (guint) g_ascii_strtoull (value, NULL, 10);
  else if (g_strcmp0 (words[0], "clear") == 0)
    g_ptr_array_set_size (probe->rows, 0);
  else if (g_strcmp0 (words[0], "row") == 0)
    {
      g_ptr_array_add (probe->rows, g_strdup (words[1]));
      g_ptr_array_add (probe->rows, g_strdup (words[2]));
    }
  else if (g_strcmp0 (words[0], "top-up") == 0)
    ct_tray_set_top_up (probe->tray, (const char *const *) words + 1);
  else if (g_strcmp0 (words[0], "wait") == 0)
    ct_tray_set_refresh_wait_s (probe->tray, (guint) g_ascii_strtoull (value, NULL, 10));
  else if (g_strcmp0 (words[0], "show") == 0)
    ct_tray_take_summary (probe->tray, make_summary (probe));
  else
    g_error ("what is \"%s\"?", line);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Probe *probe = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (probe->input, result, NULL, NULL);

  if (!line)
    {
      g_main_loop_quit (probe->loop);
      return;
    }
  obey (probe, line);
  g_data_input_stream_read_line_async (probe->input, G_PRIORITY_DEFAULT, NULL, on_line, probe);
}

static void
on_action (GSimpleAction *action, GVariant *target, gpointer user_data)
{
  if (target)
    g_print ("%s %s\n", g_action_get_name (G_ACTION (action)), g_variant_get_string (target, NULL));
  else
    g_print ("%s\n", g_action_get_name (G_ACTION (action)));
}

static void
on_about_to_show (CtTray *tray, gpointer user_data)
{
  g_print ("about-to-show\n");
}

static void
on_host (CtTrayHost *host, GParamSpec *pspec, gpointer user_data)
{
  g_print ("host %s\n",
           ct_tray_host_get_state (host) == CT_TRAY_HOST_PRESENT ? "present" : "absent");
}

int
main (int argc, char **argv)
{
  static const GActionEntry entries[] = {
    { .name = "refresh", .activate = on_action, .parameter_type = "s" },
    { .name = "top-up", .activate = on_action, .parameter_type = "s" },
    { .name = "balances", .activate = on_action, .parameter_type = "s" },
    { .name = "preferences", .activate = on_action },
    { .name = "unlock", .activate = on_action },
    { .name = "quit", .activate = on_action },
  };
  g_autoptr (GInputStream) input = g_unix_input_stream_new (0, FALSE);
  g_autoptr (GDBusConnection) connection = NULL;
  Probe probe = { .rows = g_ptr_array_new_with_free_func (g_free) };

  setvbuf (stdout, NULL, _IOLBF, 0);
  gtk_init (&argc, &argv);
  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_assert_nonnull (connection);
  probe.loop = g_main_loop_new (NULL, FALSE);
  probe.input = g_data_input_stream_new (input);
  probe.group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (probe.group), entries, G_N_ELEMENTS (entries),
                                   NULL);
  probe.host = ct_tray_host_new (connection);
  g_signal_connect (probe.host, "notify::state", G_CALLBACK (on_host), NULL);
  probe.tray = ct_tray_new (G_ACTION_GROUP (probe.group), argv[1], probe.host);
  g_signal_connect (probe.tray, "about-to-show", G_CALLBACK (on_about_to_show), NULL);

  g_data_input_stream_read_line_async (probe.input, G_PRIORITY_DEFAULT, NULL, on_line, &probe);
  g_main_loop_run (probe.loop);

  g_clear_object (&probe.host);
  g_assert_finalize_object (probe.tray);
  g_object_unref (probe.group);
  g_object_unref (probe.input);
  g_ptr_array_unref (probe.rows);
  g_main_loop_unref (probe.loop);
  g_free (probe.label);
  g_free (probe.title);
  g_free (probe.icon);
  return 0;
}
