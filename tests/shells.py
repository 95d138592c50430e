"""Real shells at a real terminal, driven key by key."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from typing import TYPE_CHECKING

import pyte
from conftest import PROGRAM, environment, peer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Self

COLUMNS, LINES = 100, 40

#: How each shell is started without anybody's settings, and made ready for completion.
START = {
    "bash": (["--noprofile", "--norc", "-i"], "bind 'set bell-style none'"),
    "zsh": (["-f", "-i"], "unsetopt beep; PS1='$ '"),
    "fish": (["--no-config", "--interactive"], "function fish_prompt; echo -n '$ '; end"),
}


class Shell:
    """A shell in a pseudo-terminal; `screen` is what a person would see there."""

    def __init__(self, name: str, home: Path, *setup: str, env: Mapping[str, str] | None = None) -> None:
        options, ready = START[name]
        self.name = name
        self.screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self.screen)
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        surroundings = {
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "PS1": "$ ",
            "INPUTRC": "/dev/null",
            "PATH": f"{PROGRAM.parent}:{os.environ['PATH']}",
        }
        self._process = subprocess.Popen(
            [peer(name), *options],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment({**surroundings, **(env or {})}),
            cwd=home,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that job control and Ctrl-C work
        )
        os.close(slave)
        self._master = master
        for command in (ready, *setup):
            self.type(f"{command}\n")
        self.type("echo rea''dy\n")
        self.wait_for("\nready")
        self.type("clear\n")
        self.wait_for("$", without="ready")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait(10)
        os.close(self._master)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode())

    @property
    def text(self) -> str:
        """What the screen shows, its lines without the spaces at their ends."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def wait_for(self, *texts: str, without: str | None = None) -> str:
        """Read until the screen shows all these texts (and not that one). Returns the screen."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if all(text in self.text for text in texts) and not (without and without in self.text):
                return self.text
            if select.select([self._master], [], [], 0.2)[0]:
                self._stream.feed(os.read(self._master, 65536))
        raise AssertionError(f"{self.name} does not show {texts}, but:\n{self.text}")
