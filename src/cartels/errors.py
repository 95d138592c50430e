"""What can go wrong, each with the exit status that a script sees."""

from __future__ import annotations


class CartelsError(Exception):
    """A failure that is told in one line: what is wrong, where, and what to do.

    `status` is the exit status: 1 nothing or more than one matched, 2 wrong usage, 3 a file cannot be used.
    `more` holds further lines for the reader, such as the candidates for an ambiguous name.
    """

    status = 1

    def __init__(self, message: str, more: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.more = more


class NoMatch(CartelsError):
    """A name that nothing, or more than one thing, answers to."""


class BadUsage(CartelsError):
    """An option or a value that the command cannot take."""

    status = 2


class BadFile(CartelsError):
    """A fact file that cannot be read or is not sound, or a file that cannot be written."""

    status = 3


def quoted(text: str, mark: str = "'") -> str:
    """A text as messages give it: between marks, and no more of it than helps to find it."""
    return f"{mark}{text if len(text) <= 80 else f'{text[:50]}…{text[-20:]}'}{mark}"
