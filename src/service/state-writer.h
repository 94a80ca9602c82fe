#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes the small files of a folder in a thread of its own: each as a whole, synced. What is put
 * until then is written together, and of one file only the newest: accounts are polled in batches,
 * and a thread, a wake-up or two syncs for each would cost more than asking the gateway. */
typedef struct _CtStateWriter CtStateWriter;

CtStateWriter *ct_state_writer_new (const char *folder);
void ct_state_writer_free (CtStateWriter *writer); /* waits for the writes */

/* How long it may stay unwritten: a power cut loses that much. What waits is written with what is
 * due first, and at the end. */
#define CT_STATE_SOON_S 1
#define CT_STATE_EVENTUALLY_S 600

/* name: below the folder, its own folder is made. text: NULL: the file is removed. (transfer full)
 */
void ct_state_writer_put (CtStateWriter *writer, const char *name, char *text, guint within_s);
/* At once, without waiting for it. */
void ct_state_writer_start (CtStateWriter *writer);
/* At once, and waits. */
void ct_state_writer_flush (CtStateWriter *writer);

G_END_DECLS
