"""The pager: for text that people read and that is taller than their terminal, and silent however it is left."""

import contextlib
import fcntl
import io
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO
from unittest.mock import patch

import click
import pytest
from conftest import PROGRAM, environment, run

from cartels import terminal

LINK = re.compile(r"\x1b\]8;[^\x1b]*\x1b\\")
#: Prints more than a pipe holds, so that the program is still writing when the pager ends.
LONG = f"show {'miguel-prueba ' * 60}"


def at_terminal(
    command: list[str], lines: int, env: Mapping[str, str], keys: tuple[tuple[str, str], ...] = ()
) -> tuple[int, str]:
    """Run a command as a shell does on a terminal of 80 columns; return how it ended, and all that it wrote there.

    `keys` are pairs: what has to be on the terminal, and what is typed then. Status 1000 is for one that does not end.
    """
    pid, master = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, 80, 0, 0))
        os.execvpe(command[0], command, environment(env))
    read, waiting, status = b"", list(keys), None
    deadline = time.monotonic() + 20
    while status is None and time.monotonic() < deadline:
        if select.select([master], [], [], 0.02)[0]:
            try:
                read += os.read(master, 65536)
            except OSError:  # all is read
                status = os.waitpid(pid, 0)[1]
        if waiting and waiting[0][0].encode() in read:
            time.sleep(0.3 if len(waiting) < len(keys) else 0)  # less drops what is typed just behind a Ctrl-C
            os.write(master, waiting.pop(0)[1].encode())
    if status is None:
        os.kill(pid, 9)
        os.waitpid(pid, 0)
    os.close(master)
    assert not waiting, read[-500:]
    return (
        1000 if status is None else os.waitstatus_to_exitcode(status),
        read.decode("utf-8", "replace").replace("\r\n", "\n"),
    )


def cartels(call: str, lines: int = 10, **env: str) -> str:
    """Return what a call writes to a terminal of so many lines; it has to succeed."""
    status, out = at_terminal([str(PROGRAM), *call.split()], lines, {"NO_COLOR": "1", **env})
    assert status == 0, out
    return out


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """Return a pager that says so and ends by itself. Its path has a space, as a user's may."""
    path = tmp_path / "my pager"
    path.write_text("#!/bin/sh\necho PAGED BY $0 $*\ncat\n", "ascii")
    path.chmod(0o755)
    return f"'{path}'"


PAGED = ["figures", "figures -f plain", "show p40", "timeline -f md", "graph --width 80", "sources", "statements p40"]


@pytest.mark.parametrize("call", PAGED)
def test_text_taller_than_the_terminal_is_paged(call: str, pager: str) -> None:
    """Complete, and the same as without a pager."""
    first, _, rest = cartels(call, PAGER=pager).partition("\n")
    assert first.startswith("PAGED BY ")
    assert rest == cartels(f"{call} --no-pager", PAGER=pager) != ""


def test_text_is_paged_from_as_many_lines_as_the_terminal_has(pager: str) -> None:
    """The prompt takes the last line; a line that is wrapped counts as several."""
    rows = run("groups", "--width", "80").out.count("\n")
    assert not cartels("groups", lines=rows + 1, PAGER=pager).startswith("PAGED")
    assert cartels("groups", lines=rows, PAGER=pager).startswith("PAGED")
    rows = run("sources", "-f", "plain").out.count("\n")
    assert cartels("sources -f plain", lines=rows + 1, PAGER=pager).startswith("PAGED")


@pytest.mark.parametrize(
    "call",
    [
        "figures --json", "figures -f jsonl", "figures -f csv", "figures -f tsv", "figures --excel",
        "sources -f bibtex", "sources -f csl-json", "graph -f dot", "graph -f mermaid", "schema facts",
        "export ftm", "completion bash", "figures --no-pager", "--no-pager figures", "check",
    ],
)  # fmt: skip
def test_data_is_never_paged(call: str, pager: str) -> None:
    assert "PAGED" not in cartels(call, lines=3, PAGER=pager)


@pytest.mark.parametrize("line", ["cartels figures | cat", "cartels figures < /dev/null", "cartels figures >&-; true"])
def test_a_pipe_is_never_paged(line: str, pager: str) -> None:
    """Nor is a program paged whose input is no terminal: no key would reach the pager."""
    path = f"{PROGRAM.parent}:{os.environ['PATH']}"
    status, out = at_terminal(["bash", "-c", line], 5, {"PAGER": pager, "PATH": path})
    assert status == 0
    assert "PAGED" not in out
    assert "Traceback" not in out


@pytest.mark.parametrize(
    "env",
    [
        {"PAGER": ""}, {"PAGER": "cat"}, {"PAGER": "/no/such/pager"}, {"PAGER": "'not closed"}, {"PAGER": "   "},
        {"TERM": "dumb"}, {"CARTELS_PAGER": ""}, {"CARTELS_PAGER": "cat"},
    ],
)  # fmt: skip
def test_a_text_is_printed_where_there_is_no_usable_pager(env: dict[str, str], pager: str) -> None:
    assert cartels("figures", 10, **{"PAGER": pager, **env}) == cartels("figures --no-pager", 10, **env)


def test_the_own_variable_comes_before_the_common_one(pager: str) -> None:
    assert "PAGED BY" in cartels("figures", CARTELS_PAGER=f"{pager} -x", PAGER="cat").split("\n")[0]
    assert cartels("figures", CARTELS_PAGER=f"{pager} -x", PAGER="cat").split("\n")[0].endswith(" -x")


@pytest.mark.parametrize("call", ["figures", LONG])
@pytest.mark.parametrize("keys", ["q", "\x03q", "Gq"])
def test_less_is_the_pager_and_leaving_it_is_silent(call: str, keys: str) -> None:
    """At its first screen, after Ctrl-C (which belongs to less), or at the end of the text; what is left is dropped."""
    status, out = at_terminal(
        [str(PROGRAM), *call.split()], 10, {}, keys=((":", keys[0]), *(("", key) for key in keys[1:]))
    )
    assert status == 0
    assert "Traceback" not in out
    assert "cartels: " not in out


@pytest.mark.parametrize("call", ["figures", LONG])
@pytest.mark.parametrize("pager", ["true", "false", "head -1", "sh -c 'exit 3'"])
def test_a_pager_that_ends_early_is_no_error(call: str, pager: str) -> None:
    assert "Traceback" not in cartels(call, PAGER=pager)


@pytest.mark.parametrize("call", ["figures", LONG])
def test_ctrl_c_ends_a_pager_that_knows_no_better(call: str) -> None:
    """The program ends with it, silently."""
    keys = (("READY", "\x03"),)
    status, out = at_terminal([str(PROGRAM), *call.split()], 10, {"PAGER": "sh -c 'echo READY; exec sleep 30'"}, keys)
    assert status in (0, 130, -2)
    assert out.replace("^C", "").strip() == "READY"


def test_ctrl_c_has_no_effect_from_before_the_pager_starts_and_the_pager_is_not_deaf_to_it() -> None:
    """The pager is started by Click: here it is a program that is ended by the signal unless it inherits to ignore it."""
    killed = []

    @contextlib.contextmanager
    def pager(**_: bool) -> Iterator[TextIO]:
        signal.raise_signal(signal.SIGINT)
        killed.append(subprocess.run(["sh", "-c", "kill -INT $$"], check=False).returncode)
        yield io.StringIO()
        signal.raise_signal(signal.SIGINT)

    former = signal.getsignal(signal.SIGINT)
    with patch.object(click, "get_pager_file", pager), patch.dict(os.environ):
        terminal._page("text", "less")
    assert killed == [-signal.SIGINT]
    assert signal.getsignal(signal.SIGINT) is former


@pytest.mark.parametrize("less", [None, "", "S", "-i", "-R"])
def test_less_shows_colours_and_links(less: str | None) -> None:
    """Whatever options the user has given it."""
    env = {} if less is None else {"LESS": less}
    _, out = at_terminal([str(PROGRAM), "sources"], 10, env, keys=((":", "q"),))
    assert "\x1b[1m" in out
    assert LINK.search(out)
    assert "ESC" not in out


def test_other_pagers_get_colours_and_no_links(pager: str) -> None:
    """They would print the bytes of a link."""
    status, out = at_terminal([str(PROGRAM), "sources"], 10, {"PAGER": pager})
    assert (status, "\x1b[" in out, LINK.search(out)) == (0, True, None)
