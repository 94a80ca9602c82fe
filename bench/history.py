"""What ./dev bench measures of the history: ranges of a million runs, and that a poll which tells
nothing new writes nothing."""
import re
import subprocess
from pathlib import Path

from rig import APPLET, BUILD, Gateway, Home
import harness

FLOOR_S = 61
N_POLLS = 100
WRITES = ('write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'fsync', 'fdatasync', 'msync',
          'sync_file_range', 'ftruncate', 'fallocate', 'rename', 'renameat', 'renameat2', 'unlink',
          'unlinkat', 'mkdir', 'mkdirat', 'open', 'openat', 'creat')
NAMES = {'month': 'a month of 1,000,000 runs of history, against a bare SQLite scan of these rows',
         'whole': 'all 1,000,000 thinned to 1,000 pixels, against the same'}


def measure_history(_rig, table, options):
    done = subprocess.run([str(BUILD / 'bench' / 'history-bench'), str(options.runs)], check=True,
                          capture_output=True, text=True)
    lines = [line.split() for line in done.stdout.splitlines()]
    for name, what in NAMES.items():
        bare, ours = zip(*((int(words[1]), int(words[2])) for words in lines if words[0] == name))
        table.ratio(what, ours, bare, 1.5, 1.0)


def file_writes(log, home):
    """Calls in a log of strace that change what is kept, or make it."""
    kept = re.escape(str(home.folder))
    on_file = re.compile(rf'^\d+ +(\w+)\((?:[^"]*<{kept}/|[^"]*"{kept}/)')
    opens_to_write = re.compile(r'O_WRONLY|O_RDWR|O_CREAT')
    for line in log.splitlines():
        found = on_file.match(line)
        if found and (not found[1].startswith('open') or opens_to_write.search(line)):
            yield line


def measure_unchanged(rig, table, _options):
    """The applet under strace (-D: which is its child) from its beginning: it forbids to be looked
    into later."""
    gateway = Gateway(rig, N_POLLS)
    gateway.tell('steady')
    home = Home(rig, 'unchanged', gateway.addresses())
    log = Path(rig.desktop.folder) / 'unchanged.strace'
    process, _, _ = rig.start_applet(
        ['strace', '-D', '-f', '-y', '-e', 'trace=' + ','.join(WRITES), '-o', log, APPLET],
        **home.environment)
    gateway.wait_for_polls(N_POLLS)
    rig.wait_s(FLOOR_S)
    begin = len(log.read_text(errors='replace'))
    rig.refresh()
    gateway.wait_for_polls(2 * N_POLLS)
    rig.wait_s(2)
    told = log.read_text(errors='replace')
    writes = list(file_writes(told[begin:], home))
    for line in writes[:10]:
        print('   ', line)
    if not list(file_writes(told[:begin], home)):
        raise RuntimeError('strace has seen none of the first writes either')
    table.limit(f'writes and syncs of files that are kept, {N_POLLS} polls that tell nothing new',
                len(writes), '', 0, 0)
    harness.wait_for('a history', (home.folder / 'data/credit-tray/history.db').exists)
    process.end()
    gateway.end()
