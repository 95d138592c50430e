"""What to tell somebody whose fact file is no TOML: what is wrong, what to do, and the place under a caret."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cartels.harmless import harmless

if TYPE_CHECKING:
    from tomli import TOMLDecodeError

#: What is wrong and what to do, by how the parser's own message begins.
_ADVICE = {
    "Illegal character '\\n'": 'the text does not end on this line: close it with ", and write \\" for one inside it',
    "Illegal character": "an invisible character cannot stand in a text: take it out",
    "Found invalid character '\\n'": "the text does not end on this line: close it with an apostrophe",
    "Found invalid character": "an invisible character cannot stand here: take it out",
    "Unescaped": "a backslash has a meaning in quotes: write two for one, \\\\",
    "Invalid hex value": "\\u wants the four hexadecimal digits of a character: write them, or two backslashes for one",
    "Escaped character": "\\u wants the four hexadecimal digits of a character that exists: correct them",
    "Unterminated string": "this text never ends: close it with the quotes that it begins with",
    "Expected \"'": "this text never ends: close it with the quotes that it begins with",
    "Invalid value": "this is no value: put a text in quotes; true and false are in small letters",
    "Invalid date": "there is no such day: correct it, and put dates in quotes",
    "Expected newline": 'something follows the end of the value: take it out, or write \\" for a " inside a text',
    "Expected '='": 'a key is followed by = and its value: write key = "value"; a remark begins with #',
    "Expected ']'": "the header does not end: close it with ]",
    "Expected ']]'": "the header does not end: close it with ]]",
    "Invalid statement": 'this is no key = "value", no [[header]] and no # remark: mend it, or name a TOML file',
    "Invalid initial character": "a key is missing here: write one of letters, digits, _ and -",
    "Unclosed array": "a comma or a ] is missing before this: add it",
    "Unclosed inline table": "a comma or a } is missing before this: add it",
    "Duplicate inline table key": "this key stands twice in its table: keep one",
    "Cannot overwrite": "this key or header stands twice, or as two kinds of thing: keep one",
    "Cannot declare": "this header stands twice: keep one; entries of a list have two brackets, as in [[figures]]",
    "Cannot mutate": "this was given above as a whole value: write either the value or the headers",
    "Cannot redefine": "this was given above by keys with dots: write either the keys or the header",
}

_CURLY = "“”„‟«»‘’‚`´"
_MERGE = ("<<<<<<<", "=======", ">>>>>>>")

#: So much of a line is shown on each side of the fault.
_AROUND = 60


class Break(NamedTuple):
    """Where a text stops being TOML, what is wrong there, and the line with a caret below the place."""

    line: int
    column: int
    what: str
    excerpt: tuple[str, str]


def explain(error: TOMLDecodeError) -> Break:
    """What a parser's error means to whoever wrote the file."""
    text, place = error.doc, _begin(error)
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    line = text[start : end if end >= 0 else None]
    number, column = text.count("\n", 0, place) + 1, place - start + 1
    return Break(number, column, _what(error, line, text[place : place + 1]), _excerpt(number, line, column))


def _begin(error: TOMLDecodeError) -> int:
    """The place of the fault; of a text that never ends, where it begins, since no such quotes stand after that."""
    if error.msg.startswith("Expected \"'"):
        return error.doc.rfind(error.msg[len('Expected "') : -1])
    if error.msg == "Unterminated string" and error.doc.count('"""') % 2:
        return error.doc.rfind('"""')
    return error.pos


def _what(error: TOMLDecodeError, line: str, letter: str) -> str:
    if line.startswith(_MERGE):
        return "a merge was left unfinished here: choose one side, and take these lines out"
    if error.msg == "Invalid value" and letter in _CURLY and letter:
        return f'quotation marks are straight in TOML: write " for {letter}'
    begins = max((begin for begin in _ADVICE if error.msg.startswith(begin)), key=len, default="")
    return _ADVICE[begins] if begins else f"{error.msg}: mend the line"


def _excerpt(number: int, line: str, column: int) -> tuple[str, str]:
    """The line, or what stands around the column in a long one, and below it a caret."""
    from cartels.render.plain import columns

    first = max(0, column - 1 - _AROUND)
    before, after = line[first : column - 1], line[column - 1 : column - 1 + _AROUND]
    led = f"{number} | {'…' if first else ''}{harmless(before)}"
    cut = "…" if len(line) > column - 1 + _AROUND else ""
    return (
        f"{led}{harmless(after.rstrip())}{cut}",
        f"{' ' * len(str(number))} | {' ' * (columns(led) - len(str(number)) - 3)}^",
    )
