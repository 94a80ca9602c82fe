#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* The amount as the icon, for panels that show no text. The colours are its own: a panel may be
 * light or dark, and nobody tells.
 *
 * Every picture is a file with a new name, for many hosts keep what they read; the two before are
 * removed. */
typedef struct _CtIconPainter CtIconPainter;

/* folder: is made, mode 0700; pictures of an earlier process in it are removed. */
CtIconPainter *ct_icon_painter_new (const char *folder);
void ct_icon_painter_free (CtIconPainter *self); /* removes its pictures */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtIconPainter, ct_icon_painter_free)

/* text: "49". icon: the name of the icon that it replaces, for its level. The absolute path of the
 * picture; the same for the same again. NULL when it cannot be written. (nullable) (transfer none)
 */
const char *ct_icon_painter_paint (CtIconPainter *self, const char *text, const char *icon);

/* The picture itself. (transfer full) */
cairo_surface_t *ct_icon_painter_draw (const char *text, const char *icon, int size);

G_END_DECLS
