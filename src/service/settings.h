#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* GSettings over one readable file, $XDG_CONFIG_HOME/credit-tray/settings.ini, through a backend of
 * our own: nothing is lost on a full disk, to a second writer, behind a symlink, or when the file
 * does not parse. One object a process. */
#define CT_TYPE_SETTINGS (ct_settings_get_type ())
G_DECLARE_FINAL_TYPE (CtSettings, ct_settings, CT, SETTINGS, GObject)

#define CT_SETTINGS_SCHEMA "io.github.credittray.CreditTray"
#define CT_SETTINGS_ACCOUNT_SCHEMA "io.github.credittray.CreditTray.Account"

/* file: absolute path; NULL: in memory. schema_dir: NULL is the installed one. Errors:
 * CT_ERROR_SETTINGS when the schema is missing. A file that does not parse is no error here: its
 * values are the defaults, nothing is ever written over it, and ct_settings_get_error() says so. */
CtSettings *ct_settings_new (const char *file, const char *schema_dir, GError **error);

GSettings *ct_settings_get_general (CtSettings *self);                         /* (transfer none) */
GSettings *ct_settings_get_account (CtSettings *self, const char *account_id); /* (transfer full) */

/* What is set now, without a GSettings: account_id NULL: the general keys. (transfer full), the
 * schema's default when not set. */
GVariant *ct_settings_get_value (CtSettings *self, const char *account_id, const char *key);

/* Follows changes by other processes and editors from now on; makes the folder. For the applet:
 * what ends soon need not. */
void ct_settings_watch (CtSettings *self);

/* Signal "accounts-changed": the list of accounts or a key of one; once for what changed
 * together. */

/* (nullable) CT_ERROR_SETTINGS: why the file cannot be read, or what last could not be written;
 * names file and line. Signal "error-changed". */
const GError *ct_settings_get_error (CtSettings *self);

/* A read-modify-write that no other process can come between: under settings.lock the file is read
 * again, func looks (ct_settings_edit_get) and changes (ct_settings_edit_set; value NULL, or the
 * default, resets), and all its changes are written as one. Writes before returning: for creditctl
 * and for lists. func returns FALSE with an error to change nothing. */
typedef struct _CtSettingsEdit CtSettingsEdit;
typedef gboolean (*CtSettingsEditFunc) (CtSettingsEdit *edit, gpointer user_data, GError **error);
gboolean ct_settings_edit (CtSettings *self, CtSettingsEditFunc func, gpointer user_data,
                           GError **error);
/* account_id NULL: the general keys. (transfer full), the schema's default when not set. */
GVariant *ct_settings_edit_get (CtSettingsEdit *edit, const char *account_id, const char *key);
void ct_settings_edit_set (CtSettingsEdit *edit, const char *account_id, const char *key,
                           GVariant *value);
void ct_settings_edit_reset_account (CtSettingsEdit *edit, const char *account_id);

/* Waits until everything that was set is on disk. FALSE: it could not be written. */
gboolean ct_settings_sync (CtSettings *self, GError **error);

G_END_DECLS
