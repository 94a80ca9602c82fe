#!/usr/bin/python3
# Usage: take the published pictures from the running demo, and all windows to look at
"""The program on a private display, in two languages, light and dark, on common and dense screens:
every window in build/screenshots, and in data/screenshots the few that the README and software
centres show.

    ./dev screenshots [VARIANT...]    such as zh_CN-dark-2x; ar is for the layout from right to left
"""
import contextlib
import gettext
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
os.environ.setdefault('CREDIT_TRAY_BUILD_DIR', str(TOP / 'build'))
sys.path.insert(0, str(TOP / 'tests' / 'desktop'))

import gateway  # noqa: E402
import harness  # noqa: E402
import keyring  # noqa: E402
import windows  # noqa: E402
from gi.repository import Atspi, GLib  # noqa: E402

KEPT = TOP / 'data' / 'screenshots'
DEMO_ID = windows.APP_ID + '.Demo'
VARIANTS = [f'{language}-{theme}-{scale}x' for language in ('en', 'zh_CN')
            for theme in ('light', 'dark') for scale in (1, 2)] + ['ar-light-1x']
VARIANT = r'[A-Za-z_]+-(light|dark)-[12]x'
# Picture: what it is called in data/screenshots.
PUBLISHED = {
    ('en-light-1x', 'panel'): 'panel',
    ('en-light-2x', 'balances'): 'balances',
    ('en-light-2x', 'account'): 'account',
    ('en-light-2x', 'preferences-display'): 'preferences',
}
PAGES = ['accounts', 'display', 'refresh', 'notifications', 'rates']
WORK = '6f0c2f6e-0000-4000-8000-000000000001'
SETTINGS = """[general]
accounts={id}

[account {id}]
provider=new-api
name=Work
base-url={origin}
fields=user_id=42
"""
SHARED = """{ "id": "shared", "name": "A friend's gateway", "base_url": "https://api.example.com",
  "auth": { "header": "Authorization", "prefix": "Bearer " },
  "requests": {
    "me": { "path": "/v1/me" },
    "query": { "method": "POST", "path": "/query", "body": { "query": "balance" }, "auth": false } },
  "balances": [ { "currency": "USD", "remaining": "me.data.left + query.extra" } ] }
"""
ANSWER = '{ "data": { "quota": 24997909, "used_quota": 500000, "group": "default" } }'
ACCOUNTS = json.dumps({'version': 1, 'accounts': [
    {'provider': 'deepseek', 'name': 'DeepSeek', 'token': 'sk-0123456789abcdef0123456789abcdef'},
    {'provider': 'laozhang', 'name': 'LaoZhang', 'token': 'system-access-token-9876543210'},
    {'address': 'https://relay.example', 'name': 'Relay', 'token': 'sk-0123456789abcdefghijklmnop'},
    {'provider': 'no-such', 'name': 'Another'}]})


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
        self.catalogue = gettext.translation('credit-tray', TOP / 'build' / 'po', [language],
                                             fallback=True)

    def words(self, text):
        """As this variant says it."""
        return self.catalogue.gettext(text).replace('_', '')

    def activate(self, action, *parameters):
        super().activate(action, *parameters, app_id=self.app_id)

    def run_applet(self, *arguments):
        self.app_id = DEMO_ID if '--demo' in arguments else windows.APP_ID
        return self.run([windows.APPLET, *arguments], env=self.variables, stderr=self.log)

    def put_panel_aside(self):
        """The test panel lies where windows open."""
        harness.wait_for('the panel to be there', lambda: 0 == subprocess.run(
            ['xdotool', 'search', '--name', 'libayatana', 'windowmove', '%@', '1600', '1700'],
            check=False, stderr=self.log).returncode)

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

    def press_button(self, text, role='push button'):
        """By its own action, whatever is in front of it."""
        self.wait_for_shown(role, self.words(text)).do_action(0)

    def fill(self, text, value, role='text'):
        self.wait_for_shown(role, self.words(text)).set_text_contents(value)

    def open_file(self, name, text):
        """In the file chooser that comes now."""
        path = Path(self.folder) / name
        path.write_text(text)
        chooser = harness.wait_for('the file chooser', lambda: self.shown('file chooser'))[0]
        self.point_at(*windows.center_of(chooser))  # for that is where keys go
        windows.press('slash')

        def entry():
            return next((found for found in self.shown('text')
                         if Atspi.Text.get_text(found, 0, -1) == '/'), None)

        harness.wait_for('its entry', entry).set_text_contents(str(path))
        windows.press('Return')
        harness.wait_for('the file chooser to go', lambda: not self.shown('file chooser'))
        self.point_away()

    def point_at(self, x, y):
        windows.move_pointer(self.scale * x, self.scale * y)

    def point_away(self):
        windows.move_pointer(2390, 1790)

    def scroll_down(self):
        """What is under the middle of the newest window, to its end."""
        self.point_at(*windows.center_of(self.frame()))
        for _ in range(20):
            windows.run_xdotool('click', 5)
        self.point_away()

    def click_at(self, widget):
        self.point_at(*windows.center_of(widget))
        windows.run_xdotool('click', 1)
        self.point_away()

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
    # A menu that is open keeps its width.
    harness.wait_for('the rows', lambda: any('$' in text for text in screen.painted_menu_items()))
    screen.click_painted('menu', label)
    screen.wait_for_shown('menu item', 'Quit')
    path = screen.keep('panel')
    # Without the test panel's own name, and without the bare screen beside it.
    subprocess.run(['convert', path, '-chop', f'{left}x0', '+repage', '-transparent', 'black',
                    path], check=True)


def take_balances(screen):
    screen.activate('balances', GLib.Variant('s', ''))
    screen.wait_for_rows(6)
    screen.keep_window('balances')
    screen.click_at(screen.wait_for_shown('label', 'Work'))
    harness.wait_for('the account', lambda: not screen.list_items())
    screen.keep_window('account')
    screen.press_button('_Details', 'toggle button')
    screen.scroll_down()
    screen.keep_window('details')
    screen.press_button('Menu', 'toggle button')
    screen.keep_window('menu')
    screen.press_button('Trouble_shooting')
    harness.wait_for('the list', lambda: screen.shown('table'))
    screen.keep_window('troubleshooting')


def take_token(screen):
    screen.activate('balances', GLib.Variant('s', WORK))
    screen.press_button('_Details', 'toggle button')
    screen.press_button('_Replace…')
    harness.wait_for('the form', lambda: screen.shown('password text'))
    screen.press_button('_More Settings', 'toggle button')
    screen.keep_window('token')


def take_preferences(screen):
    screen.activate('preferences')
    for index, page in enumerate(PAGES):
        screen.click_at(screen.wait_for_rows(len(PAGES))[index])
        screen.keep_window(f'preferences-{page}')
        if page == 'notifications':
            screen.scroll_down()
            screen.keep_window(f'preferences-{page}-end')


def take_import(screen):
    screen.activate('preferences')
    screen.press_button('_Import…')
    screen.open_file('accounts.json', ACCOUNTS)
    harness.wait_for('the dialog', lambda: screen.shown('check box'))
    screen.keep_window('import')


def take_editor(screen):
    screen.activate('add-account')
    screen.keep_window('gateways')
    screen.fill('Search for a gateway', 'https://relay.example/console')
    screen.keep_window('gateways-guessed')
    screen.fill('Search for a gateway', '')
    screen.click_at(screen.wait_for_rows(3)[0])
    harness.wait_for('the form', lambda: screen.shown('password text'))
    screen.keep_window('editor')
    screen.press_button('_More Settings', 'toggle button')
    screen.press_button('_Test')
    screen.keep_window('editor-more')


def take_review(screen):
    screen.activate('add-account')
    screen.press_button('_Import a File…')
    screen.open_file('gateway.json', SHARED)
    harness.wait_for('the question', lambda: screen.shown('dialog'))
    screen.keep_window('review')


def take_custom(screen):
    screen.activate('add-account')
    screen.press_button('_Describe a Gateway…')
    screen.keep_window('custom')
    screen.fill('_Name', 'Relay')
    screen.fill('A_ddress', 'https://relay.example/api/user/self')
    screen.press_button('Or pa_ste an answer', 'toggle button')
    screen.fill('An answer of the gateway, as JSON', ANSWER)
    harness.wait_for('its numbers', lambda: screen.shown('list item'))
    screen.keep_window('custom-numbers')
    screen.scroll_down()
    screen.keep_window('custom-end')


def take_welcome(screen):
    screen.keep_window('welcome')
    screen.activate('shortcuts')
    screen.wait_for_shown('label', screen.words('Back to all accounts'))
    screen.keep_window('shortcuts')


def take_about(screen):
    screen.activate('about')
    harness.wait_for('the dialog', lambda: screen.shown('dialog'))
    screen.keep_window('about')


def take_bars(screen):
    """No tray, and a keyring that is locked."""
    screen.keep_window('no-tray')


SCENES = {'panel': take_panel, 'balances': take_balances, 'preferences': take_preferences,
          'import': take_import, 'editor': take_editor,
          'token': take_token, 'review': take_review, 'custom': take_custom,
          'welcome': take_welcome, 'about': take_about, 'bars': take_bars}
# Not of the demo: with a keyring, and an account where one is needed.
REAL_SCENES = {'token', 'review', 'custom', 'welcome', 'about', 'bars'}


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


def add_account(screen):
    site = gateway.Gateway(24997909)
    screen.keyring.store(WORK, site.origin, 'system-access-token-0123456789')
    folder = Path(screen.folder) / 'home' / '.config' / 'credit-tray'
    folder.mkdir(parents=True)
    (folder / 'settings.ini').write_text(SETTINGS.format(id=WORK, origin=site.origin))


def start_real(screen, scene):
    screen.keyring = keyring.Keyring(screen)
    if scene in ('token', 'bars'):
        add_account(screen)
    if scene == 'bars':
        screen.keyring.lock()
        screen.stop_panel()
        screen.variables['XDG_CURRENT_DESKTOP'] = 'ubuntu:GNOME'
    screen.run_applet()
    if scene == 'bars':
        screen.wait_for_shown('push button', screen.words('_Unlock…'))
    else:
        screen.wait_for_item()


def take(variant, scene):
    """In a process of its own: AT-SPI knows one bus."""
    screen = Screen(variant)
    screen.start()
    try:
        if scene in REAL_SCENES:
            start_real(screen, scene)
        else:
            screen.run_applet('--demo')
            screen.wait_for_item()
        if scene not in ('panel', 'bars'):
            screen.put_panel_aside()
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
    if not all(re.fullmatch(VARIANT, variant) for variant in variants):
        sys.exit(__doc__)
    for variant in variants:
        for scene in SCENES:
            if scene != 'panel' or variant == 'en-light-1x':
                with catalogue(variant.rsplit('-', 2)[0]):
                    subprocess.run([sys.executable, __file__, '--one', variant, scene], check=True)
    publish(variants)


if __name__ == '__main__':
    main()
