"""The private machine on which ./dev bench measures: a display with another GTK client on it, a bus,
a watcher and a host, a keyring, and processes whose time, memory and main loop can be read."""
import gzip
import json
import mmap
import os
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.setdefault('CREDIT_TRAY_BUILD_DIR', str(TOP / 'build-bench')))
sys.path.insert(0, str(TOP / 'tests' / 'desktop'))
sys.path.insert(0, str(TOP / 'bench'))

import harness  # noqa: E402
from gateway import origin_hosts  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402

APPLET = BUILD / 'src' / 'credit-tray'
CREDITCTL = BUILD / 'src' / 'creditctl'
PROBE = BUILD / 'bench' / 'libprobe.so'
HOST = 'org.ayatana.indicator.application.service'  # its signal when it has taken an item in
APP_ID = 'io.github.credittray.CreditTray'
APP_PATH = '/io/github/credittray/CreditTray'
SECRETS = 'org.freedesktop.secrets'
SECRETS_PATH = '/org/freedesktop/secrets'
SECRETS_INTERFACE = 'org.freedesktop.Secret'
TOKEN_SCHEMA = 'io.github.credittray.CreditTray.Token'
CPUCLOCK_SCHED = 2
PROBE_SIZE = 24  # as in probe.c
DEADLINE_S = 60
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Process:
    """A program whose figures can be read as long as it runs: memory and stalls under the probe, which
    costs three system calls for each turn of the main loop."""

    def __init__(self, rig, command, is_probed=True, **environment):
        self.rig = rig
        if is_probed:
            environment.update(self.make_probe())
        self.started_s = time.monotonic()
        self.popen = rig.desktop.run([str(part) for part in command], env=environment)

    def make_probe(self):
        probe_file = Path(self.rig.desktop.folder) / f'probe-{time.monotonic_ns()}'
        probe_file.write_bytes(bytes(PROBE_SIZE))
        with probe_file.open('r+b') as file:
            self.probe = mmap.mmap(file.fileno(), PROBE_SIZE)
        return {'LD_PRELOAD': str(PROBE), 'BENCH_PROBE': str(probe_file)}

    def cpu_s(self):
        """All threads, ended ones as well, to the nanosecond."""
        return time.clock_gettime(((~self.popen.pid) << 3) | CPUCLOCK_SCHED)

    def pss_kib(self, kind='Pss'):
        """kind: Pss_Anon is what it has written itself; the rest are pages of files, most of them
        libraries', which it shares with whoever else on the machine has them."""
        with open(f'/proc/{self.popen.pid}/smaps_rollup', encoding='ascii') as file:
            return next(int(line.split()[1]) for line in file if line.startswith(f'{kind}:'))

    def reset_probe(self):
        self.probe[:] = bytes(PROBE_SIZE)

    def stall_s(self):
        """(how long the main loop stood still at most, how long it computed at most)"""
        stall_ns, stall_cpu_ns, _ = struct.unpack('QQQ', self.probe[:])
        return stall_ns / 1e9, stall_cpu_ns / 1e9

    def sleeps(self):
        """thread -> how often it has gone to sleep."""
        return {status.parent.name: int(status.read_text().split('\nvoluntary_ctxt_switches:')[1]
                                        .split()[0])
                for status in Path(f'/proc/{self.popen.pid}/task').glob('*/status')}

    def end(self):
        self.rig.desktop.end(self.popen)
        harness.wait_for('the item to go', lambda: not self.rig.desktop.items())


class Gateway:
    """bench/gateway.py on n origins."""

    def __init__(self, rig, n_origins, certificate=()):
        self.popen = rig.desktop.run(
            ['/usr/bin/python3', str(TOP / 'bench' / 'gateway.py'), str(n_origins), *certificate],
            stdout=subprocess.PIPE)
        self.rig = rig
        self.hosts = origin_hosts(n_origins)
        self.port = int(self.popen.stdout.readline())
        self.scheme = 'https' if certificate else 'http'

    def addresses(self):
        return [f'{self.scheme}://{host}:{self.port}' for host in self.hosts]

    def tell(self, word):
        """"steady", "falling" or "count"; the number of polls that it has answered."""
        address = f'{self.addresses()[0]}/{word}'
        with DIRECT.open(address, timeout=DEADLINE_S) as answer:
            return json.loads(gzip.decompress(answer.read()))['n_answered']

    def wait_for_polls(self, n):
        harness.wait_for(f'{n} polls', lambda: self.tell('count') >= n, DEADLINE_S)

    def end(self):
        self.rig.desktop.end(self.popen)


class Home:
    """Folders of their own, with one account for each address; the tokens are in the keyring."""

    def __init__(self, rig, name, addresses, interval_s=300):
        self.folder = Path(rig.desktop.folder) / name  # on a disk, where /tmp is
        self.runtime = rig.memory_folder / name
        self.environment = {'HOME': str(self.folder), 'XDG_RUNTIME_DIR': str(self.runtime)}
        for kind in ('config', 'state', 'data', 'cache'):
            self.environment[f'XDG_{kind.upper()}_HOME'] = str(self.folder / kind)
        self.full_environment = {**rig.desktop.environment, **self.environment}
        self.runtime.mkdir(mode=0o700)
        self.ids = [str(uuid.uuid4()) for _ in addresses]
        settings = self.folder / 'config' / 'credit-tray' / 'settings.ini'
        settings.parent.mkdir(parents=True)
        settings.write_text(self.settings(addresses, interval_s), encoding='utf-8')
        for account_id, origin in zip(self.ids, addresses):
            rig.store_token(account_id, origin)

    def settings(self, addresses, interval_s):
        text = f'[general]\ninterval-s={interval_s}\naccounts={"; ".join(self.ids)}\n'
        for account_id, address in zip(self.ids, addresses):
            text += (f'\n[account {account_id}]\nprovider=laozhang\nname=Account {account_id[:4]}\n'
                     f'base-url={address}\n')
        return text

    def forget_polls(self):
        shutil.rmtree(self.runtime / 'credit-tray', ignore_errors=True)

    def files(self):
        """What is kept for longer than a session: path -> when it was written."""
        return {path: path.stat().st_mtime_ns for path in self.folder.rglob('*')
                if path.is_file()}


class Rig:
    def __init__(self):
        harness.Atspi.init = lambda: None  # no screen reader: it would be told of every change
        self.desktop = harness.Desktop()
        self.desktop.start()
        # As a runtime folder is on a real desktop.
        self.memory_folder = Path(tempfile.mkdtemp(prefix='credit-tray-bench-', dir='/dev/shm'))
        self.registered_s = None
        self.labels = []
        bus = self.desktop.bus
        bus.signal_subscribe(None, HOST, 'ApplicationAdded', None, None,
                             Gio.DBusSignalFlags.NONE, self.on_registered)
        bus.signal_subscribe(None, harness.ITEM, 'XAyatanaNewLabel', None, None,
                             Gio.DBusSignalFlags.NONE, self.on_label)

    def stop(self):
        self.desktop.stop()
        shutil.rmtree(self.memory_folder)

    def on_registered(self, *_arguments):
        self.registered_s = time.monotonic()

    def on_label(self, _bus, _sender, _path, _interface, _name, parameters):
        self.labels.append(parameters.unpack()[0])

    def start_keyring(self):
        keyring = self.desktop.run(
            ['gnome-keyring-daemon', '--foreground', '--unlock', '--components=secrets'],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        keyring.stdin.write(b'password')
        keyring.stdin.close()
        keyring.stdin = None
        harness.wait_for('a keyring', lambda: self.desktop.has_owner(SECRETS))
        (_, self.secret_session) = self.desktop.call(
            SECRETS, SECRETS_PATH, SECRETS_INTERFACE + '.Service', 'OpenSession',
            GLib.Variant('(sv)', ('plain', GLib.Variant('s', ''))))

    def store_token(self, account_id, origin):
        attributes = {'xdg:schema': TOKEN_SCHEMA, 'account': account_id, 'origin': origin}
        properties = {
            SECRETS_INTERFACE + '.Item.Label': GLib.Variant('s', 'Credit Tray: bench'),
            SECRETS_INTERFACE + '.Item.Attributes': GLib.Variant('a{ss}', attributes)}
        secret = (self.secret_session, b'', b'0123456789abcdef0123456789abcdef', 'text/plain')
        self.desktop.call(
            SECRETS, SECRETS_PATH + '/aliases/default', SECRETS_INTERFACE + '.Collection',
            'CreateItem', GLib.Variant('(a{sv}(oayays)b)', (properties, secret, True)))


    def start_applet(self, command, is_probed=True, **environment):
        """Runs until its item is registered: (process, seconds until then, CPU seconds until then)."""
        self.registered_s = None
        self.labels.clear()
        process = Process(self, command, is_probed, **environment)
        harness.wait_for('an item', lambda: self.registered_s, DEADLINE_S)
        return process, self.registered_s - process.started_s, process.cpu_s()

    def refresh(self, account_id=''):
        """In the running applet; without an account, all."""
        self.desktop.call(APP_ID, APP_PATH, APP_ID + '1', 'Refresh',
                          GLib.Variant('(s)', (account_id,)))

    def wait_s(self, seconds):
        """Lets the time pass, the main loop running."""
        loop = GLib.MainLoop()
        GLib.timeout_add(int(seconds * 1000), loop.quit)
        loop.run()

    def label(self):
        items = self.desktop.items()
        return self.desktop.get(*items[0], harness.ITEM, 'XAyatanaLabel') if items else None


def cpu_of(command, environment):
    """CPU seconds of a command and of what it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(part) for part in command], env=environment, check=True,
                   stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
