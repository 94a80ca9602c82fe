#include "config.h"

#include "fetch.h"

#ifdef HAVE_MALLOC_TRIM
#include <malloc.h>
#endif

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "error.h"
#include "fetch-message.h"
#include "fetch-request.h"
#include "fetch-session.h"
#include "regular-file.h"

#define DEADLINE_MS 10000
/* Below the connections that a session may have, and what it gives one host: a request that libsoup
 * would let wait is not let out of here, for its deadline would be running. */
#define RUNNING_MAX 48
#define RUNNING_PER_ORIGIN_MAX 4
#define REST_S (CT_FETCH_IDLE_TIMEOUT_S + 2)

struct _CtFetcher
{
  GObject parent_instance;

  SoupSession *https;             /* (nullable) (owned) */
  SoupSession *http;              /* (nullable) (owned) */
  GTlsDatabase *database;         /* (nullable) (owned) NULL: the system's */
  GProxyResolver *proxy_resolver; /* (nullable) (owned) */
  gboolean is_proxy_set;
  guint deadline_ms;
  CtClock *clock; /* (owned) */

  GQueue waiting;      /* of Job (unowned) */
  GQueue running;      /* of Job (unowned) */
  GHashTable *origins; /* (owned) of char * (owned) -> number of running requests */
  guint rest_id;       /* a while after the last request */
};

G_DEFINE_FINAL_TYPE (CtFetcher, ct_fetcher, G_TYPE_OBJECT)

/* One request from send_async to its callback. Owns itself; the task holds the fetcher. */
typedef struct
{
  GTask *task;             /* (owned) */
  char *origin;            /* (owned) */
  CtHttpRequest *request;  /* (nullable) (owned) NULL: message has it */
  SecretValue *token;      /* (nullable) (owned) */
  GSource *cancelled;      /* (nullable) (owned) the caller's cancellable */
  CtFetchMessage *message; /* (nullable) (owned) NULL: waiting */
  GList link;              /* in waiting or running */
} Job;

static void start_waiting (CtFetcher *self);

static void
job_free (Job *job)
{
  if (job->cancelled != NULL)
    g_source_destroy (job->cancelled);
  g_clear_pointer (&job->cancelled, g_source_unref);
  g_clear_pointer (&job->message, ct_fetch_message_unref);
  g_clear_pointer (&job->token, secret_value_unref);
  g_clear_pointer (&job->request, ct_http_request_free);
  g_free (job->origin);
  g_object_unref (job->task);
  g_free (job);
}

static guint
count_origin (CtFetcher *self, const char *origin)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->origins, origin));
}

static void
add_to_origin (CtFetcher *self, const char *origin, int change)
{
  guint n = count_origin (self, origin) + change;

  if (n > 0)
    g_hash_table_replace (self->origins, g_strdup (origin), GUINT_TO_POINTER (n));
  else
    g_hash_table_remove (self->origins, origin);
}

static GError *
cancelled_error (void)
{
  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Cancelled"));
}

/* Frees the job and calls back, which may ask for more. */
static void
job_return (Job *job, CtHttpAnswer *answer, GError *error)
{
  g_autoptr (GTask) task = g_object_ref (job->task);

  job_free (job);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, (GDestroyNotify) ct_http_answer_free);
}

/* An open TLS connection has a copy of all of the system's certificates, 4 MB (glib-networking
 * 2.74). By now they are closed, but their pages are still the heap's. */
static gboolean
on_rest (gpointer user_data)
{
  CtFetcher *self = user_data;

  self->rest_id = 0;
#ifdef HAVE_MALLOC_TRIM
  malloc_trim (0);
#endif
  return G_SOURCE_REMOVE;
}

static void
enter_running (CtFetcher *self, Job *job)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_queue_push_tail_link (&self->running, &job->link);
  add_to_origin (self, job->origin, 1);
}

static void
leave_running (CtFetcher *self, Job *job)
{
  g_queue_unlink (&self->running, &job->link);
  add_to_origin (self, job->origin, -1);
  if (self->running.length == 0 && self->rest_id == 0)
    self->rest_id = g_timeout_add_seconds (REST_S, on_rest, self);
}

void
ct_fetcher_forget_connections (CtFetcher *self)
{
  g_clear_object (&self->https);
  g_clear_object (&self->http);
}

static void
on_done (CtHttpAnswer *answer, GError *error, gboolean abandoned, gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (CtFetcher) self = g_object_ref (g_task_get_source_object (job->task));

  if (abandoned)
    ct_fetcher_forget_connections (self); /* whichever session it was */
  leave_running (self, job);
  job_return (job, answer, error);
  start_waiting (self);
}

static SoupSession *
get_session (CtFetcher *self, const char *origin)
{
  if (!g_str_has_prefix (origin, "https:"))
    {
      if (self->http == NULL)
        self->http = ct_fetch_session_new_http ();
      return self->http;
    }
  if (self->https == NULL)
    self->https = ct_fetch_session_new_https (self->database,
                                              self->is_proxy_set ? self->proxy_resolver
                                                                 : g_proxy_resolver_get_default ());
  return self->https;
}

static void
start (CtFetcher *self, Job *job)
{
  GError *error = NULL;

  enter_running (self, job);
  job->message = ct_fetch_message_send (get_session (self, job->origin),
                                        g_steal_pointer (&job->request), job->token,
                                        self->deadline_ms, self->clock, on_done, job, &error);
  if (job->message != NULL)
    return;
  leave_running (self, job);
  job_return (job, NULL, error);
}

static Job *
find_startable (CtFetcher *self)
{
  if (self->running.length >= RUNNING_MAX)
    return NULL;
  for (GList *link = self->waiting.head; link != NULL; link = link->next)
    {
      Job *job = link->data;

      if (count_origin (self, job->origin) < RUNNING_PER_ORIGIN_MAX)
        return job;
    }
  return NULL;
}

static void
start_waiting (CtFetcher *self)
{
  Job *job;

  while ((job = find_startable (self)) != NULL)
    {
      g_queue_unlink (&self->waiting, &job->link);
      start (self, job);
    }
}

static void
job_cancel (CtFetcher *self, Job *job)
{
  if (job->message != NULL)
    {
      ct_fetch_message_stop (job->message, cancelled_error ());
      return;
    }
  g_queue_unlink (&self->waiting, &job->link);
  job_return (job, NULL, cancelled_error ());
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Job *job = user_data;

  job_cancel (g_task_get_source_object (job->task), job);
  return G_SOURCE_REMOVE;
}

/* A source, not the signal: from the signal's handler nothing may be disconnected, and libsoup may
 * call back at once. */
static void
watch_cancellable (Job *job, GCancellable *cancellable)
{
  job->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_priority (job->cancelled, G_PRIORITY_HIGH);
  g_source_set_callback (job->cancelled, G_SOURCE_FUNC (on_cancelled), job, NULL);
  g_source_attach (job->cancelled, g_main_context_get_thread_default ());
}

void
ct_fetcher_send_async (CtFetcher *self, const CtHttpRequest *request, SecretValue *token,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job;

  g_task_set_source_tag (task, ct_fetcher_send_async);
  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return;
    }
  job = g_new0 (Job, 1);
  job->task = task;
  job->origin = g_strdup (request->origin);
  job->request = ct_fetch_request_copy (request);
  job->token = token != NULL ? secret_value_ref (token) : NULL;
  job->link.data = job;
  if (cancellable != NULL)
    watch_cancellable (job, cancellable);
  g_queue_push_tail_link (&self->waiting, &job->link);
  start_waiting (self);
}

CtHttpAnswer *
ct_fetcher_send_finish (CtFetcher *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
ct_fetcher_set_deadline_ms (CtFetcher *self, guint deadline_ms)
{
  self->deadline_ms = deadline_ms;
}

/* An empty store would trust nobody, and say so of everybody else's certificate. */
static GTlsDatabase *
load_database (const char *path, GError **error)
{
  g_autolist (GTlsCertificate) certificates = NULL;
  g_autoptr (GTlsDatabase) database = NULL;
  int fd;

  if (!g_path_is_absolute (path))
    {
      g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("The path %s is not absolute"), path);
      return NULL;
    }
  fd = ct_regular_file_open (path, NULL);
  if (fd >= 0 && g_close (fd, NULL))
    certificates = g_tls_certificate_list_new_from_file (path, NULL);
  if (certificates != NULL)
    database = g_tls_file_database_new (path, NULL);
  if (database == NULL)
    g_set_error (error, CT_ERROR, CT_ERROR_SETTINGS, _ ("No certificate can be read from %s"),
                 path);
  return g_steal_pointer (&database);
}

gboolean
ct_fetcher_set_ca_file (CtFetcher *self, const char *path, GError **error)
{
  g_autoptr (GTlsDatabase) database = NULL;

  if (path != NULL && (database = load_database (path, error)) == NULL)
    return FALSE;
  g_set_object (&self->database, database);
  g_clear_object (&self->https);
  return TRUE;
}

void
ct_fetcher_set_proxy_resolver (CtFetcher *self, GProxyResolver *resolver)
{
  g_set_object (&self->proxy_resolver, resolver);
  self->is_proxy_set = TRUE;
  g_clear_object (&self->https);
}

static void
ct_fetcher_dispose (GObject *object)
{
  CtFetcher *self = CT_FETCHER (object);

  /* Only g_object_run_dispose() finds any: a request keeps the fetcher. */
  while (self->waiting.head != NULL)
    job_cancel (self, self->waiting.head->data);
  for (GList *link = self->running.head; link != NULL; link = link->next)
    job_cancel (self, link->data);
  g_clear_handle_id (&self->rest_id, g_source_remove);
  g_clear_object (&self->https);
  g_clear_object (&self->http);
  g_clear_object (&self->database);
  g_clear_object (&self->proxy_resolver);
  g_clear_object (&self->clock);
  G_OBJECT_CLASS (ct_fetcher_parent_class)->dispose (object);
}

static void
ct_fetcher_finalize (GObject *object)
{
  CtFetcher *self = CT_FETCHER (object);

  g_hash_table_unref (self->origins);
  G_OBJECT_CLASS (ct_fetcher_parent_class)->finalize (object);
}

static void
ct_fetcher_class_init (CtFetcherClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_fetcher_dispose;
  object_class->finalize = ct_fetcher_finalize;
}

static void
ct_fetcher_init (CtFetcher *self)
{
  self->deadline_ms = DEADLINE_MS;
  g_queue_init (&self->waiting);
  g_queue_init (&self->running);
  self->origins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

CtFetcher *
ct_fetcher_new (CtClock *clock)
{
  CtFetcher *self = g_object_new (CT_TYPE_FETCHER, NULL);

  self->clock = clock != NULL ? g_object_ref (clock) : ct_clock_new_system ();
  return self;
}
