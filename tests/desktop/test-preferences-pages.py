#!/usr/bin/python3
"""The other pages of the preferences: everything applies at once, in the settings file and in the
panel."""

import os
import unittest

import harness
import windows
from preferences import ACCOUNTS, PageTest, desktop, set_up_module, tear_down_module

setUpModule, tearDownModule = set_up_module, tear_down_module


class DisplayTest(PageTest):
    page = "Display"

    def wait_for_label(self, label):
        """In the panel, and in the preview."""
        self.item.wait_for_property("XAyatanaLabel", label)
        harness.wait_for(f"{label!r} in the preview", lambda: label in desktop.names("label"))

    def test_what_the_label_shows(self):
        self.wait_for_label("$149.98")
        desktop.choose("Show", "The lowest account")
        self.wait_for_setting("label-content", "lowest")
        self.wait_for_label("$49.99")
        desktop.choose("Show", "Nothing")
        self.item.wait_for_property("XAyatanaLabel", "")
        desktop.choose("Show", "One account")
        desktop.choose("Account", "Studio")
        self.wait_for_setting("label-account", ACCOUNTS["Studio"])
        self.wait_for_label("$49.99")

    def test_decimals(self):
        self.wait_for_label("$149.98")
        decimals = desktop.wait_for_widget("spin button", "Decimals")
        decimals.get_value_iface().set_current_value(0)
        self.wait_for_label("$149")
        decimals.get_value_iface().set_current_value(4)
        self.wait_for_label("$149.9874")
        self.wait_for_setting("label-decimals", "4")

    def test_hidden(self):
        self.wait_for_label("$149.98")
        desktop.toggle("Hide amounts")
        self.wait_for_label("•••")
        self.wait_for_setting("hide-amounts", "true")

    def test_the_amount_as_the_icon(self):
        folder = os.path.join(self.home, "run/credit-tray/icons")
        self.wait_for_label("$149.98")
        before = self.item.property("IconName")
        desktop.toggle("Draw the amount into the icon")
        harness.wait_for("a picture", lambda: self.item.property("IconName").endswith(".png"))
        first = self.item.property("IconName")
        self.assertEqual(os.path.dirname(first), folder)
        with open(first, "rb") as file:
            self.assertEqual(file.read(4), b"\x89PNG")
        desktop.choose("Show", "The lowest account")
        harness.wait_for("another picture", lambda: self.item.property("IconName") != first)
        self.assertTrue(os.path.exists(self.item.property("IconName")))
        desktop.choose("Show", "The total")
        harness.wait_for("the oldest to go", lambda: not os.path.exists(first))
        self.assertEqual(len(os.listdir(folder)), 2)
        desktop.screenshot("amount-in-icon")
        desktop.toggle("Draw the amount into the icon")
        self.item.wait_for_property("IconName", before)
        self.assertFalse(os.path.exists(folder))

    def test_no_picture_is_left_behind(self):
        desktop.toggle("Draw the amount into the icon")
        harness.wait_for("a picture", lambda: self.item.property("IconName").endswith(".png"))
        self.end(self.applet)
        self.assertFalse(os.path.exists(os.path.join(self.home, "run/credit-tray/icons")))

    def test_what_this_panel_shows(self):
        desktop.wait_for_text("This panel (Ayatana indicators) shows the text beside the icon.")


class RefreshTest(PageTest):
    page = "Refresh"
    general = "interval-s=420"

    def test_interval(self):
        self.assertEqual(desktop.chosen("Every"), "7 minutes")  # from the file, as no other is
        desktop.choose("Every", "1 minute")
        self.wait_for_setting("interval-s", "60")
        desktop.choose("Every", "24 hours")
        self.wait_for_setting("interval-s", "86400")

    def test_metered(self):
        self.assertEqual(desktop.chosen("On metered networks"), "As always")
        desktop.choose("On metered networks", "Once an hour")
        self.wait_for_setting("metered", "hourly")

    def test_history(self):
        self.assertEqual(desktop.chosen("Keep the history for"), "2 years")
        desktop.choose("Keep the history for", "90 days")
        self.wait_for_setting("history-days", "90")

    def test_start_at_login(self):
        entry = os.path.join(self.home, "config/autostart", windows.APP_ID + ".desktop")
        desktop.toggle("Start at login")
        harness.wait_for("the autostart file", lambda: os.path.exists(entry))
        desktop.toggle("Start at login")
        harness.wait_for("the file to go", lambda: not os.path.exists(entry))


class NotificationsTest(PageTest):
    page = "Notifications"

    def test_kinds(self):
        desktop.toggle("A balance is low")
        desktop.toggle("An account was topped up")
        self.wait_for_setting("alerts", "runway; critical; empty; rejected; silent")
        desktop.toggle("A balance is low")
        self.wait_for_setting("alerts", "runway; low; critical; empty; rejected; silent")

    def test_days(self):
        days = desktop.wait_for_widget("spin button", "Fewer days than")
        days.get_value_iface().set_current_value(7)
        self.wait_for_setting("runway-days", "7")

    def test_amounts(self):
        self.item.wait_for_property("IconName", "credit-tray-good-symbolic")
        desktop.type_into("text", "Low, USD", "60.5")
        self.wait_for_setting("alerts-low", "USD=60.5")
        self.item.wait_for_property("IconName", "credit-tray-low-symbolic")
        desktop.type_into("text", "Critical, USD", "55")
        self.item.wait_for_property("IconName", "credit-tray-critical-symbolic")
        # What is no amount is as if nobody had begun to type.
        for text, why in (("much", "“much” is not an amount; write it like 12.50"),
                          ("1,000", "“1,000” can be read in two ways; write it like 1000 or like "
                                    "1.000")):
            desktop.type_into("text", "Critical, USD", "1")
            self.wait_for_setting("alerts-critical", "USD=1")
            desktop.type_into("text", "Critical, USD", text)
            self.wait_for_setting("alerts-critical", None)
            harness.wait_for(why, lambda e=why: desktop.wait_for_widget(
                "text", "Critical, USD").get_description() == e)
        desktop.type_into("text", "Low, USD", "")
        self.wait_for_setting("alerts-low", None)

    def test_command(self):
        desktop.type_into("text", "Run a command", "notify-me --to 'my phone'")
        self.wait_for_setting("alert-command", "notify-me; --to; my phone")
        desktop.type_into("text", "Run a command", "notify-me 'not finished")
        desktop.type_into("text", "Run a command", "")
        self.wait_for_setting("alert-command", None)

    def test_nobody_shows_notifications(self):
        desktop.click("push button", "Send a Test Notification")
        desktop.wait_for_text("Nothing on this desktop shows notifications.")


class RatesTest(PageTest):
    page = "Exchange Rates"
    providers = {"Home": "yuan"}
    general = "exchange-rates=EUR=1.08"

    def test_a_rate(self):
        self.item.wait_for_property("XAyatanaLabel", "$99.99+")
        desktop.wait_for_text("Left out: there is no rate for CNY")
        desktop.type_into("text", "US dollars for 1 CNY", "0.14")
        self.wait_for_setting("exchange-rates", "EUR=1.08; CNY=0.14")
        self.item.wait_for_property("XAyatanaLabel", "$106.99")
        desktop.wait_for_text("Every account is in it")
        desktop.wait_for_text("$106.99")
        desktop.type_into("text", "US dollars for 1 CNY", "0")
        harness.wait_for("the typed text", lambda: desktop.wait_for_widget(
            "text", "US dollars for 1 CNY").get_description() != "")
        self.wait_for_setting("exchange-rates", "EUR=1.08")  # as before anything was typed
        desktop.type_into("text", "US dollars for 1 CNY", "0.14")
        self.wait_for_setting("exchange-rates", "EUR=1.08; CNY=0.14")
        desktop.type_into("text", "US dollars for 1 EUR", "")  # its row stays to type another
        self.wait_for_setting("exchange-rates", "CNY=0.14")
        desktop.type_into("text", "US dollars for 1 EUR", "1.1")
        self.wait_for_setting("exchange-rates", "CNY=0.14; EUR=1.1")

if __name__ == "__main__":
    unittest.main(verbosity=2)
