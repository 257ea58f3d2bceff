"""The terminal is invisible: each behaviour by its number in doc/terminal.md, bare and wrapped."""
