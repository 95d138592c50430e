"""The shared options, accepted before the command and after it, the types of values, and the command classes."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cartels.errors import BadUsage
from cartels.text import quoted

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]


#: Words that people try for several of a list.
_RELATED = {"guilty": ("pleaded-guilty", "sentenced", "convicted")}


class Word(click.ParamType[str]):
    """A word of one of the model's closed lists, which is only read when the option is used."""

    name = "word"

    def __init__(self, literal: str, *more: str) -> None:
        self.literal = literal
        self.more = more

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the list."""
        from typing import get_args

        from cartels.facts import words

        return (*get_args(getattr(words, self.literal)), *self.more)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word. Fails with the valid words."""
        word = str(value).lower()
        if word not in self.words:
            from cartels.names import similar

            near = [known for known in _RELATED.get(word, ()) if known in self.words]
            near = near or [known for known in self.words if len(word) > 2 and known.startswith(word)]
            near = near or similar(self.words, word)
            hint = f"did you mean {' or '.join(near)}? " if near else ""
            if "," in word and getattr(param, "multiple", False):
                hint = "give the option once for each; "
            self.fail(f"unknown value {quoted(value)}: {hint}choose from {', '.join(self.words)}", param, ctx)
        return word

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        """Return the words that begin so."""
        from cartels import completion

        return completion.words(self.words, incomplete)


class Number(click.IntRange):
    """A whole number in the digits 0 to 9: Python also takes others, and underscores."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number. Fails for any other text."""
        text = str(value)
        if not (text.isascii() and text.removeprefix("-").isdecimal() and len(text) <= 9):
            self.fail(f"{quoted(value)} is not a whole number", param, ctx)
        return super().convert(value, param, ctx)


class Day(click.ParamType[str]):
    """A year, a month or a day: 2025, 2025-02 or 2025-02-27."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the date as it was given. Fails for one that does not exist."""
        from cartels.facts.values import date_problem

        if problem := date_problem(str(value)):
            self.fail(problem, param, ctx)
        return str(value)


def complete(what: str) -> Complete:
    """Return what TAB calls for an option or argument: see `completion.candidates`."""

    def candidates(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem[str]]:
        from cartels import completion

        return completion.candidates(ctx, what, typed)

    return candidates


def _option(*flags: str, env: str | None = None, **attrs: Any) -> Callable[..., click.Option]:
    """Return a maker of one shared option. Only the copy before the command reads the environment: flags win."""

    def make(before_command: bool, **more: Any) -> click.Option:
        more["envvar"] = env if before_command else None
        return click.Option(flags, expose_value=False, callback=_remember, **attrs, **more)

    return make


def _remember(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep a shared option's value for the command, whichever side of it the option stood on."""
    if value is None or value is False:
        return
    name = flag = param.name or ""
    given = ctx.ensure_object(dict)
    if name == "json":
        name, value = "format", "json"
    flags = given.setdefault("flags", {})
    if ctx.get_parameter_source(flag) is click.core.ParameterSource.COMMANDLINE:
        flags[name] = param.opts[-1]
    elif name in flags:
        return  # a flag wins over the environment
    given[name] = value


#: What most commands print, and what some print besides or instead.
FORMATS = ("table", "plain", "json", "jsonl", "csv", "tsv", "md")
CITATIONS = ("bibtex", "csl-json")
GRAPHS = ("tree", "plain", "md", "json", "dot", "mermaid")
EVERY_FORMAT = tuple(dict.fromkeys((*FORMATS, *CITATIONS, *GRAPHS)))

SHARED = {
    "facts": _option(
        "--facts",
        env="CARTELS_FACTS",
        metavar="FILE",
        shell_complete=complete("file"),
        help="Use this fact file; - is standard input.",
    ),
    "format": _option("-f", "--format", metavar="FORMAT", help="The format"),
    "json": _option("--json", is_flag=True, help="The same as --format json."),
    "color": _option("--color", metavar="WHEN", type=click.Choice(("auto", "always", "never")), help="Use colour"),
    "width": _option("--width", type=Number(20, 10_000), metavar="COLUMNS", help="Table width in columns."),
    "fields": _option(
        "--fields", metavar="A,B,C", shell_complete=complete("fields"), help="Print these fields, in order."
    ),
    "sort": _option("--sort", metavar="FIELD", shell_complete=complete("field"), help="Sort by it; -FIELD in reverse."),
    "limit": _option("--limit", type=Number(0), metavar="N", help="Print at most N rows."),
    "no_pager": _option("--no-pager", is_flag=True, help="Do not use a pager."),
    "no_headers": _option("--no-headers", is_flag=True, help="Omit the header row."),
    "excel": _option("--excel", is_flag=True, help="CSV for spreadsheets: BOM, CRLF, no cell that is a formula."),
}
OUTPUT = ("facts", "format", "json", "color", "width", "no_pager")
LISTING = (*OUTPUT, "fields", "sort", "limit", "no_headers", "excel")


def shared(names: Sequence[str], formats: Sequence[str], before_command: bool) -> list[click.Parameter]:
    """Return the shared options of these names, for a command with these formats, or for the place before it."""
    types = {"format": {"type": click.Choice(formats)}}
    return [SHARED[name](before_command, **types.get(name, {})) for name in names]


class HelpCommand(click.Command):
    """A command whose help is laid out by `help`, and written like all output."""

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """Return the option that prints the help."""
        if self._help_option is None:
            self._help_option = print_and_exit_option("-h", "--help", text=click.Context.get_help)
        return self._help_option

    def get_short_help_str(self, limit: int = 70) -> str:
        """Return the first sentence of the help. Click's own limit of 45 characters cuts it."""
        return super().get_short_help_str(limit)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help."""
        from cartels import help as help_text

        help_text.write(self, ctx, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command's own words. Click does not say in which command a missing argument is missing."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise


def print_and_exit_option(
    *flags: str, text: Callable[[click.Context], str], about: str = "Print help."
) -> click.Option:
    """Return an option that prints a text and ends the program."""

    def print_and_exit(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            from cartels import terminal

            terminal.show(f"{text(ctx)}\n", pager=True)
            ctx.exit()

    return click.Option(flags, is_flag=True, expose_value=False, is_eager=True, callback=print_and_exit, help=about)


class Command(HelpCommand):
    """A command with some of the shared options and formats, which refuses the others where they stand before it."""

    def __init__(
        self, *args: Any, takes: Sequence[str] = OUTPUT, formats: Sequence[str] = FORMATS, **attrs: Any
    ) -> None:
        super().__init__(*args, **attrs)
        self.takes = takes
        self.formats = formats
        self._has_shared = False

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the command's parameters; the shared ones are only made for the command that runs."""
        if not self._has_shared:
            self.params += shared(self.takes, self.formats, before_command=False)
            self._has_shared = True
        return super().get_params(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Return the options: where no argument can follow, TAB offers them unasked."""
        return super().shell_complete(ctx, incomplete or "--")

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, unless it was given an option that it does not have."""
        given = ctx.ensure_object(dict)
        flags = given.get("flags", {})
        for name, flag in flags.items():
            if name not in self.takes:
                raise BadUsage(f"{ctx.info_name} has no option {flag}")
        if "format" in self.takes and "format" not in flags:
            self._default_format(given)
        format = given.get("format", self.formats[0])
        if format not in self.formats and "format" in self.takes:
            raise BadUsage(f"{ctx.info_name} has no format {format!r}: choose from {', '.join(self.formats)}")
        return super().invoke(ctx)

    def _default_format(self, given: dict[str, Any]) -> None:
        """Take the format from the environment, if this command has it."""
        format = os.environ.get("CARTELS_FORMAT", "")
        if format and format not in EVERY_FORMAT:
            raise BadUsage(f"CARTELS_FORMAT: no format {quoted(format)}: choose from {', '.join(EVERY_FORMAT)}")
        if format in self.formats:
            given["format"] = format


class CommandGroup(HelpCommand, click.Group):
    """A command that has commands of its own. `sections` says under which title its help lists each of them."""

    command_class = Command

    def __init__(self, *args: Any, sections: Mapping[str, Collection[str]] | None = None, **attrs: Any) -> None:
        super().__init__(*args, **attrs)
        self.sections = sections or {"Commands": self.commands.keys()}
