#include "config.h"

#include "contrast.h"

#include <math.h>

#define STEPS 20

static double
linear (double channel)
{
  return channel <= 0.03928 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

static double
luminance (const CtColor *color)
{
  return 0.2126 * linear (color->red) + 0.7152 * linear (color->green)
         + 0.0722 * linear (color->blue);
}

double
ct_contrast_ratio (const CtColor *a, const CtColor *b)
{
  double of_a = luminance (a), of_b = luminance (b);

  return (MAX (of_a, of_b) + 0.05) / (MIN (of_a, of_b) + 0.05);
}

static double
mix (double from, double to, double share)
{
  return from + (to - from) * share;
}

CtColor
ct_contrast_ensure (const CtColor *color, const CtColor *ground, const CtColor *ink, double ratio)
{
  CtColor mixed = *color;

  for (int i = 1; i <= STEPS && ct_contrast_ratio (&mixed, ground) < ratio; i++)
    {
      double share = (double) i / STEPS;

      mixed = (CtColor){ mix (color->red, ink->red, share), mix (color->green, ink->green, share),
                         mix (color->blue, ink->blue, share) };
    }
  return mixed;
}
