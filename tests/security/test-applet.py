#!/usr/bin/python3
"""A day of the applet with a token, at a gateway that says the token wherever it can. Then it is
looked for in all that there is: it is in the keyring and in the requests to its own site, and
nowhere else. What a picture shows cannot be searched: see test-windows.py."""

import glob
import subprocess
import unittest

import gi

gi.require_version("Gtk", "3.0")

import applets
import echo
import harness
import rig
import tracing
import unprivileged
import windows
from applets import ACCOUNT, desktop
from gi.repository import Gdk, GLib, Gtk

XFCONF = "/usr/lib/*/xfce4/xfconf/xfconfd"
DAEMON = "/usr/lib/*/xfce4/notifyd/xfce4-notifyd"
UNITS = 500000
LOOKED_AT = ("a message with it", "in pieces", "as names", "a redirect to a host of that name")


def setUpModule():
    applets.start_desktop()
    for pattern, name in ((XFCONF, "org.xfce.Xfconf"), (DAEMON, "org.freedesktop.Notifications")):
        desktop.run_part(glob.glob(pattern)[:1] or [pattern])
        harness.wait_for(name, lambda name=name: desktop.has_owner(name))


def tearDownModule():
    desktop.stop()


def clipboards():
    return [Gtk.Clipboard.get_for_display(desktop.display, selection).wait_for_text() or ""
            for selection in (Gdk.SELECTION_CLIPBOARD, Gdk.SELECTION_PRIMARY)]


def labels():
    return [name for _, name, _ in desktop.accessibles("label")]


class Day(applets.AppletTest):
    def setUp(self):
        super().setUp()
        self.texts = []
        self.given = self.home / "given-to-the-command"
        self.write_definition(links={"top_up": "https://club.example/top-up"})
        self.write_settings(general=f"alert-command={self.write_command()}; --now")

    def write_command(self):
        """It writes down all that it is given."""
        script = self.home / "command"
        script.write_text(f'#!/bin/sh\n(echo "$@"; cat; cat /proc/self/environ;'
                          f" ls -l /proc/self/fd) >>{self.given}\n")
        script.chmod(0o700)
        return script

    def look(self):
        self.texts += applets.all_texts()
        self.ask()

    def ask(self):
        """What is told without a look at the windows."""
        self.texts += self.item.labels() + [self.item.property("Title")]
        self.texts.append(self.call("Status")[0])

    def click(self, role, name):
        desktop.wait_for_shown(role, name).do_action(0)

    def spend_the_day(self):
        self.wait_until_read()
        desktop.activate("balances", GLib.Variant("s", ACCOUNT))
        desktop.wait_for_widget("frame", "Work")
        for name, answer in echo.ANSWERS.items():
            self.site.answer = answer
            self.refresh()
            if name in LOOKED_AT:
                self.look()
            else:
                self.ask()
        self.site.answer = self.redirect
        self.refresh()
        self.look()
        self.site.answer = lambda t: echo.good(t, quota=4 * UNITS, username=t)
        self.refresh()
        harness.wait_for("a warning", lambda: "Work: running low" in labels())
        harness.wait_for("the command", self.given.exists)
        self.look()

    def redirect(self, token):
        return echo.reply(307, Location=f"{self.other.origin}/me?api_key={token}")

    def visit_windows(self):
        self.click("toggle button", "Menu")
        self.click("push button", "Troubleshooting")
        self.click("push button", "Copy for a Bug Report")
        harness.wait_for("the copy", lambda: "Gateway:" in clipboards()[0])
        self.look()
        self.export_history()
        desktop.activate("preferences")
        desktop.wait_for_widget("frame", "Preferences")
        self.look()
        desktop.activate("edit-account", GLib.Variant("s", ACCOUNT))
        desktop.wait_for_widget("frame", "Edit Account")
        desktop.click("push button", "Test")
        harness.wait_for("the answer", lambda: any("It works" in text for text in labels()))
        self.look()

    def export_history(self):
        done = subprocess.run([rig.CREDITCTL, "history", "Work", "--format=csv"], check=True,
                              capture_output=True, text=True,
                              env={**desktop.environment, **self.environment()})
        self.assertIn(",USD,50,", done.stdout)
        self.texts.append(done.stdout)

    def test_it_is_nowhere_else(self):
        wire = self.home.parent / "wire"
        with open(wire, "wb") as out:
            monitor = desktop.run(["dbus-monitor", "--pcap"], stdout=out)
        harness.wait_for("the monitor", lambda: wire.stat().st_size)
        self.start_watched("--window", "--debug")
        self.spend_the_day()
        self.visit_windows()
        self.end_watched()
        desktop.end(monitor)

        # Where it has to be.
        self.assertEqual(self.stored_token(), self.canary.token)
        self.assertIsNotNone(self.canary.find(self.site.requests[-1]))
        # What proves that the right things are searched.
        said, bus, shown = self.said.read_text(), wire.read_bytes(), "\n".join(self.texts)
        given = self.given.read_text(errors="replace")
        self.assertIn("HTTP 401", said)
        self.assertIn(b"Work: running low", bus)
        self.assertIn(b"dh-ietf1024-sha256-aes128-cbc-pkcs7", bus)
        self.assertIn("bad token ••••••••", shown)
        self.assertIn(b"Work: Token rejected", bus)
        self.assertIn("Work: running low", shown)
        self.assertIn('"kind":"low"', given)
        self.assertIn("HOME=", given)
        # And it is in none of them.
        self.assert_not_in("what it says", said)
        self.assert_not_in("the bus", bus)
        self.assert_not_in("what is shown", shown)
        self.assert_not_in("the command", given)
        self.assert_not_in("the clipboards", "\n".join(clipboards()))
        self.assertEqual(self.other.requests, [])
        self.assertEqual(self.canary.find_in_files(self.home), [])
        leaks = tracing.leaks(self.calls, self.canary, [self.site.port])
        self.assertFalse(leaks, str(leaks)[:1000])


if __name__ == "__main__":
    unprivileged.main()
