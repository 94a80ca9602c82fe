#!/usr/bin/python3
# Usage: what cppcheck and clang's analyzer (scan-build runs the same) think of the sources
"""./dev lint: every warning that lint.supp does not explain, and every line of it that explains none.

Takes minutes, so that it is not part of ./dev test.
"""
import json
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
BUILD = TOP / 'build'
CPPCHECK = ['cppcheck', '--quiet', '--std=c11', '--library=gtk',
            '--enable=warning,performance,portability', '--template={file}: {message} [{id}]',
            '-D__GNUC__', '-DG_GNUC_PRINTF(a,b)=', '-Isrc/core', '-Isrc/service', '-Isrc/ui',
            '-Isrc/cli', 'src']
ANALYZER = ['clang', '--analyze', '-Xclang', '-analyzer-output=text', '-Wno-everything', '-o', '/dev/null']
WARNING = re.compile(r'^(?:\.\./)?(src/[^:]+):\d+:\d+: warning: (.*)$', re.MULTILINE)


def run(command, folder):
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f'{shlex.join(command)}\n{result.stderr}')
    return result.stderr


def cppcheck():
    return [line for line in run(CPPCHECK, TOP).splitlines() if line.startswith('src/')]


def analyze(compilation):
    """The same file as the compiler sees it, but for what only gcc knows."""
    arguments = [argument for argument in shlex.split(compilation['command'])
                 if argument.startswith(('-I', '-D', '-std=')) and 'FORTIFY' not in argument]
    output = run([*ANALYZER, *arguments, compilation['file']], BUILD)
    return [f'{path}: {message}' for path, message in WARNING.findall(output)]


def read_suppressions():
    lines = (TOP / 'dev.d/lint.supp').read_text(encoding='utf-8').splitlines()
    return [re.compile(line) for line in lines if line and not line.startswith('#')]


def main():
    compilations = [one for one in json.loads((BUILD / 'compile_commands.json').read_text())
                    if one['file'].startswith('../src/')]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        first = pool.submit(cppcheck)
        warnings = set(sum(pool.map(analyze, compilations), []) + first.result())
    suppressions = read_suppressions()
    problems = sorted(one for one in warnings if not any(supp.search(one) for supp in suppressions))
    problems += [f'lint.supp: nothing is like “{supp.pattern}”' for supp in suppressions
                 if not any(supp.search(one) for one in warnings)]
    print('\n'.join([*problems, f'{len(compilations)} files, {len(warnings)} warnings, '
                                f'{len(problems)} to be looked at']))
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
