#!/usr/bin/python3
"""po/providers.py SOURCE_ROOT > po/providers.pot: the texts of the definitions that people read, in
the form that xgettext takes, for it knows no JSON."""
import json
import sys
from pathlib import Path

HEAD = '''msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
'''


def messages(node, parent=''):
    """What ct_definition_get_message() and ct_detail_title() read."""
    if isinstance(node, list):
        for child in node:
            yield from messages(child, parent)
    elif isinstance(node, dict):
        for key, value in node.items():
            if parent == 'details':
                yield key.replace('_', ' ').capitalize()
            elif not isinstance(value, str):
                yield from messages(value, key)
            elif (key in ('help', 'hint', 'label', 'note')
                  or (parent, key) in (('', 'name'), ('key', 'kind'), ('regions', 'name'))):
                yield value


def main():
    root = Path(sys.argv[1])
    places = {}
    for path in sorted(root.glob('data/providers/*.json')):
        for text in messages(json.loads(path.read_text(encoding='utf-8'))):
            places.setdefault(text, []).append(str(path.relative_to(root)))
    sys.stdout.reconfigure(encoding='utf-8')
    print(HEAD)
    for text, files in places.items():
        for file in sorted(set(files)):
            print('#:', file)
        print('msgid', json.dumps(text, ensure_ascii=False))
        print('msgstr ""\n')


if __name__ == '__main__':
    main()
