#!/usr/bin/python3
"""The session ends around the applet: it leaves at once, complains of nothing, and what it knows is
kept."""

import json
import os
import signal
import subprocess
import tempfile
import unittest

from gi.repository import Gio, GLib

import gateway
import harness
import keyring

APPLET = os.path.join(harness.BUILD_DIR, "src", "credit-tray")
CREDITCTL = os.path.join(harness.BUILD_DIR, "src", "creditctl")
APP_ID = "io.github.credittray.CreditTray"
PATH = "/io/github/credittray/CreditTray"
INTERFACE = "io.github.credittray.CreditTray1"
WORK = "6f0c2f6e-0000-4000-8000-000000000001"
SETTINGS = """[general]
accounts=%(id)s

[account %(id)s]
provider=laozhang
name=Work
base-url=%(origin)s
"""
MANAGER = "org.gnome.SessionManager"
MANAGER_PATH = "/org/gnome/SessionManager"
CLIENT = MANAGER + ".ClientPrivate"
CLIENT_PATH = MANAGER_PATH + "/Client1"
MANAGER_XML = """<node>
  <interface name="org.gnome.SessionManager">
    <method name="RegisterClient">
      <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="o" direction="out"/>
    </method>
    <method name="UnregisterClient"><arg type="o" direction="in"/></method>
  </interface>
  <interface name="org.gnome.SessionManager.ClientPrivate">
    <method name="EndSessionResponse">
      <arg type="b" direction="in"/><arg type="s" direction="in"/>
    </method>
    <signal name="QueryEndSession"><arg type="u"/></signal>
    <signal name="EndSession"><arg type="u"/></signal>
    <signal name="Stop"/>
  </interface>
</node>"""

desktop = harness.Desktop()


def setUpModule():
    desktop.start()
    desktop.keyring = keyring.Keyring(desktop)


def tearDownModule():
    desktop.stop()


class SessionManager:
    """One that speaks as GNOME's does with its only client."""

    def __init__(self, bus):
        self.bus = bus
        self.calls = []
        node = Gio.DBusNodeInfo.new_for_xml(MANAGER_XML)
        self.objects = [
            bus.register_object(MANAGER_PATH, node.interfaces[0], self.on_call, None, None),
            bus.register_object(CLIENT_PATH, node.interfaces[1], self.on_call, None, None),
        ]
        self.name = Gio.bus_own_name_on_connection(bus, MANAGER, 0, None, None)

    def stop(self):
        Gio.bus_unown_name(self.name)
        for number in self.objects:
            self.bus.unregister_object(number)

    def on_call(self, _bus, _sender, _path, _interface, method, parameters, invocation):
        self.calls.append((method, parameters.unpack()))
        registers = method == "RegisterClient"
        invocation.return_value(GLib.Variant("(o)", (CLIENT_PATH,)) if registers else None)

    def wait_for(self, method):
        harness.wait_for(method, lambda: method in [name for name, _ in self.calls])

    def tell(self, signal_name, parameters=None):
        self.bus.emit_signal(None, CLIENT_PATH, CLIENT, signal_name, parameters)


class SessionEndTest(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(dir=desktop.folder)
        self.environment = {f"XDG_{kind}": os.path.join(self.home, kind.lower())
                            for kind in ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "RUNTIME_DIR")}
        os.mkdir(self.environment["XDG_RUNTIME_DIR"], 0o700)
        self.gateway = gateway.Gateway(24997909)
        self.addCleanup(self.gateway.stop)
        desktop.keyring.store(WORK, self.gateway.origin, "test-token-0001")
        folder = os.path.join(self.environment["XDG_CONFIG_HOME"], "credit-tray")
        os.makedirs(folder)
        with open(os.path.join(folder, "settings.ini"), "w", encoding="utf-8") as file:
            file.write(SETTINGS % {"id": WORK, "origin": self.gateway.origin})

    def start(self, **environment):
        self.applet = desktop.run_program([APPLET], env={**self.environment, **environment})
        self.addCleanup(desktop.end, self.applet)

    def start_shown(self, **environment):
        self.start(**environment)
        item = desktop.wait_for_item()
        harness.wait_for("the amount", lambda: "$49.99" in item.property("XAyatanaLabel"))

    @staticmethod
    def has_status(connection):
        try:
            (text,) = connection.call_sync(
                APP_ID, PATH, INTERFACE, "Status", None, None, Gio.DBusCallFlags.NONE, -1, None
            ).unpack()
        except GLib.Error:
            return False
        return json.loads(text)["accounts"][0]["error"] is not None

    def known_amount(self):
        done = subprocess.run(
            [CREDITCTL, "status", "--cached", "--format=json"], check=True, capture_output=True,
            env={**desktop.environment, **self.environment})
        return json.loads(done.stdout)["total"]["amount"]

    def test_it_is_told_to_end_during_a_poll(self):
        self.gateway.answering.clear()
        self.start()
        harness.wait_for("a request", lambda: self.gateway.requests)
        desktop.end_program(self.applet)

    def test_it_is_told_to_end_again_and_again(self):
        """As by the session and by systemd: each but the first finds it on its way."""
        self.start_shown()
        while self.applet.poll() is None:
            self.applet.terminate()
        desktop.end_program(self.applet)

    def test_the_session_manager_ends_it(self):
        manager = SessionManager(desktop.bus)
        self.addCleanup(manager.stop)
        self.start_shown()
        manager.wait_for("RegisterClient")
        manager.tell("QueryEndSession", GLib.Variant("(u)", (0,)))
        manager.wait_for("EndSessionResponse")
        self.assertEqual(manager.calls[-1][1], (True, ""))
        manager.tell("EndSession", GLib.Variant("(u)", (0,)))
        manager.tell("Stop")
        harness.wait_for("its end", lambda: self.applet.poll() is not None)
        desktop.end_program(self.applet)
        self.assertEqual(self.known_amount(), "49.995818")

    def test_the_bus_goes(self):
        bus, address = desktop.run_bus()
        connection = desktop.connect(address)
        manager = SessionManager(connection)
        self.start(DBUS_SESSION_BUS_ADDRESS=address)
        manager.wait_for("RegisterClient")
        harness.wait_for("its status", lambda: self.has_status(connection))
        desktop.end(bus)
        self.assertEqual(self.applet.wait(harness.DEADLINE_S), 0)
        desktop.end_program(self.applet)

    def test_the_display_goes(self):
        """GDK ends the process, as that of every client; what was read is on disk by then."""
        server, display = desktop.run_display()
        self.start_shown(DISPLAY=display)
        server.send_signal(signal.SIGKILL)
        self.assertEqual(self.applet.wait(harness.DEADLINE_S), 1)
        self.assertEqual(self.known_amount(), "49.995818")
        harness.wait_for("the item to go", lambda: not desktop.items())


if __name__ == "__main__":
    unittest.main(verbosity=2)
