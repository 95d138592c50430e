"""What is searched for is found, the best first; and what cannot be is explained."""

from __future__ import annotations

import json
import re
import sqlite3
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from conftest import run_in_terminal, statements
from hypothesis import given, settings
from hypothesis import strategies as st

from cartels import facts, names, search
from cartels.errors import BadUsage, CartelsError

if TYPE_CHECKING:
    from conftest import Run

BOOK = facts.load()
SMALL = facts.index(
    {
        "about": {"title": "A file", "as_of": "2026"},
        "events": [{"id": "e", "name": "An event", "date": "2025", "statements": []}],
        "figures": [
            {
                "id": "f",
                "name": "Ana\0 Ñandú",
                "kind": "relative",
                "statements": [{"topic": "alias", "value": "La 4-B", "standing": "reported", "sources": []}],
            }
        ],
        "groups": [],
        "courts": [],
        "sources": [],
    }
)


def rows(cartels: Run, *words: str) -> list[Any]:
    """The rows that a search prints as JSON; none where it found nothing."""
    found: list[Any] = json.loads(cartels("search", *words, "--json").out)
    return found


def keys(found: list[Any]) -> list[str]:
    """Rows, as something that can be put into a set."""
    return [json.dumps(row) for row in found]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (["camarena"], {"kind": "figure", "id": "enrique-camarena", "topic": "office"}),
        (["caro quintero"], {"kind": "figure", "id": "rafael-caro-quintero", "topic": "role"}),
        (["kash", "patel"], {"kind": "figure", "id": "kash-patel", "topic": "office"}),
        (["Luis Geraldo"], {"kind": "figure", "id": "luis-gerardo-mendez-estevane"}),
        (["z40"], {"kind": "figure", "id": "miguel-angel-trevino-morales", "topic": "alias", "value": "Z-40"}),
        (["Z-40"], {"kind": "figure", "id": "miguel-angel-trevino-morales", "topic": "alias", "value": "Z-40"}),
        (["el señor de los cielos"], {"id": "amado-carrillo-fuentes", "topic": "alias"}),
        (["EL SENOR DE LOS CIELOS"], {"id": "amado-carrillo-fuentes", "topic": "alias"}),
        (["zetas"], {"kind": "group", "id": "los-zetas"}),
        (["penalty"], {"kind": "event", "id": "transfer-2025-02-27", "topic": "penalty"}),
        (["edny"], {"topic": "court", "id": "vicente-carrillo-fuentes"}),
        (["z40", "arrest"], {"id": "miguel-angel-trevino-morales", "topic": "arrest"}),
        (["india", "tv", "da", "agent"], {"kind": "note", "topic": "India TV: 'DA agent'", "id": None, "name": None}),
        (["abducted in guadalajara", "camarena"], {"kind": "timeline", "date": "1985-02-07", "id": None}),
        (["doj-2025-02-27"], None),
        (["Kiki Camarena, asesinato que desató"], {"kind": "source", "name": "Meganoticias", "standing": None}),
    ],
)
def test_what_a_reader_expects_comes_first(cartels: Run, words: list[str], first: dict[str, Any] | None) -> None:
    """Whom the words name, and of whom they are an alias, before those in whose statements they are mentioned."""
    found = rows(cartels, *words)
    if first is None:  # ids are for `show` and `sources`: they are not searched
        assert found == []
    else:
        assert {key: found[0][key] for key in first} == first


@pytest.mark.parametrize(
    ("words", "pattern"),
    [
        (["penalty"], "penalty"),
        (["death penalty"], "death.penalty"),
        (["brookl*"], "brookl"),
        (["fiscalía"], "fiscalía"),
        (["plea deal"], "plea deal"),
    ],
)
def test_every_row_says_what_was_searched_for(cartels: Run, words: list[str], pattern: str) -> None:
    """In its value, its note or its topic; or in the name of the court, for Brooklyn."""
    found = rows(cartels, *words)
    assert found
    for row in found:
        told = f"{row['value']} {row['note']} {row['topic']}"
        assert re.search(pattern, told, re.IGNORECASE), row


def test_accents_and_case_and_how_accents_are_encoded_do_not_matter(cartels: Run) -> None:
    """Typed with or without, composed or decomposed as file systems do."""
    found = rows(cartels, "fiscalía")
    assert len(found) == 3
    for text in ("fiscalia", "FISCALÍA", unicodedata.normalize("NFD", "fiscalía")):
        assert rows(cartels, text) == found


def test_several_words_are_all_there_in_any_order(cartels: Run) -> None:
    both = set(keys(rows(cartels, "death", "penalty")))
    assert both
    assert both == set(keys(rows(cartels, "penalty", "death"))) == set(keys(rows(cartels, "death AND penalty")))
    assert both == set(keys(rows(cartels, "death"))) & set(keys(rows(cartels, "penalty")))
    assert set(keys(rows(cartels, "death penalty"))) < both


def test_or_joins_and_not_takes_away(cartels: Run) -> None:
    chapitos, mayiza = (set(keys(rows(cartels, word))) for word in ("chapitos", "mayiza"))
    assert set(keys(rows(cartels, "chapitos", "OR", "mayiza"))) == chapitos | mayiza
    sinaloa = set(keys(rows(cartels, "sinaloa")))
    without = set(keys(rows(cartels, "sinaloa NOT (chapitos OR mayiza)")))
    assert without
    assert without <= sinaloa - chapitos - mayiza
    assert without == set(keys(rows(cartels, "sinaloa AND NOT chapitos NOT mayiza")))
    assert without | set(keys(rows(cartels, "sinaloa (chapitos OR mayiza)"))) >= sinaloa


def test_or_binds_less_than_and() -> None:
    assert search.parse(["a b OR c d"]).match.startswith('(("a" AND "b") OR ("c" AND "d"))')


def test_a_phrase_may_end_in_a_beginning_and_small_operators_are_words(cartels: Run) -> None:
    assert keys(rows(cartels, "death penal*")) == keys(rows(cartels, '"death penal"*'))
    assert keys(rows(cartels, "death penalty")) == keys(rows(cartels, '"death penalty"'))
    assert len(rows(cartels, "death penal*")) >= len(rows(cartels, "death penalty")) > 0
    assert all("not" in names.fold_words(f"{row['value']} {row['note']}") for row in rows(cartels, "not", "guilty"))


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(statements(BOOK)), st.data())
def test_every_statement_is_found_by_any_word_of_it(statement: tuple[str, Any], data: st.DataObject) -> None:
    entry, said = statement
    word = data.draw(st.sampled_from(names.fold_words(said["value"])))
    found = search.search(BOOK, [word]).rows
    assert (entry, said["topic"], said["value"]) in {(row["id"], row["topic"], row["value"]) for row in found}


def test_a_row_says_how_sure_its_value_is_and_where_it_comes_from(cartels: Run) -> None:
    for row in rows(cartels, "los zetas"):
        assert row["sources"]
        assert (row["standing"] is None) is (row["kind"] in ("note", "source"))
    assert "Z-13 (reported, weak)" in cartels("search", "z13").out
    sources = [row for row in rows(cartels, "z40") if row["kind"] == "source"]
    titles = {row["value"] for row in sources if row["sources"][0].get("title_supplied")}
    assert titles
    assert all(f"[{title}]" in cartels("search", "z40").out for title in titles)


def test_a_statement_on_a_group_or_a_court_names_it(cartels: Run) -> None:
    """`Tied to it` is said of two groups, and `Hearing still due` of a court: which one stands before it."""
    tied = [row["group"] for row in rows(cartels, "limon", "tied") if row["id"] == "jesus-humberto-limon-lopez"]
    assert tied == ["sinaloa-cartel", "los-chapitos"]
    out = cartels("search", "limon", "tied").out
    assert "Sinaloa Cartel: Tied to it" in out
    assert "Los Chapitos: Tied to it" in out
    assert "E.D.N.Y.: Hearing still due" in cartels("search", "hearing still due").out


def test_nothing_found_is_an_empty_list_status_1_and_a_hint(cartels: Run) -> None:
    for args, out in ((["--json"], "[]\n"), (["-f", "jsonl"], ""), (["-f", "csv", "--fields", "id"], "id\n")):
        none = cartels("search", "xyzzy", *args)
        assert (none.status, none.out) == (1, out)
        assert none.err == "cartels: nothing in the facts says 'xyzzy': try another word, or its beginning with a *\n"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["penalti"], "'penalti': did you mean penalties or penalty"),
        (["zetaz", "trial"], "did you mean zeta or zetas"),
        (["penalty death"], "in this order: give them one by one"),
        (["extradición", "brooklyn"], "all of this at once"),
        (["xyzz*"], "'xyzz'"),
    ],
)
def test_the_hint_names_the_word_that_is_nowhere(cartels: Run, words: list[str], hint: str) -> None:
    none = cartels("search", *words)
    assert (none.status, none.err.count("\n")) == (1, 1)
    assert hint in none.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["NOT", "a"], "takes away from what stands before it"),
        (["a", "OR"], "OR needs a word on both sides"),
        (["OR", "a"], "OR needs a word on both sides"),
        (["a", "AND", "AND", "b"], "AND needs a word on both sides"),
        (["a", "NOT"], "NOT needs a word on both sides"),
        (["a", "NOT", "NOT", "b"], "NOT takes away"),
        (["a OR NOT b"], "NOT takes away"),
        (["(a"], "a ( without its )"),
        (["a)"], "a ) without its ("),
        (["a", "()"], "a ) with nothing to close"),
        (['"a'], "the \" before 'a' is not closed"),
        (["bro*lyn"], "the * stands at the end of a word"),
        (["*"], "no letter or digit"),
        (["--", "-", "' '"], "no letter or digit"),
        ([""], "no letter or digit"),
        (["a"] * 65, "65 words are too many"),
        (["(" * 17 + "a" + ")" * 17], "parentheses are 17 deep"),
        ([], "Missing argument"),
    ],
)
def test_a_query_that_makes_no_sense_is_explained_in_one_line(cartels: Run, words: list[str], told: str) -> None:
    result = cartels("search", *words)
    assert (result.status, result.out) == (2, "")
    assert told in result.err
    assert result.err.count("\n") == 1
    assert not re.search("fts|sqlite|syntax error", result.err, re.IGNORECASE)


@pytest.mark.parametrize(
    "word",
    ["z-40", "z:40", "{z} 40", "z^40", "'z' 40", "z+40", 'z"40"', "z;40", "z,40", "z\\40", "z\t40", "z - 40", "z--40"],
)
def test_what_sqlite_would_choke_on_is_only_space_between_words(cartels: Run, word: str) -> None:
    """Quotes, colons, hyphens, braces, carets: they part words, as they do in the texts."""
    assert rows(cartels, word)[0]["value"] == "Z-40"


PIECES = st.sampled_from([*"aZ4ñ -'\"()*^:+{}\\/\0\udc80\u0303\u200b", " AND ", " OR ", " NOT ", '"'])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=12).map("".join), max_size=4))
def test_any_text_is_found_or_not_or_refused(words: list[str]) -> None:
    """There are rows, a hint, or a BadUsage; nothing else can happen."""
    try:
        found = search.search(SMALL, words)
    except BadUsage as error:
        assert str(error).startswith("search: ")  # noqa: PT017  # that there may be none is what is tested
    else:
        assert bool(found.rows) is not bool(found.hint)


def test_a_deep_and_a_long_query_are_answered() -> None:
    """The most that is allowed is not more than SQLite's own parser takes."""
    deep = "(ana OR " * search.DEEPEST + "b" + ")" * search.DEEPEST
    assert search.search(SMALL, [deep]).rows
    assert search.search(SMALL, [" OR ".join(["ana"] * search.MOST_WORDS)]).rows
    assert search.search(SMALL, [" NOT ".join(["ana", *["b"] * (search.MOST_WORDS - 1)])]).rows == []


def test_an_entry_of_which_nothing_is_said_is_found_by_its_name() -> None:
    [row] = search.search(SMALL, ["event"]).rows
    assert (row["id"], row["value"], row["topic"], row["standing"]) == ("e", "An event", None, None)


def test_a_name_is_found_where_the_only_statement_is_an_alias() -> None:
    assert [row["id"] for row in search.search(SMALL, ["nandu"]).rows] == ["f"]
    assert [row["id"] for row in search.search(SMALL, ["4b"]).rows] == ["f"]


def test_without_fts5_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Bare(sqlite3.Connection):
        def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:
            raise sqlite3.OperationalError("no such module: fts5")

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda name: connect(name, factory=Bare))
    with pytest.raises(CartelsError, match="has no FTS5"):
        search.search(SMALL, ["a"])


@pytest.mark.parametrize(
    ("words", "text", "marked"),
    [
        (["z40"], "his name is Z-40, not Z-42 or Z 400", ["Z-40"]),
        (["Z-40"], "Z40 and z 40", ["Z40", "z 40"]),
        (["death penalty"], "death, a penalty, the death-penalty", ["death-penalty"]),
        (["brookl*"], "Brooklyn, the BROOKLYN court, not Brook", ["Brooklyn", "BROOKLYN"]),
        (["trevino"], "Trevin\u0303o Treviño", ["Trevin\u0303o", "Treviño"]),
        (["a OR b NOT c"], "a b c", ["a", "b"]),
        (["señor de los cie*"], "El Señor de los Cielos", ["Señor de los Cielos"]),
    ],
)
def test_the_words_that_were_found_are_marked_as_they_are_written(
    words: list[str], text: str, marked: list[str]
) -> None:
    spans = search.marks(search.parse(words).terms, text)
    assert [text[start:end] for start, end in spans] == marked


def test_marks_are_a_style_of_the_table_alone(cartels: Run) -> None:
    """In a pipe, and in every other format, the words are as they are in the facts."""
    screen = run_in_terminal("search", "camarena").out
    assert re.search(r"\x1b\[1;4mCamarena\x1b\[0m", screen)
    bare = run_in_terminal("search", "camarena", env={"NO_COLOR": "1"}).out
    assert "\x1b" not in bare
    assert "Camarena" in bare
    for format in ("plain", "json", "jsonl", "csv", "tsv", "md"):
        out = cartels("search", "camarena", "-f", format).out
        assert "Enrique 'Kiki' Camarena" in out
        assert "\x1b" not in out
