"""The lookups answer from the facts, with the standing and the sources of each value."""

import pytest
from conftest import DATA, ENTRIES, Golden, printed, read_json

#: Cards, which are laid out as text and have no single table.
CARDS = {
    "figure": "show p40", "figure-weak": "show dario", "group": "show cartel-rojo", "event": "event",
    "source": "sources blog-prisoners",
}  # fmt: skip


@pytest.mark.parametrize("format", ["plain", "md", "json"])
@pytest.mark.parametrize("name", CARDS)
def test_cards_are_printed_as_in_the_golden_files(golden: Golden, name: str, format: str) -> None:
    out = printed(*CARDS[name].split(), "--format", format)
    golden(f"card-{name}.{'txt' if format == 'plain' else format}", out)


@pytest.mark.parametrize("format", ["plain", "md"])
def test_the_overview_is_printed_as_in_the_golden_files(golden: Golden, format: str) -> None:
    golden(f"overview.{'txt' if format == 'plain' else format}", printed("show", "--format", format))


def test_the_overview_in_json_is_the_event_the_people_and_the_groups() -> None:
    assert read_json("show") == {
        "about": {"title": "Invented handovers, for tests", "as_of": "2026-03-01"},
        "event": read_json("event"),
        "figures": read_json("figures"),
        "groups": read_json("groups"),
    }


def test_several_names_give_several_cards_in_the_order_asked_for() -> None:
    names = ["p42", "cartel-rojo", "p40"]
    assert read_json("show", *names) == [read_json("show", name) for name in names]
    for format in ("plain", "md"):
        cards = [printed("show", name, "--format", format) for name in names]
        assert printed("show", *names, "--format", format) == "\n".join(cards)


def test_json_has_each_statement_of_the_file_with_its_sources_as_objects() -> None:
    """Nothing else is lost or added on the way from the file to a script."""
    sources = {source["id"]: source for source in DATA["sources"]}
    cards = read_json("show", *(entry["id"] for entry in ENTRIES))
    for card, entry in zip(cards, ENTRIES, strict=True):
        assert (card["id"], card["name"]) == (entry["id"], entry["name"])
        for statement, written in zip(card["statements"], entry["statements"], strict=True):
            for source in statement["sources"]:
                assert source.items() <= {"published": None, **sources[source["id"]]}.items()
            ids = [source["id"] for source in statement["sources"]]
            assert {**statement, "sources": ids} == {**written, "grade": statement["grade"]}


def test_groups_are_filtered_by_designation(facts_text: str) -> None:
    text = facts_text.replace('"designation"\nvalue = "One member', '"summary"\nvalue = "One member')
    assert text != facts_text
    for option, found in (("--designated", ["cartel-rojo", "los-menores"]), ("--not-designated", ["cartel-verde"])):
        assert [row["id"] for row in read_json("groups", option, "--facts", "-", stdin=text)] == found


def test_each_source_lists_as_many_citations_as_are_counted() -> None:
    for row in read_json("sources"):
        assert len(read_json("sources", row["id"])["citations"]) == row["cited"]
