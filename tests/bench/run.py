"""How fast the program is, beside what Python and Click cost by themselves, and beside other tools on the same lookup.

    WHEEL/bin/python tests/bench/run.py [--rounds 21]

Whole processes, run in a new order each round. A ratio is the median of those of the rounds, so that a machine that is
busy for a while slows both sides alike. The program measured is the `cartels` beside this Python, installed as a wheel
with its extra `xlsx`. Exits with 1 if a target is missed; no test runs this.
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
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

HERE = Path(sys.executable).parent
PROGRAM = str(HERE / "cartels")
GROW = Path(__file__).with_name("grow.py")
PYTHON = [sys.executable, "-I", "-c"]

#: What a command is measured beside: a process that does nothing else.
CLICK, TOMLI, RICH = "import click", "import click, tomli", "import click, tomli, rich"
LOOKUP, PARSE = "show NAME --json", "tomli.loads, 16 MiB"
#: The largest fact file, of which a copy adds to the ids of each entry.
LIMIT, COPY = 16 << 20, 1.02
#: What is measured on the facts and on the largest file is named so; there are fewer rounds of it: it spreads less.
SMALL, LARGE, FEWER = ", 1x", ", 16 MiB", 3


class Run(NamedTuple):
    """A process that has ended: milliseconds from start to end, and its peak memory in MiB."""

    ms: float
    peak: int


class Case(NamedTuple):
    """What is measured, the case that it is compared with, and its target: a ratio of at least or at most so much."""

    start: Callable[[], Run]
    beside: str = TOMLI
    at_most: float = math.inf
    at_least: float = 0


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without settings for Python or the program. Compiled modules are kept, as for users."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "CARTELS_"))}
    return {**kept, "TERM": "xterm-256color", "COLUMNS": "120", "PAGER": "cat", **extra}


def run(*command: str, terminal: bool = False, **env: str) -> Run:
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
    return Run((time.perf_counter() - started) * 1e3, used.ru_maxrss >> 10)


def output(*args: str) -> str:
    """Return what the program prints."""
    return subprocess.run([PROGRAM, *args], env=environment({}), capture_output=True, text=True, check=True).stdout


class Facts(NamedTuple):
    """What to ask the program for, taken from its own facts: a person's id, and a word of the name."""

    file: str
    id: str
    word: str


def installed_facts() -> Facts:
    """Return the file that `check` names when it is given none, and the first person of `figures`."""
    person = json.loads(output("figures", "--json"))[0]
    return Facts(output("check").partition(": ")[0], person["id"], person["name"].split()[-1])


def commands(facts: Facts, folder: Path) -> dict[str, Case]:
    """Return the floors and the commands, with the targets that they have."""
    program = partial(partial, run, PROGRAM)
    tab = {"_CARTELS_COMPLETE": "bash_complete", "COMP_WORDS": f"cartels show {facts.id[:3]}", "COMP_CWORD": "2"}
    pager = shutil.which("cat") or ""  # `cat` without its folder means no pager
    return {
        "python": Case(partial(run, *PYTHON, "pass")),
        CLICK: Case(partial(run, *PYTHON, CLICK)),
        TOMLI: Case(partial(run, *PYTHON, TOMLI)),
        RICH: Case(partial(run, *PYTHON, f"{TOMLI}, rich.console, rich.table")),
        "--version": Case(program("--version"), CLICK, 1.15),
        "--help": Case(program("--help")),
        "the bare screen": Case(program(), TOMLI, 1.25),
        "one TAB": Case(program(**tab), TOMLI, 1.25),
        LOOKUP: Case(program("show", facts.id, "--json"), TOMLI, 1.25),
        "show NAME": Case(program("show", facts.id), TOMLI, 1.25),
        "statements NAME": Case(program("statements", facts.id), TOMLI, 1.25),
        "statements": Case(program("statements")),
        "figures": Case(program("figures")),
        "search WORD": Case(program("search", facts.word), TOMLI, 2),
        "show NAME, table": Case(program("show", facts.id, terminal=True), RICH, 1.5),
        "show NAME, table, pager": Case(program("show", facts.id, terminal=True, PAGER=pager), RICH),
        "figures, table": Case(program("figures", terminal=True), RICH, 1.5),
        "check": Case(program("check")),
        "diff FILE": Case(program("diff", facts.file)),
        **exports(folder / "exports"),
    }


def exports(folder: Path) -> dict[str, Case]:
    """Return each kind of export, into an empty folder."""

    def export(*args: str) -> Run:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return run(PROGRAM, "export", *args, str(folder / "facts"))

    kinds = ("ftm", "sqlite", "sqlite --metadata", "csv", "xlsx")
    return {f"export {kind}": Case(partial(export, *kind.split())) for kind in kinds}


def peers(facts: Facts, folder: Path) -> Iterator[tuple[str, Case]]:
    """Yield other tools on the same lookup, where they are installed: one person out of the same facts.

    Those written in Python have to be slower than the program.
    """
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
            with Path(found).open("rb") as file:
                is_python = b"python" in file.readline(200)
            yield name, Case(partial(run, found, *args), LOOKUP, at_least=is_python)


def growing(facts: Facts, folder: Path) -> tuple[float, dict[str, Case]]:
    """Return commands on the facts and on the largest file, and how many times larger that is."""
    small, largest = Path(facts.file), folder / "largest.toml"
    times = int(LIMIT / COPY / small.stat().st_size)
    # In a process of its own: a child's peak memory is never less than its parent's.
    subprocess.run([sys.executable, GROW, small, str(times), largest], check=True)
    parse = f"import tomli; tomli.loads(open({str(largest)!r}, encoding='utf-8').read())"
    cases = {TOMLI: Case(partial(run, *PYTHON, TOMLI)), PARSE: Case(partial(run, *PYTHON, parse))}
    for name, args in {
        LOOKUP: ["show", facts.id, "--json", "--facts"],
        "figures": ["figures", "--facts"],
        "statements": ["statements", "--facts"],
        "timeline --json": ["timeline", "--json", "--facts"],
        "sources --json": ["sources", "--json", "--facts"],
        "search WORD": ["search", facts.word, "--facts"],
        "stats --json": ["stats", "--json", "--facts"],
        "check": ["check"],
    }.items():
        cases[f"{name}{SMALL}"] = Case(partial(run, PROGRAM, *args, str(small)))
        cases[f"{name}{LARGE}"] = Case(partial(run, PROGRAM, *args, str(largest)), PARSE, 1.6)
    return largest.stat().st_size / small.stat().st_size, cases


def measure(cases: Mapping[str, Case], rounds: int) -> dict[str, list[Run]]:
    """Run every case once in each round, in a new order. A first round does not count."""
    runs: dict[str, list[Run]] = {name: [] for name in cases}
    for _ in range(rounds + 1):
        for name in random.sample(list(cases), len(cases)):
            runs[name].append(cases[name].start())
    return {name: counted for name, (_, *counted) in runs.items()}


def print_line(name: str, runs: Sequence[Run], value: float, case: Case) -> bool:
    """Print what was measured, what it is beside something else, and whether that meets the target. Returns if so."""
    quartiles = statistics.quantiles([run.ms for run in runs], n=4)
    low, median, high = (f"{ms:.1f}" if ms < 1000 else f"{ms:.0f}" for ms in quartiles)
    target = f"< {case.at_most:g}" if case.at_most < math.inf else f"> {case.at_least:g}" if case.at_least else ""
    met = case.at_least <= value <= case.at_most
    columns = f"{name:<26} {median:>7} {f'{low}-{high}':>13} {max(run.peak for run in runs):>4} {value:>6.2f}"
    answer = f"{target:>6}  {'yes' if met else 'NO'}" if target else ""
    print(f"{columns}  {case.beside.removeprefix('import '):<24} {answer}".rstrip())
    return met


def print_cases(cases: Mapping[str, Case], runs: Mapping[str, Sequence[Run]]) -> int:
    """Print the cases with the medians of their ratios. Returns how many targets are missed."""
    missed = 0
    for name, case in cases.items():
        value = statistics.median(one.ms / other.ms for one, other in zip(runs[name], runs[case.beside], strict=True))
        missed += not print_line(name, runs[name], value, case)
    return missed


def print_growth(factor: float, cases: Mapping[str, Case], runs: Mapping[str, Sequence[Run]]) -> int:
    """Print how each command grows with the file, beyond what it costs to start. Returns how many targets are missed.

    It is an exponent: with 1 the time grows as the file does.
    """
    missed = 0
    for name in (name.removesuffix(SMALL) for name in runs if name.endswith(SMALL)):
        rounds = zip(runs[name + LARGE], runs[name + SMALL], runs[TOMLI], strict=True)
        growth = statistics.median((large.ms - idle.ms) / (small.ms - idle.ms) for large, small, idle in rounds)
        case = cases[name + LARGE]._replace(beside=f"1x, as an exponent of {factor:.0f}", at_most=1.1)
        missed += not print_line(name + LARGE, runs[name + LARGE], math.log(growth, factor), case)
    return missed


def main() -> None:
    """Measure, and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=21, help="counted rounds (21)")
    rounds = parser.parse_args().rounds
    facts = installed_facts()
    with tempfile.TemporaryDirectory() as name:
        ours, others = commands(facts, Path(name)), dict(peers(facts, Path(name)))
        factor, larger = growing(facts, Path(name))
        runs, slower = measure({**ours, **others}, rounds), measure(larger, max(rounds // FEWER, 2))
    version = f"{output('--version').strip()}, Python {sys.version.split()[0]}, {os.cpu_count()} cores"
    print(f"{time.strftime('%Y-%m-%d')}, {version}, {rounds} rounds\n")
    print(f"{'':<26} {'ms':>7} {'quartiles':>13} {'MiB':>4} {'ratio':>6}  {'beside':<24} {'target':>6}  met")
    missed = print_cases(ours, runs)
    faster = print_cases(others, runs)
    missed += print_cases({name: larger[name] for name in (PARSE, LOOKUP + LARGE)}, slower)
    missed += print_growth(factor, larger, slower)
    print(f"\nTargets missed: {missed}. Tools written in Python that are faster: {faster}.")
    raise SystemExit(missed + faster > 0)


if __name__ == "__main__":
    main()
