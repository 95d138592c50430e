"""What the tests share: the installed program, run as its users run it, and the facts it ships with."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import exported
import pytest

from cartels import facts

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = Path(sys.executable).parent / "cartels"

#: What decides how the program prints; each test starts without it.
_DECIDING = (
    "CARTELS_",
    "NO_COLOR",
    "FORCE_COLOR",
    "CLICOLOR",
    "COLUMNS",
    "TTY_",
    "PYTHONIOENCODING",
    "_CARTELS_COMPLETE",
)


class Result(NamedTuple):
    """How a run of the program ended."""

    status: int
    out: str
    err: str


class Run(Protocol):
    """Run the installed program with these arguments."""

    def __call__(self, *args: str, stdin: str | bytes | None = None, env: Mapping[str, str] | None = None) -> Result:
        """Its exit status, and what it wrote."""


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a run: this one, less what decides how the program prints."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(_DECIDING)}
    return {**kept, "TERM": "xterm-256color", "PYTHONUTF8": "1", **(extra or {})}


def run_program(*args: str, stdin: str | bytes | None = None, env: Mapping[str, str] | None = None) -> Result:
    """Run the installed program in a pipe; its output is read as UTF-8."""
    given = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [PROGRAM, *args], input=given or b"", capture_output=True, env=environment(env), timeout=60, check=False
    )
    return Result(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))


def run_in_terminal(*args: str, columns: int = 80, env: Mapping[str, str] | None = None) -> Result:
    """Run the installed program in a pseudo-terminal of so many columns; `out` is all that reached the terminal."""
    master, slave = pty.openpty()
    os.set_blocking(master, False)
    import fcntl
    import struct
    import termios

    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen([PROGRAM, *args], stdin=slave, stdout=slave, stderr=slave, env=environment(env))
    os.close(slave)
    read = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([master], [], [], 0.1)[0]:
            try:
                chunk = os.read(master, 65536)
            except OSError:  # the other end is closed: that is how a terminal says that all is read
                break
            read += chunk
        elif process.poll() is not None:
            break
    os.close(master)
    return Result(process.wait(10), read.decode("utf-8", "replace").replace("\r\n", "\n"), "")


@pytest.fixture(scope="session")
def cartels() -> Run:
    """The installed program, in a pipe."""
    return run_program


@pytest.fixture(scope="session")
def book() -> facts.Book:
    """The bundled facts."""
    return facts.load()


@pytest.fixture(scope="session")
def bundled_text() -> str:
    """The bundled fact file, to plant faults in."""
    return Path(facts.bundled()).read_text("utf-8")


def peer(program: str) -> str:
    """The path of a program that the tests check ours against. Where it is missing the test is skipped, but never in CI."""
    found = shutil.which(program)
    if not found:
        if os.environ.get("CI"):
            pytest.fail(f"{program} is not installed, and CI has to have it: see .ci/run")
        pytest.skip(f"{program} is not installed")
    return found


def statements(book: facts.Book) -> list[tuple[str, Any]]:
    """Every statement of a fact book, with the id of its entry."""
    rows: list[Any] = [*book.figures.values(), *book.groups.values(), *book.events.values()]
    return [(row["id"], said) for row in rows for said in row["statements"]]


@pytest.fixture(scope="session")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound fact file whose every text is an attack on something that reads exports."""
    path = tmp_path_factory.mktemp("attacked") / "facts.toml"
    path.write_bytes(exported.attacked().encode())
    return path
