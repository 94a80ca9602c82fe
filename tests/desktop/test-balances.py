#!/usr/bin/python3
"""The balances window as a person has it: welcome, accounts, one account with its chart, what is
missing on this desktop, and what is copied for a bug report."""

import errno
import glob
import os
import re
import resource
import shutil
import struct
import tempfile
import time
import unittest

import gateway
import harness
import keyring
import past
import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Atspi, Gdk, GLib, Gtk
from windows import move_pointer, point_at, press as press_keys

APPLET = os.path.join(harness.BUILD_DIR, "src", "credit-tray")
APP_ID = "io.github.credittray.CreditTray"
APP_PATH = "/io/github/credittray/CreditTray"
WORK = "6f0c2f6e-0000-4000-8000-000000000001"
SIDE = "6f0c2f6e-0000-4000-8000-000000000002"
TOKEN = "system-access-token-0123456789"
DAYS = 30
ROOM = 4096  # bytes: for the list of recent files, for no picture and no table


class LargeDesktop(harness.Desktop):
    screen = "1000x760x24"


desktop = LargeDesktop()


def setUpModule():
    desktop.start()
    desktop.keyring = keyring.Keyring(desktop)


def tearDownModule():
    desktop.stop()


def find(role, name):
    """The first that is shown, or None."""
    for _, found, accessible in desktop.accessibles(role):
        if found == name and accessible.get_state_set().contains(Atspi.StateType.SHOWING):
            return accessible
    return None


def wait_for(role, name):
    return harness.wait_for(f"{role} {name!r}", lambda: find(role, name))


def labels():
    return [name for _, name, accessible in desktop.accessibles("label")
            if accessible.get_state_set().contains(Atspi.StateType.SHOWING)]


def windows():
    return [name for _, name, _ in desktop.accessibles("frame") if "libayatana" not in name]


def press(key):
    Atspi.generate_keyboard_event(key, None, Atspi.KeySynthType.SYM)


class WindowTest(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(dir=desktop.folder)
        self.gateways = []
        self.settings = ""
        self.ids = []
        self.options = {}  # of the process

    def add_account(self, account, name, quota):
        site = gateway.Gateway(quota)
        self.addCleanup(site.stop)
        self.gateways.append(site)
        desktop.keyring.store(account, site.origin, TOKEN)
        self.ids.append(account)
        self.settings += (f"\n[account {account}]\nprovider=new-api\nname={name}\n"
                          f"base-url={site.origin}\nfields=user_id=42\n")
        return site

    def start(self, *arguments, **environment):
        folders = {f"XDG_{kind.upper()}_HOME": os.path.join(self.home, kind)
                   for kind in ("config", "data", "state")}
        runtime = os.path.join(self.home, "run")
        config = os.path.join(self.home, "config", "credit-tray")
        os.makedirs(runtime, 0o700, exist_ok=True)
        os.makedirs(config, 0o700, exist_ok=True)
        with open(os.path.join(config, "settings.ini"), "w", encoding="utf-8") as file:
            file.write(f"[general]\naccounts={'; '.join(self.ids)}\n{self.settings}")
        self.applet = desktop.run_program([APPLET, *arguments], env={
            **folders, "XDG_RUNTIME_DIR": runtime,
            "GSETTINGS_BACKEND": "memory",  # of GTK's file chooser
            **environment}, **self.options)
        self.addCleanup(self.end)

    def end(self):
        desktop.end_program(self.applet)
        harness.wait_for("the item to go", lambda: not desktop.items())

    def activate(self, action, *target):
        harness.wait_for("the applet", lambda: desktop.has_owner(APP_ID))
        desktop.call(APP_ID, APP_PATH, "org.gtk.Actions", "Activate",
                     GLib.Variant("(sava{sv})", (action, list(target), {})))

    def show_account(self, account):
        self.activate("balances", GLib.Variant("s", account))


class WelcomeTest(WindowTest):
    def test_the_first_start_welcomes(self):
        self.start()
        wait_for("frame", "Credit Tray")
        wait_for("push button", "Add an Account…")
        self.assertTrue(find("push button", "Try the Demo"))
        harness.wait_for("the tray to be there", lambda: any("The panel is ready" in text
                                                             for text in labels()))

    def test_the_demo_is_a_program_of_its_own(self):
        self.start()
        wait_for("push button", "Try the Demo").do_action(0)
        harness.wait_for("the demo", lambda: desktop.has_owner(APP_ID + ".Demo"))
        harness.wait_for("its accounts", lambda: "Side project" in labels())
        desktop.call(APP_ID + ".Demo", APP_PATH + "/Demo", "org.gtk.Actions", "Activate",
                     GLib.Variant("(sava{sv})", ("quit", [], {})))
        harness.wait_for("its end", lambda: not desktop.has_owner(APP_ID + ".Demo"))

    def test_at_login_nothing_opens(self):
        self.start("--autostart")
        desktop.wait_for_item()
        self.assertEqual(windows(), [])


class AccountsTest(WindowTest):
    def setUp(self):
        super().setUp()
        self.add_account(WORK, "Work", 24997909)
        self.side = self.add_account(SIDE, "Side project", 1155000)

    def test_all_at_a_glance(self):
        self.start("--window")
        harness.wait_for("both amounts", lambda: {"$49.99", "$2.31"} <= set(labels()))
        rows = [name for _, name, _ in desktop.accessibles("list item")]
        self.assertTrue(any(row.startswith("Work, New API / One API site, $49.99, just now")
                            for row in rows), rows)
        self.assertIn("Total: $52.30", labels())

    def test_an_amount_is_shown_when_it_is_read(self):
        self.side.answering.clear()
        self.start("--window")
        harness.wait_for("the other", lambda: "$49.99" in labels())
        self.assertIn("Not read yet", labels())
        self.side.answering.set()
        harness.wait_for("the amount", lambda: "$2.31" in labels())
        self.assertNotIn("Not read yet", labels())

    def test_floors_are_told(self):
        self.start("--window")
        harness.wait_for("the amounts", lambda: {"$49.99", "$2.31"} <= set(labels()))
        refresh = wait_for("push button", "Refresh now")
        refresh.do_action(0)
        harness.wait_for("the button to rest", lambda: not refresh.get_state_set().contains(
            Atspi.StateType.SENSITIVE))
        self.assertIn("Refreshes by itself in", refresh.get_description())
        self.assertEqual(len(self.side.requests), 1)

    def test_what_was_asked_of_one_account_is_no_wait_for_others(self):
        self.start("--window")
        harness.wait_for("the amounts", lambda: {"$49.99", "$2.31"} <= set(labels()))
        self.show_account(WORK)
        wait_for("frame", "Work")
        refresh = wait_for("push button", "Refresh now")
        refresh.do_action(0)
        harness.wait_for("the button to rest", lambda: not refresh.get_state_set().contains(
            Atspi.StateType.SENSITIVE))
        wait_for("push button", "All accounts").do_action(0)
        harness.wait_for("the button to wake", lambda: refresh.get_state_set().contains(
            Atspi.StateType.SENSITIVE))
        self.assertEqual(refresh.get_description(), "Refresh now")

    def test_a_row_leads_to_the_account_and_back(self):
        self.start("--window")
        harness.wait_for("the amounts", lambda: "$49.99" in labels())
        self.show_account(WORK)
        wait_for("frame", "Work")
        wait_for("push button", "Edit…")
        wait_for("push button", "All accounts").do_action(0)
        wait_for("frame", "Credit Tray")
        self.assertIsNone(find("push button", "Edit…"))

    def test_what_is_wrong_is_said(self):
        self.side.server.shutdown()
        self.side.server.server_close()
        self.start("--window")
        harness.wait_for("the reason", lambda: "Gateway unreachable" in labels())
        self.show_account(SIDE)
        harness.wait_for("the advice", lambda: any("Check the address and the network" in text
                                                   for text in labels()))

    def test_a_removed_account_is_no_longer_shown(self):
        self.start("--window")
        self.show_account(SIDE)
        wait_for("frame", "Side project")
        path = os.path.join(self.home, "config", "credit-tray", "settings.ini")
        with open(path + ".new", "w", encoding="utf-8") as file:
            file.write("[general]\naccounts=\n")
        os.rename(path + ".new", path)
        wait_for("push button", "Add an Account…")


class ChartTest(WindowTest):
    def setUp(self):
        super().setUp()
        self.add_account(WORK, "Work", 24997909)
        amounts = past.spend(60, DAYS * 24, 0.05, (DAYS * 12,), 30)
        history = past.Past(os.path.join(self.home, "data"))
        history.write(WORK, amounts, int(time.time() * 1e6))
        history.close()
        self.first, self.last = amounts[0], amounts[-1]

    def open_chart(self, text):
        self.start("--window")
        self.show_account(WORK)
        self.chart = wait_for("chart", "Balance over time")
        self.wait_for_words(text)

    def wait_for_words(self, text):
        def is_told():
            self.chart.clear_cache()
            return text in self.chart.get_description()
        harness.wait_for(f"the chart to tell {text!r}", is_told)

    def wait_for_cursor(self, ending):
        def is_there():
            self.chart.clear_cache()
            return self.chart.get_name().endswith(ending)
        harness.wait_for(f"the cursor at {ending!r}", is_there)

    def test_the_chart_is_told_in_words(self):
        self.open_chart("to $49.99 on")
        wait_for("radio button", "The last 30 days").do_action(0)
        self.wait_for_words("Topped up once")
        self.assertIn(f"From ${self.first:.2f} on", self.chart.get_description())

    def test_arrow_keys_go_through_the_readings(self):
        self.open_chart("to $49.99 on")
        self.chart.get_component_iface().grab_focus()
        harness.wait_for("the focus", lambda: self.chart.get_state_set().contains(
            Atspi.StateType.FOCUSED))
        press(0xff51)  # Left
        self.wait_for_cursor(": $49.99")
        press(0xff51)
        before = f": ${self.last:.2f}"
        self.wait_for_cursor(before)
        self.assertTrue(any(text.endswith(before) for text in labels()))
        press(0xff1b)  # Escape
        self.wait_for_cursor("Balance over time")

    def told_amount(self):
        """At the cursor, and seen beside the chart."""
        self.chart.clear_cache()
        found = re.search(r": \$([0-9.]+)", self.chart.get_name())
        return float(found[1]) if found and self.chart.get_name() in labels() else None

    def test_the_value_under_the_pointer_is_told(self):
        self.open_chart("to $49.99 on")
        wait_for("radio button", "Everything that is kept").do_action(0)
        self.wait_for_words(f"From ${self.first:.2f} on")
        box = self.chart.get_component_iface().get_extents(Atspi.CoordType.SCREEN)
        y = box.y + box.height // 3
        move_pointer(box.x + 3, y)
        harness.wait_for("the first", lambda: self.told_amount() == round(self.first, 2))
        move_pointer(box.x + box.width // 4, y)  # before the top-up
        harness.wait_for("one in between", lambda: 30 < (self.told_amount() or 0) < self.first - 3)
        move_pointer(box.x + box.width - 3, y)
        harness.wait_for("the last", lambda: self.told_amount() == 49.99)
        move_pointer(box.x + box.width // 2, box.y - 20)
        self.wait_for_cursor("Balance over time")

    def choose_file(self, item, path):
        """The menu's item, and in its dialog a name."""
        wait_for("toggle button", "Menu").do_action(0)
        wait_for("push button", item).do_action(0)
        save = wait_for("push button", "Save")
        entry = next(found for _, _, found in desktop.accessibles("text")
                     if found.get_state_set().contains(Atspi.StateType.SHOWING))
        entry.get_editable_text_iface().set_text_contents(path)
        save.do_action(0)

    def save_as(self, item, name):
        """The file, when it is written."""
        path = os.path.join(self.home, name)
        self.choose_file(item, path)
        harness.wait_for("the file", lambda: os.path.exists(path) and os.path.getsize(path))
        return path

    def test_the_history_is_exported(self):
        self.open_chart("to $49.99 on")
        wait_for("radio button", "Everything that is kept").do_action(0)
        self.wait_for_words("Topped up once")
        with open(self.save_as("Export as CSV…", "work.csv"), encoding="utf-8") as file:
            lines = file.read().splitlines()
        self.assertTrue(lines[0].startswith("first,last,currency,remaining,"))
        self.assertEqual(len(lines), 1 + DAYS * 24 + 1)
        self.assertIn(",USD,49.995818,", lines[-1])

    def test_the_chart_is_saved_as_a_picture(self):
        self.open_chart("to $49.99 on")
        with open(self.save_as("Save Chart as Picture…", "work.png"), "rb") as file:
            begin = file.read(24)
        self.assertEqual(begin[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(struct.unpack(">II", begin[16:]), (2000, 960))

    def test_on_a_full_disk_what_was_saved_before_stays(self):
        self.options = {"restore_signals": False}  # a write over the limit is an error, no signal
        self.open_chart("to $49.99 on")
        for item, name in (("Export as CSV…", "work.csv"), ("Save Chart as Picture…", "work.png")):
            path = os.path.join(self.home, name)
            with open(path, "w", encoding="utf-8") as file:
                file.write("of before")
            limits = resource.prlimit(self.applet.pid, resource.RLIMIT_FSIZE)
            resource.prlimit(self.applet.pid, resource.RLIMIT_FSIZE, (ROOM, limits[1]))
            self.choose_file(item, path)
            wait_for("push button", "Replace").do_action(0)
            harness.wait_for("the error", lambda: "The file was not written" in labels())
            self.assertTrue(any(os.strerror(errno.EFBIG) in text for text in labels()), labels())
            wait_for("push button", "Close").do_action(0)
            resource.prlimit(self.applet.pid, resource.RLIMIT_FSIZE, limits)
            with open(path, encoding="utf-8") as file:
                self.assertEqual(file.read(), "of before", item)
            self.assertEqual([left for left in os.listdir(self.home) if name in left], [name])

    def test_where_nothing_was_read_it_says_so(self):
        shutil.rmtree(os.path.join(self.home, "data"))
        self.gateways[0].answering.clear()
        self.start("--window")
        self.show_account(WORK)
        harness.wait_for("a notice", lambda: any("Nothing was read yet" in text
                                                 for text in labels()))


class MissingTest(WindowTest):
    def test_a_locked_keyring_has_a_button(self):
        self.add_account(WORK, "Work", 24997909)
        desktop.keyring.lock()
        self.addCleanup(desktop.keyring.unlock)
        self.start("--window")
        harness.wait_for("the bar", lambda: any("The keyring is locked" in text
                                                for text in labels()))
        self.assertTrue(find("push button", "Unlock…"))
        self.activate("preferences")
        wait_for("frame", "Preferences")
        harness.wait_for("the bar in both windows", lambda: 2 == len(
            [text for text in labels() if "The keyring is locked" in text]))
        desktop.keyring.unlock()
        harness.wait_for("the amount", lambda: "$49.99" in labels())
        self.assertIsNone(find("push button", "Unlock…"))

    def test_a_damaged_history_is_said(self):
        self.add_account(WORK, "Work", 24997909)
        folder = os.path.join(self.home, "data", "credit-tray")
        os.makedirs(folder)
        with open(os.path.join(folder, "history.db"), "wb") as file:
            file.write(b"SQLite format 3\0" + b"not a database" * 400)
        self.start("--window")
        said = harness.wait_for("the bar", lambda: [
            text for text in labels() if "The history was damaged: it is now" in text])
        (aside,) = glob.glob(os.path.join(folder, "history.db*damaged*"))
        self.assertIn(os.path.basename(aside), said[0])

    def test_without_a_tray_the_window_opens_and_says_what_to_install(self):
        desktop.stop_panel()
        self.addCleanup(desktop.start_panel)
        self.add_account(WORK, "Work", 24997909)
        self.start(XDG_CURRENT_DESKTOP="ubuntu:GNOME")
        frame = wait_for("frame", "Credit Tray")
        harness.wait_for("the advice", lambda: any("gnome-shell-extension-appindicator" in text
                                                   for text in labels()))
        wait_for("push button", "Close").do_action(0)
        harness.wait_for("the window to go", lambda: not windows())
        self.assertIsNone(self.applet.poll())
        self.activate("balances", GLib.Variant("s", ""))
        wait_for("frame", "Credit Tray")


class TroubleshootingTest(WindowTest):
    def test_what_is_copied_has_no_secret(self):
        self.add_account(WORK, "Private name", 24997909)
        self.start("--window")
        harness.wait_for("the amount", lambda: "$49.99" in labels())
        self.show_account(WORK)
        wait_for("frame", "Private name")
        wait_for("toggle button", "Menu").do_action(0)
        wait_for("push button", "Troubleshooting").do_action(0)
        copy = wait_for("push button", "Copy for a Bug Report")
        cells = [name for _, name, _ in desktop.accessibles("table cell")]
        self.assertIn("200", cells)
        copy.do_action(0)
        text = harness.wait_for("the copy", self.read_clipboard)
        self.assertIn("Gateway: new-api, an own address", text)
        self.assertRegex(text, r"tray: ayatana-indicat\n")  # the panel of these tests
        self.assertRegex(text, r"Z  200 +\d+\.\d\d s  fine")
        for secret in (TOKEN, "Private name", "49.99", self.gateways[0].origin, WORK):
            self.assertNotIn(secret, text)

    def test_what_was_not_tried_is_said(self):
        self.add_account(WORK, "Work", 24997909)
        self.settings += "paused=true\n"
        self.start("--window")
        self.show_account(WORK)
        wait_for("frame", "Work")
        wait_for("toggle button", "Menu").do_action(0)
        wait_for("push button", "Troubleshooting").do_action(0)
        wait_for("label", "Nothing was tried since Credit Tray started.")
        self.assertIsNone(find("table", "Last attempts"))

    def read_clipboard(self):
        return Gtk.Clipboard.get_for_display(desktop.display,
                                             Gdk.SELECTION_CLIPBOARD).wait_for_text()


class KeysTest(WindowTest):
    def setUp(self):
        super().setUp()
        self.site = self.add_account(WORK, "Work", 24997909)
        self.start("--window")
        harness.wait_for("the amount", lambda: "$49.99" in labels())
        point_at(wait_for("frame", "Credit Tray"))  # for that is where keys go

    def leave(self, role, name, key):
        press_keys(key)
        harness.wait_for(f"{name} to go", lambda: not find(role, name))

    def refresh_by(self, key):
        refresh = wait_for("push button", "Refresh now")
        press_keys(key)
        harness.wait_for("the button to rest", lambda: not refresh.get_state_set().contains(
            Atspi.StateType.SENSITIVE))

    def test_f5_refreshes(self):
        self.refresh_by("F5")

    def test_ctrl_r_refreshes(self):
        self.refresh_by("ctrl+r")

    def test_a_window_is_left_and_closed(self):
        self.show_account(WORK)
        wait_for("push button", "Edit…")
        press_keys("alt+Left")
        wait_for("push button", "Add an account")
        self.leave("frame", "Credit Tray", "ctrl+w")
        self.assertTrue(desktop.has_owner(APP_ID))  # the tray stays

    def test_what_the_menu_has(self):
        for key, role, name, leave in (("ctrl+comma", "frame", "Preferences", "ctrl+w"),
                                       ("ctrl+n", "frame", "Add an Account", "ctrl+w"),
                                       ("ctrl+question", "label", "Back to all accounts",
                                        "Escape")):
            with self.subTest(key):
                point_at(wait_for("frame", "Credit Tray"))
                press_keys(key)
                point_at(wait_for(role, name))
                self.leave(role, name, leave)

    def test_the_menu_tells_what_program_this_is(self):
        press_keys("F10")
        wait_for("push button", "About Credit Tray").do_action(0)
        wait_for("dialog", "About Credit Tray")
        self.assertTrue(any("GNU General Public License" in text for text in labels()))

    def test_the_program_is_quit(self):
        press_keys("ctrl+q")
        harness.wait_for("its end", lambda: self.applet.poll() is not None)


if __name__ == "__main__":
    unittest.main(verbosity=2)
