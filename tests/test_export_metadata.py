"""The metadata of the database: what Datasette shows of it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA, peer, printed, refused

from cartels.export.tables import TABLES

PRESUMPTION = "Charges and allegations are not convictions until proven in court."
VIEWS = ["figures_overview", "group_links", "statements_with_sources"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a database and its metadata."""
    where = tmp_path_factory.mktemp("sqlite")
    printed("export", "sqlite", str(where / "facts.v1.db"), "--metadata")
    return where


def metadata(folder: Path) -> Any:
    """Return what `metadata.json` says."""
    return json.loads((folder / "metadata.json").read_text("utf-8"))


def test_it_says_what_this_is_how_current_and_that_charges_are_no_convictions(folder: Path) -> None:
    data = metadata(folder)
    assert data["title"] == DATA["about"]["title"]
    assert data["license"] == "MIT"
    assert data["description"] == (
        f"{PRESUMPTION} Newest source on anybody handed over: 2026-02-04. Facts checked: 2026-03-01."
    )
    [(name, database)] = data["databases"].items()
    assert (name, database["description"]) == ("facts.v1", PRESUMPTION)


def test_the_views_come_first_and_every_table_and_column_is_described(folder: Path) -> None:
    tables = metadata(folder)["databases"]["facts.v1"]["tables"]
    assert list(tables) == [*VIEWS, *(table.name for table in TABLES)]
    assert all(table["description"].endswith(f". {PRESUMPTION}") for table in tables.values())
    for table in TABLES:
        assert tables[table.name]["columns"] == {column.name: column.about for column in table.columns}
    labels = {name: table["label_column"] for name, table in tables.items() if "label_column" in table}
    assert labels.items() >= {"figures": "name", "groups": "name", "sources": "title", "statements": "value"}.items()


def test_the_database_and_its_metadata_are_both_written_or_neither(tmp_path: Path) -> None:
    """Neither replaces a file without --force."""
    database, beside = tmp_path / "facts.db", tmp_path / "metadata.json"
    for existing, other in ((database, beside), (beside, database)):
        existing.write_text("mine")
        assert f"{existing}: already exists" in refused("export", "sqlite", str(database), "--metadata", status=3)
        assert existing.read_text() == "mine"
        assert [path.name for path in tmp_path.iterdir()] == [existing.name]
        existing.unlink()
        assert not other.exists()
    beside.write_text("mine")
    printed("export", "sqlite", str(database), "--metadata", "--force")
    assert metadata(tmp_path)["title"] == DATA["about"]["title"]


def test_facts_from_standard_input_are_read_once(tmp_path: Path, facts_text: str) -> None:
    printed("export", "sqlite", str(tmp_path / "facts.db"), "--metadata", "--facts", "-", stdin=facts_text)
    assert {path.name for path in tmp_path.iterdir()} == {"facts.db", "metadata.json"}


def test_datasette_shows_it(folder: Path) -> None:
    """The line on charges stands on the page of the database and of each view; foreign keys have names."""

    def get(path: str) -> str:
        command = [peer("datasette"), str(folder / "facts.v1.db"), "-m", str(folder / "metadata.json"), "--get", path]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    pages = {path: get(path) for path in ("/", "/facts~2Ev1", "/facts~2Ev1/figures_overview")}
    assert all(PRESUMPTION in page for page in pages.values())
    assert all(f"/facts~2Ev1/{view}" in pages["/facts~2Ev1"] for view in VIEWS)
    rows = json.loads(get("/facts~2Ev1/statement_sources.json?_labels=on&_shape=objects&_size=1"))["rows"]
    assert rows[0]["source_id"] == {"value": "gazette-2025-02-11", "label": "Five men on two planes"}
