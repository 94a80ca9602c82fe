#!/usr/bin/python3
"""The real applet for days on end, on a clock that is in a hurry (applet.c): five accounts, a poll a
minute, top-ups, errors, sleep, an open window, a panel that restarts. What it needs must not grow.

soak.py DAYS        compares the first day with the last; of one day, its halves
soak.py --valgrind  ten hours: no leak that is not in ../valgrind.supp, no wrong access"""

import contextlib
import os
import re
import subprocess
import sys
import tempfile

from gi.repository import GLib

import harness
import keyring

BUILD_DIR = os.path.join(harness.BUILD_DIR, "tests", "soak")
VALGRIND = ["valgrind", "-q", "--leak-check=full", "--show-leak-kinds=definite",
            "--num-callers=40",
            "--suppressions=/usr/share/glib-2.0/valgrind/glib.supp",
            "--suppressions=" + os.path.join(os.path.dirname(__file__), "..", "valgrind.supp")]
MAX_GROWTH_KIB = 1024
HOUR_S = 300  # an hour, of real time, on a machine that has better things to do
MIN_REQUESTS_A_DAY = 5000  # of five accounts, in 22 hours
HOST_OF = ["127.0.0.1", "127.0.0.1", "127.0.0.2", "127.0.0.2", "127.0.0.3"]
ID = "6f0c2f6e-0000-4000-8000-00000000000{}"
ACCOUNT = """
[account {id}]
provider=laozhang
name=Account {n}
base-url={origin}
"""


class Soak:
    def __init__(self, desktop, wrapper=()):
        self.desktop = desktop
        self.gateway = desktop.run([os.path.join(BUILD_DIR, "soak-gateway")],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = int(self.gateway.stdout.readline())
        self.origins = [f"http://{host}:{self.port}" for host in HOST_OF]
        self.start_keyring()
        self.write_settings()
        self.applet = desktop.run([*wrapper, os.path.join(BUILD_DIR, "soak-applet")],
                                  env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE)
        self.output = desktop.output(self.applet)
        self.n_lines = 0

    def start_keyring(self):
        if not self.desktop.has_owner(keyring.NAME):
            self.desktop.keyring = keyring.Keyring(self.desktop)
        for n, origin in enumerate(self.origins):
            self.desktop.keyring.store(ID.format(n), origin, f"test-token-000{n}")

    def write_settings(self):
        text = "[general]\ninterval-s=60\naccounts="
        text += "; ".join(ID.format(n) for n in range(len(HOST_OF))) + "\n"
        for n, origin in enumerate(self.origins):
            text += ACCOUNT.format(id=ID.format(n), n=n, origin=origin)
        home = tempfile.mkdtemp(dir=self.desktop.folder)
        self.environment = {f"XDG_{kind}": os.path.join(home, kind.lower())
                            for kind in ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "RUNTIME_DIR")}
        os.mkdir(self.environment["XDG_RUNTIME_DIR"], 0o700)
        folder = os.path.join(self.environment["XDG_CONFIG_HOME"], "credit-tray")
        os.makedirs(folder)
        with open(os.path.join(folder, "settings.ini"), "w", encoding="utf-8") as file:
            file.write(text)

    def next_line(self, seconds):
        """ "hour 7", "day 1" ..."""
        harness.wait_for("the next hour", lambda: len(self.output.lines) > self.n_lines
                         or self.applet.poll() is not None, seconds)
        if self.applet.poll() is not None:
            raise AssertionError(f"it ended: {self.applet.stderr.read().decode()}")
        self.n_lines += 1
        return self.output.lines[self.n_lines - 1]

    def go_on(self):
        self.applet.stdin.write(b"\n")
        self.applet.stdin.flush()

    def restart_panel(self):
        name = self.desktop.wait_for_item().name
        self.desktop.restart_panel()
        assert self.desktop.wait_for_item().name == name, "another item came back"

    def gateway_sockets(self):
        """Kept-alive connections come and go: one for each site at most. See proc(5)."""
        with open("/proc/net/tcp", encoding="ascii") as file:
            rows = [line.split() for line in file.readlines()[1:]]
        return {f"socket:[{row[9]}]" for row in rows if int(row[2].split(":")[1], 16) == self.port}

    def descriptors(self):
        """But for those."""
        folder = f"/proc/{self.applet.pid}/fd"
        links = {}
        for name in os.listdir(folder):
            with contextlib.suppress(FileNotFoundError):  # one that was open this moment
                links[int(name)] = os.readlink(os.path.join(folder, name))
        sockets = self.gateway_sockets()
        kept = {number for number, link in links.items() if link not in sockets}
        assert len(links) - len(kept) <= len(set(HOST_OF)), links
        return kept

    def measure(self):
        """RSS in KiB, descriptors, and match rules on the session bus."""
        with open(f"/proc/{self.applet.pid}/status", encoding="ascii") as file:
            rss = int(re.search(r"VmRSS:\s+(\d+) kB", file.read()).group(1))
        looks = []  # one that is open for a moment does not count
        harness.wait_for("some looks", lambda: looks.append(len(self.descriptors()))
                         or len(looks) == 20)
        descriptors = min(looks)
        stats = self.desktop.call(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Debug.Stats",
            "GetConnectionStats", GLib.Variant("(s)", (self.desktop.items()[0][0],)))[0]
        return rss, descriptors, stats["MatchRules"]

    def run_until(self, line, hour_s=HOUR_S, each_hour=lambda line: None):
        while True:
            came = self.next_line(hour_s)
            each_hour(came)
            if came == line:
                return
            self.go_on()

    def end(self):
        self.desktop.end_program(self.applet)
        self.gateway.stdin.close()
        return int(self.gateway.stdout.readline())


def run(desktop, n_days):
    """Of a single day the first half is for warming up."""
    soak = Soak(desktop)
    measured = {}

    def look(line):
        if line.startswith("day") or line == "hour 12":
            soak.restart_panel()
            measured[line] = soak.measure()
            print("# {}: {} KiB, {} descriptors, {} matches".format(line, *measured[line]),
                  flush=True)

    soak.run_until(f"day {n_days}", each_hour=look)
    first = measured["day 1" if n_days > 1 else "hour 12"]
    last = measured[f"day {n_days}"]
    n_requests = soak.end()
    print(f"# {n_requests} requests")
    assert n_requests > n_days * MIN_REQUESTS_A_DAY
    assert last[1:] == first[1:], f"descriptors and matches: from {first[1:]} to {last[1:]}"
    assert last[0] - first[0] < MAX_GROWTH_KIB, f"from {first[0]} to {last[0]} KiB"


def run_in_valgrind(desktop):
    log = os.path.join(desktop.folder, "valgrind.log")
    soak = Soak(desktop, VALGRIND + ["--log-file=" + log])
    soak.run_until("hour 10", hour_s=900)
    harness.DEADLINE_S = 300  # it looks for leaks when it ends
    soak.end()
    with open(log, encoding="utf-8") as file:
        found = file.read()
    assert not found, found


def main():
    desktop = harness.Desktop()
    desktop.start()
    try:
        if sys.argv[1] == "--valgrind":
            run_in_valgrind(desktop)
        else:
            run(desktop, int(sys.argv[1]))
    finally:
        desktop.stop()


if __name__ == "__main__":
    main()
