#!/usr/bin/python3
"""check-source.py SOURCE_ROOT: what a reader may count on, and no compiler looks at.

Files stay readable in one sitting and functions on one screen; nothing sleeps; nothing is put off
in a comment; nothing is downloaded from a package registry.
"""
import re
import subprocess
import sys
from pathlib import Path

MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 120
P95_FUNCTION_LINES = 50
MAX_COLUMNS = 100

FORBIDDEN = {
    'nothing is put off in a comment': r'\b(TODO|FIXME|XXX|HACK)\b',
    'nothing sleeps': r'\b(g_usleep|usleep|nanosleep|sleep) \(',
    'no goto': r'^\s*goto\b',
    'includes are written "header.h"': r'#include "\.\./',
}
# Their own spelling here does not match them.
REGISTRIES = re.compile(
    r'\b(deb|ftp|security)\.(debian|ubuntu)\.(org|com)|\barchive\.ubuntu\.com|\bpypi\.org'
    r'|pythonhosted\.(org)|registry\.(npmjs|yarnpkg)\.(org|com)|(static\.)?\bcrates\.io'
    r'|proxy\.golang\.(org)|rubygems\.(org)|repo1?\.maven\.(org|apache)|dl\.(fedoraproject|flathub)\.')


def c_files(root):
    for folder in ('src', 'tests', 'bench', 'fuzz'):
        yield from sorted((root / folder).rglob('*.[ch]'))


def all_files(root):
    """What git would commit; in a tarball, everything but the build folders."""
    git = subprocess.run(
        ['git', '-c', 'safe.directory=*', '-C', root, 'ls-files', '-z', '-co', '--exclude-standard'],
        capture_output=True, text=True, check=False)
    if git.returncode == 0:
        return [root / name for name in git.stdout.split('\0') if name and (root / name).is_file()]
    return [path for path in root.rglob('*')
            if path.is_file() and not path.relative_to(root).parts[0].startswith(('build', '.git'))]


def function_lengths(paths):
    """(lines, place) of every function, by universal-ctags."""
    tags = subprocess.run(
        ['ctags', '-x', '--languages=C', '--kinds-C=f', '--_xformat=%F\t%n\t%e\t%N', '-L', '-'],
        input='\n'.join(map(str, paths)), capture_output=True, text=True, check=True).stdout
    for line in tags.splitlines():
        path, first, last, name = line.split('\t')
        yield int(last) - int(first) + 1, f'{path}:{first}: {name}'


def matching_lines(paths, pattern):
    pattern = re.compile(pattern)
    for path in paths:
        for n, line in enumerate(path.read_text(encoding='utf-8', errors='replace').splitlines(), 1):
            if pattern.search(line):
                yield f'{path}:{n}: {line.strip()[:120]}'


def check_functions(paths):
    lengths = sorted(function_lengths([path for path in paths if path.suffix == '.c']))
    problems = [f'{place}: {n} lines' for n, place in lengths if n > MAX_FUNCTION_LINES]
    p95 = lengths[int(0.95 * (len(lengths) - 1))][0] if lengths else 0
    if p95 > P95_FUNCTION_LINES:
        problems.append(f'the 95th percentile of {len(lengths)} functions is {p95} lines')
    return problems


def checks(root):
    sources = list(c_files(root))
    yield f'files have at most {MAX_FILE_LINES} lines', [
        f'{path}: {n} lines' for path in sources
        if (n := len(path.read_text(encoding='utf-8').splitlines())) > MAX_FILE_LINES]
    yield (f'functions: 95 % within {P95_FUNCTION_LINES} lines, all within {MAX_FUNCTION_LINES}',
           check_functions(sources))
    yield f'lines have at most {MAX_COLUMNS} columns', list(
        matching_lines(sources, '^.{%d,}$' % (MAX_COLUMNS + 1)))
    for title, pattern in FORBIDDEN.items():
        yield title, list(matching_lines(sources, pattern))
    yield 'headers begin with #pragma once', [
        str(path) for path in sources
        if path.suffix == '.h' and not path.read_text(encoding='utf-8').startswith('#pragma once\n')]
    yield 'no package registry is named anywhere', list(
        matching_lines(all_files(root), REGISTRIES))


def main():
    failed = False
    n = 0
    for n, (title, problems) in enumerate(checks(Path(sys.argv[1])), 1):
        for problem in problems:
            print(f'# {problem}')
        print(f"{'not ' if problems else ''}ok {n} {title}")
        failed = failed or bool(problems)
    print(f'1..{n}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
