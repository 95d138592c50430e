"""Exports are written completely or not at all, and never over existing files unless that was asked for."""

import contextlib
import errno
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import PROGRAM, environment, printed, refused

from cartels import export
from cartels.errors import BadFile

FILES = ("ftm", "sqlite", "xlsx")
each_kind = pytest.mark.parametrize("kind", [*FILES, "csv"])
each_file = pytest.mark.parametrize("kind", FILES)


def files_in(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@each_file
def test_an_existing_file_is_replaced_only_with_force_and_keeps_its_mode(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "facts"
    target.write_text("mine")
    target.chmod(0o600)
    message = refused("export", kind, str(target), status=3)
    assert message == f"cartels: {target}: already exists; use --force to overwrite it\n"
    assert files_in(tmp_path) == {"facts": b"mine"}
    printed("export", kind, str(target), "--force")
    printed("export", kind, str(tmp_path / "new"), "--force")
    assert files_in(tmp_path)["facts"] == files_in(tmp_path)["new"]
    assert target.stat().st_mode & 0o777 == 0o600


def test_an_existing_folder_is_never_replaced_even_if_it_is_empty(tmp_path: Path) -> None:
    message = f"cartels: {tmp_path}: already exists; choose another name\n"
    assert refused("export", "csv", str(tmp_path), status=3) == message
    assert "No such option '--force'" in refused("export", "csv", str(tmp_path), "--force")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["sqlite", "xlsx", "csv"])
@pytest.mark.parametrize("path", ["", "-"])
def test_no_name_and_standard_output_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, path: str
) -> None:
    """No name at all would be the current directory."""
    monkeypatch.chdir(tmp_path)
    assert "name a path" in refused("export", kind, path)
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


@pytest.mark.parametrize(
    "call", ["ftm facts", "ftm facts --force", "sqlite facts", "sqlite facts --force", "xlsx facts", "csv new"]
)
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


#: The system calls with which an export changes something; those that clean up after it come last.
CALLS = ("open", "fsync", "mkdir", "chmod", "link", "rename", "replace", "remove", "rmdir")


class Faults:
    """Lets one of the system calls of an export fail, or a signal arrive just before or after it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, hard_links: bool) -> None:
        self.made: list[str] = []
        self.at, self.fault = -1, ""
        for name in CALLS:
            call = no_links if name == "link" and not hard_links else getattr(os, name)
            monkeypatch.setattr(os, name, partial(self._call, name, call))
        monkeypatch.setattr(export, "open", partial(self._call, "open", open), raising=False)

    def _call(self, name: str, call: Callable[..., Any], *args: Any, **options: Any) -> Any:
        self.made.append(name)
        hit = len(self.made) - 1 == self.at
        if hit and self.fault == "error" and name not in ("remove", "rmdir"):
            raise OSError(errno.EIO, "Input/output error")
        if hit and self.fault == "before":
            signal.raise_signal(signal.SIGTERM)
        result = call(*args, **options)
        if hit and self.fault == "after":
            try:
                signal.raise_signal(signal.SIGTERM)
            except SystemExit:
                if hasattr(result, "close"):  # a file that nobody else will close
                    result.close()
                raise
        return result


def no_links(*_: str) -> None:
    """Do what `link` does on a file system without hard links."""
    raise PermissionError(errno.EPERM, "Operation not permitted")


@pytest.mark.parametrize("hard_links", [True, False])
@pytest.mark.parametrize("fault", ["error", "before", "after"])
@pytest.mark.parametrize("kind", ["file", "file --force", "new file", "failing file", "folder"])
def test_interrupted_at_any_of_its_system_calls_an_export_is_whole_or_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, fault: str, hard_links: bool
) -> None:
    """A failure, or a signal, at each call in turn: the target is what it was or all that is new, and nothing else."""
    faults = Faults(monkeypatch, hard_links)
    old = {"facts": b"old"} if kind in ("file", "file --force") else {}
    new = {"facts/a": b"new", "facts/b": b"new"} if kind == "folder" else {"facts": b"new"}

    def write() -> None:
        if kind == "folder":
            with export.atomic_folder("facts") as part:
                export.write(f"{part}/a", b"new")
                export.write(f"{part}/b", b"new")
        else:
            with export.atomic_file("facts", force="--force" in kind) as part:
                export.write(part, b"new")
                if kind == "failing file":
                    raise OSError(errno.ENOSPC, "No space left on device")

    ended = []
    for at in range(20):
        where = tmp_path / str(at)
        where.mkdir()
        monkeypatch.chdir(where)
        for name, text in old.items():
            Path(name).write_bytes(text)
        faults.made, faults.at, faults.fault = [], at, fault
        with contextlib.suppress(BadFile, SystemExit):
            write()
        calls = len(faults.made)
        faults.made, faults.at = [], -1
        ended.append(files_in(where))
        assert ended[-1] in (old, new)
        assert [path.name for path in where.iterdir()] == ["facts"] * bool(ended[-1])
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
        if calls <= at:
            break
    else:
        pytest.fail("an export has more system calls than are tried here")
    if kind not in ("file", "failing file"):
        assert ended[-1] == new  # the last one was not disturbed
        assert fault == "after" or ended[0] == old


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_an_export_and_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    """A process of its own, which waits with a temporary file half written."""
    waiting = (
        "import signal, time; from cartels import cli, export; write = export.write\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a job in the background ignores it
        "def half(path, raw):\n"
        "    write(path, raw[:100]); print('half', flush=True); time.sleep(30)\n"
        "export.write = half; raise SystemExit(cli.run())"
    )
    for kind in ("ftm", "csv"):
        command = [sys.executable, "-c", waiting, "export", kind, "facts"]
        with subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE) as process:
            assert process.stdout
            assert process.stdout.readline() == b"half\n"
            assert len(list(tmp_path.glob(".cartels-*.part"))) == 1
            process.send_signal(number)
            assert process.wait(20) in (128 + number, -number)
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("hard_links", [True, False])
def test_what_appears_in_the_meantime_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hard_links: bool
) -> None:
    """Not even where the file system has no hard links."""
    if not hard_links:
        monkeypatch.setattr(os, "link", no_links)
    file, folder = tmp_path / "file", tmp_path / "folder"

    def write_file() -> None:
        with export.atomic_file(str(file), force=False) as part:
            export.write(part, b"ours")
            file.write_text("theirs")

    def write_folder() -> None:
        with export.atomic_folder(str(folder)):
            folder.mkdir()

    for write in (write_file, write_folder):
        with pytest.raises(BadFile, match="already exists"):
            write()
    with export.atomic_file(str(tmp_path / "new"), force=False) as part:
        export.write(part, b"ours")
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


def test_a_signal_ends_an_export_also_where_its_exit_is_lost(tmp_path: Path) -> None:
    """SQLite drops what is raised while it runs a statement."""
    with pytest.raises(SystemExit) as stop, export.atomic_file(str(tmp_path / "new"), force=False) as part:  # noqa: PT012 # the exit comes at its end
        export.write(part, b"whole")
        with contextlib.suppress(SystemExit):
            signal.raise_signal(signal.SIGTERM)
    assert stop.value.code == 128 + signal.SIGTERM
    assert [path.name for path in tmp_path.iterdir()] == ["new"]
