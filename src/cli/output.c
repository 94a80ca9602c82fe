#include "config.h"

#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "error.h"

void
ct_cli_print (const char *text)
{
  fputs (text, stdout);
}

void
ct_cli_complain (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fprintf (stderr, "%s: %s\n", g_get_prgname (), message);
}

void
ct_cli_complain_error (const char *subject, const GError *error)
{
  /* What can be done about these is in their message. */
  gboolean complete = error->domain != CT_ERROR || error->code == CT_ERROR_SETTINGS
                      || error->code == CT_ERROR_DEFINITION;
  g_autofree char *message = complete ? g_strdup (error->message)
                                      : ct_error_describe (error, -1, 0);

  if (subject != NULL)
    ct_cli_complain ("%s: %s", subject, message);
  else
    ct_cli_complain ("%s", message);
}

gboolean
ct_cli_flush (void)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return TRUE;
  if (errno == EPIPE)
    return TRUE;
  ct_cli_complain (_ ("The output was not written: %s"), g_strerror (errno));
  return FALSE;
}

gboolean
ct_cli_wants_colour (void)
{
  const char *no_color = g_getenv ("NO_COLOR"), *terminal = g_getenv ("TERM");

  return isatty (STDOUT_FILENO) && (no_color == NULL || no_color[0] == '\0') && terminal != NULL
         && strcmp (terminal, "dumb") != 0;
}
