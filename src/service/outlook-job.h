#pragma once

#include "account.h"
#include "history.h"

G_BEGIN_DECLS

/* The forecasts of several accounts: one visit to the history's thread, where they are made. */
typedef struct _CtOutlookJob CtOutlookJob;

typedef struct
{
  char *account_id;   /* (owned) */
  char *origin;       /* (nullable) (owned) */
  CtReading *reading; /* (owned) with a primary balance */
  gint64 updated_us;

  gboolean has_forecast; /* it is made */
  CtForecast forecast;
} CtOutlookItem;

CtOutlookJob *ct_outlook_job_new (gint64 now_us);
void ct_outlook_job_free (CtOutlookJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtOutlookJob, ct_outlook_job_free)

/* As the account is now. FALSE: nothing can be said of it. */
gboolean ct_outlook_job_add (CtOutlookJob *job, CtAccount *account);
/* (element-type CtOutlookItem) (transfer none) */
GPtrArray *ct_outlook_job_get_items (CtOutlookJob *job);

/* job: (transfer full). Without a history the reading alone can still say that nothing is left. */
void ct_outlook_job_run_async (CtOutlookJob *job, CtHistory *history, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
/* (transfer none): the result's, all made. Error: G_IO_ERROR_CANCELLED alone. */
CtOutlookJob *ct_outlook_job_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
