#pragma once

#include "history-append.h"
#include "history.h"

/* A history over a real file in a folder of its own. */
typedef struct
{
  char *folder;       /* (owned) */
  char *path;         /* (owned) history.db, not there yet */
  CtHistory *history; /* (nullable) (owned) */
  guint n_changes;    /* of its status */
} HistoryFixture;

void history_set_up (HistoryFixture *fixture, gconstpointer user_data);
void history_tear_down (HistoryFixture *fixture, gconstpointer user_data);
/* Another folder. */
void history_begin_anew (HistoryFixture *fixture);
/* The program starts, again. */
void history_open (HistoryFixture *fixture);
void history_close (HistoryFixture *fixture);

/* A history told in a line: "minute:amount", amounts in whole currency or "inf" (unlimited).
 * Minutes count from HISTORY_BEGIN_US. */

#define HISTORY_BEGIN_US G_GINT64_CONSTANT (1793491200000000) /* 2026-11-01 00:00 UTC */
#define HISTORY_ORIGIN "https://api.example.com:443"
#define HISTORY_ACCOUNT "7d3f5e3a-6f0f-4f2c-9d57-0f4b1c1d2e3f"

/* (transfer full): a reading with one balance, "main" in USD. */
CtReading *history_reading (gint64 remaining_micro);

void history_append (CtHistory *history, gint64 minute, gint64 remaining_micro);
/* "0:5 5:4.5 10:inf", of the site at HISTORY_ORIGIN, or at another one */
void history_tell (CtHistory *history, const char *story);
void history_tell_of (CtHistory *history, const char *origin, const char *story);

/* It is written, or is not, for such a reason. */
void history_assert_kept (HistoryFixture *fixture, const char *story);
void history_assert_not_kept (HistoryFixture *fixture, const char *story, const char *reason);

/* How many files were set aside. */
guint history_count_set_aside (HistoryFixture *fixture);

/* Of the present site: "first-last:amount", "+amount" behind it for what was topped up,
 * "(low-high)" when they differ from it. (transfer full) */
char *history_describe (CtHistory *history, gint64 from_us, gint64 to_us, guint n_parts);
char *history_describe_runs (const CtHistorySeries *series);
#define history_assert(history, expected)                                           \
  G_STMT_START                                                                      \
  {                                                                                 \
    g_autofree char *_told = history_describe (history, G_MININT64, G_MAXINT64, 0); \
    g_assert_cmpstr (_told, ==, expected);                                          \
  }                                                                                 \
  G_STMT_END

void history_assert_same_run (const CtHistoryRun *a, const CtHistoryRun *b);

/* Runs the main loop until the query has its answer. */
CtHistorySeries *history_query (CtHistory *history, const CtHistoryQuery *query, GError **error);
GPtrArray *history_list (CtHistory *history, const char *account_id, GError **error);
/* Of the main balance, in whole units, so many minutes after HISTORY_BEGIN_US. (transfer full) */
CtHistoryItem *history_item (gint64 minute, gint64 amount);
/* Into the file, as one job of the worker would. (element-type CtHistoryItem) */
void history_write_together (HistoryFixture *fixture, GPtrArray *items);
