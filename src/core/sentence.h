#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sentences that are said one after the other, as the person's language writes them: some have
 * another full stop, and no blank behind it. */

/* Ends what is there, if it does not end by itself, and says the sentence behind it; "": nothing.
 */
void ct_sentence_append (GString *text, const char *sentence);

/* A full stop, where the text is neither empty nor ends as a sentence does. */
void ct_sentence_end (GString *text);

G_END_DECLS
