#!/usr/bin/python3
"""creditctl history: what was read, in every format; and what is said when it is not kept."""

import csv
import datetime
import io
import json
import shutil
import sqlite3

import rig

FIXTURE = rig.TESTS / "fixtures" / "history" / "v1.db"
FIXTURE_ACCOUNT = "7d3f5e3a-6f0f-4f2c-9d57-0f4b1c1d2e3f"
RUN_KEYS = ["first", "last", "remaining", "low", "high", "topped_up", "used", "unlimited"]
CSV_KEYS = ["first", "last", "currency", *RUN_KEYS[2:]]


class History(rig.TestCase):
    def setUp(self):
        super().setUp()
        self.folder = self.home.folder / "data" / "credit-tray"
        self.path = self.folder / "history.db"

    def add_account(self, gateway, name="Work"):
        (account_id,) = self.home.write_accounts({
            "provider": "laozhang", "name": name, "base-url": gateway.address,
            "token": "test-token-0001"})
        return account_id

    def use_fixture(self):
        """A history of 2026-11-01, written by the first version."""
        self.home.settings.parent.mkdir(parents=True, exist_ok=True)
        self.home.settings.write_text(
            f"[general]\naccounts={FIXTURE_ACCOUNT}\n\n[account {FIXTURE_ACCOUNT}]\n"
            "provider=laozhang\nname=Work\n", encoding="utf-8")
        self.folder.mkdir(parents=True)
        shutil.copy(FIXTURE, self.path)

    def poll(self, **options):
        self.home.forget_polls()
        return self.run_ok("status", "--refresh", **options)

    def runs(self, *arguments):
        return json.loads(self.run_ok("history", "Work", "--format=json", *arguments).stdout)["runs"]


class Kept(History):
    def test_what_is_read_is_kept(self):
        gateway = self.new_gateway()
        account_id = self.add_account(gateway)
        self.poll()
        self.poll()
        gateway.quota = 20000000
        self.poll()
        gateway.quota = 30000000
        done = self.poll()
        self.assertEqual(done.stderr, "")
        runs = self.runs()
        self.assertEqual([(run["remaining"], run["topped_up"]) for run in runs],
                         [("49.995818", "0"), ("40", "0"), ("60", "20")])
        self.assertEqual(runs[0]["used"], "20.054182")
        told = json.loads(self.run_ok("history", account_id[:4], "--format=json").stdout)
        self.assertEqual({key: told[key] for key in told if key != "runs"},
                         {"version": 1, "id": account_id, "name": "Work", "balance": "main",
                          "currency": "USD"})
        self.assertEqual(list(runs[0]), RUN_KEYS)
        first = datetime.datetime.fromisoformat(runs[0]["first"].replace("Z", "+00:00"))
        self.assertLess(abs(datetime.datetime.now(datetime.timezone.utc) - first),
                        datetime.timedelta(minutes=2))

    def test_an_error_is_no_reading(self):
        gateway = self.new_gateway()
        self.add_account(gateway)
        gateway.answers["/api/user/self"] = (500, {})
        self.home.run("status", "--refresh")
        self.assertFalse(self.path.exists())

    def test_looking_makes_no_file(self):
        self.add_account(self.new_gateway())
        done = self.run_ok("history", "Work")
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr, "creditctl history: There is no history of Work yet\n")
        done = self.run_ok("history", "Work", "--format=json")
        self.assertEqual(json.loads(done.stdout)["runs"], [])
        self.run_ok("status", "--cached")
        self.assertFalse(self.folder.exists())

    def test_removed_with_the_account(self):
        gateway = self.new_gateway()
        self.add_account(gateway)
        self.poll()
        self.run_ok("account", "remove", "--yes", "Work", code=0)
        with sqlite3.connect(self.path) as database:
            for table in ("series", "runs"):
                self.assertEqual(database.execute(f"SELECT count(*) FROM {table}").fetchone(), (0,))

    def test_nothing_of_the_token(self):
        self.add_account(self.new_gateway())
        self.poll()
        self.assertNotIn(b"test-token", b"".join(p.read_bytes() for p in self.folder.iterdir()))


class Printed(History):
    def setUp(self):
        super().setUp()
        self.use_fixture()

    def test_text_in_the_persons_zone(self):
        self.home.environment["TZ"] = "Asia/Shanghai"
        done = self.run_ok("history", "Work", "--since=2026-10-01")
        self.assertEqual(done.stdout, """\
2026-11-01 08:00  2026-11-01 08:55  $4.00   from $4.00 to $6.00
2026-11-01 09:00  2026-11-01 09:00  $29.00  topped up by $25.00
2026-11-01 09:01  2026-11-01 09:10  ∞
2026-11-01 09:15  2026-11-01 09:15  $28.00
""")

    def test_csv(self):
        done = self.run_ok("history", "Work", "--since=2026-10-01", "--format=csv")
        # The rig reads text, which takes the carriage returns away.
        rows = list(csv.reader(io.StringIO(done.stdout)))
        self.assertEqual(rows, [
            CSV_KEYS,
            ["2026-11-01T00:00:00Z", "2026-11-01T00:55:00Z", "USD", "4", "4", "6", "0", "", "false"],
            ["2026-11-01T01:00:00Z", "2026-11-01T01:00:00Z", "USD", "29", "29", "29", "25", "3",
             "false"],
            ["2026-11-01T01:01:00Z", "2026-11-01T01:10:00Z", "USD", "", "", "", "0", "4", "true"],
            ["2026-11-01T01:15:00Z", "2026-11-01T01:15:00Z", "USD", "28", "28", "28", "0", "5",
             "false"]])
        process = self.home.start("history", "Work", "--since=2026-10-01", "--format=csv")
        data = process.stdout.buffer.read()
        process.communicate()
        self.assertEqual((data.count(b"\r\n"), data.count(b"\n")), (5, 5))

    def test_json(self):
        self.assertEqual(self.runs("--since=2026-10-01")[0], {
            "first": "2026-11-01T00:00:00Z", "last": "2026-11-01T00:55:00Z", "remaining": "4",
            "low": "4", "high": "6", "topped_up": "0", "used": None, "unlimited": False})
        self.assertEqual(self.runs("--since=2026-10-01")[2]["remaining"], None)

    def test_since(self):
        self.home.environment["TZ"] = "Asia/Shanghai"
        for since, n in (("2026-11-01", 4), ("2026-11-02", 0), ("2026-11-01T01:00:30Z", 2),
                         ("2026-11-01T00:30:00Z", 4), ("2026-11-01T09:01:00+08:00", 2),
                         ("100000w", 4), ("2039-01-01", 0)):
            with self.subTest(since):
                self.assertEqual(len(self.runs(f"--since={since}")), n)

    def test_nothing_since(self):
        """No format is spoilt by what is said of that."""
        self.home.environment["TZ"] = "Asia/Shanghai"
        for since, said in (("2026-11-02", "2026-11-02 00:00"), ("2039-01-01", "2039-01-01 00:00"),
                            ("2026-11-01T01:15:30Z", "2026-11-01 09:15")):
            for form, printed in (("text", ""), ("csv", ",".join(CSV_KEYS) + "\n"),
                                  ("json", None)):
                with self.subTest((since, form)):
                    done = self.run_ok("history", "Work", f"--since={since}", f"--format={form}")
                    self.assertEqual(done.stderr, "creditctl history: There is no history of Work "
                                     f"since {said}: it was last read at 2026-11-01 09:15\n")
                    if form == "json":
                        self.assertEqual(json.loads(done.stdout)["runs"], [])
                    else:
                        self.assertEqual(done.stdout, printed)

    def test_wrong_usage(self):
        for arguments in ([], ["Work", "Other"], ["Nobody"], ["Work", "--since=7"],
                          ["Work", "--since=-7d"], ["Work", "--since=0d"],
                          ["Work", "--since=2026-02-30"], ["Work", "--since=yesterday"],
                          ["Work", "--format=xml"], ["Work", "--balance=other"]):
            with self.subTest(arguments):
                done = self.run_ok("history", *arguments, code=2)
                self.assertEqual(done.stdout, "")
                self.assertNotEqual(done.stderr, "")

    def test_balance(self):
        self.assertEqual(len(self.runs("--since=2026-10-01", "--balance=main")), 4)
        done = self.run_ok("history", "Work", "--balance=other", code=2)
        self.assertIn("--balance=other: it must be one of main", done.stderr)


class NotKept(History):
    def test_damaged(self):
        self.add_account(self.new_gateway())
        self.folder.mkdir(parents=True)
        self.path.write_text("no database\n")
        done = self.poll()
        (aside,) = (path for path in self.folder.iterdir() if ".damaged-" in path.name)
        self.assertEqual(aside.read_text(), "no database\n")
        self.assertEqual(done.stderr, "creditctl status: The history was damaged: it is now "
                                      f"{aside}, and a new one was begun\n")
        self.assertEqual(len(self.runs()), 1)

    def test_balances_are_shown_all_the_same(self):
        self.add_account(self.new_gateway())
        self.path.mkdir(parents=True)
        done = self.poll()
        self.assertIn("$49.99", done.stdout)
        self.assertEqual(done.stderr, "creditctl status: The history is not kept: "
                                      f"{self.path}: Is a directory\n")


if __name__ == "__main__":
    rig.main()
