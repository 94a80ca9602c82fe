"""The program's windows, on a display with room for them, driven as a person would: by name through
AT-SPI, by keys and by the pointer."""

import os
import subprocess

from gi.repository import Atspi, GLib

import harness

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
        return [widget.get_name() for widget in
                sorted(self.widgets(role), key=lambda widget: center_of(widget)[::-1])]

    def widgets(self, role, name=None):
        return [
            widget for _, found, widget in self.accessibles(role)
            if name in (None, found) and is_shown(widget)
        ]

    def wait_for_widget(self, role, name):
        return harness.wait_for(f"{role} {name!r}", lambda: self.widgets(role, name))[0]

    def click(self, role, name):
        """By its own action."""
        self.wait_for_widget(role, name).do_action(0)

    def focus(self, role, name):
        widget = self.wait_for_widget(role, name)
        move_pointer(*center_of(widget))  # without a window manager, keys go where the pointer is
        widget.grab_focus()
        harness.wait_for("the focus", lambda: has_state(widget, Atspi.StateType.FOCUSED))
        return widget

    def type_into(self, role, name, text):
        """In the place of what is there."""
        self.wait_for_widget(role, name).set_text_contents(text)


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
