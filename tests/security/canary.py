"""A token of which every piece is known again, in whatever form a program may have put it."""

import base64
import os
import secrets
import string
import subprocess
import tempfile
import urllib.parse

RUN = 8  # characters of the token in a row: fewer may be chance


class Canary:
    """Letters, so that no rule about digits hides them, and what addresses have to escape; a plain
    one goes everywhere."""

    def __init__(self, plain=False):
        def letters(n):
            return "".join(secrets.choice(string.ascii_letters) for _ in range(n))
        marks = ("4711", "0815") if plain else ("+/", "=")
        self.token = letters(24) + marks[0] + letters(20) + marks[1] + letters(10)
        self.pieces = tempfile.NamedTemporaryFile(prefix="canary-")
        self.pieces.write(b"\n".join(self.make_pieces(self.token.encode())))
        self.pieces.flush()

    def make_pieces(self, token):
        forms = [(token, RUN), (token[::-1], RUN), (token.hex().encode(), 2 * RUN),
                 (urllib.parse.quote(token, safe="").encode(), RUN)]
        for skipped in range(3):  # where in a longer text it begins
            rest = token[skipped:]
            whole = rest[:len(rest) // 3 * 3]
            forms += [(base64.b64encode(whole), 12), (base64.urlsafe_b64encode(whole), 12)]
        for form, length in forms:
            for start in range(len(form) - length + 1):
                yield form[start:start + length]

    def lines_with_it(self, data):
        """Of these bytes, those with something of the token, whatever its case is; zeros between
        its characters hide nothing."""
        done = subprocess.run(
            ["grep", "-a", "-i", "-F", "-f", self.pieces.name], input=data.replace(b"\0", b""),
            capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"})
        assert done.returncode in (0, 1), done.stderr
        return done.stdout.splitlines()

    def find(self, data):
        """What of the token there is in these bytes or this text: the first line, or None."""
        if isinstance(data, str):
            data = data.encode(errors="replace")
        lines = self.lines_with_it(data)
        return lines[0][:1000] if lines else None

    def find_in_files(self, folder):
        """In every file below, and in its name: (path, what)."""
        files = {path: path.read_bytes() if path.is_file() else b"" for path in folder.rglob("*")}
        everything = b"\n".join(os.fsencode(path) + b"\n" + data for path, data in files.items())
        if not self.lines_with_it(everything):
            return []
        return [(path, what) for path, data in files.items()
                if (what := self.find(os.fsencode(path) + b"\n" + data))]
