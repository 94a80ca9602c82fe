"""The program's windows, on a display with room for them, driven as a person would: by name through
AT-SPI, by keys and by the pointer."""

import os
import subprocess

import harness
from gi.repository import Atspi, GLib

APPLET = os.path.join(harness.BUILD_DIR, "src", "credit-tray")
APP_ID = "io.github.credittray.CreditTray"
PATH = "/io/github/credittray/CreditTray"


class WindowDesktop(harness.Desktop):
    screen = "1024x768x24"

    def activate(self, action, *parameters, app_id=APP_ID):
        """An action of the application, as a menu or a notification does it."""
        self.call(
            app_id, "/" + app_id.replace(".", "/"), "org.gtk.Actions", "Activate",
            GLib.Variant("(sava{sv})", (action, parameters, {})),
        )

    def names(self, role):
        """The names of what is on the screen, from the top."""
        shown = [widget for _, _, widget in self.accessibles(role) if is_shown(widget)]
        return [widget.get_name() for widget in
                sorted(shown, key=lambda widget: center_of(widget)[::-1])]

    def widgets(self, role, name):
        """What is not hidden, though it may be scrolled out of sight."""
        return [
            widget for _, found, widget in self.accessibles(role)
            if name == found and has_state(widget, Atspi.StateType.VISIBLE)
        ]

    def list_items(self):
        return [item for _, _, item in self.accessibles("list item") if is_shown(item)]

    def wait_for_widget(self, role, name):
        return harness.wait_for(f"{role} {name!r}", lambda: self.widgets(role, name))[0]

    def wait_for_shown(self, role, name):
        """Where others of the name are out of sight."""
        return harness.wait_for(f"{role} {name!r}", lambda: [
            widget for widget in self.widgets(role, name) if is_shown(widget)])[0]

    def wait_for_text(self, text):
        self.wait_for_widget("label", text)

    def click(self, role, name):
        """By its own action."""
        self.wait_for_widget(role, name).do_action(0)

    def focus(self, role, name):
        widget = self.wait_for_widget(role, name)
        move_pointer(*center_of(widget))  # without a window manager, keys go where the pointer is
        widget.grab_focus()
        harness.wait_for("the focus", lambda: has_state(widget, Atspi.StateType.FOCUSED))
        return widget

    def choose(self, name, entry):
        """In a combo box; what it offers is no window of its own before it is opened."""
        combo = self.wait_for_widget("combo box", name)
        for menu in children(combo):
            for item in children(menu):
                if item.get_name() == entry:
                    item.do_action(0)
                    return
        raise AssertionError(f"no {entry!r} in {name!r}")

    def chosen(self, name):
        combo = self.wait_for_widget("combo box", name)
        return combo.get_selection_iface().get_selected_child(0).get_name()

    def toggle(self, name):
        """A switch."""
        self.wait_for_widget("toggle button", name).do_action(0)

    def type_into(self, role, name, text):
        """In the place of what is there."""
        self.wait_for_widget(role, name).set_text_contents(text)


def show_page(desktop, name):
    """Of the preferences."""
    row = harness.wait_for(f"the page {name}", lambda: [
        row for _, _, row in desktop.accessibles("list item")
        for label in children(row) if label.get_name() == name])[0]
    row.get_parent().get_selection_iface().select_child(row.get_index_in_parent())


def children(widget):
    return [widget.get_child_at_index(index) for index in range(widget.get_child_count())]


def has_state(widget, state):
    return widget.get_state_set().contains(state)


def is_shown(widget):
    return has_state(widget, Atspi.StateType.SHOWING) and has_state(widget, Atspi.StateType.VISIBLE)


def center_of(widget):
    box = widget.get_extents(Atspi.CoordType.SCREEN)
    return box.x + box.width // 2, box.y + box.height // 2


def run_xdotool(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True)


def move_pointer(x, y):
    run_xdotool("mousemove", x, y)


def point_at(widget):
    """What has just come has no place yet."""
    harness.wait_for("its place", lambda: widget.get_extents(Atspi.CoordType.SCREEN).width > 1)
    move_pointer(*center_of(widget))


def press(keys):
    """"ctrl+Down", "Delete"."""
    run_xdotool("key", keys)


def drag(start, end):
    """From one place to another, with the steps in between that a hand makes."""
    move_pointer(*start)
    run_xdotool("mousedown", 1)
    for step in range(1, 11):
        move_pointer(*(a + (b - a) * step // 10 for a, b in zip(start, end)))
        GLib.MainContext.default().iteration(False)
    run_xdotool("mouseup", 1)
