"""Every case of doc/dedupe.md gives the counts that stand there."""
import re

import pytest

from conftest import PYTHON, ROOT

PAGE = (ROOT / "doc" / "dedupe.md").read_text()
TABLE = re.findall(r"^\| (.+?) \| .+ \|$", PAGE, re.M)[1:]

SAY = "import sys\nfor line in sys.argv[1:]:\n    print(line.removeprefix('2> '), file=sys.stderr if line.startswith('2> ') else sys.stdout, flush=True)"


def cases():
    """(title, lines, done, total) of each section."""
    for section in re.split(r"^### ", PAGE, flags=re.M)[1:]:
        title = section.split("\n", 1)[0]
        lines = [line[4:].replace("\\r", "\r") for line in section.split("\n") if line.startswith("    ")]
        done, total = re.search(r"^Done: (\d+)(?: of (\d+))?\.$", section, re.M).groups()
        yield title, lines, int(done), total and int(total)


CASES = {title: (lines, done, total) for title, lines, done, total in cases()}


def test_the_table_names_each_case():
    assert TABLE == list(CASES)


@pytest.mark.parametrize("title", CASES)
def test_it_counts_what_the_page_says(progwrap, title):
    lines, done, total = CASES[title]
    if any(line.startswith("2> ") for line in lines):  # a log has but one stream
        progwrap.run("--job", "case", "--", PYTHON, "-c", SAY, *lines)
        row = progwrap.row("case")
    else:
        (progwrap.home / "case.log").write_text("\n".join(lines) + "\n")
        row = progwrap.replay("case.log")
    assert (row["iterations_done"], row["total_iterations"]) == (done, total)
