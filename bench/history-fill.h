#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define BENCH_BALANCE "main"
#define BENCH_ORIGIN "https://api.example.com:443"
#define BENCH_SPACING_US (63 * (gint64) G_USEC_PER_SEC)

/* A history of n_rows runs of one balance, the first at begin_us: it falls and is topped up, and no
 * run is like the one before. Made through the program's own tables. */
void bench_fill_history (const char *path, const char *account_id, gint64 begin_us, guint n_rows);

G_END_DECLS
