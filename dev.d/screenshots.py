#!/usr/bin/python3
# Usage: take the README's pictures from the running demo, and all windows to look at
"""The program on a private display, in two languages, light and dark, on common and dense screens:
every window in build/screenshots, and in data/screenshots the few that the README shows.

    ./dev screenshots [VARIANT...]    such as zh_CN-dark-2x; ar is for the layout from right to left
"""
import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
os.environ.setdefault('CREDIT_TRAY_BUILD_DIR', str(TOP / 'build'))
sys.path.insert(0, str(TOP / 'tests' / 'desktop'))

import harness  # noqa: E402
import keyring  # noqa: E402
import windows  # noqa: E402
from gi.repository import Atspi, GLib  # noqa: E402

KEPT = TOP / 'data' / 'screenshots'
DEMO_ID = windows.APP_ID + '.Demo'
VARIANTS = [f'{language}-{theme}-{scale}x' for language in ('en', 'zh_CN')
            for theme in ('light', 'dark') for scale in (1, 2)] + ['ar-light-1x']
# Picture: what it is called in data/screenshots.
PUBLISHED = {
    ('en-light-1x', 'panel'): 'panel',
    ('en-light-2x', 'account'): 'account',
}
PAGES = ['accounts', 'display', 'refresh', 'notifications', 'rates']


class Screen(windows.WindowDesktop):
    """A display for one variant."""

    screen = '2400x1800x24'

    def __init__(self, variant):
        self.variant = variant
        language, theme, scale = variant.rsplit('-', 2)
        self.scale = int(scale.rstrip('x'))
        self.variables = {
            'LANGUAGE': language,
            'GTK_THEME': 'Adwaita:dark' if theme == 'dark' else 'Adwaita',
            'GDK_SCALE': str(self.scale),
            'GSETTINGS_BACKEND': 'memory',
        }

    def run_applet(self, *arguments):
        return self.run([windows.APPLET, *arguments], env=self.variables, stderr=self.log)

    def shown(self, role):
        return [widget for _, _, widget in self.accessibles(role) if windows.is_shown(widget)]

    def frame(self):
        """The newest window: the one that is active, for there is no window manager."""
        frames = [widget for role in ('frame', 'dialog') for widget in self.shown(role)
                  if 'libayatana' not in widget.get_name()]
        return frames[-1] if frames else None

    def settle(self):
        """Nothing is drawn any more: two pictures are the same."""
        last = None

        def is_same():
            nonlocal last
            before, last = last, self.picture()
            return before == last

        harness.wait_for('the picture to settle', is_same)

    def picture(self):
        return subprocess.run(['import', '-silent', '-window', 'root', 'rgb:-'], check=True,
                              capture_output=True, env={**os.environ, **self.environment}).stdout

    def keep(self, name, box=None):
        """A picture of the box, in the display's own pixels; without one of all that is drawn."""
        self.settle()
        name = f'{self.variant}-{name}'
        self.screenshot(name)
        path = Path(harness.SHOT_DIR) / (name + '.png')
        crop = ['-trim'] if box is None else ['-crop', '{}x{}+{}+{}'.format(
            *(self.scale * side for side in (box.width, box.height, box.x, box.y)))]
        subprocess.run(['convert', path, *crop, '+repage', '-strip', '-colors', '256',
                        '-define', 'png:compression-level=9', path], check=True)
        print(path)
        return path

    def keep_window(self, name):
        frame = harness.wait_for(name, self.frame)
        self.keep(name, frame.get_extents(Atspi.CoordType.SCREEN))

    def click_at(self, widget):
        x, y = windows.center_of(widget)
        windows.move_pointer(self.scale * x, self.scale * y)
        windows.run_xdotool('click', 1)
        windows.move_pointer(2390, 1790)

    def wait_for_rows(self, count):
        """The narrowest ones, which are a sidebar's where there is one."""
        def find():
            rows = self.list_items()
            widths = [row.get_extents(Atspi.CoordType.SCREEN).width for row in rows]
            narrow = [row for row, width in zip(rows, widths) if width == min(widths)]
            return narrow if len(narrow) >= count else None

        return harness.wait_for(f'{count} rows', find)


def take_panel(screen):
    label = harness.wait_for('an amount', lambda: next(
        (text for text in screen.painted_labels() if '$' in text), None))
    (item,) = [found for _, name, found in screen.accessibles('menu') if name == label]
    left = item.get_component_iface().get_extents(Atspi.CoordType.SCREEN).x
    screen.click_painted('menu', label)
    harness.wait_for('an open menu', lambda: any('$' in text
                                                 for text in screen.painted_menu_items()))
    path = screen.keep('panel')
    # Without the test panel's own name, and without the bare screen beside it.
    subprocess.run(['convert', path, '-chop', f'{left}x0', '+repage', '-transparent', 'black',
                    path], check=True)


def take_balances(screen):
    screen.activate('balances', GLib.Variant('s', ''), app_id=DEMO_ID)
    screen.wait_for_rows(6)
    screen.keep_window('balances')
    screen.click_at(screen.wait_for_shown('label', 'Work'))
    harness.wait_for('the account', lambda: not screen.list_items())
    screen.keep_window('account')


def take_preferences(screen):
    screen.activate('preferences', app_id=DEMO_ID)
    for index, page in enumerate(PAGES):
        screen.click_at(screen.wait_for_rows(len(PAGES))[index])
        screen.keep_window(f'preferences-{page}')


def take_editor(screen):
    screen.activate('add-account', app_id=DEMO_ID)
    screen.keep_window('gateways')
    screen.click_at(screen.wait_for_rows(3)[0])
    harness.wait_for('the form', lambda: screen.shown('password text'))
    screen.keep_window('editor')


def take_welcome(screen):
    screen.keep_window('welcome')


SCENES = {'panel': take_panel, 'balances': take_balances, 'preferences': take_preferences,
          'editor': take_editor, 'welcome': take_welcome}


@contextlib.contextmanager
def catalogue(language):
    """One without a text, where there is none: with it GTK uses its own, for the direction, too."""
    folder = TOP / 'build' / 'po' / language
    if language == 'en' or folder.exists():
        yield
        return
    (folder / 'LC_MESSAGES').mkdir(parents=True)
    try:
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
        subprocess.run(['msgfmt', '-o', folder / 'LC_MESSAGES' / 'credit-tray.mo', '-'],
                       input=head.encode(), check=True)
        yield
    finally:
        shutil.rmtree(folder)


def take(variant, scene):
    """In a process of its own: AT-SPI knows one bus."""
    screen = Screen(variant)
    screen.start()
    try:
        if scene == 'welcome':
            screen.keyring = keyring.Keyring(screen)
            screen.run_applet()
        else:
            screen.run_applet('--demo')
        screen.wait_for_item()
        SCENES[scene](screen)
    finally:
        screen.stop()


def publish(variants):
    KEPT.mkdir(exist_ok=True)
    for (variant, name), kept in PUBLISHED.items():
        if variant in variants:
            path = KEPT / f'{kept}.png'
            path.write_bytes((Path(harness.SHOT_DIR) / f'{variant}-{name}.png').read_bytes())
            print(path)


def main():
    if sys.argv[1:2] == ['--one']:
        take(*sys.argv[2:])
        return
    variants = sys.argv[1:] or VARIANTS
    for variant in variants:
        for scene in SCENES:
            if scene != 'panel' or variant == 'en-light-1x':
                with catalogue(variant.rsplit('-', 2)[0]):
                    subprocess.run([sys.executable, __file__, '--one', variant, scene], check=True)
    publish(variants)


if __name__ == '__main__':
    main()
