"""What to tell somebody whose fact file is not TOML: the line, what is wrong, what to do, and an excerpt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cartels.text import display_width, printable

if TYPE_CHECKING:
    from tomli import TOMLDecodeError

#: What to do, by how the parser's own message begins. It speaks for itself where it begins otherwise.
_ADVICE = {
    "Illegal character '\\n'": 'close the text with " on this line, and write \\" for a " inside it',
    "Unterminated string": "close the text with the quotes that it begins with",
    "Expected \"'": "close the text with the quotes that it begins with",
    "Unescaped": "write two backslashes for one",
    "Invalid value": "put a text in straight quotes; true and false are in lower case",
    "Expected newline": 'remove what follows the value, or write \\" for a " inside a text',
    "Expected '='": 'write key = "value"; a comment begins with #',
    "Cannot": "keep one; entries of a list have two brackets, as in [[figures]]",
}

#: Characters of the line that are shown on each side of the place.
_CONTEXT = 60


def describe(error: TOMLDecodeError) -> tuple[int, int, str, tuple[str, str]]:
    """Return the line, the column, what is wrong there, and the line with a caret below the place."""
    text, place = error.doc, _place(error)
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    line = text[start : end if end >= 0 else None]
    number, column = text.count("\n", 0, place) + 1, place - start + 1
    message = error.msg[:1].lower() + error.msg[1:]
    advice = next((advice for begin, advice in _ADVICE.items() if error.msg.startswith(begin)), "")
    return number, column, f"{message}: {advice}" if advice else message, _excerpt(number, line, column)


def _place(error: TOMLDecodeError) -> int:
    """Return where to look. A text that never ends is shown where it begins: the parser stops at the file's end."""
    if error.msg.startswith("Expected \"'"):
        return error.doc.rfind(error.msg[len('Expected "') : -1])
    if error.msg == "Unterminated string" and error.doc.count('"""') % 2:
        return error.doc.rfind('"""')
    return error.pos


def _excerpt(number: int, line: str, column: int) -> tuple[str, str]:
    """Return the line, or what stands around the column in a long one, and below it a caret."""
    first = max(0, column - 1 - _CONTEXT)
    before, after = line[first : column - 1], line[column - 1 : column - 1 + _CONTEXT]
    left = f"{number} | {'…' if first else ''}{printable(before)}"
    cut = "…" if len(line) > column - 1 + _CONTEXT else ""
    return (
        f"{left}{printable(after.rstrip())}{cut}",
        f"{' ' * len(str(number))} | {' ' * (display_width(left) - len(str(number)) - 3)}^",
    )
