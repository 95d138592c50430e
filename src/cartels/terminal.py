"""The standard streams: colour, width, encoding and the pager. All output goes through here."""

import codecs
import contextlib
import os
import re
import sys
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple, TextIO

from cartels.errors import BadFile
from cartels.text import display_width

#: Columns of the widest screen.
MAX_WIDTH = 10_000
#: Lines of all texts in a table that take more than one: each costs up to 30 microseconds.
MAX_WRAPPED = 150_000
#: Lines of a table before any is wrapped: each item of a list has its own.
MAX_LINES = 75_000


class Screen(NamedTuple):
    """What standard output is: whether tables are laid out for it, its width, whether in colour, and only in ASCII."""

    laid_out: bool
    width: int
    color: bool
    ascii_only: bool


def screen(color: str | None, width: int | None) -> Screen:
    """Return the screen to print on, by the options, the environment and the stream.

    `color` is auto, always, never or None; `width` is in columns. Off a terminal a table is laid out only where colour
    or a width was asked for.
    """
    stream = sys.stdout
    terminal = bool(stream) and stream.isatty()
    colored = wants_color(color, os.environ, terminal)
    return Screen(terminal or colored or width is not None, width or _columns(terminal), colored, not _unicode(stream))


def wants_color(flag: str | None, environ: Mapping[str, str], terminal: bool) -> bool:
    """Return whether to print in colour: by the flag, NO_COLOR, FORCE_COLOR (`0` is off), CLICOLOR_FORCE, terminal."""
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
    """Return the width of the screen: COLUMNS, else the terminal's own, else 80."""
    columns = os.environ.get("COLUMNS", "")
    with contextlib.suppress(ValueError):  # int() takes no more than 4,300 digits
        if columns.isascii() and columns.isdecimal() and int(columns) > 0:
            return min(int(columns), MAX_WIDTH)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or 80 if terminal else 80
    except OSError:
        return 80


def _unicode(stream: TextIO | None) -> bool:
    return stream is not None and (stream.encoding or "").lower().replace("_", "-").startswith(("utf", "cp65001"))


#: What comes nearest to marks and letters that are no other letter with an accent.
_NEAREST = str.maketrans("‘’‚“”„«»–—−·¿¡ıłŁøØđĐ", '\'\'\'"""""----?!ilLoOdD')


def _nearest_letters(error: UnicodeError) -> tuple[str, int]:
    """Return letters without their accents where the encoding lacks them, else question marks."""
    import unicodedata

    if not isinstance(error, UnicodeEncodeError):
        raise error
    out = []
    for char in error.object[error.start : error.end].translate(_NEAREST):
        bare = "".join(part for part in unicodedata.normalize("NFKD", char) if part.isascii())
        out.append(bare or "?")
    return "".join(out), error.end


codecs.register_error("cartels.nearest", _nearest_letters)


def write(text: str) -> None:
    """Write to standard output, all of it, in its encoding.

    A reader that has closed the pipe is not an error: the program ends with 0. Raises BadFile where not every byte
    could be written.
    """
    if sys.stdout is None:
        raise BadFile("standard output is closed: redirect it to a file")
    try:
        raw = text.encode(sys.stdout.encoding or "utf-8", "cartels.nearest")
    except (UnicodeError, LookupError):  # an encoding that is not for text, such as idna
        raw = text.encode()
    try:
        _write_all(sys.stdout.buffer, raw)
    except BrokenPipeError:
        _discard(sys.stdout)
        raise SystemExit(0) from None
    except OSError as error:
        _discard(sys.stdout)
        raise BadFile(f"standard output cannot be written: {error.strerror}") from None


def _write_all(stream: BinaryIO, raw: bytes) -> None:
    """Write every byte, also where a stream takes only a part at a time: an unbuffered one, or one that never waits."""
    rest = memoryview(raw)
    while rest:
        try:
            count = stream.write(rest)
        except BlockingIOError as error:
            count = error.characters_written
        rest = rest[count or 0 :]
        if rest:
            _wait(stream)
    while True:
        try:
            return stream.flush()
        except BlockingIOError:
            _wait(stream)


def _wait(stream: BinaryIO) -> None:
    """Wait until a stream takes more."""
    import select

    select.select([], [stream], [])


def write_error(text: str) -> None:
    """Write a line to standard error. Where that is closed or full, there is nowhere to report it."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        _discard(sys.stderr)


def _discard(stream: TextIO) -> None:
    """Discard what a stream still holds: Python flushes it once more at exit, and would print an error then."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def show(text: str, *, pager: bool) -> None:
    """Write to standard output, through a pager if one is used and the text is taller than the terminal.

    Raises BadFile as `write` does.
    """
    terminal = all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))
    command = _pager(os.environ) if pager and terminal else ""
    if command and _is_taller(text, os.get_terminal_size(sys.stdout.fileno())):
        _page(text, command)
    else:
        write(text)


def _pager(environ: Mapping[str, str]) -> str:
    """Return the pager's command, or nothing where there is none."""
    import shlex
    import shutil

    command = next((environ[name] for name in ("CARTELS_PAGER", "PAGER") if name in environ), "less").strip()
    if command in ("", "cat") or environ.get("TERM") == "dumb":
        return ""
    try:
        program, *_ = shlex.split(command)
    except ValueError:  # a quotation mark that is not closed
        return ""
    return command if shutil.which(program) else ""


def _is_taller(text: str, size: os.terminal_size) -> bool:
    """Return whether a text does not fit above the prompt; lines that are too wide count as several."""
    plain = re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", text)
    rows = sum(max(1, -(-display_width(line) // max(size.columns, 1))) for line in plain.splitlines())
    return rows >= size.lines


def _page(text: str, command: str) -> None:
    """Show a text in a pager. While it is open, Ctrl-C belongs to it."""
    import signal

    import click

    os.environ["PAGER"] = command
    if os.path.basename(command.split()[0]) == "less":
        options = os.environ.setdefault("LESS", "FRX")
        if "R" not in options:
            os.environ["LESS"] = f"{options} -R"
    else:  # other pagers would print the bytes of links
        text = re.sub(r"\x1b\]8;[^\x1b]*\x1b\\", "", text)
    # A function: the pager would inherit it if the signal were ignored, and be deaf to Ctrl-C.
    previous = signal.signal(signal.SIGINT, lambda *_: None)
    with click.get_pager_file(color=True) as file:
        file.write(text)
    signal.signal(signal.SIGINT, previous)
