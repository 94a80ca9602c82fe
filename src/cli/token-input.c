#include "config.h"

#include "token-input.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "output.h"
#include "token.h"

#define TERMINAL "/dev/tty"
/* The longest token and its line end: more is too long, and the reader of it says so. */
#define LINE_SIZE (CT_TOKEN_MAX_LENGTH + 2)

typedef struct
{
  int fd;
  char bytes[LINE_SIZE];
  gsize length;
  gboolean complete;
  int signal; /* that came instead; 0 */
} Line;

static void
read_some (Line *line)
{
  gssize n = read (line->fd, line->bytes + line->length, LINE_SIZE - line->length);

  if (n < 0 && errno == EINTR)
    return;
  if (n > 0)
    line->length += n;
  line->complete = n <= 0 || line->length == LINE_SIZE
                   || memchr (line->bytes, '\n', line->length) != NULL;
}

static gsize
length_of_first (const Line *line)
{
  const char *end = memchr (line->bytes, '\n', line->length);

  return end != NULL ? (gsize) (end - line->bytes) : line->length;
}

/* --- The terminal --- */

static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP };

typedef struct
{
  Line *line;
  int number;
} SignalWatch;

static gboolean
on_signal (gpointer user_data)
{
  SignalWatch *watch = user_data;

  watch->line->signal = watch->number;
  return G_SOURCE_CONTINUE;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  read_some (user_data);
  return G_SOURCE_CONTINUE;
}

static void
say (int fd, const char *text)
{
  if (write (fd, text, strlen (text)) < 0)
    g_debug ("the terminal: %s", g_strerror (errno));
}

static void
wait_for_line (Line *line)
{
  guint id = g_unix_fd_add (line->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, line);

  while (!line->complete && line->signal == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

/* Neither shown while it is typed, nor left behind hidden: keys that would end or stop the program
 * beside Ctrl+C do nothing meanwhile. */
static void
read_hidden (Line *line)
{
  struct termios before, hidden;
  gboolean is_terminal = tcgetattr (line->fd, &before) == 0;

  hidden = before;
  hidden.c_lflag &= ~(tcflag_t) (ECHO | ECHONL);
  hidden.c_cc[VQUIT] = hidden.c_cc[VSUSP] = _POSIX_VDISABLE;
  say (line->fd, _ ("Token (not shown): "));
  if (is_terminal)
    tcsetattr (line->fd, TCSAFLUSH, &hidden);
  wait_for_line (line);
  if (is_terminal)
    tcsetattr (line->fd, TCSADRAIN, &before);
  say (line->fd, "\n");
}

/* From before the terminal is changed until it is as it was: a signal that comes in between has to
 * wait. */
static void
read_watching_signals (Line *line)
{
  SignalWatch watches[G_N_ELEMENTS (ending_signals)];
  guint ids[G_N_ELEMENTS (ending_signals)];

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      watches[i] = (SignalWatch){ line, ending_signals[i] };
      ids[i] = g_unix_signal_add (ending_signals[i], on_signal, &watches[i]);
    }
  read_hidden (line);
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    g_source_remove (ids[i]);
}

/* FALSE: there is none. */
static gboolean
read_from_terminal (Line *line)
{
  line->fd = open (TERMINAL, O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (line->fd < 0)
    return FALSE;
  read_watching_signals (line);
  close (line->fd);
  return TRUE;
}

/* --- Either --- */

static SecretValue *
make_token (const Line *line, CtExit *status)
{
  g_autoptr (GError) error = NULL;
  SecretValue *token = ct_token_new (line->bytes, length_of_first (line), &error);

  *status = CT_EXIT_USAGE;
  if (token == NULL)
    ct_cli_complain ("%s", error->message);
  return token;
}

SecretValue *
ct_cli_read_token (gboolean from_stdin, CtExit *status)
{
  Line line = { .fd = STDIN_FILENO };
  SecretValue *token = NULL;
  int signal_number;

  if (from_stdin && !isatty (STDIN_FILENO))
    while (!line.complete)
      read_some (&line);
  else if (!read_from_terminal (&line))
    {
      *status = ct_cli_wrong_usage (_ ("There is no terminal to type the token on: use "
                                       "--token-stdin"));
      return NULL;
    }
  signal_number = line.signal;
  if (signal_number == 0)
    token = make_token (&line, status);
  explicit_bzero (&line, sizeof line);
  if (signal_number != 0)
    raise (signal_number);
  return token;
}

gboolean
ct_cli_confirm (const char *question, gboolean *asked)
{
  Line line = { .fd = open (TERMINAL, O_RDWR | O_CLOEXEC | O_NOCTTY) };

  *asked = line.fd >= 0;
  if (!*asked)
    return FALSE;
  say (line.fd, question);
  while (!line.complete)
    read_some (&line);
  close (line.fd);
  return line.length > 0 && g_ascii_tolower (line.bytes[0]) == 'y';
}
