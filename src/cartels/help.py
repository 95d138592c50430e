"""The help of each command, and the man page. Both are made from the commands."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import click

ENVIRONMENT = (
    ("CARTELS_FACTS", "The fact file to use, as --facts."),
    ("CARTELS_FORMAT", "The format, as --format, for commands that have it."),
    ("COLUMNS", "The width of the terminal."),
    ("NO_COLOR", "No colour, unless --color asks for it."),
    ("FORCE_COLOR", "Colour also in a pipe; 0 turns it off. CLICOLOR_FORCE does the same."),
)

STATUSES = (
    ("0", "Success, also for an empty list or a closed pipe."),
    ("1", "No match, or an ambiguous name."),
    ("2", "Usage error."),
    ("3", "A fact file cannot be used, or a file or the output cannot be written."),
    ("130", "Interrupted."),
)

REPORT = (
    "A wrong fact? Open an issue where you got the program from, with a source that says otherwise; or correct "
    "data/facts.toml there, run `cartels check` on it and send the change. The README says how."
)


def text_of(command: click.Command) -> tuple[list[str], list[str]]:
    """Return the paragraphs and the examples of a command's docstring; \\b keeps a paragraph from being wrapped."""
    prose, examples = [], []
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        lines = paragraph.removeprefix("\b\n").split("\n")
        if lines[0].startswith("cartels "):
            examples += lines
        else:
            prose.append(paragraph)
    return prose, examples


def commands_of(command: click.Command) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the commands of a command in their sections, each with the first sentence of its help."""
    inner: dict[str, click.Command] = getattr(command, "commands", {})
    sections: Mapping[str, Sequence[str]] = getattr(command, "sections", {}) or ({"Commands": inner} if inner else {})
    return [(title, [(name, inner[name].get_short_help_str()) for name in names]) for title, names in sections.items()]


def options_of(command: click.Command, ctx: click.Context) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the options of a command in their sections, each as it is written and what it does."""
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
    """Return an option as it is written, and what it does, with the words that it takes."""
    names = ", ".join((*option.opts, *option.secondary_opts))
    text = getattr(option, "help", None) or ""
    if not getattr(option, "is_flag", False):
        names += f" {option.metavar or (option.name or '').upper()}"
    words = getattr(option.type, "words", None) or getattr(option.type, "choices", ())
    if words:
        *others, last = map(str, words)
        text = f"{text.removesuffix('.')}: {', '.join(others)} or {last}."
    return names, text


def write(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the help of a command, or of the whole program."""
    prose, examples = text_of(command)
    command.format_usage(ctx, formatter)
    with formatter.indentation():
        for paragraph in prose:
            formatter.write_paragraph()
            formatter.write_text(paragraph)
    if examples:
        with formatter.section("Examples"):
            for line in examples:
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


def man_page(program: click.Group, version: str) -> str:
    """Return the man page, in troff: the help texts of the program and of each command as they are printed."""
    ctx = program.make_context("cartels", ["--help"], resilient_parsing=True)
    lines = [
        f'.TH CARTELS 1 "" "cartels {version}" "User Commands"',
        ".SH NAME",
        "cartels \\- look up sourced facts about prisoners handed over by Mexico to the United States",
        ".SH DESCRIPTION",
        *_verbatim(program.get_help(ctx)),
    ]
    for name, text in _all_help(program, ctx, "cartels"):
        lines += [f".SH {name.upper()}", *_verbatim(text)]
    return "\n".join(lines) + "\n"


def _all_help(group: click.Group, parent: click.Context, path: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the help of each command, and of the commands of each command."""
    import click

    for name, command in group.commands.items():
        ctx = click.Context(command, info_name=name, parent=parent)
        yield f"{path} {name}", command.get_help(ctx)
        if isinstance(command, click.Group):
            yield from _all_help(command, ctx, f"{path} {name}")


def _verbatim(text: str) -> list[str]:
    """Return a text for troff to print as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    text = "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in text)
    return [".nf", *(f"\\&{line}" if line.startswith(".") else line for line in text.split("\n")), ".fi"]
