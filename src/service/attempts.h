#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What became of the last polls of an account, for troubleshooting: kept in memory alone. */
typedef struct
{
  gint64 time_us; /* when it began */
  gint64 duration_us;
  guint status;  /* of the last HTTP answer; 0: nothing was sent, or nothing answered */
  GError *error; /* (nullable) (owned) NULL: a reading */
} CtAttempt;

#define CT_N_ATTEMPTS 20

/* (element-type CtAttempt): the oldest comes first. */
GPtrArray *ct_attempts_new (void);
/* Only the last CT_N_ATTEMPTS stay. error: (nullable), copied. */
void ct_attempts_add (GPtrArray *attempts, gint64 time_us, gint64 duration_us, guint status,
                      const GError *error);

G_END_DECLS
