"""What to tell somebody whose fact file is not TOML: the line, what is wrong, what to do, and an excerpt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cartels.errors import BadFile
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
    "Invalid statement": 'write a [[header]], key = "value", or a comment that begins with #',
    "Unclosed array": "close it with ], and put a comma between values",
    "Cannot": "keep one; entries of a list have two brackets, as in [[figures]]",
}

#: Characters of the line that are shown on each side of the place.
_CONTEXT = 60


def bad_syntax(file: str, error: TOMLDecodeError) -> BadFile:
    """Return the error to report: file, line, column and what is wrong; as details the line with a caret below."""
    text, place = error.doc, _place(error)
    before = text[text.rfind("\n", 0, place) + 1 : place]
    after = text[place:].partition("\n")[0].rstrip()
    number = text.count("\n", 0, place) + 1
    message = error.msg[:1].lower() + error.msg[1:]
    advice = [f": {advice}" for begin, advice in _ADVICE.items() if error.msg.startswith(begin)]
    return BadFile(
        f"{file}:{number}:{len(before) + 1}: {message}{''.join(advice)}", _excerpt(str(number), before, after)
    )


def _place(error: TOMLDecodeError) -> int:
    """Return where to look. A text that never ends is shown where it begins: the parser stops at the file's end."""
    if error.msg.startswith("Expected \"'"):
        return error.doc.rfind(error.msg[len('Expected "') : -1])
    if error.msg == "Unterminated string" and error.doc.count('"""') % 2:
        return error.doc.rfind('"""')
    return error.pos


def _excerpt(number: str, before: str, after: str) -> tuple[str, str]:
    """Return the line, or what stands around the place in a long one, and below it a caret."""
    left = printable(before if len(before) <= _CONTEXT else f"…{before[-_CONTEXT:]}")
    right = printable(after if len(after) <= _CONTEXT else f"{after[:_CONTEXT]}…")
    return f"{number} | {left}{right}", f"{' ' * len(number)} | {' ' * display_width(left)}^"
