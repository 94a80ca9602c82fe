"""What the tests of creditctl share: the real program in a home of its own, a gateway on a loopback
port that speaks New API's wire format, and where it matters a private bus and a real keyring."""

import contextlib
import contextlib
import ctypes
import gzip
import http.server
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import uuid
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("CREDIT_TRAY_BUILD_DIR", TESTS.parent / "build"))
CREDITCTL = BUILD / "src" / "creditctl"
TIME_SHIFT = BUILD / "tests" / "desktop" / "libtime-shift.so"
DEADLINE_S = 30
PR_SET_PDEATHSIG = 1
UNDOCUMENTED = {
    "id": "secret", "name": "Secret", "base_url": "https://secret.example", "undocumented": True,
    "requests": {"a": {"path": "/a"}}, "balances": [{"currency": "USD", "remaining": "a.left"}]}
libc = ctypes.CDLL(None)


def die_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Gateway(http.server.ThreadingHTTPServer):
    """self.requests: every (path, headers). self.answers: path -> (status, body[, headers]) instead
    of the usual; a body that is bytes is sent as it is. While self.answering is clear, none."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, quota=24997909):
        self.requests = []
        self.answers = {}
        self.answering = threading.Event()
        self.answering.set()
        self.quota = quota
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.origin = self.address
        self.thread = threading.Thread(target=self.serve_forever, args=(0.02,))
        self.thread.start()

    def close(self):
        self.shutdown()
        self.thread.join()
        self.server_close()

    def answer(self, path):
        path = path.partition("?")[0]
        if path in self.answers:
            return self.answers[path]
        if path == "/api/user/self":
            return 200, {"success": True, "message": "", "data": {
                "id": 42, "username": "demo_user", "email": "person@example.com",
                "quota": self.quota, "used_quota": 10027091, "request_count": 339,
                "group": "svip", "aff_code": "ZM0H"}}
        if path == "/api/status":
            return 200, {"success": True, "data": {"quota_per_unit": 500000}}
        return 404, {"error": {"message": "Invalid URL"}}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.requests.append((self.path, self.headers))
        self.server.answering.wait()
        status, body, *more = self.server.answer(self.path)
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        body = gzip.compress(body)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (more[0] if more else {}).items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(BrokenPipeError):  # who asked may have given up
            self.wfile.write(body)

    def log_message(self, *arguments):
        pass


class Home:
    """Folders of their own, without a bus. Its tokens come from a credentials folder, as on a
    server; see start_keyring() for the other way."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="credit-tray-cli-"))
        self.processes = []
        self.environment = {
            key: value for key, value in os.environ.items()
            if not key.startswith(("XDG_", "DBUS_", "DISPLAY", "WAYLAND_", "CREDENTIALS_"))
        }
        for kind in ("config", "state", "data", "cache"):
            self.environment[f"XDG_{kind.upper()}_HOME"] = str(self.folder / kind)
        self.runtime = self.folder / "run"
        self.credentials = self.folder / "credentials"
        for folder in (self.runtime, self.credentials):
            folder.mkdir(mode=0o700)
        self.environment.update(
            HOME=str(self.folder), XDG_RUNTIME_DIR=str(self.runtime),
            CREDENTIALS_DIRECTORY=str(self.credentials), G_DEBUG="fatal-warnings",
            LC_ALL="C.UTF-8", LANGUAGE="", TZ="UTC")
        self.settings = self.folder / "config" / "credit-tray" / "settings.ini"

    def close(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
        shutil.rmtree(self.folder)

    def spawn(self, command, ours=False, **arguments):
        # A desktop's own programs warn of this and that, and would end by it.
        environment = {key: value for key, value in self.environment.items()
                       if ours or key != "G_DEBUG"}
        process = subprocess.Popen(command, env=environment, preexec_fn=die_with_parent,
                                   stderr=subprocess.DEVNULL, **arguments)
        self.processes.append(process)
        return process

    def start_bus(self):
        bus = self.spawn(["dbus-daemon", "--session", "--nofork", "--nopidfile", "--nosyslog",
                          f"--address=unix:path={self.runtime}/bus", "--print-address=1"],
                         stdout=subprocess.PIPE)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().decode().strip()

    def start_keyring(self):
        self.environment.pop("CREDENTIALS_DIRECTORY")
        self.start_bus()
        daemon = self.spawn(["gnome-keyring-daemon", "--foreground", "--unlock",
                             "--components=secrets"], stdin=subprocess.PIPE,
                            stdout=subprocess.DEVNULL)
        daemon.stdin.write(b"of the test")
        daemon.stdin.close()
        subprocess.run(["gdbus", "wait", "--session", "--timeout=20", "org.freedesktop.secrets"],
                       env=self.environment, check=True)
        return daemon

    def lock_keyring(self):
        subprocess.run(
            ["gdbus", "call", "--session", "--dest=org.freedesktop.secrets",
             "--object-path=/org/freedesktop/secrets",
             "--method=org.freedesktop.Secret.Service.Lock",
             "['/org/freedesktop/secrets/collection/login']"],
            env=self.environment, check=True, capture_output=True)

    def stored_token(self, account_id):
        """What is in the keyring; "": nothing."""
        done = subprocess.run(["secret-tool", "lookup", "account", account_id], text=True,
                              env=self.environment, capture_output=True, check=False)
        return done.stdout

    def run(self, *arguments, **options):
        return subprocess.run([str(CREDITCTL), *arguments], env=self.environment, text=True,
                              capture_output=True, timeout=DEADLINE_S, check=False,
                              **({} if "input" in options else {"stdin": subprocess.DEVNULL}),
                              **options)

    def run_shifted(self, shift_s, *arguments):
        """On a clock that is so many seconds ahead."""
        ordinary = self.environment
        shift = self.folder / "shift"
        shift.write_text(str(shift_s))
        self.environment = {**ordinary, "TIME_SHIFT_FILE": str(shift), "TIME_SHIFT_ALARMS": "1",
                            "LD_PRELOAD": f"{ordinary.get('LD_PRELOAD', '')} {TIME_SHIFT}"}
        try:
            return self.run(*arguments)
        finally:
            self.environment = ordinary

    def start(self, *arguments, tracer=(), variables=()):
        return subprocess.Popen([*tracer, str(CREDITCTL), *arguments], text=True,
                                env={**self.environment, **dict(variables)},
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, preexec_fn=die_with_parent)

    def start_traced(self, calls, log, *arguments):
        """Its system calls of these names, with what its children make, go to the file log."""
        tracer = ["strace", "-f", "-v", "-s", "4096", "-e", f"trace={calls}", "-o", str(log)]
        # LeakSanitizer cannot work while it is traced.
        options = self.environment.get("ASAN_OPTIONS", "") + ":detect_leaks=0"
        return self.start(*arguments, tracer=tracer, variables={"ASAN_OPTIONS": options})

    def status(self, *arguments):
        return json.loads(self.run("status", "--format=json", *arguments).stdout)

    def write_accounts(self, *accounts, general=""):
        """Each a dict of settings keys, with the token under "token". Their ids."""
        ids = [str(uuid.uuid4()) for _ in accounts]
        text = f"[general]\naccounts={'; '.join(ids)}\n{general}"
        for account_id, account in zip(ids, accounts):
            text += f"\n[account {account_id}]\n"
            text += "".join(f"{key}={value}\n" for key, value in account.items() if key != "token")
            if "token" in account:
                self.write_credential(account_id, account["base-url"], account["token"])
        self.settings.parent.mkdir(parents=True, exist_ok=True)
        self.settings.write_text(text, encoding="utf-8")
        return ids

    def write_past(self, hours, micro_per_hour):
        """Before the only reading of the only account: spent at that pace, read every hour."""
        with contextlib.closing(sqlite3.connect(
                self.folder / "data" / "credit-tray" / "history.db")) as history, history:
            ((series, first_us, left),) = history.execute(
                "SELECT series, first_us, remaining_micro FROM runs").fetchall()
            history.executemany(
                "INSERT INTO runs (series, first_us, last_us, remaining_micro, unlimited)"
                " VALUES (?, ?, ?, ?, 0)",
                [(series, first_us - hour * 3600 * 10**6, first_us - hour * 3600 * 10**6,
                  left + hour * micro_per_hour) for hour in range(1, hours)])

    def write_definition(self, definition):
        folder = self.settings.parent / "providers"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{definition['id']}.json").write_text(json.dumps(definition))

    def write_credential(self, account_id, origin, token):
        (self.credentials / f"credit-tray.{account_id}").write_text(f"{origin}\n{token}\n")

    def files(self):
        """Everything that is kept, as text."""
        return {path: path.read_bytes().decode(errors="replace")
                for path in self.folder.rglob("*")
                if path.is_file() and self.credentials not in path.parents}

    def forget_polls(self):
        shutil.rmtree(self.runtime / "credit-tray", ignore_errors=True)


def replace_file(path, text):
    """As an editor does it."""
    beside = path.with_suffix(".beside")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def wait_for(what, condition):
    deadline = time.monotonic() + DEADLINE_S
    pause = threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {DEADLINE_S} s: {what}")
        pause.wait(0.01)


class TestCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)

    def new_gateway(self, **arguments):
        gateway = Gateway(**arguments)
        self.addCleanup(gateway.close)
        return gateway

    def run_ok(self, *arguments, code=0, **options):
        done = self.home.run(*arguments, **options)
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout}{done.stderr}")
        return done


class TapResult(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.n = 0

    def tell(self, outcome, test, details=""):
        self.n += 1
        for line in details.splitlines():
            print(f"# {line}")
        print(f"{outcome} {self.n} {test.id().partition('.')[2]}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.tell("ok", test)

    def addError(self, test, err):
        super().addError(test, err)
        self.tell("not ok", test, self.errors[-1][1])

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.tell("not ok", test, self.failures[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.tell("not ok", subtest, (self.errors + self.failures)[-1][1])


def main():
    """Runs the tests of the program that calls it, or those that its arguments name, as TAP."""
    loader = unittest.TestLoader()
    module = sys.modules["__main__"]
    names = sys.argv[1:]
    tests = loader.loadTestsFromNames(names, module) if names else loader.loadTestsFromModule(module)
    result = TapResult()
    tests.run(result)
    print(f"1..{result.n}")
    sys.exit(not result.wasSuccessful())
