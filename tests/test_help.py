"""The help, the man page and the version; and every example in the help and in the README works."""

import re
import subprocess
from pathlib import Path

import pytest
from commands import COMMANDS, examples, help_of, readme_examples, try_lines
from conftest import peer, printed, run_program

from cartels import __version__
from cartels.cli import cli
from cartels.help import man_page

README = readme_examples()
assert README


def name(path: tuple[str, ...]) -> str:
    return " ".join(("cartels", *path))


each_command = pytest.mark.parametrize("path", COMMANDS, ids=name)


@each_command
def test_help_has_a_sentence_and_an_example_and_fits_80_columns(path: tuple[str, ...]) -> None:
    for columns in ("80", "200"):
        text = help_of(path, env={"COLUMNS": columns})
        assert max(map(len, text.split("\n"))) <= 80
    usage, sentence, *_ = text.split("\n\n")
    assert usage.startswith(f"Usage: {name(path)}")
    assert re.match(r"  [A-Z].*[.?]", sentence, re.DOTALL)
    assert examples(path)[0].startswith(name(path))
    assert printed(*path, "-h") == help_of(path)


@each_command
def test_every_example_in_the_help_works(path: tuple[str, ...], tmp_path: Path) -> None:
    try_lines(examples(path), tmp_path)


@pytest.mark.parametrize("lines", README, ids=lambda lines: lines[0])
def test_every_command_in_the_readme_works(lines: list[str], tmp_path: Path) -> None:
    try_lines(lines, tmp_path)


def test_help_of_the_program_lists_each_command_and_explains_statuses_and_variables() -> None:
    """Each command stands in its section with a whole sentence."""
    text = help_of(())
    sections = text.partition("\nLook things up:\n")[2]
    listed = re.findall(r"^  ([a-z]+)  +[A-Z]", sections, re.MULTILINE)
    assert sorted(listed) == sorted(path[0] for path in COMMANDS if len(path) == 1)
    assert "..." not in sections
    for status in ("0", "1", "2", "3", "130"):
        assert re.search(rf"^  {status} +[A-Z]", text, re.MULTILINE)
    for variable in ("CARTELS_FACTS", "CARTELS_FORMAT", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        assert variable in text
    assert "A wrong fact?" in text


def test_the_program_without_arguments_prints_its_help() -> None:
    """Click by itself would exit with 2: https://github.com/pallets/click/issues/2909."""
    assert printed() == help_of(())
    assert run_program() == (0, help_of(()), "")


def test_the_version_is_that_of_the_package() -> None:
    assert run_program("--version") == (0, f"cartels {__version__}\n", "")


def test_the_man_page_is_valid_troff_with_every_command_option_and_example(tmp_path: Path) -> None:
    source = tmp_path / "cartels.1"
    source.write_text(man_page(cli, __version__), "utf-8")
    command = [peer("groff"), "-man", "-ww", "-k", "-Tutf8", "-P-c", "-rLL=1000m", str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    text = re.sub(".\b", "", done.stdout).replace("\u2010", "-").replace("\u2212", "-")
    for path in COMMANDS:
        flags = re.findall(r"^  (?:-\w, )?(--[\w-]+)", help_of(path), re.MULTILINE)
        for expected in (name(path), *flags, *examples(path)):
            assert expected in text
