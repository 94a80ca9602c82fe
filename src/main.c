#include "config.h"

#include <glib/gi18n-lib.h>

#include "application.h"
#include "process.h"
#include "translations.h"

int
main (int argc, char **argv)
{
  g_autoptr (CtApplication) application = NULL;

  ct_process_init ();
  g_log_writer_default_set_use_stderr (TRUE);
  ct_translations_init ();
  g_set_application_name (_ ("Credit Tray"));

  application = ct_application_new ();
  return ct_application_run (application, argc, argv);
}
