#!/usr/bin/python3
"""count.py PASSED FAILED LOG...: the last line of ./dev test, from meson's testlog.json files.

A program that speaks TAP counts case by case, any other as one. A program that dies, or ends badly
though no case of it failed, counts as one failure more. In CI a test that cannot run is a failure.
"""
import json
import os
import re
import sys

CASE = re.compile(r'^(not )?ok\b[^#\n]*(?:#\s*(SKIP|TODO)\b)?', re.MULTILINE | re.IGNORECASE)
PLAN = re.compile(r'^1\.\.\d+', re.MULTILINE)
GOOD = ('OK', 'EXPECTEDFAIL', 'SKIP')


def count_cases(output):
    cases = {'passed': 0, 'failed': 0, 'skipped': 0}
    for case in CASE.finditer(output):
        directive = (case.group(2) or '').upper()
        if directive == 'SKIP':
            cases['skipped'] += 1
        elif case.group(1) and directive != 'TODO':
            cases['failed'] += 1
        else:
            cases['passed'] += 1
    return cases


def count_program(result, output):
    if PLAN.search(output):
        cases = count_cases(output)
        if result not in GOOD and not cases['failed']:
            cases['failed'] += 1
        if result == 'SKIP' and not cases['skipped']:
            cases['skipped'] += 1  # all of it: "1..0 # SKIP"
        return cases
    kind = 'skipped' if result == 'SKIP' else 'passed' if result in GOOD else 'failed'
    return {'passed': 0, 'failed': 0, 'skipped': 0, kind: 1}


def main():
    total = {'passed': int(sys.argv[1]), 'failed': int(sys.argv[2]), 'skipped': 0}
    for path in sys.argv[3:]:
        try:
            with open(path, encoding='utf-8') as log:
                programs = [json.loads(line) for line in log]
        except OSError as error:
            print(f'count.py: {error}: its tests did not run', file=sys.stderr)
            programs = []
        if not programs:
            total['failed'] += 1
        for program in programs:
            cases = count_program(program['result'], program.get('stdout', ''))
            for kind, n in cases.items():
                total[kind] += n
            if cases['failed'] or cases['skipped']:
                kind = 'FAILED' if cases['failed'] else 'skipped'
                print(f"{kind}: {program['name']} ({path.split('/')[0]})", file=sys.stderr)
    if os.environ.get('CI') == 'true' and total['skipped']:
        print('count.py: in CI a test that cannot run is a failure', file=sys.stderr)
        total['failed'] += total['skipped']
        total['skipped'] = 0
    line = f"{total['passed']} passed, {total['failed']} failed"
    print(line + (f", {total['skipped']} skipped" if total['skipped'] else ''))
    return 1 if total['failed'] else 0


if __name__ == '__main__':
    sys.exit(main())
