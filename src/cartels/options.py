"""The options: the shared ones, accepted before the command and after it, and the types that values have.

The commands themselves are in `cli`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cartels.errors import BadUsage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from click.shell_completion import CompletionItem

    Offer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]


class Word(click.ParamType[str]):
    """A word of one of the model's closed lists, which is only read when the option is used."""

    name = "word"

    def __init__(self, literal: str) -> None:
        self.literal = literal

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the list."""
        from typing import get_args

        from cartels import model

        return get_args(getattr(model, self.literal))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word, or a usage error that tells the words there are."""
        word = str(value).lower()
        if word not in self.words:
            from cartels.names import nearest

            near = nearest(self.words, word, 1)
            hint = f"did you mean {near[0]!r}? It" if near else "it"
            self.fail(f"{value!r} is not known: {hint} is one of {', '.join(self.words)}", param, ctx)
        return word

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        """The words that begin so."""
        from cartels import completion

        return completion.words(self.words, incomplete)


class Day(click.ParamType[str]):
    """A date as precise as one likes: 2025, 2025-02 or 2025-02-27."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The date as it was given, or a usage error."""
        from cartels.dates import wrong_date

        if wrong := wrong_date(str(value)):
            self.fail(wrong, param, ctx)
        return str(value)


def offer(what: str) -> Offer:
    """What TAB offers for an option or argument: see `completion.offers`."""

    def complete(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem[str]]:
        from cartels import completion

        return completion.offers(ctx, what, typed)

    return complete


def _shared_option(*flags: str, env: str | None = None, **attrs: Any) -> Callable[[bool], click.Option]:
    """A maker of one shared option. Only the copy before the command reads the environment: flags win."""

    def make(before_command: bool, **more: Any) -> click.Option:
        more["envvar"] = env if before_command else None
        return click.Option(flags, expose_value=False, callback=_remember, **attrs, **more)

    return make


def _remember(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep a shared option's value for the command, whichever side of it the option stood on."""
    if value is None or value is False:
        return
    name = param.name or ""
    given = ctx.ensure_object(dict)
    given["format" if name == "json" else name] = "json" if name == "json" else value
    if ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
        given.setdefault("flags", {})[name] = param.opts[0]


#: What most commands print, and what some print besides or instead.
FORMATS = ("table", "plain", "json", "jsonl", "csv", "tsv", "md")
CITATIONS = ("bibtex", "csl-json")
GRAPHS = ("tree", "plain", "md", "json", "dot", "mermaid")
EVERY_FORMAT = tuple(dict.fromkeys((*FORMATS, *CITATIONS, *GRAPHS)))

SHARED = {
    "facts": _shared_option(
        "--facts",
        env="CARTELS_FACTS",
        metavar="FILE",
        shell_complete=offer("file"),
        help="Look things up in this fact file; - is standard input.",
    ),
    "format": _shared_option("-f", "--format", env="CARTELS_FORMAT", metavar="FORMAT", help="The format"),
    "json": _shared_option("--json", is_flag=True, help="The same as --format json."),
    "color": _shared_option(
        "--color", metavar="WHEN", type=click.Choice(("auto", "always", "never")), help="Colour in tables"
    ),
    "width": _shared_option(
        "--width", type=click.IntRange(20, 10_000), metavar="COLUMNS", help="Lay the table out for this width."
    ),
    "fields": _shared_option(
        "--fields", metavar="A,B,C", shell_complete=offer("fields"), help="Print these fields, in this order."
    ),
    "sort": _shared_option(
        "--sort",
        metavar="FIELD",
        shell_complete=offer("field"),
        help="Sort by this field; by -FIELD from the last to the first.",
    ),
    "limit": _shared_option("--limit", type=click.IntRange(0), metavar="N", help="Print at most so many rows."),
    "no_headers": _shared_option("--no-headers", is_flag=True, help="Leave the line of field names out."),
    "excel": _shared_option(
        "--excel", is_flag=True, help="CSV for spreadsheets: byte-order mark, CRLF, no cell that runs as a formula."
    ),
}
OUTPUT = ("facts", "format", "json", "color", "width")
LISTING = (*OUTPUT, "fields", "sort", "limit", "no_headers", "excel")


def shared(names: Sequence[str], formats: Sequence[str], before_command: bool) -> list[click.Parameter]:
    """The shared options of these names, for a command that prints these formats, or for the place before it."""
    of_its_own = {"format": {"type": click.Choice(formats)}}
    return [SHARED[name](before_command, **of_its_own.get(name, {})) for name in names]


class Manual(click.Command):
    """A command whose help is laid out by `manual`, and written like all output."""

    _printing: click.Option | None = None

    def get_help_option(self, ctx: click.Context) -> click.Option:
        """The option that prints the help."""
        if self._printing is None:
            self._printing = telling_option("-h", "--help", text=click.Context.get_help, help="Print this help.")
        return self._printing

    def get_short_help_str(self, limit: int = 70) -> str:
        """The first sentence of the help."""
        return super().get_short_help_str(limit)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help."""
        from cartels import manual

        manual.write(self, ctx, formatter)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the command's own words; a fault in them points to the command's own help."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise


def telling_option(*flags: str, text: Callable[[click.Context], str], help: str) -> click.Option:
    """An option that prints a text and ends the program."""

    def tell(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            from cartels import terminal

            terminal.write(f"{text(ctx)}\n")
            ctx.exit()

    return click.Option(flags, is_flag=True, expose_value=False, is_eager=True, callback=tell, help=help)


class Command(Manual):
    """A command that takes some of the shared options and some of the formats, and refuses the others where they stand
    before it.
    """

    def __init__(
        self,
        *args: Any,
        takes: Sequence[str] = OUTPUT,
        formats: Sequence[str] = FORMATS,
        **attrs: Any,
    ) -> None:
        super().__init__(*args, **attrs)
        self.takes = takes
        self.formats = formats
        self._complete = False

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The command's parameters; the shared ones are only made for the command that runs."""
        if not self._complete:
            self.params += shared(self.takes, self.formats, before_command=False)
            self._complete = True
        return super().get_params(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """The options: where no argument can follow, TAB offers them unasked."""
        return super().shell_complete(ctx, incomplete or "--")

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, unless it was given an option that would do nothing."""
        for name, flag in (ctx.obj or {}).get("flags", {}).items():
            if name not in self.takes:
                raise BadUsage(f"{ctx.info_name} takes no {flag}: leave it out")
        format = (ctx.obj or {}).get("format", self.formats[0])
        if format not in self.formats and "format" in self.takes:
            raise BadUsage(f"{ctx.info_name} has no format {format!r}: it has {', '.join(self.formats)}")
        return super().invoke(ctx)


class Program(Manual, click.Group):
    """The program: its commands are listed by what one wants to do."""

    command_class = Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse what stands before the command; without any word the program prints its help, and that is no fault."""
        return super().parse_args(ctx, args or ["--help"] * (not ctx.resilient_parsing))
