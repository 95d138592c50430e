"""What TAB offers. Click finds the option or argument that is being typed; the functions here say what it can be.

Nothing but candidates is ever printed: no problem of a fact file is worth a message in the middle of a line.
"""

from __future__ import annotations

import os
from itertools import chain
from typing import TYPE_CHECKING

from click import shell_completion
from click.shell_completion import BashComplete, CompletionItem, FishComplete, ShellComplete, ZshComplete

from cartels import names
from cartels.errors import CartelsError
from cartels.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    import click

    from cartels.facts.load import FactFile


def script(shell: str, program: click.Command, name: str) -> str:
    """Return the completion script of the installed Click for a shell."""
    variable = f"_{name.upper()}_COMPLETE"
    return f"{_CLASSES[shell](program, {}, name, variable).source()}\n"


def register() -> None:
    """Let Click use the classes below."""
    for shell in _CLASSES.values():
        shell_completion.add_completion_class(shell)


class _Options(ShellComplete):
    """Completion behind `--option=`, for which Click gives the value alone."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return the candidates, with descriptions in one line."""
        try:
            found = super().get_completions(args, incomplete)
        except (CartelsError, MemoryError):
            return []
        option = incomplete[: incomplete.find("=") + 1] if incomplete.startswith("--") else ""
        for item in found:
            item.help = printable(" ".join((item.help or "").split()))
            word = self.whole_word(option, incomplete[len(option) :], item.value)
            item.value = word.encode(errors="replace").decode()  # what was typed may be no UTF-8
        return found

    def whole_word(self, option: str, typed: str, value: str) -> str:
        """Return what replaces the word of which `option`, which may be empty, and `typed` are typed."""
        return option + value


class _Bash(_Options, BashComplete):
    """Bash splits words at `=` and replaces only what stands behind it."""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is being typed, and that one, each `--option = value` joined again."""
        args, incomplete = super().get_completion_args()
        words: list[str] = []
        for word in (*args, incomplete):
            if words and words[-1].startswith("--") and (word == "=" or words[-1].endswith("=")):
                words[-1] += word
            else:
                words.append(word)
        return words[:-1], words[-1]

    def whole_word(self, option: str, typed: str, value: str) -> str:
        """Return the value alone."""
        return value


class _Zsh(_Options, ZshComplete):
    """Click's script does not complete files behind `--option=`."""

    def source(self) -> str:
        """Return Click's script, which then leaves the option before a file alone."""
        return super().source().replace("_path_files", "compset -P '--*='; _path_files")


class _Fish(_Options, FishComplete):
    """Fish drops candidates that do not begin as typed. Click's script cuts them at a comma."""

    def source(self) -> str:
        """Return Click's script; behind `--facts=` fish itself completes files."""
        condition = "string match --quiet -- '--facts=*' (commandline --current-token)"
        files = f'complete --command {self.prog_name} --condition "{condition}" --long-option facts --force-files'
        return f"{super().source()}{files} --require-parameter;\n"

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return the candidates without a comma."""
        return [item for item in super().get_completions(args, incomplete) if "," not in item.value]

    def whole_word(self, option: str, typed: str, value: str) -> str:
        """Return the word as it was typed, accents and spaces included, and the rest of the candidate."""
        folded = "-".join(names.fold_words(typed))
        if folded and not value.startswith(typed) and value.startswith(folded):
            value = typed + value[len(folded) :]
        return option + value


_CLASSES: dict[str, type[_Options]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


# What an option or argument can be


def candidates(ctx: click.Context, what: str, typed: str) -> list[CompletionItem[str]]:
    """Return the candidates for what was typed of something.

    `what` is a `figure`, `group`, `event`, `court`, `city`, `source`, an `entry` (one of the first three), a `field` or
    `fields` of the command's rows, a `schema`, what `help` knows, or a `file`.
    """
    if what == "file":
        return [CompletionItem(typed, type="file")]
    if what == "schema":
        from cartels.views.schema import rows

        return _described({row["name"]: row["describes"] for row in rows()}, typed)
    if what == "help":
        from cartels.help import TOPICS

        command: Any = ctx.find_root().command
        given: Sequence[str] = ctx.params.get("words") or ()
        for word in given:
            command = getattr(command, "commands", {}).get(word)
        return words([*getattr(command, "commands", ()), *(() if given else TOPICS)], typed)
    if what in ("field", "fields"):
        return list(_fields(ctx.info_name or "", what, typed))
    facts = _facts(ctx)
    if facts is None:
        return []
    if what == "source":
        return _described({id: f"{row['publisher']}: {row['title']}" for id, row in facts.sources.items()}, typed)
    from cartels.views import cards, listings

    known = cards.entry_names(facts) if what == "entry" else listings.filter_values(facts, what)
    return list(_named(known, typed))


def words(known: Iterable[str], typed: str) -> list[CompletionItem[str]]:
    """Return the words of a list that begin as typed."""
    return _described(dict.fromkeys(known, ""), typed)


def _described(known: dict[str, str], typed: str) -> list[CompletionItem[str]]:
    """Return the words that begin as typed, with their descriptions."""
    return [CompletionItem(word, help=about) for word, about in known.items() if word.startswith(typed.lower())]


def _fields(command: str, what: str, typed: str) -> Iterator[CompletionItem[str]]:
    """Yield the fields of a command's rows: one, or a list of which the last is being typed."""
    from cartels.views.fields import LISTINGS

    listing = LISTINGS.get({"event": "events"}.get(command, command))
    before = typed[: typed.rfind(",") + 1] if what == "fields" else ""
    for item in words(listing.fields if listing else (), typed[len(before) :]):
        if item.value not in before.split(","):
            item.value = before + item.value
            yield item


def _facts(ctx: click.Context) -> FactFile | None:
    """Return the facts that the line would use; None where reading them now would take them from the command."""
    from cartels.facts import load

    path = (ctx.obj or {}).get("facts")
    if path is not None:
        path = os.path.expandvars(os.path.expanduser(path))  # no shell has done so yet
        if path == "-" or not os.path.isfile(path):
            return None
    return load.load(path)


def _named(known: Iterable[names.Name], typed: str) -> Iterator[CompletionItem[str]]:
    """Yield each entry once, under the first of its names with a word that begins as typed, from that word on.

    The candidates are letters, digits and hyphens, so that no shell has to quote them.
    """
    query = "-".join(names.fold_words(typed))
    offered = set()
    for name in known:
        if name.entry in offered:
            continue
        split = names.fold_words(name.text)
        ways = chain(("-".join(split[at:] + split[:at]) for at in range(len(split))), ("".join(split),))
        value = next((way for way in ways if way.startswith(query)), None)
        if value:
            offered.add(name.entry)
            yield CompletionItem(value, help=name.label)
