#!/usr/bin/python3
# Usage: take the README's pictures from the running demo
"""The demo in a real panel on a private display, with its menu open: data/screenshots/panel.png."""
import os
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
os.environ.setdefault('CREDIT_TRAY_BUILD_DIR', str(TOP / 'build'))
sys.path.insert(0, str(TOP / 'tests' / 'desktop'))

import harness  # noqa: E402

PICTURES = TOP / 'data' / 'screenshots'


def item_left(desktop, label):
    """Where the item with that label begins on the screen."""
    (item,) = [found for _, name, found in desktop.accessibles('menu') if name == label]
    return item.get_component_iface().get_extents(harness.Atspi.CoordType.SCREEN).x


def main():
    desktop = harness.Desktop()
    desktop.start()
    try:
        desktop.run([os.path.join(harness.BUILD_DIR, 'src', 'credit-tray'), '--demo'])
        label = harness.wait_for('an amount', lambda: next(
            (text for text in desktop.painted_labels() if '$' in text), None))
        left = item_left(desktop, label)
        desktop.click_painted('menu', label)
        harness.wait_for('an open menu', lambda: any(
            '$' in text for text in desktop.painted_menu_items()))
        desktop.screenshot('panel')
    finally:
        desktop.stop()
    PICTURES.mkdir(exist_ok=True)
    # The item and its menu, without the test panel's own name and the bare screen around them.
    subprocess.run(['convert', os.path.join(harness.SHOT_DIR, 'panel.png'), '-trim', '-chop',
                    f'{left}x0', '+repage', '-strip', str(PICTURES / 'panel.png')], check=True)
    print(PICTURES / 'panel.png')


if __name__ == '__main__':
    main()
