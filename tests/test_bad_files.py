"""Files in tests/bad/ with a problem each, what `cartels` reports of them, and files that are too large to keep there.

A file `NAME.toml` is bad as it stands, or it is a change of the good file `base.toml`: the lines behind `# replace: `,
which occur there once, are replaced by the lines that follow. `NAME.txt` is what `cartels check` prints of it;
`pytest --update` writes it anew.
"""

import re
from pathlib import Path

import pytest
from conftest import Golden, printed, refused, run, run_in_bash, run_program
from hostile import acting

BAD = Path(__file__).parent / "bad"
BASE = (BAD / "base.toml").read_text("utf-8")
NAMES = sorted({path.stem for path in BAD.iterdir()} - {"base"})
CHANGE = re.compile(r"((?:^# replace: .*\n)+)((?:^(?!# replace: ).*\n)*)", re.MULTILINE)

each_bad_file = pytest.mark.parametrize("name", NAMES)


def content(name: str) -> bytes:
    """Return what is in a bad file, once its changes are made."""
    raw = (BAD / f"{name}.toml").read_bytes()
    if not raw.startswith(b"# replace: "):
        return raw
    text = f"\n{BASE}"
    for lines, new in CHANGE.findall(raw.decode()):
        old = lines.replace("# replace: ", "")
        assert text.count(f"\n{old}") == 1, f"what {name} replaces is not there once"
        text = text.replace(f"\n{old}", f"\n{new}")
    return text[1:].encode()


@pytest.fixture
def bad_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the name of a bad file, in the current directory."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / f"{name}.toml"
    path.write_bytes(content(name))
    return path.name


def test_the_file_that_is_changed_is_valid() -> None:
    assert printed("check", "-", stdin=BASE) == "standard input: ok: 2 figures, 1 group, 1 event, 3 sources\n"


@each_bad_file
def test_check_reports_what_is_wrong_and_what_to_do(name: str, bad_file: str, golden: Golden) -> None:
    result = run("check", bad_file)
    assert (result.status, result.out) == (3, "")
    assert not acting(result.err)
    golden(f"../bad/{name}.txt", result.err)


@each_bad_file
def test_a_lookup_refuses_it_in_one_line(name: str, bad_file: str) -> None:
    """It gives one of the problems that `check` gives, and how many more there are."""
    first, *problems = (BAD / f"{name}.txt").read_text("utf-8").splitlines()
    message = refused("figures", "--facts", bad_file, status=3)
    if not problems or " | " in problems[0]:  # it is no TOML, and only `check` shows the place
        assert message == f"{first}\n"
        return
    problem, _, more = message.strip().partition(" (and ")
    assert problem in [f"cartels: {problem.strip()}" for problem in problems]
    assert bool(more) is (len(problems) > 1)


def test_windows_line_ends_change_no_message() -> None:
    for name in NAMES:
        text = content(name)
        if not name.startswith("bytes-") and b"\r" not in text:
            unix, windows = (run("check", "-", stdin=text.replace(b"\n", end)) for end in (b"\n", b"\r\n"))
            assert windows == unix


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(facts_text: str) -> None:
    raw = b"\xef\xbb\xbf" + facts_text.replace("\n", "\r\n").encode()
    assert run("check", "-", stdin=raw).status == 0
    assert run("show", "p-40", "--facts", "-", stdin=raw) == run("show", "p-40")


# Limits

NESTED = "nested too deeply: write entries below [[headers]]"
LONG_KEY = "a key of more than 4 parts: write two at most"
ALIASES = ", ".join(f'"{number}"' for number in range(201))
STATEMENT = BASE[BASE.index("[[groups.st") : BASE.index("[[courts]]")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#" * ((16 << 20) + 1), "standard input: larger than 16 MiB, the limit for a fact file: split it"),
        ("a = " + "[" * 500_000, f"standard input: {NESTED}"),
        ("a = " + "{a=" * 500_000, f"standard input: {NESTED}"),
        ("a.a" + ".a" * 500_000 + " = 1", f"standard input:1: {LONG_KEY}"),
        ("b = 1\n[a" + ".a" * 50_000 + "]\n", f"standard input:2: {LONG_KEY}"),
        ("b = {c = 1, " + '"a".' * 50_000 + "a = 1}\n", f"standard input:1: {LONG_KEY}"),
        ("\na = " + "1" * 1_000_000, "standard input: a number of more than 4300 digits: put it in quotes"),
    ],
    ids=["size", "lists", "tables", "key", "header", "inner key", "digits"],
)
def test_a_file_beyond_the_limits_is_refused_with_the_limit(text: str, message: str) -> None:
    assert run_program("check", "-", stdin=text) == (3, "", f"cartels: {message}\n")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Entregan a dos"', f'title = "{"x" * 10_001}"', "`title` has 10,001 characters: write at most 10,000"),
        ('aliases = [', f"aliases = [{ALIASES}, ", "aliases and spellings: keep at most 200"),
    ],
)  # fmt: skip
def test_a_text_or_a_list_of_names_beyond_the_limits_is_refused(old: str, new: str, message: str) -> None:
    assert BASE.count(old) == 1
    assert message in run("check", "-", stdin=BASE.replace(old, new)).err


def test_memory_is_bounded_where_a_small_file_has_a_large_output() -> None:
    """Statements are printed with their sources: 20,000 characters that are cited 60,000 times are 1.2 GB."""
    long = f'title = "{"x" * 10_000}"\nnote = "{"x" * 10_000}"'
    text = BASE.replace('title = "Entregan a dos"', long).replace("[[courts]]", STATEMENT * 60_000 + "[[courts]]")
    message = "cartels: out of memory (the limit is 1 GiB): use a smaller file, or ask for less\n"
    assert run_program("show", "los-ensayos", "--json", "--facts", "-", stdin=text) == (3, "", message)


# What is no file


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("/dev/zero", "larger than 16 MiB"),
        ("/dev/null", "is empty"),
        ("/", "is a directory: name the fact file in it"),
        ("no-such-file.toml", "no such file: check the path given with --facts or CARTELS_FACTS"),
        ("", "'': no such file"),
        ("x\udcff", "no such file"),
        ("a" * 5000, "cannot be read (File name too long)"),
        ("/etc/passwd/x", "cannot be read (Not a directory)"),
    ],
)
def test_what_is_no_fact_file_is_refused(name: str, message: str) -> None:
    assert message in refused("check", name, status=3)
    assert message in refused("show", "--facts", name, status=3)


@pytest.mark.parametrize(
    "line", ["cartels check <(sleep 0.5; cat facts.toml)", "(sleep 0.5; cat facts.toml) | cartels check -"]
)
def test_a_slow_pipe_is_a_fact_file(line: str) -> None:
    result = run_in_bash(line)
    assert (result.status, result.err) == (0, "")
    assert result.out.endswith(": ok: 10 figures, 3 groups, 3 events, 17 sources\n")


def test_standard_input_that_is_closed_is_refused() -> None:
    message = "cartels: standard input is closed: send a fact file to it, or name one\n"
    assert run_in_bash("cartels check - <&-") == (3, "", message)
