#!/usr/bin/python3
"""One account end to end: settings, keyring, a request, and the amount as the panel paints it."""

import os
import tempfile
import unittest

import gateway
import harness
import keyring

APPLET = os.path.join(harness.BUILD_DIR, "src", "credit-tray")
WORK = "6f0c2f6e-0000-4000-8000-000000000001"
TOKEN = "system-access-token-0123456789"
SETTINGS = """[general]
accounts=%(id)s

[account %(id)s]
provider=new-api
name=Work
base-url=%(origin)s
fields=user_id=42
"""

desktop = harness.Desktop()


def setUpModule():
    desktop.start()
    desktop.keyring = keyring.Keyring(desktop)


def tearDownModule():
    desktop.stop()


class AccountTest(unittest.TestCase):
    def setUp(self):
        desktop.restart_panel()
        self.gateway = gateway.Gateway(24997909)
        self.addCleanup(self.gateway.stop)
        self.home = tempfile.mkdtemp(dir=desktop.folder)
        for folder in ("config/credit-tray", "run"):
            os.makedirs(os.path.join(self.home, folder), 0o700)
        settings = os.path.join(self.home, "config/credit-tray/settings.ini")
        with open(settings, "w", encoding="utf-8") as file:
            file.write(SETTINGS % {"id": WORK, "origin": self.gateway.origin})
        desktop.keyring.store(WORK, self.gateway.origin, TOKEN)

    def start(self, *arguments):
        applet = desktop.run_program([APPLET, *arguments], env={
            "XDG_CONFIG_HOME": os.path.join(self.home, "config"),
            "XDG_DATA_HOME": os.path.join(self.home, "data"),
            "XDG_STATE_HOME": os.path.join(self.home, "state"),
            "XDG_RUNTIME_DIR": os.path.join(self.home, "run"),
        })
        self.addCleanup(self.end)
        self.applet = applet
        return desktop.wait_for_item()

    def end(self):
        if self.applet:
            desktop.end_program(self.applet)
        self.applet = None

    def test_the_balance_is_painted(self):
        item = self.start()
        desktop.wait_for_painted("$49.99")
        desktop.screenshot("panel")
        self.assertEqual(item.property("IconName"), "credit-tray-good-symbolic")
        self.assertEqual(item.labels()[0], "Work · $49.99")
        (headers,) = self.gateway.requests
        self.assertEqual(headers["Authorization"], "Bearer " + TOKEN)
        self.assertEqual(headers["New-Api-User"], "42")

    def test_what_debugging_prints_has_no_token(self):
        self.start("--debug")
        desktop.wait_for_painted("$49.99")
        self.applet.terminate()
        said = self.applet.stderr.read().decode()
        for line in ("Work: asked", "Work: HTTP 200, ", "Work: read"):
            self.assertIn(line, said)
        self.assertNotIn(TOKEN, said)

    def test_the_last_amount_is_there_before_any_answer(self):
        self.start()
        desktop.wait_for_painted("$49.99")
        self.end()
        harness.wait_for("the item to go", lambda: not desktop.items())
        self.gateway.answering.clear()
        item = self.start()
        self.assertIn("$49.99", item.property("XAyatanaLabel"))

    def test_a_damaged_history_is_set_aside_and_said(self):
        folder = os.path.join(self.home, "data/credit-tray")
        os.makedirs(folder, 0o700)
        path = os.path.join(folder, "history.db")
        with open(path, "w", encoding="utf-8") as file:
            file.write("no database")
        self.start()
        desktop.wait_for_painted("$49.99")
        said = next(line for line in self.applet.stderr if b"history" in line).decode()
        self.assertIn(f"{path}.damaged-", said)
        self.assertIn("a new one was begun", said)
        with open(path, "rb") as file:
            self.assertEqual(file.read(6), b"SQLite")

    def test_refresh_waits_for_the_floor(self):
        item = self.start()
        desktop.wait_for_painted("$49.99")
        item.click("Refresh Now")
        harness.wait_for("the seconds", lambda: any(
            label.startswith("Refresh Now (again in ") for label in item.labels()))
        self.assertEqual(len(self.gateway.requests), 1)

    def test_a_locked_keyring_is_said_and_its_opening_noticed(self):
        desktop.keyring.lock()
        self.addCleanup(desktop.keyring.unlock)
        item = self.start()
        harness.wait_for("the row", lambda: "Unlock Keyring…" in item.labels())
        self.assertEqual(self.gateway.requests, [])
        desktop.keyring.unlock()
        desktop.wait_for_painted("$49.99")
        self.assertNotIn("Unlock Keyring…", item.labels())


if __name__ == "__main__":
    unittest.main(verbosity=2)
