"""Tables and bars are fitted to the page on a terminal; in a pipe each record is one uncut line."""

import re

import pytest
from conftest import DATA, printed, read_json, run, run_in_terminal
from hostile import minimal

WIDTHS = (60, 80, 120, 200)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("call", ["show", "figures", "groups", "timeline", "sources", "event", "show p40", "show cro"])
def test_no_line_is_wider_than_the_page(call: str, width: int) -> None:
    out = printed(*call.split(), "--width", str(width), "--color", "always")
    lines = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", out).split("\n")
    assert max(map(len, lines)) <= width
    assert len(lines) > 7


@pytest.mark.parametrize("width", [20, 30, 80, 200])
@pytest.mark.parametrize(("listing", "first", "last"), [("timeline", "date", "text"), ("sources", "grade", "url")])
def test_a_table_shows_every_value_completely(listing: str, first: str, last: str, width: int) -> None:
    """The lines of a value stand below each other in the last column: together they are the value."""
    lines = printed(listing, "--fields", f"{first},{last}", "--width", str(width)).split("\n")
    assert max(map(len, lines)) <= width
    column = re.sub(r"\s", "", "".join(line[lines[0].index(last) :] for line in lines))
    for row in read_json(listing):
        assert re.sub(r"\s", "", row[last]) in column


@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_of_a_name_is_cut(width: int) -> None:
    """A name may go on in the next line, between two words."""
    shown = printed("figures", "--width", str(width))
    for figure in DATA["figures"]:
        for word in figure["name"].split():
            assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", shown), word
    assert "…" not in shown


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["p40", "cartel-rojo", "carla", "handover-2025-02-10"])
def test_no_date_and_no_standing_is_broken(name: str, width: int) -> None:
    """On a narrow page the statements are wrapped, and not the columns that are read down."""
    lines = [line.split() for line in printed("show", name, "--width", str(width)).split("\n")]
    starts = [[word.rstrip(",") for word in line[:2]] for line in lines]
    dated = [statement for statement in read_json("show", name)["statements"] if "date" in statement]
    assert dated
    for statement in dated:
        assert [statement["date"], statement["standing"]] in starts, statement["value"]


@pytest.mark.parametrize("call", ["groups", "figures", "sources"])
def test_in_a_pipe_columns_are_aligned(call: str) -> None:
    """Each column begins where its header does; that each record is one line is in the golden files."""
    lines = run(call).out.rstrip("\n").split("\n")
    for start in (found.start() for found in re.finditer(r"\S+", lines[0])):
        assert all(line[start - 1 : start] in ("", " ") and line[start : start + 1] != " " for line in lines)


# The counts of `stats`; that they are right is in the golden files


BARS = "▏▎▍▌▋▊▉█"


@pytest.mark.parametrize("columns", [24, 40, 80, 200])
def test_bars_fit_the_page_and_are_as_long_as_what_they_count(columns: int) -> None:
    lines = printed("stats", "--width", str(columns)).split("\n")
    assert max(map(len, lines)) <= columns
    bars = [re.fullmatch(rf".* (\d+) ([{BARS}]*)", line) for line in lines[lines.index("sources by grade") :]]
    eighths = {int(bar[1]): sum(1 + BARS.index(part) for part in bar[2]) for bar in bars if bar}
    assert eighths.keys() == {10, 5, 2}
    assert eighths[10] > 8 * columns / 6
    assert (eighths[5], eighths[2]) == (round(eighths[10] / 2), round(eighths[10] / 5))


def test_bars_are_ascii_on_a_terminal_without_unicode() -> None:
    out = run_in_terminal("stats", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "NO_COLOR": "1"}).out
    assert out.isascii()
    assert re.search(r"^official .*22 #+$", out, re.MULTILINE)
    assert "?" not in out


def test_a_file_about_nobody_has_counts_of_zero() -> None:
    source = {"id": "s", "publisher": "P", "title": "T", "url": "https://example.org", "language": "en", "kind": "news"}
    date = {"topic": "date", "value": "A day", "standing": "official", "sources": ["s"]}
    event = {"id": "e", "name": "E", "date": "2025", "statements": [date]}
    nobody = minimal(events=[event], sources=[{**source, "grade": "weak"}])
    counts: dict[str, dict[str, int]] = {}
    for row in read_json("stats", "--facts", "-", stdin=nobody):
        counts.setdefault(row["table"], {})[row["value"]] = row["count"]
    assert "court" not in counts
    assert "unknown" not in counts
    assert set(counts["stage"].values()) == {0}
    assert counts["standing"] == {"official": 1, "reported": 0, "alleged": 0, "charged": 0, "convicted": 0}
    assert counts["grade"] == {"official": 0, "established": 0, "weak": 1}
    assert "pleaded not guilty" in printed("stats", "--facts", "-", "--width", "60", stdin=nobody)
