#!/usr/bin/python3
"""Our programs as other processes of the same user see them, and what they leave in memory."""

import collections
import ctypes
import mmap
import os
import re
import resource
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import applets
import canary
import definitions
import echo
import harness
import rig
import tracing
import unprivileged
import windows
from applets import ACCOUNT, desktop
from gi.repository import Atspi, GLib

FREED = rig.BUILD / "tests" / "security" / "libfreed.so"
PTRACE_ATTACH = 16
NO_NAME = "0"  # /proc/PID/maps has the inode last then
# Whoever calls these is the one who had the memory.
PASSERS_BY = re.compile(r"^(libfreed|libc|libglib-2.0|libgobject-2.0)\.so")
libc = ctypes.CDLL(None, use_errno=True)


def setUpModule():
    applets.start_desktop()


def tearDownModule():
    desktop.stop()


def can_lock_memory():
    """libsecret neither locks nor wipes its copies where it cannot lock them, as in some containers."""
    page = mmap.mmap(-1, mmap.PAGESIZE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return libc.mlock(ctypes.c_void_p(address), mmap.PAGESIZE) == 0


def free_to_dump():
    rig.die_with_parent()
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


class Closed(rig.TestCase):
    """No core file, no attaching, nothing to be read in /proc."""

    def setUp(self):
        super().setUp()
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    def start(self, *command, **variables):
        process = subprocess.Popen(
            list(map(str, command)), env={**self.home.environment, **variables}, cwd=self.folder,
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=free_to_dump)
        self.addCleanup(process.stdin.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def crash(self, process):
        """Whether the kernel says that it wrote a core file, or gave it to whom it may concern."""
        process.send_signal(signal.SIGSEGV)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = -os.WTERMSIG(status)
        self.assertEqual(process.returncode, -signal.SIGSEGV)
        return os.WCOREDUMP(status)

    def assert_closed(self, process):
        rig.wait_for("it to close itself", lambda: os.stat(f"/proc/{process.pid}/mem").st_uid == 0)
        for name in ("environ", "mem", "maps", "auxv"):
            with self.assertRaises(PermissionError, msg=name):
                with open(f"/proc/{process.pid}/{name}", "rb") as file:
                    file.read(1)
        with self.assertRaises(PermissionError):
            os.listdir(f"/proc/{process.pid}/fd")
        self.assertEqual(libc.ptrace(PTRACE_ATTACH, process.pid, None, None), -1)
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        self.assertRegex(limits, r"Max core file size +0 +0 ")
        self.assertFalse(self.crash(process))
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_creditctl(self):
        self.assert_closed(self.start(
            rig.CREDITCTL, "account", "add", "--provider=laozhang", "--name=Work", "--token-stdin"))

    def test_the_applet(self):
        self.assert_closed(self.start(windows.APPLET, **desktop.environment))

    def test_another_program_is_open(self):
        """What the others are compared with."""
        process = self.start("sleep", 60)
        rig.wait_for("the program", lambda: "sleep" in os.readlink(f"/proc/{process.pid}/exe"))
        with open(f"/proc/{process.pid}/environ", "rb") as file:
            self.assertIn(b"HOME=", file.read())
        self.assertTrue(os.listdir(f"/proc/{process.pid}/fd"))
        # A machine may forbid core files to everybody.
        print(f"# dumps core: {self.crash(process)}", flush=True)


class Freed:
    """What a program gives back to the heap while the token is in it."""

    def __init__(self, folder, token):
        words, self.log = folder / "words", folder / "freed"
        words.write_text("\n".join([token[:12], token[28:40], token[-9:]]))
        self.log.touch()
        self.variables = {"LD_PRELOAD": str(FREED), "FREED_WORDS": str(words),
                          "FREED_LOG": str(self.log)}

    def owners(self):
        """Since the last time: module -> its calls."""
        owners = collections.defaultdict(list)
        for line in self.log.read_text().splitlines():
            frames = [frame for frame in line.split() if not PASSERS_BY.match(frame)]
            owners[frames[0].partition(":")[0]].append(frames)
        self.log.write_text("")
        return owners


class Wiped(rig.TestCase):
    """What creditctl gives back to the heap has no token in it. libsoup's copies of a header and of
    an address are not ours to wipe; they prove that this looks."""

    def setUp(self):
        super().setUp()
        self.assertTrue(can_lock_memory(), "no memory can be locked here")
        self.home.start_keyring()
        self.canary = canary.Canary()
        self.site = echo.Site()
        self.addCleanup(self.site.close)
        self.freed = Freed(self.home.folder, self.canary.token)

    def run_watched(self, *arguments, **options):
        """Who gave back memory with the token in it."""
        ordinary = self.home.environment
        self.home.environment = {**ordinary, **self.freed.variables}
        done = self.home.run(*arguments, **options)
        self.home.environment = ordinary
        self.assertGreaterEqual(done.returncode, 0, done.stderr)
        return self.freed.owners()

    def test_what_is_sent_and_echoed(self):
        for name, more in {"header": {}, "query": {"auth": {"query": "api_key"}}}.items():
            self.home.write_definition(definitions.make(name, self.site.origin, **more))
            self.site.answer = echo.good
            self.assertFalse(self.run_watched(
                "account", "add", f"--provider={name}", "--name=Work", "--token-stdin",
                input=self.canary.token + "\n"))
            for row, answer in {"a good answer": echo.good, **echo.ANSWERS}.items():
                if "redirect" in row:
                    continue  # GLib takes addresses apart
                self.site.answer = answer
                self.home.forget_polls()
                with self.subTest(f"{name}: {row}"):
                    owners = self.run_watched("status", "--refresh")
                    self.assertEqual(list(owners), ["libsoup-3.0.so.0"], owners.get("creditctl"))
            self.run_watched("account", "remove", "Work", "--yes")


class Held(rig.TestCase):
    """While creditctl waits for a keyring that does not answer."""

    def places(self, pid, words):
        """The mappings of its memory that have the words, by name."""
        found = []
        maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
        with open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in maps:
                addresses, access, *rest = line.split()
                start, end = (int(address, 16) for address in addresses.split("-"))
                if not access.startswith("rw"):
                    continue
                memory.seek(start)
                data = memory.read(end - start)
                found += [rest[-1]] * sum(data.count(word) for word in words)
        return found

    def test_a_token_that_was_read(self):
        self.assertTrue(can_lock_memory(), "no memory can be locked here")
        self.home.start_keyring()
        keyring = self.home.processes[-1]
        token = canary.Canary().token
        environment = {**self.home.environment, "LD_PRELOAD": str(tracing.TRACEABLE)}
        keyring.send_signal(signal.SIGSTOP)
        process = subprocess.Popen(
            [rig.CREDITCTL, "account", "add", "--provider=laozhang", "--name=Work",
             "--token-stdin"],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            preexec_fn=rig.die_with_parent)
        self.addCleanup(process.stdin.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        process.stdin.write(token.encode() + b"\n")
        process.stdin.flush()
        words = [token[:24].encode(), token[26:46].encode()]
        # libsecret's pages, which are not swapped, have no name: no stack, no heap.
        rig.wait_for("it to be in one place",
                     lambda: self.places(process.pid, words) == [NO_NAME] * 2)


class WipedByTheApplet(applets.AppletTest):
    """From the entry that it is typed into to the answer."""

    def test_what_is_typed_tested_and_stored(self):
        self.canary = canary.Canary(plain=True)
        self.write_definition()
        self.write_settings()
        freed = Freed(self.home, self.canary.token)
        self.start(**freed.variables)
        self.wait_until_read()
        self.assertEqual(freed.owners(), {})  # another token was sent
        desktop.activate("edit-account", GLib.Variant("s", ACCOUNT))
        entry = desktop.focus("password text", "API key")
        windows.run_xdotool("type", "--delay", "1", self.canary.token)
        harness.wait_for("all of it", lambda: (
            Atspi.Text.get_character_count(entry) == len(self.canary.token)))
        desktop.click("push button", "Test")
        harness.wait_for("the answer", lambda: self.canary.find(b"".join(self.site.requests)))
        desktop.wait_for_widget("push button", "Test")
        desktop.click("push button", "Save")
        harness.wait_for("the keyring", lambda: self.stored_token() == self.canary.token)
        self.refresh()
        self.end()
        owners = freed.owners()
        print(f"# {[(owner, len(calls)) for owner, calls in owners.items()]}", flush=True)
        self.assertIn("libsoup-3.0.so.0", owners)
        self.assertNotIn("credit-tray", owners, owners.get("credit-tray"))


if __name__ == "__main__":
    unprivileged.main()
