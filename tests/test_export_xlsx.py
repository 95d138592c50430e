"""The workbook, as openpyxl reads it: complete, texts alone, and nothing that a spreadsheet acts on."""

import csv
import io
import re
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import hostile
import openpyxl
import pytest
from conftest import DATA, ROOT, printed, refused
from exported import export, export_hostile, with_long_ids
from openpyxl.utils.escape import unescape

from cartels.views.fields import LISTINGS

SHEETS = ["About", "People", "Statements", "Groups", "Timeline", "Sources"]


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export of the invented facts."""
    return export("xlsx", tmp_path_factory.mktemp("xlsx") / "facts.xlsx")


@pytest.fixture(scope="module")
def hostile_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export of the hostile facts."""
    return export_hostile("xlsx", tmp_path_factory.mktemp("xlsx"))


def rows(path: Path, sheet: str) -> list[dict[str, str]]:
    """Return the rows of a sheet by its header; an empty cell is an empty text."""
    header, *lines = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [{str(name): unescape(str(cell or "")) for name, cell in zip(header, line, strict=True)} for line in lines]


def expected_statements(facts: Any) -> list[dict[str, str]]:
    """Return what the sheet of statements has to say of facts, without empty cells."""
    url = {source["id"]: source["url"] for source in facts["sources"]}
    names: Any = {
        table[:-1]: {row["id"]: row["name"] for row in facts[table]} for table in ("courts", "groups", "figures")
    }
    return [
        {
            **{key: names.get(key, {}).get(value, value) for key, value in row.items() if key != "sources"},
            "name": entry["name"],
            "id": entry["id"],
            **(
                {"sources": "; ".join(row["sources"]), "source urls": "; ".join(url[id] for id in row["sources"])}
                if row["sources"]
                else {}
            ),
        }
        for table in ("figures", "groups", "events")
        for entry in facts[table]
        for row in entry["statements"]
    ]


def statements(path: Path) -> list[dict[str, str]]:
    """Return the cells of the sheet of statements that are not empty, without what it repeats from other sheets."""
    repeated = ("grade", "source titles")
    return [{key: row[key] for key in row if row[key] and key not in repeated} for row in rows(path, "Statements")]


def test_every_statement_is_there_with_all_its_keys(workbook: Path, hostile_workbook: Path) -> None:
    """Value, standing, sources and all else; nothing is lost or merged. Hostile texts are exact."""
    assert statements(workbook) == expected_statements(DATA)
    assert statements(hostile_workbook) == expected_statements(hostile.data())


def test_long_ids_and_odd_names_come_back(facts_text: str, tmp_path: Path) -> None:
    text = with_long_ids(facts_text)
    export("xlsx", tmp_path / "facts.xlsx", "--facts", "-", stdin=text)
    assert statements(tmp_path / "facts.xlsx") == expected_statements(tomllib.loads(text))


@pytest.mark.parametrize(
    ("sheet", "command", "left_out"),
    [
        ("People", "figures --kind all", {"basis", "sources", "court_name"}),
        ("Statements", "statements", set()),
        ("Groups", "groups", {"basis", "sources"}),
        ("Timeline", "timeline --all", set()),
        ("Sources", "sources", set()),
    ],
)
def test_a_sheet_has_the_rows_and_columns_of_the_csv_listing(
    workbook: Path, sheet: str, command: str, left_out: set[str]
) -> None:
    """Each value beside its standing. Courts, groups and people have names instead of ids."""
    kind, *options = command.split()
    fields = ",".join(field for field in LISTINGS[kind].fields if field not in left_out)
    listed = list(csv.DictReader(io.StringIO(printed(kind, *options, "--fields", fields, "--format", "csv"))))
    names = {row["id"]: row["name"] for table in ("courts", "groups", "figures") for row in DATA[table]}
    found = rows(workbook, sheet)
    assert len(found) == len(listed) > 0
    for ours, theirs in zip(found, listed, strict=True):
        assert ours == {
            header.replace("_", " "): names.get(text, text) if header in ("court", "group", "figure") else text
            for header, text in theirs.items()
        }


def test_every_person_group_and_source_is_there(hostile_workbook: Path) -> None:
    """Text for text: id and name or address."""
    facts = hostile.data()
    for sheet, table, text in (
        ("People", "figures", "name"),
        ("Groups", "groups", "name"),
        ("Sources", "sources", "url"),
    ):
        found = sorted((row["id"], row[text]) for row in rows(hostile_workbook, sheet))
        assert found == sorted((row["id"], row[text]) for row in facts[table])


def test_a_standing_stands_behind_its_value_and_weak_sources_are_marked(workbook: Path) -> None:
    people = {row["id"]: row for row in rows(workbook, "People")}
    headers = list(people["miguel-prueba"])
    for value in ("stage", "court", "groups", "role", "city"):
        assert headers[headers.index(value) + 1] == f"{value} standing"
    assert people["miguel-prueba"]["groups"] == "Cártel Rojo; Los Menores"
    assert people["miguel-prueba"]["groups standing"] == "alleged; alleged"
    assert people["dario-muestra"]["role standing"] == "alleged, weak"
    assert (people["dario-muestra"]["stage"], people["dario-muestra"]["stage standing"]) == ("unknown", "")


def test_the_first_sheet_says_what_this_is_how_current_and_what_the_words_mean(workbook: Path) -> None:
    assert openpyxl.load_workbook(workbook).sheetnames == SHEETS
    about = {row["what"]: row["meaning"] for row in rows(workbook, "About")}
    assert about["title"] == DATA["about"]["title"]
    assert about["facts checked"].startswith("2026-03-01: ")
    assert about["newest source"].startswith("2026-02-04: ")
    assert "not convictions until proven in court" in about["presumption of innocence"]
    for column in ("standing", "grade"):
        used = {row[column] for row in rows(workbook, "Statements")} - {""}
        assert {f"{column}: {word}" for word in used} <= about.keys()


def test_the_words_mean_the_same_in_the_workbook_in_the_help_and_in_the_readme(workbook: Path) -> None:
    about = {row["what"]: row["meaning"] for row in rows(workbook, "About")}
    for column in ("standing", "grade"):
        for word, meaning in about.items():
            if word.startswith(f"{column}: "):
                word = word.removeprefix(f"{column}: ")
                assert re.search(rf"^  {word} +{meaning}$", printed("help", "standings"), re.MULTILINE)
                assert column == "grade" or f"| `{word}` | {meaning} |" in (ROOT / "README.md").read_text("utf-8")


def test_every_cell_is_a_text_and_partial_dates_stay_what_they_are(workbook: Path, hostile_workbook: Path) -> None:
    for path in (workbook, hostile_workbook):
        cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    with zipfile.ZipFile(hostile_workbook) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == len(SHEETS)
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet]
    dates = {row["date"] for row in rows(workbook, "Statements")}
    assert {"2012", "2025-03", "2025-11-20"} <= dates


def test_the_header_is_frozen_and_each_sheet_has_filters_and_widths(workbook: Path) -> None:
    for sheet in openpyxl.load_workbook(workbook):
        assert sheet.freeze_panes == "B2"  # the first column as well: it says whom a row is about
        assert sheet.auto_filter.ref == sheet.dimensions
        footer: Any = sheet.oddFooter
        assert "not convictions until proven in court" in footer.left.text  # on each page on paper
        assert all(cell.font.b for cell in sheet[1])
        assert all(5 <= column.width <= 61 for column in sheet.column_dimensions.values())


def test_sources_can_be_clicked(workbook: Path) -> None:
    """Of several in a cell, the first."""
    urls = {row["url"] for row in DATA["sources"]}
    for sheet, column in (("Statements", "source urls"), ("Timeline", "source urls"), ("Sources", "url")):
        header, *lines = openpyxl.load_workbook(workbook)[sheet].iter_rows()
        position = [cell.value for cell in header].index(column)
        cells = [line[position] for line in lines if line[position].value]
        links = [(str(cell.value).split("; "), cell.hyperlink) for cell in cells]
        assert links
        assert {text for texts, _ in links for text in texts} <= urls
        assert all(link and link.target == texts[0] for texts, link in links)


def test_the_same_facts_give_the_same_bytes(workbook: Path, tmp_path: Path) -> None:
    """Whatever the time is: the workbook is dated by the day on which the facts were checked."""
    assert export("xlsx", tmp_path / "again.xlsx").read_bytes() == workbook.read_bytes()
    with zipfile.ZipFile(workbook) as parts:
        assert parts.read("docProps/core.xml").count(b"2026-03-01T00:00:00Z") == 2
        assert {part.date_time[:3] for part in parts.infolist()} == {(1980, 1, 1)}


def test_without_xlsxwriter_one_line_says_how_to_install_it(tmp_path: Path) -> None:
    missing: dict[str, Any] = {"xlsxwriter": None}
    with patch.dict(sys.modules, missing):
        message = refused("export", "xlsx", str(tmp_path / "facts.xlsx"), status=3)
    assert "pip install XlsxWriter" in message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("most", "title"), [(60, "Five men on two planes"), (12_000, "\U0001f6e9" * 7_000)])
def test_a_text_that_does_not_fit_into_a_cell_is_refused_and_not_cut(
    facts_text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, title: str
) -> None:
    """Excel's limit is above that of the fact file for one text, but not for the titles of many sources.

    It counts an emoji as two characters.
    """
    monkeypatch.setattr("cartels.export.xlsx.MAX_CELL", most)
    text = facts_text.replace("Five men on two planes", title)
    message = refused("export", "xlsx", str(tmp_path / "facts.xlsx"), "--facts", "-", stdin=text, status=3)
    assert "does not fit into a cell" in message
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_is_too_long_for_a_link_is_a_text(facts_text: str, tmp_path: Path) -> None:
    """Complete, and without a warning; the other addresses stay links."""
    url = f"https://blog.example.org/{'x' * 2_100}"
    text = facts_text.replace("https://blog.example.org/planes", url)
    path = export("xlsx", tmp_path / "facts.xlsx", "--facts", "-", stdin=text)
    header, *lines = openpyxl.load_workbook(path)["Sources"].iter_rows()
    cells = [line[[cell.value for cell in header].index("url")] for line in lines]
    assert [cell.value for cell in cells if not cell.hyperlink] == [url]


def test_more_statements_than_a_workbook_can_have_are_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cartels.export.xlsx.MAX_WORKBOOK", 10)
    message = refused("export", "xlsx", str(tmp_path / "facts.xlsx"), status=3)
    assert message.endswith("statements are too many for a workbook: use export csv or export sqlite\n")
    assert list(tmp_path.iterdir()) == []
