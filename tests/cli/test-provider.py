#!/usr/bin/python3
"""creditctl provider: the definitions, and what they would send and read."""

import json
import os

import rig

DEFINITION = {
    "id": "mine", "name": "Mine", "base_url": "https://mine.example",
    "fields": [{"id": "team", "label": "Team", "kind": "text"}],
    "requests": {
        "who": {"path": "/who", "optional": True},
        "left": {"method": "POST", "path": "/{team}/left", "query": {"month": "{month}"},
                 "headers": {"X-Team": "{team}"}, "body": {"who": "{who.id}"},
                 "auth": {"header": "X-Key", "prefix": "Key "}}},
    "errors": [{"status": 402, "code": "zero"}],
    "message": ["answer.error"],
    "balances": [{"id": "main", "scope": "account", "kind": "money", "currency": "USD",
                  "remaining": "left.total - left.spent", "used": "left.spent"}],
    "details": {"plan": "left.plan"}}


class Provider(rig.TestCase):
    def write(self, name, content):
        path = self.home.folder / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    def check(self, *arguments, code=0, definition=None):
        file = self.write("mine.json", definition or DEFINITION)
        done = self.run_ok("provider", "check", file, "--set=team=blue", "--format=json",
                           "--now=2026-11-22T04:00:00Z", *arguments, code=code)
        return json.loads(done.stdout)

    def answer(self, name, body, status=200):
        return f"--response={name}={self.write(name + '@body.json', body)}@{status}"

    def test_what_it_would_send_and_read(self):
        result = self.check(self.answer("who", {"id": 7}),
                            self.answer("left", {"total": "10.50", "spent": 0.25, "plan": "pro"}))
        self.assertEqual(result["requests"], [
            {"name": "who", "method": "GET", "address": "https://mine.example/who",
             "headers": {"Authorization": "Bearer (token)"}, "status": 200},
            {"name": "left", "method": "POST",
             "address": "https://mine.example/blue/left?month=11",
             "headers": {"X-Key": "Key (token)", "X-Team": "blue"},
             "body": '{"who":"7"}', "status": 200}])
        (balance,) = result["balances"]
        self.assertEqual((balance["remaining"], balance["used"], balance["label"]),
                         ("10.25", "0.25", "$10.25"))
        self.assertEqual((result["details"], result["error"]), ({"plan": "pro"}, None))

    def test_what_fails_is_named(self):
        """what `left` answers | code | what the message names"""
        rows = [
            ({"total": 1}, 200, "missing-value", "balances[0].remaining, column 14: left.spent"),
            ({"total": True, "spent": 1}, 200, "missing-value", "balances[0].remaining, column 1: left.total"),
            ({"error": "no"}, 401, "token-rejected", "left: Token rejected (HTTP 401): no"),
            ("<html>", 200, "not-found", "left: "),
            ("{", 200, "bad-json", "left: "),
            ({"total": 1e18, "spent": 0}, 200, "out-of-range", ""),
        ]
        for body, status, code, named in rows:
            with self.subTest(code=code, body=body):
                error = self.check(self.answer("who", {"id": 7}),
                                   self.answer("left", body, status), code=1)["error"]
                self.assertEqual(error["code"], code)
                self.assertIn(named, error["message"])

    def test_the_rule_that_matched_is_named(self):
        """what `left` answers | code | where the rule is"""
        definition = json.loads(json.dumps(DEFINITION))
        definition["ok"] = "answer.success ?? true"
        definition["errors"] += [{"status": 200, "when": "answer.state == 'gone'", "code": "retired"}]
        definition["requests"]["left"].update(
            ok="(answer.code ?? 0) == 0",
            errors=[{"when": "answer.state == 'who'", "code": "user-id"},
                    {"when": "answer.state == 'off'", "code": "forbidden"}])
        who, good = self.answer("who", {"id": 7}), {"total": 1, "spent": 0}
        rows = [
            ({"state": "who"}, 200, "user-id", "requests.left.errors[0]"),
            ({"state": "off"}, 500, "forbidden", "requests.left.errors[1]"),
            ({"state": "gone"}, 200, "retired", "errors[1]"),
            ({"success": False}, 200, "gateway-error", "ok"),
            ({"code": 7}, 200, "gateway-error", "requests.left.ok"),
            ({}, 402, None, "errors[0]"),
            ({}, 401, "token-rejected", None),
            ({"total": 1}, 200, "missing-value", None),
            (good, 200, None, None),
        ]
        for body, status, code, rule in rows:
            with self.subTest(body=body, status=status):
                result = self.check(who, self.answer("left", body, status), definition=definition,
                                    code=int(code is not None))
                self.assertEqual((result["error"] and result["error"]["code"], result["rule"]),
                                 (code, rule))
        done = self.run_ok("provider", "check", self.write("mine.json", definition),
                           "--set=team=blue", who, self.answer("left", {"state": "gone"}), code=1)
        self.assertRegex(done.stderr, r"retired: left: .*\n.*: The rule that says so: errors\[1\]\n")

    def test_no_answer_is_404(self):
        result = self.check(self.answer("left", {"total": 1, "spent": 0}), code=1)
        self.assertEqual([request["status"] for request in result["requests"]], [404])
        definition = json.loads(json.dumps(DEFINITION))
        definition["requests"]["left"]["body"] = None
        result = self.check(self.answer("left", {"total": 1, "spent": 0}), definition=definition)
        self.assertEqual([request["status"] for request in result["requests"]], [404, 200])

    def test_without_answers_the_definition_alone_is_checked(self):
        """It shows what would be sent first, and that there is no mistake."""
        result = self.check()
        self.assertEqual([request["name"] for request in result["requests"]], ["who"])
        self.assertEqual((result["balances"], result["rule"], result["error"]), ([], None, None))
        file = self.write("mine.json", DEFINITION)
        done = self.run_ok("provider", "check", file, "--set=team=blue")
        self.assertEqual(done.stderr.splitlines(), [
            "creditctl provider check: The definition is good. To see what it reads, give it "
            "answers: --response NAME=FILE"])
        done = self.run_ok("provider", "check", file, "--set=team=..", self.answer("who", {"id": 7}),
                           code=1)
        self.assertIn("left", done.stderr)

    def test_money_that_cannot_be_spent(self):
        file = self.write("mine.json", {
            "id": "mine", "name": "Mine", "base_url": "https://mine.example",
            "requests": {"left": {"path": "/left"}},
            "balances": [{"currency": "USD", "remaining": "left.total", "available": "left.open"}]})
        for is_open, shown in ((False, r"main  \$5\.00  5 USD +empty\n$"),
                               (True, r"main  \$5\.00  5 USD\n$")):
            done = self.run_ok("provider", "check", file,
                               self.answer("left", {"total": 5, "open": is_open}))
            self.assertRegex(done.stdout, shown)

    def test_zero_is_a_reading(self):
        result = self.check(self.answer("who", {"id": 7}), self.answer("left", {}, 402))
        self.assertEqual(result["balances"][0]["remaining"], "0")

    def test_built_in_ones(self):
        body = self.write("body.json", {"success": True, "data": {"quota": 24997909}})
        for file in sorted((rig.TESTS.parent / "data" / "providers").glob("*.json")):
            with self.subTest(file.stem):
                self.assertEqual(self.run_ok("provider", "show", file.stem).stderr, "")
        new_api = rig.TESTS.parent / "data" / "providers" / "new-api.json"
        out = self.run_ok("provider", "check", str(new_api), f"--response=account={body}",
                          "--set=user_id=42", "--base-url=https://club.example/v1").stdout
        self.assertIn("account: GET https://club.example/api/user/self -> 200", out)
        self.assertIn("New-Api-User: 42", out)
        self.assertIn("49.995818 USD", out)

    def test_wrong_definitions(self):
        """definition | what the message names"""
        rows = [
            ("{", "mine.json"),
            ({"id": "mine"}, "mine.json"),
            ({"id": "mine", "extends": "laozhan"}, "laozhan"),
            ({**DEFINITION, "balances": [{"id": "x", "scope": "account", "kind": "money",
                                          "currency": "USD", "remaining": "nobody.x"}]},
             "balances[0].remaining"),
        ]
        for definition, named in rows:
            with self.subTest(named):
                done = self.run_ok("provider", "check", self.write("mine.json", definition), code=1)
                self.assertRegex(done.stderr, "^creditctl provider check: definition: ")
                self.assertIn(named, done.stderr)

    def test_an_answer_from_a_pipe(self):
        """As of "--response account=<(command)"."""
        read, write = os.pipe()
        os.write(write, json.dumps({"success": True, "data": {"quota": 24997909}}).encode())
        os.close(write)
        file = rig.TESTS.parent / "data" / "providers" / "laozhang.json"
        out = self.run_ok("provider", "check", str(file), f"--response=account=/dev/fd/{read}",
                          pass_fds=(read,)).stdout
        os.close(read)
        self.assertIn("49.995818 USD", out)

    def test_a_pipe_is_not_waited_for(self):
        pipe = self.home.folder / "pipe.json"
        os.mkfifo(pipe)
        done = self.run_ok("provider", "check", str(pipe), code=1)
        self.assertIn("pipe.json: This is a pipe", done.stderr)
        providers = self.home.settings.parent / "providers"
        providers.mkdir(parents=True)
        os.mkfifo(providers / "mine.json")
        done = self.run_ok("provider", "list", code=1)
        self.assertIn("laozhang", done.stdout)
        self.assertIn("mine.json: This is a pipe", done.stderr)

    def test_wrong_usage(self):
        file = self.write("mine.json", DEFINITION)
        body = self.write("body.json", {})
        rows = [
            ([], "no file"),
            ([file], "a field that is needed is missing"),
            ([file, "--set=team"], "a field without its value"),
            ([file, "--set=team=x", "--response=left"], "a response without its body"),
            ([file, "--set=team=x", "--response=left=/nonexistent"], "a body that is not there"),
            ([file, "--set=team=x", f"--response=left={self.home.folder}"], "a body that is none"),
            ([file, "--set=team=x", f"--response=right={body}"], "a request that is not there"),
            ([file, "--set=team=x", "--now=soon"], "a time that is none"),
            ([file, "--set=team=x", "--format=waybar"], "a format of status"),
            ([file, "--set=team=x", "--base-url=ftp://x"], "an address that is never asked"),
        ]
        for arguments, why in rows:
            with self.subTest(why):
                self.assertEqual(self.run_ok("provider", "check", *arguments, code=2).stdout, "")
        self.run_ok("provider", "show", "laozang", code=2)
        self.run_ok("provider", "show", code=2)
        self.run_ok("provider", "list", "x", code=2)

    def test_list_has_the_person_s_own(self):
        folder = self.home.settings.parent / "providers"
        folder.mkdir(parents=True)
        (folder / "mine.json").write_text(json.dumps(DEFINITION))
        self.assertRegex(self.run_ok("provider", "list").stdout,
                         r"\nmine +Mine +https://mine\.example +\(your own\)\n")
        (folder / "broken.json").write_text("{")
        done = self.run_ok("provider", "list", code=1)
        self.assertIn("laozhang", done.stdout)
        self.assertIn("broken.json", done.stderr)

    def test_show_is_json_with_what_it_inherits(self):
        shown = json.loads(self.run_ok("provider", "show", "yelinai").stdout)
        self.assertEqual((shown["id"], shown["base_url"]), ("yelinai", "https://api.yelinai.com"))
        self.assertIn("balances", shown)


if __name__ == "__main__":
    rig.main()
