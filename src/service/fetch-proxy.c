#include "config.h"

#include "fetch-proxy.h"

#define DIRECT "direct://"

struct _CtFetchProxy
{
  GObject parent_instance;
  GProxyResolver *base; /* (owned) */
  GHashTable *proxied;  /* (owned) set of hosts (owned) */
};

static void ct_fetch_proxy_init_interface (GProxyResolverInterface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtFetchProxy, ct_fetch_proxy, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER,
                                                      ct_fetch_proxy_init_interface))

static void
note (CtFetchProxy *self, const char *uri, const char *const *proxies)
{
  g_autofree char *host = NULL;

  if (proxies == NULL || !g_uri_split_network (uri, G_URI_FLAGS_NONE, NULL, &host, NULL, NULL))
    return;
  if (proxies[0] != NULL && !g_strv_contains (proxies, DIRECT))
    g_hash_table_add (self->proxied, g_steal_pointer (&host));
  else
    g_hash_table_remove (self->proxied, host);
}

/* Not asked of base: GSimpleProxyResolver has no answer. */
static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
lookup (GProxyResolver *resolver, const char *uri, GCancellable *cancellable, GError **error)
{
  CtFetchProxy *self = CT_FETCH_PROXY (resolver);
  char **proxies = g_proxy_resolver_lookup (self->base, uri, cancellable, error);

  note (self, uri, (const char *const *) proxies);
  return proxies;
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char **proxies = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);

  note (g_task_get_source_object (task), g_task_get_task_data (task),
        (const char *const *) proxies);
  if (proxies != NULL)
    g_task_return_pointer (task, proxies, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

static void
lookup_async (GProxyResolver *resolver, const char *uri, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  CtFetchProxy *self = CT_FETCH_PROXY (resolver);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lookup_async);
  g_task_set_task_data (task, g_strdup (uri), g_free);
  g_proxy_resolver_lookup_async (self->base, uri, cancellable, on_found, task);
}

static char **
lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, resolver), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
ct_fetch_proxy_init_interface (GProxyResolverInterface *interface)
{
  interface->is_supported = is_supported;
  interface->lookup = lookup;
  interface->lookup_async = lookup_async;
  interface->lookup_finish = lookup_finish;
}

static void
ct_fetch_proxy_finalize (GObject *object)
{
  CtFetchProxy *self = CT_FETCH_PROXY (object);

  g_object_unref (self->base);
  g_hash_table_unref (self->proxied);
  G_OBJECT_CLASS (ct_fetch_proxy_parent_class)->finalize (object);
}

static void
ct_fetch_proxy_class_init (CtFetchProxyClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_fetch_proxy_finalize;
}

static void
ct_fetch_proxy_init (CtFetchProxy *self)
{
  self->proxied = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

GProxyResolver *
ct_fetch_proxy_new (GProxyResolver *base)
{
  CtFetchProxy *self = g_object_new (CT_TYPE_FETCH_PROXY, NULL);

  self->base = g_object_ref (base);
  return G_PROXY_RESOLVER (self);
}

gboolean
ct_fetch_proxy_was_named (GProxyResolver *resolver, const char *host)
{
  return CT_IS_FETCH_PROXY (resolver)
         && g_hash_table_contains (CT_FETCH_PROXY (resolver)->proxied, host);
}
