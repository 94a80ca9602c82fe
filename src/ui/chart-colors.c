#include "config.h"

#include "chart-paint.h"
#include "contrast.h"

#define GRAPHICS_RATIO 3 /* WCAG 2.1, 1.4.11: what is no text */

static CtColor
color_of (const GdkRGBA *rgba)
{
  return (CtColor){ rgba->red, rgba->green, rgba->blue };
}

/* A theme that lacks the colour has the ink. */
static GdkRGBA
look_up (GtkStyleContext *context, const char *name, const GdkRGBA *ink)
{
  GdkRGBA rgba;

  return gtk_style_context_lookup_color (context, name, &rgba) ? rgba : *ink;
}

static GdkRGBA
stand_out (const GdkRGBA *rgba, const GdkRGBA *ground, const GdkRGBA *ink)
{
  const CtColor wanted = color_of (rgba), behind = color_of (ground), text = color_of (ink);
  const CtColor color = ct_contrast_ensure (&wanted, &behind, &text, GRAPHICS_RATIO);

  return (GdkRGBA){ color.red, color.green, color.blue, 1 };
}

void
ct_chart_colors_load (CtChartColors *colors, GtkStyleContext *context)
{
  GdkRGBA accent, ground, low, critical;

  gtk_style_context_get_color (context, gtk_style_context_get_state (context), &colors->ink);
  ground = look_up (context, "theme_bg_color", &(GdkRGBA){ 1, 1, 1, 1 });
  accent = look_up (context, "theme_selected_bg_color", &colors->ink);
  low = look_up (context, "warning_color", &colors->ink);
  critical = look_up (context, "error_color", &colors->ink);
  colors->line = stand_out (&accent, &ground, &colors->ink);
  colors->low = stand_out (&low, &ground, &colors->ink);
  colors->critical = stand_out (&critical, &ground, &colors->ink);
}
