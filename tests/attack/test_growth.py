"""What could grow with the square of a file is counted in calls, or has a limit: times differ from run to run."""

import copy
import json
import sys
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import hostile
import pytest
from conftest import DATA, printed, refused, run
from grow import grown

from cartels import names
from cartels.facts import read, values
from cartels.render import table, words
from cartels.render.document import Fit

CALLS = (
    "show", "show p-40", "figures --kind all", "figures --kind all --width 60 --color always", "figures -f csv", "groups",
    "groups --json", "event --list", "timeline --all", "timeline --all --figure p-40", "statements --width 40",
    "statements --json", "sources --width 60", "sources -f bibtex", "search prueba --limit 5", "stats", "stats --by group",
    "graph --width 60", "graph -f mermaid", "graph --around p-40 --depth 99999", "export ftm", "check -",
    "show nobody-of-this-name", "figures --group nothing-like-it",
)  # fmt: skip


def calls_of(work: Callable[[], Any]) -> int:
    """Return how many functions are called, in Python and in C."""
    count = 0

    def note(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    former = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(former)
    return count


@pytest.mark.parametrize("call", CALLS)
def test_twice_the_facts_take_at_most_about_twice_the_calls(call: str, facts_text: str) -> None:
    args = call.split() if call == "check -" else [*call.split(), "--facts", "-"]
    small, large = (grown(facts_text, times) for times in (3, 6))
    run(*args, stdin=small)  # imports what it needs
    first, second = (calls_of(lambda text=text: run(*args, stdin=text)) for text in (small, large))  # type: ignore[misc]
    assert run(*args, stdin=large).status in (0, 1, 2)
    assert second < 2.3 * first


def test_growth_that_is_quadratic_is_noticed() -> None:
    """Otherwise the test before this one could not fail."""
    first, second = (calls_of(lambda n=n: [len("") for _ in range(n) for _ in range(n)]) for n in (30, 60))  # type: ignore[misc]
    assert second > 3 * first


@pytest.mark.parametrize("width", [1, 20, 80])
def test_a_long_text_takes_calls_in_proportion_on_any_screen(width: int) -> None:
    """Wide letters in a narrow column, accents that follow one another, and marks of what was searched for."""
    for letter in ("漢", "a\u0301\u0316", "prueba ", "x"):
        counts = []
        for length in (3000, 6000):
            data = copy.deepcopy(DATA)
            data["figures"][0]["statements"][0]["note"] = (letter * length)[:length]
            text = hostile.toml(data)
            args = ("statements", "benito-ejemplo", "--facts", "-", "--width", str(width))
            searching = ("search", "prueba", "--facts", "-", "--width", str(width), "--color", "always")
            counts.append(calls_of(lambda: (run(*args, stdin=text), run(*searching, stdin=text))))  # noqa: B023
        assert counts[1] < 2.3 * counts[0]


@pytest.mark.parametrize(
    "call",
    [
        "show benito-ejemplo --width 80", "show benito-ejemplo -f md", "figures --width 80",
        "figures --fields name,groups,basis --width 80", "graph --width 80", "statements benito-ejemplo --width 80",
    ],
)  # fmt: skip
def test_many_statements_on_one_person_take_calls_in_proportion(call: str) -> None:
    """At the top of a card, and in a cell of a row, as many are shown as there is room for."""
    counts = []
    for times in (100, 200):
        data = copy.deepcopy(DATA)
        figure = next(figure for figure in data["figures"] if figure["id"] == "benito-ejemplo")
        rest = {"standing": "alleged", "sources": ["court-2024-01-11"]}
        for number in range(times):
            for topic, more in (("charge", {}), ("penalty", {}), ("group", {"short": f"Group {number}"})):
                figure["statements"].append({"topic": topic, "value": f"value {number}", **more, **rest})
        text = hostile.toml(data)
        counts.append(calls_of(lambda: run(*call.split(), "--facts", "-", stdin=text)))  # noqa: B023
        assert run(*call.split(), "--facts", "-", stdin=text).status == 0
    assert counts[1] < 2.3 * counts[0]


@pytest.mark.parametrize("topic", ["charge", "court", "dispute"])
def test_a_long_value_at_the_top_of_a_card_takes_calls_in_proportion(topic: str) -> None:
    """It is cut to the lines that it may have."""
    counts = []
    for length in (3000, 6000):
        data = copy.deepcopy(DATA)
        figure = next(figure for figure in data["figures"] if figure["id"] == "benito-ejemplo")
        figure["statements"] = [row for row in figure["statements"] if row["topic"] != topic]
        more = {
            "standing": "alleged",
            "sources": ["court-2024-01-11"],
            **({"court": "nyed"} if topic == "court" else {}),
        }
        figure["statements"].append({"topic": topic, "value": ("a\u0301 b" * length)[:length], **more})
        text = hostile.toml(data)
        counts.append(calls_of(lambda: run("show", "benito-ejemplo", "--width", "60", "--facts", "-", stdin=text)))  # noqa: B023
    assert counts[1] < 2.3 * counts[0]


# Limits


def test_a_table_has_at_most_so_many_lines_of_text_that_is_wrapped() -> None:
    call = ("sources", "--width", "40")
    assert run(*call).status == 0
    with patch.object(table, "MAX_WRAPPED", 20):
        assert "too much text for a table of 40 columns" in refused(*call)
    assert run(*call).status == 0


def test_a_cell_has_at_most_so_many_texts_to_choose_from() -> None:
    """One for each value would take memory in proportion to the square of their number."""
    fit = words.in_lengths({"alleged": [f"Group {number}" for number in range(1000)]})
    assert isinstance(fit, Fit)
    assert "Group 999" in fit.texts[0]
    assert len(fit.texts) <= words.MAX_SHORTENED + 2
    assert fit.texts[-1] == "alleged: Group 0 +999"


def refusal(data: Any) -> str:
    """Return why a fact file is refused."""
    result = run("figures", "--facts", "-", stdin=data if isinstance(data, str) else hostile.toml(data))
    assert result.status == 3
    return result.err


@pytest.mark.parametrize("letter", ["x", "9", "漢", "\u0301", "\u0316\u0301"])
def test_a_text_has_at_most_so_many_characters(letter: str) -> None:
    """Wherever it stands: Unicode sorts accents that follow one another in quadratic time, and so do others."""
    data = copy.deepcopy(DATA)
    places: list[tuple[Any, str]] = [
        (data["about"], "title"),
        *((data["figures"][0], key) for key in ("name",)),
        *((data["figures"][0]["statements"][0], key) for key in ("value", "locator", "note")),
        (data["timeline"][0], "text"),
        (data["notes"][0], "topic"),
        (data["notes"][0], "text"),
        *((data["sources"][0], key) for key in ("publisher", "title", "note")),
    ]
    for holder, key in places:
        former = holder.get(key)
        holder[key] = f"x{letter * values.MAX_TEXT}"
        assert f"write at most {values.MAX_TEXT:,}" in refusal(data), key
        holder[key] = former if former is not None else "x"


def test_an_entry_has_at_most_so_many_names() -> None:
    data = copy.deepcopy(DATA)
    data["figures"][0]["spellings"] = [f"Name {number}" for number in range(values.MAX_NAMES + 1)]
    assert f"keep at most {values.MAX_NAMES}" in refusal(data)


@pytest.mark.parametrize("line", ["a.b.c.d.e = 1", "[a.b.c.d.e]", "[[a . b.c.d.'e']]", "x = {a.b.c.d.e = 1}"])
def test_a_key_has_at_most_so_many_parts(line: str) -> None:
    assert f"more than {read.MAX_KEY_PARTS} parts" in refusal(line + "\n")


def test_a_file_has_at_most_so_many_bytes() -> None:
    assert "larger than 16 MiB" in refusal("#" * (read.MAX_BYTES + 1))


@pytest.mark.parametrize("digits", [4301, 100_000])
def test_a_number_of_many_digits_is_refused(digits: int) -> None:
    """Also where lines of digits stand in texts: their end is found in one go."""
    assert "digits: put it in quotes" in refusal(f'x = """\n{"9" * digits}\n"""\ny = {"9" * digits}\n')


def test_nothing_is_searched_that_is_similar_to_a_long_name(facts_text: str) -> None:
    """What is typed has a limit; each name is compared with it once."""
    known = [f"Name {number} Prueba" for number in range(1000, 1400)]
    first, second = (calls_of(lambda k=k: names.similar(k, "nmae 1717 pruebba")) for k in (known[:200], known))  # type: ignore[misc]
    assert second < 2.3 * first
    assert calls_of(lambda: names.similar(known, "x" * (names.MAX_TYPO + 1))) < 10_000
    assert json.loads(run("figures", "--json", "--facts", "-", stdin=facts_text).out)


def test_a_table_of_too_many_lines_is_refused_before_it_is_laid_out() -> None:
    """Nobody reads one; other formats have any number. An item of a list is a line."""
    with patch("cartels.render.table.MAX_LINES", 20):
        assert "37 lines are too many for a table" in refused("statements", "miguel-prueba", "--width", "80")
    with patch("cartels.render.MAX_LINES", 3):
        message = refused("figures", "--width", "80")
        assert message == "cartels: 7 lines are too many for a table: use --limit, or another format\n"
        assert printed("figures", "--width", "80", "--limit", "3")
        assert printed("figures", "-f", "plain")
