"""A gateway that says the token it was sent to whoever may listen, in every place of an answer; and
a host that must not be sent any."""

import json
import re
import socketserver
import threading
import urllib.parse


def reply(status=200, body=b"", kind="application/json", reason="Fine", **headers):
    if not isinstance(body, (bytes, str)):
        body = json.dumps(body)
    if isinstance(body, str):
        body = body.encode()
    lines = [f"HTTP/1.1 {status} {reason}", f"Content-Type: {kind}",
             f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def good(_token, quota=25000000, **more):
    """What each of the definitions in this folder reads."""
    return reply(body={"success": True, "message": "",
                       "data": {"quota": quota, "used_quota": 0, "unit": "USD", **more}})


def split(text):
    """By what is not seen."""
    return "\u200b".join(text)


ANSWERS = {
    "a message with it": lambda t: reply(401, {"message": f"bad token {t}"}),
    "in pieces": lambda t: reply(401, {"message": f"bad {t[:20]} and {t[20:]}"}),
    "in capitals": lambda t: reply(403, {"message": f"bad token {t.upper()}"}),
    "with characters that are not seen": lambda t: reply(500, {"message": f"bad {split(t)}"}),
    "as an address has it": lambda t: reply(400, {
        "message": f"GET /?key={urllib.parse.quote(t, safe='')} is wrong"}),
    "in a failure that is HTTP 200": lambda t: reply(body={"success": False, "message": t}),
    "as a challenge": lambda t: reply(401, {}, WWW_Authenticate=f'Digest realm="{t}", nonce="{t}"'),
    "a page with it": lambda t: reply(403, f"<html><title>{t}</title>", "text/html"),
    "no JSON": lambda t: reply(body=t),
    "JSON that ends in it": lambda t: reply(body='{"data": ' + t),
    "as a key": lambda t: reply(body={t: {t: 1}}),
    "in a key that is a word": lambda t: reply(body={"data": {f"user-{t[:16]}": 1}}),
    "as a key twice": lambda t: reply(body=f'{{"{t}": 1, "{t}": 2}}'),
    "in the place of the amount": lambda t: good(t, quota=t),
    "as the currency": lambda t: good(t, unit=t[:12]),
    "as names": lambda t: good(t, username=t, group=t[4:], rows=[{"id": t, "name": t, "left": 1}]),
    "as the reason": lambda t: reply(500, {}, reason=t),
    "as the kind of body": lambda t: reply(body=t, kind=t),
    "as the encoding": lambda t: reply(body={}, Content_Encoding=t),
    "as the time to wait": lambda t: reply(429, {}, Retry_After=t),
    "as a cookie": lambda t: reply(500, {}, Set_Cookie=f"token={t}"),
    "no HTTP": lambda t: t.encode() + b"\r\n\r\n",
    "a redirect to a host of that name": lambda t: reply(
        302, Location=f"https://{t[:24]}.example/{t}"),
    "a redirect to no address": lambda t: reply(302, Location=f"{t}://{t}:{t}"),
}


class Site(socketserver.ThreadingTCPServer):
    """`answer`: what is sent, of the token that came. `requests`: all bytes of each."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, answer=good):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.requests = []
        self.port = self.server_address[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def close(self):
        self.shutdown()
        self.thread.join()
        self.server_close()


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        request = b""
        while not request.endswith(b"\r\n\r\n"):
            line = self.rfile.readline()
            if not line:
                break
            request += line
        token = token_of(request.decode(errors="replace"))
        answer = self.server.answer(token)
        self.server.requests.append(request)
        self.wfile.write(answer)

    def finish(self):
        try:
            super().finish()
        except OSError:
            pass  # who asked has heard enough


def token_of(request):
    header = re.search(r"^Authorization: (?:Bearer )?(.*?)\r$", request, re.M | re.I)
    if header:
        return header[1]
    query = re.search(r"[?&]api_key=([^& ]*)", request)
    return urllib.parse.unquote(query[1]) if query else ""
