#!/usr/bin/python3
"""Disks that are full, a SIGKILL at each write, memory that runs out, settings that are broken or
cannot be written, two writers: whatever happens, what was kept stays whole, and the balances are
shown."""

import collections
import json
import os
import shutil
import signal
import sqlite3
import subprocess

import rig

FULL_DISK = rig.BUILD / "tests" / "faults" / "libfull-disk.so"
NO_MEMORY = rig.BUILD / "tests" / "faults" / "libno-memory.so"
NO_SPACE = os.strerror(28)
THOROUGH = "FAULTS_THOROUGH" in os.environ  # ./dev soak
COMMANDS = {
    "status": ["status", "--format=json"],
    "edit": ["account", "edit", "Work", "--name=Other"],
}


def check_kept(test, home):
    """Everything that is kept is whole."""
    for path, text in home.files().items():
        if path.suffix == ".json":
            json.loads(text)
    history = home.folder / "data" / "credit-tray" / "history.db"
    if history.exists():
        connection = sqlite3.connect(history)
        test.assertEqual(connection.execute("PRAGMA integrity_check").fetchall(), [("ok",)])
        connection.close()
    test.assertEqual(list(history.parent.glob("*.damaged*")), [])


class FaultsTest(rig.TestCase):
    def setUp(self):
        super().setUp()
        self.gateway = self.new_gateway()
        self.gateway.handle_error = lambda *_: None  # who asked may be dead
        self.log = self.home.folder / "it-came-to-that"

    def begin(self, known):
        """known: everything is there already, and only changes are written."""
        for folder in ("config", "state", "data"):
            shutil.rmtree(self.home.folder / folder, ignore_errors=True)
        self.home.forget_polls()
        self.log.unlink(missing_ok=True)
        self.gateway.quota = 5000000
        self.home.write_accounts({"provider": "laozhang", "name": "Work",
                                  "base-url": self.gateway.address, "token": "token-0001"})
        if known:
            self.run_ok("status")
            self.home.forget_polls()
        self.gateway.quota = 24997909

    def run_with(self, library, command, **more):
        ordinary = self.home.environment
        self.home.environment = {
            **ordinary, "LD_PRELOAD": f"{ordinary.get('LD_PRELOAD', '')} {library}", **more}
        done = self.home.run(*command)
        self.home.environment = ordinary
        return done


class FullDisk(FaultsTest):
    def run_full(self, command, n_writes, **more):
        return self.run_with(FULL_DISK, command, FULL_DISK_AT=str(n_writes),
                             FULL_DISK_LOG=str(self.log), **more)

    def check_status(self, done):
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["total"]["label"], "$49.99")

    def check_edit(self, done, before):
        changed = self.home.settings.read_text(encoding="utf-8") != before
        if done.returncode == 0:
            self.assertTrue(changed)
        else:
            self.assertFalse(changed)
            self.assertEqual(done.returncode, 1)
            self.assertIn(NO_SPACE, done.stderr)

    def try_each_write(self, name, known):
        n_writes = 0
        while True:
            with self.subTest(command=name, known=known, n_writes=n_writes):
                self.begin(known)
                before = self.home.settings.read_text(encoding="utf-8")
                done = self.run_full(COMMANDS[name], n_writes)
                self.assertNotIn("credit-tray-CRITICAL", done.stderr)
                if name == "status":
                    self.check_status(done)
                else:
                    self.check_edit(done, before)
                check_kept(self, self.home)
            if not self.log.exists():
                break
            n_writes += 1 if THOROUGH or known else 3
        print(f"# {name}, known {known}: {n_writes} writes", flush=True)
        self.assertGreater(n_writes, 3)
        # With room again everything is kept.
        self.run_ok("status")
        self.assertEqual(self.home.status("--cached")["total"]["label"], "$49.99")

    def kill_at_each_write(self, name, part):
        """The next one goes on from there, whatever lies around: a minute later, when the lease of
        the one that was killed is over. part: of the paths of the files that count."""
        n_writes = 0
        while True:
            with self.subTest(command=name, part=part, n_writes=n_writes):
                self.begin(known=True)
                done = self.run_full(COMMANDS[name], n_writes, FULL_DISK_KILLS="1",
                                     FULL_DISK_OF=part)
                if not self.log.exists():
                    break
                self.assertEqual(done.returncode, -signal.SIGKILL)
                check_kept(self, self.home)
                (account,) = self.home.status("--cached")["accounts"]
                self.assertIn(account["balances"][0]["remaining"], ("10", "49.995818"))
                self.assertEqual(self.home.run_shifted(60, *COMMANDS[name]).returncode, 0)
            n_writes += 1
        print(f"# {name}, killed: {n_writes} writes of {part}", flush=True)
        self.assertGreater(n_writes, 1)

    def test_killed_at_each_write_of_a_reading(self):
        """In threads of their own: each by itself."""
        for part in ("/history.db", "/readings/", "/run/"):
            self.kill_at_each_write("status", part)

    def test_killed_at_each_write_of_a_setting(self):
        self.kill_at_each_write("edit", "settings.")

    def test_at_each_write_of_the_first_reading(self):
        self.try_each_write("status", known=False)

    def test_at_each_write_of_another_reading(self):
        self.try_each_write("status", known=True)

    def test_at_each_write_of_a_setting(self):
        self.try_each_write("edit", known=True)


class NoMemory(FaultsTest):
    """GLib ends a program that gets none, and nothing is lost by it."""

    def try_each_time(self, name):
        n_given, ends = 500, collections.Counter()  # before, nothing was begun
        while True:
            with self.subTest(command=name, n_given=n_given):
                self.begin(known=True)
                done = self.run_with(NO_MEMORY, COMMANDS[name], NO_MEMORY_AT=str(n_given),
                                     NO_MEMORY_LOG=str(self.log))
                self.assertIn(done.returncode, (0, 1, -signal.SIGTRAP, -signal.SIGABRT))
                ends[done.returncode] += 1
                check_kept(self, self.home)
                (account,) = self.home.status("--cached")["accounts"]
                self.assertIn(account["balances"][0]["remaining"], ("10", "49.995818"))
                self.assertIn(account["name"], ("Work", "Other"))
            if not self.log.exists():
                break
            n_given += 1 + n_given // (500 if THOROUGH else 12)
        print(f"# {name}: {dict(ends)}", flush=True)
        self.assertGreater(ends[-signal.SIGTRAP], 10)

    def test_of_a_reading(self):
        self.try_each_time("status")

    def test_of_a_setting(self):
        self.try_each_time("edit")


class Settings(rig.TestCase):
    def setUp(self):
        super().setUp()
        self.gateway = self.new_gateway()
        self.home.write_accounts({
            "provider": "laozhang", "name": "Work", "base-url": self.gateway.address,
            "token": "token-0001"})

    def test_broken_ones_are_named_and_left_alone(self):
        good = self.home.settings.read_bytes()
        for broken in (good + b"no key and no group\n", good + b"[half", b"\0" * 100,
                       good + b"[general]\ninterval-s=often\n"):
            with self.subTest(broken=broken[-20:]):
                self.home.settings.write_bytes(broken)
                for command in (["status"], ["account", "edit", "Work", "--name=Other"]):
                    done = self.home.run(*command)
                    self.assertEqual(done.returncode, 1)
                    self.assertIn("settings.ini", done.stderr)
                self.assertEqual(self.home.settings.read_bytes(), broken)
        self.home.settings.write_bytes(good)
        self.run_ok("status")

    def test_read_only(self):
        """The superuser may write everything, and is nobody here."""
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "nobody", self.home.folder], check=True)
        user = {"user": "nobody"} if os.geteuid() == 0 else {}
        self.home.settings.parent.chmod(0o500)
        self.assertEqual(self.home.run("status", **user).returncode, 0)
        done = self.home.run("account", "edit", "Work", "--name=Other", **user)
        self.assertEqual(done.returncode, 1)
        self.assertIn(os.strerror(13), done.stderr)
        self.assertIn("name=Work", self.home.settings.read_text())
        self.home.settings.parent.chmod(0o700)

    def test_two_writers(self):
        """Ten at a time, each another setting of its own account: none is lost."""
        ids = self.home.write_accounts(*[
            {"provider": "laozhang", "name": f"Old {n}", "base-url": self.gateway.address}
            for n in range(10)])
        started = [self.home.start("account", "edit", id, f"--name=New {n}")
                   for n, id in enumerate(ids)]
        for process in started:
            process.communicate(timeout=rig.DEADLINE_S)
            self.assertEqual(process.returncode, 0)
        names = [account["name"] for account in self.home.status("--cached")["accounts"]]
        self.assertEqual(sorted(names), [f"New {n}" for n in range(10)])


if __name__ == "__main__":
    rig.main()
