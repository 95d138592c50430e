"""Texts are made harmless: what acts becomes a mark, what is seen stays, and nothing is dropped."""

import sys
import unicodedata
from typing import NamedTuple

import pytest
from hostile import UNSEEN, acting
from hypothesis import given
from hypothesis import strategies as st

from cartels.text import printable, printable_data

ALL = [chr(code) for code in range(sys.maxunicode + 1)]


def test_every_character_that_acts_or_is_not_seen_becomes_a_mark() -> None:
    """Controls, format characters, surrogates, separators of lines, and all that Unicode has drawn as nothing."""
    assert [letter for letter in ALL if letter in acting(letter) and letter in printable(letter)] == []
    assert printable("\n") == "␊"


def test_every_character_that_is_seen_stays() -> None:
    """Letters, accents, digits, punctuation, symbols and spaces of all scripts."""
    seen = [letter for letter in ALL if unicodedata.category(letter)[0] in "LMNPSZ" and not acting(letter)]
    assert len(seen) > 100_000
    assert [letter for letter in seen if printable(letter) != letter] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "␛[2J"),
        ("a\tb\nc\rd\0", "a␉b␊c␍d␀"),
        ("\x7f\x9b", "␡<U+009B>"),
        ("\u202eabc\u2066", "<U+202E>abc<U+2066>"),
        ("a\u200bb\ufeff", "a<U+200B>b<U+FEFF>"),
        ("\udc9b", "<U+DC9B>"),
        ("[bold]Ñandú[/]", "[bold]Ñandú[/]"),
        ("e\u0301 漢字", "e\u0301 漢字"),
    ],
)
def test_marks_look_like_this(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.one_of(st.characters(), st.sampled_from(sorted(UNSEEN)))))
def test_nothing_is_dropped_and_what_is_harmless_stays(text: str) -> None:
    assert printable(text) == "".join(printable(letter) for letter in text)
    assert all(printable(letter) for letter in text)
    assert printable(printable(text)) == printable(text)


def test_of_data_only_the_texts_change() -> None:
    """However deep they lie; keys are the program's own, and classes of text and named tuples stay."""

    class Text(str):
        __slots__ = ()

    class Pair(NamedTuple):
        first: str
        second: list[str]

    data = {"a\n": [None, True, 1, "b\n", ("c\n", {"d": Text("e\n")}), Pair("f\n", ["g\n"])]}
    shown = {"a\n": [None, True, 1, "b␊", ("c␊", {"d": Text("e␊")}), Pair("f␊", ["g␊"])]}
    assert repr(printable_data(data)) == repr(shown)
    assert type(printable_data(Text("e\n"))) is Text
