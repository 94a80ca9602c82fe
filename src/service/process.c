#include "config.h"

#include "process.h"

#include <glib/gstdio.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define MMAP_FROM (64 * 1024)
#define MAX_HEAPS 2

static gboolean
is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP");
}

static gboolean
is_private_dir (const char *path)
{
  GStatBuf info;

  return g_lstat (path, &info) == 0 && S_ISDIR (info.st_mode) && info.st_uid == getuid ()
         && (info.st_mode & 0077) == 0;
}

static void
repair_runtime_dir (void)
{
  g_autofree char *path = NULL;
  g_autofree char *bus = NULL;
  g_autofree char *address = NULL;

  if (g_getenv ("XDG_RUNTIME_DIR"))
    return;
  path = g_strdup_printf ("/run/user/%u", (guint) getuid ());
  if (!is_private_dir (path))
    return;
  g_setenv ("XDG_RUNTIME_DIR", path, TRUE);
  bus = g_build_filename (path, "bus", NULL);
  if (!g_file_test (bus, G_FILE_TEST_EXISTS))
    return;
  address = g_strdup_printf ("unix:path=%s", bus);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, FALSE);
}

void
ct_process_init_malloc (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, MMAP_FROM);
  mallopt (M_ARENA_MAX, MAX_HEAPS);
#endif
}

void
ct_process_init (void)
{
  const struct rlimit no_core = { 0, 0 };

  ct_process_init_malloc ();
  setrlimit (RLIMIT_CORE, &no_core);
  if (!is_sandboxed ())
    prctl (PR_SET_DUMPABLE, 0);
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  repair_runtime_dir ();
}
