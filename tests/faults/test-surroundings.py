#!/usr/bin/python3
"""creditctl where something is missing or odd: no HOME, a umask of 0, a locale that is not there,
1970, no descriptors left, a thousand accounts."""

import json
import os
import resource
import shutil
import signal
import subprocess
import time

import rig

N_MANY = 1000


class Surroundings(rig.TestCase):
    def setUp(self):
        super().setUp()
        self.gateway = self.new_gateway()
        self.write_account()

    def write_account(self):
        self.home.write_accounts({"provider": "laozhang", "name": "Work",
                                  "base-url": self.gateway.address, "token": "token-0001"})

    def assert_shown(self, done):
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        self.assertEqual(json.loads(done.stdout)["total"]["label"], "$49.99")

    def test_no_home(self):
        for name in list(self.home.environment):
            if name == "HOME" or name.startswith("XDG_"):
                self.home.environment.pop(name)
        # Whoever it is, their own folders are not to be touched here.
        self.home.environment["HOME"] = str(self.home.folder / "gone")
        done = self.home.run("status")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("CRITICAL", done.stderr)
        self.home.environment.pop("HOME")
        done = self.home.run("--version")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.home.run("provider", "list")
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_home_that_cannot_be_made(self):
        """Nothing can be kept, and that is said; the amount is shown."""
        for name in ("DATA", "STATE", "CACHE"):
            self.home.environment.pop(f"XDG_{name}_HOME")
        self.home.environment["HOME"] = "/nonexistent"
        self.home.environment.pop("XDG_RUNTIME_DIR")
        if os.geteuid() == 0:  # who may make everything
            subprocess.run(["chown", "-R", "nobody", self.home.folder], check=True)
        user = {"user": "nobody"} if os.geteuid() == 0 else {}
        done = self.home.run("status", "--format=json", **user)
        self.assertEqual(json.loads(done.stdout)["total"]["label"], "$49.99")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr, "^creditctl status: The history is not kept: [^\\n]*\\n$")

    def test_umask_of_zero(self):
        shutil.rmtree(self.home.settings.parent)
        self.home.start_keyring()
        self.run_ok("account", "add", "--provider=laozhang", "--name=Work",
                    f"--base-url={self.gateway.address}", "--token-stdin", input="token-0001\n",
                    umask=0)
        self.assert_shown(self.home.run("status", "--format=json", umask=0))
        ours = [path for path in self.home.folder.rglob("*")
                if "credit-tray" in path.relative_to(self.home.folder).parts]
        self.assertIn(self.home.settings, ours)
        for path in ours:
            self.assertEqual(path.stat().st_mode & 0o077, 0, path)

    def test_a_locale_that_is_not_there(self):
        self.home.environment.update(LC_ALL="xx_YY.UTF-8", LANGUAGE="xx")
        self.assert_shown(self.home.run("status", "--format=json"))
        self.home.environment.update(LC_ALL="C", LANGUAGE="")
        self.assert_shown(self.home.run("status", "--format=json"))
        self.run_ok("status")

    def run_in_1970(self):
        return self.home.run_shifted(60 - int(time.time()), "status", "--format=json")

    def test_1970(self):
        """Before a clock is set. The reading of that time is no past of the next one."""
        self.assert_shown(self.run_in_1970())
        self.gateway.quota = 5000000
        status = self.home.status()
        self.assertEqual(status["total"]["label"], "$10.00")
        self.assertEqual(len(self.gateway.requests), 2)
        self.run_ok("history", "Work")

    def test_1970_again(self):
        """A clock without a battery: what was asked in times to come holds up nothing, and what
        was read then is no future."""
        self.gateway.quota = 5000000
        self.run_ok("status")
        self.gateway.quota = 24997909
        self.assert_shown(self.run_in_1970())
        self.assertEqual(len(self.gateway.requests), 2)
        self.gateway.quota = 5000000
        self.assertEqual(self.home.status()["total"]["label"], "$10.00")
        self.assertEqual(len(self.gateway.requests), 3)
        runs = json.loads(self.run_ok("history", "Work", "--format=json").stdout)["runs"]
        self.assertEqual([(run["remaining"], run["topped_up"]) for run in runs], [("10", "0")])

    def test_no_descriptors_left(self):
        """However many there are: it ends, by itself or by GLib, which ends a program that cannot
        have a pipe; and nothing that is kept is harmed."""
        codes = {}
        self.home.environment.pop("G_DEBUG")
        for n in range(3, 21):
            self.home.forget_polls()
            done = self.home.run(
                "status", "--format=json",
                preexec_fn=lambda n=n: resource.setrlimit(resource.RLIMIT_NOFILE, (n, n)))
            self.assertIn(done.returncode, (0, 1, 127, -signal.SIGTRAP), done.stderr)
            if done.returncode == 0:
                self.assertEqual(json.loads(done.stdout)["total"]["label"], "$49.99")
            codes[n] = done.returncode
        print(f"# {codes}", flush=True)
        self.assertEqual(codes[3], 127)  # not even its libraries
        self.assertEqual(codes[20], 0)
        self.home.forget_polls()
        self.assert_shown(self.home.run("status", "--format=json"))
        self.assertEqual(list((self.home.folder / "data").rglob("*.damaged*")), [])

    def test_a_thousand_accounts(self):
        """On a site that is dead: it is asked once, and every account says so."""
        gone = rig.Gateway()
        gone.close()
        self.home.write_accounts(*[
            {"provider": "laozhang", "name": f"Account {n}", "base-url": gone.address,
             "token": f"token-{n:04}"} for n in range(N_MANY)])
        started_s = time.monotonic()
        done = self.home.run("status", "--format=json")
        print(f"# {time.monotonic() - started_s:.1f} s", flush=True)
        self.assertEqual(done.returncode, 1)
        accounts = json.loads(done.stdout)["accounts"]
        self.assertEqual(len(accounts), N_MANY)
        self.assertEqual({account["error"]["code"] for account in accounts}, {"unreachable"})


if __name__ == "__main__":
    rig.main()
