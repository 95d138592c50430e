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
from typing import Any, Self

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


def refuse_standard_output(path: str, what: str) -> None:
    """Raise BadUsage for `-` and for no name: `what` is not text that could be piped."""
    if path in ("", "-"):
        raise BadUsage(f"{what} cannot be written to {'standard output' if path else 'an empty name'}: name a path")


@contextlib.contextmanager
def atomic_file(path: str, force: bool) -> Iterator[str]:
    """Yield the path of a temporary file for the caller to create, which is then moved to `path`.

    With `force` an existing file is replaced and its mode kept; behind a symbolic link it is the file that is replaced.
    Raises BadFile where it cannot be written, or where `path` exists without `force`; nothing is left behind then.
    """
    with _temporary_sibling(path, has_force=True) as (part, target, signals):
        if os.path.lexists(target) and not (force and os.path.isfile(target)):
            raise FileExistsError
        yield part
        signals.held = True
        if force and os.path.exists(target):
            os.chmod(part, stat.S_IMODE(os.stat(target).st_mode))
            os.replace(part, target)
        else:
            _move_to_new(part, target)


@contextlib.contextmanager
def atomic_folder(path: str) -> Iterator[str]:
    """Yield the path of a temporary folder for the caller to fill, which is then moved to `path`, a new folder.

    Raises BadFile where it cannot be written, or where `path` exists; nothing is left behind then.
    """
    with _temporary_sibling(path, has_force=False) as (part, target, signals):
        if os.path.lexists(target):
            raise FileExistsError
        os.mkdir(part)
        yield part
        signals.held = True
        os.mkdir(target)  # fails if it has been created in the meantime; rename replaces an empty folder
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


def _move_to_new(part: str, target: str) -> None:
    """Give a file a name that must not exist; `_temporary_sibling` removes the old one, if it is still there.

    `rename` alone would replace a file that was created in the meantime.
    """
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


@contextlib.contextmanager
def _temporary_sibling(path: str, has_force: bool) -> Iterator[tuple[str, str, _Signals]]:
    """Yield a free path beside the target, and the target behind symbolic links; remove what is left of the former.

    Raises BadFile for any OSError inside: all that the caller does there is to write. `has_force` says whether the
    command has the option --force.
    """
    try:
        target = os.path.realpath(path)  # fails where the working directory is gone
        part = os.path.join(os.path.dirname(target), f".cartels-{os.urandom(6).hex()}.part")
        with _Signals() as signals:
            try:
                yield part, target, signals
            finally:
                signals.held = True
                if os.path.isdir(part):
                    shutil.rmtree(part)
                elif os.path.lexists(part):
                    os.remove(part)
    except FileExistsError:
        advice = "use --force to overwrite it" if has_force and os.path.isfile(path) else "choose another name"
        raise BadFile(f"{path}: already exists; {advice}") from None
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, f"{error.strerror}: choose another place")
        raise BadFile(f"{path}: cannot be written: {advice}") from None


class _Signals:
    """Makes exits of the signals that end the program; while they are held, only at the end. Ignored ones stay so."""

    held = False
    waiting = 0

    def __enter__(self) -> Self:
        self.previous: dict[int, Any] = {}
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)  # Windows has no SIGHUP
            if number and signal.getsignal(number) not in (None, signal.SIG_IGN):
                self.previous[number] = signal.signal(number, self._handle)
        return self

    def _handle(self, number: int, _frame: Any) -> None:
        """Unwind the stack, so that temporary files are removed."""
        self.waiting = number
        if not self.held:
            self.held = True
            raise SystemExit(128 + number)

    def __exit__(self, *_: object) -> None:
        for number, handler in self.previous.items():
            signal.signal(number, handler)
        if self.waiting:
            raise SystemExit(128 + self.waiting)
