#include "config.h"

#include "autostart.h"

#include <errno.h>
#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "durable-file.h"
#include "error.h"

#define GROUP G_KEY_FILE_DESKTOP_GROUP
#define KEY_OURS "X-Credit-Tray-Written"
#define KEY_GNOME_ENABLED "X-GNOME-Autostart-enabled"

typedef enum
{
  FILE_MISSING,
  FILE_OURS,
  FILE_FOREIGN, /* or not readable as what it should be */
} FileKind;

char *
ct_autostart_format_exec (const char *program)
{
  GString *exec = g_string_new ("\"");

  for (const char *c = program; *c != '\0'; c++)
    {
      if (strchr ("\"`$\\", *c) != NULL)
        g_string_append_c (exec, '\\');
      if (*c == '%')
        g_string_append_c (exec, '%');
      g_string_append_c (exec, *c);
    }
  g_string_append (exec, "\" --autostart");
  return g_string_free (exec, FALSE);
}

/* TryExec: when the program is gone, nothing is started and nobody complains. */
static char *
format_entry (const char *program)
{
  g_autoptr (GKeyFile) entry = g_key_file_new ();
  g_autofree char *exec = ct_autostart_format_exec (program);

  g_key_file_set_string (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE, "Application");
  g_key_file_set_string (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, "Credit Tray");
  g_key_file_set_string (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, exec);
  g_key_file_set_string (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_TRY_EXEC, program);
  g_key_file_set_string (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_ICON, APP_ID);
  g_key_file_set_boolean (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_STARTUP_NOTIFY, FALSE);
  g_key_file_set_boolean (entry, GROUP, "X-GNOME-UsesNotifications", TRUE);
  g_key_file_set_boolean (entry, GROUP, KEY_OURS, TRUE);
  return g_key_file_to_data (entry, NULL, NULL);
}

static FileKind
kind_of (const char *data, GKeyFile *entry)
{
  if (data == NULL)
    return FILE_MISSING;
  if (!g_key_file_load_from_data (entry, data, -1, G_KEY_FILE_NONE, NULL)
      || !g_key_file_get_boolean (entry, GROUP, KEY_OURS, NULL))
    return FILE_FOREIGN;
  return FILE_OURS;
}

static gboolean
is_switched_off (GKeyFile *entry)
{
  return g_key_file_get_boolean (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_HIDDEN, NULL)
         || (g_key_file_has_key (entry, GROUP, KEY_GNOME_ENABLED, NULL)
             && !g_key_file_get_boolean (entry, GROUP, KEY_GNOME_ENABLED, NULL));
}

static gboolean
starts (GKeyFile *entry, const char *program)
{
  g_autofree char *exec = ct_autostart_format_exec (program);
  g_autofree char *found = g_key_file_get_string (entry, GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, NULL);

  return g_strcmp0 (exec, found) == 0;
}

static gboolean
write_entry (const char *file, const char *program, GError **error)
{
  g_autofree char *path = ct_durable_file_resolve (file);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *data = format_entry (program);
  g_autoptr (GError) cause = NULL;

  g_mkdir_with_parents (folder, 0700); /* the write says why not */
  if (g_file_set_contents_full (path, data, -1,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644,
                                &cause))
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, "%s", cause->message);
  return FALSE;
}

static gboolean
remove_entry (const char *file, GError **error)
{
  if (g_unlink (file) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("%s cannot be removed: %s"), file,
               g_strerror (errno));
  return FALSE;
}

static gboolean
leave_foreign (const char *file, gboolean chosen, GError **error)
{
  if (!chosen)
    return TRUE;
  g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS,
               _ ("%s was not written by Credit Tray and stays as it is"), file);
  return FALSE;
}

gboolean
ct_autostart_apply (const char *file, const char *program, gboolean wanted, gboolean chosen,
                    GError **error)
{
  g_autoptr (GKeyFile) entry = g_key_file_new ();
  g_autofree char *data = NULL;
  gsize length;
  FileKind kind;

  if (!ct_durable_file_load (file, &data, &length, error))
    return FALSE;
  kind = kind_of (data, entry);
  if (kind == FILE_FOREIGN)
    return leave_foreign (file, chosen, error);
  if (!wanted)
    return kind == FILE_MISSING || remove_entry (file, error);
  if (kind == FILE_OURS && (is_switched_off (entry) ? !chosen : starts (entry, program)))
    return TRUE;
  return write_entry (file, program, error);
}
