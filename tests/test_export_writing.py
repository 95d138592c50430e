"""Exports are written completely or not at all, and never over existing files unless that was asked for."""

import errno
import os
import re
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from conftest import PROGRAM, environment, printed, refused

from cartels import export
from cartels.errors import BadFile

FILES = ("ftm", "sqlite")
each_kind = pytest.mark.parametrize("kind", [*FILES, "csv"])
each_file = pytest.mark.parametrize("kind", FILES)


def files_in(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@each_file
def test_an_existing_file_is_replaced_only_with_force_and_keeps_its_mode(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "facts"
    target.write_text("mine")
    target.chmod(0o640)
    message = refused("export", kind, str(target), status=3)
    assert message == f"cartels: {target}: already exists; use --force to overwrite it\n"
    assert files_in(tmp_path) == {"facts": b"mine"}
    printed("export", kind, str(target), "--force")
    printed("export", kind, str(tmp_path / "new"), "--force")
    assert files_in(tmp_path)["facts"] == files_in(tmp_path)["new"]
    assert target.stat().st_mode & 0o777 == 0o640


def test_an_existing_folder_is_never_replaced_even_if_it_is_empty(tmp_path: Path) -> None:
    message = f"cartels: {tmp_path}: already exists; choose another name\n"
    assert refused("export", "csv", str(tmp_path), status=3) == message
    assert "No such option '--force'" in refused("export", "csv", str(tmp_path), "--force")
    assert list(tmp_path.iterdir()) == []


@each_kind
def test_an_export_says_what_it_has_written_and_is_as_readable_as_any_other_file(tmp_path: Path, kind: str) -> None:
    """Temporary files are often made for their owner alone."""
    target, plain = tmp_path / "facts", tmp_path / "plain"
    assert printed("export", kind, str(target)) == f"{target}: written: 89 statements, 17 sources\n"
    plain.write_text("")
    assert {path.stat().st_mode for path in tmp_path.rglob("*") if path.is_file()} == {plain.stat().st_mode}


@each_kind
@pytest.mark.parametrize(
    ("place", "advice"),
    [
        ("missing/facts", "the folder to write it in does not exist: create it first"),
        ("file/facts", "what should be the folder to write it in is a file: choose another"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_refused(tmp_path: Path, kind: str, place: str, advice: str) -> None:
    (tmp_path / "file").write_text("mine")
    message = f"cartels: {tmp_path / place}: cannot be written: {advice}\n"
    assert refused("export", kind, str(tmp_path / place), status=3) == message
    assert files_in(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize("call", ["ftm facts", "ftm facts --force", "sqlite facts", "sqlite facts --force", "csv new"])
def test_on_a_full_disk_nothing_is_left_behind_and_an_existing_file_stays(tmp_path: Path, call: str) -> None:
    """A limit on the size of files stands for the full disk."""
    if "--force" in call:
        (tmp_path / "facts").write_text("mine")
    before = files_in(tmp_path)
    limited = 'unset ${!COVERAGE_*}; ulimit -f 8; exec "$@"'  # coverage, where it measures, writes a file of its own
    command = ["bash", "-c", limited, "bash", str(PROGRAM), "export", *call.split()]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert re.fullmatch(r"cartels: (facts|new): cannot be written: .*\n", done.stderr)
    assert files_in(tmp_path) == before


def write_half(kind: str, path: Path, then: Callable[[], object]) -> None:
    """Write something of an export, do something else, and finish the export."""
    if kind == "csv":
        with export.atomic_folder(str(path)) as part:
            export.write(f"{part}/a.csv", b"ours")
            then()
    else:
        with export.atomic_file(str(path), force=False) as part:
            export.write(part, b"ours")
            then()


@pytest.mark.parametrize("kind", ["ftm", "csv"])
@pytest.mark.parametrize("stop", [OSError(28, "No space left"), KeyboardInterrupt(), signal.SIGTERM, signal.SIGHUP])
def test_an_export_that_is_interrupted_leaves_nothing_behind(
    tmp_path: Path, kind: str, stop: BaseException | signal.Signals
) -> None:
    def interrupt() -> None:
        if isinstance(stop, BaseException):
            raise stop
        signal.raise_signal(stop)

    with pytest.raises((BadFile, KeyboardInterrupt, SystemExit)):
        write_half(kind, tmp_path / "new", interrupt)
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


@pytest.mark.parametrize("hard_links", [True, False])
def test_what_appears_in_the_meantime_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hard_links: bool
) -> None:
    """Not even where the file system has no hard links."""
    if not hard_links:
        monkeypatch.setattr(os, "link", Mock(side_effect=PermissionError(errno.EPERM, "Operation not permitted")))
    file, folder = tmp_path / "file", tmp_path / "folder"
    with pytest.raises(BadFile, match="already exists"):
        write_half("ftm", file, lambda: file.write_text("theirs"))
    with pytest.raises(BadFile, match="already exists"):
        write_half("csv", folder, folder.mkdir)
    write_half("ftm", tmp_path / "new", list)
    assert files_in(tmp_path) == {"file": b"theirs", "new": b"ours"}
    assert list(folder.iterdir()) == []


@each_file
def test_a_pipe_or_a_device_is_never_replaced(tmp_path: Path, kind: str) -> None:
    """Run by root, a rename over a device would take the device away."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    message = f"cartels: {pipe}: already exists; choose another name\n"
    assert refused("export", kind, str(pipe), "--force", status=3) == message
    assert pipe.is_fifo()


@each_file
def test_a_symbolic_link_stays_and_its_target_is_replaced(tmp_path: Path, kind: str) -> None:
    target, link = tmp_path / "facts", tmp_path / "link"
    target.write_text("mine")
    link.symlink_to(target)
    refused("export", kind, str(link), status=3)
    printed("export", kind, str(link), "--force")
    assert link.is_symlink()
    assert not target.is_symlink()
    assert target.read_bytes() != b"mine"


@each_kind
def test_facts_with_errors_are_not_exported(tmp_path: Path, kind: str) -> None:
    refused("export", kind, str(tmp_path / "facts"), "--facts", "-", stdin="[about]\n", status=3)
    assert files_in(tmp_path) == {}
