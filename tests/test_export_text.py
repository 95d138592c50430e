"""Text that other programs take over: Markdown with its footnotes, and CSV for spreadsheets."""

import csv
import io
import re
import subprocess

import hostile
import pytest
from conftest import peer, printed, read_json

LISTINGS = ("figures", "groups", "timeline", "statements", "sources")

#: What Excel and LibreOffice take for the beginning of a formula, behind what they skip.
FORMULA = ("=", "+", "-", "@")


def cells(text: str, delimiter: str = ",") -> list[list[str]]:
    """Return the cells of a CSV text, as a spreadsheet with this separator takes it."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter))


def test_footnotes_of_a_card_are_links_to_all_its_sources() -> None:
    """Pandoc makes a footnote of each; none is missing, and none is without a reference."""
    text = printed("show", "p40", "--format", "md")
    urls = {source["url"] for source in read_json("show", "p40")["sources"]}
    defined = dict(re.findall(r"^\[\^(\d+)\]: \[.*\]\(<?([^)>]+)>?\), ", text, re.MULTILINE))
    assert set(defined.values()) == urls
    assert set(re.findall(r"\[\^(\d+)\](?!:)", text)) == defined.keys()
    done = subprocess.run(
        [peer("pandoc"), "-f", "markdown", "-t", "json"], input=text, capture_output=True, text=True, check=True
    )
    notes = re.findall(r'"t": ?"Note".*?"t": ?"Link".*?(https?://[^"]+)"', done.stdout)
    assert done.stderr == ""
    assert set(notes) == urls


@pytest.mark.parametrize("command", ["figures", "groups"])
def test_csv_has_columns_for_values_and_others_for_their_standings(command: str) -> None:
    """As the views of the database have; a value that only weak sources give says so."""
    everybody = ["--kind", "all"] if command == "figures" else []
    header, *lines = cells(printed(command, "-f", "csv", *everybody))
    for row, line in zip(read_json(command, *everybody), lines, strict=True):
        found = dict(zip(header, line, strict=True))
        for field, basis in row["basis"].items():
            weak = ", weak" if basis["grade"] == "weak" else ""
            assert found[field] == (row[field] or "")
            assert found[f"{field}_standing"] == f"{basis['standing'] or ''}{weak}"
    values = (
        ("role", "court", "city", "stage", "groups") if command == "figures" else ("base", "status", "designations")
    )
    assert {f"{value}_standing" for value in values} <= set(header)


def test_csv_of_statements_has_every_value_standing_and_source() -> None:
    header, *lines = cells(printed("statements", "-f", "csv"))
    expected = [
        (row["id"], row["value"], row["standing"] or "", "; ".join(source["id"] for source in row["sources"]))
        for row in read_json("statements")
    ]
    columns = [header.index(name) for name in ("id", "value", "standing", "sources")]
    assert [tuple(line[column] for column in columns) for line in lines] == expected


def test_a_month_stays_a_text_in_excel_and_a_day_or_a_year_is_left_alone() -> None:
    """Excel would take `2024-10` for the first of October."""
    dates = {row["date"]: "" for row in read_json("statements") if row.get("date")}
    header, *lines = cells(printed("statements", "--excel"))
    found = {line[header.index("date")] for line in lines} - {""}
    assert found == {f"'{date}" if len(date) == 7 else date for date in dates}
    assert "'2024-10" in found


@pytest.mark.parametrize("command", LISTINGS)
def test_no_cell_begins_a_formula_whichever_separator_the_spreadsheet_expects(
    monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Spain, Argentina and Brazil separate by semicolons: there each comma is text, and a semicolon begins a cell."""
    attacks = [f"a;{text}" for text in ("=1+1", " =1+1", '"=1+1"', "+1", "-1", "@SUM(1)", "b;c;=1", "\t=1", "\r=1")]
    monkeypatch.setattr(hostile, "TEXTS", (*hostile.TEXTS, *attacks))
    more = {"figures": ["--kind", "all"], "timeline": ["--all"]}.get(command, [])
    args = [command, "--facts", "-", *more]
    plain, excel = (printed(*args, *format, stdin=hostile.facts()) for format in (["-f", "csv"], ["--excel"]))
    for separator in ",;":
        began = [[cell for row in cells(out, separator) for cell in row if _is_formula(cell)] for out in (plain, excel)]
        assert began[0], "without formulas in the plain CSV this would test nothing"
        assert began[1] == []


def _is_formula(cell: str) -> bool:
    return cell.lstrip(' "\t\r\n').startswith(FORMULA)
