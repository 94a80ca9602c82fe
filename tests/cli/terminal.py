"""A terminal of its own for creditctl."""

import os
import pty
import termios

import rig


class Terminal:
    """creditctl on a terminal of its own."""

    def __init__(self, home, *arguments):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            rig.die_with_parent()
            os.execve(rig.CREDITCTL, [str(rig.CREDITCTL), *arguments], home.environment)
        self.shown = ""

    def wait_for(self, text):
        while text not in self.shown:
            try:
                data = os.read(self.fd, 4096)
            except OSError as error:
                raise AssertionError(f"{text!r} is not in {self.shown!r}") from error
            self.shown += data.decode()

    def echoes(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def type(self, text):
        os.write(self.fd, text.encode())

    def end(self):
        """Its exit status, negative for a signal; what it still has to say is in shown."""
        try:
            while data := os.read(self.fd, 4096):
                self.shown += data.decode()
        except OSError:
            pass
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
