"""FollowTheMoney: what is exported is what FollowTheMoney itself reads, and all that the fact file says."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Run, peer, statements

from cartels import facts
from cartels.export import ftm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cartels.facts import Book

Entities = dict[str, Any]

#: Where an entity for a statement says what the statement is about.
SUBJECTS = {
    "Associate": "associate",
    "CourtCaseParty": "party",
    "Family": "relative",
    "Membership": "member",
    "Note": "entity",
    "Sanction": "entity",
    "UnknownLink": "subject",
}

#: What FollowTheMoney's programs call an entity that can say something of a person or a group.
CAPTIONS = {
    "Associate": "relationship",
    "CourtCase": "status",
    "CourtCaseParty": "role",
    "Family": "relationship",
    "Membership": "role",
    "Note": "description",
    "Sanction": "program",
    "UnknownLink": "role",
}


def read(lines: str) -> Entities:
    """The entities by id. Each has its own."""
    found = [json.loads(line) for line in lines.split("\n") if line]
    by_id = {entity["id"]: entity for entity in found}
    assert len(by_id) == len(found)
    return by_id


def validated(exported: str) -> Entities:
    """What FollowTheMoney keeps of an export: it drops what it does not know, without a word."""
    done = subprocess.run([peer("ftm"), "validate"], input=exported.encode(), capture_output=True, check=True)
    return read(done.stdout.decode())


@pytest.fixture(scope="module")
def exported(cartels: Run) -> str:
    ended = cartels("export", "ftm")
    assert (ended.status, ended.err) == (0, "")
    return ended.out


@pytest.fixture(scope="module")
def entities(exported: str) -> Entities:
    return read(exported)


def of(entities: Entities, kind: str) -> list[Any]:
    """The entities of a kind, as their ids tell it."""
    return [entity for id, entity in entities.items() if id.startswith(f"cartels.{kind}.")]


def lines(properties: Mapping[str, list[str]], of_note: bool) -> dict[str, str]:
    """The lines `key: value` of an entity for a statement."""
    return dict(line.split(": ", 1) for line in properties["notes" if of_note else "description"])


def test_followthemoney_gives_back_what_went_in(exported: str) -> None:
    """It silently drops unknown properties, wrong dates, unknown topics, languages and countries, and bad ids."""

    def sets(found: Entities) -> dict[str, Any]:
        return {
            id: (entity["schema"], {name: sorted(values) for name, values in entity["properties"].items()})
            for id, entity in found.items()
        }

    assert sets(validated(exported)) == sets(read(exported))


def test_every_statement_arrives_with_all_that_it_says_and_nothing_is_added(exported: str, book: Book) -> None:
    """Counted after FollowTheMoney has read it: value, standing, sources, and each other key of the statement."""
    entities = validated(exported)

    def given(entry: str, said: Mapping[str, Any]) -> tuple[Any, ...]:
        others = sorted((key, value) for key, value in said.items() if key not in ("value", "sources"))
        return entry, said["value"], tuple(others), tuple(said["sources"])

    def arrived(entity: Any) -> tuple[Any, ...]:
        properties, schema = entity["properties"], entity["schema"]
        others = lines(properties, schema == "Note")
        others.pop("grade", None)
        entry = properties[SUBJECTS[schema]][0].split(".")[-1]
        proof = [id.removeprefix("cartels.source.") for id in properties.get("proof", [])]
        assert properties.get("sourceUrl", []) == list(dict.fromkeys(book.sources[id]["url"] for id in proof))
        assert properties.get("publisher", []) == list(dict.fromkeys(book.sources[id]["publisher"] for id in proof))
        return entry, properties["summary"][0], tuple(sorted(others.items())), tuple(proof)

    assert Counter(map(arrived, of(entities, "statement"))) == Counter(
        given(entry, said) for entry, said in statements(book)
    )


def test_every_source_moment_note_and_entry_arrives_and_nothing_is_added(entities: Entities, book: Book) -> None:
    kinds = Counter(id.split(".")[1] for id in entities)
    cases = kinds.pop("case")
    assert kinds == {
        "source": len(book.sources),
        "figure": len(book.figures),
        "group": len(book.groups),
        "event": len(book.events),
        "statement": len(statements(book)),
        "moment": len(book.facts["timeline"]),
        "note": len(book.facts["notes"]),
    }
    assert 0 < cases <= kinds["figure"]
    for id, row in book.sources.items():
        source = entities[f"cartels.source.{id}"]["properties"]
        assert (source["title"], source["sourceUrl"], source["publisher"]) == (
            [row["title"]],
            [row["url"]],
            [row["publisher"]],
        )
        assert source.get("publishedAt", [None]) == [row.get("published")]
        assert {f"kind: {row['kind']}", f"grade: {row['grade']}"} <= set(source["notes"])
    told = Counter((m["date"], m["text"], m["standing"], tuple(m["sources"])) for m in book.facts["timeline"])
    assert told == Counter(
        (
            moment["properties"]["date"][0],
            moment["properties"]["summary"][0],
            lines(moment["properties"], of_note=False)["standing"],
            tuple(id.removeprefix("cartels.source.") for id in moment["properties"]["proof"]),
        )
        for moment in of(entities, "moment")
    )
    for figure in book.figures.values():
        person = entities[f"cartels.figure.{figure['id']}"]["properties"]
        assert person["name"] == [figure["name"]]
        assert person.get("alias", []) == figure.get("aliases", [])
        assert person.get("weakAlias", []) == figure.get("spellings", [])


def test_every_reference_meets_its_entity(entities: Entities) -> None:
    named = {
        value
        for entity in entities.values()
        for values in entity["properties"].values()
        for value in values
        if value.startswith("cartels.")
    }
    assert named <= set(entities)
    assert len(named) > 400


def test_nobody_has_a_topic_of_crime(entities: Entities, book: Book) -> None:
    """Who was handed over is a person of interest; nobody else is: not the officials, and least of all the victims."""
    for figure in book.figures.values():
        topics = entities[f"cartels.figure.{figure['id']}"]["properties"].get("topics", [])
        assert set(topics) <= {"poi", "sanction"}
        assert ("poi" in topics) is (figure["kind"] == "transferred")
    assert not [
        entity
        for entity in entities.values()
        if any("crime" in topic for topic in entity["properties"].get("topics", []))
    ]


def test_membership_is_for_what_a_court_has_found(entities: Entities) -> None:
    memberships = [entity for entity in of(entities, "statement") if entity["schema"] == "Membership"]
    assert memberships
    assert {entity["properties"]["status"][0] for entity in memberships} == {"convicted"}


@pytest.mark.parametrize("schema", CAPTIONS)
def test_what_it_is_called_tells_the_standing(entities: Entities, schema: str) -> None:
    """A graph or a list shows little else of an edge than its caption."""
    found = [entity for entity in entities.values() if entity["schema"] == schema and ".note." not in entity["id"]]
    assert found
    for entity in found:
        for caption in entity["properties"].get(CAPTIONS[schema], []):
            assert caption.endswith(("(official)", "(reported)", "(alleged)", "(charged)", "(convicted)")), caption


def test_a_terror_designation_has_opensanctions_program(entities: Entities) -> None:
    listed = [
        entity["properties"] for entity in entities.values() if entity["properties"].get("programId") == ["US-FTO219"]
    ]
    assert len(listed) == 8
    assert {row["startDate"][0] for row in listed} == {"2025-02-20"}
    for row in listed:
        assert entities[row["entity"][0]]["properties"]["topics"] == ["sanction"]
    programs = {id for entity in entities.values() for id in entity["properties"].get("programId", [])}
    assert programs == set(ftm.PROGRAMS.values())


def test_brothers_are_family_and_co_defendants_are_not(entities: Entities) -> None:
    """FollowTheMoney tells a relation from the first person's side: Omar's brother is Miguel Ángel."""
    ties = {
        (row["schema"], row["properties"][one][0].split(".")[-1], row["properties"][two][0].split(".")[-1]): row["properties"]["relationship"]
        for row in entities.values()
        for schema, one, two in (("Family", "person", "relative"), ("Associate", "person", "associate"))
        if row["schema"] == schema
    }  # fmt: skip
    assert ties["Family", "omar-trevino-morales", "miguel-angel-trevino-morales"] == ["brother (reported)"]
    assert ties["Associate", "omar-trevino-morales", "alfredo-rangel-buendia"] == ["co-defendant (charged)"]


@pytest.mark.parametrize(
    ("relation", "kin"),
    [("brother", True), ("half-brother", True), ("Brother-in-law", True), ("nephew", True), ("co-defendant", False), ("brother's lawyer", False), ("", False)],
)  # fmt: skip
def test_family_is_told_by_the_last_word(relation: str, kin: bool) -> None:
    assert ftm._is_kin(relation) is kin


def test_ids_stay_when_the_order_or_a_standing_changes(entities: Entities, bundled_text: str) -> None:
    """An investigation links to them: they may not move with every edit of the file."""
    data = facts.parse(bundled_text, "facts.toml")
    for table in ("figures", "groups", "events", "timeline", "notes"):
        data[table].reverse()
        for row in data[table]:
            for said in reversed(row.get("statements", ())):
                said["standing"] = "reported"
                said["sources"] = said["sources"][:1]
    changed = {entity["id"]: entity for entity in ftm.entities(facts.index(data))}
    assert set(changed) == set(entities)
    assert all(changed[id]["properties"].get("summary", [])[:1] == entity["properties"].get("summary", [])[:1]
               for id, entity in entities.items() if ".statement." in id)  # fmt: skip


def test_attacks_arrive_as_data(cartels: Run, attacked: Path) -> None:
    """Exact, in UTF-8 and where standard output knows only ASCII; FollowTheMoney keeps every entity."""
    book = facts.load(str(attacked))
    for encoding in ("utf-8", "ascii"):
        ended = cartels(
            "export", "ftm", "--facts", str(attacked), env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
        )
        found = read(ended.out)
        assert ended.out.isprintable() or set("\n") == {letter for letter in ended.out if not letter.isprintable()}
        assert Counter(entity["properties"]["summary"][0] for entity in of(found, "statement")) == Counter(
            said["value"] for _, said in statements(book)
        )
        assert found["cartels.figure.him"]["properties"]["alias"] == book.figures["him"]["aliases"]
    assert set(validated(ended.out)) == set(found)


def test_the_file_holds_what_standard_output_gets(cartels: Run, exported: str, tmp_path: Path) -> None:
    """The same bytes, each time."""
    path = tmp_path / "facts.ftm.json"
    assert cartels("export", "ftm", str(path)).status == 0
    assert path.read_bytes() == exported.encode()
