"""The tests of secrecy are run by an ordinary user, for root can read everything whatever a program
does. When root runs them, nobody does: on a copy of what is needed, in a folder that is theirs."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import rig

FOLDERS = ("security", "desktop", "cli")  # of tests
BUILT = ("src/credit-tray", "src/creditctl", "data", "tests/desktop/libtime-shift.so",
         "tests/security")


def copy(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.p", "*.json"))
    else:
        shutil.copy(source, target)


def give_away(folder, user):
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid)


def run_as(user):
    """This program, by user: its exit status."""
    with tempfile.TemporaryDirectory(prefix="unprivileged-") as name:
        folder = Path(name)
        for part in FOLDERS:
            copy(rig.TESTS / part, folder / "tests" / part)
        for part in BUILT:
            copy(rig.BUILD / part, folder / "build" / part)
        (folder / "tmp").mkdir()
        give_away(folder, user)
        environment = {
            **os.environ, "HOME": name, "TMPDIR": f"{name}/tmp", "USER": user.pw_name,
            "CREDIT_TRAY_BUILD_DIR": f"{name}/build",
            "PYTHONPATH": ":".join(f"{name}/tests/{part}" for part in FOLDERS)}
        program = folder / "tests" / "security" / Path(sys.argv[0]).name
        done = subprocess.run(
            ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups",
             "--inh-caps=-all", "--bounding-set=-all", "--no-new-privs",
             sys.executable, str(program), *sys.argv[1:]],
            env=environment, cwd=name, check=False)
        return done.returncode


def main():
    if os.getuid() == 0:
        sys.exit(run_as(pwd.getpwnam("nobody")))
    rig.main()
