#include "config.h"

#include "keyring-daemon.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include <glib/gstdio.h>

#include "loop.h"

#define SECRETS_NAME "org.freedesktop.secrets"
#define SECRETS_PATH "/org/freedesktop/secrets"
#define LOGIN_PATH "/org/freedesktop/secrets/collection/login"
#define MASTER_PASSWORD "of the test"

struct _KeyringDaemon
{
  GDBusConnection *bus; /* (owned) */
  char *home;           /* (owned) */
  GSubprocess *process; /* (nullable) (owned) */
  guint watch_id;
  gboolean is_there;
  gboolean is_away;
};

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  KeyringDaemon *self = user_data;

  self->is_there = TRUE;
  self->is_away = FALSE;
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer user_data)
{
  KeyringDaemon *self = user_data;

  self->is_there = FALSE;
  self->is_away = TRUE;
}

/* --- The process ---------------------------------------------------------------------------- */

/* A test that aborts leaves nothing running. */
static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GSubprocess *
spawn (const char *home)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE
      | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;

  g_subprocess_launcher_setenv (launcher, "HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CONFIG_HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_CACHE_HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", home, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG"); /* its warnings are its own */

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);

  GSubprocess *process = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon",
                                                      "--foreground", "--unlock",
                                                      "--components=secrets", NULL);
  g_assert_no_error (error);

  GOutputStream *input = g_subprocess_get_stdin_pipe (process);
  g_output_stream_write_all (input, MASTER_PASSWORD, strlen (MASTER_PASSWORD), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (input, NULL, &error);
  g_assert_no_error (error);

  return process;
}

void
keyring_daemon_start (KeyringDaemon *self)
{
  g_assert_null (self->process);
  self->process = spawn (self->home);
  test_loop_until (&self->is_there);
}

void
keyring_daemon_kill (KeyringDaemon *self)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&self->process);
  test_loop_until (&self->is_away);
}

static pid_t
get_pid (KeyringDaemon *self)
{
  return g_ascii_strtoll (g_subprocess_get_identifier (self->process), NULL, 10);
}

/* The letter behind the name in /proc/PID/stat: 'T' is stopped. */
static char
get_process_state (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) pid), *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return strrchr (text, ')')[2];
}

/* Not by GSubprocess, which sends signals from a thread of its own, some time later. */
void
keyring_daemon_suspend (KeyringDaemon *self)
{
  pid_t pid = get_pid (self);

  g_assert_cmpint (kill (pid, SIGSTOP), ==, 0);
  while (get_process_state (pid) != 'T')
    g_thread_yield ();
}

void
keyring_daemon_resume (KeyringDaemon *self)
{
  g_assert_cmpint (kill (get_pid (self), SIGCONT), ==, 0);
}

KeyringDaemon *
keyring_daemon_new (GDBusConnection *bus)
{
  KeyringDaemon *self = g_new0 (KeyringDaemon, 1);
  g_autoptr (GError) error = NULL;

  self->bus = g_object_ref (bus);
  self->home = g_dir_make_tmp ("credit-tray-keyring-XXXXXX", &error);
  g_assert_no_error (error);
  self->watch_id = g_bus_watch_name_on_connection (bus, SECRETS_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                   on_appeared, on_vanished, self, NULL);
  keyring_daemon_start (self);

  return self;
}

static void
remove_recursively (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_recursively (child);
    }

  g_remove (path);
}

void
keyring_daemon_free (KeyringDaemon *self)
{
  if (self->process != NULL)
    keyring_daemon_kill (self);

  g_bus_unwatch_name (self->watch_id);
  remove_recursively (self->home);
  g_free (self->home);
  g_object_unref (self->bus);
  g_free (self);
}

/* --- What another program would do ---------------------------------------------------------- */

static void
on_called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* Iterating the main loop, as the daemon may want to ask this process (its prompter) something. */
static GVariant *
call (KeyringDaemon *self, const char *path, const char *interface, const char *method,
      GVariant *arguments)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_dbus_connection_call (self->bus, SECRETS_NAME, path, interface, method, arguments, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, on_called, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  GVariant *reply = g_dbus_connection_call_finish (self->bus, result, &error);
  g_assert_no_error (error);
  return reply;
}

void
keyring_daemon_lock (KeyringDaemon *self)
{
  const char *paths[] = { LOGIN_PATH, NULL };
  g_variant_unref (call (self, SECRETS_PATH, "org.freedesktop.Secret.Service", "Lock",
                         g_variant_new ("(^ao)", paths)));
}

/* As Secret: session, parameters, value, content type. (floating) */
static GVariant *
plain_secret (KeyringDaemon *self, const char *value)
{
  g_autoptr (GVariant) reply = call (self, SECRETS_PATH, "org.freedesktop.Secret.Service",
                                     "OpenSession",
                                     g_variant_new ("(sv)", "plain", g_variant_new_string ("")));
  const char *session;

  g_variant_get (reply, "(v&o)", NULL, &session);
  return g_variant_new (
      "(o@ay@ays)", session, g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, "", 0, 1),
      g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, value, strlen (value), 1), "text/plain");
}

void
keyring_daemon_unlock (KeyringDaemon *self)
{
  g_variant_unref (
      call (self, SECRETS_PATH, "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface",
            "UnlockWithMasterPassword",
            g_variant_new ("(o@(oayays))", LOGIN_PATH, plain_secret (self, MASTER_PASSWORD))));
}

/* (floating) */
static GVariant *
attributes_of (const char *account_id, const char *origin)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&builder, "{ss}", "xdg:schema", "io.github.credittray.CreditTray.Token");
  if (account_id != NULL)
    g_variant_builder_add (&builder, "{ss}", "account", account_id);
  if (origin != NULL)
    g_variant_builder_add (&builder, "{ss}", "origin", origin);

  return g_variant_builder_end (&builder);
}

guint
keyring_daemon_count_tokens (KeyringDaemon *self, const char *account_id)
{
  g_autoptr (GVariant) reply = call (self, SECRETS_PATH, "org.freedesktop.Secret.Service",
                                     "SearchItems",
                                     g_variant_new ("(@a{ss})", attributes_of (account_id, NULL)));
  g_autoptr (GVariant) unlocked = g_variant_get_child_value (reply, 0);
  g_autoptr (GVariant) locked = g_variant_get_child_value (reply, 1);

  return g_variant_n_children (unlocked) + g_variant_n_children (locked);
}

void
keyring_daemon_add_token (KeyringDaemon *self, const char *account_id, const char *origin,
                          const char *secret)
{
  GVariantBuilder properties;

  g_variant_builder_init (&properties, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&properties, "{sv}", "org.freedesktop.Secret.Item.Label",
                         g_variant_new_string ("by another program"));
  g_variant_builder_add (&properties, "{sv}", "org.freedesktop.Secret.Item.Attributes",
                         attributes_of (account_id, origin));

  g_variant_unref (
      call (self, LOGIN_PATH, "org.freedesktop.Secret.Collection", "CreateItem",
            g_variant_new ("(a{sv}@(oayays)b)", &properties, plain_secret (self, secret), TRUE)));
}

/* --- The prompter --------------------------------------------------------------------------- */

struct _KeyringPrompter
{
  GDBusConnection *bus; /* (owned) */
  guint object_id;
  guint name_id;
  gboolean owns_name;
  guint n_prompts;
};

/* What gnome-keyring-daemon calls, by gcr/gcr-dbus-constants.h. */
static const char prompter_xml[] =
    "<node><interface name='org.gnome.keyring.internal.Prompter'>"
    "<method name='BeginPrompting'><arg type='o' direction='in'/></method>"
    "<method name='StopPrompting'><arg type='o' direction='in'/></method>"
    "</interface></node>";

static void
on_prompter_called (GDBusConnection *bus, const char *sender, const char *path,
                    const char *interface, const char *method, GVariant *arguments,
                    GDBusMethodInvocation *invocation, gpointer user_data)
{
  KeyringPrompter *self = user_data;

  if (g_str_equal (method, "BeginPrompting"))
    self->n_prompts++;

  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_name_acquired (GDBusConnection *bus, const char *name, gpointer user_data)
{
  KeyringPrompter *self = user_data;

  self->owns_name = TRUE;
}

KeyringPrompter *
keyring_prompter_new (GDBusConnection *bus)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_prompter_called };
  KeyringPrompter *self = g_new0 (KeyringPrompter, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (prompter_xml, &error);
  g_assert_no_error (error);

  self->bus = g_object_ref (bus);
  self->object_id = g_dbus_connection_register_object (
      bus, "/org/gnome/keyring/Prompter", info->interfaces[0], &vtable, self, NULL, &error);
  g_assert_no_error (error);
  self->name_id = g_bus_own_name_on_connection (bus, "org.gnome.keyring.SystemPrompter",
                                                G_BUS_NAME_OWNER_FLAGS_NONE, on_name_acquired, NULL,
                                                self, NULL);
  test_loop_until (&self->owns_name);

  return self;
}

guint
keyring_prompter_get_n_prompts (KeyringPrompter *self)
{
  return self->n_prompts;
}

void
keyring_prompter_free (KeyringPrompter *self)
{
  g_bus_unown_name (self->name_id);
  g_dbus_connection_unregister_object (self->bus, self->object_id);
  g_object_unref (self->bus);
  g_free (self);
}
