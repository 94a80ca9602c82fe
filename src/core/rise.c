#include "config.h"

#include "rise.h"

#include "money.h"

#define MIN_RISE_MICRO (CT_MICRO / 10)

gboolean
ct_rise_is_top_up (gint64 before_micro, gint64 after_micro)
{
  __int128 rise_micro = (__int128) after_micro - before_micro;
  __int128 size_micro = before_micro < 0 ? -(__int128) before_micro : before_micro;

  return rise_micro >= MIN_RISE_MICRO && rise_micro * 100 >= size_micro;
}
