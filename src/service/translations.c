#include "config.h"

#include "translations.h"

#include <locale.h>

#include <glib/gi18n-lib.h>

#include "paths.h"

void
ct_translations_init (void)
{
  g_autoptr (CtPaths) paths = ct_paths_new ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, paths->locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  /* ngettext() has no argument for the domain. */
  textdomain (GETTEXT_PACKAGE);
}
