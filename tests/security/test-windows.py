#!/usr/bin/python3
"""The windows with one token and with another of the same length look the same, and the entry that
one is typed into gives nothing to a screen reader and to the clipboards. Revealed, it is there for
eyes alone, and only while the button is held."""

import json
import shutil

import gi

gi.require_version("Gtk", "3.0")

import applets
import canary
import harness
import unprivileged
import windows
from applets import ACCOUNT, desktop, text_of
from gi.repository import Atspi, Gdk, GLib, Gtk



def action(name, *target):
    return lambda: desktop.activate(name, *(GLib.Variant("s", text) for text in target))


# There is one editor at a time.
SHOWN = (
    ((action("balances", ""), "frame", "Credit Tray"),
     (action("balances", ACCOUNT), "frame", "Work"),
     (action("preferences"), "frame", "Preferences"),
     (action("edit-account", ACCOUNT), "frame", "Edit Account")),
    ((action("add-account"), "frame", "Add an Account"),
     (action("about"), "dialog", "About Credit Tray"),
     (action("shortcuts"), "label", "Back to all accounts")))
STILL = "[Settings]\ngtk-cursor-blink=0\ngtk-enable-animations=0\n"


def setUpModule():
    applets.start_desktop()


def tearDownModule():
    desktop.stop()


def picture():
    root = desktop.display.get_default_screen().get_root_window()
    return Gdk.pixbuf_get_from_window(
        root, 0, 0, root.get_width(), root.get_height()).get_pixels()


def wait_for_still():
    """Until nothing is painted any more."""
    pictures = [None]

    def is_still():
        pictures.append(picture())
        return len(pictures) > 10 and len(set(pictures[-10:])) == 1

    harness.wait_for("a picture that stays", is_still)
    return pictures[-1]


def clipboards():
    return [Gtk.Clipboard.get_for_display(desktop.display, selection).wait_for_text()
            for selection in (Gdk.SELECTION_CLIPBOARD, Gdk.SELECTION_PRIMARY)]


class WindowsTest(applets.AppletTest):
    def setUp(self):
        super().setUp()
        self.canary = canary.Canary(plain=True)
        self.another = canary.Canary(plain=True)
        desktop.keyring.store(ACCOUNT, self.site.origin, self.canary.token)
        gtk = self.home / "config" / "gtk-3.0"
        gtk.mkdir()
        (gtk / "settings.ini").write_text(STILL)
        self.write_definition()
        self.write_settings()


class Entry(WindowsTest):
    def setUp(self):
        super().setUp()
        self.start()
        desktop.activate("edit-account", GLib.Variant("s", ACCOUNT))
        desktop.wait_for_widget("frame", "Edit Account")
        self.entry = desktop.focus("password text", "API key")
        self.type("any")

    def type(self, token):
        windows.press("ctrl+a")
        windows.run_xdotool("type", "--delay", "1", token)
        harness.wait_for("all of it",
                         lambda: Atspi.Text.get_character_count(self.entry) == len(token))
        return wait_for_still()

    def assert_for_eyes_alone(self):
        self.assert_not_in("what is said of the windows", "\n".join(applets.all_texts()))
        (bullet,) = set(text_of(self.entry))
        self.assertIn(bullet, "•●")
        self.assertLessEqual(set(clipboards()), {None, "Work"})  # the name is selected at first

    def test_it_is_hidden(self):
        hidden = self.type(self.canary.token)
        self.assert_for_eyes_alone()
        self.type(self.another.token)
        harness.wait_for("the same picture", lambda: picture() == hidden)
        self.assertFalse(self.type(self.canary.token[:5]) == hidden, "a picture can tell")

    def test_it_is_not_copied(self):
        self.type(self.canary.token)
        for keys in ("ctrl+a", "ctrl+c", "ctrl+x", "ctrl+Insert", "shift+Delete"):
            windows.press(keys)
        x, y = windows.center_of(self.entry)
        windows.run_xdotool("click", "--repeat", 3, 1)
        windows.drag((x, y), (x + 40, y + 60))
        wait_for_still()
        self.assert_for_eyes_alone()

    def test_it_is_revealed_while_the_button_is_held(self):
        self.type(self.canary.token)
        button = desktop.wait_for_widget("push button", "Show the token")
        windows.move_pointer(*windows.center_of(button))
        windows.run_xdotool("click", 1)  # that gives it the focus
        hidden = wait_for_still()
        self.assertEqual(desktop.widgets("drawing area", ""), [])
        windows.run_xdotool("mousedown", 1)
        harness.wait_for("the token to be drawn", lambda: desktop.widgets("drawing area", ""))
        revealed = wait_for_still()
        self.assertFalse(revealed == hidden)
        self.assert_for_eyes_alone()
        windows.press("ctrl+c")
        self.assert_for_eyes_alone()
        windows.run_xdotool("mouseup", 1)
        harness.wait_for("the token to go", lambda: picture() == hidden)
        self.assertEqual(desktop.widgets("drawing area", ""), [])


class Pictures(WindowsTest):
    def look(self, token, shown):
        """At these windows, one after the other, of an applet that has just begun."""
        for folder in ("data/credit-tray", "state", "run/credit-tray"):
            shutil.rmtree(self.home / folder, ignore_errors=True)
        desktop.keyring.store(ACCOUNT, self.site.origin, token)
        self.site.requests.clear()
        self.start()
        self.wait_until_read()
        self.assertIn(token.encode(), self.site.requests[0])
        pictures = {}
        for open_it, role, title in shown:
            open_it()
            desktop.wait_for_widget(role, title)
            pictures[title] = wait_for_still()
        self.end()
        return pictures

    def test_every_window_looks_the_same(self):
        windows.move_pointer(1000, 700)
        for shown in SHOWN:
            self.assertEqual(self.differences(shown), [])

    def differences(self, shown):
        """The titles; a chart moves by a pixel every now and then, a token shows every time."""
        differing = []
        for _ in range(3):
            first, second = (self.look(each.token, shown) for each in (self.canary, self.another))
            self.assertEqual(len(set(first.values())), len(first))  # each is another window
            differing = [title for title, found in first.items() if found != second[title]]
            if not differing:
                break
        return differing

    def look_at(self, open_it, token):
        """At the windows that open_it(token) opens by and by."""
        self.start()
        pictures = []
        for _ in open_it(token):
            pictures.append(wait_for_still())
        self.end()
        return pictures

    def assert_same(self, open_it):
        first, second = (self.look_at(open_it, each.token) for each in (self.canary, self.another))
        self.assertEqual(len(set(first)), len(first))
        self.assertTrue(first == second)

    def describe_gateway(self, token):
        desktop.activate("add-account")
        desktop.wait_for_widget("frame", "Add an Account")
        desktop.click("push button", "Describe a Gateway…")
        desktop.type_into("text", "Address", self.site.origin + "/balance")
        desktop.type_into("password text", "Token", token)
        yield
        desktop.click("push button", "Ask the Gateway")
        harness.wait_for("the numbers", lambda: [
            name for name in desktop.names("list item") if "answer" in name or "balance" in name])
        yield

    def test_a_gateway_that_is_described_looks_the_same(self):
        self.assert_same(self.describe_gateway)

    def import_accounts(self, token):
        path = self.home / "accounts.json"
        path.write_text(json.dumps({"version": 1, "accounts": [
            {"provider": "new-api", "address": self.site.origin, "name": "Club", "token": token}]}))
        path.chmod(0o600)
        desktop.activate("preferences")
        desktop.click("push button", "Import…")
        harness.wait_for("the file chooser", lambda: desktop.names("file chooser"))
        windows.press("slash")
        entry = harness.wait_for("the entry", lambda: [
            widget for _, _, widget in desktop.accessibles("text") if text_of(widget) == "/"])[0]
        entry.set_text_contents(str(path))
        windows.press("Return")
        desktop.wait_for_widget("dialog", "Import Accounts")
        yield

    def test_an_import_looks_the_same(self):
        self.assert_same(self.import_accounts)


if __name__ == "__main__":
    unprivileged.main()
