"""A history of balances as the program would have written it, of days that nobody waited for."""

import glob
import os
import re
import shutil
import sqlite3

import harness

FIXTURES = os.path.join(os.path.dirname(__file__), "..", "fixtures", "history")
HOUR_US = 3600 * 1000000


def newest_version():
    """An empty database of the version that the program has, which it keeps one of as a fixture."""
    def number(path):
        return int(re.search(r"(\d+)\.db$", path)[1])
    return max(glob.glob(os.path.join(FIXTURES, "*.db")), key=number)


class Past:
    """For the database in a data folder; write it before the program starts."""

    def __init__(self, data_folder):
        folder = os.path.join(data_folder, "credit-tray")
        os.makedirs(folder, 0o700, exist_ok=True)
        path = os.path.join(folder, "history.db")
        if not os.path.exists(path):
            shutil.copyfile(newest_version(), path)
        self.database = sqlite3.connect(path)
        self.database.execute("DELETE FROM runs")
        self.database.execute("DELETE FROM series")

    def write(self, account, amounts, now_us, currency="USD"):
        """amounts: one an hour, the last an hour ago; None: nothing was read then."""
        series = self.database.execute(
            "INSERT INTO series (account, balance, currency) VALUES (?, 'main', ?)",
            (account, currency)).lastrowid
        before = None
        for hours_ago, amount in zip(range(len(amounts), 0, -1), amounts):
            if amount is None:
                continue
            first_us = now_us - hours_ago * HOUR_US
            micro = round(amount * 1000000)
            rise = micro - before if before is not None and micro > before + 100000 else None
            self.database.execute(
                "INSERT INTO runs VALUES (?, ?, ?, ?, NULL, 0, NULL, NULL, ?)",
                (series, first_us, first_us + HOUR_US - 1000000, micro, rise))
            before = micro

    def close(self):
        self.database.commit()
        self.database.close()


def spend(begin, hours, per_hour, top_up_at=(), top_up=0):
    """A balance that falls by day, hour after hour."""
    amounts, left = [], begin
    for hour in range(hours):
        busy = 8 <= hour % 24 < 20
        left -= per_hour * (1.5 + hour * 7 % 5 / 4 if busy else 0.1)
        if hour in top_up_at:
            left += top_up
        amounts.append(round(left, 2))
    return amounts
