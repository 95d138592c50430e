"""Colour and width: decided once, by what the user asks for, and never in what a script reads."""

from __future__ import annotations

import json
import re
from itertools import product
from typing import TYPE_CHECKING

import pytest
from commands import COMMANDS, examples, run_line
from conftest import run_in_terminal, run_program

from cartels.options import FORMATS
from cartels.terminal import wants_color

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

ESCAPE = "\x1b"
SCRIPTED = [format for format in FORMATS if format != "table"]


@pytest.mark.parametrize(
    ("flag", "environ", "terminal", "colored"),
    [
        (None, {}, True, True),
        (None, {}, False, False),
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("always", {}, False, True),
        ("never", {}, True, False),
        (None, {"NO_COLOR": "1"}, True, False),
        (None, {"NO_COLOR": ""}, True, True),  # no-color.org: "when present and not an empty string"
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        (None, {"FORCE_COLOR": "1"}, False, True),
        (None, {"FORCE_COLOR": "0"}, True, False),
        (None, {"FORCE_COLOR": ""}, False, False),
        ("never", {"FORCE_COLOR": "1"}, True, False),
        (None, {"CLICOLOR_FORCE": "1"}, False, True),
        (None, {"CLICOLOR_FORCE": "0"}, False, False),
        (None, {"CLICOLOR_FORCE": "0"}, True, True),
        (None, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        (None, {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, False, False),
        (None, {"FORCE_COLOR": "0", "CLICOLOR_FORCE": "1"}, False, False),
        (None, {"TERM": "dumb"}, True, False),
        (None, {"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
    ],
)
def test_the_flag_counts_before_the_environment_and_that_before_the_terminal(
    flag: str | None, environ: dict[str, str], terminal: bool, colored: bool
) -> None:
    assert wants_color(flag, environ, terminal) is colored


@pytest.mark.parametrize(
    ("args", "env", "colored"),
    [
        ([], {}, True),
        (["--color", "never"], {}, False),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "0"}, False),
        ([], {"TERM": "dumb"}, False),
        ([], {"TTY_COMPATIBLE": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_a_table_on_a_terminal_is_coloured_unless_one_says_otherwise(
    args: list[str], env: dict[str, str], colored: bool
) -> None:
    """All or nothing: without colour there is no bold and no link either."""
    out = run_in_terminal("figures", *args, env=env).out
    assert (ESCAPE in out) is colored
    assert "Charges and allegations" in out


@pytest.mark.parametrize(
    ("args", "env", "colored"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"CLICOLOR_FORCE": "1"}, True),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "always"], {"TERM": "dumb"}, True),
        ([], {"FORCE_COLOR": "0"}, False),
        ([], {"TTY_COMPATIBLE": "1"}, False),
        (["--width", "80"], {}, False),
    ],
)
def test_a_pipe_gets_colour_only_where_that_is_asked_for(
    cartels: Run, args: list[str], env: dict[str, str], colored: bool
) -> None:
    result = cartels("figures", *args, env=env)
    assert (ESCAPE in result.out) is colored
    assert ESCAPE not in result.err


@pytest.mark.parametrize("path", [path for path in COMMANDS if path], ids=" ".join)
def test_nothing_but_a_coloured_table_holds_an_escape(path: tuple[str, ...], tmp_path: Path) -> None:
    """Each example in each format, with colour forced from outside, and each help; not what others make of it."""
    forced = {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}
    ours = [line for line in examples(path) if line.startswith("cartels ") and "|" not in line]
    for line, format in product(ours, SCRIPTED):
        result = run_line(line, tmp_path, env={**forced, "CARTELS_FORMAT": format})
        assert ESCAPE not in result.out + result.err, (line, format)
    assert ESCAPE not in run_program(*path, "--help", env=forced).out
    assert ESCAPE not in run_in_terminal(*path, "--help").out


@pytest.mark.parametrize("args", [["show", "nobody"], ["show", "tre"], ["figurs"], ["figures", "--group", "x\x1b[31m"]])
def test_messages_hold_no_escape_even_on_a_terminal(args: list[str]) -> None:
    assert ESCAPE not in run_in_terminal(*args, env={"FORCE_COLOR": "1"}).out


@pytest.mark.parametrize("env", [{}, {"COLUMNS": "20"}, {"COLUMNS": "x"}, {"COLUMNS": "0"}, {"COLUMNS": "-1"}])
def test_a_pipe_has_no_width(cartels: Run, env: dict[str, str]) -> None:
    """Each row is a line and each value whole: https://github.com/cli/cli/issues/2042 shows the tears otherwise."""
    for args in (["figures"], ["timeline"], ["sources"]):
        assert cartels(*args, env=env).out == cartels(*args).out
    lines = cartels("timeline", env=env).out.split("\n")
    texts = [row["text"] for row in json.loads(cartels("timeline", "--json").out)]
    assert all(text in line for text, line in zip(texts, lines[1:], strict=False))


def test_the_width_comes_from_the_flag_then_columns_then_the_terminal() -> None:
    """A table fills its page: what is widest depends on it."""

    def widest(*args: str, columns: int, **env: str) -> int:
        out = run_in_terminal("timeline", "--color", "never", *args, columns=columns, env=env).out
        return max(map(len, out.split("\n")))

    assert 90 < widest(columns=100) <= 100
    assert 110 < widest(columns=100, COLUMNS="120") <= 120
    assert 140 < widest("--width", "150", columns=100, COLUMNS="120") <= 150


@pytest.mark.parametrize("width", [20, 30, 40, 80, 200])
def test_no_table_cuts_a_value(cartels: Run, width: int) -> None:
    """One column, so that the pieces of each value stand one below the other: together they are the value."""
    rows = json.loads(cartels("timeline", "--json").out)
    out = cartels("timeline", "--fields", "text", "--width", str(width), "--no-headers").out
    shown = re.sub(r"\s", "", out)
    for row in rows:
        assert re.sub(r"\s", "", row["text"]) in shown
    assert all(len(line) <= width for line in out.split("\n"))


def test_no_pager_is_started(cartels: Run) -> None:
    env = {"PAGER": "sh -c 'echo paged'", "MANPAGER": "sh -c 'echo paged'", "LESS": "x"}
    assert "paged" not in run_in_terminal("sources", env=env).out
    assert "paged" not in cartels("--help", env=env).out
