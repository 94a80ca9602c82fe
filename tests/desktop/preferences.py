"""What the tests of the preferences share: an applet with three accounts at a gateway, their tokens
in a real keyring, and its preferences open."""

import configparser
import os
import tempfile
import unittest

import gateway
import harness
import keyring
import windows

TOKEN = "system-access-token-0123456789"
ACCOUNTS = {
    name: f"6f0c2f6e-0000-4000-8000-00000000000{number}"
    for number, name in enumerate(("Work", "Home", "Studio"), 1)
}
ACCOUNT = """
[account %(id)s]
provider=%(provider)s
name=%(name)s
base-url=%(origin)s
fields=user_id=42
"""

YUAN = """{ "id": "yuan", "name": "Yuan site", "base_url": null,
  "fields": [ { "id": "user_id", "label": "User ID", "kind": "text" } ],
  "requests": { "self": { "path": "/api/user/self" } },
  "balances": [ { "id": "main", "scope": "account", "kind": "money", "currency": "CNY",
                  "remaining": "self.data.quota / 500000" } ] }"""

desktop = windows.WindowDesktop()


def set_up_module():
    desktop.start()
    desktop.keyring = keyring.Keyring(desktop)


def tear_down_module():
    desktop.stop()


class PreferencesTest(unittest.TestCase):
    general = ""  # more settings
    providers = {}  # of accounts that are not with new-api

    def setUp(self):
        self.gateway = gateway.Gateway(24997909)
        self.addCleanup(self.gateway.stop)
        self.home = tempfile.mkdtemp(dir=desktop.folder)
        for folder in ("config/credit-tray/providers", "run"):
            os.makedirs(os.path.join(self.home, folder), 0o700)
        self.settings = os.path.join(self.home, "config/credit-tray/settings.ini")
        with open(self.settings, "w", encoding="utf-8") as file:
            file.write(f"[general]\naccounts={'; '.join(ACCOUNTS.values())}\n{self.general}\n")
            for name, account in ACCOUNTS.items():
                file.write(ACCOUNT % {
                    "id": account, "name": name, "origin": self.gateway.origin,
                    "provider": self.providers.get(name, "new-api")})
        with open(os.path.join(self.home, "config/credit-tray/providers/yuan.json"), "w",
                  encoding="utf-8") as file:
            file.write(YUAN)
        for account in ACCOUNTS.values():
            desktop.keyring.forget(account)
            desktop.keyring.store(account, self.gateway.origin, TOKEN)
        self.start()
        desktop.activate("preferences")

    def start(self):
        self.applet = desktop.run_program([windows.APPLET], env={
            "XDG_CONFIG_HOME": os.path.join(self.home, "config"),
            "XDG_DATA_HOME": os.path.join(self.home, "data"),
            "XDG_STATE_HOME": os.path.join(self.home, "state"),
            "XDG_RUNTIME_DIR": os.path.join(self.home, "run"),
            "GSETTINGS_BACKEND": "memory",  # of GTK's file chooser
        })
        self.addCleanup(self.end, self.applet)
        self.item = desktop.wait_for_item()

    def end(self, applet):
        if applet in desktop.processes:
            desktop.end_program(applet)
        harness.wait_for("the item to go", lambda: not desktop.items())

    def read(self, group, key):
        """What the settings file says; None when it does not."""
        parser = configparser.RawConfigParser(strict=False)
        parser.read(self.settings, encoding="utf-8")
        return parser.get(group, key, fallback=None)

    def wait_for_setting(self, key, value, group="general"):
        harness.wait_for(f"{key}={value}, not {self.read(group, key)}",
                         lambda: self.read(group, key) == value)


class PageTest(PreferencesTest):
    page = None

    def setUp(self):
        super().setUp()
        windows.show_page(desktop, self.page)
