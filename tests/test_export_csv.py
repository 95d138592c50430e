"""The CSV folder: valid by Frictionless, exact by RFC 4180, and whole."""

from __future__ import annotations

import csv
import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT, Run, peer
from exported import Rows, comparable, rebuilt

from cartels import facts
from cartels.export import tables

if TYPE_CHECKING:
    from pathlib import Path


def exported(cartels: Run, path: Path, *args: str) -> Path:
    """A fresh folder."""
    ended = cartels("export", "csv", str(path), *args)
    assert (ended.status, ended.err) == (0, "")
    return path


@pytest.fixture(scope="module")
def folder(cartels: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(cartels, tmp_path_factory.mktemp("csv") / "facts")


@pytest.fixture(scope="module")
def attacked_folder(cartels: Run, attacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(cartels, tmp_path_factory.mktemp("csv") / "facts", "--facts", str(attacked))


def faults(folder: Path) -> list[dict[str, Any]]:
    """What Frictionless says is wrong with a folder."""
    done = subprocess.run(
        [peer("frictionless"), "validate", "datapackage.json", "--json"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert len(report["tasks"]) == len(tables.TABLES)
    found = [error for task in report["tasks"] for error in (*task["errors"], *task["warnings"])]
    assert report["valid"] is not bool(found)
    return found


def read(folder: Path) -> dict[str, Rows]:
    """The tables of a folder, with the types that its descriptor gives."""
    kinds = {
        (resource["name"], field["name"]): field["type"]
        for resource in json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
        for field in resource["schema"]["fields"]
    }
    read: dict[str, Any] = {"string": str, "integer": int, "boolean": {"true": True, "false": False}.__getitem__}
    held: dict[str, Rows] = {}
    for table in tables.TABLES:
        with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            held[table.name] = [
                {name: read[kinds[table.name, name]](cell) if cell else None for name, cell in row.items()}
                for row in csv.DictReader(file, strict=True)
            ]
    return held


def test_frictionless_finds_no_fault(folder: Path, attacked_folder: Path) -> None:
    assert faults(folder) == []
    assert faults(attacked_folder) == []


def test_frictionless_holds_types_keys_and_references(cartels: Run, tmp_path: Path) -> None:
    """Each fault that is planted is found: the descriptor says enough."""
    folder = exported(cartels, tmp_path / "facts")
    path = folder / "statements.csv"
    header, first, *rest = path.read_bytes().split(b"\r\n")
    first = first.replace(b",reported,", b",guessed,")
    path.write_bytes(b"\r\n".join([header, first.replace(b"alder-alfonso-marin-sotelo", b"nobody"), first, *rest]))
    found = {error["type"] for error in faults(folder)}
    assert {"hash-count", "byte-count", "primary-key", "foreign-key", "constraint-error", "unique-error"} <= found


def test_it_holds_the_facts_and_nothing_else(folder: Path, attacked_folder: Path, attacked: Path) -> None:
    """The way back gives the fact file again: every value, standing and source, attacks included."""
    assert comparable(rebuilt(read(folder))) == comparable(facts.load().facts)
    assert comparable(rebuilt(read(attacked_folder))) == comparable(facts.load(str(attacked)).facts)


def test_it_is_csv_by_rfc_4180(attacked_folder: Path) -> None:
    """UTF-8 without a mark; a line ends with CRLF; each row as many cells as the header."""
    for path in attacked_folder.glob("*.csv"):
        raw = path.read_bytes()
        assert raw.endswith(b"\r\n")
        assert not raw.startswith(b"\xef\xbb\xbf")
        unquoted = b"".join(raw.split(b'"')[::2])
        assert unquoted.count(b"\n") == unquoted.count(b"\r") == unquoted.count(b"\r\n")
        with path.open(encoding="utf-8", newline="") as file:
            assert len({len(row) for row in csv.reader(file, strict=True)}) == 1


@pytest.mark.parametrize("table", ["statements", "timeline", "names"])
def test_another_reader_agrees(folder: Path, attacked_folder: Path, table: str) -> None:
    """Miller reads the same cells as Python, but for its own line ends."""
    for place in (folder, attacked_folder):
        command = [peer("mlr"), "-S", "--icsv", "--ojson", "cat", str(place / f"{table}.csv")]
        done = subprocess.run(command, capture_output=True, check=True)
        with (place / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            ours = [
                {name: cell.replace("\r\n", "\n") for name, cell in row.items()}
                for row in csv.DictReader(file, strict=True)
            ]
        assert json.loads(done.stdout, strict=False) == ours  # Miller does not escape controls


def test_the_descriptor_tells_licence_and_sources(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    licence = (ROOT / "LICENSE").read_text("utf-8").split("\n")[0]
    assert [row["title"] for row in package["licenses"]] == [licence]
    assert [row["path"] for row in package["sources"]] == [row["url"] for row in facts.load().facts["sources"]]
    assert {path.name for path in folder.iterdir()} == {
        "datapackage.json",
        *(row["path"] for row in package["resources"]),
    }


def test_twice_gives_the_same_bytes(cartels: Run, folder: Path, tmp_path: Path) -> None:
    again = exported(cartels, tmp_path / "facts")
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }
