"""The commands of the program, and the examples in its help and in the README, which run on the bundled facts."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conftest import ROOT, Env, Result, peer, printed, run_in_bash

from cartels.cli import cli


def walk(command: Any = cli, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the words of every command; the first is `()`, the program itself."""
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from walk(inner, (*path, name))


COMMANDS = list(walk())


def help_of(path: tuple[str, ...], *, env: Env = None) -> str:
    """Return the help that the program prints for a command."""
    return printed(*path, "--help", env=env)


def examples(path: tuple[str, ...]) -> list[str]:
    """Return the command lines in a command's help, without the explanations behind them."""
    below = help_of(path).partition("\nExamples:\n")[2].partition("\n\n")[0]
    return [re.split(r"\s{2,}", line.strip())[0] for line in below.split("\n") if line.strip()]


def readme_examples() -> list[list[str]]:
    """Return the command lines of each console block in the README."""
    blocks = re.findall(r"^```console\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [[line[2:] for line in block.split("\n") if line.startswith("$ ")] for block in blocks]


def run_line(line: str, where: Path) -> Result:
    """Run a command line on the bundled facts, in a folder with copies of them: `my-facts.toml` and others."""
    for name in ("my-facts.toml", "old-facts.toml", "new-facts.toml"):
        shutil.copyfile(ROOT / "data" / "facts.toml", where / name)
    return run_in_bash(line, where, {"HOME": str(where), "CARTELS_FACTS": ""})


def try_lines(lines: list[str], where: Path) -> None:
    """Run command lines one after the other; each has to succeed.

    A line that needs a missing program is left out, and then the test is skipped at its end; in CI it fails.
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
