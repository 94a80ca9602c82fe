#!/usr/bin/python3
"""creditctl status: what it asks, what it prints, and what it exits with."""

import json
import subprocess

import jsonschema
from prometheus_client.openmetrics.parser import text_string_to_metric_families

import rig

SCHEMA = json.loads((rig.TESTS / "status.schema.json").read_text(encoding="utf-8"))


def account(gateway, name="Work", **more):
    return {"provider": "laozhang", "name": name, "base-url": gateway.address,
            "token": "test-token-0001", **more}


class Asking(rig.TestCase):
    def test_a_balance_is_read(self):
        gateway = self.new_gateway()
        (account_id,) = self.home.write_accounts(account(gateway))
        done = self.run_ok("status", "--format=json")
        status = json.loads(done.stdout)
        jsonschema.validate(status, SCHEMA)
        self.assertEqual(done.stderr, "")
        self.assertEqual(status["total"], {"currency": "USD", "amount": "49.995818",
                                           "label": "$49.99", "complete": True, "stale": False})
        (only,) = status["accounts"]
        self.assertEqual((only["id"], only["name"], only["state"], only["level"], only["error"]),
                         (account_id, "Work", "idle", "good", None))
        self.assertEqual(only["balances"][0]["remaining"], "49.995818")
        self.assertEqual(only["balances"][0]["used"], "20.054182")
        self.assertEqual(only["details"], {"user": "demo_user", "group": "svip", "requests": 339})
        ((path, headers),) = gateway.requests
        self.assertEqual((path, headers["Authorization"]), ("/api/user/self", "test-token-0001"))

    def test_debug_says_what_is_done(self):
        gateway = self.new_gateway()
        self.home.write_accounts(account(gateway))
        gateway.answers["/api/user/self"] = (401, {"message": "Leave it, test-token-0001"})
        done = self.run_ok("status", "--debug", code=1)
        for line in ("Work: asked\n", "Work: HTTP 401, ", "Work: token-rejected\n"):
            self.assertIn(line, done.stderr)
        self.assertNotIn("Leave it", done.stderr)
        self.assertNotIn("test-token-0001", done.stdout + done.stderr)

    def test_the_floor_holds(self):
        gateway = self.new_gateway()
        self.home.write_accounts(account(gateway))
        for arguments in ([], [], ["--refresh"]):
            self.run_ok("status", *arguments)
        self.assertEqual(len(gateway.requests), 1)
        self.assertEqual(self.home.status()["total"]["amount"], "49.995818")

    def test_only_the_named_are_asked(self):
        gateway, other = self.new_gateway(), self.new_gateway(quota=500000)
        ids = self.home.write_accounts(account(gateway), account(other, "Other"))
        status = self.home.status("Other")
        self.assertEqual([a["id"] for a in status["accounts"]], ids[1:])
        self.assertEqual((status["total"]["amount"], gateway.requests), ("1", []))
        status = self.home.status(ids[0][:4], ids[1], "Work")
        self.assertEqual([a["name"] for a in status["accounts"]], ["Work", "Other"])
        self.assertEqual(status["total"]["amount"], "50.995818")

    def test_cached_asks_nobody(self):
        gateway = self.new_gateway()
        self.home.write_accounts(account(gateway))
        status = self.home.status("--cached")
        jsonschema.validate(status, SCHEMA)
        self.assertEqual((gateway.requests, status["accounts"][0]["balances"]), ([], []))
        self.run_ok("status")
        # What was read outlives the session.
        self.home.forget_polls()
        status = self.home.status("--cached")
        self.assertEqual((len(gateway.requests), status["total"]["label"]), (1, "$49.99"))

    def test_cached_needs_no_network_and_no_bus(self):
        gateway = self.new_gateway()
        self.home.write_accounts(account(gateway))
        self.run_ok("status")
        log = self.home.folder / "strace"
        process = self.home.start_traced("socket,connect,fork,vfork", log, "status", "--cached")
        process.communicate(timeout=rig.DEADLINE_S)
        self.assertEqual(process.returncode, 0)
        calls = [line for line in log.read_text().splitlines() if "(" in line]
        self.assertEqual(calls, [])

    def test_how_long_it_lasts(self):
        """Ten days at 12.00 a day, in the history that the polls wrote."""
        gateway = self.new_gateway(quota=36 * 500000)
        self.home.write_accounts(account(gateway))
        only = self.home.status()["accounts"][0]
        self.assertEqual((only["days_left"], only["at_worst"], only["exhausted_on"]), (None,) * 3)
        self.home.write_past(hours=240, micro_per_hour=500000)
        for arguments in (["--cached"], []):
            only = self.home.status(*arguments)["accounts"][0]
            self.assertAlmostEqual(only["days_left"], 3, delta=0.1)
            self.assertTrue(0 < only["at_worst"] <= only["days_left"])
            self.assertRegex(only["exhausted_on"], r"^20..-..-..T..:..:..Z$")
            self.assertAlmostEqual(float(only["spent"]["days_7"]), 78, delta=7)
            self.assertIsNone(only["spent"]["days_30"])
        text = self.run_ok("status").stdout
        self.assertRegex(text, r"Work +\$36\.00 +good, [23] days +just now")
        bar = json.loads(self.run_ok("status", "--format=waybar").stdout)
        self.assertRegex(bar["tooltip"], r"^Work · \$36\.00 · good · [23] days$")
        self.assertRegex(self.run_ok("status", "--format=openmetrics").stdout,
                         r'credit_tray_days_left\{account="Work",.*\} (2\.9|3\.[01])\n')

    def test_many_at_once_ask_once(self):
        gateway = self.new_gateway()
        self.home.write_accounts(account(gateway))
        running = [self.home.start("status", "--refresh", "--format=json") for _ in range(20)]
        for process in running:
            out, err = process.communicate(timeout=rig.DEADLINE_S)
            self.assertEqual((process.returncode, err), (0, ""))
            self.assertEqual(json.loads(out)["total"]["amount"], "49.995818")
        self.assertEqual(len(gateway.requests), 1)

    def test_named_at_once_ask_once(self):
        gateway = self.new_gateway()
        self.home.write_accounts(account(gateway))
        running = [self.home.start("status", "Work") for _ in range(5)]
        for process in running:
            out, err = process.communicate(timeout=rig.DEADLINE_S)
            self.assertIn("$49.99", out + err)
        self.assertEqual(len(gateway.requests), 1)

    def test_the_demo(self):
        before = self.home.files()
        done = self.run_ok("--demo", "status", "--format=json", code=3)
        jsonschema.validate(json.loads(done.stdout), SCHEMA)
        self.assertIn("$49.99", self.run_ok("status", "--demo", "Work").stdout)
        self.assertEqual(self.home.files(), before)


class Exit(rig.TestCase):
    def test_of_several_the_first(self):
        """quota or answer of each account | the exit status"""
        low, good, failing = 500000, 5000000, (500, {})
        rows = [
            ([good], 0, "nothing is wrong"),
            ([failing], 1, "one could not be read"),
            ([low], 3, "at the threshold of 1 USD"),
            ([0], 3, "empty"),
            ([good, failing, low], 3, "low comes before not read"),
        ]
        for values, code, why in rows:
            with self.subTest(why):
                home = rig.Home()
                self.addCleanup(home.close)
                accounts = []
                for value in values:
                    gateway = self.new_gateway()
                    if isinstance(value, tuple):
                        gateway.answers["/api/user/self"] = value
                    else:
                        gateway.quota = value
                    accounts.append(account(gateway))
                home.write_accounts(*accounts)
                self.assertEqual(home.run("status").returncode, code)

    def test_what_is_low_is_for_the_person_to_say(self):
        gateway = self.new_gateway()
        self.home.write_accounts(account(gateway), general="alerts-low=USD=60; CNY=100\n")
        done = self.run_ok("status", "--format=json", code=3)
        self.assertEqual(json.loads(done.stdout)["accounts"][0]["level"], "low")
        self.home.write_accounts(account(gateway, low="40"), general="alerts-low=USD=60\n")
        self.run_ok("status", code=0)

    def test_without_a_keyring(self):
        gateway = self.new_gateway()
        self.home.write_accounts(account(gateway))
        self.home.environment.pop("CREDENTIALS_DIRECTORY")
        done = self.run_ok("status", "--format=json", code=4)
        self.assertEqual(json.loads(done.stdout)["accounts"][0]["error"]["code"], "keyring-missing")
        self.assertEqual(gateway.requests, [])

    def test_settings_that_do_not_parse(self):
        self.home.write_accounts()
        text = self.home.settings.read_text() + "nonsense without a key\n"
        self.home.settings.write_text(text)
        for arguments in (["status"], ["status", "--cached"]):
            done = self.run_ok(*arguments, code=1)
            self.assertEqual(done.stdout, "")
            self.assertRegex(done.stderr, r"settings\.ini.*3")
        self.assertEqual(self.home.settings.read_text(), text)

    def test_wrong_usage(self):
        rows = [
            ([], "no command"),
            (["stats"], "an unknown command"),
            (["status", "--format=xml"], "an unknown format"),
            (["status", "--format"], "an option without its value"),
            (["status", "--refresh", "--cached"], "both cannot be"),
            (["status", "nobody"], "no such account"),
            (["status", "--nonsense"], "an unknown option"),
        ]
        for arguments, why in rows:
            with self.subTest(why):
                done = self.run_ok(*arguments, code=2)
                self.assertEqual(done.stdout, "")
                self.assertRegex(done.stderr, "^creditctl")

    def test_nobody_reads_on(self):
        gateway = self.new_gateway()
        self.home.write_accounts(account(gateway))
        process = self.home.start("status")
        process.stdout.close()
        self.assertEqual(process.stderr.read(), "")
        process.stderr.close()
        self.assertIn(process.wait(rig.DEADLINE_S), (0, -13))

    def test_a_full_disk_is_told(self):
        self.home.write_accounts(account(self.new_gateway()))
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([rig.CREDITCTL, "status"], env=self.home.environment, text=True,
                                  stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("No space left", done.stderr)


class Formats(rig.TestCase):
    def setUp(self):
        super().setUp()
        gateways = [self.new_gateway(), self.new_gateway(quota=1000000), self.new_gateway()]
        gateways[2].answers["/api/user/self"] = (401, {"message": "no"})
        self.ids = self.home.write_accounts(
            account(gateways[0]), account(gateways[1], 'Zwei <b>"中文"</b>\\\\'),
            account(gateways[2], "Old"))

    def test_text(self):
        lines = self.run_ok("status", code=3).stdout.splitlines()
        self.assertEqual(lines[0], "Work                 $49.99   good            just now")
        self.assertEqual(lines[1], 'Zwei <b>"中文"</b>\\  $2.00    low             just now')
        self.assertEqual(lines[2], "Old                  …        Token rejected")
        self.assertEqual(lines[3], "")
        self.assertRegex(lines[4], r"^Old:  Token rejected \(HTTP 401\): no\. .*Tried again at")
        self.assertEqual(lines[5:], ["", "Total                $51.99+"])

    def test_what_a_key_may_spend_is_not_what_the_account_has(self):
        gateway = self.new_gateway()
        gateway.answers["/api/usage/token/"] = (200, {"code": True, "data": {
            "total_granted": 5000000, "total_used": 0, "total_available": 5000000}})
        self.home.write_accounts({"provider": "new-api-key", "name": "Key",
                                  "base-url": gateway.address, "token": "sk-0123456789abcdef"})
        self.assertRegex(self.run_ok("status").stdout,
                         r"^Key +\$10\.00 +good +just now  of this key alone\n")

    def test_what_a_plan_and_credits_are(self):
        gateway = self.new_gateway()
        gateway.answers["/plan"] = (200, {"used": 40, "until_ms": 1900000000000, "points": 1000})
        self.home.write_definition({
            "id": "plan", "name": "Plan", "base_url": None, "requests": {"plan": {"path": "/plan"}},
            "balances": [
                {"id": "week", "kind": "percent", "used": "plan.used",
                 "resets_at": "plan.until_ms / 1000"},
                {"id": "points", "scope": "key", "kind": "credits", "unit": "points",
                 "usd_per_unit": 0.005, "remaining": "plan.points"}]})
        self.home.write_accounts(account(gateway, "Coding", provider="plan"))
        self.home.environment["TZ"] = "Asia/Shanghai"
        self.assertEqual(self.run_ok("status").stdout.splitlines()[:2], [
            "Coding    60 %          good  just now  resets 2030-03-18 01:46",
            "  points  1,000 points                  of this key alone, worth $5.00"])

    def test_what_cannot_be_summed_has_no_total(self):
        gateway, other = self.new_gateway(), self.new_gateway()
        for each in (gateway, other):
            each.answers["/plan"] = (200, {"used": 40})
        other.answers["/plan"] = (401, {})
        self.home.write_definition({
            "id": "plan", "name": "Plan", "base_url": None, "requests": {"plan": {"path": "/plan"}},
            "balances": [{"kind": "percent", "used": "plan.used"}]})
        self.home.write_accounts(account(gateway, "Coding", provider="plan"))
        self.assertEqual(self.run_ok("status").stdout, "Coding  60 %  good  just now\n")
        # What is not known yet may be money.
        self.home.write_accounts(account(gateway, "Coding", provider="plan"),
                                 account(other, "Other", provider="plan"))
        self.assertRegex(self.run_ok("status", code=1).stdout, r"\n\nTotal +…\n$")

    def test_waybar(self):
        out = self.run_ok("status", "--format=waybar", code=3).stdout
        self.assertEqual(out.count("\n"), 1)
        bar = json.loads(out)
        self.assertEqual(bar["class"], ["low", "stale", "problem"])
        self.assertEqual((bar["text"], bar["percentage"]), ("$51.99+", 20))
        self.assertIn("Zwei &lt;b&gt;&quot;中文&quot;&lt;/b&gt;\\ · $2.00 · low", bar["tooltip"])
        bar = json.loads(self.run_ok("status", "--format=waybar", "Work").stdout)
        self.assertEqual((bar["class"], bar["percentage"]), ("good", 60))

    def test_openmetrics(self):
        out = self.run_ok("status", "--format=openmetrics", code=3).stdout
        self.assertTrue(out.endswith("# EOF\n"))
        samples = {}
        for family in text_string_to_metric_families(out):
            self.assertEqual(family.type, "gauge")
            for sample in family.samples:
                samples.setdefault(sample.name, {})[sample.labels["id"]] = sample
        work, zwei, old = self.ids
        left = samples["credit_tray_remaining"]
        self.assertEqual(left[work].labels, {"account": "Work", "id": work, "provider": "laozhang",
                                             "balance": "main", "currency": "USD"})
        self.assertEqual(left[zwei].labels["account"], 'Zwei <b>"中文"</b>\\')
        self.assertEqual((left[work].value, left.get(old)), (49.995818, None))
        self.assertIn("} 49.995818\n", out)
        self.assertEqual(samples["credit_tray_used"][work].value, 20.054182)
        self.assertEqual({i: (s.labels["code"], s.value)
                          for i, s in samples["credit_tray_error"].items()},
                         {work: ("", 0), zwei: ("", 0), old: ("token-rejected", 1)})
        self.assertEqual(set(samples["credit_tray_last_success_timestamp_seconds"]), {work, zwei})
        self.assertNotIn("test-token", out)

    def test_colours_are_for_terminals(self):
        command = f"{rig.CREDITCTL} status"
        for variables, coloured in (({"TERM": "xterm"}, True),
                                    ({"TERM": "xterm", "NO_COLOR": "1"}, False),
                                    ({"TERM": "dumb"}, False)):
            done = subprocess.run(["script", "-qec", command, "/dev/null"], check=False,
                                  env={**self.home.environment, **variables},
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True)
            self.assertIn("$49.99", done.stdout)
            self.assertEqual("\033[33m" in done.stdout, coloured, variables)
        self.assertNotIn("\033", self.run_ok("status", code=3).stdout)


if __name__ == "__main__":
    rig.main()
