#include "floor.h"

int
main (int argc, char **argv)
{
  gtk_init (&argc, &argv);
  floor_show_indicator ();
  gtk_main ();
  return 0;
}
