#include "config.h"

#include "panel-facts.h"

static const struct
{
  const char *why;
  const char *watcher, *desktop;
  const char *name;
  gboolean shows_text, shows_title;
} rows[] = {
  { "nothing is known", NULL, NULL, NULL, FALSE, FALSE },
  { "by the program", "gnome-shell", NULL, "GNOME", TRUE, FALSE },
  { "the kernel cuts names", "ayatana-indicat", NULL, "Ayatana indicators", TRUE, FALSE },
  { "a number behind the name", "kded6", NULL, "KDE Plasma", FALSE, TRUE },
  { "the program tells more than the desktop", "waybar", "GNOME", "Waybar", FALSE, TRUE },
  { "a program that nobody tried", "my-own-panel", "KDE", NULL, FALSE, FALSE },
  { "by the desktop", NULL, "KDE", "KDE Plasma", FALSE, TRUE },
  { "one of several names", NULL, "ubuntu:GNOME", "GNOME", TRUE, FALSE },
  { "however it is written", NULL, "xfce", "Xfce", FALSE, TRUE },
  { "a desktop that nobody tried", NULL, "Enlightenment", NULL, FALSE, FALSE },
};

static void
test_look_up (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      CtPanelFacts facts = ct_panel_facts_look_up (rows[i].watcher, rows[i].desktop);

      g_test_message ("%s", rows[i].why);
      g_assert_cmpint (facts.known, ==, rows[i].name != NULL);
      g_assert_cmpstr (facts.name, ==, rows[i].name);
      g_assert_cmpint (facts.shows_text, ==, rows[i].shows_text);
      g_assert_cmpint (facts.shows_title, ==, rows[i].shows_title);
    }
}

static void
test_describe (void)
{
  static const struct
  {
    CtPanelFacts facts;
    gboolean in_icon;
    const char *text;
  } texts[] = {
    { { .known = FALSE },
      FALSE,
      "Not every panel shows text beside the icon; most show it in the tooltip." },
    { { TRUE, TRUE, FALSE, "P" }, TRUE, "This panel (P) shows the text beside the icon." },
    { { TRUE, FALSE, TRUE, "P" },
      TRUE,
      "This panel (P) shows no text; the amount is in the tooltip and in the icon." },
    { { TRUE, FALSE, TRUE, "P" },
      FALSE,
      "This panel (P) shows no text; the amount is in the tooltip, and can be drawn into the "
      "icon." },
    { { TRUE, FALSE, FALSE, "P" },
      TRUE,
      "This panel (P) shows no text; the amount is in the icon and in the menu." },
    { { TRUE, FALSE, FALSE, "P" },
      FALSE,
      "This panel (P) shows no text; the amount is in the menu, and can be drawn into the icon." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = ct_panel_facts_describe (&texts[i].facts, texts[i].in_icon);

      g_assert_cmpstr (text, ==, texts[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/panel-facts/look-up", test_look_up);
  g_test_add_func ("/panel-facts/describe", test_describe);

  return g_test_run ();
}
