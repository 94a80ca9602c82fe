#!/usr/bin/python3
"""Accounts from a file, in the preferences: what would happen is shown, and what is checked is added
with its token."""

import json
import os
import unittest

import harness
import windows
from editing import text_of
from gi.repository import Atspi
from preferences import TOKEN, PreferencesTest, desktop, set_up_module, tear_down_module

# AT-SPI asks the file chooser about lists that it has not filled yet.
CHOOSER_COMPLAINTS = "|gtk_tree_model_get_iter_first|gtk_widget_event: assertion"
NEW_TOKEN = "system-access-token-9876543210"

setUpModule, tearDownModule = set_up_module, tear_down_module


class ImportTest(PreferencesTest):
    def setUp(self):
        complaints = harness.KNOWN_COMPLAINTS
        harness.KNOWN_COMPLAINTS += CHOOSER_COMPLAINTS
        self.addCleanup(setattr, harness, "KNOWN_COMPLAINTS", complaints)
        super().setUp()

    def choose_file(self, text):
        path = os.path.join(self.home, "accounts.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, 0o644)
        desktop.click("push button", "Import…")
        harness.wait_for("the file chooser", lambda: desktop.names("file chooser"))
        windows.press("slash")
        entry = harness.wait_for("the entry", lambda: [
            widget for _, _, widget in desktop.accessibles("text") if text_of(widget) == "/"])[0]
        entry.set_text_contents(path)
        windows.press("Return")
        harness.wait_for("the file chooser to go", lambda: not desktop.names("file chooser"))

    def choose_accounts(self):
        site = {"provider": "new-api", "address": self.gateway.origin, "fields": {"user_id": "42"}}
        self.choose_file(json.dumps({"version": 1, "accounts": [
            {**site, "name": "Club", "token": NEW_TOKEN},
            {**site, "name": "Work again", "token": TOKEN},
            {"address": "https://nobody.example", "name": "Nobody", "token": NEW_TOKEN},
            {"provider": "no-such", "name": "Wrong", "token": NEW_TOKEN}]}))
        desktop.wait_for_widget("dialog", "Import Accounts")

    def state(self, name):
        """Checked, and can be changed."""
        check = desktop.wait_for_widget("check box", name)
        return (windows.has_state(check, Atspi.StateType.CHECKED),
                windows.has_state(check, Atspi.StateType.SENSITIVE))

    def reason(self, name):
        return desktop.wait_for_widget("check box", name).get_description()

    def wait_for_end(self):
        harness.wait_for("the dialog to go", lambda: not desktop.widgets("dialog",
                                                                         "Import Accounts"))

    def test_what_is_checked_is_added(self):
        self.choose_accounts()
        self.assertEqual([self.state(name) for name in ("Club", "Work again", "Nobody", "Wrong")],
                         [(True, True), (False, False), (False, True), (False, False)])
        # three accounts have that token; the reason names the first
        self.assertEqual([self.reason(name) for name in ("Work again", "Nobody", "Wrong")],
                         ["“Work” is there already", "Taken to be a site that runs New API",
                          "There is no gateway “no-such” here: add its definition first"])
        self.assertFalse([label for label in desktop.names("label")
                          if TOKEN in label or NEW_TOKEN in label])
        desktop.screenshot("import-accounts")
        desktop.click("push button", "Add")
        self.wait_for_end()
        harness.wait_for("the row", lambda: [
            name for name in desktop.names("list item") if name.startswith("Club, $49.99")])
        with open(self.settings, encoding="utf-8") as file:
            text = file.read()
        self.assertIn("name=Club", text)
        self.assertNotIn("Nobody", text)
        self.assertNotIn(NEW_TOKEN, text)

    def test_a_no_changes_nothing(self):
        with open(self.settings, encoding="utf-8") as file:
            before = file.read()
        self.choose_accounts()
        desktop.click("push button", "Cancel")
        self.wait_for_end()
        with open(self.settings, encoding="utf-8") as file:
            self.assertEqual(file.read(), before)

    def test_nothing_checked_is_nothing_to_add(self):
        self.choose_accounts()
        desktop.click("check box", "Club")
        add = desktop.wait_for_widget("push button", "Add")
        harness.wait_for("the button", lambda: not windows.has_state(
            add, Atspi.StateType.SENSITIVE))
        desktop.click("check box", "Nobody")
        harness.wait_for("the button", lambda: windows.has_state(add, Atspi.StateType.SENSITIVE))

    def test_another_file_is_none(self):
        self.choose_file("hello, world")
        desktop.wait_for_text("There are no accounts to import in this file")
        desktop.wait_for_text("This format is not known")


if __name__ == "__main__":
    unittest.main(verbosity=2)
