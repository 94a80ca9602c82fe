#!/usr/bin/python3
"""Every window in every language, for those who use keys or a screen reader: each input has a name,
and no two that are seen answer to the same Alt key."""

import collections
import gettext
import os
import re
import unittest

import editing
import harness
import windows
from editing import desktop
from gi.repository import GLib

WORK = "6f0c2f6e-0000-4000-8000-000000000001"
ACCOUNT = """[general]
accounts=%(id)s

[account %(id)s]
provider=mine
name=Work
base-url=%(origin)s
fields=user_id=42
"""
MINE = """{ "id": "mine", "extends": "new-api", "name": "Mine",
  "links": { "top_up": "https://example.com/top-up" } }"""
SAMPLE = '{ "data": { "quota": 24997909, "used_quota": 500000 } }'
INPUTS = {"check box", "chart", "combo box", "password text", "push button", "radio button",
          "spin button", "table", "text", "toggle button"}

tearDownModule = desktop.stop


def setUpModule():
    desktop.screen = "1024x1500x24"  # what is scrolled out of sight is not looked at
    editing.start()


class AccessTest(editing.EditorTest):
    language = ""

    def begin(self):
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(ACCOUNT % {"id": WORK, "origin": self.gateway.origin})
        os.mkdir(self.providers)
        with open(os.path.join(self.providers, "mine.json"), "w", encoding="utf-8") as file:
            file.write(MINE)
        desktop.keyring.forget(WORK)
        desktop.keyring.store(WORK, self.gateway.origin, editing.TOKEN)
        desktop.environment["LANGUAGE"] = self.language
        self.catalogue = gettext.translation(
            "credit-tray", os.path.join(harness.BUILD_DIR, "po"), [self.language or "en"],
            fallback=not self.language)

    def open(self):
        windows.move_pointer(300, 300)  # where windows come

    def words(self, text):
        return self.catalogue.gettext(text).replace("_", "")

    def show(self, action, *parameters):
        before = desktop.widgets("frame")
        desktop.activate(action, *parameters)
        harness.wait_for("the window", lambda: len(desktop.widgets("frame")) > len(before))
        windows.run_xdotool("search", "--onlyvisible", "--class", "credit-tray", "windowsize",
                            "%@", 860, 1400)

    def leave(self, keys):
        before = desktop.widgets("frame")
        windows.press(keys)
        harness.wait_for("the window to go", lambda: len(desktop.widgets("frame")) < len(before))

    def press_shown(self, role, text):
        harness.wait_for(text, lambda: desktop.widgets(role, self.words(text)))[0].do_action(0)

    def check(self, page, *expected):
        """Once it has that, nothing of it is nameless, and its mnemonics are unique."""
        for role, text in expected:
            harness.wait_for(text, lambda r=role, t=text: desktop.widgets(r, self.words(t)))
        keys = collections.defaultdict(set)
        for role, name, widget in desktop.accessibles():
            if windows.is_shown(widget) and "libayatana" not in name:
                with self.subTest(page=page, role=role):
                    self.assertTrue(name or role not in INPUTS)
                for key in bindings_of(widget, name):
                    keys[key].add(name)
        with self.subTest(page=page):
            self.assertNotEqual(keys, {})
            self.assertEqual([names for names in keys.values() if len(names) > 1], [])

    def test_balances(self):
        self.show("balances", GLib.Variant("s", ""))
        windows.press("F10")
        self.check("balances, menu", ("push button", "_Quit"))
        windows.press("Escape")
        desktop.activate("balances", GLib.Variant("s", WORK))
        self.press_shown("toggle button", "_Details")
        windows.press("F10")
        self.check("account, menu", ("push button", "_Replace…"), ("push button", "_Top Up"),
                   ("push button", "_Quit"))

    def test_preferences(self):
        self.show("preferences")
        for page, first in (("accounts", ("push button", "_Import…")),
                            ("display", ("combo box", "_Show")),
                            ("refresh", ("combo box", "_Every")),
                            ("notifications", ("push button", "Send a _Test Notification"))):
            self.check(page, first)
            windows.press("ctrl+Next")

    def test_editor(self):
        self.show("add-account")
        self.check("gateways", ("push button", "_Import a File…"))
        desktop.type_into("text", self.words("Search for a gateway"), editing.NEW_API)
        harness.wait_for("the gateway", lambda: self.rows()[:1] == [self.words(editing.NEW_API)])
        desktop.focus("text", self.words("Search for a gateway"))
        windows.press("Return")
        self.press_shown("toggle button", "_More Settings")
        self.check("account", ("text", "_Low at"), ("push button", "_Test"))
        self.leave("Escape")
        self.show("add-account")
        self.press_shown("push button", "_Describe a Gateway…")
        self.press_shown("toggle button", "Or pa_ste an answer")
        self.fill(self.words("An answer of the gateway, as JSON"), SAMPLE)
        self.check("gateway of one's own", ("text", "_Used"),
                   ("list item", "24997909, balance.data.quota"))


class ChineseAccessTest(AccessTest):
    language = "zh_CN"


def bindings_of(widget, name):
    """<Alt> and a letter: of its actions, or behind a Chinese text. A switch tells of none."""
    actions = widget.get_action_iface()
    bindings = [actions.get_key_binding(index)
                for index in range(actions.get_n_actions())] if actions else []
    told = {part for binding in bindings for part in (binding or "").split(";")
            if part.startswith("<Alt>")}
    return told | {f"<Alt>{letter.lower()}" for letter in re.findall(r"\(([A-Z])\)", name)}


if __name__ == "__main__":
    unittest.main(verbosity=2)
