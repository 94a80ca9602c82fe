#!/usr/bin/python3
"""What a Chinese terminal reads, from the catalogue that the build made; and what machines read,
which is the same everywhere."""

import rig


class Translations(rig.TestCase):
    def setUp(self):
        super().setUp()
        self.home.environment["LANGUAGE"] = "zh_CN"

    def test_help(self):
        done = self.home.run("--help")
        self.assertIn("打印余额", done.stdout)
        self.assertNotIn("Print the balances", done.stdout)

    def test_errors(self):
        done = self.home.run("stauts")
        self.assertEqual(done.returncode, 2)
        self.assertIn("没有命令“stauts”；您是指“status”吗？", done.stderr)

    def test_sentences(self):
        """Without blanks between, and with their own full stop."""
        done = self.home.run("--demo", "status", "--refresh")
        self.assertRegex(done.stdout, r"令牌被拒绝（HTTP 401）：.*[.。]请检查.*。")

    def test_plural(self):
        """ngettext() has no argument for the domain: it must be the default one."""
        done = self.home.run("--demo", "status")
        self.assertRegex(done.stdout, r"\d+ 天")

    def test_definitions(self):
        """What is asked for is translated; the definition itself is not."""
        self.run_ok("account", "add", "--provider=new-api", "--no-token", "--name=Work",
                    "--set=user_id=42", "--base-url=https://club.example")
        self.assertRegex(self.run_ok("account", "show", "Work").stdout, r"用户 ID +42")
        self.assertIn('"User ID"', self.run_ok("provider", "show", "new-api").stdout)

    def test_machines_read_no_language(self):
        levels = {account["level"] for account in
                  self.home.status("--demo", "--refresh")["accounts"]}
        self.assertEqual(levels, {"good", "low", "unlimited", "unknown"})
        done = self.home.run("--demo", "status", "--format=openmetrics")
        self.assertTrue(done.stdout.isascii(), done.stdout)


if __name__ == "__main__":
    rig.main()
