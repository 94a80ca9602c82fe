#!/usr/bin/python3
"""Another program on the session bus calls all that the applet has there, with whatever it likes:
it reads no token, changes nothing that is kept, and has no address opened but the account's own."""

import xml.etree.ElementTree

import applets
import harness
import unprivileged
import windows
from applets import ACCOUNT, desktop
from gi.repository import Gio, GLib

PAGE = "https://club.example/top-up"
# An action that is added is looked at first: what may a stranger do with it?
ACTIONS = {
    "/": {"refresh": "s", "top-up": "s", "unlock": "", "quit": "", "snooze": "(ss)",
          "balances": "s", "preferences": "", "shortcuts": "", "about": "", "add-account": "",
          "edit-account": "s"},
    "/window/": {"back": "", "close": "", "menu": "", "refresh": "", "export-csv": "", "export-png": "",
                 "troubleshooting": ""},
}
METHODS = {"Status": "", "Refresh": "s", "Reload": "s"}
BUS = "org.freedesktop.DBus"
ENDS_IT = ("quit",)  # the last thing that is tried


def setUpModule():
    applets.start_desktop()


def tearDownModule():
    desktop.stop()


def first_type(kinds):
    """Of types one after the other: "a{sv}" of "a{sv}s"."""
    if kinds[0] == "a":
        return "a" + first_type(kinds[1:])
    end = 1
    while any(kinds[:end].count(a) > kinds[:end].count(b) for a, b in ("()", "{}")):
        end += 1
    return kinds[:end]


def types_in(kinds):
    while kinds:
        yield first_type(kinds)
        kinds = kinds[len(first_type(kinds)):]


class Peer(applets.AppletTest):
    def setUp(self):
        super().setUp()
        self.write_definition(links={"top_up": PAGE})
        self.write_settings()
        self.start("--window")
        self.wait_until_read()
        desktop.activate("balances", GLib.Variant("s", ACCOUNT))
        desktop.wait_for_widget("frame", "Work")
        self.evil = self.other.origin
        self.texts = ["", ACCOUNT, self.evil, "https://evil.example/", "file:///etc/passwd",
                      f"{ACCOUNT}/../x", "base-url", "hour"]
        self.answers = []

    # What there is

    def introspect(self, path):
        try:
            (text,) = self.ask(path, f"{BUS}.Introspectable", "Introspect", None)
        except GLib.Error:
            return
        node = xml.etree.ElementTree.fromstring(text)
        yield path, node
        for child in node.findall("node"):
            yield from self.introspect(f"{path.rstrip('/')}/{child.get('name')}")

    def methods(self):
        """(path, interface, method, its argument types)."""
        for path, node in self.introspect("/"):
            for interface in node.findall("interface"):
                for method in interface.findall("method"):
                    yield (path, interface.get("name"), method.get("name"),
                           [argument.get("type") for argument in method.findall("arg")
                            if argument.get("direction") != "out"])

    def ask(self, path, interface, method, parameters):
        return desktop.bus.call_sync(
            windows.APP_ID, path, interface, method, parameters, None,
            Gio.DBusCallFlags.NO_AUTO_START, harness.DEADLINE_S * 1000, None).unpack()

    def attempt(self, path, interface, method, parameters):
        """A refusal is an answer, too."""
        try:
            self.answers.append(self.ask(path, interface, method, parameters))
        except GLib.Error as error:
            self.answers.append(error.message)

    # What is tried

    def values(self, kind, text):
        """A value of this type, with text in it wherever one fits."""
        if kind in ("s", "o", "g"):
            return GLib.Variant(kind, {"s": text, "o": "/", "g": "s"}[kind])
        if kind == "v":
            return GLib.Variant("v", GLib.Variant("s", text))
        if kind.startswith("a{sv}"):
            return GLib.Variant(kind, {key: GLib.Variant("s", text) for key in (
                "desktop-startup-id", "token", "base-url", "value")})
        if kind.startswith("a"):
            inner = self.values(kind[1:], text)
            return GLib.Variant.new_array(GLib.VariantType(kind[1:]), [inner])
        if kind[0] in "({":
            inner = [self.values(part, text) for part in types_in(kind[1:-1])]
            return (GLib.Variant.new_tuple(*inner) if kind[0] == "("
                    else GLib.Variant.new_dict_entry(*inner))
        return GLib.Variant(kind, {"b": True, "d": 1.0}.get(kind, 1))

    def try_method(self, path, interface, method, kinds):
        for text in self.texts:
            parameters = GLib.Variant.new_tuple(*(self.values(kind, text) for kind in kinds))
            self.attempt(path, interface, method, parameters)
            if not kinds:
                return

    def try_actions(self, path, actions):
        for name, kind in actions.items():
            if name in ENDS_IT:
                continue
            for text in self.texts:
                target = [self.values(kind, text)] if kind else []
                self.attempt(path, "org.gtk.Actions", "Activate",
                             GLib.Variant("(sava{sv})", (name, target, {})))
                self.attempt(path, "org.gtk.Actions", "SetState",
                             GLib.Variant("(sva{sv})", (name, GLib.Variant("s", text), {})))

    def try_properties(self, path, interface, node):
        self.attempt(path, f"{BUS}.Properties", "GetAll", GLib.Variant("(s)", (interface,)))
        for found in node.findall("property"):
            for text in self.texts:
                value = self.values(found.get("type"), text)
                self.attempt(path, f"{BUS}.Properties", "Set",
                             GLib.Variant("(ssv)", (interface, found.get("name"), value)))

    def actions(self):
        """{path: {action: type}} of all that are exported."""
        found = {}
        for path, interface, method, _ in self.methods():
            if (interface, method) == ("org.gtk.Actions", "DescribeAll"):
                (described,) = self.ask(path, interface, method, None)
                found[path] = {name: kind for name, (_, kind, _) in described.items()}
        return found

    def kept(self):
        return {path.relative_to(self.config): path.read_bytes()
                for path in self.config.rglob("*") if path.is_file()}

    def test_what_is_there(self):
        root = "/" + windows.APP_ID.replace(".", "/")
        actions = self.actions()
        self.assertEqual({path: kinds for path, kinds in actions.items() if "/window/" not in path},
                         {root: ACTIONS["/"]})
        (window,) = [kinds for path, kinds in actions.items() if "/window/" in path]
        self.assertEqual(window, ACTIONS["/window/"])
        ours = {method: "".join(kinds) for _, interface, method, kinds in self.methods()
                if interface.startswith(windows.APP_ID)}
        self.assertEqual(ours, METHODS)

    def test_everything_is_called(self):
        before = self.kept()
        for path, interface, method, kinds in list(self.methods()):
            if interface != "org.gtk.Actions" and not (
                    interface == windows.harness.MENU and method.startswith("Event")):
                self.try_method(path, interface, method, kinds)
        for path, node in list(self.introspect("/")):
            for interface in node.findall("interface"):
                self.try_properties(path, interface.get("name"), interface)
        for path, actions in self.actions().items():
            self.try_actions(path, actions)
        self.assertIsNotNone(self.status())
        self.assertIsNone(self.applet.poll())
        answers = str(self.answers)
        self.assertIn("$50.00", answers)  # the balance is told
        self.assert_not_in("an answer", answers)
        self.assert_not_in("what is shown", "\n".join(applets.all_texts()))
        self.assertEqual(self.kept(), before)
        self.assertEqual(self.stored_token(), self.canary.token)
        self.assertEqual(self.other.requests, [])
        self.assertLessEqual(set(self.addresses_opened()), {PAGE})
        self.assertTrue(self.addresses_opened())


if __name__ == "__main__":
    unprivileged.main()
