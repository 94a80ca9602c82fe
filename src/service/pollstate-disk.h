#pragma once

#include <sys/stat.h>

#include "pollstate-file.h"

G_BEGIN_DECLS

/* What is known of one origin, in memory and in the file that processes share. In memory alone
 * where there is no folder, or it cannot be written.
 *
 * The file is replaced by a rename, under a flock on a file of its own that is never renamed or
 * removed; it is read without one. */
typedef struct
{
  CtPollOrigin *known;   /* (owned) */
  char *path;            /* (nullable) (owned) NULL: in memory */
  char *new_path;        /* (nullable) (owned) */
  char *lock_path;       /* (nullable) (owned) */
  GHashTable *dirty;     /* (owned) ids (owned) of accounts whose record is newer than the file's */
  gboolean origin_dirty; /* the same of the origin's own error */
  gboolean was_read;
  struct stat version; /* of the file that was read or written last */
} CtPollDisk;

/* folder: (nullable) */
CtPollDisk *ct_poll_disk_new (const char *folder, const char *origin);
void ct_poll_disk_free (CtPollDisk *disk);

typedef enum
{
  CT_POLL_LOCKED,
  CT_POLL_LOCK_BUSY, /* held by another this very moment */
  CT_POLL_NO_LOCK,   /* there can be none: in memory */
} CtPollLock;

/* Never waits. LOCKED: *fd holds the lock until it is closed. */
CtPollLock ct_poll_disk_lock (CtPollDisk *disk, int *fd);

/* Takes over what another process wrote since, but for what is dirty here. TRUE when it wrote
 * something; what is found at first is no news. */
gboolean ct_poll_disk_read (CtPollDisk *disk);
/* Under the lock, after reading. What cannot be written stays dirty. */
void ct_poll_disk_write (CtPollDisk *disk);

void ct_poll_disk_touch (CtPollDisk *disk, const char *account_id);
gboolean ct_poll_disk_is_dirty (CtPollDisk *disk);

G_END_DECLS
