#include "config.h"

#include "rename-watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <glib-unix.h>

/* Room for many events, or for one with the longest name. */
#define BUFFER_SIZE 4096

struct _CtRenameWatch
{
  int fd;
  GSource *source; /* (owned) */
  void (*changed) (const char *name, gpointer user_data);
  gpointer user_data; /* (unowned) */
};

static gboolean
on_readable (int fd, GIOCondition condition, gpointer user_data)
{
  CtRenameWatch *self = user_data;
  char buffer[BUFFER_SIZE] __attribute__ ((aligned (__alignof__(struct inotify_event))));
  gssize length = read (fd, buffer, sizeof buffer);

  for (const char *next = buffer; next < buffer + length;)
    {
      const struct inotify_event *event = (const struct inotify_event *) next;

      if (event->len > 0)
        self->changed (event->name, self->user_data);
      next += sizeof *event + event->len;
    }
  return G_SOURCE_CONTINUE;
}

CtRenameWatch *
ct_rename_watch_new (const char *folder, void (*changed) (const char *name, gpointer user_data),
                     gpointer user_data)
{
  CtRenameWatch *self;
  int fd = inotify_init1 (IN_NONBLOCK | IN_CLOEXEC);

  if (fd < 0)
    return NULL;
  if (inotify_add_watch (fd, folder, IN_MOVED_TO | IN_ONLYDIR) < 0)
    {
      close (fd);
      return NULL;
    }
  self = g_new0 (CtRenameWatch, 1);
  self->fd = fd;
  self->changed = changed;
  self->user_data = user_data;
  self->source = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_static_name (self->source, "CtRenameWatch");
  g_source_set_callback (self->source, G_SOURCE_FUNC (on_readable), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  return self;
}

void
ct_rename_watch_free (CtRenameWatch *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fd);
  g_free (self);
}
