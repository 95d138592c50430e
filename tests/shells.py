"""Real shells at a real terminal, driven key by key."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import pyte
from conftest import PROGRAM, environment, peer

COLUMNS, LINES = 100, 40

#: How each shell is started without anybody's settings, and made ready for completion.
START = {
    "bash": ("--noprofile --norc -i", "bind 'set bell-style none'"),
    "zsh": ("-f -i", "unsetopt beep; PS1='$ '"),
    "fish": ("--no-config --interactive", "function fish_prompt; echo -n '$ '; end"),
}


class Shell:
    """A shell in a pseudo-terminal, in which the commands of `setup` have run."""

    def __init__(self, name: str, home: Path, setup: str, env: Mapping[str, str]) -> None:
        options, ready = START[name]
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        path = f"{PROGRAM.parent}:{os.environ['PATH']}"
        own = {"HOME": str(home), "LC_ALL": "C.UTF-8", "PS1": "$ ", "INPUTRC": "/dev/null", "PATH": path}
        self._process = subprocess.Popen(
            [peer(name), *options.split()],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment({**own, **env}),
            cwd=home,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that job control and Ctrl-C work
        )
        os.close(slave)
        self.type(f"{ready}\n{setup}\necho rea''dy\n")
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

    def wait_for(self, *texts: str, without: str = "\0") -> str:
        """Read until the screen shows all these texts, and not that one. Returns what the screen shows."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            shown = "\n".join(line.rstrip() for line in self._screen.display).rstrip()
            if all(text in shown for text in texts) and without not in shown:
                return shown
            if select.select([self._master], [], [], 0.2)[0]:
                self._stream.feed(os.read(self._master, 65536))
        raise AssertionError(f"the shell does not show {texts}, but:\n{shown}")
