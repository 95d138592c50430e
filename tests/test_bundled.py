"""An installed program reads the parsed copy of its facts, as long as that is a copy of the file beside it."""

import copy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import DATA, FACTS, ROOT, environment, parsed_copy


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a folder with a copy of the package as it is installed, with the invented facts."""
    shutil.copytree(ROOT / "src", tmp_path, dirs_exist_ok=True)
    (tmp_path / "cartels" / "data").mkdir()
    shutil.copyfile(FACTS, tmp_path / "cartels" / "data" / "facts.toml")
    return tmp_path


def event_name(package: Path) -> str:
    """Return the name of the first event, as that package prints it."""
    args = ["event", "--list", "-f", "csv", "--no-headers", "--fields", "name", "--limit", "1"]
    env = environment({"CARTELS_FACTS": "", "PYTHONPATH": str(package)})
    done = subprocess.run([sys.executable, "-m", "cartels", *args], env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("made_from", "name"),
    [(FACTS.read_bytes(), "The parsed copy"), (b"an older file", "Handover of 5 prisoners")],
    ids=["same", "older"],
)
def test_the_parsed_copy_is_read_unless_it_is_one_of_another_file(package: Path, made_from: bytes, name: str) -> None:
    """Whoever edits the installed file sees the change at once."""
    facts = copy.deepcopy(DATA)
    facts["events"][0]["name"] = "The parsed copy"
    (package / "cartels" / "data" / "facts.marshal").write_bytes(parsed_copy(facts, made_from))
    assert event_name(package) == name


def test_without_a_copy_the_file_itself_is_read(package: Path) -> None:
    assert event_name(package) == "Handover of 5 prisoners"


def test_a_checkout_reads_the_file_beside_its_sources(package: Path) -> None:
    (package / "src").mkdir()
    shutil.move(package / "cartels" / "data", package / "data")
    shutil.move(package / "cartels", package / "src" / "cartels")
    assert event_name(package / "src") == "Handover of 5 prisoners"
