"""Into other people's tools: what the fact file knows, whole, in the formats that they read.

Nothing here makes a text harmless: an export is data, and exact. Each is written whole or not at all, and never over
something that was there before unless that was asked for.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from typing import TYPE_CHECKING

from cartels.errors import BadFile, BadUsage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_ADVICE = {
    errno.ENOENT: "the folder to write it in does not exist: make it first",
    errno.ENOTDIR: "what should be the folder to write it in is a file: name another",
    errno.ENOSPC: "the disk is full: make room there, or name another place",
    errno.EDQUOT: "your quota is used up: make room there, or name another place",
    errno.EFBIG: "it would be larger than a file may be there: name another place",
}


@contextlib.contextmanager
def whole_file(path: str, force: bool) -> Iterator[str]:
    """The path of a temporary file, to be filled by the caller, which then takes the place of `path`.

    Raises BadFile when it cannot be written, or when there is something at `path` and not `force`; nothing is left
    behind then.
    """
    target = os.path.realpath(path)
    _may_be_placed(path, target, force)
    with _beside(path, target) as part:
        yield part
        _may_be_placed(path, target, force)
        os.replace(part, target)


@contextlib.contextmanager
def whole_folder(path: str, files: Collection[str], force: bool) -> Iterator[str]:
    """The path of a temporary folder, to be filled with `files` by the caller, which then takes the place of `path`.

    With `force` a former export is replaced; a folder that holds anything but `files` is not. Raises BadFile as
    `whole_file` does.
    """
    target = os.path.realpath(path)
    _may_be_placed(path, target, force, files)
    with _beside(path, target) as part:
        os.mkdir(part)
        yield part
        _may_be_placed(path, target, force, files)
        if os.path.isdir(target):
            # A folder cannot be put in the place of another in one step: the former one steps aside, and comes back
            # if the new one cannot be put there.
            former = f"{part}.former"
            os.rename(target, former)
            try:
                os.rename(part, target)
            except OSError:
                os.rename(former, target)
                raise
            shutil.rmtree(former)
        else:
            os.rename(part, target)


def write(path: str, raw: bytes) -> None:
    """Write a new file, through to the disk: one that is full must say so now, not after the renaming."""
    with open(path, "xb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _may_be_placed(path: str, target: str, force: bool, files: Collection[str] | None = None) -> None:
    """Raises BadFile where something is in the way: for a file (`files` is None), or for a folder of `files`."""
    if not os.path.lexists(target):
        return
    if not (os.path.isfile(target) if files is None else os.path.isdir(target)):
        raise BadFile(f"{path}: is there already, and is no {'file' if files is None else 'folder'}: name another")
    if not force:
        raise BadFile(f"{path}: is there already: name another, or replace it with --force")
    if files is not None:
        others = sorted(set(os.listdir(target)) - set(files))
        if others:
            raise BadFile(f"{path}: holds {others[0]!r}, which is no part of an export: name another folder")


@contextlib.contextmanager
def _beside(path: str, target: str) -> Iterator[str]:
    """A free path beside the target; whatever is still there at the end is removed. Raises BadFile."""
    part = os.path.join(os.path.dirname(target), f".cartels-{os.urandom(6).hex()}.part")
    try:
        try:
            yield part
        finally:
            if os.path.isdir(part):
                shutil.rmtree(part)
            elif os.path.lexists(part):
                os.remove(part)
    except OSError as error:
        advice = _ADVICE.get(error.errno or 0, f"{error.strerror}: name another place")
        raise BadFile(f"{path}: cannot be written: {advice}") from None


def no_standard_output(path: str, what: str) -> None:
    """Raises BadUsage for `-`: `what` is no text that could be piped."""
    if path == "-":
        raise BadUsage(f"{what} cannot be written to standard output: say where to write it")
