"""What the tests share: the program, run in this process or as its users run it, invented facts, and golden files.

Every test runs on `tests/facts.toml`, whose people are invented, so that correcting a fact breaks no test. Only
`test_facts_file.py`, `test_help.py` (the examples in the help) and `test_readme.py` read the facts that ship with the
program.
"""

import contextlib
import fcntl
import io
import json
import marshal
import os
import pty
import shutil
import struct
import subprocess
import sys
import termios
import threading
import tomllib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest

from cartels import cli
from cartels.facts import check, read

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = Path(sys.executable).parent / "cartels"
FACTS = ROOT / "tests" / "facts.toml"
DATA: dict[str, Any] = tomllib.loads(FACTS.read_text("utf-8"))
GOLDEN = ROOT / "tests" / "golden"
#: The people, groups and events.
ENTRIES: list[Any] = [*DATA["figures"], *DATA["groups"], *DATA["events"]]

#: Variables that change what the program prints begin so; each test starts without them.
_REMOVED = ("CARTELS_", "_CARTELS_", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "COLUMNS", "LINES", "PAGER", "LESS", "TTY_",
            "PYTHONIOENCODING")  # fmt: skip

#: The fixture `golden`.
Golden = Callable[[str, str], None]
Env = Mapping[str, str] | None


class Result(NamedTuple):
    """How a run of the program ended: its exit status, and what it wrote."""

    status: int
    out: str
    err: str


def environment(extra: Env = None) -> dict[str, str]:
    """Return the environment of a run: this one without the variables that change the output, on the invented facts."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(_REMOVED)}
    return {**kept, "TERM": "xterm-256color", "PYTHONUTF8": "1", "CARTELS_FACTS": str(FACTS), **(extra or {})}


def unmeasured(extra: Env = None) -> dict[str, str]:
    """Return the environment of a run that coverage does not measure: interrupted or on a full disk, it would fail."""
    return {key: value for key, value in environment(extra).items() if not key.startswith("COVERAGE_")}


def run(*args: str, stdin: str | bytes = b"", env: Env = None) -> Result:
    """Run the program inside this process, a hundred times as fast as a process of its own. Exceptions come through."""
    raw = stdin.encode() if isinstance(stdin, str) else stdin
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace") for _ in range(2))
    with (
        patch.object(sys, "argv", ["cartels", *args]),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw), "utf-8")),
        patch.object(sys, "stdout", out),
        patch.object(sys, "stderr", err),
        patch.dict(os.environ, environment(env), clear=True),
        patch.object(read, "limit_memory"),  # the limit would hold for all the tests that follow
        patch.object(check, "limit_memory"),
    ):
        status = cli.run()
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))
    return Result(status, *texts)


def printed(*args: str, stdin: str | bytes = b"", env: Env = None) -> str:
    """Return what a command prints; it has to succeed and to leave standard error empty."""
    result = run(*args, stdin=stdin, env=env)
    assert (result.status, result.err) == (0, "")
    return result.out


def parsed_copy(data: Any, original: bytes) -> bytes:
    """Return facts as a wheel holds them parsed, made from a fact file of these bytes."""
    parsed = marshal.dumps(data)
    return zlib.crc32(parsed, zlib.crc32(original)).to_bytes(4) + parsed


def read_json(*args: str, stdin: str | bytes = b"", env: Env = None) -> Any:
    """Return the JSON that a command prints."""
    return json.loads(printed(*args, "--json", stdin=stdin, env=env))


def refused(*args: str, status: int = 2, stdin: str | bytes = b"", env: Env = None) -> str:
    """Return the message of a command that has to fail with this status, no output and one line on standard error."""
    result = run(*args, stdin=stdin, env=env)
    assert (result.status, result.out, result.err.count("\n")) == (status, "", 1)
    assert result.err.startswith("cartels: ")
    return result.err


def run_program(*args: str | bytes, stdin: str = "", env: Env = None, encoding: str = "utf-8") -> Result:
    """Run the installed program as a process, in a pipe; its output has to be in this encoding."""
    return _process([PROGRAM, *args], ROOT, stdin, environment(env), encoding)


def run_in_bash(line: str, where: Path = FACTS.parent, env: Env = None) -> Result:
    """Run a command line in bash, in a folder, with the program on the path. A pipe fails if a program in it fails."""
    path = f"{PROGRAM.parent}:{os.environ['PATH']}"
    return _process(["bash", "-o", "pipefail", "-c", line], where, "", environment({"PATH": path, **(env or {})}))


def _process(
    command: Sequence[str | bytes | Path], where: Path, stdin: str, env: Mapping[str, str], encoding: str = "utf-8"
) -> Result:
    done = subprocess.run(
        command, cwd=where, input=stdin.encode(), env=env, capture_output=True, timeout=60, check=False
    )
    return Result(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding, "replace"))


def run_in_terminal(*args: str, columns: int = 80, lines: int = 200, env: Env = None) -> Result:
    """Run the installed program in a pseudo-terminal of this size; `out` is all that reached the terminal."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    process = subprocess.Popen([PROGRAM, *args], stdin=slave, stdout=slave, stderr=slave, env=environment(env))
    os.close(slave)
    timer = threading.Timer(60, process.kill)
    timer.start()
    read = b""
    with contextlib.suppress(OSError):  # the other end is closed: that is how a terminal says that all is read
        while chunk := os.read(master, 65536):
            read += chunk
    timer.cancel()
    os.close(master)
    return Result(process.wait(), read.decode("utf-8", "replace").replace("\r\n", "\n"), "")


@pytest.fixture(scope="session")
def facts_text() -> str:
    """Return the text of the invented facts, to plant errors in."""
    return FACTS.read_text("utf-8")


def peer(program: str) -> str:
    """Return the path of a program that tests compare with. Where it is missing the test is skipped, but never in CI."""
    found = shutil.which(program)
    if not found:
        if os.environ.get("CI"):
            pytest.fail(f"{program} is not installed, and CI has to have it: see .ci/run")
        pytest.skip(f"{program} is not installed")
    return found


# Golden files: each is what a command prints, so that a reviewer reads it. `pytest --update` writes them anew.

_compared: set[str] = set()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes golden files anew."""
    parser.addoption("--update", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with the golden file of this name."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        _compared.add(name)
        if request.config.getoption("update"):
            assert not os.environ.get("CI"), "golden files are not written in CI"
            path.write_bytes(text.encode())
        assert path.exists(), f"there is no {path}: run pytest --update, and read what it wrote"
        assert text == path.read_bytes().decode()

    return compare


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> Iterator[None]:
    """Fail a run of all tests that left a golden file unused: nothing is compared with it any more."""
    yield
    option = session.config.option
    selected = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "collectonly")
    whole = session.config.args == session.config.getini("testpaths") and not any(
        getattr(option, name, False) for name in selected
    )
    unused = {path.name for path in GOLDEN.glob("*")} - _compared
    if whole and exitstatus == 0 and unused:
        print(f"\ngolden files that no test compares with: {', '.join(sorted(unused))}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
