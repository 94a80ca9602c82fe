#!/usr/bin/python3
"""Which gateway an account is with: found by name, address or pasted key, described without code,
or imported from a file that somebody shared."""

import json
import os
import unittest

import editing
import harness
import windows
from editing import desktop, text_of
from gi.repository import Atspi

# AT-SPI asks the file chooser about lists that it has not filled yet.
CHOOSER_COMPLAINTS = "|gtk_tree_model_get_iter_first|gtk_widget_event: assertion"
DRAFT = """{ "id": "mine", "name": "Mine", "base_url": "%(origin)s",
  "auth": { "header": "Authorization", "prefix": "Bearer " },
  "requests": { "balance": { "path": "/api/user/self" } },
  "message": [ "answer.error.message", "answer.message" ],
  "balances": [ { "scope": "account", "kind": "money", "currency": "USD",
                  "remaining": "(balance.data.quota) / 500000" } ] }
"""

setUpModule, tearDownModule = editing.start, desktop.stop


class PickerTest(editing.EditorTest):
    def test_a_search_by_name_and_host(self):
        self.search("yeLIN")
        harness.wait_for("the gateway", lambda: self.rows() == ["Yelin AI"])
        self.search("api.laozhang")
        harness.wait_for("the gateway", lambda: "LaoZhang AI" in self.rows()
                         and "Yelin AI" not in self.rows())
        self.search("nobody at all")
        self.wait_for_label(r"No gateway has this name")
        self.assertEqual(self.rows(), [])

    def test_a_pasted_address_is_known(self):
        self.search("https://openrouter.ai/settings/keys")
        self.wait_for_label(r"OpenRouter")
        self.assertTrue(all("OpenRouter" in row for row in self.rows()), self.rows())

    def test_a_pasted_key_is_never_shown(self):
        self.search("sk-or-v1-0123456789abcdef")
        self.wait_for_label(r"OpenRouter.*not shown|not shown.*begin")
        self.assertEqual(text_of(desktop.wait_for_widget("text", "Search for a gateway")), "")
        desktop.focus("text", "Search for a gateway")
        windows.press("Return")
        desktop.wait_for_widget("push button", "Test")
        (entry,) = desktop.widgets("password text")
        self.assertEqual(Atspi.Text.get_character_count(entry), 25)
        self.assert_nowhere("0123456789abcdef")

    def assert_nowhere(self, secret):
        for _, name, widget in desktop.accessibles():
            self.assertNotIn(secret, name)
            if Atspi.Accessible.get_text_iface(widget):
                self.assertNotIn(secret, text_of(widget))

    def test_a_remark_has_the_room_of_its_lines(self):
        self.choose("302.AI")
        text = self.wait_for_label(r"The answer names no currency")
        remark = desktop.wait_for_shown("label", text)
        name = desktop.wait_for_shown("label", "Name")

        def gap():
            above, below = (widget.get_extents(Atspi.CoordType.SCREEN) for widget in (remark, name))
            return below.y - above.y - above.height

        harness.wait_for("its place", lambda: gap() == 18)

    def test_a_held_button_reveals_the_token_to_eyes_alone(self):
        self.search(editing.KEY)
        self.wait_for_label(r"not shown")
        self.choose("New API site (one API key)")
        button = desktop.wait_for_widget("push button", "Show the token")
        windows.point_at(button)
        self.assertEqual(desktop.widgets("drawing area"), [])
        windows.run_xdotool("mousedown", 1)
        harness.wait_for("the token to be drawn", lambda: desktop.widgets("drawing area"))
        self.assert_nowhere(editing.KEY)
        desktop.screenshot("token-revealed")
        windows.run_xdotool("mouseup", 1)
        harness.wait_for("the token to go", lambda: not desktop.widgets("drawing area"))
        # Keys do it too, and losing the focus ends it.
        button.grab_focus()
        windows.run_xdotool("keydown", "space")
        harness.wait_for("the token to be drawn", lambda: desktop.widgets("drawing area"))
        (entry,) = desktop.widgets("password text")
        entry.grab_focus()
        harness.wait_for("the token to go", lambda: not desktop.widgets("drawing area"))
        windows.run_xdotool("keyup", "space")

    def test_nothing_of_the_token_is_copied(self):
        self.search(editing.KEY)
        self.choose("New API site (one API key)")
        desktop.focus("password text", "API key")
        windows.press("ctrl+a")
        windows.press("ctrl+c")
        windows.press("ctrl+x")
        name = desktop.focus("text", "Name")
        windows.press("ctrl+v")
        windows.run_xdotool("click", 2)
        windows.press("period")
        harness.wait_for("the typed dot", lambda: "." in text_of(name))
        self.assertNotIn(editing.KEY[:8], text_of(name))
        (entry,) = desktop.widgets("password text")
        self.assertEqual(Atspi.Text.get_character_count(entry), len(editing.KEY))


class CustomTest(editing.EditorTest):
    SAMPLE = json.dumps({"data": {"quota": 24997909, "used_quota": 500000, "note": "x"}})

    def describe(self):
        desktop.click("push button", "Describe a Gateway…")
        desktop.type_into("text", "Name", "Mine & yours")
        desktop.type_into("text", "Address", self.gateway.origin + "/api/user/self")

    def finish(self):
        """From the chosen number to the panel."""
        self.fill("Divided by", "500000")
        self.wait_for_label(r"^This answer is read as \$49\.99$")
        desktop.click("push button", "Continue")
        desktop.wait_for_widget("push button", "Test")
        if not Atspi.Text.get_character_count(desktop.widgets("password text")[0]):
            desktop.type_into("password text", "API key", editing.TOKEN)
        desktop.click("push button", "Add")
        self.wait_for_close()
        self.wait_for_amount("$49.99")
        self.assertEqual(self.read("provider"), "mine-yours")
        self.assertEqual(self.gateway.requests[-1]["Authorization"], "Bearer " + editing.TOKEN)

    def test_from_a_pasted_answer(self):
        self.describe()
        desktop.click("toggle button", "Or paste an answer")
        desktop.type_into("text", "An answer of the gateway, as JSON", self.SAMPLE)
        self.wait_for_label(r"^24997909$")
        desktop.click("push button", "Used: balance.data.used_quota")
        desktop.click("push button", "Left: balance.data.quota")
        self.assertEqual(self.gateway.requests, [])
        self.finish()

    def test_from_its_own_answer(self):
        self.describe()
        desktop.type_into("password text", "Token", editing.TOKEN)
        desktop.click("push button", "Ask the Gateway")
        self.wait_for_label(r"^It answered$")
        desktop.click("push button", "Left: balance.data.quota")
        self.finish()

    def test_an_answer_is_that_of_its_gateway(self):
        self.keep_own()
        self.describe()
        desktop.type_into("password text", "Token", editing.TOKEN)
        desktop.click("push button", "Ask the Gateway")
        self.wait_for_label(r"^24997909$")
        desktop.click("push button", "Back")
        desktop.click("push button", "Edit the gateway")
        self.wait_for_label(r"^Ask the gateway, or paste an answer")
        self.assertNotIn("24997909", desktop.names("label"))

    def test_mistakes_are_told(self):
        self.describe()
        self.fill("Left", "balance.data.")
        self.wait_for_label(r"remaining.*name is missing")
        self.fill("Left", "balance.nothing")
        desktop.click("toggle button", "Or paste an answer")
        desktop.type_into("text", "An answer of the gateway, as JSON", self.SAMPLE)
        self.wait_for_label(r"balance\.nothing")
        desktop.type_into("text", "Address", "http://example.com/x")
        self.wait_for_label(r"https:// only")
        desktop.click("push button", "Continue")
        desktop.wait_for_widget("frame", "Describe a Gateway")
        self.assertFalse(os.path.exists(self.providers))

    def keep_own(self):
        """A gateway of one's own, in the list."""
        os.mkdir(self.providers)
        with open(os.path.join(self.providers, "mine.json"), "w", encoding="utf-8") as file:
            file.write(DRAFT % {"origin": self.gateway.origin})
        desktop.click("push button", "Cancel")
        self.wait_for_close()
        editing.EditorTest.open(self)

    def test_it_can_be_edited(self):
        self.keep_own()
        desktop.click("push button", "Edit the gateway")
        self.assertEqual(text_of(desktop.wait_for_widget("text", "Left")), "balance.data.quota")
        self.fill("Currency", "CNY")
        desktop.click("push button", "Continue")
        desktop.wait_for_widget("push button", "Test")
        with open(os.path.join(self.providers, "mine.json"), encoding="utf-8") as file:
            self.assertEqual(json.load(file)["balances"][0]["currency"], "CNY")

    def test_it_can_be_deleted(self):
        self.keep_own()
        desktop.click("push button", "Delete the gateway")
        self.wait_for_label(r"^Delete “Mine”\?$")
        desktop.screenshot("delete-gateway")
        windows.press("Escape")
        harness.wait_for("the dialog to go", lambda: not desktop.widgets("alert"))
        self.assertEqual(os.listdir(self.providers), ["mine.json"])
        desktop.click("push button", "Delete the gateway")
        desktop.click("push button", "Delete")
        harness.wait_for("the gateway to go", lambda: "Mine" not in self.rows())
        self.assertNotIn("mine.json", os.listdir(self.providers))

    def test_in_use_it_stays(self):
        self.keep_own()
        self.choose("Mine")
        desktop.type_into("password text", "API key", editing.TOKEN)
        desktop.click("push button", "Add")
        self.wait_for_close()
        editing.EditorTest.open(self)
        desktop.click("push button", "Delete the gateway")
        self.wait_for_label(r"“Mine” is with this gateway\. Remove it first")
        self.assertEqual(desktop.widgets("push button", "Delete"), [])
        desktop.click("push button", "Close")
        self.assertIn("mine.json", os.listdir(self.providers))

    def test_what_another_builds_on_stays(self):
        self.keep_own()
        with open(os.path.join(self.providers, "heir.json"), "w", encoding="utf-8") as file:
            file.write('{ "id": "heir", "extends": "mine", "name": "Heir" }')
        harness.wait_for("both", lambda: self.rows()[:2] == ["Heir", "Mine"])
        self.search("Mine")
        harness.wait_for("one", lambda: self.rows() == ["Mine"])
        desktop.click("push button", "Delete the gateway")
        self.wait_for_label(r"“Heir” builds on this one\. Delete it first")
        desktop.click("push button", "Close")
        self.assertIn("mine.json", os.listdir(self.providers))


class ExchangeTest(editing.EditorTest):
    SHARED = """{ "id": "shared", "name": "Shared", "base_url": "https://api.example.com",
      "requests": {
        "me": { "path": "/v1/me", "headers": { "X-Kind": "all" } },
        "query": { "method": "POST", "path": "/q", "body": { "query": "balance" }, "auth": false } },
      "balances": [ { "currency": "USD", "remaining": "me.x + query.x" } ] }
    """

    def setUp(self):
        complaints = harness.KNOWN_COMPLAINTS
        harness.KNOWN_COMPLAINTS += CHOOSER_COMPLAINTS
        self.addCleanup(setattr, harness, "KNOWN_COMPLAINTS", complaints)
        super().setUp()

    def type_path(self, name, path):
        """Into the file chooser's entry, which has that text."""
        entry = harness.wait_for(f"the entry with {name!r}", lambda: [
            widget for widget in desktop.widgets("text") if text_of(widget) == name])[0]
        entry.set_text_contents(path)
        windows.press("Return")
        harness.wait_for("the file chooser to go", lambda: not desktop.widgets("file chooser"))

    def import_shared(self):
        path = os.path.join(self.home, "from-a-friend.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.SHARED)
        desktop.click("push button", "Import a File…")
        harness.wait_for("the file chooser", lambda: desktop.widgets("file chooser"))
        windows.press("slash")
        self.type_path("/", path)

    def test_what_would_be_sent_is_shown_and_asked_about(self):
        self.import_shared()
        desktop.wait_for_widget("dialog", "Use This Gateway?")
        self.wait_for_label(r"^GET https://api\.example\.com/v1/me$")
        self.wait_for_label(r"^Authorization: Bearer \(token\)\nX-Kind: all$")
        self.wait_for_label(r"^POST https://api\.example\.com/q$")
        self.wait_for_label(r'^\{"query":"balance"\}$')
        self.assertEqual(desktop.names("label").count("With the token"), 1)
        self.assertEqual(desktop.names("label").count("Without the token"), 1)
        desktop.screenshot("import")
        self.assertFalse(os.path.exists(self.providers))
        desktop.click("push button", "Use")
        desktop.wait_for_widget("push button", "Test")
        self.wait_for_label(r"^Shared$")
        with open(os.path.join(self.providers, "shared.json"), encoding="utf-8") as file:
            self.assertEqual(file.read(), self.SHARED)

    def test_a_no_keeps_nothing(self):
        self.import_shared()
        desktop.wait_for_widget("dialog", "Use This Gateway?")
        windows.press("Escape")
        harness.wait_for("the dialog to go", lambda: not desktop.widgets("dialog"))
        self.assertFalse(os.path.exists(self.providers))

    def test_export(self):
        os.mkdir(self.providers)
        with open(os.path.join(self.providers, "mine.json"), "w", encoding="utf-8") as file:
            file.write(DRAFT % {"origin": self.gateway.origin})
        desktop.click("push button", "Cancel")
        self.wait_for_close()
        self.open()
        desktop.click("push button", "Export the gateway")
        path = os.path.join(self.home, "to-a-friend.json")
        self.type_path("mine.json", path)
        harness.wait_for("the file", lambda: os.path.exists(path))
        with open(path, encoding="utf-8") as file:
            self.assertEqual(file.read(), DRAFT % {"origin": self.gateway.origin})


if __name__ == "__main__":
    unittest.main(verbosity=2)
