"""What a program of ours hands to the system, and all that it starts: their system calls, written
down by strace. tests/security/traceable.c lets it."""

import re
import shutil

import rig

TRACEABLE = rig.BUILD / "tests" / "security" / "libtraceable.so"
CALLS = "execve,write,writev,pwrite64,pwritev,sendto,sendmsg,sendmmsg"


def command(log, *arguments):
    return [shutil.which("strace"), "-f", "-yy", "-qq", "-v", "-s", "1000000", "--seccomp-bpf",
            "-e", f"trace={CALLS}", "-o", str(log), "-E", f"LD_PRELOAD={TRACEABLE}",
            *map(str, arguments)]


def unescape(line):
    return line.encode("latin-1", "replace").decode("unicode_escape").encode("latin-1", "replace")


def calls(log):
    """Every call as (what it is of, its bytes): "write(5<TCP:[127.0.0.1:1->127.0.0.1:2]>"."""
    for line in log.read_text(errors="replace").splitlines():
        match = re.match(r"\d+ +(\w+\((?:\d+<.*?>(?=,))?)", line)
        if match:
            yield match[1], unescape(line)


def leads_to(call, port):
    return re.search(rf"\(\d+<TCP:\[[\d.]+:\d+->127\.0\.0\.1:{port}\]>", call) is not None


def leaks(log, canary, ports):
    """Calls with something of the canary that do not lead to one of the ports."""
    return [(call, what) for call, data in calls(log)
            if not any(leads_to(call, port) for port in ports) and (what := canary.find(data))]
