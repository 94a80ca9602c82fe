#!/usr/bin/python3
"""Somebody changes where an account is asked: its settings, its definition, a file in the folder of
definitions. The token goes to the site that it was typed for, or nowhere."""

import json

import applets
import canary
import definitions
import echo
import harness
import rig
import unprivileged
from applets import ACCOUNT, desktop
from gi.repository import GLib

CLUB = "https://club.example"


def setUpModule():
    applets.start_desktop()


def tearDownModule():
    desktop.stop()


class Cold(rig.TestCase):
    """Between two runs of creditctl."""

    def setUp(self):
        super().setUp()
        self.home.start_keyring()
        self.canary = canary.Canary()
        self.site, self.other = echo.Site(), echo.Site()
        self.addCleanup(self.site.close)
        self.addCleanup(self.other.close)
        # https:// leads here at most: nothing leaves this machine.
        self.home.environment.update(https_proxy=self.other.origin, no_proxy="")
        self.other.answer = lambda _: echo.reply(502)

    def add(self, *more):
        done = self.run_ok("account", "add", "--name=Work", "--token-stdin", *more,
                           input=self.canary.token + "\n")
        self.assertEqual(self.home.stored_token(done.stdout.strip()), self.canary.token)

    def ask(self):
        """The code of what is wrong; None."""
        self.home.forget_polls()
        before = len(self.site.requests)
        text = self.home.run("status", "--refresh", "--format=json").stdout
        error = json.loads(text)["accounts"][0]["error"]
        self.assertIsNone(self.canary.find(b"".join(self.other.requests)))
        self.assertEqual(len(self.site.requests) > before, error is None, error)
        return error and error["code"]

    def plain_requests(self):
        return [request for request in self.other.requests if not request.startswith(b"CONNECT ")]

    def test_in_the_settings(self):
        site, other = self.site.port, self.other.port
        addresses = {
            "another port": f"http://127.0.0.1:{other}",
            "another scheme": f"https://127.0.0.1:{site}",
            "another name of the same machine": f"http://localhost:{site}",
            "another address of the same machine": f"http://127.0.0.2:{site}",
            "what looks like a user name": f"http://127.0.0.1:{site}@127.0.0.1:{other}",
            "a fragment": f"http://127.0.0.1:{other}#@127.0.0.1:{site}",
            "a query": f"http://127.0.0.1:{other}?@127.0.0.1:{site}",
            "a backslash": f"http://127.0.0.1:{other}\\\\@127.0.0.1:{site}",
            "a path of that name": f"http://127.0.0.1:{other}/127.0.0.1:{site}",
            "a number": f"http://2130706433:{site}",
            "a far site": "https://evil.example",
            "in clear": "http://evil.example",
        }
        self.home.write_definition(definitions.make("header", None))
        self.add("--provider=header", f"--base-url={self.site.origin}")
        good = self.home.settings.read_text()
        for why, address in addresses.items():
            with self.subTest(why):
                rig.replace_file(self.home.settings, good.replace(self.site.origin, address))
                self.assertIn(self.ask(), ("token-missing", "definition", "settings"))
        rig.replace_file(self.home.settings, good)
        self.assertIsNone(self.ask())
        self.assertEqual(self.plain_requests(), [])

    def test_in_the_definition(self):
        self.home.write_definition(definitions.make("header", self.site.origin))
        self.add("--provider=header")
        self.assertIsNone(self.ask())
        port = self.other.port
        paths = [f"//127.0.0.1:{port}/me", f"@127.0.0.1:{port}/me", f":{port}/me",
                 f"http://127.0.0.1:{port}/me",
                 f"/\\127.0.0.1:{port}/me", f"/../..//127.0.0.1:{port}",
                 "/{kept.data.path}"]
        self.site.answer = lambda t: echo.good(t, path=f"/127.0.0.1:{port}/me")
        changed = {
            "its address": {"base_url": self.other.origin},
            "another host in a header": {"requests": {"me": {
                "path": "/me", "headers": {"Host": f"127.0.0.1:{port}"}}}},
            **{f"the path {path}": {"requests": {"kept": {"path": "/kept", "auth": False},
                                                 "me": {"path": path}}} for path in paths}}
        for why, more in changed.items():
            with self.subTest(why):
                self.home.write_definition({**definitions.make("header", self.site.origin), **more})
                self.home.forget_polls()
                self.home.run("status", "--refresh")
                self.assertEqual(self.other.requests, [])
        self.home.write_definition(definitions.make("header", self.site.origin))
        self.assertIsNone(self.ask())

    def test_another_gateway_is_chosen(self):
        self.home.write_definition(definitions.make("header", self.site.origin))
        self.home.write_definition(definitions.make("evil", self.other.origin))
        self.add("--provider=header")
        text = self.home.settings.read_text().replace("provider=header", "provider=evil")
        rig.replace_file(self.home.settings, text)
        self.assertEqual(self.ask(), "token-missing")
        self.assertEqual(self.other.requests, [])

    def test_a_file_for_a_built_in_id(self):
        self.add("--provider=laozhang")
        self.ask()
        asked = {request.split()[1] for request in self.other.requests}
        self.assertEqual(asked, {b"api.laozhang.ai:443"})
        evil = self.other.origin
        files = {
            "its address": {"extends": "laozhang", "base_url": evil},
            "all of it": definitions.make("laozhang", evil),
            "regions": {"extends": "laozhang", "base_url": None,
                        "regions": [{"id": "x", "name": "X", "base_url": evil}]},
            "where the token is": {"extends": "laozhang", "auth": {"query": "key"}},
            "where the token is in a request": {"extends": "laozhang", "requests": {
                "account": {"auth": {"header": "X-Token"}}}},
            "its links": {"extends": "laozhang", "links": {"top_up": "https://evil.example/"}},
        }
        for why, more in files.items():
            with self.subTest(why):
                self.other.requests.clear()
                self.home.write_definition({**more, "id": "laozhang"})
                self.assertIn(self.ask(), ("definition", "settings"))
                self.assertEqual(self.other.requests, [])

    def test_one_that_others_inherit_from(self):
        """A file for new-api changes nothing of laozhang, which inherits from new-api."""
        self.home.write_definition({"id": "new-api", "extends": "new-api", "requests": {
            "extra": {"path": "/extra"}}})
        self.add("--provider=laozhang", f"--base-url={self.site.origin}")
        self.assertIsNone(self.ask())
        self.assertEqual({request.split()[1] for request in self.site.requests},
                         {b"/api/user/self"})


class Hot(applets.AppletTest):
    """While the applet has the token in memory."""

    def assert_token_is_kept_back(self):
        before = len(self.site.requests)
        harness.wait_for("the change", self.is_kept_back)
        self.pass_time(applets.HOUR_S)
        self.call("Refresh", ACCOUNT)
        self.call("Reload", ACCOUNT)
        harness.wait_for("the lookup", self.is_kept_back)
        self.assertEqual(self.other.requests, [])
        self.assertEqual(len(self.site.requests), before)
        self.assertEqual(self.stored_token(), self.canary.token)

    def is_kept_back(self):
        return self.error_code() in ("token-missing", "definition")

    def test_in_the_settings_and_the_definition(self):
        self.write_definition(origin=self.site.origin)
        self.write_settings(origin="")
        self.start()
        self.wait_until_read()
        self.write_settings(origin=self.other.origin)
        self.assert_token_is_kept_back()
        before = len(self.site.requests)
        self.write_settings(origin="")
        harness.wait_for("the request", lambda: len(self.site.requests) > before)
        self.wait_until_read()
        self.write_definition(origin=self.other.origin)
        self.assert_token_is_kept_back()

    def test_no_page_is_opened_for_another_site(self):
        desktop.keyring.store(ACCOUNT, CLUB + ":443", self.canary.token)
        self.write_definition(links={"top_up": "{base}/top-up"})
        self.write_settings(origin=CLUB)
        self.start()
        self.open_page()
        harness.wait_for("the page", self.addresses_opened)
        self.assertEqual(self.addresses_opened(), [CLUB + "/top-up"])
        self.write_settings(origin="https://evil.example")
        harness.wait_for("the change", self.is_kept_back)
        self.open_page()
        self.open_page()
        self.assertTrue(self.is_kept_back())
        self.assertEqual(self.addresses_opened(), [CLUB + "/top-up"])

    def open_page(self):
        desktop.activate("top-up", GLib.Variant("s", ACCOUNT))


if __name__ == "__main__":
    unprivileged.main()
