"""A real gnome-keyring on the desktop's private bus."""

import subprocess

from gi.repository import GLib

import harness

NAME = "org.freedesktop.secrets"
PATH = "/org/freedesktop/secrets"
SERVICE = "org.freedesktop.Secret.Service"
LOGIN = PATH + "/collection/login"
SCHEMA = "io.github.credittray.CreditTray.Token"
PASSWORD = b"password"


class Keyring:
    def __init__(self, desktop):
        self.desktop = desktop
        self.process = desktop.run(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            stdin=subprocess.PIPE, stdout=desktop.log, stderr=desktop.log,
        )
        self.process.stdin.write(PASSWORD)
        self.process.stdin.close()
        harness.wait_for("the keyring", lambda: desktop.has_owner(NAME))
        _, self.session = self.call(
            PATH, SERVICE, "OpenSession", "(sv)", "plain", GLib.Variant("s", "")
        )

    def call(self, path, interface, method, signature, *arguments):
        return self.desktop.call(
            NAME, path, interface, method, GLib.Variant(signature, arguments)
        )

    def store(self, account, origin, token):
        attributes = {"xdg:schema": SCHEMA, "account": account, "origin": origin}
        properties = {
            "org.freedesktop.Secret.Item.Label": GLib.Variant("s", "Credit Tray: test"),
            "org.freedesktop.Secret.Item.Attributes": GLib.Variant("a{ss}", attributes),
        }
        secret = (self.session, b"", token.encode(), "text/plain")
        self.call(
            LOGIN, "org.freedesktop.Secret.Collection", "CreateItem", "(a{sv}(oayays)b)",
            properties, secret, True,
        )

    def count(self, account):
        """Tokens of an account, whatever their origin."""
        attributes = {"xdg:schema": SCHEMA, "account": account}
        unlocked, locked = self.call(PATH, SERVICE, "SearchItems", "(a{ss})", attributes)
        return len(unlocked) + len(locked)

    def forget(self, account):
        attributes = {"xdg:schema": SCHEMA, "account": account}
        unlocked, _ = self.call(PATH, SERVICE, "SearchItems", "(a{ss})", attributes)
        for path in unlocked:
            self.call(path, "org.freedesktop.Secret.Item", "Delete", "()")

    def lock(self):
        self.call(PATH, SERVICE, "Lock", "(ao)", [LOGIN])

    def unlock(self):
        """As the person would, without the prompt."""
        secret = (self.session, b"", PASSWORD, "text/plain")
        self.call(
            PATH, "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface",
            "UnlockWithMasterPassword", "(o(oayays))", LOGIN, secret,
        )
