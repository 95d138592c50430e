"""The bundled facts are read from the parsed copy that a wheel carries, for as long as that is one of the file beside it."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from cartels import facts

if TYPE_CHECKING:
    import pytest


def lay(folder: Path, monkeypatch: pytest.MonkeyPatch, parsed_name: str | None, made_from: bytes | None = None) -> None:
    """An installed fact file, and beside it a parsed copy in which the event has another name, to tell them apart."""
    raw = Path(facts.bundled()).read_bytes()
    (folder / "facts.toml").write_bytes(raw)
    if parsed_name:
        data = facts.parse(raw.decode(), "facts.toml")
        data["events"][0]["name"] = parsed_name
        copy = {"made_from": zlib.crc32(made_from or raw), "facts": data}
        (folder / "facts.json").write_text(json.dumps(copy), "utf-8")
    monkeypatch.setattr(facts, "bundled", lambda: str(folder / "facts.toml"))


def event_name() -> str:
    """The name of the bundled event."""
    return next(iter(facts.load().events.values()))["name"]


def test_the_parsed_copy_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, monkeypatch, "the copy")
    assert event_name() == "the copy"


def test_a_copy_of_another_file_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever edits the installed file sees the change at once."""
    lay(tmp_path, monkeypatch, "the copy", made_from=b"an older file")
    assert event_name() == "Transfer of 29 prisoners from Mexico to the United States"


def test_without_a_copy_the_file_itself_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, monkeypatch, None)
    assert event_name() == "Transfer of 29 prisoners from Mexico to the United States"
