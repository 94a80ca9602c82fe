#!/usr/bin/python3
"""The units in the README, as systemd reads them and as they run."""

import configparser
import os
import shlex
import subprocess
import tempfile
import textwrap
from pathlib import Path

import rig

README = rig.TESTS.parent / "README.md"
INSTALLED = "/usr/local/bin/creditctl"


def read_storing():
    """The commands that give systemd the token."""
    section = README.read_text(encoding="utf-8").partition("## On a server\n")[2].partition("\n## ")[0]
    text = section.partition("    sudo mkdir")[2].partition("\n\n")[0]
    return textwrap.dedent("    sudo mkdir" + text)


class Unit(configparser.ConfigParser):
    """The keys of these units are there once each."""

    def __init__(self, text):
        super().__init__(interpolation=None, comment_prefixes="#", delimiters="=")
        self.optionxform = str
        self.read_string(text)


def read_units():
    """By file name, the text of the unit."""
    section = README.read_text(encoding="utf-8").partition("## On a server\n")[2].partition("\n## ")[0]
    units, name = {}, None
    for line in section.splitlines():
        if line.startswith("    # /etc/systemd/system/"):
            name = Path(line.split()[1]).name
            units[name] = []
        elif name and line and not line.startswith("    "):
            name = None
        elif name:
            units[name].append(line)
    return {name: textwrap.dedent("\n".join(lines)) for name, lines in units.items()}


class Server(rig.TestCase):
    def setUp(self):
        super().setUp()
        self.units = read_units()
        self.service, self.low = (
            Unit(self.units[name]) for name in ("credit-check.service", "credit-low.service"))
        self.programs = self.home.folder / "bin"
        self.programs.mkdir()
        disk = tempfile.TemporaryDirectory(dir="/var/tmp")
        self.addCleanup(disk.cleanup)
        self.disk = disk.name

    def store_token(self, account_id, origin, token):
        """As README has it, for this gateway, in a folder of the test, and the terminal is no one's."""
        store = self.home.folder / "credstore"
        commands = read_storing()
        for old, new in (("sudo ", ""), ("/etc/credstore.encrypted", str(store)),
                         ("systemd-ask-password -n 'Token:'", f"printf %s {token}"),
                         ("https://api.laozhang.ai:443", origin), (".ID", f".{account_id}")):
            self.assertIn(old, commands)
            commands = commands.replace(old, new)
        subprocess.run(["sh", "-e", "-c", commands], env=self.secret(), timeout=rig.DEADLINE_S,
                       check=True, capture_output=True)
        return store

    def secret(self):
        """The key of this machine: systemd-creds makes one, and not where a real one is.

        It keeps none in memory, where /tmp is on many systems.
        """
        return {**os.environ, "SYSTEMD_CREDENTIAL_SECRET": f"{self.disk}/credential.secret"}

    def execute(self, unit):
        """ExecStart, as the service would; mail leaves what it is given in the folder."""
        command = unit["Service"]["ExecStart"].replace(INSTALLED, str(rig.CREDITCTL))
        mail = self.programs / "mail"
        mail.write_text(f'#!/bin/sh\nprintf "%s|" "$@" >{self.home.folder}/arguments\n'
                        f"exec cat >{self.home.folder}/mail\n")
        mail.chmod(0o700)
        path = f"{self.programs}:{os.environ['PATH']}"
        return subprocess.run(shlex.split(command), env={**self.home.environment, "PATH": path},
                              capture_output=True, text=True, timeout=rig.DEADLINE_S, check=False)

    def add_account(self, quota):
        gateway = self.new_gateway(quota=quota)
        (account_id,) = self.home.write_accounts(
            {"provider": "laozhang", "name": "Work", "base-url": gateway.address})
        credential = self.service["Service"]["LoadCredentialEncrypted"].partition(":")[0]
        self.assertEqual(credential, "credit-tray.ID")
        (self.home.credentials / credential.replace("ID", account_id)).write_text(
            f"{gateway.origin}\ntoken-0123456789", encoding="utf-8")

    def test_systemd_understands_them(self):
        """By the reader of a person's units: the system's wants /run/systemd, which containers lack."""
        folder = self.home.folder / "units"
        folder.mkdir()
        for name, text in self.units.items():
            (folder / name).write_text(text.replace(INSTALLED, str(rig.CREDITCTL)) + "\n",
                                       encoding="utf-8")
        for name in self.units:
            done = subprocess.run(["systemd-analyze", "--user", "verify", "--man=no",
                                   str(folder / name)],
                                  capture_output=True, text=True, timeout=rig.DEADLINE_S,
                                  env={**os.environ, "SYSTEMD_UNIT_PATH": f"{folder}:",
                                       "XDG_RUNTIME_DIR": str(self.home.folder)},
                                  check=False)
            ours = [line for line in done.stderr.splitlines() if "credit-" in line]
            self.assertEqual((done.returncode, ours), (0, []), done.stderr)

    def test_the_token_that_systemd_keeps(self):
        """Encrypted by README's commands, decrypted as a service finds it."""
        gateway = self.new_gateway(quota=6 * 500000)
        (account_id,) = self.home.write_accounts(
            {"provider": "laozhang", "name": "Work", "base-url": gateway.address})
        store = self.store_token(account_id, gateway.origin, "token-0123456789")
        name, path = self.service["Service"]["LoadCredentialEncrypted"].replace(
            ".ID", f".{account_id}").split(":")
        kept = store / Path(path).name
        self.assertNotIn(b"token-0123456789", kept.read_bytes())
        subprocess.run(["systemd-creds", "decrypt", f"--name={name}", str(kept),
                        str(self.home.credentials / name)],
                       env=self.secret(), timeout=rig.DEADLINE_S, check=True, capture_output=True)
        done = self.execute(self.service)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"Work +\$6\.00")

    def test_low_and_nothing_else_is_a_failure(self):
        """Statuses of systemd.service(5): 0 is a success, the others are where they are named."""
        fine = self.service["Service"]["SuccessExitStatus"].split()
        self.assertEqual(sorted(fine), ["1", "2", "4"])
        self.assertEqual(self.service["Unit"]["OnFailure"], "credit-low.service")
        self.add_account(quota=4 * 500000)
        done = self.execute(self.service)
        self.assertEqual((done.returncode, done.stderr), (3, ""))
        self.assertRegex(done.stdout, r"Work +\$4\.00 +low")
        self.home.forget_polls()
        self.add_account(quota=6 * 500000)
        self.assertEqual(self.execute(self.service).returncode, 0)

    def test_what_is_told(self):
        self.add_account(quota=4 * 500000)
        self.execute(self.service)
        done = self.execute(self.low)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual((self.home.folder / "arguments").read_text(), "-s|Credit is low|me|")
        self.assertRegex((self.home.folder / "mail").read_text(), r"Work +\$4\.00 +low")


if __name__ == "__main__":
    rig.main()
