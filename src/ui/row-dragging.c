#include "config.h"

#include "row-dragging.h"

typedef struct
{
  CtRowMoved moved;
  gpointer user_data;   /* (unowned) */
  GtkListBoxRow *under; /* (nullable) (unowned) weak: where the mark is */
} Target;

static const GtkTargetEntry entries[] = {
  { .target = (char *) "CREDIT_TRAY_ROW", .flags = GTK_TARGET_SAME_APP },
};

/* --- The row --- */

/* One whose text has just changed has no place until the next frame, and would not be drawn. */
static void
ensure_place (GtkWidget *row)
{
  GtkAllocation allocation;

  gtk_widget_get_preferred_size (row, NULL, NULL);
  gtk_widget_get_allocation (row, &allocation);
  gtk_widget_size_allocate (row, &allocation);
}

/* The picture of the row hangs from the place at which it was taken. */
static void
on_drag_begin (GtkWidget *handle, GdkDragContext *context, gpointer user_data)
{
  GtkWidget *row = user_data;
  int width = gtk_widget_get_allocated_width (row), height = gtk_widget_get_allocated_height (row);
  cairo_surface_t *surface = gdk_window_create_similar_surface (
      gtk_widget_get_window (row), CAIRO_CONTENT_COLOR_ALPHA, width, height);
  GtkStyleContext *style = gtk_widget_get_style_context (row);
  cairo_t *cr = cairo_create (surface);
  int x = 0, y = 0;

  ensure_place (row);
  gtk_style_context_add_class (style, "background");
  gtk_render_background (style, cr, 0, 0, width, height);
  gtk_widget_draw (row, cr);
  gtk_style_context_remove_class (style, "background");
  gtk_widget_translate_coordinates (handle, row, gtk_widget_get_allocated_width (handle) / 2,
                                    gtk_widget_get_allocated_height (handle) / 2, &x, &y);
  cairo_surface_set_device_offset (surface, -x, -y);
  gtk_drag_set_icon_surface (context, surface);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* Inside the application the row itself says what is dragged; the data is not looked at. */
static void
on_drag_data_get (GtkWidget *handle, GdkDragContext *context, GtkSelectionData *data, guint info,
                  guint time, gpointer user_data)
{
  gtk_selection_data_set (data, gtk_selection_data_get_target (data), 8, (const guchar *) "", 0);
}

void
ct_row_dragging_offer (GtkListBoxRow *row, GtkWidget *handle)
{
  g_return_if_fail (GTK_IS_LIST_BOX_ROW (row));
  g_return_if_fail (GTK_IS_WIDGET (handle));

  gtk_drag_source_set (handle, GDK_BUTTON1_MASK, entries, G_N_ELEMENTS (entries), GDK_ACTION_MOVE);
  g_signal_connect (handle, "drag-begin", G_CALLBACK (on_drag_begin), row);
  g_signal_connect (handle, "drag-data-get", G_CALLBACK (on_drag_data_get), NULL);
}

/* --- The list --- */

static void
unmark (Target *target)
{
  if (target->under != NULL)
    {
      GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (target->under));

      gtk_style_context_remove_class (style, "drop-before");
      gtk_style_context_remove_class (style, "drop-after");
    }
  g_clear_weak_pointer (&target->under);
}

static gboolean
is_lower_half (GtkListBoxRow *row, int y)
{
  GtkAllocation allocation;

  gtk_widget_get_allocation (GTK_WIDGET (row), &allocation);
  return y > allocation.y + allocation.height / 2;
}

static gboolean
on_drag_motion (GtkWidget *list, GdkDragContext *context, int x, int y, guint time,
                gpointer user_data)
{
  Target *target = user_data;
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (GTK_LIST_BOX (list), y);

  unmark (target);
  if (row == NULL)
    {
      gdk_drag_status (context, 0, time);
      return FALSE;
    }
  g_set_weak_pointer (&target->under, row);
  gtk_style_context_add_class (gtk_widget_get_style_context (GTK_WIDGET (row)),
                               is_lower_half (row, y) ? "drop-after" : "drop-before");
  gdk_drag_status (context, GDK_ACTION_MOVE, time);
  return TRUE;
}

static void
on_drag_leave (GtkWidget *list, GdkDragContext *context, guint time, gpointer user_data)
{
  unmark (user_data);
}

static void
on_drag_data_received (GtkWidget *list, GdkDragContext *context, int x, int y,
                       GtkSelectionData *data, guint info, guint time, gpointer user_data)
{
  Target *target = user_data;
  GtkWidget *source = gtk_drag_get_source_widget (context);
  GtkWidget *row = source != NULL ? gtk_widget_get_ancestor (source, GTK_TYPE_LIST_BOX_ROW) : NULL;
  GtkListBoxRow *under = gtk_list_box_get_row_at_y (GTK_LIST_BOX (list), y);
  int from, to;

  if (row == NULL || under == NULL || gtk_widget_get_parent (row) != list)
    return;
  from = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  to = gtk_list_box_row_get_index (under) + (is_lower_half (under, y) ? 1 : 0);
  if (to > from)
    to--;
  if (to != from)
    target->moved (GTK_LIST_BOX_ROW (row), (guint) to, target->user_data);
}

static void
target_free (gpointer data, GClosure *closure)
{
  Target *target = data;

  g_clear_weak_pointer (&target->under);
  g_free (target);
}

void
ct_row_dragging_accept (GtkListBox *list, CtRowMoved moved, gpointer user_data)
{
  Target *target;

  g_return_if_fail (GTK_IS_LIST_BOX (list));

  target = g_new0 (Target, 1);
  target->moved = moved;
  target->user_data = user_data;
  gtk_drag_dest_set (GTK_WIDGET (list), GTK_DEST_DEFAULT_DROP, entries, G_N_ELEMENTS (entries),
                     GDK_ACTION_MOVE);
  g_signal_connect (list, "drag-motion", G_CALLBACK (on_drag_motion), target);
  g_signal_connect (list, "drag-leave", G_CALLBACK (on_drag_leave), target);
  g_signal_connect_data (list, "drag-data-received", G_CALLBACK (on_drag_data_received), target,
                         target_free, 0);
}
