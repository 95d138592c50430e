"""Nothing that a file says, and nothing that is typed, breaks the program or reaches a terminal as more than text.

For a longer run, with as many examples of each as you like: FUZZ=20000 .venv/bin/pytest tests/test_fuzz.py
"""

import json
import os
import re
from typing import Any

import hypothesis
import pytest
import tomli
from conftest import Result, run, run_program
from hostile import acting, toml
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from strategies import TYPED, facts, nearly_facts, nearly_toml

from cartels.cli import cli

settings = hypothesis.settings(
    max_examples=int(os.environ.get("FUZZ", "40")), deadline=None, suppress_health_check=list(HealthCheck)
)

LOOKUPS = ("show", "figures --kind all", "groups", "event --list", "timeline --all", "statements", "sources", "stats",
           "graph", "search e*")  # fmt: skip
FORMATS = ("-f plain", "-f md", "-f csv", "-f tsv", "-f json", "-f jsonl", "--width 30", "--width 120 --color always")
#: Every place where something can be typed: arguments, and the options that take a value.
PLACES = [
    *((name,) for name in cli.commands if name not in ("export", "completion")),
    *(
        (name, option.opts[-1])
        for name, command in cli.commands.items()
        for option in command.params
        if option.param_type_name == "option" and not getattr(option, "is_flag", False)
    ),
    *(("figures", option) for option in ("--fields", "--sort", "--limit", "--width", "--color", "-f", "--facts")),
]
#: Keys that no table may lack that has them.
REQUIRED = [
    "checked",
    "title",
    "name",
    "kind",
    "topic",
    "value",
    "sources",
    "short",
    "publisher",
    "url",
    "grade",
]


def assert_harmless(result: Result, *statuses: int) -> None:
    """Assert that the program ended with one of these statuses, and wrote nothing but text."""
    assert result.status in statuses, result.err
    colors = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")
    assert not acting(colors.sub("", result.out))
    assert not acting(result.err)
    assert not result.status or result.err.startswith("cartels: ")


@given(facts(), st.sampled_from(LOOKUPS), st.sampled_from(FORMATS))
@settings
def test_a_valid_file_is_looked_up_in_every_format(data: dict[str, Any], command: str, options: str) -> None:
    raw = toml(data)
    assert run("check", "-", stdin=raw).status == 0
    result = run(*command.split(), *options.split(), "--facts", "-", stdin=raw)
    if options == "-f tsv":
        assert len({line.count("\t") for line in result.out.splitlines()}) <= 1
        result = result._replace(out=result.out.replace("\t", " "))
    assert_harmless(result, 0, 1, 2)  # nothing was found, or the format is not one of the command's


@given(facts())
@settings
def test_texts_come_back_from_json_exactly(data: dict[str, Any]) -> None:
    assert tomli.loads(toml(data)) == data  # otherwise the files that are made up would not hold what was drawn
    for entry in (*data["figures"], *data["groups"], *data["events"]):
        result = run("show", entry["id"], "--json", "--facts", "-", stdin=toml(data))
        assert_harmless(result, 0)
        card = json.loads(result.out)
        assert card["name"] == entry["name"]
        for statement in card["statements"]:
            statement["sources"] = [source["id"] for source in statement["sources"]]
            del statement["grade"]
        assert card["statements"] == [{"standing": None, **statement} for statement in entry["statements"]]


@given(st.one_of(nearly_facts().map(lambda data: toml(data).encode()), nearly_toml(), st.binary(max_size=200)))
@settings
def test_a_bad_file_is_refused_by_check_and_in_one_line_by_a_lookup(raw: bytes) -> None:
    checked, result = run("check", "-", stdin=raw), run("figures", "--facts", "-", stdin=raw)
    assert_harmless(checked, 0, 3)
    assert_harmless(result, checked.status)
    if result.status:
        assert re.fullmatch(r"cartels: standard input.*: .*\n", result.err)


@pytest.mark.parametrize("change", ["shape", "bytes"])
def test_files_that_are_nearly_valid_are_often_bad(change: str) -> None:
    """Otherwise the test before this one would try nothing."""
    statuses = []

    @given(nearly_facts().map(lambda data: toml(data).encode()) if change == "shape" else nearly_toml())
    @hypothesis.settings(settings, max_examples=40, derandomize=True, database=None)
    def collect(raw: bytes) -> None:
        statuses.append(run("check", "-", stdin=raw).status)

    collect()
    assert statuses.count(3) > len(statuses) / 4
    assert set(statuses) <= {0, 3}


@given(facts(), st.data())
@settings
def test_a_problem_is_reported_at_its_line(facts: dict[str, Any], data: st.DataObject) -> None:
    """A number where something else belongs and an unknown key on their own lines, a missing key on its header's."""
    lines = toml(facts).rstrip("\n").split("\n")
    header = next(number for number, line in enumerate(lines) if line.startswith("["))
    planted = data.draw(st.sampled_from([n for n in range(header, len(lines)) if not lines[n].startswith("[")]))
    [key] = tomli.loads(lines[planted])
    change = data.draw(st.sampled_from(["number", "unknown", *(["missing"] if key in REQUIRED else [])]))
    number = planted + 1
    if change == "number":
        wrong = "7.5" if key == "people" else "7"
        lines[planted], problem = f'"{key}" = {wrong}', f"`{key}`: expected "
    elif change == "unknown":
        lines.insert(planted, '"unknown" = 7')
        problem = "unknown key `unknown`: "
    else:
        del lines[planted]
        problem = f"`{key}` is missing: "
        number = max(n for n, line in enumerate(lines[:planted], 1) if line.startswith("["))
    found = [line for line in run("check", "-", stdin="\n".join(lines)).err.splitlines() if problem in line]
    assert [line.split(": ")[0].strip() for line in found] == [f"standard input:{number}"]


@given(st.sampled_from(PLACES), TYPED, st.booleans())
@settings
def test_whatever_is_typed_is_answered_or_refused(place: tuple[str, ...], typed: str, as_json: bool) -> None:
    assert_harmless(run(*place, typed, *(["--json"] if as_json else [])), 0, 1, 2, 3)


@given(st.sampled_from(PLACES), st.one_of(st.sampled_from(["a", "á", "z-", '" ', "(", "a ", "NOT ", ","]), TYPED))
@settings
def test_100_000_letters_are_answered_or_refused_in_short(place: tuple[str, ...], unit: str) -> None:
    result = run(*place, (unit * 100_000)[:100_000])
    assert_harmless(result, 0, 1, 2, 3)
    assert len(result.err) < 15_000  # 1200 letters, each of which may be shown as a mark


def test_100_000_letters_reach_the_program_as_a_process() -> None:
    assert_harmless(run_program("search", "x\x1b" * 50_000), 1, 2)


@given(st.sampled_from(["CARTELS_FACTS", "CARTELS_FORMAT", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM"]), TYPED)
@settings
def test_whatever_the_environment_holds_is_taken_or_refused(variable: str, value: str) -> None:
    assert_harmless(run("groups", env={"NO_COLOR": "1", variable: value}), 0, 2, 3)


@given(TYPED, st.sampled_from(["id", "name", "groups", "role", "sources"]))
@settings
def test_any_words_are_searched_for_or_refused(words: str, field: str) -> None:
    assert_harmless(run("search", "--", words), 0, 1, 2)
    assert_harmless(run("figures", "--fields", f"{field},{words}"), 0, 2)
