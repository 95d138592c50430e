"""Standard streams that are full, slow or never wait: every byte is written, or the program ends with status 3."""

import fcntl
import io
import json
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from conftest import FACTS, PROGRAM, Result, environment, run, run_in_bash, unmeasured

from cartels import terminal
from cartels.errors import BadFile

#: Each way to write to standard output.
CALLS = (
    "", "show", "figures --kind all", "figures --width 80 --color always", "groups -f md", "event", "timeline -f csv",
    "timeline -f tsv", "sources -f bibtex", "sources -f csl-json", "statements -f jsonl", "statements --excel", "stats",
    "search prueba", "graph", "graph -f dot", "graph -f mermaid", "export ftm", "check", "schema", "schema facts",
    "diff {facts} {facts}", "help", "help limits", "help figures", "--help", "figures --help", "--version",
    "completion bash", "completion zsh", "completion fish",
)  # fmt: skip


def words(call: str) -> list[str]:
    """Return the arguments of a call."""
    return call.format(facts=FACTS).split()


class Raw(io.RawIOBase):
    """A stream without a buffer that takes at most `size` bytes at a time, and in turn none at all."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size, self.calls, self.taken = size, 0, bytearray()

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def write(self, data: Any) -> int | None:
        """Take a part; every second time nothing, as a pipe that never waits does when it is full."""
        self.calls += 1
        if self.calls % 2 == 0:
            return None
        self.taken += bytes(data[: self.size])
        return min(self.size, len(data))


class Text:
    """What is needed of a text stream above such a stream, with or without a buffer between."""

    encoding = "utf-8"

    def __init__(self, buffer: Any) -> None:
        self.buffer = buffer

    def isatty(self) -> bool:
        """Say that it is no terminal."""
        return False

    def fileno(self) -> int:
        """Return a number that is nobody's."""
        return os.open(os.devnull, os.O_WRONLY)


@pytest.mark.parametrize("buffered", [False, True])
@pytest.mark.parametrize("size", [1, 7, 8192, 1_000_000])
def test_short_writes_are_continued_until_every_byte_is_written(size: int, buffered: bool) -> None:
    text = "ñandú 漢字\n" * (20 if size == 1 else 20_000)
    raw = Raw(size)
    stream = Text(io.BufferedWriter(raw, 16) if buffered else raw)
    with patch.object(sys, "stdout", stream), patch.object(terminal, "_wait", lambda _: None):
        terminal.write(text)
    assert raw.taken.decode() == text


def test_a_stream_that_fails_in_the_middle_is_an_error() -> None:
    class Full(Raw):
        def write(self, data: Any) -> int | None:
            if len(self.taken) > 50:
                raise OSError(28, "No space left on device")
            return super().write(data)

    with (
        patch.object(sys, "stdout", Text(Full(30))),
        patch.object(terminal, "_wait", lambda _: None),
        pytest.raises(BadFile, match="cannot be written: No space left"),
    ):
        terminal.write("x" * 200)


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("call", CALLS)
def test_every_command_notices_that_the_device_is_full(call: str, unbuffered: str) -> None:
    done = run_in_bash(f"cartels {call.format(facts=FACTS)} >/dev/full", env={"PYTHONUNBUFFERED": unbuffered})
    assert done == Result(3, "", "cartels: standard output cannot be written: No space left on device\n")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("call", ["statements", "statements --json", "graph -f dot", "figures --width 80"])
def test_a_limit_on_the_size_of_files_is_noticed(call: str, unbuffered: str, tmp_path: Path) -> None:
    """The first kilobytes are written, and the rest is not."""
    with (tmp_path / "out").open("wb") as file:
        done = subprocess.run(
            [PROGRAM, *call.split()],
            stdout=file,
            stderr=subprocess.PIPE,
            env=unmeasured({"PYTHONUNBUFFERED": unbuffered}),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700)),
            check=False,
        )
    assert (done.returncode, done.stderr) == (3, b"cartels: standard output cannot be written: File too large\n")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("call", ["statements --json", "statements --width 80", "export ftm"])
def test_a_slow_pipe_that_never_waits_gets_every_byte(call: str, unbuffered: str) -> None:
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(writer, False)
    process = subprocess.Popen(
        [PROGRAM, *call.split()],
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment({"PYTHONUNBUFFERED": unbuffered}),
    )
    os.close(writer)
    time.sleep(0.4)  # until the pipe is full
    with os.fdopen(reader, "rb") as file:
        out = file.read()
    assert process.communicate(timeout=60)[1] == b""
    assert (process.returncode, out.decode()) == (0, run(*call.split()).out)
    assert len(out) > 8192


@pytest.mark.parametrize("call", ["check -", "groups --json --facts -"])
def test_standard_input_that_never_waits_is_read_to_its_end(call: str) -> None:
    """What has come so far is never parsed as if it were the whole file."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    process = subprocess.Popen(
        [PROGRAM, *call.split()], stdin=reader, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    os.close(reader)
    raw = FACTS.read_bytes()
    middle = raw.index(b"[[figures]]")

    def feed() -> None:
        with os.fdopen(writer, "wb", buffering=0) as file:
            for part in (raw[:middle], raw[middle : middle + 99], raw[middle + 99 :]):
                time.sleep(0.2)
                file.write(part)

    thread = threading.Thread(target=feed)
    thread.start()
    out, err = process.communicate(timeout=60)
    thread.join()
    assert (process.returncode, err) == (0, b"")
    assert out.decode() == run(*call.split(), stdin=raw).out


@pytest.mark.parametrize("limit", range(3, 10))
def test_file_handles_that_are_too_few_are_not_blamed_on_standard_output(limit: int) -> None:
    """With none at all, Python does not even start."""
    done = run_in_bash(f"ulimit -n {limit}; exec cartels figures")
    assert "standard output" not in done.err
    assert (done.status == 0) is (done.err == "") is (done.out == run("figures").out)
    assert limit > 3 or done.status


def test_a_working_directory_that_is_gone_does_not_matter(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    done = run_in_bash(f"cd {gone} && rmdir {gone} && cartels groups --json")
    assert (done.status, done.err) == (0, "")
    assert json.loads(done.out) == json.loads(run("groups", "--json").out)


@pytest.mark.parametrize("encoding", ["idna", "punycode", "no-such-encoding", "utf-16", "utf-8-sig", "hex"])
def test_an_encoding_that_is_not_for_text_causes_no_traceback(encoding: str) -> None:
    """Python itself refuses to start with one that does not exist."""
    done = subprocess.run(
        [PROGRAM, "figures"], capture_output=True, env=environment({"PYTHONIOENCODING": encoding}), check=False
    )
    assert b"cartels/" not in done.stderr
    assert done.returncode == 0 or b"cartels" not in done.stderr
