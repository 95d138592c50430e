"""The program explains itself: what its help says is short, fits the page, and is true."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from commands import COMMANDS, examples, help_of, readme_examples, try_lines
from conftest import peer

from cartels import manual
from cartels.cli import SECTIONS, cli

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

EXAMPLES = [line for path in COMMANDS for line in examples(path)]
README = readme_examples()
assert README


def name(path: tuple[str, ...]) -> str:
    return " ".join(("cartels", *path))


@pytest.mark.parametrize("path", COMMANDS, ids=name)
def test_help_has_a_sentence_an_example_and_fits_80_columns(path: tuple[str, ...]) -> None:
    for columns in ("80", "200"):
        text = help_of(path, env={"COLUMNS": columns})
        assert max(map(len, text.split("\n"))) <= 80
    usage, sentence, *_ = text.split("\n\n")
    assert usage.startswith(f"Usage: {name(path)}")
    assert re.match(r"  [A-Z].*[.?]", sentence, re.DOTALL)
    assert examples(path)
    assert examples(path)[0].startswith(name(path))


@pytest.mark.parametrize("path", COMMANDS, ids=name)
def test_h_never_means_anything_but_help(cartels: Run, path: tuple[str, ...]) -> None:
    assert cartels(*path, "-h").out == help_of(path)


@pytest.mark.parametrize("path", COMMANDS, ids=name)
def test_every_example_in_every_help_works(path: tuple[str, ...], tmp_path: Path) -> None:
    try_lines(examples(path), tmp_path)


@pytest.mark.parametrize("lines", README, ids=lambda lines: lines[0])
def test_every_command_in_the_readme_works(lines: list[str], tmp_path: Path) -> None:
    try_lines(lines, tmp_path)


def test_the_help_of_the_program_lists_each_command_once_with_a_whole_sentence() -> None:
    text = help_of(())
    listed = [one for names in SECTIONS.values() for one in names]
    assert sorted(listed) == sorted(cli.commands)
    for one in listed:
        assert len(re.findall(rf"^  {one} ", text, re.MULTILINE)) == 1
    assert "..." not in text.partition("\nLook things up:\n")[2]


def test_the_help_of_the_program_tells_statuses_environment_and_where_to_report_a_wrong_fact() -> None:
    text = help_of(())
    for status in ("0", "1", "2", "3", "130"):
        assert re.search(rf"^  {status} +[A-Z]", text, re.MULTILINE)
    for variable in ("CARTELS_FACTS", "CARTELS_FORMAT", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        assert variable in text
    assert "A wrong fact?" in text


def test_the_program_without_a_word_prints_its_help(cartels: Run) -> None:
    """Click would end with 2: https://github.com/pallets/click/issues/2909 has those whom that surprised."""
    assert cartels() == (0, help_of(()), "")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["figurs"], "did you mean 'figures'?"),
        (["xyzzy"], "no such command 'xyzzy'"),
        (["figures", "--colr", "auto"], "'--color'"),
        (["figures", "--xyzzy"], "no such option '--xyzzy'"),
        (["--xyzzy", "figures"], "no such option '--xyzzy'"),
        (["figures", "--kind"], "requires an argument. (see `cartels figures --help`)"),
        (["figures", "--kind", "victm"], "did you mean 'victim'?"),
        (["figures", "--format", "xml"], "'xml'"),
        (["figures", "--limit", "many"], "'many'"),
        (["figures", "more"], "more"),
        (["completion", "tcsh"], "'tcsh'"),
        (["completion"], "'shell'"),
        (["--json"], "missing command"),
    ],
)
def test_wrong_usage_is_told_in_one_line_with_what_was_meant(cartels: Run, args: list[str], told: str) -> None:
    result = cartels(*args)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("cartels: ")
    assert result.err.count("\n") == 1
    assert told in result.err.lower()
    assert "--help`)" in result.err


def test_the_man_page_has_every_command_and_option_and_is_sound_troff(tmp_path: Path) -> None:
    source = tmp_path / "cartels.1"
    source.write_text(manual.page(cli), "utf-8")
    done = subprocess.run(
        [peer("groff"), "-man", "-ww", "-k", "-Tutf8", "-P-c", "-rLL=1000m", source],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    text = re.sub(".\b", "", done.stdout).replace("\u2010", "-").replace("\u2212", "-")
    for path in COMMANDS:
        for flag in re.findall(r"^  (?:-\w, )?(--[\w-]+)", help_of(path), re.MULTILINE):
            assert flag in text
        assert name(path) in text
    for line in EXAMPLES:
        assert line in text
