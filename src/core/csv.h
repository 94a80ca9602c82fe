#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CT_CSV_MAX_RECORDS 10000
#define CT_CSV_MAX_CELLS 64

typedef struct
{
  char **cells; /* (owned) wiped when freed: they can be secrets */
  guint line;   /* where it begins, from 1 */
} CtCsvRecord;

/* RFC 4180, with LF as well as CRLF, and a byte order mark before it; lines without anything are no
 * records. Between cells stands a comma, or a semicolon or a tab: whichever comes first in the
 * first line (spreadsheets write semicolons where the comma is the decimal mark). Nothing else is
 * let through: a quote in the middle of a cell, text behind a closing one, a quote that is never
 * closed, NUL, wrong UTF-8. Errors: CT_ERROR_SETTINGS, naming the line. (transfer full) of
 * CtCsvRecord */
GPtrArray *ct_csv_parse (const char *text, gsize length, GError **error);

G_END_DECLS
