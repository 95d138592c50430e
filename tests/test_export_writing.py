"""Exports are written whole or not at all, and never over what was there unless that was asked for."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from conftest import PROGRAM, Run, environment

from cartels import export
from cartels.errors import BadFile

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("ftm", "sqlite", "csv")

every_kind = pytest.mark.parametrize("kind", KINDS)


def all_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@every_kind
def test_nothing_is_replaced_unless_asked(cartels: Run, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "facts"
    assert cartels("export", kind, str(target)).status == 0
    before = all_in(tmp_path)
    first = next(path for path in sorted(tmp_path.rglob("*")) if path.is_file())
    first.write_bytes(b"changed")
    kept = all_in(tmp_path)
    ended = cartels("export", kind, str(target))
    assert (ended.status, ended.out) == (3, "")
    assert ended.err == f"cartels: {target}: is there already: name another, or replace it with --force\n"
    assert all_in(tmp_path) == kept
    assert cartels("export", kind, str(target), "--force").status == 0
    assert all_in(tmp_path) == before


@every_kind
def test_it_is_as_readable_as_any_other_file(cartels: Run, tmp_path: Path, kind: str) -> None:
    """A temporary file is often made for its owner alone."""
    target = tmp_path / "facts"
    cartels("export", kind, str(target))
    plain = tmp_path / "plain"
    plain.write_text("")
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert path.stat().st_mode == plain.stat().st_mode


@every_kind
@pytest.mark.parametrize(("place", "advice"), [("missing/facts", "make it first"), ("file/facts", "is a file")])
def test_a_folder_that_is_none_is_one_line(cartels: Run, tmp_path: Path, kind: str, place: str, advice: str) -> None:
    (tmp_path / "file").write_text("mine")
    ended = cartels("export", kind, str(tmp_path / place))
    assert (ended.status, ended.out) == (3, "")
    assert ended.err.count("\n") == 1
    assert ended.err.startswith(f"cartels: {tmp_path / place}: cannot be written: ")
    assert advice in ended.err
    assert all_in(tmp_path) == {"file": b"mine"}


@every_kind
@pytest.mark.parametrize("former", [False, True])
def test_where_there_is_no_room_nothing_is_left_behind(tmp_path: Path, kind: str, former: bool) -> None:
    """A limit on the size of files stands for a full disk; a former export stays as it was."""
    target = tmp_path / "facts"
    if former:
        subprocess.run([PROGRAM, "export", kind, target], env=environment(), capture_output=True, check=True)
    before = all_in(tmp_path)
    done = subprocess.run(
        ["sh", "-c", 'ulimit -f 100; exec "$@"', "sh", PROGRAM, "export", kind, target, "--force"],
        env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"cartels: {target}: cannot be written: ")
    assert all_in(tmp_path) == before


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_what_is_stopped_half_way_leaves_nothing(tmp_path: Path, stop: BaseException) -> None:
    def file() -> None:
        with export.whole_file(str(tmp_path / "new"), force=False) as part:
            export.write(part, b"half")
            raise stop

    def folder() -> None:
        with export.whole_folder(str(tmp_path / "former"), ("a.csv",), force=True) as part:
            export.write(f"{part}/a.csv", b"half")
            raise stop

    (tmp_path / "former").mkdir()
    (tmp_path / "former" / "a.csv").write_text("former")
    for half_way in (file, folder):
        with pytest.raises((KeyboardInterrupt, BadFile)):
            half_way()
    assert all_in(tmp_path) == {"former/a.csv": b"former"}


def test_what_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "facts"

    def raced() -> None:
        with export.whole_file(str(target), force=False) as part:
            export.write(part, b"ours")
            target.write_text("theirs")

    with pytest.raises(BadFile, match="is there already"):
        raced()
    assert all_in(tmp_path) == {"facts": b"theirs"}


def test_a_folder_with_anything_else_in_it_is_never_replaced(cartels: Run, tmp_path: Path) -> None:
    """--force replaces an export, and not somebody's documents."""
    (tmp_path / "thesis.txt").write_text("three years of work")
    ended = cartels("export", "csv", str(tmp_path), "--force")
    assert ended.status == 3
    assert "thesis.txt" in ended.err
    assert all_in(tmp_path) == {"thesis.txt": b"three years of work"}


@every_kind
def test_what_is_no_file_or_folder_is_never_replaced(cartels: Run, tmp_path: Path, kind: str) -> None:
    """Run by root, a rename over a device would take the device away."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    ended = cartels("export", kind, str(pipe), "--force")
    assert ended.status == 3
    assert "is there already, and is no f" in ended.err
    assert pipe.is_fifo()


@every_kind
def test_a_link_is_followed(cartels: Run, tmp_path: Path, kind: str) -> None:
    """What a link points to is replaced, and the link stays."""
    target, link = tmp_path / "facts", tmp_path / "link"
    cartels("export", kind, str(target))
    link.symlink_to(target)
    assert cartels("export", kind, str(link)).status == 3
    assert cartels("export", kind, str(link), "--force").status == 0
    assert link.is_symlink()
    assert not target.is_symlink()


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("sqlite", "-"), "a database cannot be written to standard output"),
        (("csv", "-"), "a folder cannot be written to standard output"),
        (("ftm", "--force"), "--force does nothing for standard output"),
        (("--json", "ftm"), "No such option"),
        ((), "Missing command"),
    ],
)
def test_usage_that_would_do_nothing_is_refused(cartels: Run, args: tuple[str, ...], told: str) -> None:
    ended = cartels("export", *args)
    assert (ended.status, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert told in ended.err


@every_kind
def test_unsound_facts_are_not_exported(cartels: Run, tmp_path: Path, kind: str) -> None:
    ended = cartels("export", kind, str(tmp_path / "facts"), "--facts", "-", stdin="[about]\n")
    assert (ended.status, ended.out, ended.err.count("\n")) == (3, "", 1)
    assert all_in(tmp_path) == {}


@every_kind
def test_facts_come_from_where_they_are_said_to(cartels: Run, tmp_path: Path, attacked: Path, kind: str) -> None:
    """--facts is taken before the command and after it."""
    for number, args in enumerate(
        (("--facts", str(attacked), "export", kind), ("export", kind, "--facts", str(attacked)))
    ):
        ended = cartels(*args, str(tmp_path / f"facts{number}"))
        assert ended.out == f"{tmp_path}/facts{number}: written: 111 statements, 2 sources\n"
