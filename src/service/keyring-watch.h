#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Sees the Secret Service come, go and change hands, and its collections being locked and unlocked,
 * by D-Bus signals alone: no proxy, no polling, and nothing that would start the service. */
typedef enum
{
  CT_KEYRING_EVENT_OPENED, /* a collection was unlocked, or a service appeared */
  CT_KEYRING_EVENT_LOCKED, /* a collection was locked */
  CT_KEYRING_EVENT_LOST,   /* the service is gone; calls to it may never be answered */
} CtKeyringEvent;

typedef struct _CtKeyringWatch CtKeyringWatch;

/* Reports changes only, not what is found at first. */
CtKeyringWatch *ct_keyring_watch_new (void (*func) (CtKeyringEvent event, gpointer user_data),
                                      gpointer user_data);
void ct_keyring_watch_free (CtKeyringWatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtKeyringWatch, ct_keyring_watch_free)

G_END_DECLS
