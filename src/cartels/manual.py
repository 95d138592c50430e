"""What the program tells about itself: the help of each command, and the man page. Both are made from the commands."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import click

ENVIRONMENT = (
    ("CARTELS_FACTS", "The fact file to look things up in, as --facts."),
    ("CARTELS_FORMAT", "The format to print in, as --format."),
    ("COLUMNS", "How wide a terminal is taken to be."),
    ("NO_COLOR", "No colour, unless --color asks for it."),
    ("FORCE_COLOR", "Colour also in a pipe; 0 turns it off. CLICOLOR_FORCE does the same."),
)

STATUSES = (
    ("0", "Fine; also an empty list, and a reader that closed the pipe."),
    ("1", "Nothing, or more than one thing, answers to a name or a search."),
    ("2", "Wrong usage."),
    ("3", "A fact file cannot be used, or a file or the output cannot be written."),
    ("130", "Interrupted."),
)

REPORT = (
    "A wrong fact? Open an issue where you got the program from, with a source that says otherwise; or mend "
    "data/facts.toml there, run `cartels check` on it and send the change. The README says how."
)


class Text(NamedTuple):
    """What a command's docstring says: paragraphs of prose (\\b before one that is not to be wrapped) and examples."""

    prose: list[str]
    examples: list[str]


def text_of(command: click.Command) -> Text:
    """The docstring of a command: what is not a paragraph of examples is prose."""
    prose, examples = [], []
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        lines = paragraph.removeprefix("\b\n").split("\n")
        if lines[0].startswith("cartels "):
            examples += lines
        else:
            prose.append(paragraph)
    return Text(prose, examples)


def commands_of(command: click.Command) -> list[tuple[str, list[tuple[str, str]]]]:
    """The commands that a command has, in their sections: those of the program by what one wants to do."""
    from cartels.cli import SECTIONS, cli

    inner: dict[str, click.Command] = getattr(command, "commands", {})
    sections = SECTIONS if command is cli else {"Commands": tuple(inner)} if inner else {}
    return [(title, [(name, inner[name].get_short_help_str()) for name in names]) for title, names in sections.items()]


def options_of(command: click.Command, ctx: click.Context) -> list[tuple[str, list[tuple[str, str]]]]:
    """The options of a command in their sections, each as it is written and what it does."""
    sections: dict[str, list[tuple[str, str]]] = {title: [] for title in TITLES}
    for param in command.get_params(ctx):
        if param.param_type_name == "option":
            title = next((title for title, names in TITLES.items() if param.name in names), "Options")
            sections[title].append(_option(param))
    return [(title, rows) for title, rows in sections.items() if rows]


LISTS = "Lists"
#: The options that many commands share, by what they are for; the others stand under the first title.
TITLES: dict[str, Sequence[str]] = {
    "Options": (),
    "Output, before the command or after it": ("facts", "format", "json", "color", "width"),
    LISTS: ("fields", "sort", "limit", "no_headers", "excel"),
    "Help": ("version", "help"),
}


def _option(option: click.Parameter) -> tuple[str, str]:
    """An option as it is written, and what it does: the words that it takes stand there."""
    names = ", ".join((*option.opts, *option.secondary_opts))
    help = getattr(option, "help", None) or ""
    if not getattr(option, "is_flag", False):
        names += f" {option.metavar or (option.name or '').upper()}"
    words = getattr(option.type, "words", None) or getattr(option.type, "choices", ())
    if words:
        *others, last = map(str, words)
        help = f"{help.removesuffix('.')}: {', '.join(others)} or {last}."
    return names, help


def write(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the help of a command, or of the whole program."""
    text = text_of(command)
    command.format_usage(ctx, formatter)
    with formatter.indentation():
        for paragraph in text.prose:
            formatter.write_paragraph()
            formatter.write_text(paragraph)
    if text.examples:
        with formatter.section("Examples"):
            for line in text.examples:
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")
    for title, rows in commands_of(command):
        _section(formatter, title, rows)
    program = ctx.parent is None
    for title, rows in options_of(command, ctx):
        if not (program and title == LISTS):
            _section(formatter, title, rows)
    if program:
        _section(formatter, "Environment", ENVIRONMENT)
        _section(formatter, "Exit status", STATUSES)
        formatter.write_paragraph()
        formatter.write_text(REPORT)


def _section(formatter: click.HelpFormatter, title: str, rows: Sequence[tuple[str, str]]) -> None:
    with formatter.section(title):
        formatter.write_dl(rows, col_max=26)


def page(program: Any) -> str:
    """The man page of the program, in troff."""
    from cartels import __version__

    ctx = program.context_class(program, info_name="cartels", **program.context_settings)
    text = text_of(program)
    lines = [
        f'.TH CARTELS 1 "" "cartels {__version__}" "User Commands"',
        ".SH NAME",
        "cartels \\- look up sourced facts about the transfer of 29 prisoners on 27 February 2025",
        ".SH SYNOPSIS",
        ".B cartels",
        "[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGS\\fR]...",
        ".SH DESCRIPTION",
        *_prose(text.prose),
        ".SH COMMANDS",
    ]
    for _, rows in commands_of(program):
        for name, _ in rows:
            lines += _command(program.commands[name], ctx, name)
    lines += [".SH OPTIONS", *_listed([row for _, rows in options_of(program, ctx) for row in rows])]
    lines += [".SH ENVIRONMENT", *_listed(ENVIRONMENT), ".SH EXIT STATUS", *_listed(STATUSES)]
    lines += [".SH EXAMPLES", *_as_written(text.examples), ".SH REPORTING BUGS", _troff(REPORT)]
    return "\n".join(lines) + "\n"


def _command(command: Any, parent: click.Context, name: str) -> list[str]:
    """A command's part of the man page, with the parts of its own commands."""
    ctx = command.context_class(command, info_name=name, parent=parent)
    text = text_of(command)
    usage = " ".join(command.collect_usage_pieces(ctx))
    lines = [f".SS {_troff(ctx.command_path)} {_troff(usage)}", *_prose(text.prose)]
    own = [row for title, rows in options_of(command, ctx) for row in rows if title not in (*TITLES,)[1:]]
    lines += [*_listed(own), *_as_written(text.examples)]
    for inner in getattr(command, "commands", {}):
        lines += _command(command.commands[inner], ctx, inner)
    return lines


def _prose(paragraphs: Sequence[str]) -> list[str]:
    lines: list[str] = []
    for paragraph in paragraphs:
        if paragraph.startswith("\b\n"):
            lines += _as_written(paragraph.split("\n")[1:])
        else:
            lines += [".PP", _troff(" ".join(paragraph.split()))]
    return lines


def _as_written(lines: Sequence[str]) -> list[str]:
    return [".PP", ".nf", ".RS", *map(_troff, lines), ".RE", ".fi"] if lines else []


def _listed(rows: Sequence[tuple[str, str]]) -> list[str]:
    return [line for term, text in rows for line in (".TP", f"\\fB{_troff(term)}\\fR", _troff(text))]


def _troff(text: str) -> str:
    """A text that troff prints as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    text = "".join(letter if letter.isascii() else f"\\[u{ord(letter):04X}]" for letter in text)
    return f"\\&{text}" if text.startswith(".") else text
