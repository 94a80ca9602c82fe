"""The real applet on a private desktop, with a real keyring and an account
whose token is a canary."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import canary
import definitions
import echo
import harness
import keyring
import rig
import tracing
import windows
from gi.repository import Atspi, GLib

ACCOUNT = "6f0c2f6e-0000-4000-8000-000000000001"
TIME_SHIFT = rig.BUILD / "tests" / "desktop" / "libtime-shift.so"
HOUR_S = 3600
# What AT-SPI asks of GTK while a window opens or closes.
KNOWN_COMPLAINTS = "|gtk_tree_model_get_iter_first|gtk_widget_event: assertion"

desktop = windows.WindowDesktop()


def start_desktop():
    desktop.start()
    desktop.keyring = keyring.Keyring(desktop)
    harness.KNOWN_COMPLAINTS += KNOWN_COMPLAINTS


def text_of(widget):
    if not Atspi.Accessible.get_text_iface(widget):
        return ""
    return Atspi.Text.get_text(widget, 0, Atspi.Text.get_character_count(widget))


def all_texts():
    """Everything that a screen reader could say of what is on the display."""
    texts = []
    for role, name, widget in desktop.accessibles():
        try:
            texts += [role, name, widget.get_description(), text_of(widget),
                      str(widget.get_attributes())]
        except GLib.Error:
            continue  # went away meanwhile
    return [text for text in texts if text]


class AppletTest(unittest.TestCase):
    """self.site says the token to whoever may listen; self.other must not be sent it."""

    maxDiff = None

    def setUp(self):
        self.canary = canary.Canary()
        self.home = Path(tempfile.mkdtemp(dir=desktop.folder))
        self.addCleanup(shutil.rmtree, self.home)
        self.config = self.home / "config" / "credit-tray"
        (self.config / "providers").mkdir(parents=True, mode=0o700)
        (self.home / "run").mkdir(mode=0o700)
        self.site, self.other = self.new_site(), self.new_site()
        self.shift_s = 0
        self.shift_file = self.home / "shift"
        self.opened = self.home / "opened"
        self.applet = None
        self.write_browser()
        desktop.keyring.forget(ACCOUNT)
        desktop.keyring.store(ACCOUNT, self.site.origin, self.canary.token)

    def new_site(self):
        site = echo.Site()
        self.addCleanup(site.close)
        return site

    # What is there before

    def write_definition(self, name="header", origin=None, **more):
        definition = definitions.make(name, origin, **more)
        rig.replace_file(self.config / "providers" / f"{name}.json", json.dumps(definition))

    def write_settings(self, provider="header", origin=None, general="", **more):
        origin = self.site.origin if origin is None else origin
        lines = [f"[general]\naccounts={ACCOUNT}\n{general}\n[account {ACCOUNT}]",
                 f"provider={provider}", "name=Work", f"base-url={origin}"]
        lines += [f"{key.replace('_', '-')}={value}" for key, value in more.items()]
        rig.replace_file(self.config / "settings.ini", "\n".join(lines) + "\n")

    def write_browser(self):
        """What opens addresses writes them down."""
        script = self.home / "browser"
        script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >>{self.opened}\n')
        script.chmod(0o700)
        applications = self.home / "data" / "applications"
        applications.mkdir(parents=True)
        schemes = ("http", "https", "file", "mailto", "ftp")
        kinds = ";".join(f"x-scheme-handler/{scheme}" for scheme in schemes)
        (applications / "browser.desktop").write_text(
            "[Desktop Entry]\nType=Application\nName=Browser\n"
            f"Exec={script} %u\nMimeType={kinds};\n")
        (self.home / "config" / "mimeapps.list").write_text("[Default Applications]\n" + "".join(
            f"x-scheme-handler/{scheme}=browser.desktop\n" for scheme in schemes))

    def addresses_opened(self):
        return self.opened.read_text().splitlines() if self.opened.exists() else []

    # The program

    def environment(self):
        self.pass_time(0)
        return {"TIME_SHIFT_FILE": str(self.shift_file), "GSETTINGS_BACKEND": "memory",
                "XDG_RUNTIME_DIR": str(self.home / "run"),
                **{f"XDG_{kind.upper()}_HOME": str(self.home / kind)
                   for kind in ("config", "data", "state", "cache")}}

    def start(self, *arguments, **variables):
        self.applet = desktop.run_program(
            [windows.APPLET, *arguments],
            env={**self.environment(), **variables,
                 "LD_PRELOAD": f"{TIME_SHIFT} {variables.get('LD_PRELOAD', '')}",
                 "TIME_SHIFT_ALARMS": "1",
                 "https_proxy": self.other.origin, "no_proxy": ""})  # nothing leaves this machine
        self.addCleanup(self.end)
        self.item = desktop.wait_for_item()

    def end(self):
        if self.applet:
            desktop.end_program(self.applet)
            self.applet = None
            harness.wait_for("the item to go", lambda: not desktop.items())

    def start_watched(self, *arguments):
        """With all that it says in self.said, and its system calls in self.calls."""
        self.said, self.calls = self.home.parent / "said", self.home.parent / "calls"
        with open(self.said, "wb") as said:
            self.applet = desktop.run(
                tracing.command(self.calls, windows.APPLET, *arguments, preload=[TIME_SHIFT]),
                env={**self.environment(), "G_MESSAGES_DEBUG": "all"}, stdout=said, stderr=said)
        self.item = desktop.wait_for_item()

    def end_watched(self):
        pid = self.applet.pid
        child = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
        os.kill(child, 15)
        self.assertEqual(self.applet.wait(harness.DEADLINE_S), 0)
        desktop.end(self.applet)
        self.applet = None

    def pass_time(self, seconds):
        self.shift_s += seconds
        self.shift_file.write_text(str(self.shift_s))

    def call(self, method, *arguments):
        signature = f"({'s' * len(arguments)})"
        return desktop.call(windows.APP_ID, windows.PATH, windows.APP_ID + "1", method,
                            GLib.Variant(signature, arguments) if arguments else None)

    def status(self):
        return json.loads(self.call("Status")[0])["accounts"][0]

    def error_code(self):
        return (self.status()["error"] or {"code": None})["code"]

    def wait_until_read(self):
        harness.wait_for("the reading", lambda: self.status()["state"] not in (
            "fetching", "needs-token", "locked") and self.status()["balances"])

    def refresh(self, after_s=2 * HOUR_S):
        """A poll that asks the site, to its end."""
        before = len(self.site.requests)
        self.pass_time(after_s)
        self.call("Refresh", ACCOUNT)
        harness.wait_for("a request", lambda: len(self.site.requests) > before)
        harness.wait_for("its end", lambda: self.status()["state"] != "fetching")

    def stored_token(self):
        return subprocess.run(["secret-tool", "lookup", "account", ACCOUNT], capture_output=True,
                              text=True, env=desktop.environment, check=True).stdout

    def assert_not_in(self, what, data):
        found = self.canary.find(data)
        self.assertIsNone(found, f"{what}: {found}")
