#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Colours that can be told apart: WCAG 2.1's relative luminance and contrast ratio, 1 to 21. */
typedef struct
{
  double red, green, blue; /* sRGB, 0 to 1 */
} CtColor;

double ct_contrast_ratio (const CtColor *a, const CtColor *b);

/* color, mixed with as little of ink as makes it stand out from ground by ratio; ink itself does.
 */
CtColor ct_contrast_ensure (const CtColor *color, const CtColor *ground, const CtColor *ink,
                            double ratio);

G_END_DECLS
