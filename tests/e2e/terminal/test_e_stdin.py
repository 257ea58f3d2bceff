"""E. stdin: behaviours 30 to 32."""
import os

import pytest


def test_30_stdin_that_is_no_terminal_is_inherited(same):
    data = os.urandom(1 << 20)
    for line, given in (
        ("$W sha256sum", data),
        ("$W cat", b"abc"),
        ("$W cat", b"\x03\x11\x1a\r\x04" * 10),
        ("$W wc -c", b"x" * 10_000 + b"\n"),
        ("$W readlink /proc/self/fd/0", None),
        ("$W cat </dev/null", None),
        ("$W cat <&-; echo $?", None),
    ):
        same(line, **({"input": given} if given else {"environment": {}}))


def test_31_what_the_command_does_not_read_is_left_for_others(same):
    assert same("printf 'l1\\nl2\\n' | ($W true; cat)").stdout == b"l1\nl2\n"
    assert same("printf 'l1\\nl2\\nl3\\n' >f; (read a; $W head -c 1 >/dev/null; cat) <f").stdout
    assert same("printf 'a\\nb\\nc\\n' | while read l; do $W echo $l; done").stdout == b"a\nb\nc\n"


@pytest.mark.race
def test_32_a_pager_behind_it_gets_the_keys(same_terminal):
    def scenario(terminal):
        terminal.line("$W seq 500 | TERM=xterm less")
        terminal.expect("29")
        terminal.type("G")
        terminal.expect("500")
        terminal.type("q")
        status = terminal.prompt()
        terminal.shown = b""
        return status, terminal.settings() == terminal.before

    assert same_terminal(scenario) == (0, True)


def test_32_a_pager_under_it_gets_the_keys(same_terminal):
    def scenario(terminal):
        terminal.line("seq 500 | TERM=xterm $W less")
        terminal.expect("29")
        terminal.type("G")
        terminal.expect("500")
        terminal.type("q")
        status = terminal.prompt()
        terminal.shown = b""
        return status, terminal.settings() == terminal.before

    assert same_terminal(scenario) == (0, True)


DIALOGUES = [
    ("$PY -c 'print(input())' | cat", [("", "typed\n")]),
    ("cat | cat", [("", "typed\n"), ("typed\r\ntyped\r\n", "\x04")]),
    ("cat", [("", "one\n"), ("one\r\none\r\n", "two\n"), ("two\r\ntwo\r\n", "\x04")]),
    ("cat", [("", "no newline\x04"), ("no newlineno newline", "\x04")]),
    ("head -n 1", [("", "first\n")]),
    ("sh -c 'read a; stty -echo; echo password; read b; stty echo; echo $a $b'", [("", "a\n"), ("password\r\n", "b\n")]),
    ("$PY -c 'import getpass; print(input(), getpass.getpass())'", [("", "name\n"), ("Password: ", "secret\n")]),
    ("$PY -c 'import getpass; print(getpass.getpass())' | cat", [("Password: ", "secret\n")]),
    ("cat", [("", "rub\x7f\x7fed out\x15gone\x17\x16\x03\x16\x04\x16\r\n"), ("\x03\x04", "\x04")]),
    ("sh -c 'stty -echo; echo ready; cat; stty echo'", [("ready\r\n", "unseen\n"), ("unseen\r\n", "\x04")]),
    ("sh -c 'stty -icanon; echo ready; head -c 3; stty icanon'", [("ready\r\n", "a"), ("a", "bc")]),
]


@pytest.mark.race
@pytest.mark.parametrize("command, dialogue", DIALOGUES, ids=[command for command, _ in DIALOGUES])
def test_32_typed_lines_arrive_and_are_shown_once(same_terminal, command, dialogue):
    def scenario(terminal):
        terminal.line(f"$W {command}")
        first = command.split(" | ")[0].replace("$PY", "/usr/bin/python3").replace("'", "")
        terminal.pid_of(first)
        for shown, keys in dialogue:
            terminal.expect(shown)
            terminal.type(keys)
        return terminal.prompt(), terminal.settings() == terminal.before

    assert same_terminal(scenario) == (0, True)


@pytest.mark.xfail(reason="keys for the shell were read for the command, and Linux lets nobody give them back")
def test_32_keys_typed_ahead_for_the_shell_are_kept(same_terminal):
    def scenario(terminal):
        terminal.line("$W sleep 0.5")
        terminal.pid_of("sleep 0.5")
        terminal.line("echo typed $((40+2))")
        terminal.expect("typed 42\r\n")
        return terminal.prompt()

    same_terminal(scenario)
