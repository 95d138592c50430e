"""The lookups answer from the facts, with the standing and the sources of each value."""

import pytest
from conftest import DATA, ENTRIES, Golden, printed, read_json

#: Cards, which are laid out as text and have no single table.
CARDS = {
    "figure": ["show", "p40"],
    "figure-weak": ["show", "dario"],
    "group": ["show", "cartel-rojo"],
    "event": ["event"],
    "source": ["sources", "blog-prisoners"],
}


@pytest.mark.parametrize("format", ["plain", "md", "json"])
@pytest.mark.parametrize("name", CARDS)
def test_cards_are_printed_as_in_the_golden_files(golden: Golden, name: str, format: str) -> None:
    out = printed(*CARDS[name], "--format", format)
    golden(f"card-{name}.{'txt' if format == 'plain' else format}", out)


@pytest.mark.parametrize("format", ["plain", "md"])
def test_the_overview_is_printed_as_in_the_golden_files(golden: Golden, format: str) -> None:
    golden(f"overview.{'txt' if format == 'plain' else format}", printed("show", "--format", format))


def test_the_overview_in_json_is_the_handovers_and_the_groups() -> None:
    """How recent the facts are is said twice: the day of the last look for news, and the newest source."""
    overview = read_json("show")
    about = {"title": "Invented handovers, for tests", "checked": "2026-03-01", "newest_source": "2026-02-04"}
    assert (overview["about"], overview["groups"]) == (about, read_json("groups"))
    events = {row["id"]: row for row in read_json("event", "--list") if row["people"]}
    assert [row["id"] for row in overview["handovers"]] == list(events)
    for row in overview["handovers"]:
        stages = [person["stage"] for person in read_json("figures", "--event", row["id"])]
        assert {count["stage"]: count["count"] for count in row["stages"]} == {
            word: stages.count(word) for word in stages
        }
        assert events[row["id"]].items() <= row.items()
        assert row["named"] == len(stages)


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
            assert {**statement, "sources": ids} == {"standing": None, **written, "grade": statement["grade"]}


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ("--designated", ["cartel-rojo", "los-menores"]),
        ("--designated any", ["cartel-rojo", "los-menores"]),
        ("--designated fto", ["cartel-rojo"]),
        ("--designated=sdgt", ["los-menores"]),
        ("--designated canada", []),
        ("--not-designated", ["cartel-verde"]),
    ],
)
def test_groups_are_filtered_by_the_lists_they_are_on(options: str, found: list[str]) -> None:
    """Sanctions against a member, as of Cártel Verde, do not put a group on a list."""
    assert [row["id"] for row in read_json("groups", *options.split())] == found


def test_what_is_about_another_case_says_so_wherever_people_read_it(facts_text: str) -> None:
    """A conviction in Mexico, or in an earlier US case, is not taken for one in the present US case."""
    value = "18 years in Mexico for a weapon and organized crime"
    for case, words in (("MX", "case: MX"), ("GT", "case: GT"), ("closed", "an earlier US case")):
        text = facts_text.replace(f'"{value}"\ncase = "MX"', f'"18 years for it"\ncase = "{case}"')
        assert text != facts_text
        for call in ("show p40", "statements p40", "timeline --figure p40", "search 18 years for"):
            for format in ("table", "plain", "md"):
                lines = printed(*call.split(), "-f", format, "--facts", "-", stdin=text).split("\n")
                [said] = [line for line in lines if "18 years for it" in line and "earlier" not in line[:11]]
                assert words in said, call
        top = printed("show", "p40", "--facts", "-", stdin=text).partition("\n\n")[0]
        where = {"MX": "Mexico", "GT": "Guatemala", "closed": "an earlier US case"}[case]
        assert f"{where}: 18 years for it (convicted)" in top
        assert [row["case"] for row in read_json("search", "18 years for", "--facts", "-", stdin=text)] == [case]


def test_each_source_lists_as_many_citations_as_are_counted() -> None:
    for row in read_json("sources"):
        assert len(read_json("sources", row["id"])["citations"]) == row["cited"]


def test_a_reminder_that_charges_are_no_convictions_follows_what_people_read() -> None:
    """Below a listing in a pipe there is none, so that each line of the output is a row."""
    reminder = "Charges and allegations are not convictions until proven in court.\n"
    for call in ("show p40", "show", "figures --width 80", "figures --format md"):
        assert printed(*call.split()).endswith(reminder)
    assert printed("figures").count("\n") == 8
