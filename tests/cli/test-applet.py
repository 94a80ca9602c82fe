#!/usr/bin/python3
"""creditctl beside a running applet: the real one, without a panel."""

import ast
import contextlib
import fcntl
import json
import os
import signal
import subprocess
import time

import rig

APPLET = rig.BUILD / "src" / "credit-tray"
NAME = "io.github.credittray.CreditTray"
PATH = "/io/github/credittray/CreditTray"


class Applet(rig.TestCase):
    def setUp(self):
        super().setUp()
        self.home.start_keyring()
        self.gateway = self.new_gateway()
        self.start_display()

    def start_display(self):
        read, write = os.pipe()
        self.home.spawn(["Xvfb", "-displayfd", str(write), "-nolisten", "tcp", "-noreset"],
                        pass_fds=[write], stdout=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            self.home.environment["DISPLAY"] = ":" + pipe.readline().strip()

    def start_applet(self):
        # Its toolkit's warnings are not what is tested here.
        environment, self.home.environment = self.home.environment, {
            **self.home.environment, "G_DEBUG": "", "NO_AT_BRIDGE": "1"}
        applet = self.home.spawn([str(APPLET)], ours=True, stdout=subprocess.DEVNULL)
        self.home.environment = environment
        # It has its name before it has its interface.
        rig.wait_for("the applet", lambda: not subprocess.run(
            ["gdbus", "call", "--session", f"--dest={NAME}", f"--object-path={PATH}",
             f"--method={NAME}1.Status"],
            env=self.home.environment, capture_output=True, check=False).returncode)
        return applet

    def add(self, gateway, name):
        return self.run_ok("account", "add", "--provider=laozhang", f"--name={name}",
                           f"--base-url={gateway.address}", "--token-stdin",
                           input="token-0001\n").stdout.strip()

    def wait_for_status(self, state, label):
        found = []

        def is_so():
            found[:] = self.home.status()["accounts"]
            return [account for account in found
                    if account["state"] == state and account["balances"]
                    and account["balances"][0]["label"] == label]

        try:
            rig.wait_for(f"{label} in {state}", is_so)
        except AssertionError as error:
            raise AssertionError(f"{error}; there is {found}") from None

    def test_an_account_that_is_added_is_polled_at_once(self):
        self.start_applet()
        self.assertEqual(self.home.status()["accounts"], [])
        account_id = self.add(self.gateway, "Work")
        # Whoever looks at once sees it, whether the applet has noticed yet or not.
        self.assertEqual([a["id"] for a in self.home.status()["accounts"]], [account_id])
        self.wait_for_status("idle", "$49.99")
        self.assertEqual(len(self.gateway.requests), 1)

    def test_a_token_that_is_set_is_used_at_once(self):
        self.start_applet()
        self.run_ok("account", "add", "--provider=laozhang", "--name=Work", "--no-token",
                    f"--base-url={self.gateway.address}")
        rig.wait_for("the applet to miss the token", lambda: [
            account for account in self.home.status()["accounts"]
            if account["state"] == "needs-token"])
        self.run_ok("account", "set-token", "Work", "--token-stdin", input="token-0001\n")
        self.wait_for_status("idle", "$49.99")

    def asked_applet(self):
        """What the applet itself knows of its accounts, whatever creditctl would add."""
        told = subprocess.run(
            ["gdbus", "call", "--session", f"--dest={NAME}", f"--object-path={PATH}",
             f"--method={NAME}1.Status"],
            env=self.home.environment, capture_output=True, check=True, text=True).stdout
        return json.loads(ast.literal_eval(told)[0])["accounts"]

    def wait_for_names(self, *names):
        rig.wait_for(f"the applet to have {names}", lambda: [
            account["name"] for account in self.asked_applet()] == list(names))

    def test_what_is_changed_is_followed(self):
        other = self.new_gateway(quota=5000000)
        ids = [self.add(self.gateway, "Work"), self.add(other, "Other")]
        self.start_applet()
        self.wait_for_status("idle", "$10.00")
        self.run_ok("account", "edit", "Work", "--name=Büro")
        self.wait_for_names("Büro", "Other")
        settings = self.home.settings.read_text(encoding="utf-8")
        rig.replace_file(self.home.settings, settings.replace("; ".join(ids),
                                                              "; ".join(reversed(ids))))
        self.wait_for_names("Other", "Büro")
        self.run_ok("account", "edit", "Büro", "--paused=true")
        rig.wait_for("the pause", lambda: self.asked_applet()[1]["state"] == "paused")
        self.run_ok("account", "remove", "--yes", "Other")
        self.wait_for_names("Büro")
        self.run_ok("account", "edit", "Büro", "--paused=false")
        self.wait_for_status("idle", "$49.99")

    def test_what_the_applet_knows_is_printed(self):
        """What only it can know: this process would find the keyring open."""
        self.add(self.gateway, "Work")
        self.home.lock_keyring()
        self.start_applet()
        rig.wait_for("the applet to find it locked", lambda: [
            account for account in self.home.status()["accounts"] if account["state"] == "locked"])
        self.assertEqual(self.home.run("status").returncode, 4)
        # Asked without it, nothing is known.
        cached = self.home.status("--cached")
        self.assertEqual(cached["accounts"][0]["state"], "idle")

    def test_of_the_named_ones_the_sum(self):
        other = self.new_gateway(quota=5000000)
        self.add(self.gateway, "Work")
        self.add(other, "Other")
        self.start_applet()
        self.wait_for_status("idle", "$10.00")
        self.wait_for_status("idle", "$49.99")
        self.assertEqual(self.home.status()["total"]["amount"], "59.995818")
        self.assertEqual(self.home.status("Other")["total"]["amount"], "10")
        self.assertEqual([a["name"] for a in self.home.status("Other")["accounts"]], ["Other"])

    def test_refresh_waits_for_the_answer(self):
        self.add(self.gateway, "Work")
        self.start_applet()
        self.wait_for_status("idle", "$49.99")
        # The floor holds for the applet too.
        started_s = time.monotonic()
        self.run_ok("status", "--refresh")
        self.assertLess(time.monotonic() - started_s, 10)
        self.assertEqual(len(self.gateway.requests), 1)
        # A new address has no floor yet.
        other = self.new_gateway(quota=5000000)
        self.run_ok("account", "edit", "Work", f"--base-url={other.address}", "--token-stdin",
                    input="token-0002\n")
        self.wait_for_status("idle", "$10.00")
        self.assertEqual(other.requests[0][1]["Authorization"], "token-0002")

    def test_an_applet_that_hangs_is_not_waited_for(self):
        self.add(self.gateway, "Work")
        applet = self.start_applet()
        self.wait_for_status("idle", "$49.99")
        applet.send_signal(signal.SIGSTOP)
        started_s = time.monotonic()
        done = self.run_ok("status", "--format=json")
        self.assertLess(time.monotonic() - started_s, 20)
        self.assertEqual(json.loads(done.stdout)["total"]["label"], "$49.99")
        self.assertEqual(len(self.gateway.requests), 1)

    def test_a_stopped_process_keeps_its_locks(self):
        """Wherever it was stopped: the rest is shown, and a change says why it was not made."""
        self.add(self.gateway, "Work")
        self.run_ok("status")
        with contextlib.ExitStack() as held:
            for path in self.home.folder.rglob("*.lock"):
                lock = held.enter_context(path.open())
                fcntl.flock(lock, fcntl.LOCK_EX)
            started_s = time.monotonic()
            status = self.home.status()
            self.assertLess(time.monotonic() - started_s, 20)
            self.assertEqual(status["total"]["label"], "$49.99")
            done = self.run_ok("account", "edit", "Work", "--name=Other", code=1)
            self.assertIn("settings.lock", done.stderr)
        self.run_ok("account", "edit", "Work", "--name=Other")
        self.assertEqual(self.home.status()["accounts"][0]["name"], "Other")

    def test_nothing_is_started(self):
        self.home.write_accounts({"provider": "laozhang", "name": "Work",
                                  "base-url": self.gateway.address})
        self.run_ok("status", code=1)
        names = subprocess.run(
            ["gdbus", "call", "--session", "--dest=org.freedesktop.DBus",
             "--object-path=/org/freedesktop/DBus", "--method=org.freedesktop.DBus.ListNames"],
            env=self.home.environment, check=True, capture_output=True, text=True).stdout
        self.assertNotIn(NAME, names)


if __name__ == "__main__":
    rig.main()
