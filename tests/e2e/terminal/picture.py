"""What a terminal shows, drawn by an emulator, so that two ways to paint one picture are the same."""
import os
import re
import select
from itertools import groupby

import pyte

from conftest import wait_until

from .driver import COLUMNS, ROWS, SECONDS, Terminal, state_of

QUIET_SECONDS = 0.05
FOLDERS = ("bare", "wrap")  # equally long, for programs that tell where they are


class Drawn(Terminal):
    """A terminal whose bytes are drawn, and which answers a program that asks where the cursor is."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.screen.write_process_input = self.type
        self.stream = pyte.ByteStream(self.screen)

    def begin(self):
        """All that was shown so far is forgotten: the picture begins with a prompt in its corner."""
        self.screen.reset()
        self.run("")
        self.screen.reset()
        self.stream.feed(self.pexpect.after)

    def draw(self, seconds=0):
        """Draws what has come, waiting for the first of it for so long; whether there was something."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            told = os.read(self.fd, 65536)
        except OSError:  # nobody holds the other end
            return False
        self.shown += told
        self.stream.feed(told)
        return bool(told)

    def resize(self, rows, columns, repaints=True):
        """Who is told of a new size and repaints must do so: nothing of the old picture is left to pass for it."""
        self.screen.resize(rows, columns)
        if repaints:
            self.screen.erase_in_display(2)
        super().resize(rows, columns)

    def picture(self, mask=None):
        """The rows, each of (text, look) runs, and the place of the cursor; with a mask what it matches is one #, and blanks are one."""
        rows = [row_of(self.screen.buffer[y], self.screen.columns, mask) for y in range(self.screen.lines)]
        cursor = self.screen.cursor
        return rows, (cursor.y, cursor.x), cursor.hidden

    def at_prompt(self, status):
        return self.screen.display[self.screen.cursor.y][: self.screen.cursor.x].endswith(f"<{status}>")

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display)


def row_of(cells, columns, mask):
    runs = []
    for look, run in groupby((cells[x] for x in range(columns)), key=lambda cell: cell[1:]):
        text = "".join(cell.data for cell in run)
        runs.append((re.sub(" +", " ", re.sub(mask, "#", text)).strip() if mask else text, look))
    return runs


class Pair:
    """The same terminal twice, bare and wrapped; what is done is done to both."""

    def __init__(self, bare, wrapped):
        self.both = bare, wrapped
        self.mask = None  # what may differ in the text of a row
        for one, folder in zip(self.both, FOLDERS):
            (one.progwrap.home / folder).mkdir(exist_ok=True)
            one.run(f"cd {folder}")
            one.begin()

    def file(self, name, text):
        for folder in FOLDERS:
            (self.both[0].progwrap.home / folder / name).write_text(text)

    def files(self, name):
        return [(self.both[0].progwrap.home / folder / name).read_text() for folder in FOLDERS]

    def type(self, keys):
        for one in self.both:
            one.type(keys)

    def line(self, text):
        self.type(text + "\n")

    def resize(self, rows, columns, repaints=True):
        for one in self.both:
            one.resize(rows, columns, repaints)

    def shows(self, *texts):
        """Waits until both show all of the texts."""
        self._same(lambda one: all(text in one.text() for text in texts), texts)

    def runs(self, command):
        """Waits until the command, a line as ps shows it, runs in both, and is not stopped."""
        wait_until(lambda: [state_of(pid) in ("S", "R") for pid, line in self.both[0].progwrap.processes().items() if line.strip() == command] == [True, True],
                   SECONDS, f"{command} runs in both")

    def prompt(self, status=0):
        """Waits for both shells behind the last line typed, whose terminals must be as they were."""
        self._same(lambda one: one.at_prompt(status), f"<{status}>")
        for one in self.both:
            assert one.settings() == one.before

    def _same(self, ready, what):
        """Waits until both are ready, show the same picture and nothing more comes; fails with the rows that differ."""

        def drawn():
            came = [one.draw() for one in self.both]
            if any(came) or not all(map(ready, self.both)):
                return False
            bare, wrapped = (one.picture(self.mask) for one in self.both)
            return bare == wrapped and not any(one.draw(QUIET_SECONDS / 2) for one in self.both)

        wait_until(drawn, SECONDS, lambda: self._difference(what))

    def _difference(self, what):
        bare, wrapped = (one.picture(self.mask) for one in self.both)
        told = [f"row {y}: bare {a}, wrapped {b}" for y, (a, b) in enumerate(zip(bare[0], wrapped[0])) if a != b]
        if bare[1:] != wrapped[1:]:
            told.append(f"cursor: bare {bare[1:]}, wrapped {wrapped[1:]}")
        return "\n".join([f"the same picture with {what}", *told, *(f"--- {one.text().rstrip()}" for one in self.both)])
