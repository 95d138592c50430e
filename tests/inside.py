"""Run the program inside the tests' own process: a hundred times as quick as a process each, for tests of many inputs."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING
from unittest.mock import patch

from conftest import Result, environment

from cartels import cli, limits
from cartels.harmless import acts

if TYPE_CHECKING:
    from collections.abc import Mapping


def run_inside(*args: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Result:
    """How the program ends, and what it writes. What it does not catch is raised here."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace") for _ in range(2))
    with (
        patch.object(sys, "argv", ["cartels", *args]),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8")),
        patch.object(sys, "stdout", out),
        patch.object(sys, "stderr", err),
        patch.dict(os.environ, environment(env), clear=True),
        patch.object(limits, "bound_memory"),  # the limit would hold for all the tests that follow
    ):
        status = cli.run()
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode("utf-8"))
    return Result(status, *texts)


def acting(text: str) -> set[str]:
    """The characters of an output that do something on a terminal, apart from ending lines."""
    return {letter for letter in text if letter != "\n" and acts(letter)}
