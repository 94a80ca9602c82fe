#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where everything is kept: absolute paths, none of them made yet. */
typedef struct
{
  char *settings_file;  /* (owned) $XDG_CONFIG_HOME/credit-tray/settings.ini */
  char *providers_dir;  /* (owned) $XDG_CONFIG_HOME/credit-tray/providers */
  char *state_dir;      /* (owned) $XDG_STATE_HOME/credit-tray */
  char *history_file;   /* (owned) $XDG_DATA_HOME/credit-tray/history.db */
  char *runtime_dir;    /* (owned) $XDG_RUNTIME_DIR/credit-tray; without one state_dir/run */
  char *schema_dir;     /* (owned) compiled GSettings schema */
  char *icon_dir;       /* (owned) has hicolor/ */
  char *locale_dir;     /* (owned) has zh_CN/LC_MESSAGES/credit-tray.mo and the like */
  char *autostart_file; /* (owned) $XDG_CONFIG_HOME/autostart/io.github.credittray....desktop */
  char *program;        /* (nullable) (owned) what is running */
} CtPaths;

/* From the environment, and from where this program is: in a build folder, schema, icons and
 * translations are the build folder's. That is what CREDIT_TRAY_BUILD_DIR names, or else the folder
 * above the program's own when it has data/schemas/gschemas.compiled. */
CtPaths *ct_paths_new (void);
void ct_paths_free (CtPaths *paths);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtPaths, ct_paths_free)

G_END_DECLS
