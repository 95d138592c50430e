"""How fact files are loaded, and faults that stay away: of defaults, and of what is computed from the facts."""

import errno
import json
import os
import shutil
import signal
import subprocess
import time
import zlib
from pathlib import Path
from unittest.mock import patch

import pytest
from conftest import DATA, FACTS, PROGRAM, parsed_copy, printed, read_json, refused, run_in_bash, unmeasured
from grow import grown

from cartels.facts import load


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the invented facts that the program takes for those it ships with."""
    path = tmp_path / "bundled.toml"
    shutil.copyfile(FACTS, path)
    monkeypatch.setattr(load, "bundled", lambda: str(path))
    return path


def test_a_failure_of_the_system_names_the_file_that_it_concerns(tmp_path: Path) -> None:
    """It was put down to standard output."""
    with patch.object(load, "load", side_effect=OSError(errno.EIO, "Input/output error", "/mnt/facts.toml")):
        assert refused("figures", status=3) == "cartels: /mnt/facts.toml: Input/output error\n"
    for export in ("sqlite facts.db", "csv folder", "ftm facts.ftm"):
        result = run_in_bash(f"mkdir gone; cd gone; rmdir ../gone; cartels export {export}", tmp_path)
        assert result.status == 3
        assert result.err.startswith(f"cartels: {export.split()[1]}: cannot be written: ")


@pytest.mark.parametrize("damage", ["empty", "cut", "one byte", "another Python's"])
def test_a_damaged_parsed_copy_is_ignored(bundled: Path, damage: str) -> None:
    first, *others = DATA["events"]
    original = bundled.read_bytes()
    copy = parsed_copy({**DATA, "events": [{**first, "name": "The copy"}, *others]}, original)
    bundled.with_suffix(".marshal").write_bytes(copy)
    name = ["event", "--list", "--no-headers", "-f", "csv", "--fields", "name", "--limit", "1"]
    assert printed(*name, env={"CARTELS_FACTS": ""}) == "The copy\n"
    unknown = b"\xff" * 8
    damaged = {
        "empty": b"",
        "cut": copy[:-100],
        "one byte": copy[:-9] + bytes([copy[-9] ^ 1]) + copy[-8:],
        "another Python's": zlib.crc32(unknown, zlib.crc32(original)).to_bytes(4) + unknown,
    }
    bundled.with_suffix(".marshal").write_bytes(damaged[damage])
    assert printed(*name, env={"CARTELS_FACTS": ""}) == f"{first['name']}\n"


def test_a_missing_bundled_file_says_to_reinstall(bundled: Path) -> None:
    bundled.unlink()
    expected = f"cartels: {bundled}: the bundled facts are missing: reinstall cartels\n"
    assert refused("figures", status=3, env={"CARTELS_FACTS": ""}) == expected


@pytest.mark.parametrize("call", ["show", "graph", "schema figures", "sources blog-prisoners"])
def test_a_default_format_is_not_used_where_a_command_does_not_have_it(call: str) -> None:
    assert printed(*call.split(), env={"CARTELS_FORMAT": "csv"}) == printed(*call.split())


def test_check_refuses_a_second_file() -> None:
    """It was ignored, so that another file was reported as sound."""
    assert refused("check", str(FACTS), "--facts", "/no/such/file").startswith("cartels: check: give either a FILE or")


@pytest.mark.parametrize(
    ("relation", "kin"),
    [
        ("older brother", True),
        ("spouse", True),
        ("ex-wife", True),
        ("godfather", True),
        ("widow", True),
        ("mother-in-law", True),
        ("brother's lawyer", False),
        ("partner", False),
    ],
)
def test_graph_and_followthemoney_agree_on_who_is_family(relation: str, kin: bool, facts_text: str) -> None:
    text = facts_text.replace('relation = "brother"', f'relation = "{relation}"')
    types = [
        edge["kind"] for edge in read_json("graph", "--facts", "-", stdin=text)["edges"] if edge["topic"] == "relation"
    ]
    entities = map(json.loads, printed("export", "ftm", "--facts", "-", stdin=text).splitlines())
    schemas = [entity["schema"] for entity in entities if entity["schema"] in ("Family", "Associate")]
    assert types == ["family" if kin else "person"] * 3
    assert schemas == ["Family" if kin else "Associate"] * 3


def test_a_statement_without_sources_has_no_grade_and_is_not_marked_weak() -> None:
    """Its grade was that of a weak source."""
    [statement] = [row for row in read_json("show", "dario")["statements"] if row["topic"] == "stage"]
    assert (statement["sources"], statement["grade"]) == ([], None)
    lines = printed("show", "dario", "--format", "plain").split("\n")
    [top, below] = [line for line in lines if line.startswith("not known") or "stage: Not known" in line]
    assert "weak" not in top + below


def test_ctrl_c_ends_the_reading_of_a_large_file_at_once(tmp_path: Path, facts_text: str) -> None:
    """It waited until the file was parsed. The program is killed by the signal, at several moments after the last byte."""
    raw = grown(facts_text, 750).encode()
    assert 15 << 20 < len(raw) < 16 << 20
    os.mkfifo(tmp_path / "facts.toml")
    interrupted = 0
    for moment in (0, 0.2, 0.4, 0.8):
        process = subprocess.Popen(
            [PROGRAM, "check", tmp_path / "facts.toml"],
            env=unmeasured(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        (tmp_path / "facts.toml").write_bytes(raw)
        time.sleep(moment)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        if process.returncode == 0:  # it was done before
            break
        assert (process.returncode, out, err) == (-signal.SIGINT, b"", b"")
        interrupted += 1
    assert interrupted
