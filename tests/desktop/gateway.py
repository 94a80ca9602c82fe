"""A New API site on a loopback port, for tests that read a balance from a real request."""

import contextlib
import http.server
import json
import threading


class Gateway:
    """`quota` may be changed while it runs; `requests` has the headers of every one that came.
    While `answering` is clear, answers wait. While it `rejects`, no token is good;
    while it is `away`, it answers nothing but errors."""

    def __init__(self, quota):
        self.quota = quota
        self.requests = []
        self.rejects = False
        self.away = False
        self.answering = threading.Event()
        self.answering.set()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self.make_handler())
        self.server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self):
        self.answering.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def make_handler(self):
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                if self.path != "/api/user/self":
                    self.answer(404, {})
                    return
                gateway.requests.append(dict(self.headers))
                gateway.answering.wait()
                if gateway.away:
                    self.answer(500, {})
                    return
                if gateway.rejects:
                    self.answer(401, {"success": False, "message": "invalid access token"})
                    return
                self.answer(200, {"success": True, "data": {"quota": gateway.quota,
                                                            "used_quota": 0}})

            def answer(self, status, value):
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(BrokenPipeError):  # who asked may have ended meanwhile
                    self.wfile.write(body)

            def log_message(self, *_arguments):
                pass

        return Handler
