"""The bundled fact file: whole, sound, and edited by the rules that no schema can hold."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any, get_args

from conftest import statements

from cartels import check, facts, model, views

if TYPE_CHECKING:
    from cartels.facts import Book


def test_it_is_sound(bundled_text: str) -> None:
    """The proof on which every lookup in it relies: it is not checked again at run time."""
    assert check.faults(facts.parse(bundled_text, "facts.toml")) == []


def test_it_is_whole(book: Book) -> None:
    """It holds all that was researched; a row may be added, and none may get lost."""
    kinds = Counter(figure["kind"] for figure in book.figures.values())
    assert kinds == {"transferred": 26, "relative": 1, "official": 10, "victim": 2, "commentator": 1}
    assert (len(book.groups), len(book.events), len(book.sources)) == (18, 7, 415)
    assert (len(book.facts["timeline"]), len(book.facts["notes"])) == (53, 22)
    assert len(statements(book)) >= 980


def test_text_is_composed_unicode(bundled_text: str) -> None:
    assert unicodedata.is_normalized("NFC", bundled_text)


def test_every_alias_has_a_statement_with_its_source(book: Book) -> None:
    """No attribute is without a source, nicknames included."""
    entries: list[Any] = [*book.figures.values(), *book.groups.values()]
    for entry in entries:
        said = {one["value"] for one in entry["statements"] if one["topic"] == "alias"}
        assert said == set(entry.get("aliases", []))


def test_every_court_statement_names_one_court(book: Book) -> None:
    for id, said in statements(book):
        assert (said["topic"] == "court") <= ("court" in said), (id, said["value"])


def test_every_destination_of_a_figure_names_a_city_of_the_transfer(book: Book) -> None:
    event = next(iter(book.events.values()))
    cities = {said["city"] for said in event["statements"] if "city" in said}
    flown = {said["city"] for figure in book.figures.values() for said in figure["statements"] if "city" in said}
    assert cities == {
        "Washington, D.C.", "Phoenix", "Houston", "McKinney", "San Antonio", "Chicago", "New York", "White Plains",
    }  # fmt: skip
    assert flown <= cities


def test_nobody_stands_as_convicted_whose_case_has_not_come_so_far(book: Book) -> None:
    """What tables show of a person (groups, role, stage) stands as convicted only after a plea of guilty or a sentence."""
    for figure in book.figures.values():
        stages = {said.get("stage") for said in figure["statements"]}
        if not stages & {"pleaded-guilty", "sentenced"}:
            shown = [said for said in figure["statements"] if said["topic"] in ("group", "role", "stage", "charge")]
            assert all(said["standing"] != "convicted" for said in shown), figure["id"]


def test_role_cells_are_short(book: Book) -> None:
    """The first office or role, base and status of an entry is a table cell."""
    entries: list[Any] = [*book.figures.values(), *book.groups.values()]
    for entry in entries:
        for topics in (("office", "role"), ("base",), ("status",)):
            said = views.foremost(entry, *topics)
            assert said is None or len(said["value"]) <= 65, (entry["id"], said["value"])


def test_ids_of_courts_are_courtlistener_s(book: Book) -> None:
    """A district court's id is its state, its district and `d`: nyed is New York, Eastern."""
    for id, court in book.courts.items():
        if court["name"].startswith("US District Court"):
            assert re.fullmatch(r"[a-z]{2,3}[nsewcm]?d", id), id
            assert court["short"]


def test_entries_stand_in_an_order_in_which_one_finds_them(book: Book) -> None:
    """People by kind and id, groups, courts and sources by id, the timeline by date, statements by topic."""
    kinds = get_args(model.Kind)
    people = [(kinds.index(figure["kind"]), figure["id"]) for figure in book.figures.values()]
    assert people == sorted(people)
    for rows in (book.groups, book.courts, book.sources):
        assert list(rows) == sorted(rows)
    dates = [moment["date"] for moment in book.facts["timeline"]]
    assert dates == sorted(dates)


def test_the_event_says_how_many_it_names_and_why_the_rest_are_missing(book: Book) -> None:
    said = [one["value"] for one in book.events["transfer-2025-02-27"]["statements"] if one["topic"] == "count"]
    assert any("29" in value for value in said)
    assert any("26 of the 29" in value and "first names alone" in value for value in said)


def test_names_keep_their_accents(bundled_text: str) -> None:
    """Only ids, addresses, source titles and spellings may be without."""
    prose = [line for line in bundled_text.split("\n") if re.match(r"(value|text|name|note) = ", line)]
    bare = re.compile(r"\b(Juarez|Michoacan|Trevino|Beltran|Culiacan|La Linea|Carteles Unidos|Garcia Harfuch)\b")
    assert [line for line in prose if bare.search(line)] == []
    assert len(prose) > 1000
