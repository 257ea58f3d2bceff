"""Every example and every word of doc/patterns.md works as it stands there."""
import re

import pytest

from conftest import ROOT

PAGE = (ROOT / "doc" / "patterns.md").read_text()
# a value for each key, where any value does
VALUES = {
    "regex": None,  # each example has one
    "level": "search",
    "class": "generic",
    "unit": "Epoch",
    "item_unit": "Candle",
    "opens": "yes",
    "count": "each",
    "bar": "name",
    "counts": "iterations",
    "side": "yes",
    "weak": "level",
    "bare": "yes",
    "total": "soft",
    "finishes": "yes",
    "step": "Load",
    "score": "min val_loss | max val_acc | loss",
    "message": "at {name}",
    "needs": "other",
    "within": "3",
    "once": "yes",
    "ignore": "yes",
    "join": "yes",
    "sample": '"x 1/2 a" -> is_bar=no',
}
NEED_OTHERS = {"within": "needs = other\n", "once": "needs = other\nwithin = 3\n"}


def section(title):
    return re.split(r"^## ", PAGE.split(f"\n## {title}\n")[1], flags=re.M)[0]


def first_cells(title):
    """The names in the first column of a section's table."""
    rows = re.findall(r"^\| ([^|]+) \|", section(title), re.M)[1:]
    return [name for row in rows for name in re.findall(r"[a-z_{}]+", row)]


def blocks():
    return re.findall(r"(?:^ {4}\S.*\n(?:^ {4}.*\n|^\n(?= {4}))*)", PAGE, re.M)


def check(progwrap, text):
    path = progwrap.home / "page.ini"
    path.write_text(text)
    return progwrap.run("patterns", "check", path)


@pytest.mark.parametrize("block", blocks())
def test_each_example_is_sound_and_its_samples_hold(progwrap, block):
    text = re.sub(r"^ {4}", "", block, flags=re.M)
    assert re.search(r"^\[\w+\]$", text, re.M), "an example is a whole file"
    result = check(progwrap, text)
    assert result.returncode == 0, result.stderr
    # a sample that says something else fails, so each was run
    for sample in re.findall(r"^sample = .* -> .*$", text, re.M):
        wrong = sample.replace("-> nothing", "-> key=77") if sample.endswith("nothing") else re.sub(r"-> .*", "-> key=77", sample)
        assert check(progwrap, text.replace(sample, wrong)).returncode == 2


def test_there_are_examples_with_samples():
    assert len(blocks()) >= 3 and PAGE.count("\n    sample = ") >= 5


def test_the_argv_example_reads_its_total(progwrap):
    text = next(block for block in blocks() if "[argv]" in block)
    (progwrap.home / "home.ini").write_text(re.sub(r"^ {4}", "", text, flags=re.M))
    for line in ("--n-trials=40", "--n_trials 40"):
        progwrap.run("--job", "argv", "--patterns", "home.ini", "--", "sh", "-c", "echo trial 1 done", "home", *line.split())
        assert progwrap.row("argv")["total_iterations"] == 40


@pytest.mark.parametrize("key", first_cells("Events"))
def test_each_key_of_an_event_exists(progwrap, key):
    line = f"{key} = {VALUES[key]}\n" if VALUES[key] else ""
    event = "[it]\nregex = ^x (?<bar_done>\\d+)/(?<bar_total>\\d+) (?<name>a)\n" + NEED_OTHERS.get(key, "") + line
    result = check(progwrap, "[other]\nregex = ^other\n" + event)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("key", first_cells("[tool]"))
def test_each_key_of_a_tool_exists(progwrap, key):
    assert check(progwrap, f"[tool]\n{key} = {VALUES[key]}\n").returncode == 0


@pytest.mark.parametrize("group", first_cells("Groups"))
def test_each_group_exists(progwrap, group):
    result = check(progwrap, f"[it]\nregex = ^it says (?<{group}>\\d+)\n")
    assert result.returncode == 0, result.stderr


def macro_examples():
    for macro, cell in re.findall(r"^\| \{(\w+)\} \| (.*) \|$", section("Macros"), re.M):
        for example in re.findall(r"`([^`]+)`", cell):
            if example != "…":
                yield macro, example.replace("\\|", "|")


@pytest.mark.parametrize("macro,example", macro_examples())
def test_each_example_of_a_macro_is_matched(progwrap, macro, example):
    rest = ".*" if macro == "aside" else ""
    result = check(progwrap, f'[it]\nregex = ^<(?<message>{{{macro}}}{rest});$\nsample = "<{example};" -> message="{example}"\n')
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("tag", re.findall(r"`([^`]+)`", re.search(r"Tags of workers \((.*?)\)", PAGE, re.S).group(1)))
def test_each_worker_tag_comes_off(progwrap, tag):
    result = check(progwrap, f'[it]\nregex = ^done (?<key>\\d+)\nsample = "{tag}done 3" -> key=3\n')
    assert result.returncode == 0, result.stderr
