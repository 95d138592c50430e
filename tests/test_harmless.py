"""The one door: what acts becomes a mark, what is seen stays as it is, and nothing is dropped."""

from __future__ import annotations

import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartels.harmless import acts, harmless, harmless_data

#: Unicode 16, DerivedCoreProperties.txt: Default_Ignorable_Code_Point, less what is not assigned.
IGNORABLE = (
    *(0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010)),
    *(*range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x2070), 0x3164, *range(0xFE00, 0xFE10), 0xFEFF),
    *(0xFFA0, *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), 0xE0001, *range(0xE0020, 0xE0080)),
    *range(0xE0100, 0xE01F0),
)


def test_every_character_that_is_not_seen_acts() -> None:
    """Controls, format characters, surrogates, separators of lines, and all that Unicode has drawn as nothing."""
    categories = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    acting = {code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in categories}
    assert all(acts(chr(code)) for code in acting | set(IGNORABLE))


def test_every_character_that_is_seen_stays() -> None:
    """Letters, marks, digits, punctuation, symbols and spaces of all scripts."""
    unseen = {*IGNORABLE, 0x2800}
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code))[0] in "LMNPSZ" and unicodedata.category(chr(code)) not in ("Zl", "Zp"):
            assert (harmless(chr(code)) == chr(code)) is (code not in unseen)


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
def test_marks(text: str, shown: str) -> None:
    assert harmless(text) == shown


@given(st.text())
def test_nothing_is_dropped_and_twice_changes_nothing_more(text: str) -> None:
    assert len(harmless(text)) >= len(text)
    assert harmless(harmless(text)) == harmless(text)
    assert [letter for letter in text if not acts(letter)] == [
        letter for one in text for letter in harmless(one) if not acts(one)
    ]


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text()),
        lambda inner: st.one_of(st.lists(inner), st.tuples(inner, inner), st.dictionaries(st.text(), inner)),
    )
)
def test_data_keeps_its_shape(data: Any) -> None:
    """Only its texts change, however deep they lie."""

    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shape(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(map(shape, value))
        return harmless(value) if isinstance(value, str) else value

    assert repr(harmless_data(data)) == repr(shape(data))
