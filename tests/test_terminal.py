"""Colour and width: the user, the environment and the terminal decide, and scripts never see an escape."""

import re

import pytest
from commands import COMMANDS
from conftest import read_json, run, run_in_terminal

ESCAPE = "\x1b"
FORCED = {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}


# Colour


@pytest.mark.parametrize(
    ("terminal", "call", "env", "colored"),
    [
        (True, "figures", {}, True),
        (True, "figures --color auto", {}, True),
        (True, "figures --color never", {"FORCE_COLOR": "1"}, False),
        (True, "figures", {"NO_COLOR": "1"}, False),
        (True, "figures", {"NO_COLOR": ""}, True),  # no-color.org: "when present and not an empty string"
        (True, "figures", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (True, "figures", {"FORCE_COLOR": "0"}, False),
        (True, "figures", {"CLICOLOR_FORCE": "0"}, True),
        (True, "figures", {"TERM": "dumb"}, False),
        (True, "figures", {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        (True, "figures", {"TTY_COMPATIBLE": "1", "NO_COLOR": "1"}, False),  # Rich reads the first
        (False, "figures", {}, False),
        (False, "figures --width 80", {}, False),
        (False, "figures --color auto", {}, False),
        (False, "figures --color always", {}, True),
        (False, "figures --color always", {"NO_COLOR": "1", "TERM": "dumb"}, True),
        (False, "figures", {"FORCE_COLOR": "1"}, True),
        (False, "figures", {"FORCE_COLOR": ""}, False),
        (False, "figures", {"FORCE_COLOR": "0", "CLICOLOR_FORCE": "1"}, False),
        (False, "figures", {"CLICOLOR_FORCE": "1"}, True),
        (False, "figures", {"CLICOLOR_FORCE": "0"}, False),
        (False, "figures", {"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, False),
        (False, "figures", {"TTY_COMPATIBLE": "1"}, False),
    ],
)
def test_colour_is_for_terminals_unless_the_option_or_the_environment_decides(
    terminal: bool, call: str, env: dict[str, str], colored: bool
) -> None:
    """Without colour there is no bold and no link either."""
    result = (run_in_terminal if terminal else run)(*call.split(), env=env)
    assert result.status == 0
    assert "Benito Ejemplo Ruiz" in result.out
    assert (ESCAPE in result.out) is colored
    assert ESCAPE not in result.err


FORMATS = {
    "table plain json md": ["show", "sources court-2024-01-11"],
    "table plain json jsonl csv tsv md": [
        "show miguel-prueba", "figures", "groups", "event", "event --list", "timeline", "sources", "search prueba",
        "stats", "schema",
    ],
    "bibtex csl-json": ["sources", "sources court-2024-01-11"],
    "tree plain md json dot mermaid": ["graph"],
}  # fmt: skip


@pytest.mark.parametrize(
    "call",
    [f"{call} --format {format}" for formats in FORMATS for call in FORMATS[formats] for format in formats.split()],
)
def test_forced_colour_changes_tables_and_trees_alone(call: str) -> None:
    result = run(*call.split(), env=FORCED)
    assert result.status == 0
    assert (ESCAPE in result.out) is call.endswith(("table", "tree"))
    assert ESCAPE not in result.err


@pytest.mark.parametrize(
    "call",
    ["schema facts", "check", "export ftm", "completion bash", "--version"]
    + [" ".join((*path, "--help")) for path in COMMANDS],
)
def test_forced_colour_changes_nothing_that_has_no_table(call: str) -> None:
    result = run(*call.split(), env=FORCED)
    assert result == run(*call.split())
    assert result.status == 0
    assert ESCAPE not in result.out + result.err


@pytest.mark.parametrize(
    "call", ["--help", "figures --help", "show nobody", "show prueba", "figures --group x\x1b[31m"]
)
def test_help_and_messages_have_no_escape_on_a_terminal(call: str) -> None:
    out = run_in_terminal(*call.split(" "), env=FORCED).out
    assert out.startswith(("Usage: ", "cartels: "))
    assert ESCAPE not in out


def test_a_table_has_the_same_words_and_standings_with_and_without_colour() -> None:
    plain = run_in_terminal("figures", env={"NO_COLOR": "1"}).out
    coloured = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", run_in_terminal("figures").out)
    assert "alleged: " in plain
    assert [line.rstrip() for line in coloured.split("\n")] == plain.split("\n")
    assert run("figures", "--width", "80").out == plain


def test_addresses_are_links_on_a_terminal() -> None:
    assert ";https://diario.example.org/2012/05/09/piloto\x1b\\" in run_in_terminal("show", "ines").out


# Width


#: Rich would read some of these itself, and end with an exception.
ODD_COLUMNS = ["0", "-1", "x", "²", "٣", "1e3", "9" * 5000]


@pytest.mark.parametrize("columns", ["20", *ODD_COLUMNS])
def test_a_pipe_has_no_width(columns: str) -> None:
    """Each row is one line, and COLUMNS changes nothing: https://github.com/cli/cli/issues/2042 has the reason."""
    result = run("figures", env={"COLUMNS": columns})
    assert result == run("figures")
    assert result.out.count("\n") == 1 + len(read_json("figures"))
    assert max(map(len, result.out.split("\n"))) > 150


@pytest.mark.parametrize(
    ("args", "env", "width"),
    [
        ([], {}, 100),
        ([], {"COLUMNS": "120"}, 120),
        *[([], {"COLUMNS": columns, "LINES": columns}, 100) for columns in ODD_COLUMNS],
        ([], {"TERM": "dumb"}, 100),
        (["--width", "150"], {"TERM": "dumb", "LINES": "²"}, 150),
        (["--width", "150"], {"COLUMNS": "120"}, 150),
    ],
)
def test_width_comes_from_the_option_then_columns_then_the_terminal(
    args: list[str], env: dict[str, str], width: int
) -> None:
    """The terminal has 100 columns. A timeline of all statements fills its page."""
    out = run_in_terminal("timeline", "--all", "--no-pager", "--color", "never", *args, columns=100, env=env).out
    assert width - 10 < max(map(len, out.split("\n"))) <= width
