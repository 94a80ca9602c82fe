#include "config.h"

#include "paths.h"

#define FOLDER "credit-tray"

/* (nullable) */
static char *
find_build_dir (void)
{
  const char *given = g_getenv ("CREDIT_TRAY_BUILD_DIR");
  g_autofree char *program = NULL;
  g_autofree char *program_dir = NULL;
  g_autofree char *parent = NULL;
  g_autofree char *schemas = NULL;

  if (given && g_path_is_absolute (given))
    return g_strdup (given);
  program = g_file_read_link ("/proc/self/exe", NULL);
  if (!program)
    return NULL;
  program_dir = g_path_get_dirname (program);
  parent = g_path_get_dirname (program_dir);
  schemas = g_build_filename (parent, "data", "schemas", "gschemas.compiled", NULL);
  return g_file_test (schemas, G_FILE_TEST_EXISTS) ? g_steal_pointer (&parent) : NULL;
}

CtPaths *
ct_paths_new (void)
{
  CtPaths *paths = g_new0 (CtPaths, 1);
  g_autofree char *build_dir = find_build_dir ();
  const char *runtime_dir = g_getenv ("XDG_RUNTIME_DIR");

  paths->settings_file = g_build_filename (g_get_user_config_dir (), FOLDER, "settings.ini", NULL);
  paths->providers_dir = g_build_filename (g_get_user_config_dir (), FOLDER, "providers", NULL);
  paths->state_dir = g_build_filename (g_get_user_state_dir (), FOLDER, NULL);
  paths->history_file = g_build_filename (g_get_user_data_dir (), FOLDER, "history.db", NULL);
  paths->runtime_dir = runtime_dir && g_path_is_absolute (runtime_dir)
                           ? g_build_filename (runtime_dir, FOLDER, NULL)
                           : g_build_filename (paths->state_dir, "run", NULL);
  paths->autostart_file = g_build_filename (g_get_user_config_dir (), "autostart",
                                            APP_ID ".desktop", NULL);
  paths->program = g_file_read_link ("/proc/self/exe", NULL);
  paths->schema_dir = build_dir ? g_build_filename (build_dir, "data", "schemas", NULL)
                                : g_strdup (SCHEMA_DIR);
  paths->icon_dir = build_dir ? g_build_filename (build_dir, "data", "icons", NULL)
                              : g_strdup (ICON_DIR);
  paths->locale_dir = build_dir ? g_build_filename (build_dir, "po", NULL) : g_strdup (LOCALEDIR);
  return paths;
}

void
ct_paths_free (CtPaths *paths)
{
  if (!paths)
    return;
  g_free (paths->settings_file);
  g_free (paths->providers_dir);
  g_free (paths->state_dir);
  g_free (paths->history_file);
  g_free (paths->runtime_dir);
  g_free (paths->schema_dir);
  g_free (paths->icon_dir);
  g_free (paths->locale_dir);
  g_free (paths->autostart_file);
  g_free (paths->program);
  g_free (paths);
}
