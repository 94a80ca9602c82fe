"""What ./dev bench measures of the balances window: opening it, and a frame of its chart, with ten
accounts and a million rows of history."""
import statistics
import subprocess

from rig import BUILD, Home

PROGRAM = BUILD / 'bench' / 'window-bench'
N_ACCOUNTS = 10


def run(home, *arguments):
    done = subprocess.run([str(PROGRAM), *arguments], env=home.full_environment, check=True,
                          capture_output=True, text=True)
    return [tuple(int(word) for word in line.split()) for line in done.stdout.splitlines()]


def measure_windows(rig, table, options):
    """Each opening is the first of its process, as a person's first is."""
    home = Home(rig, 'windows', ['https://api.example.com'] * N_ACCOUNTS)
    account = home.ids[0]
    run(home, 'fill', account)
    empty, every, one, complete = [], [], [], []
    for _ in range(options.runs):
        empty.append(run(home, 'open', 'empty')[0][0])
        every.append(run(home, 'open', 'all')[0][0])
        opened_us, complete_us = run(home, 'open', account)[0]
        one.append(opened_us)
        complete.append(complete_us)
    table.ratio('opening the window with 10 accounts, against an empty GtkWindow', every, empty, 4,
                3)
    bare, ours = zip(*run(home, 'frame', account, str(options.runs)))
    table.ratio('a frame of its chart, against a cairo stroke of as many points', ours, bare, 2,
                1.5)
    for what, times_us in (('empty window', empty), ('all accounts', every), ('one account', one),
                           ('its chart complete', complete), ('frame, bare', bare),
                           ('frame of the chart', ours)):
        print(f'    {what}: {statistics.median(times_us) / 1000:.1f} ms', flush=True)
