#include "config.h"

#include <glib/gstdio.h>

#include "loop.h"
#include "rename-watch.h"
#include "state-writer.h"

typedef struct
{
  char *folder;          /* (owned) */
  CtStateWriter *writer; /* (owned) */
  CtRenameWatch *watch;  /* (owned) */
  guint n_written;
  gboolean written;
} Fixture;

static void
on_written (const char *name, gpointer user_data)
{
  Fixture *self = user_data;

  self->n_written++;
  self->written = TRUE;
}

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->folder = g_build_filename (g_get_user_state_dir (), "credit-tray", NULL);
  g_assert_cmpint (g_mkdir_with_parents (self->folder, 0700), ==, 0);
  self->writer = ct_state_writer_new (self->folder);
  self->watch = ct_rename_watch_new (self->folder, on_written, self);
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
  ct_rename_watch_free (self->watch);
  g_clear_pointer (&self->writer, ct_state_writer_free);
  g_free (self->folder);
}

static void
put (Fixture *self, const char *name, const char *text)
{
  ct_state_writer_put (self->writer, name, g_strdup (text), CT_STATE_SOON_S);
}

/* text: NULL: there is no such file. */
static void
assert_file (Fixture *self, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *found = NULL;

  g_file_get_contents (path, &found, NULL, NULL);
  g_assert_cmpstr (found, ==, text);
}

/* Until the watch has seen what happened until now. */
static void
see_writes (Fixture *self)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Of each file the newest, once, and by itself. */
static void
test_together (Fixture *self, gconstpointer unused)
{
  put (self, "a", "first");
  put (self, "b", "other");
  put (self, "a", "second");
  assert_file (self, "a", NULL);
  test_loop_until (&self->written);
  ct_state_writer_flush (self->writer);
  see_writes (self);
  assert_file (self, "a", "second");
  assert_file (self, "b", "other");
  g_assert_cmpuint (self->n_written, ==, 2);
}

/* What has time goes with what is due first, and waits for it. */
static void
test_eventually (Fixture *self, gconstpointer unused)
{
  CtStateWriter *patient = ct_state_writer_new (self->folder);

  ct_state_writer_put (patient, "c", g_strdup ("text"), CT_STATE_EVENTUALLY_S);
  put (self, "a", "text");
  test_loop_until (&self->written);
  ct_state_writer_flush (self->writer);
  assert_file (self, "c", NULL);

  self->written = FALSE;
  see_writes (self);
  self->written = FALSE;
  ct_state_writer_put (patient, "d", g_strdup ("text"), CT_STATE_SOON_S);
  ct_state_writer_put (patient, "e", g_strdup ("text"), CT_STATE_EVENTUALLY_S);
  test_loop_until (&self->written);
  ct_state_writer_flush (patient);
  assert_file (self, "c", "text");
  assert_file (self, "d", "text");
  assert_file (self, "e", "text");
  ct_state_writer_free (patient);
}

/* What comes later waits for itself. */
static void
test_at_once (Fixture *self, gconstpointer unused)
{
  put (self, "a", "text");
  ct_state_writer_start (self->writer);
  put (self, "b", "text");
  test_loop_until (&self->written);
  assert_file (self, "a", "text");
  assert_file (self, "b", NULL);
  ct_state_writer_flush (self->writer);
  assert_file (self, "b", "text");
  ct_state_writer_start (self->writer);
}

static void
test_removed (Fixture *self, gconstpointer unused)
{
  put (self, "below/a", "text");
  ct_state_writer_flush (self->writer);
  assert_file (self, "below/a", "text");
  put (self, "below/a", NULL);
  put (self, "below/b", "text");
  put (self, "below/b", NULL);
  ct_state_writer_flush (self->writer);
  assert_file (self, "below/a", NULL);
  assert_file (self, "below/b", NULL);
}

/* What waits when it ends is written. */
static void
test_freed (Fixture *self, gconstpointer unused)
{
  put (self, "a", "text");
  g_clear_pointer (&self->writer, ct_state_writer_free);
  assert_file (self, "a", "text");
}

static void
test_cannot_be_written (Fixture *self, gconstpointer unused)
{
  put (self, "a", "text");
  ct_state_writer_flush (self->writer);
  put (self, "a/below-a-file", "text");
  put (self, "b", "text");
  ct_state_writer_flush (self->writer);
  assert_file (self, "b", "text");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/state-writer/together", test_together);
  ADD ("/state-writer/eventually", test_eventually);
  ADD ("/state-writer/at-once", test_at_once);
  ADD ("/state-writer/removed", test_removed);
  ADD ("/state-writer/freed", test_freed);
  ADD ("/state-writer/cannot-be-written", test_cannot_be_written);
  return g_test_run ();
}
