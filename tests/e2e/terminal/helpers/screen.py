"""A full-screen program: shows each key, ends at q."""
import curses


def main(screen):
    key = "press q"
    while key != "key q":
        screen.addstr(3, 3, key)
        screen.refresh()
        key = "key " + screen.getkey()


curses.wrapper(main)
