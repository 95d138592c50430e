"""The metadata of the database: what Datasette shows of it."""

import json
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from conftest import DATA, peer, printed, refused

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
    recent = f"<p>{PRESUMPTION} Newest source on anybody handed over: 2026-02-04. Facts checked: 2026-03-01.</p>"
    assert data["description_html"].startswith(recent)
    [(name, database)] = data["databases"].items()
    assert (name, database["description_html"]) == ("facts.v1", data["description_html"])


def test_the_views_come_first_and_every_table_and_column_is_described(folder: Path) -> None:
    tables = metadata(folder)["databases"]["facts.v1"]["tables"]
    assert list(tables)[:3] == VIEWS
    assert all(table["description"].endswith(f". {PRESUMPTION}") for table in tables.values())
    with closing(sqlite3.connect(folder / "facts.v1.db")) as database:
        sql = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'statements_fts%'"
        assert set(tables) == {name for (name,) in database.execute(sql)}
        for name in list(tables)[3:]:
            columns = [column for _, column, *_ in database.execute(f"PRAGMA table_info({name})")]
            assert list(tables[name]["columns"]) == columns
            assert all(tables[name]["columns"].values())
    labels = {name: table["label_column"] for name, table in tables.items() if "label_column" in table}
    assert labels.items() >= {"figures": "name", "groups": "name", "sources": "title", "statements": "topic"}.items()


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
    """The line on charges stands on each page, and the first two lead to the views; foreign keys have names."""

    def get(path: str) -> str:
        command = [peer("datasette"), str(folder / "facts.v1.db"), "-m", str(folder / "metadata.json"), "--get", path]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    start, database = get("/"), get("/facts~2Ev1")
    for page, url in ((start, "http://localhost/"), (database, "http://localhost/facts~2Ev1")):
        assert PRESUMPTION in page
        assert "<strong>alleged</strong>: somebody accuses" in page
        links = [urljoin(url, link) for link in re.findall('<li><a href="([^"]*)">', page)]
        assert links[:3] == [f"http://localhost/facts~2Ev1/{view}" for view in VIEWS]
    overview = get("/facts~2Ev1/figures_overview")
    assert PRESUMPTION in overview
    assert re.search(r'href="[^"]*stage=pleaded-guilty[^"]*"', overview)  # a facet, with its number
    rows = json.loads(get("/facts~2Ev1/statement_sources.json?_labels=on&_shape=objects&_size=1"))["rows"]
    assert rows[0]["source_id"] == {"value": "gazette-2025-02-11", "label": "Five men on two planes"}
    assert rows[0]["statement_id"]["label"] == "alias"
