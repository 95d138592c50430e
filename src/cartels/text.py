"""What may be shown of a text, and how wide it is.

Every text of a fact file, and every name that was typed, passes `printable` before a person sees it: what could act on
a terminal (escape sequences, control characters) or deceive the eye (bidirectional overrides, invisible characters) is
shown as a mark, never dropped. JSON output is exact, and escapes the same characters by JSON's own rules.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeVar

Data = TypeVar("Data")

_SPACES = frozenset("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")

#: Printable characters that Unicode has drawn as nothing (Default_Ignorable_Code_Point), and the empty Braille pattern.
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)

_URL = r"""https?://[^\s\x00-\x20\x7f-\xa0<>"]+"""


def is_control(char: str) -> bool:
    """Return whether a character does something other than being seen.

    These are what Unicode calls not printable (controls, format characters, surrogates, separators) except spaces of
    other widths, and what is printable but never seen.
    """
    return not (char.isprintable() or char in _SPACES) or char in _INVISIBLE


def is_printable(text: str) -> bool:
    """Return whether a text has no character that does something other than being seen."""
    return text.isprintable() and (text.isascii() or _INVISIBLE.isdisjoint(text))


@lru_cache(maxsize=10_000)
def printable(text: str) -> str:
    """Return a text in one line that shows what it holds and does nothing else."""
    if is_printable(text):
        return text
    return text.translate({ord(char): _mark(char) for char in set(text) if is_control(char)})


def _mark(char: str) -> str:
    """Return a visible stand-in: a control picture where Unicode has one, else the code point."""
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"


def printable_data(data: Data) -> Data:
    """Return plain data (dicts, lists, tuples, texts, numbers) with every text made printable.

    Subclasses of `str` and named tuples keep their class: renderers tell texts apart by it.
    """
    if isinstance(data, str):
        return type(data)(printable(data))
    if isinstance(data, list):
        return [printable_data(item) for item in data]  # type: ignore[return-value]  # a list for a list
    if isinstance(data, tuple):
        items = map(printable_data, data)
        return type(data)(*items) if hasattr(data, "_fields") else tuple(items)  # type: ignore[return-value]  # likewise
    if isinstance(data, dict):
        return {key: printable_data(value) for key, value in data.items()}  # type: ignore[return-value]  # likewise
    return data


def link_target(text: str) -> str:
    """Return where an http or https address leads, in the ASCII that terminals take; nothing for any other text."""
    if not re.fullmatch(_URL, text):
        return ""
    return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in text.encode())


def host(url: str) -> str:
    """Return the host of a URL, without `www.`."""
    return url.split("/")[2].removeprefix("www.") if url.count("/") >= 2 else url


def display_width(text: str) -> int:
    """Return how many columns of a terminal a text takes: combining accents take none, East Asian letters two."""
    if text.isascii() or max(text) < "\u0300":
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def quoted(value: object, mark: str = "'") -> str:
    """Return any value as messages quote it: between marks, and no more of it than helps to find it."""
    text = str(value)
    return f"{mark}{text if len(text) <= 80 else f'{text[:50]}…{text[-20:]}'}{mark}"
