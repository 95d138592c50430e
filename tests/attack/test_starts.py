"""However Python is started and whenever Ctrl-C comes, the program writes the same bytes, and no traceback."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from commands import COMMANDS
from conftest import FACTS, PROGRAM, ROOT, environment, read_json, run, unmeasured

from cartels.help import TOPICS

CALLS = (
    "show p40 --json", "figures --kind all --width 80 --color always", "statements --json", "graph -f dot", "schema facts",
    "search prueba --width 80 --color always", "help limits", "export ftm", "sources --width 100 --color always",
)  # fmt: skip


@pytest.mark.parametrize("options", ["-OO", "-W error -X dev -bb", "-I", "-X importtime"])
def test_options_of_python_change_nothing(options: str) -> None:
    """But for the descriptions in a schema, which `-OO` removes."""
    for call in [call for call in CALLS if "O" not in options or "schema" not in call]:
        command = [sys.executable, *options.split(), "-m", "cartels", *call.split()]
        done = subprocess.run(command, capture_output=True, env=environment(), check=False)
        assert done.returncode == 0, done.stderr
        assert done.stdout.decode() == run(*call.split()).out
        assert done.stderr == b"" or "importtime" in options


def test_schemas_without_docstrings_are_the_same_but_for_their_descriptions() -> None:
    """`-OO` removes docstrings."""
    for call in ("schema facts", "schema figures", "schema"):
        command = [sys.executable, "-OO", "-m", "cartels", *call.split(), "--json"]
        done = subprocess.run(command, capture_output=True, env=environment(), check=True)
        assert done.stderr == b""
        assert bare(json.loads(done.stdout)) == bare(read_json(*call.split()))


def test_help_without_docstrings_lacks_the_descriptions_of_commands_alone() -> None:
    """`-OO` removes them; every command is listed, and every option with its text."""
    names = {word for path in COMMANDS for word in path}
    for call in ("--help", "figures --help", "help export", "help export csv"):
        command = [sys.executable, "-OO", "-m", "cartels", *call.split()]
        done = subprocess.run(command, capture_output=True, env=environment(), check=True)
        shown, whole = done.stdout.decode().split("\n"), run(*call.split()).out.split("\n")
        assert done.stderr == b""
        assert {line.strip() for line in shown} - {line.strip() for line in whole} <= names
        assert [line for line in shown if line.startswith("  -")] == [line for line in whole if line.startswith("  -")]


def bare(data: Any) -> Any:
    """Return data without any description."""
    if isinstance(data, list):
        return [bare(item) for item in data]
    if isinstance(data, dict):
        return {key: bare(value) for key, value in data.items() if key not in ("description", "describes")}
    return data


BROKEN = 'about = {title = "x", checked = "2026", a = 1, b = 2, c = 3}\nq = 1\nr = 2\nfigures = [5]\n'
TABLES = "table plain json jsonl csv tsv md"
#: Every command in every format, and what goes wrong.
EVERY_CALL = [
    f"{call} -f {format}"
    for formats, calls in {
        TABLES: ["figures", "groups", "event --list", "timeline", "timeline --all", "statements", "sources", "search prueba",
                 "stats", "schema", f"diff {FACTS} -"],
        "table plain json csv tsv md": ["show p40", "show p40 rojo", "event"],
        "table plain json md": ["show"],
        "bibtex csl-json": ["sources"],
        "tree plain md json dot mermaid": ["graph", "graph --around p40 --depth 2"],
    }.items()
    for call in calls
    for format in formats.split()
]  # fmt: skip
EVERY_CALL += [f"{call} --width 80 --color always" for call in EVERY_CALL if call.endswith((" table", " tree"))]
EVERY_CALL += [" ".join((*path, "--help")) for path in COMMANDS]
EVERY_CALL += [
    "", "--version", "figures --excel", "sources court-2024-01-11", "schema facts", "schema figures", "export ftm", "check",
    "check {broken}", "figures --facts {broken}", "completion bash", "completion zsh", "completion fish",
    "show prueba", "show nobody", "figures --group x", "figures --stage guilty", "search wrod", "figurs", "help x",
    *(f"help {topic}" for topic in TOPICS),
]  # fmt: skip

#: Runs the calls, and prints a hash of how each ended.
RUNS = """
import hashlib, sys
from conftest import run
stdin = sys.stdin.read()
for call in sys.argv[1:]:
    print(hashlib.sha256(repr(run(*call.split(), stdin=stdin)).encode()).hexdigest(), call)
"""


def test_two_runs_of_every_command_write_the_same_bytes(tmp_path: Path, facts_text: str) -> None:
    """In colour too, and messages: which problem of a file is the first, which names are suggested. A seed orders sets."""
    broken = tmp_path / "broken.toml"
    broken.write_text(BROKEN, "utf-8")
    env = {"PYTHONPATH": str(ROOT / "tests")}
    results = [
        subprocess.run(
            [sys.executable, "-c", RUNS, *(call.format(broken=broken) for call in EVERY_CALL)],
            input=facts_text.replace("2025", "2024"),
            capture_output=True,
            text=True,
            env=environment({**env, "PYTHONHASHSEED": str(seed)}),
            check=True,
        ).stdout.splitlines()
        for seed in range(6)
    ]
    assert len(results[0]) == len(EVERY_CALL)
    assert [lines for lines in zip(*results, strict=True) if len(set(lines)) > 1] == []


def test_ctrl_c_at_a_random_moment_ends_at_once_and_without_a_message() -> None:
    """In the first 100 ms: while Python starts, modules are imported, a file is parsed, or all is written."""
    chance = random.Random()
    former = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # where the tests run in the background of a shell
    try:
        for _ in range(40):
            call = chance.choice((*CALLS, f"check {FACTS}", "--version"))
            process = subprocess.Popen(
                [PROGRAM, *call.split()], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=unmeasured()
            )
            moment = chance.uniform(0.0, 0.1)
            time.sleep(moment)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=10)
            if process.returncode == 0:  # it had ended before
                assert (out.decode(), err) == (run(*call.split()).out, b"")
                continue
            assert process.returncode in (130, -signal.SIGINT, 1)
            # A traceback is Python's own: it comes from before the first line of the program has run.
            assert b"KeyboardInterrupt" in err if err else process.returncode != 1
            assert str(ROOT / "src").encode() not in err, (call, moment, err)
    finally:
        signal.signal(signal.SIGINT, former)
