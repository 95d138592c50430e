"""However Python is started and whenever Ctrl-C comes, the program writes the same bytes, and no traceback."""

import json
import random
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
from conftest import FACTS, PROGRAM, ROOT, environment, read_json, run, unmeasured

CALLS = (
    "show p40 --json", "figures --kind all --width 80 --color always", "statements --json", "graph -f dot", "schema facts",
    "search prueba --width 80 --color always", "help limits", "export ftm", "sources --width 100 --color always",
)  # fmt: skip


@pytest.mark.parametrize("options", ["-OO", "-W error", "-X dev", "-W error -X dev -bb", "-I", "-X importtime"])
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


def bare(data: Any) -> Any:
    """Return data without any description."""
    if isinstance(data, list):
        return [bare(item) for item in data]
    if isinstance(data, dict):
        return {key: bare(value) for key, value in data.items() if key not in ("description", "describes")}
    return data


BROKEN = 'about = {title = "x", checked = "2026", a = 1, b = 2, c = 3}\nq = 1\nr = 2\nfigures = [5]\n'


@pytest.mark.parametrize("call", [*CALLS, "check -", "show prueba", "figures --group x", "figures --facts -"])
def test_the_hash_seed_changes_no_byte(call: str) -> None:
    """Also of messages: which problem of a file is the first, and which names are suggested."""
    results = {
        (done.returncode, done.stdout, done.stderr)
        for seed in range(6)
        for done in [
            subprocess.run(
                [PROGRAM, *call.split()],
                input=BROKEN.encode(),
                capture_output=True,
                env=environment({"PYTHONHASHSEED": str(seed)}),
                check=False,
            )
        ]
    }
    assert len(results) == 1


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
