"""Nothing that a file says, and nothing that is typed, can break the program or reach the terminal as more than text.

For a longer run, of as many examples of each as you like: FUZZ=20000 .venv/bin/pytest tests/test_fuzz.py
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inside import acting, run_inside
from strategies import TYPED, facts, nearly_facts, nearly_toml, toml

from cartels import check, cli, places, views

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Result, Run

EXAMPLES = int(os.environ.get("FUZZ", "40"))
fuzzed = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

LOOKUPS = (
    ("show",),
    ("figures",),
    ("groups",),
    ("event", "--list"),
    ("timeline",),
    ("sources",),
    ("stats",),
    ("graph",),
    ("search", "e*"),
)
FORMATS = (
    ("--format", "plain"),
    ("--format", "md"),
    ("--format", "csv"),
    ("--format", "tsv"),
    ("--json",),
    ("--format", "jsonl"),
    ("--width", "30"),
    ("--width", "120"),
)


def harmless_end(result: Result, *statuses: int) -> None:
    """The program ended as it says it does: with one of these statuses, and with text alone."""
    assert result.status in statuses, result.err
    assert not acting(result.out)
    assert not acting(result.err)
    if result.status:
        assert result.err.startswith("cartels: ")
        assert "Traceback" not in result.err


def of(data: bytes, *args: str) -> Result:
    """A run with a fact file."""
    return run_inside(*args, "--facts", "-", stdin=data)


@given(facts(), st.sampled_from(LOOKUPS), st.sampled_from(FORMATS))
@fuzzed
def test_a_sound_file_is_looked_up_in_every_format_whatever_its_texts_are(
    data: dict[str, Any], command: tuple[str, ...], options: tuple[str, ...]
) -> None:
    raw = toml(data).encode()
    assert of(raw, "check").status == 0
    result = of(raw, *command, *options)
    if "tsv" in options:  # whose tabs are ours: as many in each line
        assert len({line.count("\t") for line in result.out.splitlines()}) <= 1
        result = result._replace(out=result.out.replace("\t", " "))
    harmless_end(result, 0, 1, 2)  # nothing found, or a format that cannot hold it


@given(facts())
@fuzzed
def test_hostile_values_come_back_from_json_as_they_were(data: dict[str, Any]) -> None:
    raw = toml(data).encode()
    for table in ("figures", "groups", "events"):
        for entry in data[table]:
            result = of(raw, "show", entry["id"], "--json")
            harmless_end(result, 0)
            card = json.loads(result.out)
            assert card["name"] == entry["name"]
            said = [{**one, "sources": [source["id"] for source in one["sources"]]} for one in card["statements"]]
            assert [{key: one[key] for key in one if key != "grade"} for one in said] == entry["statements"]


@given(st.one_of(nearly_facts().map(lambda data: toml(data).encode()), nearly_toml(), st.binary(max_size=200)))
@fuzzed
def test_a_file_that_is_not_sound_is_refused_in_words_by_check_and_in_one_line_by_a_lookup(raw: bytes) -> None:
    checked = of(raw, "check")
    harmless_end(checked, 0, 3)
    looked = of(raw, "figures")
    harmless_end(looked, 0, 3)
    assert looked.status == checked.status
    if looked.status:
        assert looked.err.count("\n") == 1
        assert ": " in looked.err.removeprefix("cartels: standard input")


@given(nearly_facts())
@fuzzed
def test_a_line_that_is_told_is_that_of_the_key_or_of_a_header_above_it(data: dict[str, Any]) -> None:
    """The strategies write each key and header on a line of its own, so that its place can be counted."""
    text = toml(data)
    lines = text.split("\n")
    paths = [fault.path for fault in check.faults(tomli.loads(text))]
    for path, number in zip(paths, places.lines(text, tomli.loads(text), paths), strict=True):
        if not number:
            continue
        line = lines[number - 1]
        assert line.startswith("[") or tomli.loads(line).keys() <= {*path}
        if len(path) > 1 and isinstance(path[1], int):
            header = f'[["{path[0]}"]]'
            assert lines[:number].count(header) == path[1] + 1 or header not in lines


def arguments() -> Iterator[tuple[str, ...]]:
    """Every place where something can be typed: arguments, filters, and the options of listings."""
    for name, command in cli.cli.commands.items():
        if name in ("export", "completion"):
            continue
        yield (name,)
        for option in command.params:
            if option.param_type_name == "option" and not getattr(option, "is_flag", False):
                yield (name, option.opts[-1])
    yield from (("figures", flag) for flag in ("--fields", "--sort", "--limit", "--width", "--color", "-f", "--facts"))


@given(st.sampled_from(list(arguments())), TYPED, st.sampled_from([(), ("--json",)]))
@fuzzed
def test_whatever_is_typed_is_answered_or_refused(args: tuple[str, ...], typed: str, more: tuple[str, ...]) -> None:
    harmless_end(run_inside(*args, typed, *more), 0, 1, 2, 3)


@given(st.sampled_from(["CARTELS_FACTS", "CARTELS_FORMAT", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM"]), TYPED)
@fuzzed
def test_whatever_the_environment_says_is_taken_or_refused(variable: str, value: str) -> None:
    harmless_end(run_inside("groups", env={"NO_COLOR": "1", variable: value}), 0, 2, 3)


@given(TYPED.filter(lambda text: not text.startswith("-")), st.sampled_from(sorted(views.FIELDS["figures"])))
@fuzzed
def test_a_search_finds_or_refuses_any_words(words: str, field: str) -> None:
    harmless_end(run_inside("search", "--", words), 0, 1, 2)
    harmless_end(run_inside("figures", "--fields", f"{field},{words}"), 0, 2)


LONG = ("a", "á", "\x1b", "z-", '" ', "(", "a ", "* ", "NOT ", "0", "[", "\u202e", "\n", ",")


@pytest.mark.parametrize("unit", LONG, ids=ascii)
@pytest.mark.parametrize("args", list(arguments()), ids=" ".join)
def test_a_name_of_100_000_letters_is_answered_or_refused_in_short(args: tuple[str, ...], unit: str) -> None:
    result = run_inside(*args, (unit * 100_000)[:100_000])
    harmless_end(result, 0, 1, 2, 3)
    assert len(result.err) < 10_000


@pytest.mark.parametrize("args", [("show",), ("search",), ("figures", "--group"), ("figures", "--fields")])
def test_a_name_of_100_000_letters_reaches_the_program_itself(cartels: Run, args: tuple[str, ...]) -> None:
    result = cartels(*args, "x\x1b" * 50_000)
    assert result.status in (1, 2)
    harmless_end(result, result.status)


@given(facts())
@fuzzed
def test_the_fuzzed_files_say_what_was_made_up(data: dict[str, Any]) -> None:
    assert tomli.loads(toml(data)) == data


def test_what_is_nearly_a_fact_file_is_mostly_none() -> None:
    """Else the tests of what is refused would try nothing."""
    refused = []

    @given(nearly_facts())
    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def collect(data: dict[str, Any]) -> None:
        refused.append(bool(check.faults(tomli.loads(toml(data)))))

    collect()
    assert refused.count(True) > len(refused) / 2
