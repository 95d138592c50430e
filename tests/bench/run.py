"""How fast the program is, beside what Python and Click cost by themselves, and beside other tools on the same lookup.

    .venv/bin/python tests/bench/run.py [--rounds 21] [--no-scaling]

Whole processes, run in a new order each round, so that a busy machine slows all of them alike. Only ratios within one
run can be compared with those of another. The program measured is the `cartels` beside this Python, installed as a
wheel, with the facts in it. No test runs this, and nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import json
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
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Measured = dict[str, Callable[[], "Run"]]

HERE = Path(sys.executable).parent
PROGRAM = str(HERE / "cartels")
GROW = Path(__file__).with_name("grow.py")
PYTHON = [sys.executable, "-I", "-c"]
FLOORS = ("click", "click, tomli", "click, tomli, rich.console, rich.table")
SIZES = (1, 10, 30, 100)


class Run(NamedTuple):
    """A process that has ended: seconds from start to end, and its peak memory in bytes."""

    seconds: float
    peak: int


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment without settings for Python or the program. Compiled modules are kept, as for users."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "CARTELS_"))}
    return {**kept, "TERM": "xterm-256color", "COLUMNS": "120", **(extra or {})}


def run(*command: str, terminal: bool = False, env: Mapping[str, str] | None = None) -> Run:
    """Run a process to its end, which has to be success; what it prints is thrown away."""
    started = time.perf_counter()
    if terminal:
        child, master = pty.fork()
        if child == 0:
            os.execve(command[0], command, environment(env))
        try:
            while os.read(master, 65536):
                pass
        except OSError:  # the other end is closed: that is how a terminal says that all is read
            pass
        os.close(master)
    else:
        null = os.open(os.devnull, os.O_RDWR)
        streams = [(os.POSIX_SPAWN_DUP2, null, stream) for stream in (0, 1, 2)]
        child = os.posix_spawn(command[0], command, environment(env), file_actions=streams)
        os.close(null)
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return Run(time.perf_counter() - started, used.ru_maxrss * 1024)


def output(*args: str) -> str:
    """Return what the program prints."""
    return subprocess.run([PROGRAM, *args], env=environment(), capture_output=True, text=True, check=True).stdout


class Facts(NamedTuple):
    """What to ask the program for, taken from its own facts: a person's id, and a word of the name."""

    file: str
    id: str
    word: str


def installed_facts() -> Facts:
    """Return the file that `check` names when it is given none, and the first person of `figures`."""
    person = json.loads(output("figures", "--json"))[0]
    return Facts(output("check").partition(": ")[0], person["id"], person["name"].split()[-1])


def commands(facts: Facts, folder: Path) -> Measured:
    """Return what is measured: imports, the program, and those peers that are installed."""
    line = f"cartels show {facts.id[:3]}"
    tab = {"_CARTELS_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": "2"}
    imports = {f"import {modules}": partial(run, *PYTHON, f"import {modules}") for modules in FLOORS}
    return {
        "python": partial(run, *PYTHON, "pass"),
        **imports,
        "cartels --version": partial(run, PROGRAM, "--version"),
        "cartels --help": partial(run, PROGRAM, "--help"),
        "cartels show NAME --json": partial(run, PROGRAM, "show", facts.id, "--json"),
        "cartels show NAME": partial(run, PROGRAM, "show", facts.id),
        "cartels figures": partial(run, PROGRAM, "figures"),
        "cartels search WORD": partial(run, PROGRAM, "search", facts.word),
        "cartels check": partial(run, PROGRAM, "check"),
        "cartels show TAB": partial(run, PROGRAM, env=tab),
        "cartels show NAME, table": partial(run, PROGRAM, "show", facts.id, terminal=True),
        "cartels figures, table": partial(run, PROGRAM, "figures", "--kind", "transferred", terminal=True),
        **{name: partial(run, *command) for name, command in peers(facts, folder)},
    }


def peers(facts: Facts, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield other tools on the same lookup, where they are installed: one person out of the same facts."""
    rows, database = folder / "figures.json", folder / "facts.db"
    rows.write_text(output("figures", "--json"), "utf-8")
    output("export", "sqlite", str(database))
    query = f"select * from figures where id = '{facts.id}'"
    for name, (program, *args) in {
        "jq, in our JSON": ["jq", f'.[] | select(.id == "{facts.id}")', str(rows)],
        "tomlq, in our TOML": ["tomlq", f'.figures[] | select(.id == "{facts.id}")', facts.file],
        "sqlite3, in our SQLite": ["sqlite3", str(database), query],
        "sqlite-utils, in our SQLite": ["sqlite-utils", str(database), query],
        "gh --version": ["gh", "--version"],
        "ftm --help": ["ftm", "--help"],
    }.items():
        if found := shutil.which(program, path=f"{HERE}{os.pathsep}{os.environ.get('PATH', '')}"):
            yield name, [found, *args]


def print_times(measured: Measured, rounds: int) -> None:
    """Print medians, quartiles and the ratios to the imports as a Markdown table. A first round does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(rounds + 1):
        for name in random.sample(list(measured), len(measured)):
            seconds[name].append(measured[name]().seconds)
    quartiles = {name: statistics.quantiles(times[1:], n=4) for name, times in seconds.items()}
    print("| command | median ms | quartiles | x click | x click, tomli | x + rich |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, (low, median, high) in quartiles.items():
        ratios = " | ".join(f"{median / quartiles[f'import {modules}'][1]:.2f}" for modules in FLOORS)
        print(f"| {name} | {median * 1e3:.1f} | {low * 1e3:.1f} to {high * 1e3:.1f} | {ratios} |")


def print_scaling(facts: Facts, folder: Path) -> None:
    """Print the time and memory of each command on fact files of these multiples, and how they grow.

    The exponent is that of the time beyond what an empty file would take: with 1 it grows as the file does.
    """
    files = {size: str(folder / f"facts-{size}.toml") for size in SIZES}
    for size, path in files.items():  # in a process of its own: a child's peak memory is never less than its parent's
        subprocess.run([sys.executable, GROW, facts.file, str(size), path], check=True)
    idle = best([*PYTHON, "import click, tomli"]).seconds
    parse = "import sys, tomli; tomli.loads(open(sys.argv[1], encoding='utf-8').read())"
    parsing = best([*PYTHON, parse, files[SIZES[-1]]])
    print(f"\n| command | {' | '.join(f'{size}x s (MiB)' for size in SIZES)} | x parsing | x file | exponent |")
    print("| --- |" + " ---: |" * (len(SIZES) + 3))
    for name, args in {
        "show NAME --json": ["show", facts.id, "--json", "--facts"],
        "figures": ["figures", "--facts"],
        "timeline --json": ["timeline", "--json", "--facts"],
        "sources --json": ["sources", "--json", "--facts"],
        "search WORD": ["search", facts.word, "--facts"],
        "stats --json": ["stats", "--json", "--facts"],
        "check": ["check"],
    }.items():
        runs = [best([PROGRAM, *args, path]) for path in files.values()]
        small, large = runs[0], runs[-1]
        cells = " | ".join(f"{ended.seconds:.2f} ({ended.peak >> 20})" for ended in runs)
        memory = large.peak / Path(files[SIZES[-1]]).stat().st_size
        growth = math.log((large.seconds - idle) / (small.seconds - idle)) / math.log(SIZES[-1] / SIZES[0])
        print(f"| {name} | {cells} | {large.seconds / parsing.seconds:.2f} | {memory:.1f} | {growth:.2f} |")
    print(f"\nTo parse the largest with tomli, and nothing else: {parsing.seconds:.2f} s")


def best(command: list[str]) -> Run:
    """Return the fastest of three runs."""
    return min((run(*command) for _ in range(3)), key=lambda ended: ended.seconds)


def main() -> None:
    """Measure, and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=21, help="counted rounds (21)")
    parser.add_argument("--no-scaling", action="store_true", help="leave out the larger fact files")
    wanted = parser.parse_args()
    version = sys.version.split()[0]
    print(f"{time.strftime('%Y-%m-%d')}, Python {version}, {os.cpu_count()} cores, {wanted.rounds} rounds\n")
    facts = installed_facts()
    with tempfile.TemporaryDirectory() as name:
        print_times(commands(facts, Path(name)), wanted.rounds)
        if not wanted.no_scaling:
            print_scaling(facts, Path(name))


if __name__ == "__main__":
    main()
