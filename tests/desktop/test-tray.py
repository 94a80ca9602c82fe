#!/usr/bin/python3
"""The tray in a real host: what is painted, what is clicked, and a panel that comes and goes."""

import os
import subprocess
import unittest

import harness

PROBE = os.path.join(harness.BUILD_DIR, "tests", "desktop", "tray-probe")
WORK = "6f0c2f6e-0000-4000-8000-000000000001"
HOME = "6f0c2f6e-0000-4000-8000-000000000002"
MENU_END = ["-", "Balances…", "Preferences…", "-", "Quit"]

desktop = harness.Desktop()
setUpModule, tearDownModule = desktop.start, desktop.stop


# Without a watcher the indicator draws text by itself, for which fontconfig keeps what it allocates.
NO_WATCHER = {"ASAN_OPTIONS": "detect_leaks=0"}
LATE_BUS = {
    "LD_PRELOAD": os.path.join(harness.BUILD_DIR, "tests", "desktop", "liblate-bus.so"),
    "ASAN_OPTIONS": "detect_leaks=0:verify_asan_link_order=0",
}


class Probe:
    """tests/desktop/tray-probe.c"""

    def __init__(self, environment):
        self.process = desktop.run_program(
            [PROBE, harness.ICON_DIR], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=environment,
        )
        self.output = desktop.output(self.process)

    def say(self, *lines):
        self.process.stdin.write("".join(line + "\n" for line in lines).encode())
        self.process.stdin.flush()

    def end(self):
        """It ends when it has read everything."""
        self.process.stdin.close()
        self.process.wait(harness.DEADLINE_S)
        desktop.end_program(self.process)

    def show(self, *lines):
        self.say("clear", *lines, "show")


def begin(label="$49.99", *lines, environment=None):
    probe = Probe(environment or {})
    probe.show(f"label\t{label}", f"title\tCredit Tray: {label}", "icon\tcredit-tray-good-symbolic",
               f"row\t{WORK}\tWork · {label}", *lines)
    return probe


class TrayTest(unittest.TestCase):
    def tearDown(self):
        self.probe.end()
        harness.wait_for("the item to go", lambda: not desktop.items())

    def begin(self, *lines, **arguments):
        self.probe = begin(*lines, **arguments)
        self.item = desktop.wait_for_item()
        return self.probe, self.item

    def test_label_title_icon_are_there_from_the_start(self):
        _, item = self.begin()
        self.assertEqual(item.property("XAyatanaLabel"), "$49.99")
        self.assertEqual(item.property("XAyatanaLabelGuide"), "$88.88")
        self.assertEqual(item.property("Title"), "Credit Tray: $49.99")
        self.assertEqual(item.property("IconName"), "credit-tray-good-symbolic")
        self.assertEqual(item.property("IconAccessibleDesc"), "Enough credit")
        self.assertEqual(item.property("IconThemePath"), harness.ICON_DIR)
        self.assertEqual(item.property("Status"), "Active")
        desktop.wait_for_painted("$49.99")
        desktop.screenshot("tray")

    def test_a_change_is_painted(self):
        probe, item = self.begin()
        probe.show("label\t~$3.10+", "icon\tcredit-tray-low-symbolic")
        desktop.wait_for_painted("~$3.10+")
        self.assertEqual(item.property("XAyatanaLabelGuide"), "~$8.88+")
        self.assertEqual(item.property("IconName"), "credit-tray-low-symbolic")
        self.assertEqual(item.property("IconAccessibleDesc"), "Credit is low")

    def test_no_label_is_empty(self):
        probe, item = self.begin()
        probe.show("label\t")
        item.wait_for_property("XAyatanaLabel", "")

    def test_nothing_is_sent_that_did_not_change(self):
        desktop.restart_panel()
        probe, item = self.begin("$49.99", f"top-up\t{WORK}")
        desktop.wait_for_painted("$49.99")
        harness.wait_for("the menu", lambda: "Quit" in desktop.painted_menu_items())
        signals = desktop.record_signals(item.path, item.menu_path)
        for _ in range(3):
            probe.show(f"row\t{WORK}\tWork · $49.99")
        probe.say("label\t$49.98", "title\t$49.98 left", "show")
        harness.wait_for("the rest", lambda: item.property("Title") == "$49.98 left")
        harness.wait_for("the title's signal", lambda: "NewTitle" in dict(signals))
        self.assertEqual([name for name, _ in signals], ["XAyatanaNewLabel", "NewTitle"])

    def test_many_changes_in_a_turn_are_one_update(self):
        probe, item = self.begin()
        signals = desktop.record_signals(item.path)
        probe.say(*[line for number in range(50)
                    for line in (f"label\t€{number}.00", f"title\t€{number}.00", "show")])
        harness.wait_for("the last label", lambda: ("XAyatanaNewLabel", ("€49.00", "€88.88"))
                         in signals)
        item.wait_for_property("Title", "€49.00")
        harness.wait_for("the title's signal", lambda: "NewTitle" in dict(signals))
        self.assertEqual([name for name, _ in signals].count("NewTitle"), 1)

    def test_the_menu_says_what_the_summary_says(self):
        probe, item = self.begin("$49.99", f"row\t{HOME}\tmy_key · Token rejected · 2 h ago")
        self.assertEqual(item.labels(), ["Work · $49.99", "my_key · Token rejected · 2 h ago", "-",
                                         "Refresh Now", *MENU_END])
        probe.show(f"row\t{HOME}\tHome · $1.00", "more\t2", "locked\t1", "wait\t42")
        harness.wait_for("the new rows", lambda: item.labels() == [
            "Home · $1.00", "2 more…", "Unlock Keyring…", "-", "Refresh Now (again in 42 s)",
            *MENU_END])
        probe.show("more\t0", "locked\t0", "wait\t0")
        harness.wait_for("no rows", lambda: item.labels() == ["Refresh Now", *MENU_END])

    def test_rows_are_updated_in_place(self):
        probe, item = self.begin()
        before = item.menu()[0]
        signals = desktop.record_signals(item.menu_path)
        probe.show(f"row\t{WORK}\tWork · $48.00")
        harness.wait_for("the row", lambda: item.menu()[0][0] == "Work · $48.00")
        self.assertEqual(item.menu()[0][1], before[1], "it is the same entry")
        self.assertNotIn("LayoutUpdated", [name for name, _ in signals])

    def test_what_a_screen_reader_says_follows(self):
        """Panels keep the name that an entry had at first, unless it is told one of its own."""
        desktop.restart_panel()
        probe, _ = self.begin()
        harness.wait_for("the row", lambda: "Work, $49.99" in desktop.painted_menu_items())
        probe.show(f"row\t{WORK}\tmy_key · $48.00 · 12 days", f"row\t{HOME}\tHome · $1.00",
                   "more\t1")
        harness.wait_for("the rows", lambda: {"my_key, $48.00, 12 days", "Home, $1.00",
                                              "1 more account"}
                         <= set(desktop.painted_menu_items()))
        probe.say(f"top-up\t{WORK}\t{HOME}")
        harness.wait_for("the submenu", lambda: {"Top up my_key", "Top up Home"}
                         <= set(desktop.painted_menu_items()))
        probe.show(f"row\t{HOME}\tHome · $1.00", f"row\t{WORK}\tOther · $2.00", "more\t2",
                   "wait\t42")
        harness.wait_for("the rest", lambda: {"Home, $1.00", "Other, $2.00", "Top up Home",
                                              "Top up Other", "2 more accounts", "Refresh Now"}
                         <= set(desktop.painted_menu_items()))
        self.assertNotIn("Top up my_key", desktop.painted_menu_items())

    def test_a_click_names_its_account(self):
        probe, item = self.begin("$49.99", f"row\t{HOME}\tHome · $1.00", "locked\t1")
        item.click("Home · $1.00")
        probe.output.wait_for(f"balances {HOME}")
        item.click("Work · $49.99")
        probe.output.wait_for(f"balances {WORK}")
        item.click("Balances…")
        probe.output.wait_for("balances ")
        item.click("Preferences…")
        probe.output.wait_for("preferences")
        item.click("Refresh Now")
        probe.output.wait_for("refresh ")
        item.click("Unlock Keyring…")
        probe.output.wait_for("unlock")
        item.click("Quit")
        probe.output.wait_for("quit")

    def test_top_up_is_an_entry_or_a_submenu(self):
        probe, item = self.begin("$49.99", f"row\t{HOME}\tHome · $1.00", f"top-up\t{HOME}")
        item.click("Top Up")
        probe.output.wait_for(f"top-up {HOME}")
        probe.say(f"top-up\t{HOME}\t{WORK}")
        harness.wait_for("a submenu", lambda: any(
            label == "Top Up" and len(entries) == 2 for label, _, entries in item.menu()))
        item.click("Top Up", "Work")
        probe.output.wait_for(f"top-up {WORK}")

    def test_a_middle_click_refreshes(self):
        probe, item = self.begin()
        item.middle_click()
        probe.output.wait_for("refresh ")

    def test_the_menu_that_opens_is_announced(self):
        probe, item = self.begin()
        item.open_menu()
        probe.output.wait_for("about-to-show")

    def test_the_painted_menu_is_clicked(self):
        desktop.restart_panel()
        probe, _ = self.begin()
        desktop.wait_for_painted("$49.99")
        harness.wait_for("the menu", lambda: "Quit" in desktop.painted_menu_items())
        desktop.click_painted("menu", "$49.99")
        desktop.click_painted("menu item", "Refresh Now")
        probe.output.wait_for("refresh ")

    def test_the_panel_restarting_is_survived(self):
        probe, item = self.begin(environment=NO_WATCHER)
        probe.output.wait_for("host present")
        desktop.stop_panel()
        probe.output.wait_for("host absent")
        probe.show("label\t$12.00")
        desktop.start_panel()
        again = desktop.wait_for_item()
        self.assertEqual((again.name, again.path), (item.name, item.path), "it is the one item")
        desktop.wait_for_painted("$12.00")
        self.assertEqual(probe.output.lines[-1], "host present")

    def test_a_busy_machine_at_login(self):
        self.begin(environment=LATE_BUS)
        desktop.wait_for_painted("$49.99")
        self.assertEqual(len(desktop.items()), 1)

    def test_the_panel_may_come_later(self):
        desktop.stop_panel()
        self.probe = begin("$7.00", environment=NO_WATCHER)
        self.probe.output.wait_for("host absent")
        desktop.start_panel()
        desktop.wait_for_painted("$7.00")


if __name__ == "__main__":
    unittest.main(verbosity=2)
