#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For texts that are a secret, or may quote one: overwritten, then freed. text: NUL-terminated,
 * (nullable) (transfer full) */
void ct_wipe (char *text);
/* With all that it had room for. (transfer full) */
void ct_wipe_string (GString *string);

/* g_autoptr (CtSecretText) text = ...; is wiped at the end of its block. */
typedef char CtSecretText;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtSecretText, ct_wipe)

G_END_DECLS
