"""The workbook, as openpyxl reads it: complete, texts alone, and nothing that a spreadsheet acts on."""

import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import hostile
import openpyxl
import pytest
from conftest import DATA, printed, refused
from exported import with_long_ids
from openpyxl.utils.escape import unescape

SHEETS = ["About", "People", "Statements", "Groups", "Timeline", "Sources"]


def export(path: Path, *args: str) -> Path:
    """Export to a new workbook, and return its path."""
    printed("export", "xlsx", str(path), *args)
    return path


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export of the invented facts."""
    return export(tmp_path_factory.mktemp("xlsx") / "facts.xlsx")


@pytest.fixture(scope="module")
def hostile_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export of the hostile facts."""
    where = tmp_path_factory.mktemp("xlsx")
    return export(where / "facts.xlsx", "--facts", hostile.write(where))


def rows(path: Path, sheet: str) -> list[dict[str, str]]:
    """Return the rows of a sheet by its header; an empty cell is an empty text."""
    header, *lines = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [
        {str(name): unescape(str(cell or "")) for name, cell in zip(header, line, strict=True)} for line in lines
    ]  # fmt: skip


def expected_statements(facts: Any) -> list[dict[str, str]]:
    """Return what the sheet of statements has to say of facts."""
    url = {source["id"]: source["url"] for source in facts["sources"]} | {None: ""}
    return [
        {
            "name": entry["name"],
            "id": entry["id"],
            "source ids": "; ".join(row["sources"]),
            "first source": url[next(iter(row["sources"]), None)],
            "set for": row.get("due", ""),
            **{key: row.get(key, "") for key in ("topic", "value", "standing", "date", "case", "note")},
        }
        for table in ("figures", "groups", "events")
        for entry in facts[table]
        for row in entry["statements"]
    ]


def statements(path: Path) -> list[dict[str, str]]:
    """Return what the sheet of statements says, without what it repeats from other sheets."""
    repeated = ("court", "group", "grade", "sources")
    return [{key: row[key] for key in row if key not in repeated} for row in rows(path, "Statements")]


def test_every_statement_is_there_with_its_value_standing_and_sources(workbook: Path, hostile_workbook: Path) -> None:
    """And with its date, case and note; nothing is lost or merged. Hostile texts are exact."""
    assert statements(workbook) == expected_statements(DATA)
    assert statements(hostile_workbook) == expected_statements(hostile.data())


def test_long_ids_and_odd_names_come_back(facts_text: str, tmp_path: Path) -> None:
    text = with_long_ids(facts_text)
    printed("export", "xlsx", str(tmp_path / "facts.xlsx"), "--facts", "-", stdin=text)
    assert statements(tmp_path / "facts.xlsx") == expected_statements(tomllib.loads(text))


def test_every_person_group_and_source_is_there(workbook: Path, hostile_workbook: Path) -> None:
    """Text for text: id and name or title."""
    for facts, path in ((DATA, workbook), (hostile.data(), hostile_workbook)):
        for sheet, table, text in (
            ("People", "figures", "name"),
            ("Groups", "groups", "name"),
            ("Sources", "sources", "url"),
        ):
            found = {(row["id"], row[text]) for row in rows(path, sheet)}
            assert found == {(row["id"], row[text]) for row in facts[table]}
            assert len(rows(path, sheet)) == len(facts[table])  # fmt: skip


def test_a_value_stands_beside_its_standing_and_weak_sources_are_marked(workbook: Path) -> None:
    people = {row["id"]: row for row in rows(workbook, "People")}
    assert people["miguel-prueba"]["linked to"] == "Cártel Rojo; Los Menores"
    assert people["miguel-prueba"]["linked to, standing"] == "alleged; alleged"
    assert people["dario-muestra"]["role standing"] == "alleged, weak"
    assert (people["dario-muestra"]["stage"], people["dario-muestra"]["stage standing"]) == ("unknown", "")
    assert people["carla-modelo"]["court date pending"] == "yes"
    timeline = {row["what"]: row for row in rows(workbook, "Timeline")}
    assert timeline["Three more prisoners are handed over"]["standing"] == "official, weak"
    assert timeline["Convicted in Mexico in 2012 of carrying a weapon"]["case"] == "MX"


def test_the_first_sheet_says_what_this_is_how_current_and_what_the_words_mean(workbook: Path) -> None:
    assert openpyxl.load_workbook(workbook).sheetnames == SHEETS
    about = {row["what"]: row["meaning"] for row in rows(workbook, "About")}
    assert about["title"] == DATA["about"]["title"]
    assert about["facts checked"].startswith("2026-03-01: ")
    assert about["newest source"].startswith("2026-02-04: ")
    assert "not convictions until proven in court" in about["presumption of innocence"]
    used = {row["standing"] for row in rows(workbook, "Statements")} - {""}
    assert used <= about.keys()


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
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.b for cell in sheet[1])
        assert all(5 <= column.width <= 61 for column in sheet.column_dimensions.values())


def test_sources_can_be_clicked(workbook: Path) -> None:
    urls = {row["url"] for row in DATA["sources"]}
    for sheet, column in (("Statements", "first source"), ("Timeline", "first source"), ("Sources", "url")):
        header, *lines = openpyxl.load_workbook(workbook)[sheet].iter_rows()
        position = [cell.value for cell in header].index(column)
        links = [(line[position].value, line[position].hyperlink) for line in lines if line[position].value]
        assert links
        assert {text for text, _ in links} <= urls
        assert all(link and link.target == text for text, link in links)


def test_the_same_facts_give_the_same_bytes(workbook: Path, tmp_path: Path) -> None:
    """Whatever the time is: the workbook is dated by the day on which the facts were checked."""
    assert export(tmp_path / "again.xlsx").read_bytes() == workbook.read_bytes()
    with zipfile.ZipFile(workbook) as parts:
        assert parts.read("docProps/core.xml").count(b"2026-03-01T00:00:00Z") == 2
        assert {part.date_time[:3] for part in parts.infolist()} == {(1980, 1, 1)}


def test_without_xlsxwriter_one_line_says_how_to_install_it(tmp_path: Path) -> None:
    missing: dict[str, Any] = {"xlsxwriter": None}
    with patch.dict(sys.modules, missing):
        message = refused("export", "xlsx", str(tmp_path / "facts.xlsx"), status=3)
    assert "pip install 'cartels[xlsx]'" in message
    assert list(tmp_path.iterdir()) == []


def test_a_text_that_does_not_fit_into_a_cell_is_refused_and_not_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Excel's limit is above that of the fact file for one text, but not for the titles of many sources."""
    monkeypatch.setattr("cartels.export.xlsx.MAX_CELL", 60)
    assert "does not fit into a cell" in refused("export", "xlsx", str(tmp_path / "facts.xlsx"), status=3)
    assert list(tmp_path.iterdir()) == []
