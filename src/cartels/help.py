"""The help of each command, the topics (`cartels help standings`), and the man page made of both."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence

import click

from cartels.errors import BadUsage
from cartels.text import quoted

REPORT = (
    "A wrong fact? Open an issue where you got the program from, with a source that says otherwise; or correct "
    "data/facts.toml there, run `cartels check` on it and send the change. The README says how."
)

LISTS = "Lists"
#: The options that many commands share, by what they are for; the others stand under the first title.
TITLES: dict[str, Sequence[str]] = {
    "Options": (),
    "Output, before the command or after it": ("facts", "format", "json", "color", "width", "no_pager"),
    LISTS: ("fields", "sort", "limit", "no_headers", "excel"),
    "Help": ("version", "help"),
}

# Topics

#: What the words for who says so mean, and those for how much a source weighs.
STANDINGS = {
    "official": "a government or a court states it",
    "reported": "the press reports it",
    "alleged": "somebody accuses: a prosecutor, a police force, the press",
    "charged": "a charge was brought, or an indictment says it",
    "convicted": "a court found it, or the person admitted it in court",
}
GRADES = {
    "official": "read on a government's or court's site, or in an archive of it",
    "established": "an outlet with an editor",
    "weak": "a blog, an aggregator, a partisan outlet, a copy elsewhere",
}


def _listed(words: Mapping[str, str]) -> str:
    width = max(map(len, words))
    return "\n".join(f"  {word:{width}}  {meaning}" for word, meaning in words.items())


_STANDINGS = f"""\
Each value has a standing: who says so. It never claims more than its source.

{_listed(STANDINGS)}

A charge is not a conviction. Most of the people in the facts are alive and have
not been convicted. What a government states may have been read in the press:
the grade says where. Each source has one:

{_listed(GRADES)}

A value that rests on weak sources only is marked `weak` in every format. A page
that was read on a host other than its publisher's says `copy at HOST`.

The stage says how far the present US case of a person has got: sentenced,
convicted, pleaded-guilty, pleaded-not-guilty, charged, said-to-face-charges,
dismissed or unknown. It is the furthest point: those sentenced may have pleaded
guilty before. `said-to-face-charges`: the government says so, often of a whole
list, and no charge of the person's own is known. `unknown` is a conclusion of
the fact file: it has no source and no standing, and `stage_note` says why.
"""

_FACTS = """\
All facts are in one TOML file that ships with the program; `cartels check`
prints its path. `cartels --facts FILE` uses another one, which is checked
first. `cartels schema facts` says what it may hold, and `cartels check FILE`
reports every problem with its line.

How recent it is: `checked` is the day on which somebody last looked for news.
`last_news` is the newest date of an entry's statements and their sources; a
later page that only lists somebody counts too. Nothing is known of the time
after it.

Marks behind a name or a court in lists, and in JSON:

  *  a court date was set for later than the last news (`pending`)
  ?  disputed: who this is, or the handover itself (`in_doubt`)
  ~  only weak sources give this court

A date is a year, a month or a day. It counts as its first day where dates are
compared.

`case` marks statements on another country's case (MX) or an earlier US case
(closed). Rows, stages and the top of a card only use the present US case.
"""

_JSON = """\
`--json` prints an array with one record per line, or one object; `--format
jsonl` one record per line without an array. An empty list is [].

From version 1.0 on this is promised within a major version: keys are only
added, never renamed, removed or given another type; words of closed lists are
only added; exit statuses stay. `cartels schema NAME` prints the JSON Schema.

Not promised: the order of keys; tables, plain text and Markdown; messages.

Every statement has a standing, a grade and its sources as objects. Values and
links in rows have theirs in `basis` or beside them, with the ids of the
sources. `sources` of a row are the ids of all sources behind the entry; of a
card they are objects. A value that is not known is null. `--fields` prints the
fields asked for and no others: add `basis`, or `standing` and `grade`.

How old the facts are, and whether a name was typed as a whole:

  cartels show --json | jq -r .about.checked
  cartels show z40 --json | jq -e .matched.complete
"""

_FORMATS = """\
  table     on a terminal; in a pipe the same as plain, unless --width is given
  plain     one record per line, aligned by spaces, nothing cut
  json      an array with one record per line, or an object
  jsonl     one record per line
  csv       comma-separated; --excel adds what spreadsheets need
  tsv       tab-separated without quotes, for cut and awk
  md        Markdown; of `show`, with footnotes that are links
  bibtex, csl-json    citations, of `sources`
  tree, dot, mermaid  diagrams, of `graph`

In csv and tsv the standing of a value has a column of its own, behind the
value: role, role_standing. Lists are joined by `; `.

On a terminal, tables, plain text and Markdown that are taller than the screen
go through a pager. `cartels help environment` says which.
"""

_ENVIRONMENT = """\
  CARTELS_FACTS   the fact file to use, as --facts
  CARTELS_FORMAT  the format, as --format, for commands that have it
  CARTELS_PAGER   the pager, else PAGER, else less; empty or `cat` is none.
                  It is a program with arguments, not a line for a shell.
  LESS            options of less; `FRX` if it is not set
  COLUMNS         the width of the terminal
  NO_COLOR        no colour, unless --color asks for it
  FORCE_COLOR     colour also in a pipe; 0 turns it off. CLICOLOR_FORCE too.

In the pager, q ends it and Ctrl-C belongs to it.
"""

_EXIT_STATUS = """\
    0  success, also for an empty list or a closed pipe
    1  no match, or an ambiguous name; with `diff --exit-code`, differences
    2  usage error, also where an option names nobody
    3  a fact file cannot be used, or a file or the output cannot be written
  130  interrupted
"""


def _limits() -> str:
    """Return the limits, from the constants that hold them."""
    from cartels.facts.read import MAX_BYTES, MAX_KEY_PARTS, MAX_MEMORY
    from cartels.facts.values import MAX_NAMES, MAX_PRINTED, MAX_SHORT, MAX_TEXT, MAX_WORKBOOK
    from cartels.names import MAX_CANDIDATES, MAX_COMPARED
    from cartels.terminal import MAX_LINES, MAX_WRAPPED
    from cartels.views.search import MAX_WORDS

    rows = (
        (f"{MAX_BYTES >> 20} MiB", "a fact file"),
        (f"{MAX_TEXT:,}", "characters of a text in it"),
        (f"{MAX_NAMES}", "aliases and spellings of an entry"),
        (f"{MAX_KEY_PARTS}", "parts of a key with dots"),
        (f"{MAX_SHORT}", "characters of a court's short name"),
        (f"{MAX_MEMORY >> 30} GiB", "memory of the process, where the system can enforce it"),
        (f"{MAX_LINES:,}", "lines of a table; other formats have any number"),
        (f"{MAX_WORKBOOK:,}", "statements of a workbook"),
        (f"{MAX_WRAPPED:,}", "lines of the texts that a table wraps"),
        (f"{MAX_WORDS}", "words of a search"),
        (f"{MAX_CANDIDATES}", "candidates that are listed for an ambiguous name"),
        (f"{MAX_COMPARED:,}", "names, up to which similar ones are suggested"),
        (f"{MAX_PRINTED}", "problems that `check` prints at once"),
    )
    lines = "".join(f"  {limit:>8}  {what}\n" for limit, what in rows)
    return f"{lines}\nCtrl-C ends the program at once, whatever it is doing.\n"


#: What `cartels help TOPIC` prints: what it is about, and the text.
TOPICS: dict[str, tuple[str, Callable[[], str]]] = {
    "standings": ("what official, alleged, charged, weak … mean", lambda: _STANDINGS),
    "facts": ("the fact file, and how recent it is", lambda: _FACTS),
    "json": ("what scripts may rely on", lambda: _JSON),
    "formats": ("the output formats", lambda: _FORMATS),
    "limits": ("how large a fact file may be", _limits),
    "environment": ("environment variables", lambda: _ENVIRONMENT),
    "exit-status": ("what the exit status means", lambda: _EXIT_STATUS),
}


def help_on(program: click.Group, parent: click.Context, words: Sequence[str]) -> str:
    """Return the help of a command, or the text of a topic. Raises BadUsage for what is neither."""
    from cartels.names import similar

    if len(words) == 1 and words[0] in TOPICS:
        return TOPICS[words[0]][1]().rstrip("\n")
    command: click.Command = program
    ctx = parent
    for word in words:
        inner = command.commands if isinstance(command, click.Group) else {}
        if word not in inner:
            near = similar([*inner, *TOPICS], word)
            hint = f"did you mean {' or '.join(near)}?" if near else "`cartels help` lists them"
            raise BadUsage(f"help: no command or topic {quoted(word)}: {hint}")
        command = inner[word]
        ctx = click.Context(command, info_name=word, parent=ctx)
    return command.get_help(ctx)


# Help of commands


def split_help(command: click.Command) -> tuple[list[str], list[str]]:
    """Return the paragraphs and the examples of a command's docstring; \\b keeps a paragraph from being wrapped."""
    prose, examples = [], []
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        lines = paragraph.removeprefix("\b\n").split("\n")
        if lines[0].startswith("cartels "):
            examples += lines
        else:
            prose.append(paragraph)
    return prose, examples


def options_of(command: click.Command, ctx: click.Context) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the options of a command in their sections, each as it is written and what it does."""
    sections: dict[str, list[tuple[str, str]]] = {title: [] for title in TITLES}
    for param in command.get_params(ctx):
        if isinstance(param, click.Option):
            title = next((title for title, names in TITLES.items() if param.name in names), "Options")
            sections[title].append(_option(param))
    return [(title, rows) for title, rows in sections.items() if rows]


def _option(option: click.Option) -> tuple[str, str]:
    """Return an option as it is written, and what it does, with the words that it takes."""
    names = ", ".join((*option.opts, *option.secondary_opts))
    text = option.help or ""
    if not option.is_flag:
        names += f" {option.metavar or (option.name or '').upper()}"
    words: Sequence[str] = getattr(option.type, "words", None) or getattr(option.type, "choices", None) or ()
    if 1 < len(words) <= 12:
        *others, last = map(str, words)
        text = f"{text.removesuffix('.')}: {', '.join(others)} or {last}."
    elif words:
        text = f"{text.removesuffix('.')}, as {words[0]} or {words[1]}."
    return names, text


def write(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write the help of a command, or of the whole program."""
    prose, examples = split_help(command)
    command.format_usage(ctx, formatter)
    with formatter.indentation():
        for paragraph in prose:
            formatter.write_paragraph()
            formatter.write_text(paragraph)
    if examples:
        with formatter.section("Examples"):
            for line in examples:
                formatter.write(f"{'':{formatter.current_indent}}{line}\n")
    inner = command.commands if isinstance(command, click.Group) else {}
    for title, names in getattr(command, "sections", {}).items():
        _section(formatter, title, [(name, inner[name].get_short_help_str()) for name in names])
    program = ctx.parent is None
    for title, rows in options_of(command, ctx):
        if not (program and title == LISTS):
            _section(formatter, title, rows)
    if fields := _fields(command):
        with formatter.section("Fields"):
            formatter.write_text(fields)
    if program:
        _section(formatter, "Topics, with `cartels help TOPIC`", [(name, about) for name, (about, _) in TOPICS.items()])
        formatter.write_paragraph()
        formatter.write_text(REPORT)


def _fields(command: click.Command) -> str:
    """Return the fields that a command's rows have, if it has `--fields`."""
    if "fields" not in getattr(command, "takes", ()):
        return ""
    from cartels.views.fields import LISTINGS

    listing = LISTINGS.get("events" if command.name == "event" else command.name or "")
    return ", ".join(listing.fields) if listing else ""


def _section(formatter: click.HelpFormatter, title: str, rows: Sequence[tuple[str, str]]) -> None:
    with formatter.section(title):
        formatter.write_dl(rows, col_max=26)


# The man page


def man_page(program: click.Group, version: str) -> str:
    """Return the man page, in troff: the help of the program and of each command, and the topics, as printed."""
    ctx = program.make_context("cartels", ["--help"], resilient_parsing=True)
    lines = [
        f'.TH CARTELS 1 "" "cartels {version}" "User Commands"',
        ".SH NAME",
        "cartels \\- look up sourced facts about prisoners handed over by Mexico to the United States",
        ".SH DESCRIPTION",
        *_verbatim(program.get_help(ctx)),
    ]
    for inner in _all_contexts(program, ctx):
        lines += [f".SH {inner.command_path.upper()}", *_verbatim(inner.get_help())]
    for name, (_, text_of_topic) in TOPICS.items():
        lines += [f".SH {name.upper().replace('-', ' ')}", *_verbatim(text_of_topic().rstrip("\n"))]
    return "\n".join(lines) + "\n"


def _all_contexts(group: click.Group, parent: click.Context) -> Iterator[click.Context]:
    """Yield a context of each command, and of the commands of each command."""
    for name, command in group.commands.items():
        ctx = click.Context(command, info_name=name, parent=parent)
        yield ctx
        if isinstance(command, click.Group):
            yield from _all_contexts(command, ctx)


def _verbatim(text: str) -> list[str]:
    """Return a text for troff to print as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    text = "".join(char if char.isascii() else f"\\[u{ord(char):04X}]" for char in text)
    return [".nf", *(f"\\&{line}" if line.startswith(".") else line for line in text.split("\n")), ".fi"]
