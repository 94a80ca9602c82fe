#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text from a server, made fit to be shown and kept: valid UTF-8, no control or bidi characters,
 * blanks folded, at most 200 characters, the token and any run of 8 or more of its characters
 * replaced by bullets (servers echo it in error messages), also where it is escaped once as in
 * ct_unescape(), and the same of its ct_basic_encode() and of a password behind a colon. Markup
 * stays text: it is for whoever shows it to escape. token: printable ASCII, or NULL. (transfer
 * full) */
char *ct_redact_server_text (const char *text, gssize length, const char *token);

/* Whether 8 characters of the token in a row are in text, in whatever case, escaped or not, or of
 * its ct_basic_encode(); of a shorter token, all of it. For what is a name or a code rather than a
 * text: it is refused then. token: nullable. */
gboolean ct_redact_finds_token (const char *text, const char *token);

G_END_DECLS
