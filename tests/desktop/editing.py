"""The account editor as a person uses it, for the tests of its parts."""

import configparser
import os
import re
import tempfile
import unittest

import gateway
import harness
import keyring
import windows
from gi.repository import Atspi, GLib

TOKEN = "system-access-token-0123456789"
KEY = "sk-0123456789abcdefghijklmnop"
NEW_API = "New API / One API site"

TITLES = {"Add an Account", "New Account", "Edit Account", "Choose a Gateway", "Describe a Gateway"}


class EditorDesktop(windows.WindowDesktop):
    def widgets(self, role, name=None):
        """Of the page that is seen: the others have the same names."""
        return [widget for _, found, widget in self.accessibles(role)
                if name in (None, found) and windows.is_shown(widget)]


desktop = EditorDesktop()


def start():
    desktop.start()
    desktop.keyring = keyring.Keyring(desktop)


def text_of(widget):
    return Atspi.Text.get_text(widget, 0, Atspi.Text.get_character_count(widget))


class EditorTest(unittest.TestCase):
    with_account = False

    def setUp(self):
        self.gateway = gateway.Gateway(24997909)
        self.addCleanup(self.gateway.stop)
        self.home = tempfile.mkdtemp(dir=desktop.folder)
        for folder in ("config/credit-tray", "run"):
            os.makedirs(os.path.join(self.home, folder), 0o700)
        self.hold_still()
        self.settings = os.path.join(self.home, "config/credit-tray/settings.ini")
        self.providers = os.path.join(self.home, "config/credit-tray/providers")
        self.begin()
        self.applet = desktop.run_program([windows.APPLET], env={
            "GSETTINGS_BACKEND": "memory",  # the file chooser keeps its own there
            "XDG_CONFIG_HOME": os.path.join(self.home, "config"),
            "XDG_DATA_HOME": os.path.join(self.home, "data"),
            "XDG_STATE_HOME": os.path.join(self.home, "state"),
            "XDG_RUNTIME_DIR": os.path.join(self.home, "run"),
        })
        self.addCleanup(self.end)
        self.item = desktop.wait_for_item()
        self.open()

    def hold_still(self):
        """A page that still slides in is not where the pointer goes."""
        folder = os.path.join(self.home, "config/gtk-3.0")
        os.makedirs(folder)
        with open(os.path.join(folder, "settings.ini"), "w", encoding="utf-8") as file:
            file.write("[Settings]\ngtk-enable-animations=0\n")

    def begin(self):
        """What is there before the program starts."""

    def open(self):
        desktop.activate("add-account")
        desktop.wait_for_widget("frame", "Add an Account")
        windows.move_pointer(300, 300)

    def end(self):
        desktop.end_program(self.applet)
        harness.wait_for("the item to go", lambda: not desktop.items())

    # What is kept

    def read(self, key):
        """Of the only account."""
        parser = configparser.RawConfigParser(strict=False)
        parser.read(self.settings, encoding="utf-8")
        account = parser.get("general", "accounts", fallback="")
        return parser.get(f"account {account}", key, fallback=None) if account else None

    def account_id(self):
        parser = configparser.RawConfigParser(strict=False)
        parser.read(self.settings, encoding="utf-8")
        return parser.get("general", "accounts", fallback="")

    # What is shown

    def attempts(self):
        """The statuses in the account's troubleshooting."""
        desktop.activate("balances", GLib.Variant("s", self.account_id()))
        desktop.click("toggle button", "Menu")
        desktop.click("push button", "Troubleshooting")
        desktop.wait_for_widget("push button", "Copy for a Bug Report")
        return [name for _, name, _ in desktop.accessibles("table cell") if name.isdigit()]

    def wait_for_label(self, pattern):
        return harness.wait_for(f"a label like {pattern!r}", lambda: [
            name for name in desktop.names("label") if re.search(pattern, name)])[0]

    def wait_for_close(self):
        harness.wait_for("the window to close",
                         lambda: not TITLES.intersection(desktop.names("frame")))

    def wait_for_amount(self, amount):
        harness.wait_for(f"{amount} in the panel",
                         lambda: amount in self.item.property("XAyatanaLabel"))

    def fill(self, name, text):
        """Also what a person would have to scroll to."""
        entry = harness.wait_for(f"the entry {name!r}", lambda: [
            widget for _, found, widget in desktop.accessibles("text") if found == name])[0]
        entry.set_text_contents(text)

    def rows(self):
        return [name for name in desktop.names("list item") if name]

    def search(self, text):
        """All at once, as it is pasted."""
        desktop.type_into("text", "Search for a gateway", text)

    def choose(self, name):
        """Finds it by its name."""
        self.search(name)
        harness.wait_for(f"{name} first in {self.rows()}", lambda: self.rows()[:1] == [name])
        desktop.focus("text", "Search for a gateway")
        windows.press("Return")
        desktop.wait_for_widget("push button", "Test")

    def type_account(self, token=TOKEN):
        """A New API account at the test's gateway."""
        self.search(self.gateway.origin)
        harness.wait_for("the likeliest", lambda: self.rows()[:1] == [NEW_API])
        desktop.focus("text", "Search for a gateway")
        windows.press("Return")
        desktop.wait_for_widget("push button", "Test")
        desktop.type_into("password text", "System access token", token)
        desktop.type_into("text", "User ID", "42")
