"""What the README shows is what one gets; that its other commands work is held by the tests of the help texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from commands import run_line
from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text("utf-8")


def test_the_table_is_printed_as_it_is_shown(tmp_path: Path) -> None:
    [(line, shown)] = re.findall(r"^```console\n\$ ([^\n]*)\n((?!\$)[^`]+)^```", README, re.MULTILINE)
    assert run_line(line, tmp_path).out == shown


def test_the_numbers_of_facts_are_those_of_the_file(tmp_path: Path) -> None:
    """The README counts what it rests on."""
    counted = run_line("cartels sources --json | jq length", tmp_path).out.strip()
    assert f"resting on {counted}" in " ".join(README.split())
