"""How fast the program is, against what Python and Click cost by themselves, and against other tools on the same lookup.

    .venv/bin/python tests/bench/run.py [--rounds 21] [--no-scaling]

Whole processes, run in turn in one shuffled order each round, so that a busy machine slows all alike; medians, quartiles
and ratios. The program measured is the `cartels` beside this Python. No test runs this, and nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import math
import os
import pty
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cartels import facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

PROGRAM = str(Path(sys.executable).parent / "cartels")
BARE = [sys.executable, "-I", "-c"]
WHO = "miguel-angel-trevino-morales"
GROW = Path(__file__).with_name("grow.py")

FLOORS = {
    "python": [*BARE, "pass"],
    "click": [*BARE, "import click"],
    "click, tomli": [*BARE, "import click, tomli"],
    "click, tomli, rich": [*BARE, "import click, tomli, rich.console, rich.table"],
}


class Run(NamedTuple):
    """A process that has ended: seconds from start to end, and its peak memory in bytes."""

    seconds: float
    peak: int


def run(command: list[str], env: dict[str, str] | None = None) -> Run:
    """Run a process to its end, its output thrown away."""
    null = os.open(os.devnull, os.O_RDWR)
    started = time.perf_counter()
    child = os.posix_spawn(
        command[0],
        command,
        env or environment(),
        file_actions=[(os.POSIX_SPAWN_DUP2, null, stream) for stream in (0, 1, 2)],
    )
    _, _, used = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    os.close(null)
    return Run(seconds, used.ru_maxrss * 1024)


def run_in_terminal(command: list[str]) -> Run:
    """Run a process in a pseudo-terminal to its end; what it prints is read and thrown away."""
    started = time.perf_counter()
    child, master = pty.fork()
    if child == 0:
        os.execve(command[0], command, {**environment(), "COLUMNS": "120"})
    try:
        while os.read(master, 65536):
            pass
    except OSError:  # the other end is closed: all is read
        pass
    _, _, used = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    os.close(master)
    return Run(seconds, used.ru_maxrss * 1024)


def environment(**extra: str) -> dict[str, str]:
    """The environment, in which Python may keep compiled modules, as it does where the program is installed."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "CARTELS_"))}
    return {**kept, "TERM": "xterm-256color", **extra}


def commands(folder: Path) -> dict[str, Callable[[], Run]]:
    """What is measured: the floors, ours, and the peers that are installed."""
    ours = {
        "--version": ["--version"],
        "--help": ["--help"],
        "show NAME --json": ["show", "z40", "--json"],
        "show NAME": ["show", "z40"],
        "figures": ["figures"],
        "search": ["search", "camarena"],
        "check": ["check"],
    }
    measured: dict[str, Callable[[], Run]] = {f"import {name}": _runs(cmd) for name, cmd in FLOORS.items()}
    measured |= {f"cartels {name}": _runs([PROGRAM, *args]) for name, args in ours.items()}
    completing = environment(_CARTELS_COMPLETE="bash_complete", COMP_LINE="cartels show tre")
    measured["cartels show tre TAB"] = lambda: run([PROGRAM], completing)
    measured["cartels show NAME, table"] = lambda: run_in_terminal([PROGRAM, "show", "z40"])
    handed_over = [PROGRAM, "figures", "--kind", "transferred"]
    measured["cartels figures, 26-row table"] = lambda: run_in_terminal(handed_over)
    return measured | {name: _runs(cmd) for name, cmd in peers(folder)}


def _runs(command: list[str]) -> Callable[[], Run]:
    return lambda: run(command)


def peers(folder: Path) -> Iterable[tuple[str, list[str]]]:
    """Other tools on the same lookup, where they are installed: one person out of the same facts."""
    listed, toml, database = folder / "figures.json", facts.bundled(), folder / "facts.db"
    listed.write_bytes(subprocess.run([PROGRAM, "figures", "--json"], capture_output=True, check=True).stdout)
    subprocess.run([PROGRAM, "export", "sqlite", database], capture_output=True, check=True)
    beside = str(Path(sys.executable).parent)
    wanted = {
        "jq, in our JSON": ["jq", f'.[] | select(.id == "{WHO}")', str(listed)],
        "tomlq, in our TOML": ["tomlq", f'.figures[] | select(.id == "{WHO}")', toml],
        "sqlite3, in our SQLite": ["sqlite3", str(database), f"select * from figures where id = '{WHO}'"],
        "sqlite-utils, in our SQLite": ["sqlite-utils", str(database), f"select * from figures where id = '{WHO}'"],
        "gh --version": ["gh", "--version"],
        "ftm --help": ["ftm", "--help"],
    }
    for name, (program, *args) in wanted.items():
        found = shutil.which(program, path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
        if found:
            yield name, [found, *args]


def measure(measured: dict[str, Callable[[], Run]], rounds: int) -> dict[str, list[float]]:
    """The seconds of each, round by round, after one round that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in measured}
    for number in range(rounds + 1):
        for name in random.sample(list(measured), len(measured)):
            took = measured[name]().seconds
            if number:
                seconds[name].append(took)
    return seconds


def print_times(seconds: dict[str, list[float]]) -> None:
    """A Markdown table of medians, quartiles and the ratios to three floors."""
    floors = [f"import {name}" for name in ("click", "click, tomli", "click, tomli, rich")]
    print("| command | median ms | quartiles | x click | x click, tomli | x + rich |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, took in seconds.items():
        low, median, high = statistics.quantiles(took, n=4)
        ratios = " | ".join(f"{median / statistics.median(seconds[floor]):.2f}" for floor in floors)
        print(f"| {name} | {median * 1e3:.1f} | {low * 1e3:.1f} to {high * 1e3:.1f} | {ratios} |")


def scaling(folder: Path, sizes: Sequence[int], rounds: int = 3) -> None:
    """Time and peak memory of each command on fact files of these multiples of the bundled one, and how they grow.

    The exponent is that of the time over what an empty file would take: 1 is as fast as the file grows.
    """
    kinds = {
        "show NAME --json": ["show", WHO, "--json"],
        "figures": ["figures"],
        "timeline --json": ["timeline", "--json"],
        "sources --json": ["sources", "--json"],
        "search": ["search", "camarena"],
        "stats --json": ["stats", "--json"],
        "check": ["check"],
    }
    files = {size: folder / f"facts-{size}.toml" for size in sizes}
    for size, path in files.items():  # in a process of its own: a child's peak memory is never less than its parent's
        subprocess.run([sys.executable, GROW, facts.bundled(), str(size), path], check=True)
    parse = "import sys, tomli; tomli.loads(open(sys.argv[1], encoding='utf-8').read())"
    parsing = {size: min(run([*BARE, parse, str(path)]).seconds for _ in range(rounds)) for size, path in files.items()}
    idle = statistics.median(run(FLOORS["click, tomli"]).seconds for _ in range(5))
    heads = " | ".join(f"{size}x s (MiB)" for size in sizes)
    print(f"\n| command | {heads} | x parsing, {sizes[-1]}x | x file, {sizes[-1]}x | exponent |")
    print("| --- |" + " ---: |" * (len(sizes) + 3))
    for name, args in kinds.items():
        runs = {}
        for size, path in files.items():
            facts_option = ["check", str(path)] if name == "check" else [*args, "--facts", str(path)]
            runs[size] = min((run([PROGRAM, *facts_option]) for _ in range(rounds)), key=lambda ended: ended.seconds)
        cells = " | ".join(f"{runs[size].seconds:.2f} ({runs[size].peak >> 20})" for size in sizes)
        large, small = sizes[-1], sizes[0]
        growth = math.log((runs[large].seconds - idle) / (runs[small].seconds - idle)) / math.log(large / small)
        memory = runs[large].peak / files[large].stat().st_size
        print(f"| {name} | {cells} | {runs[large].seconds / parsing[large]:.2f} | {memory:.1f} | {growth:.2f} |")
    print(
        f"\na process that only parses it with tomli: {', '.join(f'{size}x {took:.2f} s' for size, took in parsing.items())}"
    )


def main() -> None:
    """Measure, and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=21, help="counted rounds (21)")
    parser.add_argument("--no-scaling", action="store_true", help="leave out the larger fact files")
    wanted = parser.parse_args()
    print(
        f"{time.strftime('%Y-%m-%d')}, Python {sys.version.split()[0]}, {os.cpu_count()} cores, {wanted.rounds} rounds\n"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print_times(measure(commands(folder), wanted.rounds))
        if not wanted.no_scaling:
            scaling(folder, (1, 10, 30, 100))


if __name__ == "__main__":
    main()
