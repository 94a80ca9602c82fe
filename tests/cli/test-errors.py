#!/usr/bin/python3
"""Every error that a person can act on, brought about for real: creditctl says the same of it in its
JSON, in its metrics and in words."""

import json
import re

import jsonschema

import rig

SCHEMA = json.loads((rig.TESTS / "status.schema.json").read_text(encoding="utf-8"))
TOKEN = "test-token-0001"
SELF = "/api/user/self"
BALANCE = "/v1/user/balance"
HTML = b"<!DOCTYPE html><html><title>Just a moment...</title></html>"
ELSEWHERE = {"Location": "https://elsewhere.example/"}
# the gateway | its definition, where it is asked, what it answers | code | in words | state
ANSWERED = [
    ("laozhang", SELF, (401, {"message": "no"}), "token-rejected", "Token rejected", "rejected"),
    ("laozhang", SELF, (200, {"success": False}), "token-rejected", "Token rejected", "rejected"),
    ("new-api", SELF, (401, {"message": "New-Api-User"}), "user-id", "User ID missing or wrong",
     "rejected"),
    ("laozhang", SELF, (403, {}), "forbidden", "Not allowed with this token", "rejected"),
    ("laozhang", SELF, (403, HTML), "blocked", "Blocked by the site’s protection", "backoff"),
    ("laozhang", SELF, (404, {}), "not-found", "This site has no such endpoint", "backoff"),
    ("laozhang", SELF, (200, HTML), "not-found", "This site has no such endpoint", "backoff"),
    ("laozhang", SELF, (410, {}), "retired", "Endpoint no longer offered", "backoff"),
    ("laozhang", SELF, (429, b""), "rate-limited", "Too many requests", "backoff"),
    ("laozhang", SELF, (503, {}), "server-error", "The gateway has a problem", "backoff"),
    ("gccai", BALANCE, (200, {"success": False}), "gateway-error", "The gateway reports an error",
     "backoff"),
    ("laozhang", SELF, (302, b"", ELSEWHERE), "redirected", "Redirected to another address",
     "backoff"),
    ("laozhang", SELF, (200, b"[" * 100), "too-large", "Answer too large", "backoff"),
    ("laozhang", SELF, (200, b'{"success":true,'), "bad-json", "Answer not understood", "backoff"),
    ("laozhang", SELF, (200, {"success": True, "data": {"quota": None}}), "missing-value",
     "No balance in the answer", "backoff"),
    ("laozhang", SELF, (200, b'{"success":true,"data":{"quota":9e24}}'), "out-of-range",
     "Amount out of range", "backoff"),
]


def account(address, name, provider="laozhang", **more):
    return {"provider": provider, "name": name, "base-url": address, "token": TOKEN, **more}


class Errors(rig.TestCase):
    def check(self, rows):
        """rows: (account, code, words, state)"""
        self.check_written(self.home.write_accounts(*[row[0] for row in rows]), rows)

    def check_written(self, ids, rows, code=1):
        """All are asked in one run; the next two say what that brought, or look into the keyring
        themselves."""
        done = self.run_ok("status", "--format=json", code=code)
        status = json.loads(done.stdout)
        jsonschema.validate(status, SCHEMA)
        text = self.run_ok("status", code=code).stdout
        metrics = self.run_ok("status", "--format=openmetrics", code=code).stdout
        for account_id, (_, wanted, words, state), told in zip(ids, rows, status["accounts"]):
            with self.subTest(wanted):
                self.assertEqual((told["error"]["code"], told["state"]), (wanted, state),
                                 told["error"])
                self.assertTrue(told["error"]["message"])
                self.assertEqual(told["balances"], [])
                self.assertIn(f"  {words}", self.line(text, f'{told["name"]} '))
                self.assertIn(f'code="{wanted}"', self.line(
                    metrics, f'credit_tray_error{{account="{told["name"]}",id="{account_id}"'))
        self.assertNotIn(TOKEN, done.stdout + done.stderr + text + metrics)

    def line(self, text, start):
        return next(line for line in text.splitlines() if line.startswith(start))

    def test_of_answers(self):
        rows = []
        for i, (provider, path, answer, code, words, state) in enumerate(ANSWERED):
            gateway = self.new_gateway()
            gateway.answers[path] = answer
            rows.append((account(gateway.address, f"A{i}", provider), code, words, state))
        self.check(rows)

    def test_of_the_way_there(self):
        plain, silent = self.new_gateway(), self.new_gateway()
        silent.answering.clear()
        self.addCleanup(silent.answering.set)
        self.check([
            (account("http://127.0.0.1:1", "Nobody"), "unreachable", "Gateway unreachable",
             "backoff"),
            (account(plain.address.replace("http:", "https:"), "Plain"), "tls",
             "No secure connection", "backoff"),
            (account(silent.address, "Silent"), "timeout", "No answer in time", "backoff"),
        ])

    def test_of_the_proxy(self):
        self.home.environment["https_proxy"] = "http://127.0.0.1:1"
        self.check([(account("https://gateway.example:443", "Proxy"), "proxy",
                     "Problem with the proxy", "backoff")])

    def test_of_what_is_set(self):
        self.check([
            ({"provider": "new-api", "name": "Nowhere"}, "settings", "Problem with the settings",
             "backoff"),
            ({"provider": "laozhan", "name": "Unknown"}, "definition", "Error in the definition",
             "backoff"),
        ])

    def test_of_the_keyring(self):
        gateway = self.new_gateway()
        self.home.start_keyring()
        mine = account(gateway.address, "Work")
        ids = self.home.write_accounts(mine)
        self.check_written(ids, [(mine, "token-missing", "No token yet", "needs-token")])
        self.run_ok("account", "set-token", "Work", "--token-stdin", input=TOKEN)
        self.home.lock_keyring()
        self.check_written(ids, [(mine, "keyring-locked", "Keyring locked", "locked")], code=4)
        self.home.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
        self.check_written(ids, [(mine, "keyring-missing", "No keyring", "locked")], code=4)
        self.assertEqual(gateway.requests, [])


class Complete(rig.TestCase):
    def test_all_of_the_manual(self):
        """What the manual lists is brought about here. (offline: test-monitor-network.c)"""
        manual = (rig.TESTS.parent / "data/man/creditctl.1").read_text(encoding="utf-8")
        listed = manual[manual.index(".It token-missing"):manual.index(".Sh ENVIRONMENT")]
        here = open(__file__, encoding="utf-8").read()
        missing = {code for code in re.findall(r"^\.It ([a-z-]+)$", listed, re.MULTILINE)
                   if not re.search(rf'"{code}",\s+"', here)}
        self.assertEqual(missing, {"offline"})


if __name__ == "__main__":
    rig.main()
