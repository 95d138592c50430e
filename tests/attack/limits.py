"""Fact files near every limit through every command in every format: the CPU time of each, and how Ctrl-C ends it.

    python tests/attack/limits.py [MIB [FILE…]]

writes files of that size (16 MiB, the limit, where none is given) to a temporary folder, all or those named, and prints
a row for each run; at the end, the slowest of each command. It takes hours: the suite does not run it.
"""

import itertools
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))
import hostile

PROGRAM = Path(sys.executable).parent / "cartels"
#: Seconds of CPU time that a command may take, and an export; and seconds until Ctrl-C has ended it.
MAX_CPU, MAX_EXPORT, MAX_SIGINT = 10, 20, 0.2

TABLES = ("plain", "md", "json", "jsonl", "csv", "tsv", "table --width 80 --color always", "table --width 20")
CARDS = ("plain", "md", "json", "csv", "table --width 80 --color always", "table --width 20")
#: Each command, and its formats.
COMMANDS: dict[str, tuple[str, ...]] = {
    "check {}": (),
    "show": CARDS,
    "show p0": CARDS,
    "show g0 e0": CARDS,
    "show name": (),  # matches many
    "show nobdoy-of-this-name": (),
    "figures": (*TABLES, "csv --excel"),
    "figures --kind all --sort groups --fields name,groups,basis": TABLES,
    "figures --group g0 --stage pleaded-not-guilty": ("table",),
    "groups": TABLES,
    "event": CARDS,
    "event --list": TABLES,
    "timeline": TABLES,
    "timeline --all": TABLES,
    "timeline --figure p0": ("table",),
    "statements": (*TABLES, "csv --excel"),
    "statements p0": ("table",),
    "sources": (*TABLES, "bibtex", "csl-json"),
    "sources s0": ("table", "json"),
    "sources --cited-by p0": ("table", "json"),
    "search value": TABLES,
    "search value --limit 5": ("table --width 80 --color always",),
    "search wrod-that-is-nowhere": (),
    "stats": TABLES,
    "stats --by group": ("table --width 80",),
    "graph": ("tree --width 80 --color always", "plain", "md", "json", "dot", "mermaid"),
    "graph --around g0 --depth 99999": ("tree --width 80", "json"),
    "diff {} {old}": TABLES,
    "diff {old} {}": ("table",),
    "export ftm": (),
    "export sqlite {out}": (),
    "export csv {out}": (),
    "export xlsx {out}": (),
}

# Files


def statement(number: int, topic: str = "charge", **more: Any) -> dict[str, Any]:
    """Return a statement."""
    row = {"topic": topic, "value": f"value {number}", "standing": "alleged", "sources": ["s0"], "date": "2024-10"}
    return {**row, **more}


def person(number: int, *statements: Any, **more: Any) -> dict[str, Any]:
    """Return a person who was handed over."""
    own = [
        statement(number, "stage", stage="pleaded-not-guilty"),
        statement(number, "custody", event="e0", due="2026-05"),
    ]
    return {
        "id": f"p{number}",
        "name": f"Name {number}",
        "kind": "transferred",
        "statements": [*own, *statements],
    } | more


def group(number: int, *statements: Any, **more: Any) -> dict[str, Any]:
    """Return a group."""
    return {"id": f"g{number}", "name": f"Group {number}", "statements": list(statements)} | more


def source(number: int, **more: Any) -> dict[str, Any]:
    """Return a source."""
    row = {"id": f"s{number}", "publisher": "P", "title": f"Title {number}", "url": f"https://example.org/{number}"}
    return {**row, "language": "en", "kind": "news", "grade": "weak", "published": "2024-01-01", **more}


def start() -> dict[str, list[Any]]:
    """Return the least there must be in every file, by its table."""
    context = statement(0, "context")
    event = {"id": "e0", "name": "Event", "date": "2025-02-27", "people": 10**7, "statements": [context]}
    court = {"id": "c0", "name": "Court", "short": "C.D."}
    rows: dict[str, list[Any]] = {"events": [event], "figures": [person(0)], "groups": [group(0)], "courts": [court]}
    return {**rows, "timeline": [], "notes": [], "sources": [source(0)]}


#: A row at the end of a table.
Row = tuple[str, Any]


def rows_of(table: str, make: Callable[[int], Any]) -> Iterator[Row]:
    """Yield rows of a table without end."""
    return ((table, make(number)) for number in itertools.count(1))


def texts(text: str) -> Iterator[Row]:
    """Yield people all of whose texts are as long as a text may be."""
    return rows_of("figures", lambda number: of_text(number, text))


def of_text(number: int, text: str) -> Any:
    """Return a person all of whose texts are as long as a text may be."""
    text = (text * 9_998)[:9_998]
    about = {"value": text, "note": text, "locator": text}
    return person(number, statement(0, **about), statement(0, "group", **about), name=hostile.name(text))


def names(number: int) -> dict[str, Any]:
    """Return a person with as many names as an entry may have."""
    return person(number, spellings=[f"Name {number} {spelling}" for spelling in range(200)])


def chain(number: int) -> Iterator[Row]:
    """Yield a group that is a faction of the one before, and a person who is tied to both and to another person."""
    before = f"g{number - 1}"
    faction, link = statement(number, "status", relation="faction"), statement(number, "link")
    yield "groups", group(number, faction | {"group": before}, link | {"group": before})
    brother = statement(number, "relation", relation="brother", figure=f"p{number - 1}")
    ties = [statement(number, "group", group=id) for id in (before, f"g{number}")]
    yield "figures", person(number, brother, *ties)


def mention(number: int) -> Iterator[Row]:
    """Yield a timeline row and a note, each of a thousand people, or the thousand people."""
    if number <= 1000:
        yield "figures", person(number)
        return
    named = {"figures": [f"p{one}" for one in range(1000)], "groups": ["g0"], "sources": ["s0"]}
    yield "timeline", {"date": "2024", "text": f"value {number}", "standing": "alleged", **named}
    yield "notes", {"topic": "topic", "text": f"value {number}", **named}


def citation(number: int) -> Iterator[Row]:
    """Yield a statement with a thousand sources, or the thousand sources."""
    if number < 1000:
        yield "sources", source(number)
    else:
        yield "figures", person(number, statement(0, sources=[f"s{one}" for one in range(1000)]))


def court(number: int) -> Iterator[Row]:
    """Yield a court, an event, and a person who belongs to both."""
    yield "courts", {"id": f"c{number}", "name": f"Name {number}", "short": f"C{number}", "seat": [f"Seat {number}"]}
    event = {"id": f"e{number}", "name": f"Name {number}", "date": "2024", "people": 1, "statements": []}
    yield "events", event | {"statements": [statement(number, "context")]}
    custody = statement(number, "custody", event=f"e{number}")
    judge = statement(number, "court", court=f"c{number}", judge="Judge")
    stage = statement(number, "stage", stage="pleaded-not-guilty")
    yield "figures", person(number) | {"statements": [stage, custody, judge]}


def cited(number: int) -> Iterator[Row]:
    """Yield a source, and a note that cites it."""
    yield "sources", source(number)
    yield "notes", {"topic": "topic", "text": "x", "sources": [f"s{number}"]}


def mistyped(number: int) -> Iterator[Row]:
    """Yield people whose ids are alike, and one who refers to none of them in letters of their ids."""
    yield "figures", person(number, statement(number, "relation", relation="son", figure=f"pp{number}"))


def each(make: Callable[[int], Iterator[Row]]) -> Iterator[Row]:
    """Yield the rows that a function yields for each number."""
    return itertools.chain.from_iterable(map(make, itertools.count(1)))


def statements(make: Callable[[int], Any], table: str = "figures") -> Iterator[Row]:
    """Yield statements on the last entry of a table, without end."""
    return ((f"{table}.statements", make(number)) for number in itertools.count(1))


def tie(number: int) -> Any:
    """Return a statement on the link to another group without an entry, its standing one of all."""
    standing = ("alleged", "reported", "official", "charged", "convicted")[number % 5]
    return statement(number, "group", short=f"Group {number}", standing=standing)


def dispute(number: int) -> Any:
    """Return a statement of a topic, one after the other."""
    topics = ("dispute", "charge", "penalty", "reward", "court", "role", "plea")
    return statement(number, topics[number % len(topics)])


#: What makes the rows of a valid file.
VALID: dict[str, Callable[[], Iterator[Row]]] = {
    "people": lambda: rows_of("figures", person),
    "statements": lambda: statements(dispute),
    "ties": lambda: statements(tie),
    "relations": lambda: statements(lambda n: statement(n, "relation", relation="brother", figure="p0")),
    "designations": lambda: statements(lambda n: statement(n, "designation", listed="fto"), "groups"),
    "event": lambda: statements(lambda n: statement(n, "context"), "events"),
    "long": lambda: texts("value "),
    "letters": lambda: texts("x"),
    "accents": lambda: texts("a\u0316\u0301"),
    "marks": lambda: texts("\u0316\u0301"),
    "wide": lambda: texts("漢"),
    "digits": lambda: texts("9"),
    "brackets": lambda: texts("(charged; "),
    "semicolons": lambda: texts("; alleged: =1"),
    "hostile": lambda: rows_of("figures", lambda n: of_text(n, hostile.TEXTS[n % len(hostile.TEXTS)])),
    "names": lambda: rows_of("figures", names),
    "chain": lambda: each(chain),
    "mentions": lambda: each(mention),
    "citations": lambda: each(citation),
    "courts": lambda: each(court),
    "timeline": lambda: rows_of(
        "timeline", lambda n: {"date": "2024", "text": f"value {n}", "standing": "alleged", "sources": ["s0"]}
    ),
    "notes": lambda: rows_of(
        "notes", lambda n: {"topic": "topic", "text": f"value {n}", "figures": ["p0"], "sources": ["s0"]}
    ),
    "sources": lambda: each(cited),
    # Of valid shape, and with problems of evidence:
    "unknown-sources": lambda: rows_of("figures", lambda n: person(n, statement(n, sources=[f"s{n}"]))),
    "unknown-figures": lambda: statements(lambda n: statement(n, "relation", relation="son", figure=f"p{n}")),
    "mistyped": lambda: each(mistyped),
    "duplicates": lambda: rows_of("figures", lambda n: person(n, id="p0")),
    "urls": lambda: rows_of("sources", lambda n: source(n, url="https://" + "x" * 300 + " ")),
}

#: What is repeated to the size of a file that is refused; and what stands at its end.
BROKEN: dict[str, tuple[str, str]] = {
    "unknown-keys": ("{n} = 1\n", ""),
    "unknown-tables": ("[[t{n}]]\n", ""),
    "empty-rows": ("[[figures]]\n", ""),
    "empty-statements": ("[[figures.statements]]\n", ""),
    "wrong-words": ('[[figures]]\nkind = "k{n}"\nstatements = 1\n', ""),
    "nesting": ("[", ""),
    "inline": ("x{n} = {{a = {{b = 1}}}}\n", ""),
    "inline-nesting": ("a = {{", ""),
    "dotted": ("a.b.c.d{n} = 1\n", ""),
    "headers": ("[a.b.c.d{n}]\n", ""),
    "one-line": ("x", ""),
    "quotes": ('"', ""),
    "apostrophes": ("'\"", ""),
    "comments": ("#\n", ""),
    "number": ("9", ""),
    "numbers": ("x{n} = 1_000\n", ""),
    "dates": ("x{n} = 2024-01-01T00:00:00Z\n", ""),
    "error-at-the-end": ('"x{n}" = "y"\n', "x ="),
    "text-without-end": ('x{n} = "y"\n', 'x = """'),
    "escapes": ('x{n} = "\\u00e9\\n\\t"\n', "x"),
    "array": ("[],", "]"),
}


def fill(path: Path, size: int, parts: Iterator[str], end: str = "") -> None:
    """Write a file of the parts that have room."""
    with path.open("w", encoding="utf-8", newline="") as file:
        left = size - len(end.encode())
        for part in parts:
            left -= len(part.encode())
            if left < 0:
                break
            file.write(part)
        file.write(end)


def facts(rows: Iterator[Row], size: int) -> Iterator[str]:
    """Yield the parts of a fact file: what there must be, then the rows, all of a table together."""
    tables: dict[str, list[Any]] = start()
    left = size - 5_000
    for table, row in rows:
        text = hostile.toml({table.partition(".")[0]: [row]})
        left -= len(text.encode()) + (len(table) if "." in table else 0)
        if left < 0:
            break
        if "." in table:
            tables[table.partition(".")[0]][-1]["statements"].append(row)
        else:
            tables[table].append(row)
    yield '[about]\ntitle = "T"\nchecked = "2026-01-01"\n'
    for table, entries in tables.items():
        for entry in entries:
            yield hostile.toml({table: [entry]})


def write_file(folder: Path, name: str, size: int) -> Path:
    """Write a file of a size, and return its path."""
    path = folder / f"{name}.toml"
    if name in VALID:
        fill(path, size, facts(VALID[name](), size))
    else:
        part, end = BROKEN[name]
        lead = "x = [" if name in ("nesting", "array") else "x = " if name == "number" else ""
        copies = 1 if "{n}" in part else 1_000
        fill(path, size, itertools.chain([lead], (part.format(n=n) * copies for n in itertools.count())), end)
    return path


# Runs


class Run(NamedTuple):
    """How a command ended: its status, its seconds of CPU time, and what it wrote to standard error."""

    status: int
    cpu: float
    err: str


def start_program(call: str, file: Path, old: Path, err: Any) -> subprocess.Popen[bytes]:
    """Start a command on a file."""
    out = file.with_name("out")
    words = [word.format(file, old=old, out=out) for word in call.split()]
    given = [] if "{" in call and "out" not in call else ["--facts", str(file)]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))

    return subprocess.Popen(
        [PROGRAM, *words, *given], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err, preexec_fn=limit
    )


def clean(folder: Path) -> list[str]:
    """Remove what an export wrote. Returns what it left behind besides."""
    subprocess.run(["rm", "-rf", folder / "out"], check=True)
    return [f"LEFT {path.name}" for path in folder.iterdir() if path.suffix == ".part"]


def measure(call: str, file: Path, old: Path) -> Run:
    """Run a command on a file to its end."""
    with tempfile.TemporaryFile() as err:
        process = start_program(call, file, old, err)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        err.seek(0)
        return Run(process.returncode, used.ru_utime + used.ru_stime, err.read().decode("utf-8", "replace"))


def interrupt(call: str, file: Path, old: Path, longest: float) -> list[str]:
    """Interrupt a command at a random moment. Returns what is wrong with how it ended."""
    with tempfile.TemporaryFile() as err:
        process = start_program(call, file, old, err)
        time.sleep(random.uniform(0.1, max(longest, 0.2)))
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        status = process.wait()
        took = time.monotonic() - began
        err.seek(0)
        if status not in (-2, 130, *range(4)) or b"cartels/" in err.read():  # before, it is Python that is interrupted
            return [f"CTRL-C: status {status}"]
        return [f"CTRL-C: {took:.2f} s"] if status in (-2, 130) and took > MAX_SIGINT else []


def try_file(file: Path, old: Path) -> Iterator[tuple[str, Run]]:
    """Run every command in every format on a file, and print how."""
    refused = measure("check {}", file, old).status == 3
    for command, formats in COMMANDS.items():
        if refused and command not in ("check {}", "show", "diff {} {old}"):
            continue  # the others read it as `show` does
        for format in formats or ("",):
            call = f"{command} -f {format}" if format else command
            run = measure(call, file, old)
            limit = MAX_EXPORT if call.startswith("export") else MAX_CPU
            wrong = [] if run.status in range(4) and "Traceback" not in run.err else [f"status {run.status}"]
            wrong += ["SLOW"] * (run.cpu > limit)
            clean(file.parent)
            wrong += interrupt(call, file, old, run.cpu) + clean(file.parent)
            what = run.err.strip().replace("\n", " / ")[-90:] if run.status else ""
            print(f"{file.stem:18} {run.cpu:6.2f} {run.status:3} {call}  {'; '.join(wrong)}  {what}", flush=True)
            yield call, run


def main() -> None:
    """Make the files, run the commands, and print the slowest run of each."""
    mib, *chosen = sys.argv[1:] or ["16"]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # where this runs in the background of a shell
    slowest: dict[str, tuple[float, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        size = int(float(mib) * 2**20)
        old = Path(folder) / "old.toml"
        fill(old, size, facts(iter(()), size))
        for name in chosen or [*VALID, *BROKEN]:
            file = write_file(Path(folder), name, size)
            for call, run in try_file(file, old):
                slowest[call] = max(slowest.get(call, (0, "")), (run.cpu, name))
            file.unlink()
    print()
    for call, (cpu, name) in slowest.items():
        print(f"{cpu:6.2f}  {call:60} {name}")


if __name__ == "__main__":
    main()
