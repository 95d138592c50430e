"""Fact files with a mistake or an attack each, in tests/bad/, with what `cartels check` must say of each beside it.

What would be too large to keep is made here.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import PROGRAM, environment, run_program
from inside import acting, run_inside

from cartels import facts, limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Run

BAD = Path(__file__).parent / "bad"
FILES = sorted(BAD.glob("*.toml"))
NAMES = [file.stem for file in FILES]


def told(name: str) -> str:
    """What must be said of a file of the corpus."""
    return (BAD / f"{name}.txt").read_text("utf-8")


def test_the_corpus_is_there() -> None:
    assert len(FILES) >= 60
    assert len({file.read_bytes() for file in FILES}) == len(FILES)
    assert {file.stem for file in BAD.glob("*.txt")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_check_says_what_is_wrong_and_what_to_do(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An attack is a sound file: its texts are anybody's, and only have to stay texts."""
    monkeypatch.chdir(BAD)
    result = run_program("check", f"{name}.toml")
    assert result.out + result.err == told(name)
    assert result.status == (0 if name.startswith("attack") else 3)
    assert not acting(result.out + result.err)
    for line in result.err.splitlines()[1:]:
        assert ": " in line or "|" in line or line.startswith("  and ")


@pytest.mark.parametrize("name", NAMES)
def test_a_lookup_refuses_it_in_one_line(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first fault, and how many more there are; or, of an attack, the facts."""
    monkeypatch.chdir(BAD)
    result = run_inside("figures", "--facts", f"{name}.toml")
    assert not acting(result.out + result.err)
    if name.startswith("attack"):
        assert (result.status, result.out.count("\n")) == (0, 3)
        return
    assert (result.status, result.out, result.err.count("\n")) == (3, "", 1)
    first, *faults = told(name).splitlines()
    if not faults or "|" in faults[0]:  # no TOML: the place under a caret is for `check`
        assert result.err == f"{first}\n"
        return
    rest = int(first.split()[2]) - 1 if "faults" in first else 0
    more = f" (and {rest} more: see `cartels check {name}.toml`)" if rest else ""
    assert result.err in {f"cartels: {fault.strip()}{more}\n" for fault in faults}


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("attack")])
def test_json_of_an_attack_is_the_attack_exactly(name: str) -> None:
    """And not one of its bytes is left that could act before a program reads it."""
    path = str(BAD / f"{name}.toml")
    data, _ = facts.from_anyone(path)
    result = run_program("show", "juan-prueba", "--facts", path, "--json")
    assert not acting(result.out)
    card = json.loads(result.out)
    assert card["name"] == data["figures"][1]["name"]
    assert [said["value"] for said in card["statements"]] == [
        said["value"] for said in data["figures"][1]["statements"]
    ]


# Limits


def large(make: Callable[[Path], object], tmp_path: Path) -> tuple[int, str]:
    """The status and message of `check` for a file that is made now."""
    path = tmp_path / "large.toml"
    make(path)
    result = run_program("check", str(path))
    path.unlink()
    assert result.out == ""
    return result.status, result.err.replace(str(path), "large.toml")


HEAVY = "holds more than 100 times the bundled file, the most there may be: split it"
STRANGE = "more than 10,000 lines begin with a key or a header that no fact file has: name a fact file"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#" * (facts.LARGEST + 1), "larger than 64 MiB, the most a fact file may be: split it"),
        ("a = " + "[" * 500_000, "lists or tables nested too deeply: write entries below [[headers]]"),
        ("a = " + "{a=" * 500_000, "lists or tables nested too deeply: write entries below [[headers]]"),
        ("a.a" + ".a" * 500_000 + " = 1", ":1: a key of more than 4 parts: write two at most"),
        ("b = 1\n[a" + ".a" * 50_000 + "]\n", ":2: a key of more than 4 parts: write two at most"),
        ("b = {c = 1, " + '"a".' * 50_000 + "a = 1}\n", ":1: a key of more than 4 parts: write two at most"),
        ("\na = " + "1" * 1_000_000, ":2: a number of more than 4300 digits: put it in quotes"),
        ("[[figures]]\n[[figures.statements]]\n" * 1_000_000, HEAVY),
        ("a = [" + "{}," * 10_000_000 + "]", HEAVY),
        ("date = 1979-05-27T07:32:00+01:00\n" * 1_500_000, HEAVY),
        ("\n" * 10_000_000 + "a", HEAVY),
        ('a = "' + "\\n" * 15_000_000 + '"', HEAVY),
        ('a = """' + '""x' * 10_000_000 + '"""', HEAVY),
        ("a = '" + "\u202e" * 7_000_000 + "'", HEAVY),
        ("".join(f"k{n} = 1\n" for n in range(20_000)), STRANGE),
        ("".join(f'"k {n}".a = 1\n' for n in range(20_000)), STRANGE),
        ("".join(f"[k{n}]\n" for n in range(20_000)), STRANGE),
        ("".join(f"[[figures.k{n}]]\n" for n in range(20_000)), STRANGE),
    ],
    ids=lambda value: ascii(value[:20]),
)
def test_what_would_take_too_long_is_refused_with_the_limit(text: str, message: str, tmp_path: Path) -> None:
    status, said = large(lambda path: path.write_text(text, "utf-8"), tmp_path)
    assert status == 3
    assert said.startswith("cartels: large.toml")
    assert message in said
    assert said.count("\n") == 1


def test_a_hundred_times_the_bundled_file_is_within_the_limits() -> None:
    """So large may a file be, whatever is said of the bundled one in the meantime."""
    with open(facts.bundled(), encoding="utf-8") as file:
        limits.keep(file.read() * 100, "facts.toml")


def test_known_keys_are_not_taken_for_unknown_ones(tmp_path: Path) -> None:
    """However they are written: such a file is told what is wrong with it."""
    text = "".join(f"[[ figures ]]\n\t\"id\"='f{n}'\n" for n in range(6_000))
    status, said = large(lambda path: path.write_text(text), tmp_path)
    assert (status, said.splitlines()[0]) == (3, "cartels: large.toml: 10000 faults: mend each")


def test_memory_is_bounded_while_a_file_is_parsed(tmp_path: Path) -> None:
    """A number of sixty million hexadecimal digits takes more than a gigabyte to read."""
    status, said = large(lambda path: path.write_text(f"a = 0x{'f' * 60_000_000}"), tmp_path)
    assert status == 3
    assert said == (
        "cartels: the facts take too much memory (over 1 GiB): use a smaller file, or a narrower question\n"
    )


@pytest.mark.parametrize("command", [["show", "ana-prueba"], ["search", "word"], ["figures", "--fields", "role"]])
def test_what_would_take_too_long_to_lay_out_is_left_to_other_formats(command: list[str], tmp_path: Path) -> None:
    """Of a text of a megabyte no table is made on a page; as plain text and JSON it is there whole."""
    text = (BAD / "attack-colour.toml").read_text("utf-8")
    long = "word " * 220_000
    path = tmp_path / "facts.toml"
    said = '[[figures.statements]]\ntopic = "role"\nvalue = "%s"\nstanding = "alleged"\nsources = ["herald"]\n\n'
    first = text.index("[[figures.statements]]")
    path.write_text(text[:first] + said % long + text[first:], "utf-8")
    result = run_program(*command, "--facts", str(path), "--width", "80")
    assert (result.status, result.out) == (2, "")
    assert result.err == ("cartels: this is too long to lay out: use --format plain or json, or ask for less\n")
    for format in ("plain", "json"):
        whole = run_program(*command, "--facts", str(path), "--format", format)
        assert whole.status == 0
        assert long in whole.out


def test_a_search_that_says_too_little_is_refused(tmp_path: Path) -> None:
    """Before its rows are made."""
    text = (BAD / "attack-colour.toml").read_text("utf-8")
    moment = '[[timeline]]\ndate = "2025"\ntext = "often"\nstanding = "alleged"\nsources = ["herald"]\n'
    path = tmp_path / "facts.toml"
    path.write_text(text + moment * 50_001, "utf-8")
    result = run_program("search", "often", "--facts", str(path), "--json")
    assert (result.status, result.out) == (2, "")
    assert result.err == (
        "cartels: search: 50,001 places say that: give more words, or take all there is with `cartels export`\n"
    )


def test_a_file_with_too_much_to_search_is_refused(tmp_path: Path) -> None:
    text = (BAD / "attack-colour.toml").read_text("utf-8")
    path = tmp_path / "facts.toml"
    path.write_text(text.replace('"Money laundering"', f'"{"a word " * 4_500_000}"'), "utf-8")
    result = run_program("search", "laundering", "--facts", str(path))
    assert (result.status, result.out) == (2, "")
    assert result.err == "cartels: search: the file has more than 30,000,000 characters to search: split it\n"


@pytest.mark.parametrize("format", ["dot", "mermaid"])
def test_a_graph_of_too_many_ties_is_not_drawn(format: str, tmp_path: Path) -> None:
    text = (BAD / "attack-colour.toml").read_text("utf-8")
    tie = '[[figures.statements]]\ntopic = "group"\nvalue = "x"\ngroup = "los-ensayos"\n'
    tie += 'standing = "alleged"\nsources = ["gazette"]\n\n'
    first = text.index("[[figures.statements]]")
    path = tmp_path / "facts.toml"
    path.write_text(text[:first] + tie * 50_000 + text[first:], "utf-8")
    result = run_program("graph", "--facts", str(path), "--format", format)
    assert (result.status, result.out) == (2, "")
    assert re.fullmatch(
        r"cartels: 50,00\d ties are too many to draw: use json, or choose some with --around\n", result.err
    )


def test_memory_is_bounded_where_a_small_file_has_a_large_output(tmp_path: Path) -> None:
    """Each statement carries its sources: a title of a megabyte, cited by two thousand statements, is two gigabytes."""
    text = (BAD / "attack-colour.toml").read_text("utf-8")
    title, said = 'title = "Two handed over"', '[[groups.statements]]\ntopic = "link"\nvalue = "x"\n'
    said += 'standing = "alleged"\nsources = ["gazette"]\n'
    path = tmp_path / "facts.toml"
    path.write_text(
        text.replace(title, f'title = "{"x" * 1_000_000}"').replace("[[courts]]", said * 2_000 + "[[courts]]")
    )
    result = run_program("show", "los-ensayos", "--json", "--facts", str(path))
    assert (result.status, result.out) == (3, "")
    assert "too much memory" in result.err


# What is no file


def test_a_pipe_to_which_nobody_writes_is_given_up(cartels: Run, tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    result = cartels("figures", "--facts", str(path))
    assert (result.status, result.out) == (3, "")
    assert "a pipe to which nothing is written: name a file" in result.err


def open_to_write(path: Path, reader: subprocess.Popen[bytes]) -> int:
    """A pipe, as soon as somebody has it open to read."""
    while reader.poll() is None:
        with contextlib.suppress(OSError):
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        time.sleep(0.02)
    pytest.fail("nobody reads")


@pytest.mark.parametrize(("until_open", "until_written"), [(1.0, 0.0), (0.0, 1.0)])
def test_a_slow_pipe_is_waited_for(until_open: float, until_written: float, tmp_path: Path) -> None:
    """Some seconds until somebody opens it to write, and has written."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with subprocess.Popen(
        [PROGRAM, "check", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment()
    ) as process:
        time.sleep(until_open)
        pipe = open_to_write(path, process)
        time.sleep(until_written)
        os.write(pipe, (BAD / "attack-colour.toml").read_bytes())
        os.close(pipe)
        out, _ = process.communicate()
    assert out.decode() == f"{path}: ok: 2 figures, 1 group, 1 event, 2 sources\n"


@pytest.mark.parametrize("writer", ["sleep 60", "echo '# facts'; sleep 60", "while echo '# facts'; do sleep 0.2; done"])
def test_a_pipe_that_does_not_end_is_given_up(writer: str) -> None:
    """Whether whoever has it open never begins, stops in the middle, or goes on and on."""
    script = f"'{PROGRAM}' figures --facts <(exec 2>/dev/null; {writer})"
    with subprocess.Popen(
        ["bash", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), text=True
    ) as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (3, "")
    assert "does not end within 3 seconds: name a file, or send it to standard input and name -" in err
    assert err.count("\n") == 1


def test_slow_standard_input_is_waited_for(bundled_text: str) -> None:
    with subprocess.Popen(
        [PROGRAM, "check", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as process:
        assert process.stdin
        half = len(bundled_text) // 2
        process.stdin.write(bundled_text[:half].encode())
        process.stdin.flush()
        time.sleep(facts.PATIENCE + 1)
        out, _ = process.communicate(bundled_text[half:].encode())
    assert out.decode().startswith("standard input: ok: 40 figures")


def test_a_process_substitution_is_a_fact_file(bundled_text: str, tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(bundled_text, "utf-8")
    script = f"'{PROGRAM}' figures --json --facts <(sleep 1; cat '{path}')"
    done = subprocess.run(["bash", "-c", script], capture_output=True, env=environment(), timeout=60, check=True)
    assert len(json.loads(done.stdout)) == 40


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("/dev/zero", "larger than 64 MiB"),
        ("/dev/urandom", "larger than 64 MiB"),
        ("/dev/null", "is empty"),
        ("/", "is a directory: name the fact file in it"),
        ("no-such-file.toml", "no such file: check the path given with --facts or CARTELS_FACTS"),
        ("", "'': no such file"),
        ("x\udcff", "no such file"),
        ("a" * 5_000, "cannot be read (File name too long)"),
        ("/etc/passwd/x", "cannot be read (Not a directory)"),
    ],
)
def test_what_is_no_fact_file_is_refused(name: str, message: str) -> None:
    for result in (run_inside("check", name), run_inside("show", "--facts", name)):
        assert (result.status, result.out, result.err.count("\n")) == (3, "", 1)
        assert message in result.err


def test_standard_input_that_is_closed_is_told() -> None:
    done = subprocess.run(
        ["bash", "-c", f"'{PROGRAM}' check - <&-"], capture_output=True, env=environment(), timeout=60, check=False
    )
    assert (done.returncode, done.stderr.decode()) == (
        3,
        "cartels: standard input is closed: send a fact file to it, or name one\n",
    )


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(bundled_text: str) -> None:
    raw = b"\xef\xbb\xbf" + bundled_text.replace("\n", "\r\n").encode()
    assert run_inside("check", "-", stdin=raw).status == 0
    assert run_inside("show", "z40", "--facts", "-", stdin=raw).out == run_inside("show", "z40").out


def test_where_no_message_can_be_written_the_status_still_tells() -> None:
    script = f"'{PROGRAM}' check /nowhere 2>/dev/full"
    assert subprocess.run(["bash", "-c", script], env=environment(), timeout=60, check=False).returncode == 3
