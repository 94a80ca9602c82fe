#!/usr/bin/python3
"""The whole applet on a real desktop: one instance, its options, its bus, how it ends."""

import json
import os
import shlex
import shutil
import signal
import subprocess
import unittest

import harness
from gi.repository import Gio

APPLET = os.path.join(harness.BUILD_DIR, "src", "credit-tray")
APP_ID = "io.github.credittray.CreditTray"
PATH = "/io/github/credittray/CreditTray"
INTERFACE = "io.github.credittray.CreditTray1"

desktop = harness.Desktop()
setUpModule, tearDownModule = desktop.start, desktop.stop


def replace_file(path, text):
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(path + ".new", path)


def run_to_end(*arguments, **environment):
    return subprocess.run(
        [APPLET, *arguments], env={**desktop.environment, **environment}, text=True,
        capture_output=True, timeout=harness.DEADLINE_S, check=False,
    )


class ApplicationTest(unittest.TestCase):
    def setUp(self):
        self.processes = []

    def tearDown(self):
        for process in self.processes:
            desktop.end_program(process)
        harness.wait_for("the item to go", lambda: not desktop.items())

    def start(self, *arguments):
        process = desktop.run_program([APPLET, *arguments])
        self.processes.append(process)
        self.item = desktop.wait_for_item()
        return process

    def test_it_is_in_the_panel_without_any_account(self):
        self.start()
        self.assertEqual(self.item.property("Title"), "Credit Tray")
        self.assertEqual(self.item.labels()[-6:],
                         ["Refresh Now", "-", "Balances…", "Preferences…", "-", "Quit"])

    def test_status_on_the_bus(self):
        self.start()
        (text,) = desktop.call(APP_ID, PATH, INTERFACE, "Status")
        self.assertEqual(json.loads(text)["accounts"], [])

    def test_a_second_start_opens_the_window_of_the_first(self):
        self.start()
        second = run_to_end()
        self.assertEqual((second.returncode, second.stdout, second.stderr), (0, "", ""))
        self.assertEqual(len(desktop.items()), 1)
        harness.wait_for("the window of the first", lambda: any(
            name == "Credit Tray" for _, name, _ in desktop.accessibles("frame")))

    def test_the_demo_shows_balances_and_touches_nothing(self):
        desktop.restart_panel()
        shutil.rmtree(os.path.join(desktop.environment["HOME"], ".config"), ignore_errors=True)
        self.start("--demo")
        harness.wait_for("an amount", lambda: any("$" in l for l in desktop.painted_labels()))
        harness.wait_for("the accounts", lambda: any(
            l.startswith("Work · $49.99 · ") and l.endswith(" days") for l in self.item.labels()))
        self.assertRegex(self.item.property("Title"), r"\$64\.73\+ · 1 day$")
        desktop.click_painted("menu", self.item.property("XAyatanaLabel"))
        harness.wait_for("the menu", lambda: "Quit" in desktop.painted_menu_items())
        desktop.screenshot("demo")
        self.assertTrue(desktop.has_owner(APP_ID + ".Demo"))
        self.assertFalse(desktop.has_owner(APP_ID))
        self.assertEqual(os.listdir(desktop.environment["HOME"]), [])

    def test_signals_end_it_cleanly(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            with self.subTest(number):
                process = self.start()
                process.send_signal(number)
                self.assertEqual(process.wait(harness.DEADLINE_S), 0)
                harness.wait_for("the item to go", lambda: not desktop.items())

    def test_quit_in_the_menu_ends_it(self):
        process = self.start()
        self.item.click("Quit")
        self.assertEqual(process.wait(harness.DEADLINE_S), 0)

    def test_it_starts_at_login_when_that_is_set(self):
        config = os.path.join(desktop.environment["HOME"], ".config")
        entry = os.path.join(config, "autostart", APP_ID + ".desktop")
        settings = os.path.join(config, "credit-tray", "settings.ini")
        self.addCleanup(shutil.rmtree, config)
        self.start()
        self.assertFalse(os.path.exists(entry))
        replace_file(settings, "[general]\nautostart=true\n")
        harness.wait_for("the autostart file", lambda: os.path.exists(entry))
        command = Gio.DesktopAppInfo.new_from_filename(entry).get_commandline()
        self.assertEqual(shlex.split(command), [os.path.realpath(APPLET), "--autostart"])
        replace_file(settings, "[general]\nautostart=false\n")
        harness.wait_for("the file to go", lambda: not os.path.exists(entry))

    def test_at_login_a_running_one_is_left_alone(self):
        self.start("--autostart")
        second = run_to_end("--autostart")
        self.assertEqual((second.returncode, second.stdout, second.stderr), (0, "", ""))
        self.assertEqual(len(desktop.items()), 1)

    def test_version_and_help_need_no_display(self):
        version = run_to_end("--version", DISPLAY="", WAYLAND_DISPLAY="")
        self.assertEqual((version.returncode, version.stderr), (0, ""))
        self.assertRegex(version.stdout, r"^credit-tray \d+\.\d+\.\d+\n$")
        help_text = run_to_end("--help", DISPLAY="").stdout
        for option in ("--version", "--demo", "--autostart", "--debug"):
            self.assertIn(option, help_text)

    def test_no_display_is_said(self):
        ended = run_to_end(DISPLAY="", WAYLAND_DISPLAY="")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("creditctl", ended.stderr)

    def test_a_missing_schema_is_said(self):
        ended = run_to_end(CREDIT_TRAY_BUILD_DIR="/nonexistent")
        self.assertEqual(ended.returncode, 1)
        self.assertIn("schema", ended.stderr)

    def test_no_core_file_is_written(self):
        process = self.start()
        with open(f"/proc/{process.pid}/limits", encoding="ascii") as limits:
            self.assertRegex(limits.read(), r"Max core file size +0 +0 ")


if __name__ == "__main__":
    unittest.main(verbosity=2)
