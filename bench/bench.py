#!/usr/bin/python3
"""./dev bench [--quick] [--readme]: what the programs cost, against bare programs that it builds too.

Ratios, because absolute figures are noise on shared machines; medians of 5 with the spread. Another
GTK client (the panel) is alive: the first on a display pays for Mesa.
"""
import argparse
import datetime
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import rig as bench_rig
from rig import APPLET, BUILD, CREDITCTL, TOP, Gateway, Home, Rig, cpu_of
import harness
import history
import windows

FLOOR_S = 61  # no gateway is asked more often
LABEL_S = 0.02  # accounts that are asked together are in the label; what follows has not begun
FOLLOWS_S = 5  # what new readings lead to is done by then
POLLS_S = 75  # each account is asked at least once
SETTLED_S = 30  # a poll's connections are closed after 10 s, GLib's threads end after 15 s
SYSTEM_CAS = '/etc/ssl/certs/ca-certificates.crt'


class Table:
    def __init__(self):
        self.rows = []

    def ratio(self, what, measured, floor, gate=None, goal=None):
        """measured and floor: runs of each, paired as they were made. Without a gate: for the record."""
        ratios = [m / f for m, f in zip(measured, floor)]
        median = statistics.median(measured) / statistics.median(floor)
        self.add(what, f'{median:.2f}x ({min(ratios):.2f}-{max(ratios):.2f})', gate, goal,
                 gate is None or median <= gate, 'x')

    def limit(self, what, value, unit, gate, goal):
        self.add(what, f'{value:.2f}{unit}', gate, goal, value <= gate, unit)

    def fact(self, what, is_so):
        self.add(what, 'yes' if is_so else 'no', 'yes', 'yes', is_so, '')

    def add(self, what, value, gate, goal, good, unit):
        limits = ['' if limit is None else f'{limit}{unit}' for limit in (gate, goal)]
        self.rows.append((what, value, *limits, good))
        print(f'  {what}: {value} (gate {limits[0]}) {"" if good else "MISSED"}', flush=True)

    def missing(self, what, why):
        self.rows.append((what, f'not measured: {why}', '', '', True))
        print(f'  {what}: not measured: {why}', flush=True)

    def markdown(self):
        lines = ['| what | measured | gate | goal |', '|---|---|---|---|']
        lines += [f'| {what} | {value}{"" if good else " **missed**"} | {gate} | {goal} |'
                  for what, value, gate, goal, good in self.rows]
        return '\n'.join(lines)

    def is_good(self):
        return all(row[-1] for row in self.rows)


def start_and_memory(rig, idle_s, command, environment):
    """(seconds and CPU seconds until registered, PSS and what is its own of it after idling) of one
    run."""
    process, seconds, cpu_s = rig.start_applet(command, **environment)
    rig.wait_s(idle_s)
    pss, own = process.pss_kib(), process.pss_kib('Pss_Anon')
    process.end()
    return seconds, cpu_s, pss, own


def pairs(rig, options, floor_command, home, gateway):
    """Runs of the floor and of the applet, by turns: eight lists."""
    runs = []
    for _ in range(options.runs):
        floor = start_and_memory(rig, min(options.idle_s, 5), floor_command, home.environment)
        home.forget_polls()
        n_polls = gateway.tell('count')
        runs.append(floor + start_and_memory(rig, options.idle_s, [APPLET], home.environment))
        if gateway.tell('count') < n_polls + len(home.ids):
            raise RuntimeError('the applet has not read its accounts')
    return list(zip(*runs))


def measure_start(rig, table, options):
    gateway = Gateway(rig, 5)
    home = Home(rig, 'start', gateway.addresses())
    read_once(rig, gateway, home)
    floor_s, floor_cpu, floor_pss, floor_own, app_s, app_cpu, app_pss, app_own = pairs(
        rig, options, [BUILD / 'bench' / 'floor-indicator'], home, gateway)
    table.ratio('exec to registered, against a bare indicator', app_s, floor_s, 1.5, 1.2)
    table.ratio('CPU until then', app_cpu, floor_cpu, 1.5, 1.2)
    table.ratio('memory (PSS) idle with 5 http accounts', app_pss, floor_pss, 1.3, 1.15)
    table.ratio('of it its own, without the pages of programs and libraries', app_own, floor_own, 1.3,
                1.15)

    gateway.popen.send_signal(signal.SIGSTOP)  # it takes connections and answers nothing
    home.forget_polls()
    process, _, _ = rig.start_applet([APPLET], **home.environment)
    rig.wait_s(0.5)
    table.fact('the last amount is in the label before any answer', '$' in (rig.label() or ''))
    gateway.popen.send_signal(signal.SIGCONT)
    process.end()
    gateway.end()


def measure_https(rig, table, options):
    what = 'memory (PSS) idle with 5 https accounts, against an indicator after one https GET'
    certificate = os.environ.get('BENCH_CERTIFICATE')
    if not certificate:
        table.missing(what, 'a test certificate cannot be trusted here (unshare --mount)')
        return
    gateway = Gateway(rig, 5, certificate.split(':'))
    home = Home(rig, 'https', gateway.addresses())
    _, _, floor_pss, _, _, _, app_pss, _ = pairs(
        rig, options, [BUILD / 'bench' / 'floor-https', gateway.addresses()[0] + '/count'], home,
        gateway)
    table.ratio(what, app_pss, floor_pss, 1.15, 1.05)
    gateway.end()


def read_once(rig, gateway, home):
    """So that there are last amounts."""
    process, _, _ = rig.start_applet([APPLET], **home.environment)
    gateway.wait_for_polls(len(home.ids))
    rig.wait_s(1)
    process.end()


def measure_polls(rig, table, options):
    """Five accounts every minute, as the applet asks them by itself: until the label says it, and with
    all that follows: menu, history, days left. The floor asks as many after as long a pause, and
    connects anew as well."""
    gateway = Gateway(rig, 10)
    home = Home(rig, 'polls', gateway.addresses()[:5], interval_s=FLOOR_S - 1)
    urls = [address + '/api/user/self' for address in gateway.addresses()[5:]]
    process, _, _ = rig.start_applet([APPLET], is_probed=False, **home.environment)
    gateway.wait_for_polls(len(home.ids))
    rig.wait_s(FOLLOWS_S)
    floor = BareGet(rig)
    floor.fetch(urls[0])  # types are registered, caches warm: not part of a poll
    labels, polls, curls, gets = [], [], [], []
    for _ in range(options.runs):
        before_s, n_before = process.cpu_s(), gateway.tell('count')
        rig.labels.clear()
        harness.wait_for('a label', lambda: rig.labels, POLLS_S)
        rig.wait_s(LABEL_S)
        label_s = process.cpu_s()
        labels.append((label_s - before_s) / (gateway.tell('count') - n_before))
        rig.wait_s(POLLS_S - FLOOR_S)
        polls.append((process.cpu_s() - before_s) / (gateway.tell('count') - n_before))
        gets.append(statistics.mean(floor.fetch(url) for url in urls))
        curls.append(statistics.mean(curl_jq(rig, url) for url in urls))
    process.end()
    floor.end()
    table.ratio('CPU of a poll in the applet, request to label, against curl and jq', labels, curls,
                0.05, 0.03)
    table.ratio('the same against a bare libsoup GET and parse', labels, gets, 1.5, 1.2)
    table.ratio('with all that follows: menu, history, days left', polls, gets)
    gateway.end()


def curl_jq(rig, url):
    return cpu_of(['sh', '-c', f'curl -s --noproxy "*" --compressed {url} | jq .data.quota'],
                  rig.desktop.environment)


class BareGet:
    def __init__(self, rig):
        self.popen = subprocess.Popen([str(BUILD / 'bench' / 'floor-get')], text=True,
                                      env=rig.desktop.environment, stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE)

    def fetch(self, url):
        """CPU seconds."""
        print(url, file=self.popen.stdin, flush=True)
        return int(self.popen.stdout.readline()) / 1e6

    def end(self):
        self.popen.communicate()


def measure_creditctl(rig, table, options):
    gateway = Gateway(rig, 1)
    home = Home(rig, 'creditctl', gateway.addresses())
    url = gateway.addresses()[0] + '/api/user/self'
    environment = home.full_environment
    runs, curls, cached, jqs = [], [], [], []
    for _ in range(options.runs * 4):
        home.forget_polls()
        runs.append(cpu_of([CREDITCTL, 'status', '--refresh'], environment))
        curls.append(curl_jq(rig, url))
    table.ratio('CPU of creditctl status --refresh, against curl and jq', runs, curls, 1.0, 0.7)
    file = home.folder / 'status.json'
    with file.open('wb') as output:
        subprocess.run([str(CREDITCTL), 'status', '--cached', '--format=json'], env=environment,
                       stdout=output, check=True)
    for _ in range(options.runs * 4):
        cached.append(cpu_of([CREDITCTL, 'status', '--cached'], environment))
        jqs.append(cpu_of(['jq', '.', file], environment))
    table.ratio('CPU of creditctl status --cached, against jq . FILE', cached, jqs, 1.5, 1.0)
    gateway.end()


def measure_idle(rig, table, options):
    gateway = Gateway(rig, 10)
    gateway.tell('steady')
    home = Home(rig, 'idle', gateway.addresses())
    process, _, _ = rig.start_applet([APPLET], **home.environment)
    gateway.wait_for_polls(10)
    rig.wait_s(SETTLED_S)
    before = process.sleeps()
    rig.wait_s(options.window_s)
    wakeups = sum(n - before.get(thread, 0) for thread, n in process.sleeps().items())
    table.limit('wake-ups a minute beyond the polls, 10 accounts', wakeups * 60 / options.window_s,
                '', 1, 0.2)
    rig.wait_s(max(0, FLOOR_S - SETTLED_S - options.window_s))
    files = home.files()
    rig.refresh('')
    gateway.wait_for_polls(20)
    rig.wait_s(2)
    table.fact('no file outside the runtime folder is written when nothing changed',
               home.files() == files)
    process.end()
    gateway.end()


def measure_many(rig, table, options):
    n = options.many
    gateway = Gateway(rig, n)
    home = Home(rig, 'many', gateway.addresses())
    process, _, _ = rig.start_applet([APPLET], **home.environment)
    gateway.wait_for_polls(n)
    rig.wait_s(FLOOR_S)
    process.reset_probe()
    rig.refresh('')
    gateway.wait_for_polls(2 * n)
    rig.wait_s(5)
    stall_s, stall_cpu_s = process.stall_s()
    table.limit(f'longest stall of the main loop, {n} accounts on {n} origins refreshed',
                stall_s * 1000, ' ms', 16, 8)
    table.limit('of the processor alone, whatever else the machine does', stall_cpu_s * 1000, ' ms', 16, 8)
    pss = process.pss_kib()
    process.end()
    few = Home(rig, 'few', gateway.addresses()[:1])
    process, _, _ = rig.start_applet([APPLET], **few.environment)
    rig.wait_s(5)
    table.limit('memory for each further account', (pss - process.pss_kib()) / (n - 1), ' KiB', 32, 16)
    process.end()
    gateway.end()


def machine():
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        model = next((line.split(':')[1].strip() for line in file if line.startswith('model name')),
                     platform.machine())
    system = platform.freedesktop_os_release().get('PRETTY_NAME', platform.system())
    return f'{os.cpu_count()} x {model}, {system}'


def write_readme(table, options):
    path = TOP / 'README.md'
    begin, end = '<!-- bench begin -->\n', '<!-- bench end -->\n'
    before, rest = path.read_text(encoding='utf-8').split(begin)
    after = rest.split(end)[1]
    note = (f'{datetime.date.today()}, {machine()}; medians of {options.runs} (lowest-highest), '
            f'{options.idle_s} s after the start.')
    path.write_text(f'{before}{begin}\n{table.markdown()}\n\n{note}\n\n{end}{after}', encoding='utf-8')


def trust_test_certificate():
    """Runs itself again where a certificate of its own is trusted: a private mount of the system's
    list. Without the right to do that it goes on as it is."""
    if 'BENCH_CERTIFICATE' in os.environ:
        return
    folder = tempfile.mkdtemp(prefix='credit-tray-bench-')
    certificate, key, bundle = (f'{folder}/{name}' for name in ('cert.pem', 'key.pem', 'bundle.pem'))
    names = ','.join(f'IP:{host}' for host in bench_rig.origin_hosts(5))
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
                    '-nodes', '-days', '2', '-subj', '/CN=bench', '-addext', f'subjectAltName={names}',
                    '-keyout', key, '-out', certificate], check=True, capture_output=True)
    Path(bundle).write_bytes(Path(SYSTEM_CAS).read_bytes() + Path(certificate).read_bytes())
    unshare = ['unshare', '--mount'] + ([] if os.getuid() == 0 else ['--map-root-user'])
    if subprocess.run([*unshare, 'true'], capture_output=True, check=False).returncode == 0:
        os.environ['BENCH_CERTIFICATE'] = f'{certificate}:{key}'
        os.execvp('unshare', [*unshare, 'sh', '-c', f'mount --bind {bundle} {SYSTEM_CAS} && exec "$@"',
                              'sh', sys.executable, *sys.argv])


MEASURES = {'start': measure_start, 'https': measure_https, 'polls': measure_polls,
            'creditctl': measure_creditctl, 'idle': measure_idle, 'many': measure_many,
            'history': history.measure_history, 'unchanged': history.measure_unchanged,
            'windows': windows.measure_windows}


def parse_options():
    parser = argparse.ArgumentParser(prog='./dev bench', description=__doc__.split('\n\n')[0])
    parser.add_argument('--quick', action='store_true', help='short and rough')
    parser.add_argument('--readme', action='store_true', help='keep the table in README.md')
    parser.add_argument('only', nargs='*', metavar='PART', help='some of: ' + ' '.join(MEASURES))
    options = parser.parse_args()
    if options.readme and options.only:
        parser.error('--readme keeps the whole table')
    options.runs = 2 if options.quick else 5
    options.idle_s = 20 if options.quick else 60  # memory goes back after 12 s
    options.window_s = 20 if options.quick else 120
    options.many = 100 if options.quick else 1000
    return options


def main():
    options = parse_options()
    trust_test_certificate()
    table = Table()
    rig = Rig()
    try:
        rig.start_keyring()
        for name, measure in MEASURES.items():
            if not options.only or name in options.only:
                print(f'{name}:', flush=True)
                measure(rig, table, options)
    finally:
        rig.stop()
        if 'BENCH_CERTIFICATE' in os.environ:
            shutil.rmtree(Path(os.environ['BENCH_CERTIFICATE'].split(':')[0]).parent)
    print('\n' + table.markdown())
    if options.readme:
        write_readme(table, options)
    return 0 if table.is_good() else 1


if __name__ == '__main__':
    sys.exit(main())
