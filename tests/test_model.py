"""How recent, which case, which handover: nothing looks newer than its sources, or is taken from another case."""

import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA, printed, read_json, refused, run

FIGURES = {figure["id"]: figure for figure in DATA["figures"]}
BENITO_COURT = 'court = "nyed"\njudge = "Jane Example"\n'
BENITO_CHARGE = 'value = "Conspiracy to import cocaine"\n'


def changed(text: str, *changes: tuple[str, str]) -> str:
    """Return the facts with texts replaced that occur in them once."""
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def rows(*args: str, stdin: str = "") -> dict[str, Any]:
    """Return the people that `figures` lists, by id."""
    facts = ("--facts", "-") if stdin else ()
    return {row["id"]: row for row in json.loads(run("figures", *args, *facts, "--json", stdin=stdin).out)}


def top(name: str, stdin: str) -> dict[str, str]:
    """Return what is above the statements of a card, by label."""
    card = printed("show", name, "--facts", "-", "-f", "plain", stdin=stdin)
    lines = card.partition("\n\n")[0].split("\n")[2:]
    return {label.strip(): value.strip() for label, _, value in (line.partition("  ") for line in lines)}


# How recent


def test_the_last_news_of_an_entry_is_the_newest_date_of_its_statements_and_their_sources() -> None:
    assert {id: row["last_news"] for id, row in rows("--kind", "all").items()} == {
        "benito-ejemplo": "2025-11-21",
        "carla-modelo": "2026-02-04",
        "dario-muestra": "2025-09-06",
        "elias-ensayo": "2025-02-11",
        "felix-caso": "2025-09-06",
        "miguel-prueba": "2025-10-15",
        "oscar-prueba": "2025-03-15",
        "gabriela-caso": "2025-09-06",
        "hector-ministro": "2025-02-11",
        "ines-victima": "2012-05-09",
    }
    assert {row["id"]: row["last_news"] for row in read_json("groups")} == {
        "cartel-rojo": "2025-02-11",
        "cartel-verde": "2025-09-06",
        "los-menores": "2025-02-11",
    }


@pytest.mark.parametrize(
    ("date", "news"),
    [
        ("2026-02-28", "2026-02-28"),
        ("2026-03-01", "2026-03-01"),
        ("2026-03-02", "2025-11-21"),  # later than the file was checked
        ("2026-04", "2025-11-21"),
        ("2025-11", "2025-11-21"),  # a month counts as its first day
        ("2025-12", "2025-12"),
        ("2026", "2026"),
    ],
)
def test_last_news_is_never_later_than_the_day_of_the_check(facts_text: str, date: str, news: str) -> None:
    old = 'value = "12 years in prison"\ndate = "2025-11-20"'
    text = changed(facts_text, (old, old.replace("2025-11-20", date)))
    assert rows(stdin=text)["benito-ejemplo"]["last_news"] == news


def test_the_caption_gives_both_ends_and_the_day_of_the_check() -> None:
    """Of the seven dates 2025-02-11, 03-15, 09-06, 09-06, 10-15, 11-21 and 2026-02-04, three are before the fourth."""
    out = printed("figures", "--width", "120")
    assert "\nlast news: newest 2026-02-04, half of them before 2025-09-06 · facts checked 2026-03-01\n" in out
    assert "last news 2025-11-21 · facts checked 2026-03-01" in printed("show", "benito", "--width", "160")


@pytest.mark.parametrize(
    ("due", "pending"),
    [
        ("2026-05-04", True),
        ("2026-02-05", True),
        ("2026-02-04", False),  # the day of the last news
        ("2026-03", True),
        ("2026-02", False),  # a month counts as its first day
        ("2027", True),
    ],
)
def test_a_date_is_pending_if_it_is_later_than_the_last_news(facts_text: str, due: str, pending: bool) -> None:
    text = changed(facts_text, ('due = "2026-05-04"', f'due = "{due}"'))
    assert rows(stdin=text)["carla-modelo"]["pending"] is pending
    assert ("pending" in top("carla", text)) is pending
    table = run("figures", "--facts", "-", "--width", "80", stdin=text).out
    assert ("Carla Modelo Ñáñez *" in table) is pending


def test_a_mark_is_explained_where_it_is_shown() -> None:
    legend = "* a court date later than the last news: cartels show NAME"
    assert legend in printed("figures", "--width", "80")
    assert legend not in printed("figures", "--width", "80", "--stage", "sentenced")
    assert legend not in printed("figures", "--width", "80", "--fields", "name,stage")


def test_a_date_set_in_another_case_is_not_pending(facts_text: str) -> None:
    text = changed(facts_text, ('due = "2026-05-04"', 'due = "2026-05-04"\ncase = "MX"'))
    assert rows(stdin=text)["carla-modelo"]["pending"] is False
    assert "pending" not in top("carla", text)


# Which case


def test_court_and_charge_of_another_case_are_not_those_of_the_present_one(facts_text: str) -> None:
    """They are in no row, filter, count or top of a card, and below they say which case they are about."""
    other = changed(
        facts_text, (BENITO_COURT, f'{BENITO_COURT}case = "GT"\n'), (BENITO_CHARGE, f'{BENITO_CHARGE}case = "closed"\n')
    )
    assert rows()["benito-ejemplo"]["court"] == "nyed"
    row = rows(stdin=other)["benito-ejemplo"]
    assert (row["court"], "court" in row["basis"]) == (None, False)
    assert list(rows("--court", "nyed")) == ["benito-ejemplo"]
    assert rows("--court", "nyed", stdin=other) == {}
    assert (top("benito", other)["court"], top("benito", other)["first charged with"]) == ("not known", "not known")
    counts = [read_json("stats", "--by", "court", "--facts", "-", stdin=text) for text in (facts_text, other)]
    assert ["E.D.N.Y." in [row["name"] for row in found] for found in counts] == [True, False]
    below = printed("show", "benito", "-f", "plain", "--facts", "-", stdin=other)
    assert "Case before Judge Jane Example; case: GT" in below
    assert "Conspiracy to import cocaine; an earlier US case" in below


@pytest.mark.parametrize(
    ("case", "value", "shown"),
    [
        ("MX", "Convicted in Mexico", "Convicted in Mexico"),
        ("MX", "8 years", "Mexico: 8 years"),
        ("CO", "Convicted, 8 years", "CO: Convicted, 8 years"),
        ("closed", "8 years", "an earlier US case: 8 years"),
    ],
)
def test_an_earlier_conviction_says_where(facts_text: str, case: str, value: str, shown: str) -> None:
    old = 'value = "Convicted in Mexico in 2012 of carrying a weapon"\ncase = "MX"'
    text = changed(facts_text, (old, f'value = "{value}"\ncase = "{case}"'))
    assert top("benito", text)["earlier"] == f"{shown} (convicted) [6]"
    assert top("benito", text)["sentenced"].startswith("2025-11-20: ")


def test_a_list_on_which_nobody_is_charged_by_name_is_not_shown_as_a_charge(facts_text: str) -> None:
    assert "SAID TO FACE CHARGES, COUNTS NOT KNOWN (1)\nElías Ensayo" in printed("figures", "--width", "80")
    shown = top("elias", facts_text)
    assert shown["charged with"] == "not known"
    assert shown["said to face charges"] == "Said, with the others, to face charges (reported) [1]"


def test_nobody_who_was_sentenced_is_shown_a_penalty_that_they_did_not_get(facts_text: str) -> None:
    value = 'topic = "penalty"\nvalue = "Faces up to life in prison"\n'
    penalty = f'{value}standing = "reported"\nsources = ["gazette-2025-02-11"]\n'
    sentence = '[[figures.statements]]\ntopic = "sentence"\nvalue = "12 years in prison"\n'
    text = changed(facts_text, (sentence, f"[[figures.statements]]\n{penalty}\n{sentence}"))
    assert top("benito", text)["sentence"] == "12 years in prison (convicted) [1]"
    assert "penalty" not in top("benito", text)
    assert top("felix", text)["penalty"] == "Faces up to life in prison (reported) [3]"


# Which handover


def test_figures_are_those_handed_over_unless_a_kind_is_asked_for() -> None:
    assert len(rows()) == 7
    assert len(rows("--kind", "all")) == 10
    assert list(rows("--kind", "victim")) == ["ines-victima"]
    assert "7 of the 8 people handed over are named. 3 other people are named: --kind all" in printed(
        "figures", "--width", "80"
    )


def test_each_person_belongs_to_a_handover() -> None:
    first, second = "handover-2025-02-10", "handover-2025-09-05"
    assert {row["event"] for row in rows("--event", first).values()} == {first}
    assert set(rows("--event", second)) == {"carla-modelo", "dario-muestra"}
    assert (len(rows("--event", first)), len(rows("--event", first, "--event", second))) == (5, 7)
    assert {row["event"] for row in rows("--kind", "victim").values()} == {None}
    [one, two] = read_json("show")["handovers"]
    assert (one["id"], one["people"], one["named"]) == (first, 5, 5)
    assert (two["id"], two["people"], two["named"]) == (second, 3, 2)
    assert two["stages"] == [{"stage": "pleaded-guilty", "count": 1}, {"stage": "unknown", "count": 1}]
    assert {"stage": "charged", "count": 1} in one["stages"]
    assert {"stage": "said-to-face-charges", "count": 1} in one["stages"]


def test_an_event_that_is_no_handover_lists_the_handovers() -> None:
    result = run("figures", "--event", "listing-2025-01-15")
    assert (result.status, result.out) == (2, "")
    assert result.err.split("\n") == [
        "cartels: --event: no handover named 'listing-2025-01-15': choose from:",
        "  handover-2025-02-10  Handover of 5 prisoners",
        "  handover-2025-09-05  Handover of 3 prisoners",
        "",
    ]


# Filters


def test_a_list_that_is_not_known_is_refused() -> None:
    assert "unknown value 'fro': choose from fto, sdgt" in refused("groups", "--designated", "fro")


def test_a_court_is_found_by_the_city_in_which_it_sits(facts_text: str) -> None:
    assert list(rows("--court", "Tucson")) == ["carla-modelo"]
    assert list(rows("--court", "Washington")) == ["miguel-prueba", "oscar-prueba"]
    texas = 'short = "W.D. Tex."'
    shared = changed(
        facts_text, (texas, f'{texas}\nseat = ["Phoenix"]'), ("A federal court in Texas; which one is not said\"", 'Texas"\ncourt = "txwd"')
    )  # fmt: skip
    assert set(rows("--court", "Phoenix", stdin=shared)) == {"carla-modelo", "felix-caso"}
    whole = changed(facts_text, (texas, f'{texas}\nseat = ["Columbia"]'))
    assert len(rows("--court", "Columbia")) == 2
    assert rows("--court", "Columbia", stdin=whole) == {}  # a whole seat, before a word of another court's name


# The timeline


def test_the_timeline_of_a_person_has_all_dated_statements_but_the_stage() -> None:
    found = [(row["date"], row["topic"]) for row in read_json("timeline", "--figure", "p40")]
    dated = [row for row in FIGURES["miguel-prueba"]["statements"] if "date" in row and row["topic"] != "stage"]
    assert len(dated) == 6
    assert sorted(row for row in found if row[1]) == sorted((row["date"], row["topic"]) for row in dated)
    assert [date for date, topic in found if not topic] == ["2025-02-10"]  # that of 2013 repeats a statement


def test_the_timeline_without_a_filter_is_that_of_the_file() -> None:
    assert [row["text"] for row in read_json("timeline")] == [row["text"] for row in DATA["timeline"]]
    entries = [*DATA["figures"], *DATA["groups"], *DATA["events"]]
    statements = [row for entry in entries for row in entry["statements"] if "date" in row and row["topic"] != "stage"]
    found = read_json("timeline", "--all")
    assert len([row for row in found if row["topic"]]) == len(statements)
    assert [row["date"] for row in found] == sorted(row["date"] for row in found)


def test_the_timeline_since_a_day_has_the_statements_too() -> None:
    assert [(row["date"], row["topic"]) for row in read_json("timeline", "--since", "2026")] == [
        ("2026-02", None),
        ("2026-02-03", "plea"),
    ]


# An unknown stage is nobody's statement


def cells(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    """Return the rows of CSV or TSV."""
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_an_unknown_stage_has_no_standing_in_any_format(tmp_path: Path) -> None:
    figure = rows("--stage", "unknown")["dario-muestra"]
    assert figure["basis"]["stage"] == {"standing": None, "grade": None, "sources": []}
    [stage] = read_json("statements", "dario", "--topic", "stage")
    assert (stage["standing"], stage["grade"], stage["sources"]) == (None, None, [])
    assert "date" not in stage
    for format, delimiter in (("csv", ","), ("tsv", "\t")):
        [line] = cells(printed("statements", "dario", "--topic", "stage", "-f", format), delimiter)
        assert (line["stage"], line["standing"], line["grade"], line["date"]) == ("unknown", "", "", "")
        [line] = cells(printed("figures", "--stage", "unknown", "-f", format), delimiter)
        assert (line["stage"], line["stage_standing"], line["stage_date"]) == ("unknown", "", "")
    for call in ("show dario -f plain", "show dario -f md", "show dario --width 80", "figures --stage unknown -f md"):
        lines = printed(*call.split()).lower().split("\n")
        unknown = [line.split("not known")[1] for line in lines if "not known" in line]
        assert unknown
        assert not any(
            word in line for line in unknown for word in ("reported", "official", "charged (", "convicted (")
        )
    run("export", "sqlite", str(tmp_path / "facts.db"))
    database = sqlite3.connect(tmp_path / "facts.db")
    assert database.execute("SELECT standing, date FROM statements WHERE stage = 'unknown'").fetchall() == [
        (None, None)
    ]
    shown = database.execute("SELECT stage_standing FROM figures_overview WHERE stage = 'unknown'").fetchall()
    database.close()
    assert shown == [(None,)]
    run("export", "csv", str(tmp_path / "folder"))
    [line] = [
        row for row in cells((tmp_path / "folder" / "statements.csv").read_text("utf-8")) if row["stage"] == "unknown"
    ]
    assert line["standing"] == ""
    entities = map(json.loads, printed("export", "ftm").splitlines())
    [note] = [entity for entity in entities if "stage: unknown" in entity["properties"].get("notes", ())]
    assert not any("standing" in text for texts in note["properties"].values() for text in texts)


@pytest.mark.parametrize("standing", ["official", "reported", "convicted"])
def test_the_standing_of_every_other_stage_is_in_every_format(standing: str, facts_text: str) -> None:
    old = 'stage = "sentenced"\ndate = "2025-11-20"\nstanding = "convicted"'
    text = changed(facts_text, (old, old.replace('"convicted"', f'"{standing}"')))
    args = ("figures", "--stage", "sentenced", "--facts", "-")
    assert rows(*args[1:3], stdin=text)["benito-ejemplo"]["basis"]["stage"]["standing"] == standing
    assert cells(printed(*args, "-f", "csv", stdin=text))[0]["stage_standing"] == standing
    assert f"sentenced 2025-11-20 ({standing})" in printed(*args, "-f", "md", stdin=text)
    assert f"sentenced 2025-11-20 ({standing})" in printed(*args, "-f", "plain", stdin=text)


# Who is in doubt


@pytest.mark.parametrize("label", ["identity", "whether he is one of the five"])
def test_a_person_whose_identity_is_disputed_is_marked_in_lists(facts_text: str, label: str) -> None:
    """Others who have a dispute are not."""
    assert rows()["felix-caso"]["disputed"]
    assert [id for id, row in rows().items() if row["in_doubt"]] == []
    old = 'label = "year of birth"'
    text = changed(facts_text, (old, f'label = "{label}"'))
    row = rows(stdin=text)["felix-caso"]
    assert (row["in_doubt"], row["disputed"]) == (True, [label])
    lines = printed("figures", "--facts", "-", "--width", "80", stdin=text).split("\n")
    assert [line[:16] for line in lines if " ? " in line] == ["Félix Caso Peña "]
    assert any(line.startswith("? disputed who this is") for line in lines)
