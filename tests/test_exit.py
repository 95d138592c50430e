"""How the program ends: what a script sees, and what a pipe, a full disk or Ctrl-C leave behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest
from conftest import PROGRAM, environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Run


@pytest.mark.parametrize(
    ("status", "args"),
    [
        (0, ["figures"]),
        (0, ["figures", "--kind", "victim", "--stage", "sentenced"]),  # an empty list
        (1, ["show", "nobody by this name"]),
        (1, ["show", "trevino"]),
        (1, ["sources", "no-such-source"]),
        (2, ["figures", "--no-such-option"]),
        (2, ["figures", "--group", "no such group"]),
        (3, ["figures", "--facts", "/no/such/file"]),
        (3, ["check", "/no/such/file"]),
    ],
)
def test_each_exit_status_means_one_thing(cartels: Run, status: int, args: list[str]) -> None:
    result = cartels(*args)
    assert result.status == status
    if status:
        assert result.out == ""
        assert result.err.startswith("cartels: ")


def test_an_unsound_fact_file_ends_with_3(cartels: Run, bundled_text: str) -> None:
    unsound = bundled_text.replace('standing = "charged"', 'standing = "guilty"', 1)
    for args in (["check", "-"], ["figures", "--facts", "-"]):
        result = cartels(*args, stdin=unsound)
        assert (result.status, result.out) == (3, "")
        assert "guilty" in result.err


def bash(line: str) -> tuple[list[int], str]:
    """Run a line in bash: the exit statuses of its pipe's parts, and what came on standard error."""
    done = subprocess.run(
        ["bash", "-c", f'set -o pipefail; {line}; echo "statuses ${{PIPESTATUS[*]}}" >&2'],
        env=environment({"PATH": f"{PROGRAM.parent}:{os.environ['PATH']}"}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    told, _, statuses = done.stderr.rpartition("statuses ")
    return [int(status) for status in statuses.split()], told


@pytest.mark.parametrize(
    "call",
    [
        "figures",
        "sources --json",
        "show",
        "show --width 80",
        "--help",
        "figures --help",
        "--version",
        "completion bash",
    ],
)
@pytest.mark.parametrize("reader", ["head -1", "true", "head -c 1"])
def test_a_reader_may_close_the_pipe(call: str, reader: str) -> None:
    """https://github.com/python/cpython/issues/90650 and many others: no traceback, and success on both sides."""
    statuses, told = bash(f"cartels {call} | {reader}")
    assert statuses == [0, 0]
    assert "rror" not in told
    assert "Traceback" not in told


def test_a_message_to_a_closed_pipe_changes_no_status() -> None:
    assert bash("cartels show nobody 2>&1 >/dev/null | true")[0] == [1, 0]
    assert bash("cartels figures 2>&1 >/dev/null | true")[0] == [0, 0]


@pytest.mark.parametrize(
    "call", ["figures", "figures --json", "--help", "figures --help", "--version", "completion zsh", "check"]
)
@pytest.mark.parametrize(("where", "why"), [(">&-", "is closed"), (">/dev/full", "No space left on device")])
def test_what_cannot_be_written_is_told_in_one_line(call: str, where: str, why: str) -> None:
    statuses, told = bash(f"cartels {call} {where}")
    assert statuses == [3]
    assert told.startswith("cartels: standard output ")
    assert why in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full", ">&- 2>&-", ">/dev/full 2>/dev/full"])
def test_without_anybody_to_tell_the_status_tells(where: str) -> None:
    assert bash(f"cartels show nobody {where}") == ([1], "")
    assert bash(f"cartels figures {where}")[0] == [3 if ">&- " in where or where.startswith(">") else 0]


@pytest.fixture
def ctrl_c_is_heard() -> Iterator[None]:
    """What a shell has started in the background ignores Ctrl-C, and so do its children: not so in these tests."""
    former = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, former)


@pytest.mark.usefixtures("ctrl_c_is_heard")
@pytest.mark.parametrize("args", [["check", "FIFO"], ["figures", "--facts", "FIFO"]])
def test_ctrl_c_ends_quietly_with_130(args: list[str], tmp_path: Path) -> None:
    """While it waits for a fact file that nobody writes: to open the pipe waits until the program has."""
    fifo = tmp_path / "facts.toml"
    os.mkfifo(fifo)
    process = subprocess.Popen(
        [PROGRAM, *(str(fifo) if arg == "FIFO" else arg for arg in args)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with fifo.open("wb"):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")


@pytest.mark.usefixtures("ctrl_c_is_heard")
def test_ctrl_c_while_standard_input_is_read_ends_quietly_with_130() -> None:
    """More than a pipe holds has gone in, so the program has begun to read. A signal between two reads is seen at the
    next only, so it is sent until the program ends, as a person would.
    """
    with subprocess.Popen(
        [PROGRAM, "check", "-"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b"#" * 1_000_000)
        process.stdin.flush()
        for _ in range(60):
            process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1)
                break
        told = (process.stdout.read(), process.stderr.read().strip())
    assert (process.returncode, told) == (130, (b"", b""))
