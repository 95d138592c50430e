"""How the program ends: exit statuses, and what happens at a closed pipe, on a full disk and at Ctrl-C."""

import contextlib
import os
import signal
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PROGRAM, environment, run_in_bash, unmeasured

from cartels import cli


@pytest.mark.parametrize("start", [[PROGRAM], [sys.executable, "-m", "cartels"]], ids=["script", "module"])
def test_the_process_ends_with_the_status(start: list[str]) -> None:
    for status, call in enumerate(("event --list", "show nobody", "figurs", "check /no/such/file")):
        done = subprocess.run([*start, *call.split()], env=environment(), capture_output=True, check=False)
        assert done.returncode == status
        assert bool(done.stdout) is (status == 0)


# Streams that are closed or full


def bash(line: str) -> tuple[list[int], str]:
    """Run a line in bash: the exit statuses of its pipe's parts, and what came on standard error."""
    err, _, statuses = run_in_bash(f'{line}; echo "statuses ${{PIPESTATUS[*]}}" >&2').err.rpartition("statuses ")
    return [int(status) for status in statuses.split()], err


#: Prints 600 KB: more than a pipe holds, so the program is still writing when the reader ends.
LONG = f"show {'miguel-prueba ' * 60}"


@pytest.mark.parametrize(
    "call", ["figures", "figures --width 80", f"{LONG} --json", f"{LONG} --width 80", "--help", "--version"]
)
@pytest.mark.parametrize("reader", ["head -1", "true"])
def test_a_reader_may_close_the_pipe(call: str, reader: str) -> None:
    """Success on both sides and no traceback: https://github.com/python/cpython/issues/90650 shows what can happen."""
    statuses, err = bash(f"cartels {call} | {reader}")
    assert statuses == [0, 0]
    assert err in ("", "Charges and allegations are not convictions until proven in court.\n")


@pytest.mark.parametrize(
    "call", ["figures", "figures --json", "figures --help", "--version", "completion zsh", "check"]
)
def test_output_that_is_closed_ends_with_3(call: str) -> None:
    """For output that is full, see attack/test_streams.py."""
    assert bash(f"cartels {call} >&-") == ([3], "cartels: standard output is closed: redirect it to a file\n")


@pytest.mark.parametrize(
    ("line", "statuses"),
    [
        ("cartels figures 2>&1 >/dev/null | true", [0, 0]),
        ("cartels show nobody 2>&1 >/dev/null | true", [1, 0]),
        ("cartels figures 2>&-", [0]),
        ("cartels show nobody 2>&-", [1]),
        ("cartels figures 2>/dev/full", [0]),
        ("cartels show nobody 2>/dev/full", [1]),
        ("cartels check /nowhere 2>/dev/full", [3]),
        ("cartels figures >&- 2>&-", [3]),
        ("cartels figures >/dev/full 2>/dev/full", [3]),
    ],
)
def test_the_status_is_the_same_where_no_message_can_be_written(line: str, statuses: list[int]) -> None:
    assert bash(line) == (statuses, "")


# Ctrl-C


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let Ctrl-C reach the programs that a test starts, even where these tests run in the background of a shell."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, former)


def start(*args: str | Path) -> subprocess.Popen[bytes]:
    """Start the program with pipes for its streams."""
    pipe = subprocess.PIPE
    return subprocess.Popen([PROGRAM, *args], env=unmeasured(), stdin=pipe, stdout=pipe, stderr=pipe)


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("args", [["check"], ["figures", "--facts"]])
def test_ctrl_c_ends_the_program_by_the_signal_and_without_a_message(args: list[str], tmp_path: Path) -> None:
    """While it waits for a fact file that nobody writes; `open` waits until it has begun to. A shell reports 130."""
    fifo = tmp_path / "facts.toml"
    os.mkfifo(fifo)
    process = start(*args, fifo)
    with fifo.open("wb"):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (-signal.SIGINT, b"", b"")


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_while_reading_standard_input_ends_it_likewise() -> None:
    """Also in the middle of reading: what was read so far is never taken for the whole file."""
    process = start("check", "-")
    assert process.stdin
    process.stdin.write(b"#" * 1_000_000)  # more than a pipe holds: behind this line the program reads
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    process.wait(60)
    with contextlib.suppress(BrokenPipeError):
        process.stdin.close()
    process.stdin = None
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (-signal.SIGINT, b"", b"")


def test_what_fills_the_memory_is_freed_before_that_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be no memory left for a message."""
    held: list[weakref.ref[set[int]]] = []
    freed: list[bool] = []

    def fill_memory(**_: object) -> None:
        large = {1}
        held.append(weakref.ref(large))
        raise MemoryError

    def report(*_: object) -> int:
        freed.append(held[0]() is None)
        return 3

    monkeypatch.setattr(cli.cli, "main", fill_memory)
    monkeypatch.setattr(cli, "_report", report)
    assert (cli.run(), freed) == (3, [True])
