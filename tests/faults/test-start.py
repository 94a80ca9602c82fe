#!/usr/bin/python3
"""The real applet where something is missing or odd when it begins: it shows the balance all the
same, complains of nothing, and ends when it is told to. The same of creditctl:
test-surroundings.py."""

import contextlib
import tempfile
import time
import unittest
import unittest.mock
from pathlib import Path

import gateway
import harness
import keyring
import rig

APPLET = rig.BUILD / "src" / "credit-tray"
WORK = "6f0c2f6e-0000-4000-8000-000000000001"
SETTINGS = """[general]
accounts={id}

[account {id}]
provider=laozhang
name=Work
base-url={origin}
"""

desktop = harness.Desktop()


def setUpModule():
    desktop.start()
    desktop.keyring = keyring.Keyring(desktop)


def tearDownModule():
    desktop.stop()


class Start(unittest.TestCase):
    def setUp(self):
        self.home = Path(tempfile.mkdtemp(dir=desktop.folder))
        self.environment = {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.home / "run")}
        (self.home / "run").mkdir(mode=0o700)
        self.gateway = gateway.Gateway(24997909)
        self.addCleanup(self.gateway.stop)
        desktop.keyring.store(WORK, self.gateway.origin, "test-token-0001")
        self.settings = self.home / ".config" / "credit-tray" / "settings.ini"
        self.settings.parent.mkdir(parents=True)
        self.settings.write_text(SETTINGS.format(id=WORK, origin=self.gateway.origin))

    def assert_shown(self, **options):
        applet = desktop.run_program([APPLET], env=self.environment, **options)
        with contextlib.closing(applet.stderr):
            item = desktop.wait_for_item()
            harness.wait_for("the amount", lambda: "$49.99" in item.property("XAyatanaLabel"))
            desktop.end_program(applet)
        harness.wait_for("the item to go", lambda: not desktop.items())

    def test_as_it_should_be(self):
        self.assert_shown()

    def test_no_home(self):
        """The settings are elsewhere; for all else there is no place, not even for root."""
        self.environment.update(HOME="/proc/none", XDG_CONFIG_HOME=str(self.settings.parent.parent))
        self.assert_shown()

    def test_umask_of_zero(self):
        self.assert_shown(umask=0)
        ours = [path for path in self.home.rglob("*")
                if "credit-tray" in path.relative_to(self.home).parts and path != self.settings]
        self.assertIn("history.db", [path.name for path in ours])
        for path in ours:
            if path != self.settings.parent:
                self.assertEqual(path.stat().st_mode & 0o077, 0, path)

    def test_a_locale_that_is_not_there(self):
        self.environment.update(LC_ALL="xx_YY.UTF-8", LANGUAGE="xx")
        with unittest.mock.patch.object(harness, "KNOWN_COMPLAINTS", "Locale not supported"):
            self.assert_shown()

    def test_1970(self):
        shift = self.home / "shift"
        shift.write_text(str(60 - int(time.time())))
        self.environment.update(LD_PRELOAD=str(rig.TIME_SHIFT), TIME_SHIFT_FILE=str(shift),
                                TIME_SHIFT_ALARMS="1")
        self.assert_shown()

    def test_a_full_disk(self):
        self.environment.update(LD_PRELOAD=str(rig.BUILD / "tests/faults/libfull-disk.so"),
                                FULL_DISK_AT="0")
        self.assert_shown()


if __name__ == "__main__":
    rig.main()
