#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One setting: its name, a remark under it, and at the end the widget that changes it, which is the
 * child that is added. The name is that widget's mnemonic label, the remark its description. */
#define CT_TYPE_SETTING_ROW (ct_setting_row_get_type ())
G_DECLARE_FINAL_TYPE (CtSettingRow, ct_setting_row, CT, SETTING_ROW, GtkBox)

/* Properties: "title" (with a mnemonic), "subtitle" (nullable). */

CtSettingRow *ct_setting_row_new (const char *title, const char *subtitle);

G_END_DECLS
