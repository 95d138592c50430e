"""What can go wrong, each with the exit status that a script sees."""

from __future__ import annotations


class CartelsError(Exception):
    """A failure that is reported in one line: what is wrong, where, and what to do.

    `details` holds further lines for the reader, such as the candidates for an ambiguous name.
    """

    status = 1

    def __init__(self, message: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.details = details


class NotFound(CartelsError):
    """A name or a search that nothing matches."""


class Ambiguous(CartelsError):
    """A name that several entries match."""


class BadUsage(CartelsError):
    """An option or a value that the command cannot take."""

    status = 2


class BadFile(CartelsError):
    """A fact file that cannot be read or has problems, or a file that cannot be written."""

    status = 3
