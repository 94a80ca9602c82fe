#!/usr/bin/python3
"""creditctl account import and export: with a real keyring, on a terminal and without one."""

import json
import os
from pathlib import Path

import rig
from terminal import Terminal

TOKEN = "test-token-8c1f5d2a77"
OTHER = "test-token-0000111122"


class WithKeyring(rig.TestCase):
    def setUp(self):
        super().setUp()
        self.home.start_keyring()
        self.file = self.home.folder / "accounts"

    def write(self, *accounts, mode=0o600):
        self.file.write_text(json.dumps({"version": 1, "accounts": accounts}), encoding="utf-8")
        self.file.chmod(mode)
        return str(self.file)

    def accounts(self):
        return json.loads(self.run_ok("account", "list", "--format=json").stdout)

    def assert_nothing_there(self):
        self.assertEqual(self.accounts(), [])
        self.assertFalse(self.home.settings.exists())

    def assert_never_printed(self, *texts, token=TOKEN):
        for text in texts:
            for i in range(len(token) - 7):
                self.assertNotIn(token[i:i + 8], text)

    def test_without_a_terminal_nothing_changes(self):
        path = self.write({"provider": "laozhang", "token": TOKEN})
        done = self.run_ok("account", "import", path, code=2)
        self.assertIn("laozhang", done.stdout)
        self.assertIn("https://api.laozhang.ai:443", done.stdout)
        self.assertIn("nothing was changed", done.stderr)
        self.assert_never_printed(done.stdout, done.stderr)
        self.assert_nothing_there()

    def test_yes(self):
        path = self.write({"provider": "laozhang", "name": "Work", "token": TOKEN},
                          {"provider": "laozhang", "name": "Home", "token": OTHER})
        done = self.run_ok("account", "import", path, "--yes")
        self.assertEqual(done.stderr, "")
        self.assert_never_printed(done.stdout)
        first, second = self.accounts()
        self.assertEqual((first["name"], second["name"]), ("Work", "Home"))
        self.assertEqual(self.home.stored_token(first["id"]), TOKEN)
        self.assertEqual(self.home.stored_token(second["id"]), OTHER)
        kept = [path for path, text in self.home.files().items()
                if TOKEN in text and path != self.file]
        self.assertEqual(kept, [], "the token is in no file of ours")

    def test_again_is_nothing_new(self):
        path = self.write({"provider": "laozhang", "name": "Work", "token": TOKEN})
        self.run_ok("account", "import", path, "--yes")
        done = self.run_ok("account", "import", path, "--yes")
        self.assertIn("“Work” is there already", done.stdout)
        self.assertEqual(len(self.accounts()), 1)

    def test_what_is_wrong_is_skipped_and_said(self):
        path = self.write({"provider": "nobody", "token": TOKEN},
                          {"provider": "new-api", "address": "http://10.0.0.1", "token": TOKEN},
                          {"provider": "laozhang", "token": "${TOKEN}"},
                          {"provider": "laozhang", "name": "Work", "token": TOKEN})
        done = self.run_ok("account", "import", path, "--yes", code=1)
        self.assertEqual([line.split()[0] for line in done.stdout.splitlines()],
                         ["skip", "skip", "skip", "add"])
        self.assertEqual([account["name"] for account in self.accounts()], ["Work"])
        self.assert_never_printed(done.stdout, done.stderr)

    def test_each_is_asked_about(self):
        path = self.write({"provider": "laozhang", "name": "Work", "token": TOKEN},
                          {"provider": "laozhang", "name": "Home", "token": OTHER})
        terminal = Terminal(self.home, "account", "import", path)
        terminal.wait_for("Add “Work”, and keep its token for https://api.laozhang.ai:443? [y/N]")
        terminal.type("n\n")
        terminal.wait_for("Add “Home”")
        terminal.type("y\n")
        self.assertEqual(terminal.end(), 0)
        self.assert_never_printed(terminal.shown)
        self.assertEqual([account["name"] for account in self.accounts()], ["Home"])

    def test_a_refusal_changes_nothing(self):
        path = self.write({"provider": "laozhang", "name": "Work", "token": TOKEN})
        terminal = Terminal(self.home, "account", "import", path)
        terminal.wait_for("Add “Work”")
        terminal.type("\n")
        self.assertEqual(terminal.end(), 0)
        self.assert_nothing_there()

    def test_the_doubtful_only_when_asked_about(self):
        path = self.write({"address": "https://site.example", "token": TOKEN})
        done = self.run_ok("account", "import", path, "--yes")
        self.assertIn("Taken to be a site that runs New API", done.stdout)
        self.assertIn("What is doubtful", done.stderr)
        self.assert_nothing_there()
        terminal = Terminal(self.home, "account", "import", path)
        terminal.wait_for("for https://site.example:443?")
        terminal.type("y\n")
        self.assertEqual(terminal.end(), 0)
        self.assertEqual([account["provider"] for account in self.accounts()], ["new-api"])

    def test_the_environment(self):
        self.home.write_definition({
            "id": "own", "name": "Own", "base_url": "https://own.example",
            "key": {"env": "OWN_KEY"},
            "requests": {"a": {"path": "/a"}},
            "balances": [{"currency": "USD", "remaining": "a.left"}]})
        self.home.environment.update(
            OPENROUTER_API_KEY="sk-or-0123456789abcdef", OWN_KEY=TOKEN,
            DEEPSEEK_API_KEY="", MOONSHOT_API_KEY="sk-0123456789abcdef")
        done = self.run_ok("account", "import", "--environment", "--yes")
        lines = {tuple(line.split()[:2]) for line in done.stdout.splitlines()}
        self.assertEqual(lines, {("add", "OPENROUTER_API_KEY"), ("skip", "DEEPSEEK_API_KEY"),
                                 ("ask", "MOONSHOT_API_KEY")})
        (account,) = self.accounts()
        self.assertEqual(account["provider"], "openrouter")
        self.assertEqual(self.home.stored_token(account["id"]), "sk-or-0123456789abcdef")

    def test_a_file_that_others_can_read(self):
        for mode, warned in ((0o600, False), (0o644, True), (0o640, True)):
            path = self.write({"provider": "laozhang", "token": TOKEN}, mode=mode)
            done = self.run_ok("account", "import", path, code=2)
            self.assertEqual("can be read by others" in done.stderr, warned, oct(mode))
        path = self.write({"provider": "laozhang"}, mode=0o644)
        self.assertNotIn("others", self.run_ok("account", "import", path, code=2).stderr)

    def test_standard_input(self):
        self.run_ok("account", "import", "-", "--yes",
                    input=f"provider,name,token\nlaozhang,Work,{TOKEN}\n")
        (account,) = self.accounts()
        self.assertEqual(self.home.stored_token(account["id"]), TOKEN)

    def test_the_account_is_undone_with_its_token(self):
        """The settings cannot be written: the token, which was stored, is forgotten."""
        path = self.write({"id": "0b8b50cd-95ae-4a6a-8e44-0d4be7e0a001", "provider": "laozhang",
                           "name": "Work", "token": TOKEN})
        self.home.settings.parent.mkdir(parents=True)
        self.home.settings.symlink_to(self.home.folder / "missing" / "settings.ini")
        done = self.run_ok("account", "import", path, "--yes", code=1)
        self.assertIn("“Work” was not added", done.stderr)
        self.assertEqual(self.home.stored_token("0b8b50cd-95ae-4a6a-8e44-0d4be7e0a001"), "")

    def test_other_peoples_text_does_not_reach_the_terminal(self):
        evil = "\033]0;evil\007\u202e"
        path = self.write({"provider": evil}, {"provider": "laozhang", "name": evil},
                          {evil: "x", "provider": "laozhang"})
        done = self.run_ok("account", "import", path, code=1)
        for text in (done.stdout, done.stderr):
            self.assertNotIn("\033", text)
            self.assertNotIn("\007", text)
        self.file.write_text(f'provider,"{evil}"\n', encoding="utf-8")
        done = self.run_ok("account", "import", path, code=1)
        self.assertNotIn("\033", done.stderr)

    def test_export_and_back(self):
        path = self.write(
            {"provider": "laozhang", "name": "Work", "token": TOKEN, "interval_s": 600,
             "in_total": "never", "low": "7.5", "critical": "1", "paused": True},
            {"provider": "new-api", "address": "https://site.example", "name": "Site",
             "fields": {"user_id": "42"}, "token": OTHER})
        self.run_ok("account", "import", path, "--yes")
        exported = self.run_ok("account", "export").stdout
        self.assert_never_printed(exported)
        self.assert_never_printed(exported, token=OTHER)
        self.file.write_text(exported, encoding="utf-8")
        done = self.run_ok("account", "import", path)
        self.assertEqual([line.split()[0] for line in done.stdout.splitlines()],
                         ["there", "there"])
        settings = self.home.settings.read_text(encoding="utf-8")
        for account in self.accounts():
            self.run_ok("account", "remove", account["id"], "--yes")
        self.run_ok("account", "import", path, "--yes")
        self.assertEqual(self.home.settings.read_text(encoding="utf-8"), settings)
        self.assertEqual(self.run_ok("account", "export").stdout, exported)

    def test_an_own_definition_is_named_on_both_sides(self):
        definition = self.home.folder / "config" / "credit-tray" / "providers" / "club.json"
        definition.parent.mkdir(parents=True)
        definition.write_text(json.dumps({
            "id": "club", "extends": "laozhang", "name": "Club",
            "base_url": "https://club.example"}), encoding="utf-8")
        path = self.write({"provider": "club", "name": "Work"}, {"provider": "club", "name": "Home"},
                          {"provider": "laozhang", "name": "Else"})
        self.run_ok("account", "import", path, "--yes")
        done = self.run_ok("account", "export")
        self.assertEqual(done.stderr.count("club.json"), 1)
        self.assertIn(str(definition), done.stderr)
        self.file.write_text(done.stdout, encoding="utf-8")

        definition.unlink()
        for account in self.accounts():
            self.run_ok("account", "remove", account["id"], "--yes")
        done = self.run_ok("account", "import", path, "--yes", code=1)
        self.assertIn("There is no gateway “club” here: add its definition first", done.stdout)
        self.assertEqual([account["name"] for account in self.accounts()], ["Else"])

    def test_what_a_gateway_needs_is_named(self):
        path = self.write({"provider": "moonshot", "token": TOKEN},
                          {"provider": "moonshot", "token": TOKEN, "region": "mars"},
                          {"provider": "cloudflare", "token": TOKEN},
                          {"provider": "moonshot", "region": "cn", "name": "M"},
                          {"provider": "cloudflare", "token": TOKEN, "name": "C",
                           "fields": {"account_id": "a1"}})
        done = self.run_ok("account", "import", path, "--yes", code=1)
        lines = done.stdout.splitlines()
        for line in lines[:2]:
            self.assertRegex(line, "skip .*The region is missing: it must be one of .*cn")
        self.assertRegex(lines[2], r"skip .*needs “Account ID” \(account_id\)")
        exported = json.loads(self.run_ok("account", "export").stdout)["accounts"]
        self.assertEqual([(each["name"], each.get("region"), each.get("fields"))
                          for each in exported],
                         [("M", "cn", None), ("C", None, {"account_id": "a1"})])

    def test_export_of_one(self):
        path = self.write({"provider": "laozhang", "name": "Work"},
                          {"provider": "laozhang", "name": "Home"})
        self.run_ok("account", "import", path, "--yes")
        exported = json.loads(self.run_ok("account", "export", "Home").stdout)
        self.assertEqual([account["name"] for account in exported["accounts"]], ["Home"])
        self.run_ok("account", "export", "Nobody", code=2)


class WithoutKeyring(rig.TestCase):
    def test_nothing_is_kept(self):
        self.home.environment.pop("CREDENTIALS_DIRECTORY")
        done = self.run_ok("account", "import", "-", "--yes", code=4,
                           input=f"provider,name,token\nlaozhang,Work,{TOKEN}\n")
        self.assertIn("“Work” was not added", done.stderr)
        self.assertEqual(self.run_ok("account", "list").stdout, "")

    def test_what_a_pipe_gives(self):
        """As of "import <(command)"."""
        read, write = os.pipe()
        os.write(write, b"hello")
        os.close(write)
        done = self.run_ok("account", "import", f"/dev/fd/{read}", code=1, pass_fds=(read,))
        os.close(read)
        self.assertIn("This format is not known", done.stderr)

    def test_what_has_no_end(self):
        for path, why in ((Path("/dev/zero"), "too large"), (self.home.folder, "Is a directory")):
            done = self.run_ok("account", "import", str(path), code=1)
            self.assertRegex(done.stderr, f"^creditctl account import: .*{why}")

    def test_usage(self):
        self.run_ok("account", "import", code=2)
        self.run_ok("account", "import", "file", "--environment", code=2)
        done = self.run_ok("account", "import", str(self.home.folder / "none"), code=1)
        self.assertIn("No such file", done.stderr)
        done = self.run_ok("account", "import", "-", code=1, input="hello")
        self.assertIn("This format is not known", done.stderr)


if __name__ == "__main__":
    rig.main()
