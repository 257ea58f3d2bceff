"""What the README shows works as it stands there."""
import re

from conftest import ROOT

README = (ROOT / "README.md").read_text()


def test_the_readmes_pattern_file_passes_its_check_and_reads_its_trainer(progwrap, trainer):
    patterns = progwrap.home / "my_trainer.ini"
    patterns.write_text(re.search(r"```ini\n(.*?)```", README, re.S).group(1))
    checked = progwrap.run("patterns", "check", patterns)
    assert checked.returncode == 0, checked.stderr
    lines = [f"pass {number} of 20, loss {1 / number:.2f}\\n" for number in range(1, 6)]
    progwrap.run("--job", "mine", "--patterns", patterns, "--", *trainer("say.py", *lines, "@exit=1"))
    row = progwrap.row("mine")
    assert (row["current_iteration"], row["total_iterations"]) == (5, 20)
    assert (row["best_score"], row["score_direction"]) == (0.2, "min")


def test_the_readmes_python_reads_the_row(progwrap, trainer):
    import subprocess

    progwrap.run("--job", "42", "--", *trainer("trials.py", "--n-trials", 5))
    code = re.search(r"```python\n(.*?)```", README, re.S).group(1)
    code = code.replace("~/.local/state/progwrap/progwrap.db", str(progwrap.database))
    result = subprocess.run(["/usr/bin/python3", "-c", code], capture_output=True, encoding="utf-8")
    assert result.stdout == "('completed', 100.0, 'Trial 5/5')\n", result.stderr


def test_the_options_of_the_readme_exist(progwrap):
    listed = re.findall(r"(--[a-z-]+)", README[README.index("## Options") : README.index("The exit status is")])
    shown = progwrap.run("run", "--help").stdout
    assert len(listed) >= 7
    assert [option for option in listed if option not in shown] == []
