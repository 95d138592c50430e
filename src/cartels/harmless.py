"""The one door: each text of a fact file, or of a name that was typed, passes here before a terminal or a spreadsheet.

What could act (escape sequences, control characters) or fool the eye (bidirectional overrides, invisible characters)
is shown as a mark, never dropped. JSON output does not pass here: it is exact, and escapes the same characters by JSON
rules.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeVar

Plain = TypeVar("Plain")


def acts(letter: str) -> bool:
    """Whether a character does something other than being seen: controls, format characters, surrogates, separators.

    That is what Unicode calls not printable, except spaces of other widths; and what is printable, yet never seen.
    """
    return not (letter.isprintable() or letter in _SPACES) or letter in _UNSEEN


_SPACES = frozenset("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")

#: Printable characters that Unicode has drawn as nothing (Default_Ignorable_Code_Point), and the empty Braille pattern.
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)

_ADDRESS = re.compile(r"""https?://[^\s\x00-\x20\x7f-\xa0<>"]+""")


def link(text: str) -> str:
    """Where a text that is an http or https address leads, in the ASCII that terminals take; nothing for any other."""
    if not _ADDRESS.fullmatch(text):
        return ""
    return "".join(one if one.isascii() else "".join(f"%{byte:02X}" for byte in one.encode()) for one in text)


@lru_cache(maxsize=10_000)
def harmless(text: str) -> str:
    """A text in one line that shows what it holds and does nothing else."""
    if text.isprintable() and (text.isascii() or _UNSEEN.isdisjoint(text)):
        return text
    return text.translate({ord(letter): _mark(letter) for letter in set(text) if acts(letter)})


def _mark(letter: str) -> str:
    """A visible stand-in: a control picture where Unicode has one, else the code point."""
    code = ord(letter)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"


def harmless_data(data: Plain) -> Plain:
    """Plain data (dicts, lists, tuples, texts, numbers) with every text made harmless."""
    if isinstance(data, str):
        return type(data)(harmless(data))
    if isinstance(data, list):
        return [harmless_data(item) for item in data]  # type: ignore[return-value]  # and a list for a list
    if isinstance(data, tuple):
        made = map(harmless_data, data)
        return type(data)(*made) if hasattr(data, "_fields") else tuple(made)  # type: ignore[return-value]
    if isinstance(data, dict):
        return {key: harmless_data(value) for key, value in data.items()}  # type: ignore[return-value]  # and a dict
    return data
