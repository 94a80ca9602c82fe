#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The character that stands at p, which is not the end, and in *length how many bytes it takes
 * there: more than one when it is a printable ASCII character that was escaped for an address
 * ("%2D"), for JSON ("\u002d", "\/") or for HTML ("&#45;", "&#x2d;", "&amp;"). What is no escape
 * stands for itself, byte by byte. */
char ct_unescape (const char *p, gsize *length);

G_END_DECLS
