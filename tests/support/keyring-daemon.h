#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A real gnome-keyring-daemon on the session bus of the environment, with a home of its own. The
 * bus has to be one on which nothing is activated (GTestDBus), so that nobody prompts and nothing
 * comes back by itself. Everything here fails the test when it does not work. */
typedef struct _KeyringDaemon KeyringDaemon;

/* Unlocked, with a "login" collection. */
KeyringDaemon *keyring_daemon_new (GDBusConnection *bus);
void keyring_daemon_free (KeyringDaemon *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeyringDaemon, keyring_daemon_free)

/* The home stays between a kill and a start. */
void keyring_daemon_start (KeyringDaemon *self);
void keyring_daemon_kill (KeyringDaemon *self);

/* Holds the process, as when it hangs. */
void keyring_daemon_suspend (KeyringDaemon *self);
void keyring_daemon_resume (KeyringDaemon *self);

/* Of the "login" collection, as another program would do it: without a prompt. */
void keyring_daemon_lock (KeyringDaemon *self);
void keyring_daemon_unlock (KeyringDaemon *self);

/* How many items of ours there are, locked ones too. account_id: (nullable) any. */
guint keyring_daemon_count_tokens (KeyringDaemon *self, const char *account_id);

/* Puts an item there that our own code would not make. */
void keyring_daemon_add_token (KeyringDaemon *self, const char *account_id, const char *origin,
                               const char *secret);

/* Owns the name of the desktop's prompter and leaves every prompt open. */
typedef struct _KeyringPrompter KeyringPrompter;
KeyringPrompter *keyring_prompter_new (GDBusConnection *bus);
guint keyring_prompter_get_n_prompts (KeyringPrompter *self);
void keyring_prompter_free (KeyringPrompter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeyringPrompter, keyring_prompter_free)

G_END_DECLS
