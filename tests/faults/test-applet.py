#!/usr/bin/python3
"""The real applet while its desktop breaks: the panel, the keyring, the descriptors. Its clock is in
a hurry (../soak): an hour of polls takes a second. There is no notification daemon.

The session bus and the display that go are in ../desktop/test-session-end.py; a keyring that is
killed in a prompt or asked too late in ../test-keyring.c."""

import json
import os
import resource
import unittest

import harness
import rig
import soak

APP_ID = "io.github.credittray.CreditTray"
PATH = "/io/github/credittray/CreditTray"
N_RESTARTS = 100 if "FAULTS_THOROUGH" in os.environ else 10  # ./dev soak; a second each

desktop = harness.Desktop()


def setUpModule():
    desktop.start()


def tearDownModule():
    desktop.stop()


class Applet(unittest.TestCase):
    def setUp(self):
        self.soak = soak.Soak(desktop)
        self.addCleanup(desktop.end, self.soak.gateway)
        self.addCleanup(desktop.end, self.soak.applet)
        self.soak.run_until("hour 2")

    def states(self):
        (text,) = desktop.call(APP_ID, PATH, APP_ID + "1", "Status")
        accounts = json.loads(text)["accounts"]
        for account in accounts:
            self.assertTrue(account["balances"], "the last good amount stays")
        return {(account["error"] or {"code": account["state"]})["code"] for account in accounts}

    def draws_icons(self):
        with open(f"/proc/{self.soak.applet.pid}/maps", encoding="utf-8") as file:
            return "librsvg" in file.read()

    def run_to(self, line):
        self.soak.go_on()
        self.soak.run_until(line)

    def test_the_panel_goes_and_comes_again_and_again(self):
        """After 100 ms without one the indicator library draws the icon itself: its painter's
        libraries stay loaded, and are no growth."""
        desktop.end(desktop.host)
        desktop.end(desktop.watcher)
        harness.wait_for("the library's own icon", self.draws_icons)
        desktop.start_panel()
        desktop.wait_for_item()
        before = self.soak.measure()
        for _ in range(N_RESTARTS):
            desktop.end(desktop.host)
            desktop.end(desktop.watcher)
            desktop.start_panel()
            desktop.wait_for_item()
        self.soak.restart_panel()
        self.assertEqual(len(desktop.items()), 1)
        after = self.soak.measure()
        print(f"# {before} -> {after}", flush=True)
        self.assertLessEqual(after[1:], before[1:])
        self.assertLess(after[0] - before[0], soak.MAX_GROWTH_KIB)
        self.soak.end()

    def test_the_keyring_goes_and_another_comes(self):
        desktop.end(desktop.keyring.process)
        self.run_to("hour 7")
        self.assertEqual(self.states(), {"keyring-missing"})
        self.soak.start_keyring()
        self.run_to("hour 9")
        self.assertIn("idle", self.states())
        self.assertNotIn("keyring-missing", self.states())
        self.soak.end()

    def test_no_descriptors_left(self):
        pid = self.soak.applet.pid
        limits = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        # What is open stays so; poll(2) wants a limit that is no less than what it looks at.
        n_kept = min(set(range(1000)) - self.soak.descriptors())
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (n_kept, limits[1]))
        self.run_to("hour 6")
        states = self.states()
        print(f"# {states}", flush=True)
        self.assertNotIn("idle", states)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
        self.run_to("hour 9")
        self.assertIn("idle", self.states())
        self.soak.end()


if __name__ == "__main__":
    rig.main()
