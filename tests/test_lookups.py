"""The lookups answer from the facts, with their sources, and say how sure they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from cartels import facts as facts_module

if TYPE_CHECKING:
    from conftest import Run

    from cartels.facts import Book

BOOK = facts_module.load()
IDS = [*BOOK.figures, *BOOK.groups, *BOOK.events]


def read(cartels: Run, *args: str) -> Any:
    """The JSON that a command prints."""
    result = cartels(*args, "--json")
    assert (result.status, result.err) == (0, "")
    return json.loads(result.out)


@pytest.mark.parametrize(
    ("args", "count"),
    [
        (["figures"], 40),
        (["figures", "--kind", "transferred"], 26),
        (["figures", "--kind", "transferred", "--kind", "relative"], 27),
        (["groups"], 18),
        (["timeline"], 53),
        (["event", "--list"], 7),
        (["sources"], 415),
    ],
)
def test_listings_are_complete(cartels: Run, args: list[str], count: int) -> None:
    assert len(read(cartels, *args)) == count


@pytest.mark.parametrize("id", IDS)
def test_every_statement_of_every_entry_has_a_standing_and_a_source_with_an_address(cartels: Run, id: str) -> None:
    card = read(cartels, "show", id)
    assert card["id"] == id
    assert card["statements"]
    for said in card["statements"]:
        assert said["standing"] in {"official", "reported", "alleged", "charged", "convicted"}
        assert said["sources"]
        for source in said["sources"]:
            assert source["url"].startswith(("http://", "https://"))
            assert source["grade"] in {"official", "established", "weak"}


def test_a_statement_in_json_is_the_file_s_own_with_its_sources_written_out(cartels: Run, book: Book) -> None:
    """Nothing is lost or added on the way from the file to a script."""
    for id, entry in {**book.figures, **book.groups}.items():
        if id in ("rafael-caro-quintero", "sinaloa-cartel"):
            written = read(cartels, "show", id)["statements"]
            plain = [{**said, "sources": [source["id"] for source in said["sources"]]} for said in written]
            for said in plain:
                del said["grade"]
            assert plain == entry["statements"]


def test_what_rests_on_weak_sources_alone_says_so(cartels: Run, book: Book) -> None:
    """By its grade in JSON, and by the word in what people read."""
    card = read(cartels, "show", "jesus-alberto-galaviz-vega")
    said = next(said for said in card["statements"] if said["value"] == "Z-13")
    assert {book.sources[source["id"]]["grade"] for source in said["sources"]} == {"weak"}
    assert said["grade"] == "weak"
    assert "reported, weak  Z-13" in cartels("show", "jesus-alberto-galaviz-vega").out


def test_the_card_says_by_which_alias_it_was_found(cartels: Run) -> None:
    assert "found by     alias Z-40\n" in cartels("show", "z40").out
    assert read(cartels, "show", "z40")["matched"] == {"text": "Z-40", "how": "alias"}
    assert "found by" not in cartels("show", "cjng").out


def test_several_names_give_several_cards(cartels: Run) -> None:
    assert [card["id"] for card in read(cartels, "show", "z40", "z42")] == [
        "miguel-angel-trevino-morales",
        "omar-trevino-morales",
    ]


def test_a_name_of_two_lists_both_and_one_of_nobody_says_so(cartels: Run) -> None:
    two = cartels("show", "trevino")
    assert (two.status, two.out) == (1, "")
    assert "miguel-angel-trevino-morales" in two.err
    assert "omar-trevino-morales" in two.err
    none = cartels("show", "escobar")
    assert (none.status, none.out) == (1, "")
    assert none.err.startswith("cartels: no person, group or event is called 'escobar'")
    assert none.err.count("\n") == 1


def test_the_overview_tells_the_event_the_people_and_the_groups(cartels: Run) -> None:
    out = cartels("show").out
    assert out.startswith("Transfer of 29 prisoners")
    assert "26 of the 29 are named in full" in out
    for name in ("Rafael Caro Quintero", "Enrique 'Kiki' Camarena", "Tren de Aragua"):
        assert name in out
    told = read(cartels, "show")
    assert (len(told["figures"]), len(told["groups"])) == (40, 18)


def test_standing_is_told_in_words_behind_each_tie_to_a_group(cartels: Run) -> None:
    """No cell says that somebody belongs to a group without saying how sure that is."""
    for row in read(cartels, "figures"):
        assert all(tie["standing"] for tie in row["groups"])
        assert all(row["basis"][field] for field in ("role", "court", "city", "stage") if row[field])
    line = next(line for line in cartels("figures").out.split("\n") if line.startswith("Andrew Clark"))
    assert "Sinaloa Cartel (alleged, weak)" in line
    assert "prosecutors say (alleged)" in line


@pytest.mark.parametrize(
    ("args", "found"),
    [
        (
            ["--group", "beltran leyva"],
            {"jose-rodolfo-villarreal-hernandez", "norberto-valencia-gonzalez", "rodolfo-lopez-ibarra"},
        ),
        (["--court", "nyed"], {"rafael-caro-quintero", "vicente-carrillo-fuentes"}),
        (["--court", "e.d.n.y."], {"rafael-caro-quintero", "vicente-carrillo-fuentes"}),
        (["--city", "chicago"], {"jose-angel-canobbio-inzunza"}),
        (["--stage", "sentenced"], {"alder-alfonso-marin-sotelo"}),
        (
            ["--stage", "pleaded-guilty", "--stage", "sentenced"],
            {"alder-alfonso-marin-sotelo", "jose-guadalupe-tapia-quintero", "rodolfo-lopez-ibarra"},
        ),
        (
            ["--standing", "convicted"],
            {"alder-alfonso-marin-sotelo", "jose-guadalupe-tapia-quintero", "rodolfo-lopez-ibarra"},
        ),
        (["--group", "cjng", "--stage", "charged", "--court", "dcd"], {"antonio-oseguera-cervantes"}),
        (["--kind", "victim", "--group", "cjng"], set()),
    ],
)
def test_filters_take_any_of_their_values_and_all_have_to_hold(cartels: Run, args: list[str], found: set[str]) -> None:
    assert {row["id"] for row in read(cartels, "figures", *args)} == found


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["figures", "--group", "sinalao"], "did you mean sinaloa-cartel?"),
        (["figures", "--group", "michoacana"], "la-familia-michoacana"),
        (["figures", "--court", "brookline"], "nyed"),
        (["figures", "--city", "Dallas"], "there are Chicago"),
        (["figures", "--stage", "senteced"], "did you mean 'sentenced'?"),
        (["timeline", "--since", "2025-02-30"], "a day that exists"),
        (["figures", "--gruop", "x"], "--group"),
        (["figurs"], "figures"),
    ],
)
def test_a_wrong_option_or_value_is_told_with_what_would_have_been_right(
    cartels: Run, args: list[str], told: str
) -> None:
    result = cartels(*args)
    assert (result.status, result.out) == (2, "")
    assert told in result.err
    assert result.err.startswith("cartels: ")


def test_groups_that_some_government_designated_and_the_others_make_up_all(cartels: Run) -> None:
    yes = {row["id"] for row in read(cartels, "groups", "--designated")}
    no = {row["id"] for row in read(cartels, "groups", "--not-designated")}
    assert not yes & no
    assert len(yes | no) == 18
    assert {"sinaloa-cartel", "cjng", "tren-de-aragua"} <= yes
    assert "guadalajara-cartel" in no


def test_a_group_s_card_lists_its_people_and_designations(cartels: Run) -> None:
    card = read(cartels, "show", "gulf-cartel")
    assert {tie["id"] for tie in card["members"]} == {"jose-alberto-garcia-vilano", "evaristo-cruz-sanchez"}
    assert any(one["value"].startswith("Foreign Terrorist Organization") for one in card["designations"])
    out = cartels("show", "gulf-cartel").out
    assert "PEOPLE\n" in out
    assert "Evaristo Cruz Sánchez" in out


def test_an_event_s_card_lists_its_people_by_city(cartels: Run) -> None:
    cities = {row["city"]: {one["id"] for one in row["figures"]} for row in read(cartels, "event")["cities"]}
    assert cities["Chicago"] == {"jose-angel-canobbio-inzunza"}
    assert sum(len(people) for people in cities.values()) == 26
    assert "Phoenix" in cartels("event").out


def test_notes_are_shown_beside_what_they_concern(cartels: Run, book: Book) -> None:
    for note in book.facts["notes"]:
        for id in (*note.get("figures", ()), *note.get("groups", ()), *note.get("events", ())):
            assert note["text"] in [one["text"] for one in read(cartels, "show", id)["notes"]]
    assert any(note.get("events") for note in book.facts["notes"])


@pytest.mark.parametrize(
    ("args", "first", "last", "count"),
    [
        (["--since", "2026"], "2026-01-20", "2026-03-18", 5),
        (["--until", "1997"], "1985", "1997", 4),
        (["--since", "2025-02-27", "--until", "2025-02-27"], "2025-02-27", "2025-02-27", 3),
        (["--since", "2013-05", "--until", "2013-06"], "2013", "2013", 1),
    ],
)
def test_the_timeline_is_cut_by_dates_as_precise_as_one_likes(
    cartels: Run, args: list[str], first: str, last: str, count: int
) -> None:
    """A row known by its year alone is there for any month of that year."""
    rows = read(cartels, "timeline", *args)
    assert (rows[0]["date"], rows[-1]["date"], len(rows)) == (first, last, count)


def test_the_timeline_of_one_person_names_him_in_each_row(cartels: Run) -> None:
    rows = read(cartels, "timeline", "--figure", "marin sotelo")
    assert rows
    assert all("alder-alfonso-marin-sotelo" in [one["id"] for one in row["figures"]] for row in rows)


def test_a_source_tells_what_rests_on_it(cartels: Run) -> None:
    row = next(row for row in read(cartels, "sources") if row["id"] == "doj-2025-02-27")
    card = read(cartels, "sources", "doj-2025-02-27")
    assert len(card["citations"]) == row["cited"] > 10
    assert {"kash-patel", "emil-bove"} <= {one["id"] for one in card["citations"]}


def test_a_supplied_title_stands_in_square_brackets(cartels: Run) -> None:
    """As ISO 690 has it: the title was made from the page's address or subject."""
    assert "[Con olor a Ferragamo]" in cartels("sources").out
    assert "Feds drop escape charge" in cartels("sources").out
    assert "[Feds drop escape charge" not in cartels("sources").out


def test_shared_options_count_on_either_side_and_the_later_wins(cartels: Run) -> None:
    before = cartels("--format", "json", "figures", "--limit", "1")
    assert before.out == cartels("figures", "--limit", "1", "--json").out
    assert cartels("--format", "csv", "figures", "--limit", "1", "--json").out == before.out
    assert cartels("figures", "--limit", "1", env={"CARTELS_FORMAT": "json"}).out == before.out
    assert cartels("figures", "--limit", "1", "-f", "plain", env={"CARTELS_FORMAT": "json"}).out.startswith("NAME")


def test_below_what_is_said_about_people_stands_that_charges_are_no_convictions(cartels: Run) -> None:
    """In a pipe of rows it goes to standard error, so that each line stays a row."""
    words = "not convictions"
    assert words in cartels("show", "z40").out
    assert words in cartels("figures", "--width", "80").out
    assert words in cartels("figures", "--format", "md").out
    rows = cartels("figures")
    assert words in rows.err
    assert rows.out.count("\n") == 41
    assert cartels("figures", "--json").err == ""
