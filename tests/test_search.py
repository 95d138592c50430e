"""What is searched for is found, the best match first; a query that cannot be read is explained."""

import json
import re
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from conftest import ENTRIES, printed, read_json, refused, run, run_in_terminal
from hypothesis import example, given, settings
from hypothesis import strategies as st

EVERYTHING = "a* OR e* OR i* OR o* OR u*"
UNDERLINED = re.compile(r"\x1b\[1;4m(.*?)\x1b\[0m")


def rows(*words: str, facts: str | None = None) -> list[Any]:
    """Return the rows that a search prints as JSON; none where it found nothing."""
    named = ("--facts", "-") if facts else ()
    found: list[Any] = json.loads(run("search", "--json", *named, "--", *words, stdin=facts or "").out)
    return found


def small(value: str) -> str:
    """Return facts with one statement of this value, an event without statements, and a person with an alias alone."""
    return f"""
        groups = []
        courts = []
        sources = [{{ id = "s", publisher = "P", title = "Q", url = "https://example.org", language = "en", kind = "news", grade = "weak" }}]
        about = {{ title = "A file", checked = "2026" }}
        events = [{{ id = "empty", name = "An event", date = "2025", statements = [] }}]
        [[figures]]
        id = "ana"
        name = "Ana\\u0000 Ñandú"
        kind = "relative"
        aliases = ["La 4-B"]
        statements = [{{ topic = "alias", value = "La 4-B", standing = "reported", sources = ["s"] }}]
        [[figures]]
        id = "other"
        name = "X"
        kind = "relative"
        statements = [{{ topic = "role", value = {json.dumps(value)}, standing = "reported", sources = ["s"] }}]
    """


# What is found


def test_every_statement_is_found_by_every_word_of_it() -> None:
    by_word: dict[str, set[tuple[str, str, str]]] = {}
    for entry in ENTRIES:
        for statement in entry["statements"]:
            for word in re.findall(r"[^\W_]+", statement["value"]):
                by_word.setdefault(word.lower(), set()).add((entry["id"], statement["topic"], statement["value"]))
    assert len(by_word) > 150
    for word, expected in by_word.items():
        assert expected <= {(row["id"], row["topic"], row["value"]) for row in rows(word)}, word


@pytest.mark.parametrize(
    "word",
    ["p-40", "p:40", "{p} 40", "p^40", "'p' 40", "p+40", 'p"40"', "p;40", "p\\40", "p\t40", "p - 40", "p--40"],
)
def test_marks_that_are_syntax_to_sqlite_are_only_space_between_words(word: str) -> None:
    assert rows(word)[0]["value"] == "P-40"


def test_entries_with_few_statements_are_found_by_name() -> None:
    facts = small("x")
    [row] = rows("event", facts=facts)
    assert (row["id"], row["value"], row["topic"], row["standing"]) == ("empty", "An event", None, None)
    assert [row["id"] for row in rows("nandu", facts=facts)] == ["ana"]
    assert [row["id"] for row in rows("4b", facts=facts)] == ["ana"]


# How it is shown


def test_rows_have_a_standing_and_sources() -> None:
    """Notes, sources and unknown stages have no standing; every kind of row is found."""
    everything = rows(EVERYTHING)
    assert {row["kind"] for row in everything} == {"figure", "group", "event", "timeline", "note", "source"}
    for row in everything:
        unknown = (row["id"], row["topic"]) == ("dario-muestra", "stage")
        assert (row["standing"] is None) is (unknown or row["kind"] in ("note", "source"))
        assert bool(row["sources"]) is not unknown


def test_matches_are_filtered_by_topic_standing_and_date() -> None:
    """A filter keeps exactly the rows that match without it and have the value; two values of one accept either."""
    everything = rows(EVERYTHING)
    filters: list[tuple[list[str], Callable[[Any], bool]]] = [
        (["--topic", "charge"], lambda row: row["topic"] == "charge"),
        (["--topic", "charge", "--topic", "plea"], lambda row: row["topic"] in ("charge", "plea")),
        (["--standing", "convicted"], lambda row: row["standing"] == "convicted"),
        (
            ["--topic", "plea", "--standing", "reported"],
            lambda row: (row["topic"], row["standing"]) == ("plea", "reported"),
        ),
        (["--since", "2026-02"], lambda row: (row["date"] or "").startswith("2026")),
        (["--since", "2026-02-04"], lambda row: row["date"] == "2026-02-04"),
    ]
    for options, kept in filters:
        found = read_json("search", EVERYTHING, *options)
        assert found == [row for row in everything if kept(row)] != [], options
    nothing = run("search", "pilot", "--topic", "reward", "--json")
    assert nothing == (1, "[]\n", "cartels: nothing of what matches passes the filters\n")


@pytest.mark.parametrize(
    ("words", "text", "marked"),
    [
        (["z40"], "his name is Z-40, not Z-42 or Z 400", ["Z-40"]),
        (["Z-40"], "Z40 and z 40", ["Z40", "z 40"]),
        (["death penalty"], "death, a penalty, the death-penalty", ["death-penalty"]),
        (["brookl*"], "Brooklyn, the BROOKLYN court, not Brook", ["Brooklyn", "BROOKLYN"]),
        (["trevino"], "Trevin\u0303o Treviño", ["Trevin\u0303o", "Treviño"]),
        (["one OR two NOT three"], "one two", ["one", "two"]),
        (["señor de los cie*"], "El Señor de los Cielos", ["Señor de los Cielos"]),
    ],
)
def test_what_was_found_is_underlined_as_it_is_written(words: list[str], text: str, marked: list[str]) -> None:
    args = ("search", "--facts", "-", "--width", "150", "--color", "always", "--", *words)
    assert UNDERLINED.findall(printed(*args, stdin=small(text))) == marked


def test_words_are_underlined_in_a_coloured_table_alone() -> None:
    assert UNDERLINED.findall(run_in_terminal("search", "fentanyl").out) == ["fentanyl"]
    outputs = [run_in_terminal("search", "fentanyl", env={"NO_COLOR": "1"}).out]
    outputs += [run("search", "fentanyl", "-f", format).out for format in ("plain", "json", "csv", "tsv", "md")]
    for out in outputs:
        assert "fentanyl" in out
        assert "\x1b" not in out


# What is not found, and what cannot be read


def test_the_longest_and_deepest_queries_are_answered() -> None:
    deep = "(life OR " * 16 + "b" + ")" * 16
    assert rows(deep) == rows(" OR ".join(["life"] * 64)) == rows("life") != []
    assert rows(" NOT ".join(["life", *["prison"] * 63])) == []


PIECES = st.sampled_from([*"aZ4ñ -'\"()*^:+{}\\/\0\udc80\u0303\u200b", " AND ", " OR ", " NOT ", '"'])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=12).map("".join), min_size=1, max_size=4))
@example(["a"])
@example(["Z4ñ"])
@example(["NOT"])
def test_any_text_is_found_or_not_found_or_refused(words: list[str]) -> None:
    status, out, err = run("search", "--json", "--", *words)
    if status == 0:
        assert json.loads(out)
        assert err == ""
    elif status == 1:
        assert out == "[]\n"
        assert err.startswith("cartels: nothing ")
    else:
        assert (status, out) == (2, "")
        assert err.startswith("cartels: search: ")


def test_without_fts5_it_explains_which_python_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    class Bare(sqlite3.Connection):
        def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
            raise sqlite3.OperationalError("no such module: fts5")

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda name: connect(name, factory=Bare))
    message = "cartels: search: this Python's SQLite has no FTS5: use a Python from python.org or uv\n"
    assert refused("search", "a", status=1) == message
