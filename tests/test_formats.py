"""Every format of every listing is as in the golden files, and other programs read the same cells from it."""

import csv
import io
import json
import re
import subprocess
import unicodedata
from collections.abc import Callable
from typing import Literal

import pytest
from conftest import Golden, peer, printed, read_json, run

Rows = list[dict[str, str]]

LISTINGS = {
    "figures": ["figures"],
    "groups": ["groups"],
    "events": ["event", "--list"],
    "timeline": ["timeline"],
    "sources": ["sources"],
    "search": ["search", "prueba OR pilot OR diario"],
    "stats": ["stats"],
    "schema": ["schema"],
    "statements": ["statements", "p40", "cartel-rojo"],
    "cards": ["show", "p40", "cartel-rojo"],
}
#: `show` prints cards, whose statements make rows where a format has only rows.
ROWS = [name for name in LISTINGS if name != "cards"]


def listing(name: str, *args: str) -> str:
    """Return what a listing prints."""
    result = run(*LISTINGS[name], *args)
    assert result.status == 0
    return result.out


@pytest.mark.parametrize("format", ["plain", "json", "csv", "md"])
@pytest.mark.parametrize("name", ROWS)
def test_listings_are_printed_as_in_the_golden_files(golden: Golden, name: str, format: str) -> None:
    golden(f"list-{name}.{'txt' if format == 'plain' else format}", listing(name, "--format", format))


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_cards_are_rows_of_statements_where_a_format_has_only_rows(format: str) -> None:
    """The other formats of cards are tested with the lookups."""
    assert listing("cards", "--format", format) == listing("statements", "--format", format)


@pytest.mark.parametrize("name", LISTINGS)
def test_json_lines_are_the_rows_of_json(name: str) -> None:
    lines = listing(name, "--format", "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(listing(name, "--json"))


# CSV and TSV, as other programs read them


def read_by_python(text: str, format: str) -> Rows:
    """Return the rows as Python's csv module reads them; TSV has no quotes."""
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if format == "csv" else csv.QUOTE_NONE
    delimiter = "," if format == "csv" else "\t"
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting))


def read_by_sqlite(text: str, format: str) -> Rows:
    """Return the rows as the sqlite3 shell imports them."""
    modes = [".mode csv"] if format == "csv" else [".mode ascii", r'.separator "\t" "\n"']
    steps = [part for mode in (*modes, ".import /dev/stdin t", ".mode json") for part in ("-cmd", mode)]
    command = [peer("sqlite3"), *steps, ":memory:", "SELECT * FROM t"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    assert done.stderr == b""
    rows: Rows = json.loads(done.stdout)
    return rows


def read_by_miller(text: str, format: str) -> Rows:
    """Return the rows as Miller reads them, with numbers left as text."""
    command = [peer("mlr"), "-S", f"--i{format}", "--ojson", "--jvstack", "cat"]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    return [{key: str(value) for key, value in row.items()} for row in json.loads(done.stdout)]


@pytest.mark.parametrize(
    ("format", "read"),
    [
        ("csv", read_by_sqlite),
        ("csv", read_by_miller),
        ("tsv", read_by_python),
        ("tsv", read_by_sqlite),
        ("tsv", read_by_miller),
    ],
)
@pytest.mark.parametrize("name", LISTINGS)
def test_programs_read_the_same_cells_from_csv_and_tsv(
    name: str, format: str, read: Callable[[str, str], Rows]
) -> None:
    cells = read_by_python(listing(name, "--format", "csv"), "csv")
    assert read(listing(name, "--format", format), format) == cells != []


def renamed(facts_text: str, name: str) -> str:
    """Return the invented facts, in which somebody has another name."""
    assert facts_text.count('name = "Elías Ensayo"') == 1
    return facts_text.replace('name = "Elías Ensayo"', f"name = {json.dumps(name)}")


@pytest.mark.parametrize("format", ["csv", "tsv"])
def test_a_cell_with_commas_and_quotes_is_read_back(facts_text: str, format: str) -> None:
    awkward = 'a "b", c; d'
    out = run("figures", "--facts", "-", "-f", format, stdin=renamed(facts_text, awkward)).out
    for read in (read_by_python, read_by_sqlite, read_by_miller):
        assert [row["name"] for row in read(out, format)][5] == awkward


@pytest.mark.parametrize("format", ["csv", "tsv", "plain", "jsonl"])
def test_a_tab_or_a_line_end_in_a_name_splits_no_row(facts_text: str, format: str) -> None:
    """They are shown as marks, and are exact in JSON."""
    out = run("figures", "--facts", "-", "-f", format, stdin=renamed(facts_text, "a\tb\nc")).out
    assert out.count("\n") == (7 if format == "jsonl" else 8)
    assert ("a\\tb\\nc" if format == "jsonl" else "a␉b␊c") in out


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x"])
def test_excel_gets_a_byte_order_mark_crlf_and_no_formula(facts_text: str, cell: str) -> None:
    """Plain CSV has none of them: other programs choke on the mark, and an apostrophe is no part of a name."""
    args = ("figures", "--facts", "-", "--fields", "name,kind")
    excel, plain = (printed(*args, *more, stdin=renamed(facts_text, cell)) for more in (["--excel"], ["-f", "csv"]))
    assert excel.startswith("\ufeffname,kind\r\nBenito Ejemplo Ruiz,transferred\r\n")
    assert f"\r\n'{cell},transferred\r\n" in excel
    assert excel.count("\n") == excel.count("\r\n") == 8
    assert f"\n{cell},transferred\n" in plain
    assert not set("\ufeff\r") & set(plain)


def test_names_sort_as_spanish_readers_expect(facts_text: str) -> None:
    """Accents and case do not count, however they are encoded, and ñ comes after n."""
    text = facts_text
    renames = {"Gabriela Caso": "Muñoz", "Inés": "Múñiz", "Héctor": "munz", "Elías": "MUN Z"}
    for old, new in renames.items():
        text = re.sub(rf'name = "{old}.*"', f'name = "{new}"', text)
    args = ("figures", "--facts", "-", "--kind", "all", "--sort", "name", "--fields", "name")
    for form in ("NFC", "NFD"):
        rows = read_json(*args, stdin=unicodedata.normalize(form, text))
        in_order = [unicodedata.normalize("NFC", row["name"]) for row in rows]
        assert in_order[4:] == ["Miguel Prueba Muñoz", "MUN Z", "munz", "Múñiz", "Muñoz", "Óscar Prueba Muñoz"]
