"""D. What full-screen and interactive programs paint, at each step and after a new size: behaviour 28."""
import os
import time

import pytest

from conftest import wait_until

from .driver import SECONDS

NUMBERS = "".join(f"line {number}\n" for number in range(1, 501))
TMUX = r"""
set -g status-right ''
set -g default-command 'PS1="<\$?>" exec bash --norc'
set -g automatic-rename off
set -g escape-time 0
"""


def test_28_vim_paints_the_same(pair):
    pair.file("text", NUMBERS)
    pair.line("TERM=linux $W vim -u NONE -i NONE -n -N text")
    pair.shows('"text" 500L', "line 29")
    pair.type("G")
    pair.shows("line 500")
    pair.type(":set number ruler hlsearch\r/49.\r")
    pair.shows("495 line 495")
    pair.type("oadded")
    pair.shows("added", "-- INSERT --")
    pair.resize(41, 77)
    pair.shows("added", "-- INSERT --")
    pair.type("\x1b:vsplit\r")
    pair.shows("text [+]")
    pair.type(":!echo shell $((6*7)); stty size\r")
    pair.shows("shell 42\n41 77", "Press ENTER")
    pair.type("\r:wqa\r")
    pair.prompt()
    bare, wrapped = pair.files("text")
    assert wrapped == bare and "added\n" in wrapped


@pytest.mark.parametrize("line", ["$W less -M numbers", "cat numbers | $W less -M", "$W cat numbers | less -M"])
def test_28_less_paints_the_same(pair, line):
    pair.file("numbers", NUMBERS)
    pair.line(line.replace("$W less", "TERM=linux $W less").replace("| less", "| TERM=linux less"))
    pair.shows("line 29", "lines 1-29")
    pair.type("/line 25.\r")
    pair.shows("lines 250-278")
    pair.resize(41, 77)
    pair.shows("lines 250-289")
    pair.type("G")
    pair.shows("lines 461-500/500 (END)")
    pair.type("q")
    pair.prompt()


def test_28_less_follows_a_file_until_ctrl_c(pair):
    pair.file("log", "first\n")
    pair.line("TERM=linux $W less -M +F log")
    pair.shows("first", "Waiting for data")
    pair.file("log", "first\nsecond\n")
    pair.shows("second", "Waiting for data")
    pair.type("\x03")
    pair.shows("(END)")
    pair.type("q")
    pair.prompt()


def test_28_top_paints_the_same(pair):
    pair.mask = r"[\d.,:+]+( days?,)?( min,)?|\S*init\S*|systemd"
    pair.line("TERM=linux $W top -p 1 -d 60")
    pair.shows("load average", "PID USER")
    pair.resize(41, 88)
    pair.shows("load average", "PID USER")
    pair.type("h")
    pair.shows("Help for Interactive Commands")
    pair.type("q")
    pair.shows("load average", "PID USER")
    pair.type("q")
    pair.prompt()


def test_28_watch_paints_the_same(pair):
    pair.file("text", "first\n")
    pair.line("TERM=linux $W watch -t -n 0.1 'cat text; stty size </dev/tty'")
    pair.shows("first", "30 100")
    pair.file("text", "second\n")
    pair.resize(20, 60)
    pair.shows("second", "20 60")
    pair.type("\x03")
    pair.prompt()


def test_28_a_line_is_edited_in_python(pair):
    pair.line("TERM=linux $W $PY -q")
    pair.shows(">>>")
    pair.type("print(6*8)\x1b[D\x7f7")
    pair.shows(">>> print(6*7)")
    pair.type("\x1b[C\r")
    pair.shows("42\n>>>")
    pair.type("\x12pri")
    pair.shows("(reverse-i-search)`pri': print(6*7)")
    pair.type("\x07quarter = 1\rquart\t")
    pair.shows("\n>>> quarter = 1\n>>> quarter")
    pair.type("\x03")
    pair.shows("KeyboardInterrupt")
    pair.resize(41, 77, repaints=False)
    pair.type("import os; os.get_terminal_size().columns\r")
    pair.shows("\n77\n>>>")
    pair.type("'" + "long and " * 12 + "wide'\x01\x1b[C_\x05.upper()\r")
    pair.shows("_LONG AND LONG")
    pair.type("\x04")
    pair.prompt()


def test_28_a_program_is_debugged_in_pdb(pair):
    pair.file("script.py", "total = 0\nfor number in range(9):\n    total += number\nprint('total', total)\n")
    pair.mask = "/(bare|wrap)/"
    pair.line("TERM=linux $W $PY -m pdb script.py")
    pair.shows("(Pdb)")
    pair.type("b 3\r")
    pair.shows("Breakpoint 1 at")
    pair.type("c\rp number\r")
    pair.shows("(Pdb) p number\n0")
    pair.type("c\r\x1b[A\x1b[A\r")
    pair.shows("(Pdb) p number\n1")
    pair.type("cl 1\rc\r")
    pair.shows("total 36", "restarted")
    pair.type("q\r")
    pair.prompt()


PASSWORDS = {
    "getpass": "$W $PY -c 'import getpass; print(len(getpass.getpass()))'",
    "getpass in a pipeline": "echo given | $W $PY -c 'import getpass; print(len(getpass.getpass()), input())' | cat",
    "getpass and all redirected": "$W $PY -c 'import getpass; print(len(getpass.getpass()))' <script.py >out 2>&1; cat out",
    "read": "$W bash -c 'read -sp Password:\\  word; echo ${#word}'",
}


@pytest.mark.parametrize("program", PASSWORDS)
def test_28_a_password_is_not_shown(pair, program):
    pair.file("script.py", "")
    pair.line(PASSWORDS[program])
    pair.shows("Password:")
    pair.type("sec")
    pair.type("ret\r")
    pair.shows("\n6" if program.startswith("getpass") else "Password: 6")
    pair.prompt()
    assert not any(b"sec" in one.shown for one in pair.both)


def test_28_a_nested_shell_edits_lines_and_has_jobs(pair):
    pair.line("TERM=linux PS1='in\\$ ' $W bash --norc")
    pair.shows("in#")
    pair.type("echo $((6*8))\x1b[D\x1b[D\x7f7\r")
    pair.shows("echo $((6*7))", "\n42\n")
    pair.line("cat")
    pair.runs("cat")
    pair.type("typed\r")
    pair.shows("typed\ntyped")
    pair.type("\x1a")
    pair.shows("[1]+  Stopped                 cat")
    pair.line("fg")
    pair.runs("cat")
    pair.type("more\r")
    pair.shows("more\nmore")
    pair.type("\x03")
    pair.shows("^C\nin#")
    pair.line("echo rc=$?")
    pair.shows("\nrc=130\nin#")
    pair.line("exit 3")
    pair.prompt(3)


def test_28_a_nested_shell_has_wrapped_jobs(pair):
    """Three shells' worth of terminals, each of which may be in the foreground."""
    pair.line("PS1='in\\$ ' $W bash --norc --noediting")
    pair.shows("in#")
    pair.line("$W cat")
    pair.runs("cat")
    pair.type("typed\n")
    pair.shows("typed\ntyped")
    pair.type("\x1a")
    pair.shows("[1]+  Stopped                 $W cat")
    pair.line("fg")
    pair.runs("cat")
    pair.type("more\n")
    pair.shows("more\nmore")
    pair.type("\x04")
    pair.shows("more\nmore\nin#")
    pair.line("exit 3")
    pair.prompt(3)


def tmux_is_ready(pair):
    pair.file("tmux.conf", TMUX)
    for one in pair.both:
        one.run("export TMUX_TMPDIR=$PWD")
        one.begin()


def test_28_tmux_inside_it(pair, progwrap):
    tmux_is_ready(pair)
    pair.line("TERM=linux $W tmux -f tmux.conf new-session -s work -n one")
    pair.shows("<0>", "[work]")
    pair.line("echo inside $((6*7))")
    pair.shows("inside 42")
    pair.resize(41, 77)
    pair.shows("inside 42", "[work]")
    pair.line("stty size")
    pair.shows("40 77")
    pair.type("\x02\"")
    pair.shows("─")
    pair.type("\x02d")
    pair.shows("detached")
    pair.prompt()
    wait_until(lambda: not any("pw-" in line for line in progwrap.processes().values()), 5, "nothing of ours stays with the server")
    pair.line("TERM=linux $W tmux attach")
    pair.shows("inside 42", "─")
    pair.resize(30, 100)
    pair.shows("inside 42", "─")
    pair.line("tmux kill-session")
    pair.shows("[exited]")
    pair.prompt()


def test_28_it_inside_tmux(pair):
    tmux_is_ready(pair)
    pair.file("text", NUMBERS)
    pair.line("TERM=linux tmux -f tmux.conf new-session -s work -n one")
    pair.shows("<0>", "[work]")
    pair.line("$W vim -u NONE -i NONE -n -N text")
    pair.shows("line 28", "500L")
    pair.resize(41, 77)
    pair.shows("line 39")
    pair.type("\x02%")
    pair.shows("│", "<0>")
    pair.type("\x02ooadded\x1b")
    pair.shows("added")
    pair.type("\x02d")
    pair.prompt()
    pair.line("TERM=linux tmux attach")
    pair.shows("added", "│")
    pair.type(":wq\r")
    pair.shows("<0>$W vim -u NONE")
    pair.line("tmux kill-session")
    pair.shows("[exited]")
    pair.prompt()
    bare, wrapped = pair.files("text")
    assert wrapped == bare and "added\n" in wrapped


ASK = """
import os, termios, tty
before = termios.tcgetattr(0)
tty.setraw(0)
os.write(1, b"here\\x1b[6n\\x1b[c")
answer = b""
while not answer.endswith(b"c"):
    answer += os.read(0, 100)
termios.tcsetattr(0, termios.TCSADRAIN, before)
print(answer)
"""


def test_28_the_terminals_answers_arrive(pair):
    pair.file("ask.py", ASK)
    pair.line("$W $PY ask.py")
    pair.shows(r"b'\x1b[2;5R\x1b[?6c'")
    pair.prompt()


PASTED = "".join(f"line {number} of the pasted text\n" for number in range(1000, 1700))
PASTES = {
    "cooked": ("$W sh -c 'echo ready; cat >copy'", "", "\x04"),
    "vim": ("TERM=linux $W vim -u NONE -i NONE -n -N -c 'echo \"ready\"' copy", "i", "\x1b:wq\r"),
    "single keys": (f"$W $PY -c 'import sys, tty; tty.setcbreak(0); print(\"ready\"); open(\"copy\", \"w\").write(sys.stdin.read({len(PASTED)}))'", "", ""),
}


@pytest.mark.parametrize("mode", PASTES)
def test_28_a_long_paste_arrives_whole(pair, mode):
    line, begin, end = PASTES[mode]
    pair.file("copy", "")
    pair.line(line)
    pair.shows("\nready")
    pair.type(begin)
    for start in range(0, len(PASTED), 500):
        pair.type(PASTED[start : start + 500])
        for one in pair.both:
            one.draw()
    pair.type(end)

    def is_written():
        for one in pair.both:
            one.draw()
        return [text.strip() for text in pair.files("copy")] == [PASTED.strip()] * 2

    wait_until(is_written, SECONDS, "both have all of it")
