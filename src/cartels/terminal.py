"""The standard streams: colour, width and encoding, decided once for each run; the one place that writes to them."""

from __future__ import annotations

import codecs
import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from cartels.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO


class Page(NamedTuple):
    """What standard output is: whether tables are laid out for it, how wide, in colour, and in ASCII alone."""

    laid_out: bool
    width: int
    color: bool
    ascii_only: bool


def page(color: str | None, width: int | None) -> Page:
    """The page to print on, by what the user asked for (`color` auto, always or never; `width` in columns), the
    environment and the stream.

    Off a terminal a table is laid out only where colour or a width was asked for.
    """
    stream = sys.stdout
    terminal = bool(stream) and stream.isatty()
    colored = wants_color(color, os.environ, terminal)
    return Page(terminal or colored or width is not None, width or _columns(terminal), colored, not _unicode(stream))


def wants_color(flag: str | None, environ: Mapping[str, str], terminal: bool) -> bool:
    """Whether to print in colour: the flag first, then NO_COLOR, FORCE_COLOR (`0` is off) and CLICOLOR_FORCE, then the
    terminal.
    """
    if flag in ("always", "never"):
        return flag == "always"
    if environ.get("NO_COLOR"):
        return False
    if force := environ.get("FORCE_COLOR"):
        return force != "0"
    if environ.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return terminal and environ.get("TERM") != "dumb"


def _columns(terminal: bool) -> int:
    """The width of the page: COLUMNS, else the terminal's own, else 80."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and columns.isascii() and int(columns[:6]) > 0:
        return int(columns[:6])
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80 if terminal else 80
    except OSError:
        return 80


def _unicode(stream: TextIO | None) -> bool:
    return stream is not None and (stream.encoding or "").lower().replace("_", "-").startswith(("utf", "cp65001"))


#: What comes nearest to marks and letters that are no other letter with an accent.
_NEAREST = str.maketrans("‘’‚“”„«»–—−¿¡ıłŁøØđĐ", '\'\'\'"""""---?!ilLoOdD')


def _nearest_letters(error: UnicodeError) -> tuple[str, int]:
    """Letters without their accents where the encoding lacks them, a question mark where that does not help."""
    import unicodedata

    if not isinstance(error, UnicodeEncodeError):
        raise error
    out = []
    for letter in error.object[error.start : error.end].translate(_NEAREST):
        bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if part.isascii())
        out.append(bare or "?")
    return "".join(out), error.end


codecs.register_error("cartels.nearest", _nearest_letters)


def write(text: str) -> None:
    """Write to standard output, all of it, in its encoding.

    A reader that has closed the pipe is no fault: the program ends with 0. Raises BadFile when the output cannot be
    written.
    """
    if sys.stdout is None:
        raise BadFile("standard output is closed: open it, or send it to a file")
    raw = text.encode(sys.stdout.encoding or "utf-8", "cartels.nearest")
    try:
        sys.stdout.buffer.write(raw)
        sys.stdout.flush()
    except BrokenPipeError:
        _give_up(sys.stdout)
        raise SystemExit(0) from None
    except OSError as error:
        _give_up(sys.stdout)
        raise BadFile(f"standard output cannot be written: {error.strerror}") from None


def tell(text: str) -> None:
    """Write a line to standard error. Where that is closed or full, there is nobody to tell."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)


def _give_up(stream: TextIO) -> None:
    """Let what a stream still holds go nowhere: Python flushes it once more at exit, and would complain then."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
