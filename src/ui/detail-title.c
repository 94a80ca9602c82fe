#include "config.h"

#include "detail-title.h"

#include <glib/gi18n-lib.h>

char *
ct_detail_title (const char *name)
{
  g_autofree char *title = g_strdelimit (g_strdup (name), "_", ' ');

  title[0] = g_ascii_toupper (title[0]);
  /* po/providers.py lists them; gettext gives the catalogue's header for "". */
  return title[0] != '\0' ? g_strdup (_ (title)) : g_steal_pointer (&title);
}
