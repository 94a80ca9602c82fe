#!/usr/bin/python3
"""The desktop's proxy, as its network settings change it while the applet runs."""

import contextlib
import json
import os
import socket
import socketserver
import subprocess
import tempfile
import threading
import unittest

import gateway
import harness
import keyring
from gi.repository import GLib

APPLET = os.path.join(harness.BUILD_DIR, "src", "credit-tray")
TIME_SHIFT = os.path.join(harness.BUILD_DIR, "tests", "desktop", "libtime-shift.so")
APP_ID = "io.github.credittray.CreditTray"
BUS_PATH = "/io/github/credittray/CreditTray"
FAR, NEAR = (f"6f0c2f6e-0000-4000-8000-{number:012}" for number in (1, 2))
TOKEN = "system-access-token-0123456789"
INTERVAL_S = 400  # with jitter at most
SETTINGS = f"""[general]
accounts={FAR};{NEAR}

[account {FAR}]
provider=new-api
name=Far
base-url=%(far)s

[account {NEAR}]
provider=new-api
name=Near
base-url=%(near)s
"""

desktop = harness.Desktop()


def setUpModule():
    desktop.start()
    desktop.keyring = keyring.Keyring(desktop)


def tearDownModule():
    desktop.stop()


class Proxy:
    """It makes no tunnel; `asked` has what came up to the first empty line, each time."""

    def __init__(self):
        self.asked = []
        proxy = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                lines = []
                while (line := self.rfile.readline().strip()):
                    lines.append(line.decode())
                proxy.asked.append(lines)
                with contextlib.suppress(BrokenPipeError):
                    self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def find_closed_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class ProxyTest(unittest.TestCase):
    def setUp(self):
        self.near = gateway.Gateway(24997909)
        self.addCleanup(self.near.stop)
        self.proxy = Proxy()
        self.addCleanup(self.proxy.stop)
        self.home = tempfile.mkdtemp(dir=desktop.folder)
        self.far = f"https://127.0.0.1:{find_closed_port()}"
        os.makedirs(self.path("config/credit-tray"), 0o700)
        os.mkdir(self.path("run"), 0o700)
        with open(self.path("config/credit-tray/settings.ini"), "w", encoding="utf-8") as file:
            file.write(SETTINGS % {"far": self.far, "near": self.near.origin})
        desktop.keyring.store(FAR, self.far, TOKEN)
        desktop.keyring.store(NEAR, self.near.origin, TOKEN)
        self.shift_s = 0
        self.environment = {
            # GLib takes the desktop's settings for the proxy on GNOME, and the variables elsewhere.
            "XDG_CURRENT_DESKTOP": "GNOME",
            "GSETTINGS_BACKEND": "keyfile",
            "XDG_CONFIG_HOME": self.path("config"),
            "XDG_DATA_HOME": self.path("data"),
            "XDG_STATE_HOME": self.path("state"),
            "XDG_RUNTIME_DIR": self.path("run"),
            "LD_PRELOAD": TIME_SHIFT,
            "TIME_SHIFT_FILE": self.path("shift"),
            "TIME_SHIFT_ALARMS": "1",
        }

    def path(self, name):
        return os.path.join(self.home, name)

    def start(self):
        self.applet = desktop.run_program([APPLET], env=self.environment)
        self.addCleanup(desktop.end_program, self.applet)
        desktop.wait_for_item()

    def set_desktop(self, schema, key, value):
        """As the desktop's settings do."""
        subprocess.run(["gsettings", "set", "org.gnome.system.proxy" + schema, key, value],
                       env={**desktop.environment, **self.environment}, check=True,
                       timeout=harness.DEADLINE_S)

    def errors(self):
        """By account, the code of what went wrong."""
        (text,) = desktop.call(APP_ID, BUS_PATH, APP_ID + "1", "Status")
        accounts = json.loads(text)["accounts"]
        return {each["name"]: (each.get("error") or {}).get("code") for each in accounts}

    def ask_again(self):
        n_near = len(self.near.requests)
        self.shift_s += INTERVAL_S
        with open(self.path("shift"), "w", encoding="utf-8") as file:
            file.write(str(self.shift_s))
        for account in (FAR, NEAR):
            desktop.call(APP_ID, BUS_PATH, APP_ID + "1", "Refresh", GLib.Variant("(s)", (account,)))
        harness.wait_for("another request", lambda: len(self.near.requests) > n_near)

    def test_the_next_poll_goes_by_what_the_desktop_says_now(self):
        # This machine itself as well: the tunnel is to where nobody listens.
        self.set_desktop("", "ignore-hosts", "[]")
        for kind in (".http", ".https"):
            self.set_desktop(kind, "host", "127.0.0.1")
            self.set_desktop(kind, "port", str(self.proxy.port))
        self.start()
        harness.wait_for("answers", lambda: self.near.requests and self.errors() == {
            "Far": "unreachable", "Near": None})
        self.assertEqual(self.proxy.asked, [])

        self.set_desktop("", "mode", "manual")
        self.ask_again()
        harness.wait_for("the proxy's no", lambda: self.errors() == {"Far": "proxy", "Near": None})
        asked = list(self.proxy.asked)
        for first, *others in asked:  # http never goes through a proxy: it would read the token
            self.assertEqual(first, f"CONNECT {self.far.removeprefix('https://')} HTTP/1.1")
            self.assertNotIn(TOKEN, "\n".join(others))

        self.set_desktop("", "mode", "none")
        self.ask_again()
        harness.wait_for("no proxy", lambda: self.errors()["Far"] == "unreachable")
        self.assertEqual(self.proxy.asked, asked)


if __name__ == "__main__":
    unittest.main(verbosity=2)
