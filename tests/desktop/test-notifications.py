#!/usr/bin/python3
"""Notifications end to end: the balance of a real account falls, and a real notification daemon
draws what is said, takes it away, and brings back what is clicked."""

import datetime
import glob
import json
import os
import subprocess
import sys
import tempfile
import time
import unittest

from gi.repository import Gio, GLib

import gateway
import harness
import keyring
import windows

APPLET = os.path.join(harness.BUILD_DIR, "src", "credit-tray")
TIME_SHIFT = os.path.join(harness.BUILD_DIR, "tests", "desktop", "libtime-shift.so")
APP_ID = "io.github.credittray.CreditTray"
PATH = "/io/github/credittray/CreditTray"
INTERFACE = "io.github.credittray.CreditTray1"
NOTIFICATIONS = "org.freedesktop.Notifications"
XFCONF = "/usr/lib/*/xfce4/xfconf/xfconfd"
DAEMON = "/usr/lib/*/xfce4/notifyd/xfce4-notifyd"
WORK = "6f0c2f6e-0000-4000-8000-000000000001"
TOKEN = "system-access-token-0123456789"
TOP_UP_PAGE = "https://api.laozhang.ai/account/profile"
UNITS = 500000  # New API's quota units of a dollar
DAEMON_XML = """<node><interface name="org.freedesktop.Notifications">
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
    <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
</interface></node>"""
HOUR_S = 3600
INTERVAL_S = 300
SETTINGS = """[general]
accounts=%(id)s
%(more)s
[account %(id)s]
provider=laozhang
name=Work
base-url=%(origin)s
"""

desktop = harness.Desktop()


def find_program(pattern):
    found = glob.glob(pattern)
    if not found:
        sys.exit(f"{pattern} is not installed: ./dev test installs it")
    return found[0]


def setUpModule():
    desktop.start()
    desktop.keyring = keyring.Keyring(desktop)
    desktop.run_part([find_program(XFCONF)])
    harness.wait_for("xfconf", lambda: desktop.has_owner("org.xfce.Xfconf"))


def tearDownModule():
    desktop.stop()


def write(path, text):
    os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""


class NotifyingTest(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(dir=desktop.folder)
        self.gateway = gateway.Gateway(50 * UNITS)
        self.addCleanup(self.gateway.stop)
        self.opened = os.path.join(self.home, "opened")
        self.shift_s = 0
        self.write_settings("")
        self.write_browser()
        desktop.keyring.store(WORK, self.gateway.origin, TOKEN)
        self.start_daemon()
        monitor = desktop.run(
            ["dbus-monitor", f"interface='{NOTIFICATIONS}'"], stdout=subprocess.PIPE
        )
        self.bus_lines = desktop.output(monitor).lines
        self.addCleanup(desktop.end, monitor)

    def start_daemon(self):
        """With nothing on the screen."""
        daemon = desktop.run_part([find_program(DAEMON)])
        harness.wait_for("a notification daemon", lambda: desktop.has_owner(NOTIFICATIONS))
        self.addCleanup(self.end_daemon, daemon)

    def end_daemon(self, daemon):
        desktop.end(daemon)
        harness.wait_for("its end", lambda: not desktop.has_owner(NOTIFICATIONS))

    def path(self, *parts):
        return os.path.join(self.home, *parts)

    def write_settings(self, more):
        values = {"id": WORK, "origin": self.gateway.origin, "more": more}
        write(self.path("config/credit-tray/settings.ini"), SETTINGS % values)

    def write_browser(self):
        """What opens links writes them down."""
        script = self.path("browser")
        write(script, f'#!/bin/sh\nprintf %s "$1" >{self.opened}\n')
        os.chmod(script, 0o700)
        write(self.path("data/applications/browser.desktop"),
              f"[Desktop Entry]\nType=Application\nName=Browser\nExec={script} %u\n"
              "MimeType=x-scheme-handler/https;\n")
        write(self.path("config/mimeapps.list"),
              "[Default Applications]\nx-scheme-handler/https=browser.desktop\n")

    def start(self, *arguments, shown="50.00"):
        self.start_program(*arguments)
        self.item = desktop.wait_for_item()
        self.wait_for_title(shown)

    def start_program(self, *arguments, **environment):
        os.makedirs(self.path("run"), 0o700, exist_ok=True)
        self.applet = desktop.run_program([APPLET, *arguments], env={
            **environment,
            "LD_PRELOAD": TIME_SHIFT,
            "TIME_SHIFT_FILE": self.path("shift"),
            "XDG_CONFIG_HOME": self.path("config"),
            "XDG_DATA_HOME": self.path("data"),
            "XDG_STATE_HOME": self.path("state"),
            "XDG_RUNTIME_DIR": self.path("run"),
        })
        self.addCleanup(self.end)

    def end(self):
        if self.applet:
            desktop.end_program(self.applet)
            self.applet = None
            harness.wait_for("the item to go", lambda: not desktop.items())

    def refresh(self, after_s=300):
        n_requests = len(self.gateway.requests)
        self.pass_time(after_s)
        desktop.call(APP_ID, PATH, INTERFACE, "Refresh", GLib.Variant("(s)", (WORK,)))
        harness.wait_for("a request", lambda: len(self.gateway.requests) > n_requests)

    def poll(self, dollars, after_s=300):
        """The gateway has that much, and is asked after that time."""
        self.gateway.quota = int(dollars * UNITS)
        self.refresh(after_s)
        self.wait_for_title(f"{dollars:.2f}")

    def pass_time(self, seconds):
        self.shift_s += seconds
        write(self.path("shift"), str(self.shift_s))

    def wait_for_status(self):
        """Until it has started: its object comes after its name."""

        def ask():
            try:
                return desktop.call(APP_ID, PATH, INTERFACE, "Status")
            except GLib.Error:
                return None

        return harness.wait_for("the applet", ask)

    def wait_for_title(self, part):
        harness.wait_for("the amount", lambda: part in self.item.property("Title"))

    def count(self, method):
        return sum(f"member={method}" in line for line in self.bus_lines)

    def urgencies(self):
        """Of every notification so far."""
        values = [after for line, after in zip(self.bus_lines, self.bus_lines[1:])
                  if line.strip() == 'string "urgency"']
        return [int(value.split()[-1]) for value in values]

    def painted(self):
        """The texts of the notifications that are drawn."""
        return [name for role, name, _ in desktop.accessibles() if role == "label" and name]

    def wait_for_text(self, text):
        harness.wait_for(
            f"{text!r}; there are {self.painted()}", lambda: text in self.painted()
        )

    def wait_for_no_text(self, text):
        harness.wait_for(f"{text!r} to go", lambda: text not in self.painted())


class NotificationsTest(NotifyingTest):
    def test_a_test_from_the_preferences(self):
        self.start()
        desktop.call(APP_ID, "/" + APP_ID.replace(".", "/"), "org.gtk.Actions", "Activate",
                     GLib.Variant("(sava{sv})", ("preferences", [], {})))
        windows.show_page(desktop, "Notifications")
        desktop.click_painted("push button", "Send a Test Notification")
        self.wait_for_text("This is a test")
        self.wait_for_text("Sent.")

    def test_it_falls_is_snoozed_and_topped_up(self):
        self.start()
        self.poll(4.99)
        self.wait_for_text("Work: running low")
        self.wait_for_text("$4.99 left.")
        desktop.screenshot("notification-low")
        desktop.click_painted("push button", "Top Up")
        harness.wait_for("the page", lambda: read(self.opened))
        self.assertEqual(read(self.opened), TOP_UP_PAGE)

        self.poll(4.5)
        self.assertEqual(self.count("Notify"), 1)

        self.poll(0.5)
        self.wait_for_text("Work: almost nothing left")
        self.assertNotIn("Work: running low", self.painted())
        harness.wait_for("an urgent one", lambda: self.urgencies() == [1, 2])
        desktop.screenshot("notification-critical")
        desktop.click_painted("push button", "Snooze for an Hour")
        self.wait_for_no_text("Work: almost nothing left")
        self.poll(0.4)
        self.assertEqual(self.count("Notify"), 2)

        self.poll(0.3, HOUR_S)
        self.wait_for_text("Work: almost nothing left")
        self.poll(20)
        self.wait_for_text("Work: topped up")
        self.assertNotIn("Work: almost nothing left", self.painted())
        harness.wait_for("what was sent", lambda: self.urgencies() == [1, 2, 2, 0])
        self.assertEqual(self.count("Notify"), 4)
        desktop.screenshot("notification-topped-up")

    def test_a_new_token_ends_what_was_said_of_the_old_one(self):
        self.start()
        self.gateway.rejects = True
        self.refresh()
        harness.wait_for("it to be shown", lambda: any(
            "Token rejected" in label for label in self.item.labels()))
        self.refresh(700)
        self.wait_for_text("Work: Token rejected")
        self.gateway.rejects = False
        self.gateway.answering.clear()
        desktop.call(APP_ID, PATH, INTERFACE, "Reload", GLib.Variant("(s)", (WORK,)))
        self.wait_for_no_text("Work: Token rejected")
        self.gateway.answering.set()

    def test_a_restart_says_nothing_twice_and_hidden_amounts_stay_hidden(self):
        self.write_settings("hide-amounts=true")
        self.gateway.quota = 4 * UNITS
        self.start(shown="Credit Tray")
        self.wait_for_text("Work: running low")
        self.assertFalse([text for text in self.painted() if "$" in text])
        self.end()
        n_requests = len(self.gateway.requests)
        self.pass_time(600)
        self.start(shown="Credit Tray")
        harness.wait_for("a request", lambda: len(self.gateway.requests) > n_requests)
        self.end()
        self.assertEqual(self.count("Notify"), 1)

    def wait_for_failure(self):
        """Of the last request: what is shown is that of the one before until it is answered."""
        harness.wait_for("the answer", lambda: '"state":"fetching"' not in self.wait_for_status()[0])
        harness.wait_for("it to be shown", lambda: any(
            "The gateway has a problem" in label for label in self.item.labels()))

    def test_nothing_is_said_of_what_is_not_up_yet_after_login(self):
        """The machine was off for days, and the network is not up when the applet is."""
        said = self.write_command()
        self.write_settings(f"alert-command={self.path('command')}")
        self.start()
        self.gateway.away = True
        for _ in range(2):
            self.refresh(700)
            self.wait_for_failure()
        self.end()
        self.shift_s += 72 * HOUR_S
        write(self.path("shift"), str(self.shift_s))
        self.start("--autostart")
        self.refresh(30)
        self.wait_for_failure()
        self.assertFalse([name for _, name, _ in desktop.accessibles("frame")
                          if name == "Credit Tray"])
        login_s = time.time() + self.shift_s
        self.refresh(120)
        self.wait_for_text("Work: no balance for a day")
        harness.wait_for("the command", lambda: read(said).endswith("\n"))
        told = datetime.datetime.fromisoformat(json.loads(read(said))["time"].replace("Z", "+00:00"))
        self.assertGreater(told.timestamp(), login_s + 60)

    def write_command(self, status=0):
        """It writes down what it reads, the first time. Where."""
        said = self.path("said")
        command = self.path("command")
        write(command, f"#!/bin/sh\n[ -e {said} ] || cat >{said}\nexit {status}\n")
        os.chmod(command, 0o700)
        return said

    def test_the_command_runs_and_its_failure_is_told(self):
        said = self.write_command(status=3)
        self.write_settings("alerts-low=USD=10; CNY=60\n"
                            f"alert-command={self.path('command')}; --now")
        self.start()
        self.poll(9.99)
        self.wait_for_text("The alert command failed")
        alert = json.loads(read(said))
        self.assertEqual((alert["kind"], alert["amount"]), ("low", "9.99"))
        self.assertNotIn(TOKEN, read(said))

    def test_the_menu_tops_up(self):
        self.start()
        self.item.click("Top Up")
        harness.wait_for("the page", lambda: read(self.opened))
        self.assertEqual(read(self.opened), TOP_UP_PAGE)
        self.assertEqual(self.count("Notify"), 0)

    def test_a_menu_that_opens_refreshes_what_is_outdated(self):
        self.start()
        self.pass_time(INTERVAL_S - 5)  # no floor stands in the way
        self.item.open_menu()
        desktop.call(APP_ID, PATH, INTERFACE, "Status")
        self.assertEqual(len(self.gateway.requests), 1)
        self.gateway.quota = 20 * UNITS
        self.pass_time(10)
        self.item.open_menu()
        self.wait_for_title("20.00")
        self.assertEqual(len(self.gateway.requests), 2)

    def test_at_login_without_a_panel_that_is_said_once(self):
        desktop.stop_panel()
        self.addCleanup(desktop.restart_panel)
        self.start_program("--autostart", TIME_SHIFT_ALARMS="1")
        self.wait_for_status()
        self.pass_time(50)
        harness.wait_for("a poll", lambda: self.gateway.requests)  # alarms ring
        self.assertEqual(self.count("Notify"), 0)
        self.pass_time(15)
        self.wait_for_text("No panel shows the balance")
        n_requests = len(self.gateway.requests)
        self.pass_time(HOUR_S)
        harness.wait_for("a poll", lambda: len(self.gateway.requests) > n_requests)
        self.assertEqual(self.count("Notify"), 1)
        self.assertNotIn("Credit Tray", [name for _, name, _ in desktop.accessibles("frame")])
        desktop.start_panel()
        desktop.wait_for_painted("$50.00")
        self.wait_for_no_text("No panel shows the balance")

    def test_at_login_a_panel_may_take_its_time(self):
        desktop.stop_panel()
        self.start_program("--autostart", TIME_SHIFT_ALARMS="1")
        self.wait_for_status()
        self.pass_time(50)
        desktop.start_panel()
        desktop.wait_for_painted("$50.00")
        n_requests = len(self.gateway.requests)
        self.pass_time(HOUR_S)
        harness.wait_for("a poll", lambda: len(self.gateway.requests) > n_requests)
        self.assertEqual(self.count("Notify"), 0)


class ClickTest(NotifyingTest):
    """Beside the buttons; the daemon that draws for the other tests takes that for a dismissal."""

    def start_daemon(self):
        self.shown = []
        node = Gio.DBusNodeInfo.new_for_xml(DAEMON_XML)
        number = desktop.bus.register_object("/" + NOTIFICATIONS.replace(".", "/"),
                                             node.interfaces[0], self.on_call, None, None)
        self.addCleanup(desktop.bus.unregister_object, number)
        name = Gio.bus_own_name_on_connection(desktop.bus, NOTIFICATIONS, 0, None, None)
        self.addCleanup(Gio.bus_unown_name, name)
        harness.wait_for("its name", lambda: desktop.has_owner(NOTIFICATIONS))

    def on_call(self, _bus, _sender, _path, _interface, method, parameters, invocation):
        if method == "Notify":
            self.shown.append(parameters.unpack()[3])
        invocation.return_value(
            GLib.Variant("(u)", (len(self.shown),)) if method == "Notify" else None)

    def test_it_opens_the_account(self):
        self.start()
        self.poll(4.99)
        harness.wait_for("a notification", lambda: self.shown == ["Work: running low"])
        desktop.bus.emit_signal(None, "/" + NOTIFICATIONS.replace(".", "/"), NOTIFICATIONS,
                                "ActionInvoked", GLib.Variant("(us)", (1, "default")))
        harness.wait_for("its page", lambda: [
            name for _, name, _ in desktop.accessibles("frame") if name == "Work"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
