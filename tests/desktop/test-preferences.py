#!/usr/bin/python3
"""The accounts in the preferences: what is done there is in the settings file, in the keyring and in
the panel, and is shown again."""

import os
import unittest

import harness
import windows
from gi.repository import Atspi
from preferences import ACCOUNTS, PreferencesTest, desktop, set_up_module, tear_down_module

setUpModule, tearDownModule = set_up_module, tear_down_module


class AccountsTest(PreferencesTest):
    def rows(self):
        """Name, amount and state of each account."""
        return [name for name in desktop.names("list item") if name]

    def wait_for_rows(self, *expected):
        harness.wait_for(f"the rows {expected}", lambda: self.rows() == list(expected))

    def wait_for_order(self, *names):
        harness.wait_for(f"the order {names}", lambda: tuple(
            row.split(",")[0] for row in self.rows()) == names)
        self.wait_for_setting("accounts", "; ".join(ACCOUNTS[name] for name in names))

    def row(self, name):
        return harness.wait_for(f"the row of {name}", lambda: [
            row for row in desktop.list_items() if row.get_name().split(",")[0] == name])[0]

    def focus_row(self, name):
        row = self.row(name)
        windows.move_pointer(*windows.center_of(row))
        row.grab_focus()
        harness.wait_for("the focus", lambda: windows.has_state(row, Atspi.StateType.FOCUSED))

    def choose(self, name, *entries):
        """From the menu of a row, which stays open where something was checked."""
        button = desktop.wait_for_widget("toggle button", f"Menu of {name}")
        button.do_action(0)
        for role, entry in entries:
            desktop.wait_for_shown(role, entry).do_action(0)
        if windows.has_state(button, Atspi.StateType.CHECKED):
            button.do_action(0)

    def test_the_list_says_what_is_known(self):
        self.wait_for_rows("Work, $49.99", "Home, $49.99", "Studio, $49.99")
        host = "New API / One API site · 127.0.0.1"
        self.assertEqual(desktop.names("label").count(host), 3)

    def test_another_order_by_keys(self):
        self.focus_row("Work")
        windows.press("ctrl+Down")
        self.wait_for_order("Home", "Work", "Studio")
        windows.press("ctrl+Down")  # the row keeps the focus
        self.wait_for_order("Home", "Studio", "Work")
        windows.press("ctrl+Down")
        windows.press("ctrl+Up")
        self.wait_for_order("Home", "Work", "Studio")

    def test_another_order_by_dragging(self):
        self.wait_for_order("Work", "Home", "Studio")
        places = {}
        for name in ACCOUNTS:
            box = self.row(name).get_extents(Atspi.CoordType.SCREEN)
            places[name] = (box.x + 20, box.y + box.height // 2)
        x, y = places["Studio"]
        windows.drag(places["Work"], (x, y + 10))
        self.wait_for_order("Home", "Studio", "Work")
        windows.drag(places["Studio"], (x, places["Work"][1] - 10))
        self.wait_for_order("Work", "Home", "Studio")

    def test_paused_and_resumed(self):
        self.wait_for_rows("Work, $49.99", "Home, $49.99", "Studio, $49.99")
        self.choose("Home", ("check box", "Paused"))
        self.wait_for_rows("Work, $49.99", "Home, $49.99, Paused", "Studio, $49.99")
        self.wait_for_setting("paused", "true", f"account {ACCOUNTS['Home']}")
        self.choose("Home", ("check box", "Paused"))
        self.wait_for_rows("Work, $49.99", "Home, $49.99", "Studio, $49.99")
        self.wait_for_setting("paused", None, f"account {ACCOUNTS['Home']}")

    def test_what_cannot_be_asked_can_be_paused_and_removed(self):
        self.wait_for_rows("Work, $49.99", "Home, $49.99", "Studio, $49.99")
        head = f"[account {ACCOUNTS['Home']}]\nprovider="
        with open(self.settings, encoding="utf-8") as file:
            text = file.read().replace(head + "new-api", head + "no-such")
        with open(self.settings + ".new", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(self.settings + ".new", self.settings)
        self.wait_for_rows("Work, $49.99", "Home, Error in the definition", "Studio, $49.99")
        self.choose("Home", ("check box", "Paused"))
        self.wait_for_setting("paused", "true", f"account {ACCOUNTS['Home']}")
        self.wait_for_rows("Work, $49.99", "Home, Paused", "Studio, $49.99")
        self.choose("Home", ("push button", "Remove"))
        self.wait_for_rows("Work, $49.99", "Studio, $49.99")

    def test_left_out_of_the_total(self):
        self.item.wait_for_property("XAyatanaLabel", "$149.98")
        self.choose("Home", ("push button", "Count in the Total"), ("radio button", "Never"))
        self.wait_for_setting("in-total", "never", f"account {ACCOUNTS['Home']}")
        self.item.wait_for_property("XAyatanaLabel", "$99.99")

    def test_removed_and_had_back(self):
        self.wait_for_rows("Work, $49.99", "Home, $49.99", "Studio, $49.99")
        self.choose("Home", ("push button", "Remove"))
        self.wait_for_rows("Work, $49.99", "Studio, $49.99")
        self.assertEqual(desktop.keyring.count(ACCOUNTS["Home"]), 1)
        desktop.click("push button", "Undo")
        self.wait_for_rows("Work, $49.99", "Home, $49.99", "Studio, $49.99")
        self.wait_for_setting("pending-removals", None)
        self.assertEqual(desktop.keyring.count(ACCOUNTS["Home"]), 1)

    def test_removed_for_good_at_once(self):
        self.choose("Home", ("push button", "Remove"))
        desktop.wait_for_shown("push button", "Delete Now").do_action(0)
        harness.wait_for("the token to be forgotten",
                         lambda: desktop.keyring.count(ACCOUNTS["Home"]) == 0)
        harness.wait_for("the bar to go", lambda: "Undo" not in desktop.names("push button"))
        self.wait_for_order("Work", "Studio")

    def test_removed_for_good_when_the_window_closes(self):
        self.focus_row("Home")
        windows.press("Delete")
        self.wait_for_order("Work", "Studio")
        windows.press("Escape")
        harness.wait_for("the token to be forgotten",
                         lambda: desktop.keyring.count(ACCOUNTS["Home"]) == 0)
        self.wait_for_setting("pending-removals", None)
        self.assertIsNone(self.read(f"account {ACCOUNTS['Home']}", "name"))
        self.assertEqual(desktop.keyring.count(ACCOUNTS["Work"]), 1)

    def test_a_removal_that_was_cut_off_is_finished_at_the_next_start(self):
        self.choose("Home", ("push button", "Remove"))
        self.wait_for_setting("pending-removals", ACCOUNTS["Home"])
        self.applet.kill()
        self.applet.wait()
        desktop.end(self.applet)
        harness.wait_for("the item to go", lambda: not desktop.items())
        self.assertEqual(desktop.keyring.count(ACCOUNTS["Home"]), 1)
        self.start()
        harness.wait_for("the token to be forgotten",
                         lambda: desktop.keyring.count(ACCOUNTS["Home"]) == 0)
        self.wait_for_setting("pending-removals", None)

    def test_what_cannot_be_written_is_said(self):
        self.wait_for_order("Work", "Home", "Studio")
        with open(self.settings, "a", encoding="utf-8") as file:
            file.write("no settings\n")
        self.focus_row("Work")
        windows.press("ctrl+Down")
        harness.wait_for("the message", lambda: any(
            self.settings in text for text in desktop.names("label")))
        self.assertEqual([row.split(",")[0] for row in self.rows()], list(ACCOUNTS))
class KeyboardTest(PreferencesTest):
    def focused(self):
        return [(role, name) for role, name, widget in desktop.accessibles()
                if windows.has_state(widget, Atspi.StateType.FOCUSED)]

    def wait_for_focus(self, name, role=None):
        focused = []

        def is_so():
            focused[:] = self.focused()
            return any(found == (role or found[0], name) for found in focused)

        try:
            harness.wait_for(f"the focus on {name!r}", is_so)
        except AssertionError as error:
            raise AssertionError(f"{error}; it is on {focused}") from None

    def test_pages_by_keys(self):
        desktop.wait_for_text("$49.99")
        frame = desktop.wait_for_widget("frame", "Preferences")
        windows.move_pointer(*windows.center_of(frame))
        self.wait_for_focus("Work, $49.99")  # the page's own, not the list of pages
        windows.press("ctrl+Next")
        desktop.wait_for_shown("combo box", "Show")
        windows.press("Tab")  # from the first widget to the second
        self.wait_for_focus("Days left")
        windows.press("ctrl+Next")
        windows.press("ctrl+Next")
        self.wait_for_focus("Few days are left")
        windows.press("shift+Tab")  # to the list of pages, as a whole
        self.wait_for_focus("", "list item")
        windows.press("Tab")
        self.wait_for_focus("Few days are left")
        windows.press("ctrl+Prior")
        desktop.wait_for_shown("combo box", "Every")
        windows.press("Escape")
        harness.wait_for("the window to go", lambda: not desktop.widgets("frame", "Preferences"))

    def test_every_input_has_a_name(self):
        roles = ("text", "spin button", "combo box", "toggle button", "push button", "check box",
                 "radio button")
        desktop.wait_for_text("$49.99")
        applet = next(a for _, name, a in desktop.accessibles("application")
                      if name == "credit-tray")
        nameless = [role for role, name, widget in desktop.accessibles()
                    if role in roles and not name and is_in(widget, applet)
                    and windows.has_state(widget, Atspi.StateType.VISIBLE)]
        self.assertEqual(nameless, [])

    def test_the_keyring_is_locked(self):
        desktop.keyring.lock()
        self.addCleanup(desktop.keyring.unlock)
        self.end(self.applet)
        self.start()
        desktop.activate("preferences")
        desktop.wait_for_shown("push button", "Unlock…")
        desktop.keyring.unlock()
        harness.wait_for("the bar to go", lambda: "Unlock…" not in desktop.names("push button"))


def is_in(widget, ancestor):
    while widget and widget != ancestor:
        widget = widget.get_parent()
    return widget is not None


if __name__ == "__main__":
    unittest.main(verbosity=2)
