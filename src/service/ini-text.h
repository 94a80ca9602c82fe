#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A text of [groups], key=value lines and # comments that is edited in place: every line that is
 * not changed stays byte for byte. (GKeyFile puts new keys behind the comment of the next group,
 * and does not say which line it stumbled over.) */
typedef struct _CtIniText CtIniText;

/* NULL: *broken_line (from 1) is none of these, or stands before the first group. */
CtIniText *ct_ini_text_new (const char *data, gsize length, guint *broken_line);
void ct_ini_text_free (CtIniText *ini);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtIniText, ct_ini_text_free)

/* Every key line in its order, also those that a later one of the same name overrides. value: as it
 * stands there, without the blanks before it. */
typedef void (*CtIniFunc) (const char *group, const char *key, const char *value,
                           gpointer user_data);
void ct_ini_text_foreach (CtIniText *ini, CtIniFunc func, gpointer user_data);

/* value: one line. A new key stands behind the last one of its group, a new group at the end. */
void ct_ini_text_set (CtIniText *ini, const char *group, const char *key, const char *value);
void ct_ini_text_remove_key (CtIniText *ini, const char *group, const char *key);
/* With the comments in it, but not those that belong to the group behind it. */
void ct_ini_text_remove_group (CtIniText *ini, const char *group);

char *ct_ini_text_to_string (CtIniText *ini); /* (transfer full) */

G_END_DECLS
