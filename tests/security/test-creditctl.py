#!/usr/bin/python3
"""creditctl from the token to the balance, at a gateway that says the token wherever it can: it
is in the keyring and in the requests to its own site, and nowhere else."""

import base64
import json
import os
import re
import subprocess
import urllib.parse

import canary
import definitions
import echo
import rig
import terminal
import tracing
import unprivileged

SHOWS = (("status", "--cached"), ("status", "--cached", "--format=waybar"),
         ("status", "--cached", "--format=openmetrics"), ("account", "show", "Work"),
         ("account", "list", "--format=json"), ("account", "export"), ("account", "test", "Work"),
         ("history", "Work", "--format=csv"), ("history", "Work", "--format=json"))
AUTHS = {"header": {}, "query": {"auth": {"query": "api_key"}}}
OF_ADDRESSES = "message with it|address|host|redirect|no HTTP"  # what matters of a token in a query


class Searching(rig.TestCase):
    """What finds nothing proves nothing: each form is found."""

    def setUp(self):
        self.canary = canary.Canary()

    def test_each_form_is_found(self):
        token = self.canary.token
        forms = {
            "as it is": token, "a run of it": token[5:13], "the end": token[-8:],
            "capitals": token.upper(), "backwards": token[::-1],
            "hexadecimal": token.encode().hex(),
            "escaped": urllib.parse.quote(token, safe="")[22:32],
            "of two bytes": token.encode("utf-16-le"),
            "base64": base64.b64encode(token.encode()),
            "base64 in a text": base64.b64encode(b"Bearer " + token.encode()),
            "base64 in another": base64.b64encode(b"user:" + token.encode()),
            "for addresses": base64.urlsafe_b64encode(b"a:" + token.encode())}
        for name, form in forms.items():
            data = form if isinstance(form, bytes) else form.encode()
            self.assertIsNotNone(self.canary.find(b"\0before" + data + b"after\xff"), name)
        self.assertIsNone(self.canary.find(token[:7] + " " + token[-7:]))
        self.assertIsNone(self.canary.find(canary.Canary().token))

    def test_a_call_is_seen(self):
        home = rig.Home()
        self.addCleanup(home.close)
        log, words = home.folder / "calls", home.folder / "words"
        words.write_text(self.canary.token + "\n")
        listener = echo.Site()
        self.addCleanup(listener.close)
        script = (f"read -r word <{words}; echo $word >{home.folder}/copy;"
                  f" exec 5<>/dev/tcp/127.0.0.1/{listener.port};"
                  r" printf '%s\r\n\r\n' $word >&5; cat <&5 >/dev/null")
        subprocess.run(tracing.command(log, "bash", "-c", script), check=True)
        (leak,) = tracing.leaks(log, self.canary, [listener.port])
        self.assertRegex(leak, b"write.*/copy>")
        self.assertEqual(len(tracing.leaks(log, self.canary, [])), 2)


class WatchedTest(rig.TestCase):
    def setUp(self):
        super().setUp()
        self.home.start_keyring()
        self.canary = canary.Canary()
        self.site = self.new_site()
        self.other = self.new_site()
        self.log = self.home.folder.parent / (self.home.folder.name + ".calls")
        self.addCleanup(lambda: self.log.unlink(missing_ok=True))

    def new_site(self):
        new = echo.Site()
        self.addCleanup(new.close)
        return new

    def run_watched(self, *arguments, **options):
        done = subprocess.run(
            tracing.command(self.log, rig.CREDITCTL, *arguments), text=True,
            env={**self.home.environment, "G_MESSAGES_DEBUG": "all"},
            capture_output=True, timeout=rig.DEADLINE_S, check=False,
            **({} if "input" in options else {"stdin": subprocess.DEVNULL}), **options)
        said = (done.stdout, done.stderr)
        self.assertIsNone(self.canary.find("\n".join(said)), f"{arguments}: {said}")
        leaks = tracing.leaks(self.log, self.canary, [self.site.port])
        self.assertFalse(leaks, f"{arguments}: {str(leaks)[:1000]}")
        return done

    def add(self, provider, **options):
        done = self.run_watched("account", "add", f"--provider={provider}", "--name=Work",
                                "--token-stdin", "--debug", input=self.canary.token + "\n",
                                **options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def assert_nowhere(self):
        self.assertEqual(self.other.requests, [])
        found = self.canary.find_in_files(self.home.folder)
        self.assertFalse(found, str(found)[:1000])


class Everywhere(WatchedTest):
    def test_answers_that_say_it(self):
        rows = {**echo.ANSWERS,
                "a redirect to another site": lambda t: echo.reply(
                    307, Location=f"{self.other.origin}/?api_key={t}"),
                "a redirect to another port": lambda t: echo.reply(302, Location=self.other.origin)}
        for name, more in AUTHS.items():
            self.home.write_definition(definitions.make(name, self.site.origin, **more))
            self.site.answer = echo.good
            account_id = self.add(name)
            self.assertEqual(self.home.stored_token(account_id), self.canary.token)
            for row, answer in rows.items():
                if name == "query" and not re.search(OF_ADDRESSES, row):
                    continue
                with self.subTest(f"{name}: {row}"):
                    self.site.answer = answer
                    self.ask()
            for arguments in SHOWS:
                self.run_watched(*arguments)
            self.run_watched("account", "remove", "Work", "--yes")
            self.assert_nowhere()

    def ask(self):
        before = len(self.site.requests)
        self.home.forget_polls()
        self.run_watched("status", "--refresh")
        self.assertGreater(len(self.site.requests), before)
        self.assertIsNotNone(self.canary.find(self.site.requests[-1]), "it is sent there")
        self.run_watched("status", "--cached", "--format=json")
        self.home.forget_polls()
        self.run_watched("account", "test", "Work", "--shape")
        self.assert_nowhere()

    def test_what_is_kept_of_an_answer(self):
        """All but a character of it, where a value is read that outlives the poll."""
        self.home.write_definition(definitions.make("header", self.site.origin))
        self.add("header")
        self.run_watched("status", "--refresh")
        (kept,) = (self.home.folder / "state/credit-tray/values").glob("*.kept.json")
        kept.unlink()
        self.home.forget_polls()
        self.site.answer = lambda t: echo.good(t, username=t[:-1])
        self.run_watched("status", "--refresh")
        self.assert_nowhere()

    def test_typed_on_a_terminal(self):
        self.home.write_definition(definitions.make("header", self.site.origin))
        typing = terminal.Terminal(self.home, "account", "add", "--provider=header", "--name=Work")
        typing.wait_for("Token")
        rig.wait_for("the echo to be off", lambda: not typing.echoes())
        typing.type(self.canary.token + "\n")
        self.assertEqual(typing.end(), 0, typing.shown)
        self.assertIsNone(self.canary.find(typing.shown), typing.shown)
        self.assert_nowhere()

    def test_a_proxy(self):
        """Of the environment. Plain http never goes there; of https it is asked for a tunnel and
        nothing else, and is not believed when it answers itself."""
        proxy = self.new_site()
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy"):
            self.home.environment[name] = proxy.origin
        self.home.environment["no_proxy"] = ""
        self.home.write_definition(definitions.make("header", self.site.origin))
        self.add("header")
        self.run_watched("status", "--refresh")
        self.assertEqual(proxy.requests, [])
        self.assertIsNotNone(self.canary.find(self.site.requests[-1]))
        self.run_watched("account", "remove", "Work", "--yes")

        self.home.write_definition(definitions.make("far", "https://gateway.example"))
        self.add("far")
        for answer in (echo.good, lambda t: echo.reply(200, reason="Connection established"),
                       lambda t: echo.reply(407, {}, Proxy_Authenticate='Basic realm="x"')):
            proxy.requests.clear()
            proxy.answer = answer
            self.home.forget_polls()
            self.run_watched("status", "--refresh")
            self.assertTrue(all(request.startswith(b"CONNECT gateway.example:443 ")
                                for request in proxy.requests), proxy.requests)
            self.assertTrue(proxy.requests)
            self.assertIsNone(self.canary.find(b"".join(proxy.requests)))
        self.assert_nowhere()

    def test_imported_from_a_file(self):
        self.canary = canary.Canary(plain=True)
        path = self.home.folder.parent / (self.home.folder.name + ".json")
        self.addCleanup(path.unlink)
        path.write_text(json.dumps({"version": 1, "accounts": [
            {"provider": "header", "name": "Work", "token": self.canary.token}]}))
        os.chmod(path, 0o600)
        self.home.write_definition(definitions.make("header", self.site.origin))
        done = self.run_watched("account", "import", str(path), "--yes")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.run_watched("status", "--refresh")
        self.assertIsNotNone(self.canary.find(self.site.requests[-1]))
        self.assert_nowhere()


if __name__ == "__main__":
    unprivileged.main()
