#!/usr/bin/python3
"""check-translations.py SOURCE_ROOT XGETTEXT_ARGUMENT...: what people read can be translated, and
is, in every language of po/LINGUAS.

When a text was added or changed: po/providers.py . > po/providers.pot if it is a definition's, and
meson compile -C build credit-tray-update-po; then translate what is empty or marked as fuzzy in
po/*.po.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

MARKED = {
    '.c': re.compile(r'(?<![A-Za-z_])(?:_|N_|C_|NC_|ngettext|g_dngettext) \('),
    '.ui': re.compile(r'translatable="yes"'),
}
# What belongs to a person's eyes: GNOME's typography, and no shouting.
BAD_ENGLISH = {
    'three dots are one character': re.compile(r'(?<!{item)\.\.\.'),
    'quotes are curly': re.compile(r'''(?<![\[\w])"|(?<=[a-z])'(?=[a-z])'''),
    'no exclamation marks': re.compile(r'!'),
    'no blanks at an end': re.compile(r'^ | $'),
}
# A question waits on its line for the answer.
MAY_END_IN_BLANK = re.compile(r'(?<=:) $|(?<=\[y/N\]) $')


def run(*command, folder):
    return subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True,
                          check=False)


def listed(path):
    return [line for line in path.read_text(encoding='utf-8').splitlines()
            if line and not line.startswith('#')]


def sources(root):
    """Every file with a text in it for people."""
    found = [path for suffix, pattern in MARKED.items() for folder in ('src', 'data/ui')
             for path in (root / folder).rglob('*' + suffix)
             if pattern.search(path.read_text(encoding='utf-8'))]
    found += [*root.glob('data/*.gschema.xml'), *root.glob('data/*.in'), root / 'po/providers.pot']
    return {str(path.relative_to(root)) for path in found}


def check_list(root):
    wanted, given = sources(root), listed(root / 'po/POTFILES')
    problems = [f'po/POTFILES lacks {name}' for name in sorted(wanted - set(given))]
    problems += [f'po/POTFILES has {name}, which has no text' for name in sorted(set(given) - wanted)]
    if given != sorted(given):
        problems.append('po/POTFILES is not sorted')
    return problems


def entries(path):
    """{(context, text): (plural, whether its formats are checked)} of a catalogue."""
    plain = subprocess.run(['msgattrib', '--no-wrap', '--no-location', '--no-obsolete', path],
                           capture_output=True, text=True, check=True).stdout
    found = {}
    for block in re.split(r'\n\n+', plain):
        fields = dict(re.findall(r'^(msgctxt|msgid|msgid_plural) (".*"(?:\n".*")*)', block, re.M))
        text = {name: ''.join(line[1:-1] for line in value.split('\n'))
                for name, value in fields.items()}
        if text.get('msgid'):  # the head of the catalogue has none
            formats = bool(re.search('^#,.* c-format', block, re.M))
            found[text.get('msgctxt'), text['msgid']] = (text.get('msgid_plural'), formats)
    return found


def check_definitions(root):
    made = run(root / 'po/providers.py', root, folder=root)
    if made.stdout == (root / 'po/providers.pot').read_text(encoding='utf-8'):
        return made.stderr.splitlines()
    return ['it is not what po/providers.py makes of data/providers']


def check_template(root, arguments, fresh):
    made = run('xgettext', '--package-name=credit-tray', '-p', root / 'po', '-f', root / 'po/POTFILES',
               '-D', root, '-k_', '-o', fresh, *arguments, folder=root)
    problems = made.stderr.splitlines()
    if made.returncode != 0:
        return problems
    wanted, given = entries(fresh), entries(root / 'po/credit-tray.pot')
    problems += [f'po/credit-tray.pot lacks: {text}' for context, text in wanted.keys() - given.keys()]
    problems += [f'no source has: {text}' for context, text in given.keys() - wanted.keys()]
    problems += [f'its plural or format is not the same: {key[1]}'
                 for key in wanted.keys() & given.keys() if wanted[key] != given[key]]
    return problems


def check_english(fresh):
    for (_, text), (plural, _) in entries(fresh).items():
        for form in filter(None, (text, plural)):
            shown = form.replace('\\n', '').replace('\\"', '"')
            for title, pattern in BAD_ENGLISH.items():
                if pattern.search(MAY_END_IN_BLANK.sub('', shown)):
                    yield f'{title}: {shown}'


def check_language(root, language, fresh, work):
    """Complete against what the sources have now, and its formats and mnemonics are the texts'."""
    po = root / 'po' / f'{language}.po'
    merged = work / f'{language}.po'
    checked = run('msgfmt', '--check', '--check-accelerators=_', '-o', work / 'out.mo', po, folder=root)
    problems = [line for line in checked.stderr.splitlines() if ': ' in line]
    made = run('msgmerge', '--quiet', '--no-fuzzy-matching', '-o', merged, po, fresh, folder=root)
    problems += made.stderr.splitlines()
    for kind in ('untranslated', 'only-fuzzy', 'only-obsolete'):
        rest = work / f'{language}-{kind}.po'
        run('msgattrib', f'--{kind}', '-o', rest, po if kind == 'only-obsolete' else merged, folder=root)
        if rest.exists():
            texts = re.findall(r'^(?:#~ )?msgid "(.+)"', rest.read_text(encoding='utf-8'), re.M)
            problems += [f'{kind}: {text}' for text in texts]
    return problems


def checks(root, arguments, work):
    fresh = work / 'fresh.pot'
    yield 'po/POTFILES names every file with texts', check_list(root)
    yield 'po/providers.pot has the texts of the definitions', check_definitions(root)
    yield 'po/credit-tray.pot has the texts of the sources', check_template(root, arguments, fresh)
    yield 'the English is written as GNOME writes it', sorted(set(check_english(fresh)))
    for language in listed(root / 'po/LINGUAS'):
        yield f'{language} is complete', check_language(root, language, fresh, work)


def main():
    failed = False
    n = 0
    with tempfile.TemporaryDirectory() as work:
        found = checks(Path(sys.argv[1]).resolve(), sys.argv[2:], Path(work))
        for n, (title, problems) in enumerate(found, 1):
            for problem in problems:
                print(f'# {problem}')
            print(f"{'not ' if problems else ''}ok {n} {title}")
            failed = failed or bool(problems)
    print(f'1..{n}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
