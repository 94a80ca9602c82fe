#!/usr/bin/python3
"""seeds.py SOURCE_ROOT FOLDER: what the tests know, as inputs of the fuzz targets: FOLDER/TARGET/n.

./dev fuzz --keep takes from them what reaches something that nothing else reaches.
"""
import gzip
import json
import struct
import sys
from pathlib import Path

# Of the answers that expression.c has when it is given none.
EXPRESSIONS = ('funds[1]', 'funds[0].a', 'sum(funds[*].a)', "rows[a='x'].b ?? -1", 'rows[a=1, b=2].b',
               'max(nums[*])', 'count(rows) * 1e17', 'deep[1].a[*].b[-1]', 'exists(nil) or not broken',
               "contains(text, 'b') and num >= 7.5", 'item.a / 0', 'iso(text)')
TIMES = ('2026-11-22T04:00:00Z', '2026-11-22 04:00:00.123456789+05:30', '2024-02-29t23:59:60z',
         '1582-10-15T00:00:00-23:59', '2026-11-22', '2026-02-29', '2026-11-22T24:00:00Z')
ADDRESSES = ('http://127.0.0.1:8080/a/../b?c#d', 'http://[::1]/v1', 'HTTPS://Example.COM:0443/v1/',
             'https://user@host/', 'http://router.lan', 'https://2130706433/', 'xn--bcher-kva.example',
             'http://10.0.0.1:65535/%2e%2e/x', 'https://a..b', 'https://[fe80::1%25eth0]/', ' site.example ')
INI = '''# Credit Tray
[general]
interval-s=300
rates=CNY=0.138; EUR=1.08

[account/5f1c2b7a-0000-4000-8000-000000000001]
name = Work \r
[general]
x=
'''
VALUES = ('Work', 'true', ' false ', '300', '4294967295', 'one; two', 'a\\;b;\\s\\t\\n\\r\\f\\\\;c\\=d',
          'CNY=0.138; EUR=1.08', '=;=', 'a\\')
IMPORTS = ('''{"version":1,"accounts":[{"id":"5f1c2b7a-0000-4000-8000-000000000001","name":"Work",
"provider":"moonshot","region":"intl","address":"https://api.moonshot.ai","fields":{"user_id":"1"},
"interval_s":60,"paused":true,"allow_private_http":true,"in_total":"never","low":"5","critical":"1",
"token":"sk-0123456789abcdef"}]}''',
           'name,provider,address,token,paused,low\r\nWork,deepseek,,sk-0123456789abcdef,true,5\r\n'
           '"a ""b"", c",new-api,https://s.example,tok-0123456789abcdef,,\n',
           '''{"version":"4.0","timestamp":1,"accounts":{"accounts":[{"site_name":"Mine",
"site_url":"https://s.example","site_type":"new-api","disabled":true,"authType":"access_token",
"account_info":{"id":42,"access_token":"tok-0123456789abcdef"}}]},"apiCredentialProfiles":{"profiles":
[{"name":"K","baseUrl":"https://k.example","apiKey":"sk-0123456789abcdef",
"telemetryConfig":{"mode":"sub2apiUsage"}}]}}''',
           '''{"version":2,"claude":{"providers":{"x":{"name":"D","settingsConfig":{"env":
{"ANTHROPIC_BASE_URL":"https://api.deepseek.com/anthropic","ANTHROPIC_AUTH_TOKEN":"sk-0123456789abcdef"}},
"meta":{"usage_script":{"baseUrl":"https://n.example","accessToken":"t","userId":"7"}}}}},
"codex":{"providers":{"y":{"name":"O","settingsConfig":{"auth":{"OPENAI_API_KEY":"sk-0123456789abcdef"},
"config":"a = 1\\nbase_url = 'https://k.example/v1'\\n"}}}},"opencode":{"providers":{"z":{"name":"P",
"settingsConfig":{"options":{"baseURL":"https://api.deepseek.com/v1","apiKey":"sk-0123456789abcdef"}}}}}}''',
           '-- CC Switch SQLite 导出\nPRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n'
           'INSERT INTO "providers" ("id", "app_type", "name", "settings_config", "meta") VALUES\n'
           '(\'x\', \'claude\', \'It\'\'s\', \'{"env":{"ANTHROPIC_BASE_URL":"https://openrouter.ai/api",'
           '"ANTHROPIC_AUTH_TOKEN":"sk-or-0123456789"}}\', NULL), (1, -2.5e3, X\'00ff\', (1), \'{}\');\nCOMMIT;\n')
STATES = ('''{"origin_error":{"code":"timeout","message":"x"},"origin_error_since":1,"origin_error_until":2,
"accounts":{"5f1c":{"last_attempt":1795320000000000,"polling_until":1,"retry_after":2,"updated":3,
"error":{"code":"token-rejected","message":"no"},"shares_floor":true,"failures":3}}}''',
          '''{"version":1,"episodes":[{"id":"main","currency":"USD","amount":"4.99","told":"low",
"told_few_days":true}],"rejected_since_us":1,"failing_since_us":2,"told_rejected":true,"told_silent":true,
"snooze":"tomorrow","snooze_until_us":1795320000000000}''',
          '''{"balances":[{"id":"main","name":"Main","scope":"account","kind":"money","currency":"USD",
"primary":true,"remaining":"49.995818","used":"20.054182","limit":"70","usd_per_unit":"1","exhausted":true,
"resets_at":1795320000,"stale":true},{"id":"k","scope":"key","kind":"percent","currency":"percent",
"unlimited":true}],"details":{"user":"demo","requests":339}}''')
HEADERS = ('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n',
           'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n',
           'HTTP/1.0 429 Too Many\r\nRetry-After: 120\r\nContent-Encoding: x-gzip\r\n',
           'HTTP/1.1 503 Away\r\nRetry-After: Sun, 22 Nov 2026 04:30:00 GMT\r\nContent-Encoding: identity\r\n',
           'HTTP/1.1 301 Moved\r\nLocation: https://site.example/api/user/self/?page=2\r\n',
           'HTTP/1.1 302 Found\r\nLocation: //other.example:8443/x\r\n',
           'HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 99999999\r\n')


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(',', ':'))


def load(path):
    return json.loads(path.read_text(encoding='utf-8'))


def answers(script):
    """The texts that polling.h takes, and the bodies among them."""
    for answer in script.get('answers', {}).values():
        for one in answer if isinstance(answer, list) else [answer]:
            body = compact(one['body']) if 'body' in one else one.get('text', '')
            status = one.get('status', 200)
            yield ('!' + one['failure'] if 'failure' in one
                   else body if status == 200 else f'{status} {body}'), body


def texts(value):
    """Every text of a definition: among them are its expressions and templates."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for child in value.values() if isinstance(value, dict) else value:
            yield from texts(child)


def scope(script):
    return compact({name: answer.get('body') if isinstance(answer, dict)
                    else [one.get('body') for one in answer]
                    for name, answer in script.get('answers', {}).items()})


def definition_seeds(root, number, path):
    definition = load(path)
    fixtures = [load(file) for file in sorted((root / 'tests/fixtures' / path.stem).glob('*.json'))]
    first = fixtures[0] if fixtures else {}
    success = next((one for one in fixtures if 'balances' in one.get('expect', {})), first)
    yield 'provider', compact(definition) + '\0' + next((body for _, body in answers(success)), '')
    for text in set(texts(definition)):
        yield 'expression', f'{text}\0{scope(success)}'
        yield 'template', f'{text}\0{text}'
        if text.startswith('http'):
            yield 'address', text
    for fixture in fixtures:
        sent = list(answers(fixture))
        yield 'reading', bytes([number]) + '\0'.join(text for text, _ in sent).encode()
        for _, body in sent:
            yield 'json', body
            yield 'gzip', gzip.compress(body.encode(), mtime=0)


def rule_seeds(root):
    rules = load(root / 'tests/loading/rules.json')
    for row in rules['rows']:
        yield 'provider', row.get('text') or compact({**rules['definition'], **row.get('with', {})})


def answer_seeds():
    body = b'{"data":{"quota":24997909}}'
    for headers in HEADERS:
        packed = gzip.compress(body, mtime=0) if 'gzip' in headers else body
        yield 'answer', headers.format(length=len(packed)).encode() + b'\r\n' + packed


def history_seeds():
    """Rows as history.c takes them: a month of hours, spent and topped up."""
    now_us, hour_us = 1795320000000000, 3600000000
    for n_hours in (2, 30, 100):
        rows = b''
        for hours in range(n_hours, 0, -1):
            amount = 20000000 - (n_hours - hours) % 40 * 400000
            rows += struct.pack('<7qB', now_us - hours * hour_us, now_us - hours * hour_us + hour_us // 2,
                                amount, amount, amount, 0, 0, 0)
        yield 'history', rows


def seeds(root):
    for number, path in enumerate(sorted((root / 'data/providers').glob('*.json'))):
        yield from definition_seeds(root, number, path)
    yield from rule_seeds(root)
    yield from answer_seeds()
    yield from history_seeds()
    for target, inputs in (('expression', EXPRESSIONS), ('rfc3339', TIMES), ('address', ADDRESSES), ('ini-text', [INI]),
                           ('settings-text', VALUES), ('import', IMPORTS), ('state', STATES)):
        yield from ((target, text) for text in inputs)


def main():
    root, folder = Path(sys.argv[1]), Path(sys.argv[2])
    for n, (target, data) in enumerate(seeds(root)):
        (folder / target).mkdir(parents=True, exist_ok=True)
        (folder / target / str(n)).write_bytes(data if isinstance(data, bytes) else data.encode())


if __name__ == '__main__':
    main()
