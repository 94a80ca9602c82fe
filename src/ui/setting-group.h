#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Settings that belong together: a heading, and the rows that are added, in a frame with lines
 * between them. */
#define CT_TYPE_SETTING_GROUP (ct_setting_group_get_type ())
G_DECLARE_FINAL_TYPE (CtSettingGroup, ct_setting_group, CT, SETTING_GROUP, GtkBox)

/* Properties: "title", "description" (nullable) under it. */

void ct_setting_group_clear (CtSettingGroup *self); /* destroys the rows */

G_END_DECLS
