#!/usr/bin/python3
"""creditctl account: with a real keyring, on a terminal, and on a server that has neither."""

import fcntl
import json
import os
import re
import signal
import subprocess
import uuid

import rig
from terminal import Terminal

TOKEN = "test-token-8c1f5d2a77"


def add_arguments(gateway, *more, name="Work"):
    return ["account", "add", "--provider", "laozhang", "--name", name,
            "--base-url", gateway.address, *more]


class WithKeyring(rig.TestCase):
    def setUp(self):
        super().setUp()
        self.keyring = self.home.start_keyring()
        self.gateway = self.new_gateway()

    def add(self, *more, **options):
        done = self.run_ok(*add_arguments(self.gateway, "--token-stdin", *more, **options),
                           input=TOKEN + "\n")
        return done.stdout.strip()

    def test_from_the_token_to_the_balance(self):
        account_id = self.add()
        self.assertEqual(str(uuid.UUID(account_id)), account_id)
        self.assertEqual(self.home.stored_token(account_id), TOKEN)
        self.assertIn("$49.99", self.run_ok("status").stdout)
        self.assertEqual(self.gateway.requests[0][1]["Authorization"], TOKEN)
        kept = {path: text for path, text in self.home.files().items() if TOKEN in text}
        self.assertEqual(kept, {}, "the token is in no file")

    def test_many_at_once_lose_none(self):
        running = [self.home.start(*add_arguments(self.gateway, "--token-stdin", name=f"A{i}"))
                   for i in range(20)]
        ids = {process.communicate(TOKEN, timeout=rig.DEADLINE_S)[0].strip() for process in running}
        self.assertEqual([process.returncode for process in running], [0] * 20)
        listed = json.loads(self.run_ok("account", "list", "--format=json").stdout)
        self.assertEqual({account["id"] for account in listed}, ids)
        self.assertEqual(len(ids), 20)
        self.assertTrue(all(self.home.stored_token(account_id) == TOKEN for account_id in ids))

    def token_for(self, origin):
        return subprocess.run(["secret-tool", "lookup", "origin", origin], check=False,
                              env=self.home.environment, capture_output=True, text=True).stdout

    def test_the_token_is_there_before_its_account(self):
        """Who follows the settings, which somebody else holds here, asks the gateway at once."""
        self.home.settings.parent.mkdir(parents=True)
        with (self.home.settings.parent / "settings.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            adding = self.home.start(*add_arguments(self.gateway, "--token-stdin"))
            adding.stdin.write(TOKEN + "\n")
            adding.stdin.flush()
            rig.wait_for("the token", lambda: self.token_for(self.gateway.origin) == TOKEN)
            self.assertFalse(self.home.settings.exists())
        out, err = adding.communicate(timeout=rig.DEADLINE_S)
        self.assertEqual((adding.returncode, err), (0, ""))
        self.assertEqual(self.home.stored_token(out.strip()), TOKEN)

    def test_without_its_account_the_token_goes(self):
        self.home.settings.parent.mkdir(parents=True)
        self.home.settings.symlink_to(self.home.folder / "missing" / "settings.ini")
        done = self.run_ok(*add_arguments(self.gateway, "--token-stdin"), input=TOKEN, code=1)
        self.assertIn("settings.ini", done.stderr)
        self.assertEqual((done.stdout, self.token_for(self.gateway.origin)), ("", ""))

    def test_edit_changes_what_is_given(self):
        account_id = self.add("--interval", "600")
        self.run_ok("account", "edit", "Work", "--name", "Büro")
        shown = self.run_ok("account", "show", "Büro").stdout
        self.assertRegex(shown, rf"Id +{account_id}\n")
        self.assertRegex(shown, "Asked every +600 s\n")
        self.assertRegex(shown, f"Address +{self.gateway.address}\n")
        self.assertNotIn(TOKEN, shown)

    def test_a_paused_account_is_left_alone(self):
        self.add()
        self.run_ok("account", "edit", "Work", "--paused=true")
        (account,) = json.loads(self.run_ok("status", "--refresh", "--format=json").stdout)["accounts"]
        self.assertEqual((account["state"], account["next"], account["error"]),
                         ("paused", None, None))
        self.assertEqual(self.gateway.requests, [])
        self.run_ok("account", "edit", "Work", "--name=Büro")
        self.assertRegex(self.run_ok("account", "show", "Büro").stdout, "State +paused\n")
        self.run_ok("account", "edit", "Büro", "--paused=false")
        self.assertIn("$49.99", self.run_ok("status").stdout)
        done = self.run_ok("account", "edit", "Büro", "--paused=yes", code=2)
        self.assertIn("--paused=yes: it must be one of false, true", done.stderr)

    def test_an_account_may_stay_out_of_the_total(self):
        self.add("--in-total=never")
        total = json.loads(self.run_ok("status", "--format=json").stdout)["total"]
        self.assertEqual((total["amount"], total["complete"]), (None, True))
        self.assertRegex(self.run_ok("account", "show", "Work").stdout, "In the total +never\n")
        self.run_ok("account", "edit", "Work", "--in-total=auto")
        total = json.loads(self.run_ok("status", "--format=json").stdout)["total"]
        self.assertEqual(total["amount"], "49.995818")
        self.assertNotIn("In the total", self.run_ok("account", "show", "Work").stdout)
        self.run_ok("account", "edit", "Work", "--in-total=sometimes", code=2)

    def test_a_low_balance_of_its_own(self):
        """What it is changed by | its thresholds | level, exit status. There are $49.99."""
        self.add()
        rows = [
            (["--low=60"], ("60", "0"), "low", 3),
            (["--critical=50"], ("60", "50"), "critical", 3),
            (["--low=49", "--critical=48.5"], ("49", "48.5"), "good", 0),
            (["--low="], ("48.5", "48.5"), "good", 0),
            (["--name=Work"], ("48.5", "48.5"), "good", 0),
            (["--low=", "--critical="], None, "good", 0),
            (["--critical=50"], ("50", "50"), "critical", 3),
        ]
        for arguments, thresholds, level, code in rows:
            with self.subTest(arguments):
                self.run_ok("account", "edit", "Work", *arguments)
                self.assertRegex(self.run_ok("status", code=code).stdout, rf"\$49\.99 +{level} ")
                shown = self.run_ok("account", "show", "Work").stdout
                if thresholds is None:
                    self.assertNotIn("from", shown)
                else:
                    self.assertRegex(shown, "Low from +{}\nCritical from +{}\n".format(*thresholds))
        for wrong in ("--low=x", "--low=-1", "--critical=60", "--critical=1,5"):
            with self.subTest(wrong):
                self.run_ok("account", "edit", "Work", "--low=50", wrong, code=2)

    def test_a_new_address_wants_the_token_again(self):
        account_id = self.add()
        self.run_ok("status")
        other = self.new_gateway()
        done = self.run_ok("account", "edit", "Work", "--base-url", other.address)
        self.assertIn(f"creditctl account set-token {account_id}", done.stderr)
        done = self.run_ok("status", "--format=json", code=1)
        (account,) = json.loads(done.stdout)["accounts"]
        self.assertEqual((account["error"]["code"], account["balances"]), ("token-missing", []))
        self.assertEqual(other.requests, [])
        self.run_ok("account", "set-token", "Work", "--token-stdin", input="another-token-77")
        self.assertEqual(self.home.stored_token(account_id), "another-token-77")
        self.home.forget_polls()
        self.run_ok("status")
        self.assertEqual(other.requests[0][1]["Authorization"], "another-token-77")

    def test_a_new_token_ends_the_rejection_of_the_old(self):
        self.add()
        self.gateway.answers["/api/user/self"] = (401, {"message": "bad token"})
        self.run_ok("status", code=1)
        self.run_ok("account", "set-token", "Work", "--token-stdin", input="another-token-77")
        (account,) = json.loads(self.run_ok("status", "--cached", "--format=json").stdout)["accounts"]
        self.assertIsNone(account["error"])

    def set_team(self, team, cents):
        self.gateway.answers["/auth/management-keys/validation"] = (200, {"teamId": team})
        self.gateway.answers[f"/v1/billing/teams/{team}/prepaid/balance"] = (
            200, {"total": {"val": f"-{cents}"}})

    def test_a_new_token_is_of_another_team(self):
        """xAI says which team a key is of, and that is kept."""
        self.set_team("a", 5000)
        self.run_ok("account", "add", "--provider=xai", "--name=Team", "--token-stdin",
                    "--base-url", self.gateway.address, input=TOKEN)
        self.assertIn("$50.00", self.run_ok("status").stdout)
        self.set_team("b", 7000)
        self.run_ok("account", "set-token", "Team", "--token-stdin", input="another-token-77")
        self.home.forget_polls()
        self.assertIn("$70.00", self.run_ok("status").stdout)

    def test_edit_takes_the_token_at_once(self):
        account_id = self.add()
        other = self.new_gateway()
        done = self.run_ok("account", "edit", "Work", "--base-url", other.address, "--token-stdin",
                           input="another-token-77\n")
        self.assertEqual((done.stderr, self.home.stored_token(account_id)),
                         ("", "another-token-77"))
        self.run_ok("status")
        self.assertEqual(other.requests[0][1]["Authorization"], "another-token-77")

    def test_edit_without_the_token_changes_nothing(self):
        account_id = self.add()
        before = self.home.settings.read_text()
        self.run_ok("account", "edit", "Work", "--base-url", self.new_gateway().address,
                    "--token-stdin", input="\n", code=2)
        self.assertEqual(self.home.settings.read_text(), before)
        self.assertEqual(self.home.stored_token(account_id), TOKEN)

    def test_remove_leaves_nothing(self):
        account_id = self.add()
        self.run_ok("account", "test", "Work")
        self.run_ok("account", "remove", "Work", "--yes")
        self.assertEqual(self.home.stored_token(account_id), "")
        self.assertEqual(self.run_ok("account", "list").stdout, "")
        left = [path for path, text in self.home.files().items()
                if account_id in str(path) or account_id in text]
        self.assertEqual(left, [])

    def test_remove_leaves_nothing_of_what_is_broken(self):
        account_id = self.add()
        self.run_ok("status")
        state = self.home.folder / "state"
        self.assertNotEqual(list(state.rglob(f"{account_id}*")), [])
        self.home.settings.write_text(self.home.settings.read_text().replace("laozhang", "gone"))
        self.run_ok("account", "remove", "Work", "--yes")
        self.assertEqual(list(state.rglob(f"{account_id}*")), [])

    def test_what_a_balance_is(self):
        """Credits with their worth, a plan with its reset, a key that is not the account."""
        self.home.write_definition({
            "id": "all", "name": "All", "base_url": None,
            "requests": {"self": {"path": "/api/user/self"}},
            "balances": [
                {"id": "points", "kind": "credits", "unit": "points", "usd_per_unit": 0.005,
                 "remaining": "self.data.request_count"},
                {"id": "plan", "kind": "percent", "remaining": "87", "resets_at": "1795320000"},
                {"id": "cap", "scope": "key", "currency": "USD", "remaining": "3"}]})
        self.run_ok("account", "add", "--provider", "all", "--base-url", self.gateway.address,
                    "--token-stdin", input=TOKEN)
        self.run_ok("status")
        shown = self.run_ok("account", "show", "All").stdout
        self.assertRegex(shown, "points +339 points .* worth 1.695 USD")
        self.assertRegex(shown, "plan +87 % .* resets 2026-11-22T04:00:00Z")
        self.assertRegex(shown, r"cap +\$3.00 .* of this key alone\n")
        status = json.loads(self.run_ok("status", "--format=json", "--cached").stdout)
        self.assertEqual([balance["usd_worth"] for balance in status["accounts"][0]["balances"]],
                         ["1.695", None, None])
        self.assertEqual(status["total"]["amount"], "1.695")

    def test_a_keyring_that_makes_wait(self):
        """As one does that asks a person: it is said, once."""
        self.keyring.send_signal(signal.SIGSTOP)
        with self.home.start(*add_arguments(self.gateway, "--token-stdin")) as adding:
            adding.stdin.write(TOKEN + "\n")
            adding.stdin.close()
            self.assertIn("Waiting for the keyring", adding.stderr.readline())
            self.keyring.send_signal(signal.SIGCONT)
            self.assertEqual(adding.stderr.read(), "")
            account_id = adding.stdout.read().strip()
        self.assertEqual(self.home.stored_token(account_id), TOKEN)

    def test_a_locked_keyring(self):
        self.add()
        self.home.lock_keyring()
        done = self.run_ok("status", "--format=json", code=4)
        self.assertEqual(json.loads(done.stdout)["accounts"][0]["state"], "locked")
        self.run_ok("account", "test", "Work", code=4)

    def test_an_odd_token_is_warned_of(self):
        done = self.run_ok(*add_arguments(self.gateway, "--token-stdin"), input="sk-1234567890\n")
        self.assertIn("sk-", done.stderr)
        self.assertEqual(self.home.stored_token(done.stdout.strip()), "sk-1234567890")

    def test_test_says_what_was_read(self):
        self.add()
        done = self.run_ok("account", "test", "Work")
        # No worth, no limit: there are no columns for them.
        self.assertIn("main  $49.99  49.995818 USD  used 20.054182 USD\n", done.stdout)
        self.assertRegex(done.stdout, "user +demo_user")
        # What a test has read is known to everybody.
        self.assertIn("$49.99", self.run_ok("status", "--cached").stdout)

    def test_three_tests_in_a_burst(self):
        self.add()
        codes = [self.home.run("account", "test", "Work").returncode for _ in range(4)]
        self.assertEqual((codes, len(self.gateway.requests)), ([0, 0, 0, 1], 3))
        self.assertRegex(self.home.run("account", "test", "Work").stderr, r"again in \d+ s")

    def test_many_tests_at_once_are_one_burst(self):
        self.add()
        running = [self.home.start("account", "test", "Work") for _ in range(8)]
        for process in running:
            process.communicate(timeout=rig.DEADLINE_S)
        self.assertEqual(len(self.gateway.requests), 3)

    def test_a_failing_test_says_why(self):
        self.add()
        self.gateway.answers["/api/user/self"] = (401, {"message": f"bad token {TOKEN}"})
        done = self.run_ok("account", "test", "Work", code=1)
        self.assertRegex(done.stderr, r"^creditctl account test: Work: account: Token rejected")
        self.assertNotIn(TOKEN, done.stderr)

    def test_the_shape_has_no_value(self):
        self.add()
        self.gateway.answers["/api/user/self"] = (200, {
            "success": True,
            "data": {"quota": 77123, "email": "person@example.com", "access_token": TOKEN,
                     "by": {"person@example.com": 1, "sk-99887766": None, "model-4o": 2.5},
                     "list": [{"deep": [["x"]]}], "nothing": [], "empty": {}}})
        done = self.run_ok("account", "test", "Work", "--shape")
        head, _, shape = done.stdout.partition("\n")
        self.assertRegex(head, r"^account: GET, HTTP 200, \d+ bytes, \d+ ms$")
        self.assertEqual(shape.split(), """{ success: boolean data: {
            quota: number email: text access_token: text
            by: { (key): number (key): null model-4o: number }
            list: [{ deep: [[text]] }] nothing: [] empty: {} } }""".split())
        for value in ("77123", "person", "sk-", TOKEN, self.gateway.address):
            self.assertNotIn(value, done.stdout + done.stderr)

    def test_the_token_is_nowhere_to_be_seen(self):
        """Watched from outside: arguments and environment of the program, and what it prints."""
        log = self.home.folder / "strace"
        arguments = add_arguments(self.gateway, "--token-stdin", "--debug")
        process = self.home.start_traced("execve", log, *arguments)
        out, err = process.communicate(TOKEN + "\n", timeout=rig.DEADLINE_S)
        self.assertEqual(process.returncode, 0, err)
        self.assertNotIn(TOKEN, out + err + log.read_text())


class OnATerminal(rig.TestCase):
    def setUp(self):
        super().setUp()
        self.home.start_keyring()
        self.gateway = self.new_gateway()

    def start(self):
        terminal = Terminal(self.home, *add_arguments(self.gateway))
        terminal.wait_for("Token")
        return terminal

    def test_the_token_is_not_shown(self):
        terminal = self.start()
        rig.wait_for("the echo to be off", lambda: not terminal.echoes())
        terminal.type(TOKEN + "\n")
        self.assertEqual(terminal.end(), 0, terminal.shown)
        self.assertNotIn(TOKEN, terminal.shown)
        (account_id,) = re.findall(r"[0-9a-f-]{36}", terminal.shown)
        self.assertEqual(self.home.stored_token(account_id), TOKEN)

    def test_interrupted_it_leaves_nothing(self):
        for number, send in ((signal.SIGINT, None), (signal.SIGTERM, signal.SIGTERM)):
            terminal = self.start()
            rig.wait_for("the echo to be off", lambda t=terminal: not t.echoes())
            # Ctrl+C on the terminal, or another program.
            if send is None:
                terminal.type("half-a-token\x03")
            else:
                os.kill(terminal.pid, send)
            rig.wait_for("the echo to be back", terminal.echoes)
            self.assertEqual(terminal.end(), -number)
        self.assertFalse(self.home.settings.exists())

    def test_an_empty_token(self):
        terminal = self.start()
        rig.wait_for("the echo to be off", lambda: not terminal.echoes())
        terminal.type("\n")
        self.assertEqual(terminal.end(), 2)
        self.assertFalse(self.home.settings.exists())

    def test_what_is_undocumented_is_asked_about(self):
        self.home.write_definition(rig.UNDOCUMENTED)
        for answer, code, left in (("n\n", 1, 0), ("y\n", 0, 1)):
            terminal = Terminal(self.home, "account", "add", "--provider=secret", "--name=Secret",
                                "--no-token")
            terminal.wait_for("[y/N]")
            self.assertIn("not documented", terminal.shown)
            terminal.type(answer)
            self.assertEqual(terminal.end(), code)
            self.assertEqual(len(self.run_ok("account", "list").stdout.splitlines()), left)

    def test_removing_is_asked_about(self):
        self.run_ok(*add_arguments(self.gateway, "--token-stdin"), input=TOKEN)
        for answer, code, left in (("n\n", 1, 1), ("\n", 1, 1), ("y\n", 0, 0)):
            terminal = Terminal(self.home, "account", "remove", "Work")
            terminal.wait_for("[y/N]")
            terminal.type(answer)
            self.assertEqual(terminal.end(), code)
            self.assertEqual(len(self.run_ok("account", "list").stdout.splitlines()), left)


class OnAServer(rig.TestCase):
    def test_without_a_keyring_systemd_keeps_the_token(self):
        gateway = self.new_gateway()
        done = self.run_ok(*add_arguments(gateway, "--token-stdin"), input=TOKEN + "\n", code=4)
        account_id = done.stdout.strip()
        self.assertIn(f"LoadCredentialEncrypted=credit-tray.{account_id}", done.stderr)
        origin = re.search(r"two lines, (\S+) and", done.stderr)[1]
        self.assertNotIn(TOKEN, done.stderr)
        self.run_ok("status", code=4)
        self.home.write_credential(account_id, origin, TOKEN)
        self.assertIn("$49.99", self.run_ok("status").stdout)

    def test_a_token_that_cannot_be_kept_moves_no_account(self):
        """Whoever follows the settings would ask the new address without one."""
        gateway, other = self.new_gateway(), self.new_gateway()
        self.home.write_accounts({"provider": "laozhang", "name": "Work",
                                  "base-url": gateway.address, "token": TOKEN})
        before = self.home.settings.read_text()
        done = self.run_ok("account", "edit", "Work", "--base-url", other.address, "--token-stdin",
                           input="another-token-77\n", code=4)
        self.assertIn("as it was", done.stderr)
        self.assertNotIn("set-token", done.stderr)
        self.assertEqual(self.home.settings.read_text(), before)
        self.assertIn("$49.99", self.run_ok("status").stdout)

    def test_an_account_can_go_without_a_keyring(self):
        gateway = self.new_gateway()
        self.home.write_accounts({"provider": "laozhang", "name": "Work",
                                  "base-url": gateway.address})
        done = self.run_ok("account", "remove", "Work", "--yes")
        self.assertIn("The account is removed, but its token could not be looked for: ", done.stderr)
        self.assertIn("keyring", done.stderr)
        self.assertEqual(self.run_ok("account", "list").stdout, "")

    def test_kept_by_hand(self):
        """Nobody is asked, and for no token."""
        self.run_ok("account", "add", "--provider=by-hand", "--name=Club", "--set=amount=12.34",
                    "--set=date=2026-11-01", "--base-url=https://club.example")
        (account,) = json.loads(self.run_ok("status", "--format=json").stdout)["accounts"]
        self.assertEqual((account["state"], account["balances"][0]["label"], account["details"]),
                         ("idle", "$12.34", {"date": "2026-11-01"}))
        self.assertEqual((account["updated"], account["stale"]), ("2026-11-01T00:00:00Z", False))

    def test_what_is_undocumented(self):
        self.home.write_definition(rig.UNDOCUMENTED)
        add = ("account", "add", "--provider=secret", "--name=Secret", "--no-token")
        done = self.run_ok(*add, code=2)
        self.assertIn("not documented", done.stderr)
        self.assertIn("--yes", done.stderr)
        self.assertFalse(self.home.settings.exists())
        self.assertIn("not documented", self.run_ok(*add, "--yes").stderr)

    def test_one_whose_definition_is_gone_can_be_paused(self):
        """What else is changed of it could not be checked."""
        self.home.write_accounts({"provider": "gone", "name": "Work"})
        self.run_ok("account", "edit", "Work", "--paused=true")
        self.assertRegex(self.run_ok("account", "show", "Work").stdout, "State +paused\n")
        done = self.run_ok("account", "edit", "Work", "--paused=false", "--name=Club", code=2)
        self.assertIn("gone", done.stderr)
        done = self.run_ok("account", "edit", "Work", "--paused=true", "--token-stdin",
                           input="token", code=1)
        self.assertIn("gone", done.stderr)
        self.run_ok("account", "edit", "Work", "--paused=false")
        self.assertNotRegex(self.run_ok("account", "show", "Work").stdout, "State +paused\n")

    def test_add_without_a_token(self):
        done = self.run_ok("account", "add", "--provider=new-api", "--name=Club", "--no-token",
                           "--base-url=https://gateway.example/v1/", "--set=user_id=42",
                           "--interval=900")
        shown = self.run_ok("account", "show", done.stdout.strip()[:8]).stdout
        self.assertRegex(shown, "Address +https://gateway.example\n")
        self.assertRegex(shown, "User ID +42\n")
        self.run_ok("account", "edit", "Club", "--set=user_id=")
        self.assertNotIn("42\n", self.run_ok("account", "show", "Club").stdout)

    def test_wrong_usage(self):
        self.home.write_accounts({"provider": "laozhang", "name": "Work"},
                                 {"provider": "laozhang", "name": "Twin"},
                                 {"provider": "laozhang", "name": "Twin"})
        before = self.home.settings.read_text()
        good = ["account", "add", "--provider=laozhang", "--no-token"]
        rows = [
            (["account"], "no command"),
            (["account", "ad"], "an unknown command"),
            (["account", "add", "--no-token"], "no provider"),
            (["account", "add", "--provider=laozang", "--no-token"], "an unknown provider"),
            (good + ["--token-stdin"], "both ways at once"),
            (good + ["--set=user_id"], "a field without its value"),
            (good + ["--set=nonsense=1"], "a field that the gateway does not know"),
            (good + ["--base-url=ftp://gateway.example"], "an address that is never asked"),
            (good + ["--base-url=http://gateway.example"], "a token in the clear"),
            (good + ["--base-url=http://192.168.1.1"], "in a private network, but not allowed"),
            (good + ["--interval=-5"], "a negative interval"),
            (good + ["--interval=soon"], "an interval that is no number"),
            (good + ["--region=mars"], "a region that is none"),
            (good + ["word"], "a word too many"),
            (["account", "add", "--provider=laozhang"], "no terminal to type the token on"),
            (["account", "add", "--provider=laozhang", "--token-stdin"], "an empty token"),
            (["account", "add", "--provider=laozhang", "--token", "x"], "no such option"),
            (["account", "list", "--format=xml"], "an unknown format"),
            (["account", "show"], "no account"),
            (["account", "show", "nobody"], "an unknown account"),
            (["account", "show", "Twin"], "two accounts"),
            (["account", "edit", "Work", "--base-url=nonsense://"], "a wrong address"),
            (["account", "remove", "Work"], "nobody to ask"),
            (["account", "test"], "no account"),
        ]
        for arguments, why in rows:
            with self.subTest(why):
                done = self.run_ok(*arguments, code=2)
                self.assertEqual(done.stdout, "")
                self.assertRegex(done.stderr, "^creditctl account")
        self.assertEqual(self.home.settings.read_text(), before)

    def test_a_private_network_can_be_allowed(self):
        self.run_ok("account", "add", "--provider=laozhang", "--no-token", "--name=Home",
                    "--base-url=http://192.168.1.1", "--allow-private-http")
        # It was allowed for that address, not for the next.
        self.run_ok("account", "edit", "Home", "--base-url=http://192.168.1.2", code=2)

    def test_settings_that_do_not_parse_stay(self):
        self.home.write_accounts({"provider": "laozhang", "name": "Work"})
        text = self.home.settings.read_text() + "nonsense\n"
        self.home.settings.write_text(text)
        for arguments in (["add", "--provider=laozhang", "--no-token"], ["list"], ["show", "Work"],
                          ["edit", "Work", "--name=x"], ["remove", "Work", "--yes"],
                          ["set-token", "Work", "--token-stdin"], ["test", "Work"]):
            done = self.run_ok("account", *arguments, code=1)
            self.assertIn("settings.ini", done.stderr)
        self.assertEqual(self.home.settings.read_text(), text)

    def test_a_token_of_4096_bytes_and_no_more(self):
        for length, code in ((4096, 4), (4097, 2)):
            done = self.run_ok(*add_arguments(self.new_gateway(), "--token-stdin"),
                               input="t" * length + "\r\n", code=code)
            self.assertNotIn("ttt", done.stdout + done.stderr)

    def test_of_the_standard_input_one_line_counts(self):
        gateway = self.new_gateway()
        done = self.run_ok(*add_arguments(gateway, "--token-stdin"), input="a b\n" + TOKEN, code=2)
        self.assertIn("blank", done.stderr)


if __name__ == "__main__":
    rig.main()
