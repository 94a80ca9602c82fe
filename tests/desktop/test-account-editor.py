#!/usr/bin/python3
"""Accounts as a person adds and edits them: tested against a real gateway, and then in the settings,
in the keyring and in the panel."""

import unittest

import editing
import gateway
import harness
import windows
from editing import desktop
from gi.repository import Atspi, GLib

WORK = "6f0c2f6e-0000-4000-8000-000000000001"
ACCOUNT = """[general]
accounts=%(id)s

[account %(id)s]
provider=new-api
name=Work
base-url=%(origin)s
fields=user_id=42
"""

setUpModule, tearDownModule = editing.start, desktop.stop


class AddTest(editing.EditorTest):
    def test_an_account_is_tested_and_added(self):
        self.type_account()
        desktop.type_into("text", "Name", "Work")
        desktop.click("push button", "Test")
        self.wait_for_label(r"^It works: \$49\.99$")
        self.wait_for_label(r"^Used: \$0\.00$")
        desktop.click("push button", "Add")
        self.wait_for_close()
        self.wait_for_amount("$49.99")
        self.assertEqual(self.item.labels()[0], "Work · $49.99")
        self.assertEqual(self.read("provider"), "new-api")
        self.assertEqual(self.read("base-url"), self.gateway.origin)
        self.assertEqual(desktop.keyring.count(self.account_id()), 1)
        # What the test read is what is shown: nobody was asked again.
        (headers,) = self.gateway.requests
        self.assertEqual(headers["Authorization"], "Bearer " + editing.TOKEN)
        self.assertEqual(headers["New-Api-User"], "42")
        with open(self.settings, encoding="utf-8") as file:
            self.assertNotIn(editing.TOKEN, file.read())

    def test_without_a_test_too(self):
        self.type_account("  " + editing.TOKEN + "\n")
        desktop.click("push button", "Add")
        self.wait_for_close()
        self.wait_for_amount("$49.99")
        self.assertEqual(self.gateway.requests[0]["Authorization"], "Bearer " + editing.TOKEN)

    def test_a_rejected_token_is_told_and_can_be_saved(self):
        self.gateway.rejects = True
        self.type_account()
        desktop.click("push button", "Test")
        self.wait_for_label(r"^Token rejected$")
        self.wait_for_label(r"can be saved anyway")
        desktop.click("push button", "Add")
        self.wait_for_close()
        harness.wait_for("the row", lambda: "Token rejected" in self.item.labels()[0])
        self.assertEqual(desktop.keyring.count(self.account_id()), 1)
        self.assertEqual(self.attempts(), ["401"])

    def test_the_wrong_kind_of_key_is_told_before_it_is_sent(self):
        self.type_account(editing.KEY)
        self.wait_for_label(r"another kind of key")
        desktop.type_into("password text", "System access token", "two words")
        self.wait_for_label(r"has a blank.*at position 4")
        desktop.type_into("password text", "System access token", editing.TOKEN)
        harness.wait_for("no warning", lambda: not [
            name for name in desktop.names("label") if "another kind" in name or "blank" in name])
        self.assertEqual(self.gateway.requests, [])

    def test_three_tests_then_the_floor(self):
        self.type_account()
        for count in (1, 2, 3):
            desktop.click("push button", "Test")
            harness.wait_for("the answer", lambda: len(self.gateway.requests) == count)
            self.wait_for_label(r"^It works")
        desktop.click("push button", "Test")
        self.wait_for_label(r"^It was asked a moment ago$")
        self.wait_for_label(r"again in \d+ seconds")
        self.assertEqual(len(self.gateway.requests), 3)

    def test_a_test_can_be_stopped(self):
        self.gateway.answering.clear()
        self.type_account()
        desktop.click("push button", "Test")
        harness.wait_for("the request", lambda: self.gateway.requests)
        desktop.click("push button", "Stop")
        desktop.wait_for_widget("push button", "Test")
        self.gateway.answering.set()
        self.assertFalse([name for name in desktop.names("label") if "works" in name])

    def test_what_is_missing_is_said(self):
        self.choose(editing.NEW_API)
        desktop.click("push button", "Add")
        self.wait_for_label(r"address of the site is missing")
        desktop.type_into("text", "Address", self.gateway.origin)
        desktop.click("push button", "Add")
        self.wait_for_label(r"token is empty")
        self.assertIsNone(self.read("provider"))

    def test_a_typed_token_is_for_one_gateway(self):
        self.type_account()
        desktop.click("push button", "Back")
        self.choose("DeepSeek")
        desktop.click("push button", "Add")
        self.wait_for_label(r"token is empty")
        self.assertIsNone(self.read("provider"))

    def test_keys_alone_are_enough(self):
        windows.run_xdotool("type", self.gateway.origin)
        harness.wait_for("the likeliest", lambda: self.rows()[:1] == [editing.NEW_API])
        windows.press("Return")
        desktop.wait_for_widget("push button", "Test")
        windows.run_xdotool("type", editing.TOKEN)  # what is to be typed next has the focus
        windows.press("alt+n")
        windows.run_xdotool("type", "Work")
        windows.press("alt+t")
        self.wait_for_label(r"^It works")
        windows.press("alt+a")
        self.wait_for_close()
        self.wait_for_amount("$49.99")
        self.assertEqual(self.read("name"), "Work")

    def test_tab_does_not_go_through_all_gateways(self):
        first = harness.wait_for("gateways", desktop.list_items)[0]
        windows.press("Tab")
        harness.wait_for("the list", lambda: windows.has_state(first, Atspi.StateType.FOCUSED))
        windows.press("Down")
        harness.wait_for("the next", lambda: not windows.has_state(first, Atspi.StateType.FOCUSED))
        windows.press("Tab")
        button = desktop.wait_for_widget("push button", "Describe a Gateway…")
        harness.wait_for("what is below", lambda: windows.has_state(button,
                                                                    Atspi.StateType.FOCUSED))

    def test_what_the_keyring_refuses_is_said(self):
        desktop.keyring.lock()
        self.addCleanup(desktop.keyring.unlock)
        self.type_account()
        desktop.click("push button", "Add")
        self.wait_for_label(r"^The keyring is locked")
        self.assertEqual(self.account_id(), "")
        desktop.keyring.unlock()
        desktop.click("push button", "Add")
        self.wait_for_close()
        self.assertEqual(desktop.keyring.count(self.account_id()), 1)

    def test_leaving_keeps_nothing(self):
        self.type_account()
        desktop.click("push button", "Test")
        self.wait_for_label(r"^It works")
        desktop.focus("text", "Name")
        windows.press("Escape")
        self.wait_for_close()
        self.assertEqual(self.account_id(), "")
        self.assertEqual(self.item.labels()[0], "Refresh Now")


class EditTest(editing.EditorTest):
    def begin(self):
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(ACCOUNT % {"id": WORK, "origin": self.gateway.origin})
        desktop.keyring.forget(WORK)
        desktop.keyring.store(WORK, self.gateway.origin, editing.TOKEN)

    def open(self):
        harness.wait_for("the first amount", lambda: self.item.labels()[0] == "Work · $49.99")
        desktop.activate("edit-account", GLib.Variant("s", WORK))
        desktop.wait_for_widget("frame", "Edit Account")

    def test_another_name(self):
        desktop.type_into("text", "Name", "Home")
        desktop.click("push button", "Save")
        self.wait_for_close()
        harness.wait_for("the name", lambda: self.item.labels()[0] == "Home · $49.99")
        self.assertEqual(self.read("name"), "Home")
        self.assertEqual(desktop.keyring.count(WORK), 1)
        self.assertEqual(len(self.gateway.requests), 1)

    def test_a_test_with_the_stored_token(self):
        self.gateway.quota = 5000000
        desktop.click("push button", "Test")
        self.wait_for_label(r"^It works: \$10\.00$")
        self.assertEqual(self.gateway.requests[1]["Authorization"], "Bearer " + editing.TOKEN)
        harness.wait_for("the row", lambda: self.item.labels()[0] == "Work · $10.00")
        desktop.click("push button", "Save")
        self.wait_for_close()
        self.assertEqual(self.attempts(), ["200", "200"], "the first poll, and the test")

    def test_another_token(self):
        desktop.type_into("password text", "System access token", "another-0123456789")
        desktop.click("push button", "Test")
        self.wait_for_label(r"^It works")
        desktop.click("push button", "Save")
        self.wait_for_close()
        self.assertEqual(desktop.keyring.count(WORK), 1)
        self.assertEqual(self.gateway.requests[1]["Authorization"], "Bearer another-0123456789")

    def test_the_stored_token_goes_to_no_other_site(self):
        other = gateway.Gateway(5000000)
        self.addCleanup(other.stop)
        desktop.type_into("text", "Address", other.origin)
        desktop.click("push button", "Test")
        self.wait_for_label(r"belongs to .*not sent anywhere else")
        desktop.click("push button", "Save")
        self.wait_for_label(r"type one for the new address")
        self.assertEqual(other.requests, [])
        self.assertEqual(self.read("base-url"), self.gateway.origin)
        desktop.type_into("password text", "System access token", "another-0123456789")
        desktop.click("push button", "Save")
        self.wait_for_close()
        self.assertEqual(self.read("base-url"), other.origin)
        harness.wait_for("the other amount", lambda: self.item.labels()[0] == "Work · $10.00")
        self.assertEqual({asked["Authorization"] for asked in other.requests},
                         {"Bearer another-0123456789"})
        self.assertEqual(desktop.keyring.count(WORK), 1)

    def test_a_low_balance_of_its_own(self):
        desktop.click("toggle button", "More Settings")
        self.fill("Low at", "a lot")
        desktop.click("push button", "Save")
        self.wait_for_label(r"Low: “a lot” is not an amount")
        self.fill("Low at", "1,000")
        desktop.click("push button", "Save")
        self.wait_for_label(r"Low: “1,000” can be read in two ways; write it like 1000 or .* 1\.000")
        self.fill("Low at", "60")
        desktop.click("push button", "Save")
        self.wait_for_close()
        self.item.wait_for_property("IconName", "credit-tray-low-symbolic")


if __name__ == "__main__":
    unittest.main(verbosity=2)
