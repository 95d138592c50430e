"""The help, the man page and the version; and every example in the help and in the README works."""

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from commands import COMMANDS, examples, help_of, readme_examples, try_lines
from conftest import ROOT, peer, printed, refused, run_program

from cartels import __version__
from cartels.cli import cli
from cartels.facts import words
from cartels.help import TOPICS, man_page
from cartels.options import EVERY_FORMAT

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


def test_help_of_the_program_lists_each_command_and_topic() -> None:
    """Each command stands in its section with a whole sentence."""
    text = help_of(())
    sections = text.partition("\nLook things up:\n")[2]
    listed = re.findall(r"^  ([a-z]+)  +[A-Z]", sections, re.MULTILINE)
    assert sorted(listed) == sorted(path[0] for path in COMMANDS if len(path) == 1)
    assert "..." not in sections
    topics = text.partition("\nTopics, with `cartels help TOPIC`:\n")[2].partition("\n\n")[0]
    assert re.findall(r"^  (\S+)  +\S", topics, re.MULTILINE) == list(TOPICS)
    assert "A wrong fact?" in text


@each_command
def test_help_with_a_command_prints_the_help_of_that_command(path: tuple[str, ...]) -> None:
    for columns in ("40", "80", "200"):
        assert printed("help", *path, env={"COLUMNS": columns}) == help_of(path, env={"COLUMNS": columns})


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_text_of_at_most_80_columns(topic: str) -> None:
    text = printed("help", topic)
    assert text.count("\n") >= 5
    assert max(map(len, text.split("\n"))) <= 80
    assert re.search(r"\S\n\Z", text)


def test_topics_explain_every_word_of_the_closed_lists_status_and_variable() -> None:
    """Whoever meets such a word in the output finds it in the help."""
    for literal in (words.Standing, words.Grade, words.Stage):
        for word in get_args(literal):
            assert re.search(rf"\b{word}\b", printed("help", "standings")), word
    for status in ("0", "1", "2", "3", "130"):
        assert re.search(rf"^ +{status}  [a-z]", printed("help", "exit-status"), re.MULTILINE)
    variables = (
        "CARTELS_FACTS",
        "CARTELS_FORMAT",
        "CARTELS_PAGER",
        "COLUMNS",
        "NO_COLOR",
        "FORCE_COLOR",
        "CLICOLOR_FORCE",
    )
    for variable in variables:
        assert variable in printed("help", "environment")
    for format in EVERY_FORMAT:
        assert re.search(rf"^  .*\b{format}\b", printed("help", "formats"), re.MULTILINE), format


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("figurs", "did you mean figures?"),
        ("standing", "did you mean standings?"),
        ("xyzzy", "`cartels help` lists them"),
        ("export sqllite", "did you mean sqlite?"),
        ("figures x", "`cartels help` lists them"),
    ],
)
def test_help_with_a_word_that_is_neither_says_what_there_is(words: str, hint: str) -> None:
    assert refused("help", *words.split()) == f"cartels: help: no command or topic '{words.split()[-1]}': {hint}\n"


def test_the_program_alone_prints_a_short_screen() -> None:
    """What it is, how recent, what to type: each command there is one. Click by itself would exit with 2."""
    text = printed()
    lines = text.splitlines()
    assert lines[0] == f"cartels {__version__}, facts checked 2026-03-01"
    assert len(lines) <= 16
    assert max(map(len, lines)) <= 80
    assert {line.split()[1] for line in lines if line.startswith("  cartels ")} <= set(cli.commands)
    assert "Charges and allegations are not convictions until proven in court." in lines
    assert run_program() == (0, text, "")


def test_the_version_is_that_of_the_package_with_the_day_on_which_the_facts_were_checked() -> None:
    version = f"cartels {__version__}, facts checked 2026-03-01\n"
    assert run_program("--version") == (0, version, "")
    assert printed("-V") == version
    checked = tomllib.loads((ROOT / "data" / "facts.toml").read_text("utf-8"))["about"]["checked"]
    assert printed("-V", env={"CARTELS_FACTS": ""}) == f"cartels {__version__}, facts checked {checked}\n"


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b'[about]\nas_of = "2026-01-01"\n', b'checked = "soon"'])
def test_the_version_has_no_day_where_the_facts_cannot_be_read(content: bytes | None, tmp_path: Path) -> None:
    """Whoever reports a broken fact file is asked for the version. A pipe is not waited for."""
    path = tmp_path / "facts.toml"
    os.mkfifo(path) if content is None else path.write_bytes(content)
    for name in (str(path), str(tmp_path), "/no/such/file", "-"):
        if content is None or name == str(path):
            assert printed("--version", env={"CARTELS_FACTS": name}) == f"cartels {__version__}\n"


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
    shown = {line.strip() for line in text.split("\n")}
    for topic in TOPICS:
        assert shown >= {line.strip() for line in printed("help", topic).split("\n")}
