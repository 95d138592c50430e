"""The counts are those of the facts, and say what they count."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from conftest import run_in_terminal, statements

if TYPE_CHECKING:
    from conftest import Run

    from cartels.facts import Book


#: By how many eighths of its width a character of a bar is filled.
EIGHTHS = " ▏▎▍▌▋▊▉█"


def read(cartels: Run, *args: str) -> Any:
    """The JSON that a command prints."""
    return json.loads(cartels(*args, "--json").out)


def table(rows: list[Any], name: str) -> dict[str | None, int]:
    """One of the tables that are counted."""
    return {row["value"]: row["count"] for row in rows if row["table"] == name}


def test_people_are_counted_as_the_table_of_people_shows_them(cartels: Run) -> None:
    rows, people = read(cartels, "stats"), read(cartels, "figures", "--kind", "transferred")
    for field in ("court", "city"):
        assert table(rows, field) == Counter(row[field] for row in people)
    staged = Counter(row["stage"] for row in people)
    assert {word: count for word, count in table(rows, "stage").items() if count} == staged
    tied = Counter(tie for row in people for tie in {one["id"] or one["name"] for one in row["groups"]} or {None})
    assert table(rows, "group") == tied
    assert {row["total"] for row in rows if row["of"] == "people"} == {len(people)}


def test_statements_and_sources_are_counted_as_the_file_has_them(cartels: Run, book: Book) -> None:
    rows = read(cartels, "stats")
    standings = Counter(said["standing"] for _, said in statements(book))
    assert table(rows, "standing") == standings
    assert table(rows, "grade") == Counter(source["grade"] for source in book.facts["sources"])
    assert {row["total"] for row in rows if row["of"] == "statements"} == {standings.total()}


def test_what_is_not_known_is_counted(cartels: Run, book: Book) -> None:
    """As many lack a court as have none in the table of courts; and so on."""
    rows = read(cartels, "stats")
    unknown = table(rows, "unknown")
    assert unknown["court"] == table(rows, "court")[None]
    assert unknown["city"] == table(rows, "city")[None]
    assert unknown["stage"] == table(rows, "stage")["unknown"]
    born = [
        figure["id"]
        for figure in book.figures.values()
        if figure["kind"] == "transferred" and any(said["topic"] == "birth" for said in figure["statements"])
    ]
    assert unknown["birth"] == 26 - len(born)


def test_the_counts_say_what_is_counted(cartels: Run) -> None:
    """That people are those handed over whom the facts name, as 29 were sent; and that they may be in several groups."""
    result = cartels("stats")
    assert "people by US court" in result.out
    assert "statements on people, groups and events by standing" in result.out
    assert "The 26 people are those handed over whom the facts name." in result.err
    assert "not convictions" in result.err
    assert "The 26 people are those" in cartels("stats", "--width", "80").out.replace("\n", " ")
    assert "people" not in cartels("stats", "--sort", "-of", "--limit", "2").err  # statements come before sources


@pytest.mark.parametrize("columns", [24, 40, 80, 200])
def test_bars_fit_the_page_and_are_as_long_as_what_they_count(columns: int) -> None:
    lines = run_in_terminal("stats", columns=columns, env={"NO_COLOR": "1"}).out.split("\n")
    assert max(map(len, lines)) <= columns
    bars = [re.fullmatch(r".* (\d+) ([█▏▎▍▌▋▊▉]*)", line) for line in lines[lines.index("sources by grade") :]]
    counts = [(int(bar[1]), sum(EIGHTHS.index(part) for part in bar[2])) for bar in bars if bar]
    assert len(counts) == 3
    most, longest = max(counts)
    assert longest > 8 * columns / 6
    assert [length for _, length in counts] == [round(longest * count / most) for count, _ in counts]


def test_bars_are_ascii_where_the_page_is(cartels: Run) -> None:
    out = cartels("stats", "--width", "80", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}).out
    assert out.isascii()
    assert "###" in out
    assert "?" not in out


def test_a_format_for_rows_has_the_numbers_and_no_bars(cartels: Run) -> None:
    rows = read(cartels, "stats")
    printed = list(csv.DictReader(io.StringIO(cartels("stats", "-f", "csv").out)))
    assert [(row["table"], row["value"], int(row["count"])) for row in printed] == [
        (row["table"], row["value"] or "", row["count"]) for row in rows
    ]
    for format in ("plain", "csv", "tsv", "md"):
        assert not set("█▏▎▍▌▋▊▉") & set(cartels("stats", "-f", format).out)
    line = next(line for line in cartels("stats").out.split("\n") if "D.D.C." in line)
    assert line.split() == ["people", "by", "US", "court", "D.D.C.", str(table(rows, "court")["dcd"])]


def test_tables_are_sorted_by_count_and_what_is_not_known_comes_last(cartels: Run) -> None:
    for name in ("group", "court", "city"):
        values = [(row["value"], row["count"]) for row in read(cartels, "stats") if row["table"] == name]
        known = [count for value, count in values if value is not None]
        assert known == sorted(known, reverse=True)
        assert [value for value, _ in values].index(None) == len(values) - 1


NOBODY = """
figures = []
groups = []
courts = []

[about]
title = "An event without people"
as_of = "2026"

[[events]]
id = "e"
name = "E"
date = "2025"

[[events.statements]]
topic = "date"
value = "A day"
standing = "official"
sources = ["s"]

[[sources]]
id = "s"
publisher = "P"
title = "T"
url = "https://example.org"
language = "en"
kind = "official"
grade = "weak"
"""


def test_a_file_about_nobody_has_counts_of_nothing(cartels: Run) -> None:
    result = cartels("stats", "--facts", "-", "--json", stdin=NOBODY)
    assert (result.status, result.err) == (0, "")
    rows = json.loads(result.out)
    assert table(rows, "court") == table(rows, "unknown") == {}
    assert set(table(rows, "stage").values()) == {0}
    assert {value for value, count in table(rows, "standing").items() if count} == {"official"}
    assert {value for value, count in table(rows, "grade").items() if count} == {"weak"}
    assert "pleaded not guilty" in cartels("stats", "--facts", "-", "--width", "60", stdin=NOBODY).out
