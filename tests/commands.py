"""The commands of the program and their examples, as the tests walk through them."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from conftest import PROGRAM, ROOT, Result, environment, peer, run_program

from cartels import facts
from cartels.cli import cli

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def walk(command: Any = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command: first `()`, the program itself."""
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from walk(inner, (*path, name))


COMMANDS = list(walk())


def help_of(path: tuple[str, ...], *, env: Mapping[str, str] | None = None) -> str:
    """The help that the program prints for a command."""
    result = run_program(*path, "--help", env=env)
    assert (result.status, result.err) == (0, "")
    return result.out


def examples(path: tuple[str, ...]) -> list[str]:
    """The command lines in a command's help, without what stands behind them to explain."""
    below = help_of(path).partition("\nExamples:\n")[2].partition("\n\n")[0]
    return [re.split(r"\s{2,}", line.strip())[0] for line in below.split("\n") if line.strip()]


def readme_examples() -> list[list[str]]:
    """The command lines in each of the README's console blocks."""
    blocks = re.findall(r"^```console\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [[line[2:] for line in block.split("\n") if line.startswith("$ ")] for block in blocks]


def run_line(line: str, where: Path, env: Mapping[str, str] | None = None) -> Result:
    """Run a command line in bash, in a directory with a fact file named `my-facts.toml`; a pipe fails as a whole."""
    shutil.copyfile(facts.bundled(), where / "my-facts.toml")
    path = f"{PROGRAM.parent}:{environment()['PATH']}"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=where,
        env=environment({"PATH": path, "HOME": str(where), **(env or {})}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def try_lines(lines: list[str], where: Path) -> None:
    """Run command lines one after the other: each has to succeed. Those that need a program that is not there are left
    out, and the test is skipped in the end; in CI it fails.
    """
    missing = []
    for line in lines:
        bare = re.sub(r"'[^']*'|\"[^\"]*\"", "", line)
        programs = {part.split()[0] for part in bare.split("|")} - {"cartels"}
        if absent := [program for program in programs if not shutil.which(program)]:
            missing += absent
            continue
        result = run_line(line, where)
        assert result.status == 0, f"{line}\n{result.err}"
    for program in missing:
        peer(program)
