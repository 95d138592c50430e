"""Tables and bars are fitted to the page on a terminal; in a pipe each record is one uncut line."""

import re

import pytest
from conftest import DATA, printed, read_json, run, run_in_terminal

WIDTHS = (60, 80, 120, 200)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("call", ["show", "figures", "groups", "timeline", "sources", "event", "show p40", "show cro"])
def test_no_line_is_wider_than_the_page(call: str, width: int) -> None:
    out = printed(*call.split(), "--width", str(width), "--color", "always")
    lines = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", out).split("\n")
    assert max(map(len, lines)) <= width
    assert len(lines) > 7


@pytest.mark.parametrize("width", [20, 30, 80, 200])
@pytest.mark.parametrize(("listing", "first", "last"), [("timeline", "date", "text"), ("sources", "grade", "title")])
def test_a_table_shows_every_value_completely(listing: str, first: str, last: str, width: int) -> None:
    """The lines of a value stand below each other in the last column: together they are the value."""
    lines = printed(listing, "--fields", f"{first},{last}", "--width", str(width)).split("\n")
    assert max(map(len, lines)) <= width
    column = re.sub(r"\s", "", "".join(line[lines[0].index(last) :] for line in lines))
    for row in read_json(listing):
        assert re.sub(r"\s", "", row[last]) in column


@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_of_a_name_is_cut(width: int) -> None:
    """A name may go on in the next line, between two words: where rows are not cut to one line."""
    shown = printed("figures", "--kind", "all", "--sort", "name", "--width", str(width))
    for figure in DATA["figures"]:
        for word in figure["name"].split():
            assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", shown), word
    assert "…" not in shown


@pytest.mark.parametrize("width", WIDTHS)
def test_each_person_is_one_line_below_the_stage_in_the_order_of_json(width: int) -> None:
    lines = printed("figures", "--kind", "all", "--width", str(width)).split("\n")
    names = [row["name"] for row in read_json("figures", "--kind", "all")]
    assert [name for line in lines for name in names if line.startswith(name)] == names
    assert {line.rsplit(" (")[0] for line in lines if re.match(r"[A-Z][A-Z ,:]+ \(\d+\)", line)} == {
        "SENTENCED", "PLEADED GUILTY", "PLEADED NOT GUILTY", "CHARGED", "SAID TO FACE CHARGES, COUNTS NOT KNOWN",
        "NOT KNOWN", "NOT HANDED OVER: RELATIVE", "NOT HANDED OVER: OFFICIAL", "NOT HANDED OVER: VICTIM",
    }  # fmt: skip


def test_a_long_name_is_cut_before_the_mark_of_a_pending_court_date(facts_text: str) -> None:
    text = facts_text.replace('"Carla Modelo Ñáñez"', f'"{"Carla " * 9}"')
    line = next(
        row for row in printed("figures", "--facts", "-", "--width", "80", stdin=text).split("\n") if "Carla" in row
    )
    assert re.fullmatch(r"(Carla )+C?a?r?l?a?… \*  +D\. Ariz\. ~  +2026-02  alleged: Cártel Verde", line)


@pytest.mark.parametrize("call", ["figures", "figures -f md", "figures --width 80", "figures --sort name --width 200"])
def test_a_list_of_people_says_the_stage_of_each(call: str) -> None:
    """With its standing, or as a heading; a victim is never taken for an accused person, nor a date set for news."""
    out = printed(*call.split(), "--kind", "all").lower()
    for words in ("sentenced", "pleaded not guilty", "said to face charges, counts not known"):
        assert words in out
    assert "not handed over: victim" in out
    assert re.search(r"carla modelo ñáñez \\?\*", out)


@pytest.mark.parametrize("call", ["stats", "stats -f md", "stats --width 80", "stats --sort count --width 80"])
def test_each_count_says_what_it_counts(call: str) -> None:
    out = re.sub(r"\s+", " ", printed(*call.split())).lower()
    for title in ("people by handover", "statements by standing", "sources by grade"):
        assert title in out


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
    for start in (found.start() for found in re.finditer(r"\S+(?: \S+)*", lines[0])):
        assert all(line[start - 1 : start] in ("", " ") and line[start : start + 1] != " " for line in lines)


# The counts of `stats`; that they are right is in the golden files


BARS = "▏▎▍▌▋▊▉█"


@pytest.mark.parametrize("columns", [24, 40, 80, 200])
def test_bars_fit_the_page_and_are_as_long_as_what_they_count(columns: int) -> None:
    lines = printed("stats", "--width", str(columns)).split("\n")
    assert max(map(len, lines)) <= columns
    bars = [re.fullmatch(rf".* (\d+) ([{BARS}]*)", line) for line in lines[lines.index("SOURCES BY GRADE") :]]
    eighths = {int(bar[1]): sum(1 + BARS.index(part) for part in bar[2]) for bar in bars if bar}
    assert eighths.keys() == {10, 5, 2}
    assert eighths[10] > 8 * columns / 6
    assert (eighths[5], eighths[2]) == (round(eighths[10] / 2), round(eighths[10] / 5))


def test_bars_are_ascii_on_a_terminal_without_unicode() -> None:
    out = run_in_terminal(
        "stats", "--no-pager", env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "NO_COLOR": "1"}
    ).out
    assert out.isascii()
    assert re.search(r"^official .*22 #+$", out, re.MULTILINE)
    assert "?" not in out


def test_a_file_about_nobody_has_counts_of_zero() -> None:
    nobody = """
        figures = []
        groups = []
        courts = []
        about = { title = "An event without people", checked = "2026" }
        sources = [{ id = "s", publisher = "P", title = "T", url = "https://example.org", language = "en", kind = "official", grade = "weak" }]
        [[events]]
        id = "e"
        name = "E"
        date = "2025"
        statements = [{ topic = "date", value = "A day", standing = "official", sources = ["s"] }]
    """
    counts: dict[str, dict[str, int]] = {}
    for row in read_json("stats", "--facts", "-", stdin=nobody):
        counts.setdefault(row["table"], {})[row["value"]] = row["count"]
    assert "court" not in counts
    assert "unknown" not in counts
    assert set(counts["stage"].values()) == {0}
    assert counts["standing"] == {"official": 1, "reported": 0, "alleged": 0, "charged": 0, "convicted": 0}
    assert counts["grade"] == {"official": 0, "established": 0, "weak": 1}
    assert "pleaded not guilty" in printed("stats", "--facts", "-", "--width", "60", stdin=nobody)


@pytest.mark.parametrize("call", ["sources", "sources --fields id,url", "show p40"])
def test_an_address_is_never_broken(call: str) -> None:
    """So that it can be copied from a narrow screen."""
    lines = {line.split()[-1] for line in printed(*call.split(), "--width", "40").split("\n") if line.strip()}
    cited = {source["url"] for source in read_json("sources", *(["--cited-by", "p40"] if "p40" in call else []))}
    assert cited <= lines
