"""The README shows what the program prints; `pytest --update` writes its table anew. Its commands: see test_help.py."""

import re
from pathlib import Path

import pytest
from commands import run_line
from conftest import ROOT

README = ROOT / "README.md"


def test_the_table_in_the_readme_is_what_its_command_prints(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    text = README.read_text("utf-8")
    [(line, shown)] = re.findall(r"^```console\n\$ (.*)\n((?:(?!\$ |```).*\n)*)```", text, re.MULTILINE)
    printed = run_line(line, tmp_path).out
    if request.config.getoption("update"):
        README.write_text(text.replace(f"$ {line}\n{shown}", f"$ {line}\n{printed}"), "utf-8")
        shown = printed
    assert shown == printed


def test_the_number_of_pages_in_the_readme_is_that_of_the_sources(tmp_path: Path) -> None:
    count = run_line("cartels sources --format csv --no-headers --fields id | wc -l", tmp_path).out.strip()
    assert f"resting on {count} pages" in " ".join(README.read_text("utf-8").split())
