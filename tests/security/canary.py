"""A token of which every piece is known again, in whatever form a program may have put it."""

import base64
import secrets
import string
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
        self.pieces = sorted(self.make_pieces(self.token.encode()))

    def make_pieces(self, token):
        """In lower case: a case that was changed hides nothing."""
        forms = [(token, RUN), (token[::-1], RUN), (token.hex().encode(), 2 * RUN),
                 (urllib.parse.quote(token, safe="").encode(), RUN),
                 (token.decode().encode("utf-16-le"), 2 * RUN)]
        for skipped in range(3):  # where in a longer text it begins
            rest = token[skipped:]
            whole = rest[:len(rest) // 3 * 3]
            forms += [(base64.b64encode(whole), 12), (base64.urlsafe_b64encode(whole), 12)]
        for form, length in forms:
            for start in range(len(form) - length + 1):
                yield form[start:start + length].lower()

    def find(self, data):
        """What of the token there is in these bytes or this text: the piece with what is around it,
        or None."""
        if isinstance(data, str):
            data = data.encode(errors="replace")
        lower = data.lower()
        for piece in self.pieces:
            place = lower.find(piece)
            if place >= 0:
                return data[max(0, place - 200):place + 200]
        return None

    def find_in_files(self, *folders):
        """In every file below, and in its name: (path, what)."""
        found = []
        for folder in folders:
            for path in folder.rglob("*"):
                data = path.read_bytes() if path.is_file() else b""
                what = self.find(data) or self.find(str(path))
                if what:
                    found.append((path, what))
        return found
