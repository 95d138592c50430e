"""All facts as files for other programs.

Texts are exact here: an export is data. Each is written completely or not at all, and never over an existing file
unless that was asked for.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import stat
from collections.abc import Iterator
from typing import Any

from cartels.errors import BadFile, BadUsage

_ADVICE = {
    errno.ENOENT: "the folder to write it in does not exist: create it first",
    errno.ENOTDIR: "what should be the folder to write it in is a file: choose another",
    errno.ENOSPC: "the disk is full: make room there, or choose another place",
    errno.EDQUOT: "your quota is used up: make room there, or choose another place",
    errno.EFBIG: "it would be larger than a file may be there: choose another place",
}
#: What `link` fails with where a file system has no hard links.
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS)


@contextlib.contextmanager
def atomic_file(path: str, force: bool) -> Iterator[str]:
    """Yield the path of a temporary file for the caller to create, which is then moved to `path`.

    With `force` an existing file is replaced and its mode kept; behind a symbolic link it is the file that is replaced.
    Raises BadFile where it cannot be written, or where `path` exists without `force`; nothing is left behind then.
    """
    target = _resolve(path)
    if os.path.lexists(target) and not (force and os.path.isfile(target)):
        raise _exists(path, "use --force to overwrite it" if os.path.isfile(target) else "choose another name")
    with _temporary_sibling(path, target) as (part, signals):
        yield part
        signals.held = True
        if force and os.path.exists(target):
            os.chmod(part, stat.S_IMODE(os.stat(target).st_mode))
            os.replace(part, target)
        else:
            _move_to_new(path, part, target)


@contextlib.contextmanager
def atomic_folder(path: str) -> Iterator[str]:
    """Yield the path of a temporary folder for the caller to fill, which is then moved to `path`, a new folder.

    Raises BadFile where it cannot be written, or where `path` exists; nothing is left behind then.
    """
    target = _resolve(path)
    if os.path.lexists(target):
        raise _exists(path, "choose another name")
    with _temporary_sibling(path, target) as (part, signals):
        os.mkdir(part)
        yield part
        signals.held = True
        try:
            os.mkdir(target)  # fails if it has been created in the meantime; rename replaces an empty folder
        except FileExistsError:
            raise _exists(path, "choose another name") from None
        try:
            os.rename(part, target)
        except OSError:
            os.rmdir(target)
            raise


def write(path: str, raw: bytes) -> None:
    """Write a new file through to the disk: a full disk must be noticed now, not after the renaming."""
    with open(path, "xb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _move_to_new(path: str, part: str, target: str) -> None:
    """Move a file to a name that must not exist. `rename` would replace a file that was created in the meantime."""
    try:
        try:
            os.link(part, target)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))  # claims the name
            try:
                os.replace(part, target)
            except OSError:
                os.remove(target)
                raise
    except FileExistsError:
        raise _exists(path, "use --force to overwrite it") from None


def _resolve(path: str) -> str:
    """Return the absolute path behind symbolic links. Raises BadFile where the working directory is gone."""
    try:
        return os.path.realpath(path)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: str, error: OSError) -> BadFile:
    advice = _ADVICE.get(error.errno or 0, f"{error.strerror}: choose another place")
    return BadFile(f"{path}: cannot be written: {advice}")


def _exists(path: str, advice: str) -> BadFile:
    return BadFile(f"{path}: already exists; {advice}")


@contextlib.contextmanager
def _temporary_sibling(path: str, target: str) -> Iterator[tuple[str, _Signals]]:
    """Yield a free path beside the target; whatever is still there at the end is removed. Raises BadFile."""
    part = os.path.join(os.path.dirname(target), f".cartels-{os.urandom(6).hex()}.part")
    try:
        with _signals_as_exits() as signals:
            try:
                yield part, signals
            finally:
                signals.held = True
                if os.path.isdir(part):
                    shutil.rmtree(part)
                elif os.path.lexists(part):
                    os.remove(part)
    except OSError as error:
        raise _unwritable(path, error) from None


class _Signals:
    """What happens on a signal that ends the program: an exit, but only at the end while signals are held."""

    def __init__(self) -> None:
        self.held = False
        self.waiting = 0

    def handle(self, number: int, _frame: Any) -> None:
        """Unwind the stack, so that temporary files are removed."""
        if self.held:
            self.waiting = number
            return
        self.held = True
        raise SystemExit(128 + number)


@contextlib.contextmanager
def _signals_as_exits() -> Iterator[_Signals]:
    """Handle signals that end the program; one that is ignored stays so."""
    signals = _Signals()
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    handlers = {getattr(signal, name): signal.getsignal(getattr(signal, name)) for name in names}
    previous = {number: handler for number, handler in handlers.items() if handler not in (None, signal.SIG_IGN)}
    for number in previous:
        signal.signal(number, signals.handle)
    try:
        yield signals
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
        if signals.waiting:
            raise SystemExit(128 + signals.waiting)


def refuse_standard_output(path: str, what: str) -> None:
    """Raise BadUsage for `-` and for no name: `what` is not text that could be piped."""
    if path in ("", "-"):
        raise BadUsage(f"{what} cannot be written to {'standard output' if path else 'an empty name'}: name a path")
