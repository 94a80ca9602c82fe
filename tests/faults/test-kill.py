#!/usr/bin/python3
"""SIGKILL at random moments, fifty times or FAULTS_KILLS: history, settings and what is known
between polls are whole afterwards, and the next start goes on from there. FAULTS_SEED repeats a
run."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import time

import rig

N_KILLS = int(os.environ.get("FAULTS_KILLS", "50"))
SEED = int(os.environ.get("FAULTS_SEED", random.SystemRandom().randrange(10**6)))
APPLET = rig.BUILD / "src" / "credit-tray"
APPLET_EVERY = 10
APPLET_S = 1.5  # by then it has polled
N_ACCOUNTS = 3
INTERVALS = range(60, 3600)


class Kill(rig.TestCase):
    def setUp(self):
        super().setUp()
        self.random = random.Random(SEED)
        self.gateways = [self.new_gateway(quota=10**7) for _ in range(N_ACCOUNTS)]
        self.home.start_keyring()
        for n, gateway in enumerate(self.gateways):
            gateway.handle_error = lambda *_: None  # who asked may be dead
            self.run_ok("account", "add", "--provider=laozhang", f"--name=Account {n}",
                        f"--base-url={gateway.address}", "--token-stdin", input=f"token-000{n}\n")
        self.start_display()

    def start_display(self):
        read, write = os.pipe()
        self.home.spawn(["Xvfb", "-displayfd", str(write), "-nolisten", "tcp", "-noreset"],
                        pass_fds=[write], stdout=subprocess.DEVNULL)
        os.close(write)
        with os.fdopen(read) as pipe:
            self.home.environment.update(DISPLAY=":" + pipe.readline().strip(), NO_AT_BRIDGE="1")

    def start_something(self, n):
        """The process, and how long it takes. Most of them poll, and write what they read."""
        if n % APPLET_EVERY == 0:
            return self.home.spawn([str(APPLET)], stdout=subprocess.DEVNULL), APPLET_S
        if n % 3 == 0:
            return self.home.start("account", "edit", f"Account {n % N_ACCOUNTS}",
                                   f"--interval={self.random.choice(INTERVALS)}"), self.usual_s
        return self.home.start("status", "--refresh"), self.usual_s

    def kill_something(self, n):
        for gateway in self.gateways:
            gateway.quota -= self.random.randrange(10000)
        self.home.forget_polls()
        process, usual_s = self.start_something(n)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(self.random.uniform(0, usual_s))
        ended = process.poll()
        process.send_signal(signal.SIGKILL)
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream and process not in self.home.processes:
                stream.close()
        return ended is None

    def check(self):
        for path, text in self.home.files().items():
            if path.suffix == ".json":
                json.loads(text)
        history = self.home.folder / "data" / "credit-tray" / "history.db"
        self.assertEqual(list(history.parent.glob("*.damaged*")), [])
        if history.exists():
            with contextlib.closing(sqlite3.connect(history)) as connection:
                self.assertEqual(connection.execute("PRAGMA integrity_check").fetchall(),
                                 [("ok",)])
        accounts = self.home.status("--cached")["accounts"]
        self.assertEqual([account["name"] for account in accounts],
                         [f"Account {n}" for n in range(N_ACCOUNTS)])

    def test_at_random_moments(self):
        print(f"# FAULTS_SEED={SEED}", flush=True)
        started_s = time.monotonic()
        self.run_ok("status")
        self.usual_s = time.monotonic() - started_s
        n_killed = 0
        for n in range(N_KILLS):
            with self.subTest(seed=SEED, n=n):
                n_killed += self.kill_something(n)
                self.check()
        print(f"# {n_killed} of {N_KILLS} were still running", flush=True)
        self.assertGreater(n_killed, N_KILLS // 3)
        self.home.forget_polls()
        status = json.loads(self.run_ok("status", "--format=json").stdout)
        for account, gateway in zip(status["accounts"], self.gateways):
            self.assertEqual(account["state"], "idle")
            self.assertAlmostEqual(float(account["balances"][0]["remaining"]),
                                   gateway.quota / 500000)


if __name__ == "__main__":
    rig.main()
