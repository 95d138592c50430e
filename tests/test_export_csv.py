"""The CSV folder: valid by Frictionless, exact by RFC 4180, and complete."""

import csv
import json
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import hostile
import pytest
from conftest import DATA, ROOT, Golden, peer
from exported import Tables, comparable, export, export_hostile, facts_in, with_long_ids


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export of the invented facts."""
    return export("csv", tmp_path_factory.mktemp("csv") / "facts")


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an export of the hostile facts."""
    return export_hostile("csv", tmp_path_factory.mktemp("csv"))


def descriptor(folder: Path) -> Any:
    """Return what `datapackage.json` says."""
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, as Python reads them; each has as many cells as the header."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file, strict=True)
    return [dict(zip(header, line, strict=True)) for line in lines]


def tables(folder: Path) -> Tables:
    """Return the tables, each cell of the type that the descriptor gives; an empty cell is None."""
    types: dict[str, Any] = {"string": str, "integer": int, "boolean": {"true": True, "false": False}.__getitem__}
    found = {}
    for resource in descriptor(folder)["resources"]:
        fields = {field["name"]: types[field["type"]] for field in resource["schema"]["fields"]}
        cells = rows(folder / resource["path"])
        found[resource["name"]] = [
            {name: fields[name](row[name]) if row[name] else None for name in fields} for row in cells
        ]
    return found


def faults(folder: Path) -> list[str]:
    """Return the kinds of faults that Frictionless finds in a folder, errors and warnings."""
    command = [peer("frictionless"), "validate", "datapackage.json", "--json"]
    report = json.loads(subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout)
    assert len(report["tasks"]) == len(list(folder.glob("*.csv")))
    return [fault["type"] for task in report["tasks"] for fault in (*task["errors"], *task["warnings"])]


def test_frictionless_finds_no_fault(folder: Path, hostile_folder: Path) -> None:
    assert faults(folder) == []
    assert faults(hostile_folder) == []


def test_frictionless_finds_wrong_words_keys_and_references(tmp_path: Path) -> None:
    """The descriptor says enough for it: each fault that is planted here is found."""
    folder = export("csv", tmp_path / "facts")
    path = folder / "statements.csv"
    header, first, *rest = path.read_bytes().split(b"\r\n")
    first = first.replace(b",reported,", b",guessed,")
    path.write_bytes(b"\r\n".join([header, first.replace(b"benito-ejemplo", b"nobody"), first, *rest]))
    expected = {"hash-count", "byte-count", "primary-key", "foreign-key", "constraint-error", "unique-error"}
    assert expected <= set(faults(folder))


def test_all_facts_can_be_read_back_exactly(folder: Path, hostile_folder: Path) -> None:
    assert facts_in(tables(folder)) == comparable(DATA)
    assert facts_in(tables(hostile_folder)) == comparable(hostile.data())


def test_long_ids_and_odd_names_come_back(facts_text: str, tmp_path: Path) -> None:
    text = with_long_ids(facts_text)
    export("csv", tmp_path / "facts", "--facts", "-", stdin=text)
    assert facts_in(tables(tmp_path / "facts")) == comparable(tomllib.loads(text))
    assert faults(tmp_path / "facts") == []


def test_a_table_is_written_as_in_the_golden_file(folder: Path, golden: Golden) -> None:
    golden("export-sources.csv", (folder / "sources.csv").read_bytes().decode())


def test_files_are_utf_8_without_a_byte_order_mark_and_their_lines_end_with_crlf(hostile_folder: Path) -> None:
    for path in hostile_folder.glob("*.csv"):
        raw = path.read_bytes()
        assert raw.endswith(b"\r\n")
        assert not raw.startswith(b"\xef\xbb\xbf")
        unquoted = b"".join(raw.split(b'"')[::2])
        assert unquoted.count(b"\n") == unquoted.count(b"\r") == unquoted.count(b"\r\n")


def test_miller_reads_the_same_cells_as_python(hostile_folder: Path) -> None:
    """Except that it writes CRLF inside a cell as LF, which is its own way."""
    for path in hostile_folder.glob("*.csv"):
        command = [peer("mlr"), "-S", "--icsv", "--ojson", "cat", str(path)]
        done = subprocess.run(command, capture_output=True, check=True)
        ours = [{name: cell.replace("\r\n", "\n") for name, cell in row.items()} for row in rows(path)]
        assert json.loads(done.stdout, strict=False) == ours  # it does not escape control characters


def test_miller_joins_each_statement_with_its_sources(folder: Path) -> None:
    """Nothing is lost or repeated on the way."""
    joined = subprocess.run(
        [peer("mlr"), "-S", "--icsv", "--ojson", "join", "-l", "id", "-r", "statement_id", "-j", "id",
         "-f", folder / "statements.csv", folder / "statement_sources.csv"],
        capture_output=True, check=True,
    )  # fmt: skip
    expected = [
        (statement["value"], statement["standing"], id)
        for table in ("figures", "groups", "events")
        for row in DATA[table]
        for statement in row["statements"]
        for id in statement["sources"]
    ]
    found = [(row["value"], row["standing"], row["source_id"]) for row in json.loads(joined.stdout)]
    assert sorted(found) == sorted(expected)


def test_the_descriptor_gives_the_licence_and_all_sources(folder: Path) -> None:
    package = descriptor(folder)
    licence = (ROOT / "LICENSE").read_text("utf-8").split("\n")[0]
    assert [row["title"] for row in package["licenses"]] == [licence]
    assert [row["path"] for row in package["sources"]] == [row["url"] for row in DATA["sources"]]
    files = {path.name for path in folder.iterdir()}
    assert files == {"datapackage.json", *(row["path"] for row in package["resources"])}


def test_the_same_facts_give_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = export("csv", tmp_path / "facts")
    first, second = ({path.name: path.read_bytes() for path in where.iterdir()} for where in (folder, again))
    assert first == second
