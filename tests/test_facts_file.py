"""The bundled fact file is complete and valid, and keeps the editorial rules that no schema can hold."""

import json
import re
import tomllib
import unicodedata
from collections import Counter
from typing import Any

import jsonschema
import pytest
from conftest import ROOT, printed, read_json

from cartels.facts import load
from cartels.render import card
from cartels.render.document import NOT_KNOWN, Labels, Summary
from cartels.render.words import STAGES
from cartels.views import cards

FILE = ROOT / "data" / "facts.toml"
TEXT = FILE.read_text("utf-8")
DATA: dict[str, Any] = tomllib.loads(TEXT)
FIGURES, GROUPS, EVENTS = DATA["figures"], DATA["groups"], DATA["events"]

#: How much was researched. When rows are added, raise the numbers; none may get lost.
KINDS = {"transferred": 82, "relative": 1, "official": 10, "victim": 2, "commentator": 1}
ROWS = {"groups": 29, "events": 7, "sources": 758, "timeline": 68, "notes": 38}
STATEMENTS = 1880


def test_it_is_complete() -> None:
    assert Counter(figure["kind"] for figure in FIGURES) == KINDS
    assert {table: len(DATA[table]) for table in ROWS} == ROWS
    assert sum(len(entry["statements"]) for entry in (*FIGURES, *GROUPS, *EVENTS)) >= STATEMENTS


def test_it_is_valid() -> None:
    """The program relies on this: it does not check the bundled file again at each run."""
    assert ": ok: " in printed("check", str(FILE))
    jsonschema.validate(DATA, json.loads(printed("schema", "facts")), jsonschema.Draft202012Validator)


def test_its_text_is_composed_unicode() -> None:
    assert unicodedata.is_normalized("NFC", TEXT)


def test_names_keep_their_accents() -> None:
    """Only ids, addresses, source titles and spellings may be without."""
    prose = re.findall(r"^(?:value|text|name|note) = .*", TEXT, re.MULTILINE)
    bare = re.compile(r"\b(Juarez|Michoacan|Trevino|Beltran|Culiacan|La Linea|Carteles Unidos|Garcia Harfuch)\b")
    assert [line for line in prose if bare.search(line)] == []
    assert len(prose) > STATEMENTS


def test_each_alias_has_a_statement_with_its_source() -> None:
    for entry in (*FIGURES, *GROUPS):
        stated = {statement["value"] for statement in entry["statements"] if statement["topic"] == "alias"}
        assert stated == set(entry.get("aliases", [])), entry["id"]


def test_everybody_handed_over_has_a_custody_statement_that_names_the_event() -> None:
    for figure in FIGURES:
        if figure["kind"] == "transferred":
            custody = [statement for statement in figure["statements"] if statement["topic"] == "custody"]
            assert any("event" in statement for statement in custody), figure["id"]


def test_each_city_of_a_person_is_a_city_of_the_event() -> None:
    """An event that lists no city says nothing about it."""
    cities = {event["id"]: {row["city"] for row in event["statements"] if "city" in row} for event in EVENTS}
    for figure in FIGURES:
        for statement in figure["statements"]:
            if statement["topic"] == "destination" and "city" in statement:
                listed = cities[statement["event"]]
                assert not listed or statement["city"] in listed, (figure["id"], statement["city"])


def test_nobody_is_shown_as_convicted_before_a_plea_of_guilty_or_a_sentence() -> None:
    """Tables show the groups, roles, stages and charges of a person."""
    for figure in FIGURES:
        if not {statement.get("stage") for statement in figure["statements"]} & {
            "sentenced",
            "convicted",
            "pleaded-guilty",
        }:
            for statement in figure["statements"]:
                shown = statement["topic"] in ("group", "role", "stage", "charge")
                assert not (shown and statement.get("standing") == "convicted"), (figure["id"], statement["value"])


def test_ids_of_district_courts_are_those_of_courtlistener() -> None:
    """They consist of the state, the district and `d`: nyed is New York, Eastern."""
    for court in DATA["courts"]:
        if court["name"].startswith("US District Court"):
            assert re.fullmatch(r"[a-z]{2,3}[nsewcm]?d", court["id"]), court["id"]


def test_entries_are_in_order() -> None:
    """People are sorted by kind and id, groups, courts and sources by id, the timeline by date."""
    kinds = list(KINDS)
    people = [(kinds.index(figure["kind"]), figure["id"]) for figure in FIGURES]
    assert people == sorted(people)
    for table, key in (("groups", "id"), ("courts", "id"), ("sources", "id"), ("timeline", "date")):
        keys = [row[key] for row in DATA[table]]
        assert keys == sorted(keys), table


# What the program makes of it


@pytest.fixture
def bundled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every call in a test use the same parsed file, as parsing takes longer than what is tested."""
    monkeypatch.setattr(load, "load", lambda _: LOADED)


LOADED = load.load(str(FILE))
HANDED_OVER = [figure["id"] for figure in FIGURES if figure["kind"] == "transferred"]
HANDOVERS = {"transfer-2025-02-27": 27, "transfer-2025-08-12": 26, "transfer-2026-01-20": 29}


@pytest.mark.usefixtures("bundled")
def test_listings_have_everybody() -> None:
    """A mistake in the file, or in what a listing leaves out, must not lose anybody."""
    assert len(read_json("figures")) == 82
    assert {event: len(read_json("figures", "--event", event)) for event in HANDOVERS} == HANDOVERS
    assert len(read_json("figures", "--kind", "all")) == 96
    assert len(read_json("groups")) == 29
    assert len(read_json("sources")) == 758
    assert [(row["id"], row["people"]) for row in read_json("show")["handovers"]] == [
        ("transfer-2025-02-27", 29),
        ("transfer-2025-08-12", 26),
        ("transfer-2026-01-20", 37),
    ]


@pytest.mark.usefixtures("bundled")
def test_the_first_screen_on_everybody_has_what_a_reporter_needs() -> None:
    """Stage, charge, court, links, last news and what is pending, in 24 lines of 80 columns."""
    stages = "|".join(words.partition(",")[0] for words in STAGES.values())
    for row in read_json("figures"):
        lines = printed("show", row["id"], "--width", "80").split("\n")[:24]
        assert max(map(len, lines)) <= 80
        screen = "\n".join(lines)
        for label in (stages, "(first )?charged with", "court", "linked to", *(["pending"] if row["pending"] else [])):
            assert re.search(rf"^  ({label})  +\S", screen, re.MULTILINE), (row["id"], label)
        assert f"last news {row['last_news']} " in screen.replace("\n", " ")


def test_a_known_court_date_is_on_the_first_screen() -> None:
    summary = top("erick-valencia-salazar")
    [pending] = [values for values in summary.values if values.label == "pending"]
    assert "set for 7 April 2026 (reported)" in pending.items[0].text


def top(id: str) -> Summary:
    """Return what is above the statements of a person's card."""
    courts = {court["id"]: court["short"] for court in DATA["courts"]}
    groups = {group["id"]: group["name"] for group in GROUPS}
    labels = Labels(DATA["about"]["checked"], "", (), 0, (), courts, groups)
    [data] = cards.cards(LOADED, [id])
    summary = card.card(data, labels)[0]
    assert isinstance(summary, Summary)
    return summary


#: What is at the top of a person's card, by the topic of its statements.
SHOWN = {
    "charge": ("charged with", "first charged with", "accused of"),
    "court": ("court",),
    "plea": ("plea",),
    "penalty": ("penalty",),
    "sentence": ("sentence",),
    "group": ("linked to",),
}


def statement_texts(row: Any) -> set[str]:
    """Return the texts by which a statement may be shown at the top of a card, without its standing."""
    courts = {court["id"]: court["short"] for court in DATA["courts"]}
    texts = {row["value"]}
    if row["topic"] == "stage":
        texts |= {row.get("date"), row.get("note") if row["stage"] == "unknown" else None}
    if row["topic"] == "court" and "court" in row:
        texts |= {courts[row["court"]] + (f", Judge {row['judge']}" if "judge" in row else "")}
    if row["topic"] == "group":
        texts = {LOADED.groups[row["group"]]["name"] if "group" in row else row["value"].partition(": ")[0]}
    return texts


@pytest.mark.parametrize("id", HANDED_OVER)
def test_each_value_at_the_top_of_a_card_is_one_statement_on_the_present_case(id: str) -> None:
    """It has the standing and the sources of exactly that statement; only the line `earlier` is about other cases."""
    statements = LOADED.figures[id]["statements"]
    found = 0
    for values in top(id).values:
        if values.label.startswith(("disputed", "sources")) or [item.text for item in values.items] == [NOT_KNOWN]:
            continue
        said_before = ""
        for item in values.items:
            text, standing, _ = re.fullmatch(r"(.*?)(?: \(([a-z]+)(, weak)?\))?", item.text).groups()  # type: ignore[union-attr]
            if values.label == "linked to":  # a standing stands before the first of the groups that have it
                before, _, name = text.rpartition(": ")
                said_before = before or said_before
                text, standing = name, said_before.partition(",")[0]
            urls = {link.url for link in item.refs.links}
            behind = [
                row
                for row in statements
                if any(shown and text.endswith(shown) for shown in statement_texts(row))
                and row.get("standing") == standing
                and {LOADED.sources[cited]["url"] for cited in row["sources"]} == urls
                and ("case" in row) is (values.label == "earlier")
                and (
                    "due" in row
                    if values.label == "pending"
                    else values.label in ("earlier", *SHOWN.get(row["topic"], (values.label,)))
                )
            ]
            assert behind, (values.label, item)
            found += 1
    assert found
