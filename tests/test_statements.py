"""`cartels statements`: one row for each statement of the fact file, with filters, and nothing of it left out."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from conftest import DATA, printed, read_json, refused, run

SOURCES = {source["id"]: source for source in DATA["sources"]}
#: Each statement of the file, with the entry that it is about, in the file's order; people come first, events last.
WRITTEN = [
    (entry, said) for table in ("figures", "groups", "events") for entry in DATA[table] for said in entry["statements"]
]


def key(row: Any) -> tuple[str, str, str, str]:
    """Return what tells a statement of the invented facts from all others."""
    return row["id"], row["topic"], row["value"], row.get("date") or ""


def handover(entry: Any) -> str | None:
    """Return the event in which a person was handed over."""
    return next((said["event"] for said in entry["statements"] if said["topic"] == "custody" and "event" in said), None)


def grade(said: Any) -> str | None:
    """Return the best grade of a statement's sources."""
    grades = {SOURCES[id]["grade"] for id in said["sources"]}
    return next((best for best in ("official", "established", "weak") if best in grades), None)


def test_each_statement_is_one_row_with_all_that_the_file_says_in_the_same_order() -> None:
    rows = read_json("statements")
    assert len(rows) == len(WRITTEN) > 80
    for row, (entry, said) in zip(rows, WRITTEN, strict=True):
        about = {"id": entry["id"], "name": entry["name"], "grade": grade(said)}
        cited = [SOURCES[id]["url"] for id in said["sources"]]
        assert [source["url"] for source in row["sources"]] == cited
        assert {**row, "sources": said["sources"]} == {"standing": None, **said, **about}


def test_names_choose_the_entries_by_any_of_their_names() -> None:
    rows = read_json("statements", "la guera", "CRO", "handover of 3")
    assert {row["id"] for row in rows} == {"carla-modelo", "cartel-rojo", "handover-2025-09-05"}
    assert rows == [row for row in read_json("statements") if row["id"] in {row["id"] for row in rows}]
    assert read_json("statements", "carla", "carla-modelo") == read_json("statements", "carla")


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ("--topic plea", lambda said: said["topic"] == "plea"),
        ("--topic plea --topic base", lambda said: said["topic"] in ("plea", "base")),
        ("--standing convicted", lambda said: said.get("standing") == "convicted"),
        ("--grade weak", lambda said: grade(said) == "weak"),
        ("--grade weak --grade official", lambda said: grade(said) in ("weak", "official")),
        ("--since 2025-11", lambda said: said.get("date", "") >= "2025-11"),
        ("--until 2013", lambda said: "date" in said and said["date"] < "2014"),
        ("--since 2025-09 --until 2025-10", lambda said: said.get("date", "")[:7] in ("2025-09", "2025-10")),
        # What is known by its month alone may have been on any of its days.
        ("--since 2025-01-31 --until 2025-02-01", lambda said: said.get("date") == "2025-02"),
        (
            "--event handover-2025-09-05",
            lambda said: "handover-2025-09-05" in (said["id"], said["handover"]),
        ),
        ("--event designation", lambda said: said["id"] == "listing-2025-01-15"),
        (
            "--topic charge --standing charged --since 2024-10",
            lambda said: (said["topic"], said.get("standing"), said.get("date")) == ("charge", "charged", "2024-10"),
        ),
    ],
)
def test_a_filter_keeps_exactly_the_statements_that_have_its_value(options: str, kept: Callable[[Any], bool]) -> None:
    """Two values of one filter accept either; different filters must all match."""
    whole = [{**said, "id": entry["id"], "handover": handover(entry)} for entry, said in WRITTEN]
    expected = [key(said) for said in whole if kept(said)]
    assert [key(row) for row in read_json("statements", *options.split())] == expected != []


def test_csv_has_the_names_and_addresses_of_the_sources() -> None:
    """Its columns are the same whatever is listed, and the list of addresses is as long as that of ids."""
    rows = list(csv.DictReader(io.StringIO(printed("statements", "-f", "csv"))))
    for row, (_, said) in zip(rows, WRITTEN, strict=True):
        cited = [SOURCES[id] for id in said["sources"]]
        assert row["sources"] == "; ".join(source["id"] for source in cited)
        assert row["source_urls"] == "; ".join(source["url"] for source in cited)
        assert row["source_titles"] == "; ".join(f"{source['publisher']}: {source['title']}" for source in cited)
        for field in ("value", "standing", "date", "case", "due", "note", "judge", "locator"):
            assert row[field] == said.get(field, "")
    header = printed("statements", "-f", "csv", "--limit", "0")
    assert header == printed("statements", "dario", "--topic", "stage", "-f", "csv").splitlines(keepends=True)[0]
    assert header.rstrip("\n").split(",") == list(rows[0])


@pytest.mark.parametrize("format", ["table", "plain", "md", "tsv", "jsonl"])
def test_every_format_has_the_value_standing_note_and_date_set_of_each_statement(format: str) -> None:
    width = ("--width", "300") if format == "table" else ()
    text = printed("statements", "-f", format, *width)
    for _, said in WRITTEN:
        assert said["value"] in text
        assert said.get("note", "") in text
        assert said.get("due", "") in text
    assert text.count("alleged") == sum(said.get("standing") == "alleged" for _, said in WRITTEN)


def test_rows_are_sorted_limited_and_reduced_to_fields() -> None:
    dates = printed("statements", "--sort", "-date", "--limit", "2", "--fields", "date,id", "-f", "tsv", "--no-headers")
    assert dates == "2026-02-03\tcarla-modelo\n2026-02-03\tcarla-modelo\n"
    assert printed("statements", "--excel").startswith("\ufeffid,name,topic,")


def test_nothing_that_matches_is_an_empty_list_with_an_explanation() -> None:
    explained = "cartels: the facts have no such statement: try fewer or wider filters\n"
    assert run("statements", "--topic", "reward", "--json") == (0, "[]\n", explained)


def test_what_is_not_known_is_refused() -> None:
    assert "no person, group or event named 'nobody'" in refused("statements", "nobody", status=1)
    assert "did you mean charge?" in refused("statements", "--topic", "charg")
    result = run("statements", "--event", "armistice")
    assert (result.status, result.out) == (2, "")
    assert [line.split()[0] for line in result.err.splitlines()[1:]] == [event["id"] for event in DATA["events"]]


def test_an_event_that_is_ambiguous_is_refused_with_those_that_match() -> None:
    result = run("statements", "--event", "handover")
    assert (result.status, result.out) == (2, "")
    matching = [event["id"] for event in DATA["events"] if "handover" in event["id"]]
    assert [line.split()[0] for line in result.err.splitlines()[1:]] == matching != []
