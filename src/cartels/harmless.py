"""The one door: every text of a fact file, or of a name someone typed, passes here before a terminal or a spreadsheet
gets it.

What could act (escape sequences, control characters) or fool the eye (bidirectional overrides, invisible characters) is
shown as a mark, never dropped. JSON output does not pass here: it is exact, and escapes the same characters by JSON's
own rules.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from re import Match

#: C0, DEL and C1 controls; line and paragraph separators; bidi marks, embeddings, overrides and isolates; zero-width
#: and other invisible format characters, tags, and what no encoder takes (lone surrogates).
ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

Plain = TypeVar("Plain")


def _mark(found: Match[str]) -> str:
    """A visible stand-in: a control picture where Unicode has one, else the code point."""
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"


def harmless(text: str) -> str:
    """A text in one line that shows what it holds and does nothing else."""
    return ACTING.sub(_mark, text)


def harmless_data(data: Plain) -> Plain:
    """Plain data (dicts, lists, texts, numbers) with every text made harmless."""
    if isinstance(data, str):
        return harmless(data)  # type: ignore[return-value]  # mypy cannot see that a str comes back for a str
    if isinstance(data, list):
        return [harmless_data(item) for item in data]  # type: ignore[return-value]  # and a list for a list
    if isinstance(data, dict):
        return {key: harmless_data(value) for key, value in data.items()}  # type: ignore[return-value]  # and a dict
    return data
