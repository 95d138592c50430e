"""What TAB offers in bash, zsh, fish and PowerShell.

A shell's script, in `shells/`, runs the program at each TAB with the line so far; Click finds the option or argument
that is being typed, and the functions here what it can be. Nothing is ever said but candidates: no fault of a fact
file is worth a message in the middle of a line.
"""

from __future__ import annotations

import os
import re
import unicodedata
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, split_arg_string

from cartels import names
from cartels.errors import CartelsError
from cartels.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import click

    from cartels.facts import Book

#: The script of each shell.
SCRIPTS = {"bash": "cartels.bash", "zsh": "_cartels", "fish": "cartels.fish", "powershell": "cartels.ps1"}

#: A description is cut behind so many letters, so that a list of candidates stays a list.
LONGEST_HELP = 66

#: Among more candidates than these, each is offered under the whole of its name, told apart from the others or not: to
#: make sure takes a look at every name for each, and nobody reads such a list.
MOST_TOLD_APART = 200

_ASSIGNMENT = re.compile(r"\w+=")


def script(shell: str) -> str:
    """The completion script for a shell."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "shells", SCRIPTS[shell])
    with open(path, encoding="utf-8") as file:
        return file.read()


def register() -> None:
    """Let Click answer the four scripts."""
    for shell in (Bash, Zsh, Fish, PowerShell):
        add_completion_class(shell)


class Shell(ShellComplete):
    """What all shells have in common: the line so far comes in COMP_LINE, a candidate goes out as a line."""

    typed = ""

    def source(self) -> str:
        """The shell's script."""
        return script(self.name)

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is being typed, and that one."""
        # The NUL, which no line can hold, marks where typing stopped: at the end of a word or behind a space.
        words = split_arg_string(self.line() + "\0")
        while words and _ASSIGNMENT.match(words[0]):
            del words[0]
        *args, self.typed = (word.rstrip("\0") for word in words[1:] or [""])
        return args, self.typed

    def line(self) -> str:
        """The line up to the cursor."""
        return os.environ.get("COMP_LINE", "")

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """The candidates. Behind `--option=` they begin with that too, as they replace the whole word."""
        try:
            found = super().get_completions(args, incomplete)
        except (CartelsError, MemoryError):
            return []
        option, equals, _ = incomplete.partition("=")
        if equals and option.startswith("--"):
            for item in found:
                item.value = f"{option}={item.value}"
        return found

    def format_completion(self, item: CompletionItem[str]) -> str:
        """A candidate as the scripts read it: kind, value and description, parted by tabs."""
        help = harmless(" ".join((item.help or "").split()))
        if len(help) > LONGEST_HELP:
            help = help[: LONGEST_HELP - 1].rstrip() + "…"
        return f"{item.type}\t{item.value}\t{help}"


class Bash(Shell):
    """Bash takes any candidate."""

    name = "bash"


class Zsh(Shell):
    """Zsh does too, where it is told so."""

    name = "zsh"


class Fish(Shell):
    """Fish drops what does not hold the letters that were typed."""

    name = "fish"

    def format_completion(self, item: CompletionItem[str]) -> str:
        """A candidate, with spaces where spaces were typed."""
        if " " in self.typed:
            item.value = item.value.replace("-", " ")
        return super().format_completion(item)


class PowerShell(Shell):
    """PowerShell's backslash is a letter like any other."""

    name = "powershell"

    def line(self) -> str:
        """The line up to the cursor."""
        return super().line().replace("\\", "\\\\")


# What an option or argument can be


def offers(ctx: click.Context, what: str, typed: str) -> list[CompletionItem[str]]:
    """Candidates for what was typed so far of a `figure`, `group`, `event`, `court`, `city`, `source`, of an `entry`
    (one of the first three), a `field` or `fields` of the command's rows, a `schema` or a `file`.
    """
    if what == "file":
        return [CompletionItem(typed, type="file")]
    if what == "schema":
        from cartels.schema import rows

        return [CompletionItem(row["name"], help=row["describes"]) for row in rows() if row["name"].startswith(typed)]
    if what in ("field", "fields"):
        return list(_fields(ctx.info_name or "", what, typed))
    book = _book(ctx)
    if book is None:
        return []
    from cartels import views

    if what == "source":
        return [
            CompletionItem(id, help=f"{source['publisher']}: {source['title']}")
            for id, source in book.sources.items()
            if id.startswith(typed.lower())
        ]
    known = list(views.entries(book) if what == "entry" else views.filter_values(book, what))
    return list(_named(known, typed))


def words(known: Iterable[str], typed: str) -> list[CompletionItem[str]]:
    """The words of a closed list that begin as typed."""
    return [CompletionItem(word) for word in known if word.startswith(typed.lower())]


def _fields(command: str, what: str, typed: str) -> Iterator[CompletionItem[str]]:
    """The fields of a command's rows: one, or a list of which the last is being typed."""
    from cartels.views import FIELDS

    before = typed[: typed.rfind(",") + 1] if what == "fields" else ""
    for item in words(FIELDS.get({"event": "events"}.get(command, command), ()), typed[len(before) :]):
        if item.value not in before.split(","):
            item.value = before + item.value
            yield item


def _book(ctx: click.Context) -> Book | None:
    """The facts that the line would look things up in; none where reading them now would take them from the command."""
    from cartels import facts

    path = (ctx.obj or {}).get("facts")
    if path is not None:
        path = os.path.expandvars(os.path.expanduser(path))  # no shell has seen to that yet
        if path == "-" or not os.path.isfile(path):
            return None
        from cartels import limits

        limits.bound_memory()
    return facts.load(path)


def _named(known: list[names.Name], typed: str) -> Iterator[CompletionItem[str]]:
    """The entries that a name typed in part may mean, each in a way to write its name that begins as typed: shells keep
    no other, or would replace what was typed by the little that all candidates begin with.

    All are letters, digits and hyphens, so no shell has to quote them, and `find` answers them with that entry alone.
    """
    found = names.beginnings(known, typed)
    folded = [(names.fold(name.text), name) for name in known] if len(found) <= MOST_TOLD_APART else []
    for name in found:
        id = "-".join(names.fold_words(name.entry))
        alone = len(found) == 1 and typed.lower() in id
        value = id if alone or id.startswith(typed.lower()) else _way_to_write(folded, name, typed) or id
        text = "" if names.fold(name.text) in names.fold(name.label + id) else f" ({name.text})"
        yield CompletionItem(value, help=name.label + text)


def _way_to_write(folded: list[tuple[str, names.Name]], name: names.Name, typed: str) -> str | None:
    """A name from the word on that was typed, such as `caro-quintero`, with the words before it where only they tell it
    from others: `trevino-morales-omar`. None where there is no such way. `folded` holds all names, or none to compare
    with.
    """
    split = names.fold_words if typed.isascii() else _written_words
    wanted = split(typed)
    begins = "-".join(typed.lower().split())
    for text in (name.text, name.label):
        for value in _from_the_word_on(split(text), wanted, in_part=bool(folded)):
            if value.startswith(begins) and (not folded or _means(folded, value) == {name.entry}):
                return value
    return None


def _means(folded: list[tuple[str, names.Name]], text: str) -> set[str]:
    """The entries that a text names. Only names that hold its longest word are asked: no other can answer."""
    longest = max(names.fold_words(text), key=len, default="")
    near = [name for letters, name in folded if longest in letters]
    return {match.entry for match in names.matches(near, text)}


def _from_the_word_on(words: list[str], wanted: list[str], in_part: bool) -> Iterator[str]:
    """The words, the wanted ones first, from the first of these on (where they will do `in_part`); then all of them;
    then, without hyphens, those from the word on that begins so: `z40`.
    """
    first = next((at for at, word in enumerate(words) for want in wanted[:1] if word.startswith(want)), None)
    if first is not None:
        rest = words[first:] + words[:first]
        order = []
        for want in wanted:
            word = next((word for word in rest if word.startswith(want)), None)
            if word is not None:
                rest.remove(word)
                order.append(word)
        order += rest
        if in_part:
            yield "-".join(order[: len(words) - first])
        yield "-".join(order)
    for at in range(len(words)):
        tail = "".join(words[at:])
        if tail.startswith("".join(wanted)):
            yield tail


def _written_words(text: str) -> list[str]:
    """The words of a text in lower case, with their accents."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())
