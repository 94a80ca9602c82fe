"""What a program of ours hands to the system, and all that it starts: their system calls, written
down by strace. tests/security/traceable.c lets it."""

import re
import shutil

import rig

TRACEABLE = rig.BUILD / "tests" / "security" / "libtraceable.so"
CALLS = "execve,write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg,sendmmsg"


def command(log, *arguments, preload=()):
    libraries = " ".join(map(str, (TRACEABLE, *preload)))
    return [shutil.which("strace"), "-f", "-yy", "-qq", "-v", "-s", "65536", "--seccomp-bpf",
            "-e", f"trace={CALLS}", "-o", str(log), "-E", f"LD_PRELOAD={libraries}",
            *map(str, arguments)]


def leads_to(call, port):
    return re.match(rb"\d+ +\w+\(\d+<TCP:\[[\d.]+:\d+->127\.0\.0\.1:%d\]>, " % port, call)


def leaks(log, canary, ports):
    """Calls with something of the canary that do not lead to one of the ports. A canary has nothing
    that strace would escape but the zeros that may stand between its characters."""
    return [call[:1000] for call in canary.lines_with_it(log.read_bytes().replace(rb"\0", b""))
            if not any(leads_to(call, port) for port in ports)]
