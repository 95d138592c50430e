"""Tables: fitted to the page on a terminal, one uncut line for each record off it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from conftest import run_in_terminal

if TYPE_CHECKING:
    from conftest import Run

    from cartels.facts import Book

WIDTHS = (60, 80, 120, 200)
SEQUENCE = re.compile(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\")


def bare(text: str) -> str:
    """What a terminal shows: the text without colours and links."""
    return SEQUENCE.sub("", text)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "command",
    [["show"], ["figures"], ["groups"], ["timeline"], ["sources"], ["event"], ["show", "z40"], ["show", "cjng"]],
)
def test_no_line_is_wider_than_the_page(command: list[str], width: int) -> None:
    result = run_in_terminal(*command, columns=width)
    assert result.status == 0
    lines = bare(result.out).split("\n")
    assert max(map(len, lines)) <= width
    assert len(lines) > 20


@pytest.mark.parametrize("width", WIDTHS)
def test_no_name_is_cut(book: Book, width: int) -> None:
    """A name may go on in the next line, between two words; every word of it is there whole."""
    shown = bare(run_in_terminal("figures", columns=width).out)
    for figure in book.figures.values():
        for word in figure["name"].split():
            assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", shown), word
    assert "…" not in shown


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["z40", "cjng", "transfer-2025-02-27"])
def test_no_date_and_no_standing_is_broken(cartels: Run, name: str, width: int) -> None:
    """On a narrow page the statements give way, and not the columns that are read down."""
    said = json.loads(cartels("show", name, "--json").out)["statements"]
    shown = [line.split() for line in cartels("show", name, "--width", str(width)).out.split("\n")]
    led = [tuple(words[:2]) for words in shown if len(words) > 1]
    for one in said:
        if "date" in one:
            strength = f"{one['standing']}{',' if one['grade'] == 'weak' else ''}"
            assert (one["date"], strength) in led, one["value"]


def test_a_narrow_page_says_which_columns_it_leaves_out() -> None:
    narrow, wide = (bare(run_in_terminal("figures", columns=width).out) for width in (80, 250))
    assert "not shown at this width: kind, aliases, role, city, sources" in " ".join(narrow.split())
    assert "not shown" not in wide
    assert "40 people, as of 2026-11-24" in narrow


def test_fields_that_were_asked_for_are_all_shown_however_narrow() -> None:
    shown = bare(run_in_terminal("figures", "--fields", "id,role,court,city,stage", columns=60).out)
    assert "not shown" not in shown
    assert "id" in shown.split("\n")[0]


def test_standings_are_seen_without_colour(cartels: Run) -> None:
    """Without colour the words say it; with colour the same words are coloured."""
    plain = run_in_terminal("figures", env={"NO_COLOR": "1"})
    colored = run_in_terminal("figures")
    assert "\x1b" not in plain.out
    assert "\x1b[" in colored.out
    assert "(alleged)" in plain.out
    assert [line.rstrip() for line in bare(colored.out).split("\n")] == plain.out.split("\n")
    assert cartels("figures", "--width", "80").out == plain.out


def test_addresses_are_links_on_a_terminal(book: Book) -> None:
    out = run_in_terminal("show", "mike-vigil").out
    url = book.sources["indiatv-2025-02-28"]["url"]
    assert f";{url}\x1b\\" in out


def test_off_a_terminal_each_record_is_one_uncut_line(cartels: Run, book: Book) -> None:
    lines = cartels("figures").out.split("\n")
    assert lines[0].startswith("NAME")
    assert [
        line.startswith(figure["name"]) for line, figure in zip(lines[1:], book.figures.values(), strict=False)
    ] == [True] * 40
    said = [line for line in cartels("show", "caro-quintero").out.split("\n") if line.startswith("charge ")]
    assert len(said) == sum(one["topic"] == "charge" for one in book.figures["rafael-caro-quintero"]["statements"])
    assert "\x1b" not in "".join(lines)


def test_columns_are_aligned(cartels: Run) -> None:
    """Each column of a plain listing begins where its header does."""
    lines = cartels("groups").out.rstrip("\n").split("\n")
    for start in (found.start() for found in re.finditer(r"\S+", lines[0])):
        assert all(line[start - 1 : start] in ("", " ") and line[start : start + 1] != " " for line in lines)
