"""A private desktop for tests: Xvfb, a session bus on which nothing starts by itself, a real
StatusNotifier watcher and a real host that paints icon and label, and AT-SPI to read what it
painted. A part that is not installed is a failure.

A test is one process with one Desktop. Whatever it started is ended by process id, and dies with
the test should that be killed. Waiting iterates the main loop up to a deadline.
"""

import ctypes
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import warnings

import gi

gi.require_version("Atspi", "2.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Atspi, Gdk, Gio, GLib

BUILD_DIR = os.environ["CREDIT_TRAY_BUILD_DIR"]
ICON_DIR = os.path.join(BUILD_DIR, "data", "icons")
SHOT_DIR = os.path.join(BUILD_DIR, "screenshots")

WATCHER = "org.kde.StatusNotifierWatcher"
WATCHER_PATH = "/StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
WATCHER_PROGRAM = "/usr/libexec/ayatana-indicator-application/ayatana-indicator-application-service"
HOST_PROGRAM = "/usr/libexec/libayatana-indicator/ayatana-indicator-loader3"
HOST_MODULE = "/usr/lib/*/ayatana-indicators3/7/libayatana-application.so"
AT_SPI_LAUNCHER = "/usr/libexec/at-spi-bus-launcher"

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""

# The indicator library's, on a busy machine (src/ui/tray.c), in its fallback without a watcher, and
# when it is let go after the bus has gone.
# GLib says the next one where there is no notification daemon, as on most of these desktops. The
# last two are GTK's own: its bridge asks for the state of a cell of a list that was emptied.
KNOWN_COMPLAINTS = ("g_dbus_proxy_new: assertion|Gdk-CRITICAL|"
                    r"Unable to send signal for New\w+: The connection is closed|"
                    "unable to send notifications through org.freedesktop.Notifications|"
                    "atk_object_ref_state_set: assertion|gtk_accessible_get_widget: assertion")

DEADLINE_S = 20
PR_SET_PDEATHSIG = 1
libc = ctypes.CDLL(None)


def die_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def look(condition):
    """Its value; nothing while a widget goes away that it looks at."""
    try:
        return condition()
    except GLib.Error as error:
        if error.domain != "atspi_error":
            raise
        return None


def wait_for(what, condition, seconds=DEADLINE_S):
    """The first true value of condition(), looked at again whenever the main loop did something."""
    deadline = time.monotonic() + seconds
    context = GLib.MainContext.default()
    tick = GLib.timeout_add(10, lambda: True)  # for what has no event of its own
    try:
        while True:
            value = look(condition)
            if value:
                return value
            if time.monotonic() > deadline:
                raise AssertionError(f"not within {seconds} s: {what}")
            context.iteration(True)
    finally:
        GLib.source_remove(tick)


def require_programs():
    for program in ("Xvfb", "dbus-daemon", WATCHER_PROGRAM, HOST_PROGRAM, AT_SPI_LAUNCHER):
        if not shutil.which(program):
            sys.exit(f"{program} is not installed: ./dev test installs it")
    if not glob.glob(HOST_MODULE):
        sys.exit(f"{HOST_MODULE} is not installed: ./dev test installs it")


class Desktop:
    """start() ... stop(). `processes` that a test starts by run() are ended by stop()."""

    screen = "640x360x24"

    def start(self):
        require_programs()
        self.folder = tempfile.mkdtemp(prefix="tray-")  # short: sockets are in it
        self.processes = []
        self.outputs = {}
        os.makedirs(SHOT_DIR, exist_ok=True)
        self.log = open(os.path.join(SHOT_DIR, "desktop.log"), "ab")
        self.environment = self.make_environment()
        _, self.environment["DISPLAY"] = self.run_display()
        _, self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.run_bus()
        self.bus = self.connect(self.environment["DBUS_SESSION_BUS_ADDRESS"])
        os.environ.clear()
        os.environ.update(self.environment)
        self.run_part([AT_SPI_LAUNCHER, "--launch-immediately"])
        wait_for("AT-SPI", lambda: self.has_owner("org.a11y.Bus"))
        self.start_panel()
        warnings.simplefilter("ignore")
        # It tries to speak to programs that ended meanwhile.
        GLib.log_set_handler("dbind", GLib.LogLevelFlags.LEVEL_WARNING, lambda *_: None, None)
        Atspi.init()
        self.display = Gdk.Display.open(self.environment["DISPLAY"])

    def stop(self):
        for process in reversed(self.processes):
            self.end(process)
        self.log.close()
        shutil.rmtree(self.folder)

    def make_environment(self):
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("XDG_", "DBUS_", "WAYLAND_", "DISPLAY", "NO_AT_BRIDGE"))
        }
        environment.pop("G_DEBUG", None)  # the desktop's own warnings are not ours
        for name in ("home", "run"):
            os.mkdir(os.path.join(self.folder, name), 0o700)
        environment.update(
            HOME=os.path.join(self.folder, "home"),
            XDG_RUNTIME_DIR=os.path.join(self.folder, "run"),
            LC_ALL="C.UTF-8",
            LANGUAGE="",
            GTK_THEME="Adwaita",
        )
        return environment

    def run_display(self):
        """An X server of its own, and what DISPLAY is to be."""
        read, write = os.pipe()
        server = self.run_part(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", self.screen, "-nolisten", "tcp",
             "-noreset"],
            pass_fds=[write],
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        return server, ":" + number

    def run_bus(self):
        """A session bus of its own, and its address."""
        config = os.path.join(self.folder, "bus.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(BUS_CONFIG.format(folder=self.folder))
        bus = self.run(
            ["dbus-daemon", "--config-file=" + config, "--nofork", "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=self.log,
        )
        return bus, bus.stdout.readline().decode().strip()

    def connect(self, address):
        return Gio.DBusConnection.new_for_address_sync(
            address,
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
            None,
            None,
        )

    def start_panel(self):
        (module,) = glob.glob(HOST_MODULE) or [HOST_MODULE]
        self.watcher = self.run_part([WATCHER_PROGRAM])
        wait_for("a watcher", lambda: self.has_owner(WATCHER))
        self.host = self.run_part([HOST_PROGRAM, module])

    def stop_panel(self):
        self.end(self.host)
        self.end(self.watcher)
        wait_for("the watcher to go", lambda: not self.has_owner(WATCHER))

    def restart_panel(self):
        """For what is painted of a menu: this host keeps asking for that of the item before."""
        self.stop_panel()
        self.start_panel()

    def run_part(self, command, **arguments):
        """A part of the desktop: what it has to say goes to the log."""
        return self.run(command, stdout=self.log, stderr=self.log, **arguments)

    def run(self, command, **arguments):
        environment = {**self.environment, **arguments.pop("env", {})}
        process = subprocess.Popen(
            command, env=environment, preexec_fn=die_with_parent, **arguments
        )
        self.processes.append(process)
        return process

    def run_program(self, command, **arguments):
        """A program of ours. end_program() says whether it ended as it should."""
        return self.run(command, stderr=subprocess.PIPE, **arguments)

    def end_program(self, process):
        """It is asked to end if it has not, succeeds, and has complained of nothing."""
        process.terminate()
        code = process.wait(DEADLINE_S)
        said = process.stderr.read().decode()
        self.end(process)
        complaints = [line for line in said.splitlines() if re.search("WARNING|CRITICAL", line)
                      and not re.search(KNOWN_COMPLAINTS, line)]
        assert code == 0, f"it ended with {code}, saying {said!r}"
        assert not complaints, complaints

    def output(self, process):
        """What the process prints, which was started with stdout=subprocess.PIPE."""
        self.outputs[process] = Output(process.stdout)
        return self.outputs[process]

    def end(self, process):
        if process not in self.processes:
            return
        self.processes.remove(process)
        if process in self.outputs:
            self.outputs.pop(process).close()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()
        process.terminate()
        try:
            process.wait(DEADLINE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    # D-Bus

    def call(self, name, path, interface, method, parameters=None):
        return self.bus.call_sync(
            name, path, interface, method, parameters, None, Gio.DBusCallFlags.NO_AUTO_START,
            DEADLINE_S * 1000, None,
        ).unpack()

    def has_owner(self, name):
        return self.call(
            "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
            GLib.Variant("(s)", (name,)),
        )[0]

    def get(self, name, path, interface, key):
        (value,) = self.call(
            name, path, "org.freedesktop.DBus.Properties", "Get",
            GLib.Variant("(ss)", (interface, key)),
        )
        return value

    def record_signals(self, *paths):
        """Every signal from these paths: a list of (name, arguments) that grows."""
        record = []

        def on_signal(_bus, _sender, path, _interface, name, parameters):
            if path in paths:
                record.append((name, parameters.unpack()))

        self.bus.signal_subscribe(
            None, None, None, None, None, Gio.DBusSignalFlags.NONE, on_signal
        )
        self.has_owner(WATCHER)  # by the answer the bus knows of the subscription
        return record

    # The item

    def items(self):
        """(bus name, path) of every tray item that is registered."""
        try:
            items = self.get(WATCHER, WATCHER_PATH, WATCHER, "RegisteredStatusNotifierItems")
        except GLib.Error:
            return []
        return [(name, "/" + path) for name, path in (item.split("/", 1) for item in items)]

    def wait_for_item(self):
        return Item(self, *wait_for("a tray item", self.items)[0])

    # What is painted

    def accessibles(self, role=None):
        """Every accessible object on the display, as (role, name, object)."""
        found = []
        pending = [Atspi.get_desktop(0)]
        pending[0].clear_cache()  # what went away is not always told
        while pending:
            parent = pending.pop()
            try:
                for index in range(parent.get_child_count()):
                    child = parent.get_child_at_index(index)
                    if child:
                        found.append((child.get_role_name(), child.get_name(), child))
                        pending.append(child)
            except GLib.Error:
                continue  # went away meanwhile
        return [entry for entry in found if role in (None, entry[0])]

    def painted_labels(self):
        return [name for _, name, _ in self.accessibles("menu")]

    def wait_for_painted(self, label):
        wait_for(f"the host to paint {label!r}", lambda: label in self.painted_labels())

    def painted_menu_items(self):
        return [name for _, name, _ in self.accessibles("menu item")]

    def click_painted(self, role, name):
        """Clicks what has that role and name, as a screen reader would."""

        def find():
            for _, found, accessible in self.accessibles(role):
                if found == name:
                    return accessible
            return None

        wait_for(f"{role} {name!r}", find).do_action(0)

    def screenshot(self, name):
        """The whole display, kept in the build folder."""
        root = self.display.get_default_screen().get_root_window()
        pixbuf = Gdk.pixbuf_get_from_window(root, 0, 0, root.get_width(), root.get_height())
        pixbuf.savev(os.path.join(SHOT_DIR, name + ".png"), "png", [], [])


class Item:
    """A tray item as its host sees it."""

    def __init__(self, desktop, name, path):
        self.desktop, self.name, self.path = desktop, name, path
        self.menu_path = self.property("Menu")

    def property(self, key):
        return self.desktop.get(self.name, self.path, ITEM, key)

    def wait_for_property(self, key, value):
        wait_for(f"{key} to be {value!r}", lambda: self.property(key) == value)

    def middle_click(self):
        self.desktop.call(
            self.name, self.path, ITEM, "XAyatanaSecondaryActivate",
            GLib.Variant("(u)", (0,)),
        )

    def call_menu(self, method, signature, *arguments):
        return self.desktop.call(
            self.name, self.menu_path, MENU, method, GLib.Variant(signature, arguments)
        )

    def open_menu(self):
        self.call_menu("AboutToShow", "(i)", 0)

    def menu(self):
        """Opens it, as a panel does: its visible entries (label, id, submenu entries), separators as
        "-"."""
        self.open_menu()
        _, root = self.call_menu("GetLayout", "(iias)", 0, -1, [])
        return self.visible_entries(root)

    def visible_entries(self, node):
        entries = []
        for number, properties, children in node[2]:
            if not properties.get("visible", True):
                continue
            label = "-" if properties.get("type") == "separator" else properties.get("label", "")
            label = label.replace("__", "_")
            entries.append((label, number, self.visible_entries((number, properties, children))))
        return entries

    def labels(self):
        return [label for label, _, _ in self.menu()]

    def click(self, *path):
        """Clicks a menu entry by its label, or by the labels on the way to it."""
        entries = self.menu()
        for label in path:
            matching = [entry for entry in entries if entry[0] == label]
            assert matching, f"no {label!r} in {[entry[0] for entry in entries]}"
            _, number, entries = matching[0]
        self.call_menu("Event", "(isvu)", number, "clicked", GLib.Variant("i", 0), 0)


class Output:
    """The lines that a program prints, as they come. The pipe is never waited on."""

    def __init__(self, stream):
        self.lines = []
        self.rest = b""
        os.set_blocking(stream.fileno(), False)
        self.source = GLib.io_add_watch(
            stream.fileno(), GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, self.on_data
        )

    def on_data(self, descriptor, _condition):
        data = os.read(descriptor, 65536)
        *lines, self.rest = (self.rest + data).split(b"\n")
        self.lines += [line.decode() for line in lines]
        if not data:
            self.source = 0
        return bool(data)

    def close(self):
        if self.source:
            GLib.source_remove(self.source)

    def wait_for(self, line):
        wait_for(f"the line {line!r}; there are {self.lines}", lambda: line in self.lines)
