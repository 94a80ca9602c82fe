#!/usr/bin/python3
"""What --help, the manual page and the completions say is the same."""

import re
import shlex
import subprocess

import rig

DATA = rig.TESTS.parent / "data"
COMMANDS = ["status", "history", *(f"account {verb}" for verb in
                        ("list", "add", "show", "edit", "remove", "set-token", "test", "import",
                         "export")),
            *(f"provider {verb}" for verb in ("list", "show", "check", "schema"))]
EVERYWHERE = {"--help", "--demo", "--debug"}


class Options(rig.TestCase):
    def help_of(self, command):
        return self.run_ok(*shlex.split(command), "--help").stdout

    def options_of(self, command):
        return set(re.findall(r"^  .*?(--[a-z-]+)", self.help_of(command), re.M)) - EVERYWHERE

    def test_the_commands_are_those_of_the_help(self):
        for group in ("", "account", "provider"):
            listed = self.help_of(group).partition("Commands:\n")[2].split("\n")
            names = {line.split()[0] for line in listed if line.startswith("  ")}
            known = [command.split() for command in COMMANDS]
            if group:
                self.assertEqual(names, {words[1] for words in known if words[0] == group})
            else:
                self.assertEqual(names, {words[0] for words in known})

    def test_the_manual_page(self):
        page = (DATA / "man" / "creditctl.1").read_text(encoding="utf-8")
        synopsis = page.partition(".Sh SYNOPSIS\n")[2].partition(".Sh DESCRIPTION")[0]
        for part in synopsis.split(".Nm\n"):
            named = re.search(r"^\.Cm (.*)$", part, re.M)
            if not named:
                continue
            options = {"--" + name for name in re.findall(r"Fl -([a-z-]+)", part)} - EVERYWHERE
            self.assertEqual(options, self.options_of(named[1]), named[1])
        for command in COMMANDS:
            self.assertIn(f".Cm {command}\n", synopsis)
            self.assertIn(f".Ss {command}\n", page)

    def test_bash(self):
        for command in COMMANDS:
            done = subprocess.run(
                ["bash", "-c", f". {DATA}/completions/creditctl; "
                 f"_creditctl_words {command.replace(' ', '-')}"],
                capture_output=True, text=True, check=True)
            words = {word.rstrip("=") for word in done.stdout.split()}
            self.assertEqual(words, self.options_of(command), command)

    def test_fish(self):
        for command in COMMANDS:
            done = subprocess.run(
                ["fish", "--no-config", "-c", f"source {DATA}/completions/creditctl.fish; "
                 f"complete -C 'creditctl {command} --'"],
                env={**self.home.environment, "G_DEBUG": ""}, capture_output=True, text=True,
                check=True)
            words = {line.split("\t")[0].rstrip("=") for line in done.stdout.splitlines()}
            self.assertEqual(words - EVERYWHERE - {"--version"}, self.options_of(command), command)

    def test_zsh_knows_them(self):
        text = (DATA / "completions" / "_creditctl").read_text(encoding="utf-8")
        known = set(re.findall(r"(--[a-z-]+)\b", text))
        wanted = {option for command in COMMANDS for option in self.options_of(command)}
        self.assertEqual(known - EVERYWHERE - {"--version"}, wanted)


class Examples(rig.TestCase):
    """The commands of README and manual page, as they stand there."""

    def test_they_are_understood(self):
        text = (rig.TESTS.parent / "README.md").read_text(encoding="utf-8")
        text = re.sub(r"(?m)^\|.*$", "", text)  # a table speaks of them
        page = (DATA / "man" / "creditctl.1").read_text(encoding="utf-8").replace("\\e\n", "")
        lines = re.findall(r"(?:\./dev ctl|(?<!\S)creditctl) ((?:status|history|account|provider) [^#|\"'`\n]*)",
                           text + page)
        self.assertGreater(len(lines), 7)
        tokens = "test-token-0001\n"
        for line in lines:
            arguments = shlex.split(line)
            if arguments[1:2] == ["add"] and "--token-stdin" not in arguments:
                arguments.append("--token-stdin")
            if "ACCOUNT" in arguments or "remove" in arguments:
                continue
            done = self.home.run("--demo", *arguments, input=tokens)
            self.assertIn(done.returncode, (0, 3), f"{line}: {done.stderr}")


if __name__ == "__main__":
    rig.main()
