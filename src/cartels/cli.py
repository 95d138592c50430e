"""The command line: options in, one payload out. A command reads as load -> view -> render."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from cartels import __version__
from cartels.errors import BadUsage, CartelsError
from cartels.harmless import harmless
from cartels.options import (
    CITATIONS,
    EVERY_FORMAT,
    FORMATS,
    GRAPHS,
    LISTING,
    Command,
    Day,
    Manual,
    Program,
    Word,
    offer,
    shared,
    telling_option,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cartels.facts import Book
    from cartels.render.layout import Marks

PROGRAM = "cartels"
#: Set where a shell asks what TAB is to offer.
COMPLETING = "_CARTELS_COMPLETE"

#: No message is longer: a name of a megabyte is not repeated whole.
LONGEST_MESSAGE = 1200
#: So many faults of a fact file are told at once.
MOST_FAULTS = 20

SECTIONS = {
    "Look things up": ("show", "figures", "groups", "event", "timeline", "sources", "search", "stats"),
    "Take them elsewhere": ("export", "graph"),
    "Keep the facts": ("check", "schema"),
    "Set up the shell": ("completion",),
}


@click.group(
    cls=Program,
    params=[
        *shared(LISTING, EVERY_FORMAT, before_command=True),
        telling_option("--version", text=lambda _: f"{PROGRAM} {__version__}", help="Print the version."),
    ],
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
def cli() -> None:
    """Look up who was handed over when Mexico sent 29 prisoners to the United States on 27 February 2025.

    Every value says where it comes from and how sure it is: official, reported, alleged, charged or convicted.

    \b
    cartels show                 the event, the people and the groups
    cartels show z40             all about one of them, by any of his names
    cartels figures --json       for scripts
    """


def _book() -> Book:
    """The facts that the command is to look things up in."""
    from cartels import facts

    path = _given().get("facts")
    if path is not None:
        from cartels import limits

        limits.bound_memory()
    return facts.load(path)


def _given() -> dict[str, Any]:
    """The shared options that were given."""
    given: dict[str, Any] = click.get_current_context().ensure_object(dict)
    return given


def _print(book: Book | None, kind: str, data: Any, marks: Marks | None = None) -> None:
    """Render a payload as the shared options want it, and write it. `marks` tells where the words are that were
    searched for.
    """
    from cartels import terminal, views
    from cartels.render import Labels, Payload, below, render, settle

    given = _given()
    fields = views.FIELDS.get(kind, views.FIELDS["statements"])
    choices = settle(given, kind, fields)
    if kind in views.FIELDS:
        data = views.arrange(data, fields, given.get("sort"), given.get("limit"))
    labels = Labels("", {}, {})
    if book:
        courts = {id: court["short"] for id, court in book.courts.items()}
        labels = Labels(book.facts["about"]["as_of"], courts, {id: group["name"] for id, group in book.groups.items()})
    page = terminal.page(given.get("color"), given.get("width"))
    payload = Payload(kind, data, fields, labels, marks)
    terminal.write(render(payload, choices, page))
    if note := below(payload, choices, page):
        terminal.tell(note)


@cli.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=offer("entry"))
def show(names: tuple[str, ...]) -> None:
    """All that is known of a person, a group or an event, with sources.

    NAME is an id, a name, an alias or a spelling, whole or in part; case, accents and punctuation do not matter.
    Without a NAME: the event, the people and the groups.

    \b
    cartels show z40
    cartels show "el señor de los cielos"
    cartels show caro-quintero cjng --json
    """
    from cartels import views

    book = _book()
    if not names:
        _print(book, "overview", views.overview(book))
    elif len(names) == 1:
        _print(book, "card", views.cards(book, names)[0])
    else:
        _print(book, "cards", views.cards(book, names))


@cli.command(takes=LISTING)
@click.option("--kind", type=Word("Kind"), multiple=True, help="Who he or she is to the event.")
@click.option(
    "--group", multiple=True, metavar="NAME", shell_complete=offer("group"), help="Tied to this group, however surely."
)
@click.option(
    "--court",
    multiple=True,
    metavar="NAME",
    shell_complete=offer("court"),
    help="The court of the US case, by id or name.",
)
@click.option(
    "--city", multiple=True, metavar="NAME", shell_complete=offer("city"), help="The city to which he was flown."
)
@click.option("--stage", type=Word("Stage"), multiple=True, help="How far the US case has come.")
@click.option("--standing", type=Word("Standing"), multiple=True, help="With a value in the row that stands so.")
def figures(**wanted: tuple[str, ...]) -> None:
    """The people, one in a row.

    An option given twice takes either value; different options all have to hold.

    \b
    cartels figures --kind transferred
    cartels figures --group sinaloa --stage pleaded-guilty
    cartels figures --court nyed --json
    """
    from cartels import views

    book = _book()
    _print(book, "figures", views.figures(book, **wanted))


@cli.command(takes=LISTING)
@click.option("--designated/--not-designated", default=None, help="Designated by some government, or by none.")
def groups(designated: bool | None) -> None:
    """The groups, one in a row.

    \b
    cartels groups --designated
    cartels groups --sort name --fields name,base,status
    """
    from cartels import views

    book = _book()
    _print(book, "groups", views.groups(book, designated))


@cli.command(takes=LISTING)
@click.argument("id", required=False, shell_complete=offer("event"))
@click.option("--list", "listed", is_flag=True, help="List the events instead.")
def event(id: str | None, listed: bool) -> None:
    """The transfer, or another event.

    \b
    cartels event
    cartels event --list
    cartels event us-tariffs-on-mexico
    """
    from cartels import views

    book = _book()
    if listed and id:
        raise BadUsage("event: give either an ID or --list")
    if listed:
        _print(book, "events", views.event_rows(book))
    else:
        _print(book, "card", views.event(book, id))


@cli.command(takes=LISTING)
@click.option("--since", type=Day(), metavar="DATE", help="From this day, month or year on.")
@click.option("--until", type=Day(), metavar="DATE", help="Up to the end of this day, month or year.")
@click.option("--figure", multiple=True, metavar="NAME", shell_complete=offer("figure"), help="About this person.")
@click.option("--group", multiple=True, metavar="NAME", shell_complete=offer("group"), help="About this group.")
@click.option("--event", multiple=True, metavar="NAME", shell_complete=offer("event"), help="About this event.")
def timeline(since: str | None, until: str | None, **wanted: tuple[str, ...]) -> None:
    """What happened when, oldest first.

    \b
    cartels timeline --since 2025-02 --until 2025-03
    cartels timeline --figure "caro quintero" --json
    """
    from cartels import views

    book = _book()
    _print(book, "timeline", views.timeline(book, since or "", until or "", **wanted))


@cli.command(takes=LISTING, formats=(*FORMATS, *CITATIONS))
@click.argument("id", required=False, shell_complete=offer("source"))
@click.option("--grade", type=Word("Grade"), multiple=True, help="Of this weight.")
@click.option(
    "--cited-by",
    multiple=True,
    metavar="NAME",
    shell_complete=offer("entry"),
    help="Behind this person, group or event.",
)
def sources(id: str | None, grade: tuple[str, ...], cited_by: tuple[str, ...]) -> None:
    """What the facts rest on; with an ID, all that cites that source.

    The formats bibtex (as biblatex, pandoc and Zotero read it) and csl-json give citations. They have no day of access,
    since the facts do not tell it.

    \b
    cartels sources --grade official
    cartels sources doj-2025-02-27
    cartels sources --cited-by z40 --format bibtex > z40.bib
    """
    from cartels import views

    book = _book()
    if id is None:
        _print(book, "sources", views.sources(book, grade, cited_by))
    elif grade or cited_by:
        raise BadUsage(f"sources: give either an ID or {'--grade' if grade else '--cited-by'}")
    else:
        _print(book, "source", views.source_card(book, id))


@cli.command(takes=LISTING)
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
def search(words: tuple[str, ...]) -> None:
    """Find words in values, notes, names, the timeline and source titles.

    Several words all have to be there; case and accents do not matter. A word with a * at its end is a beginning;
    words in quotes are a phrase; AND, OR, NOT and parentheses work as usual. The best matches come first.

    \b
    cartels search camarena
    cartels search "death penalty"
    cartels search 'brookl*' --json
    cartels search 'sinaloa NOT (chapitos OR mayiza)'
    """
    from cartels.errors import NoMatch
    from cartels.search import search

    book = _book()
    found = search(book, words)
    _print(book, "search", found.rows, found.marks)
    if not found.rows:
        raise NoMatch(found.hint)


@cli.command(takes=LISTING)
def stats() -> None:
    """How much there is of each kind, and how much is not known.

    People are those handed over whom the facts name, by group, court, city and stage; statements are counted by
    standing, sources by grade.

    \b
    cartels stats
    cartels stats --format csv
    """
    from cartels.stats import counts

    book = _book()
    _print(book, "stats", counts(book))


@cli.command(formats=GRAPHS)
@click.option(
    "--around", metavar="NAME", shell_complete=offer("entry"), help="Only this person or group, and what is tied to it."
)
@click.option("--depth", type=click.IntRange(0), metavar="N", help="With --around: so many ties away (default 1).")
def graph(around: str | None, depth: int | None) -> None:
    """Who is tied to whom: people, groups, their factions, relatives.

    As a tree to read, or for others to draw: dot for Graphviz, mermaid for GitHub and slides, json for networkx and d3.
    Only ties to an entry of the facts are drawn, and to the groups that a person is tied to: `cartels show NAME` tells
    of relatives that have no entry.

    \b
    cartels graph
    cartels graph --around z40 --depth 2
    cartels graph --around cjng --format dot | dot -Tsvg > cjng.svg
    """
    from cartels.graph import graph

    if depth is not None and around is None:
        raise BadUsage("graph: --depth counts the ties away from somebody: name them with --around")
    book = _book()
    _print(book, "graph", graph(book, around, 1 if depth is None else depth))


@cli.command(takes=("facts",))
@click.argument("file", required=False, shell_complete=offer("file"))
def check(file: str | None) -> None:
    """Is a fact file sound? Tells every fault, with its place.

    FILE is a fact file, or - for standard input; without it the facts that lookups would use.

    \b
    cartels check
    cartels check my-facts.toml
    """
    from cartels import facts, limits, terminal
    from cartels.check import faults, told
    from cartels.errors import BadFile

    path = file if file is not None else _given().get("facts", facts.bundled())
    name = facts.shown(path)
    limits.bound_memory()
    data, text = facts.from_anyone(path)
    if found := faults(data):
        more = len(found) - MOST_FAULTS
        rest = (f"and {more} more: check again when these are mended",) if more > 0 else ()
        count = "one fault: mend it" if len(found) == 1 else f"{len(found)} faults: mend each"
        raise BadFile(f"{name}: {count}", (*told(found[:MOST_FAULTS], data, text, name), *rest))
    counted = [(len(data[table]), table) for table in ("figures", "groups", "events", "sources")]
    counts = ", ".join(f"{count} {table if count != 1 else table[:-1]}" for count, table in counted)
    terminal.write(harmless(f"{name}: ok: {counts}") + "\n")


@cli.command(takes=tuple(name for name in LISTING if name != "facts"))
@click.argument("name", required=False, shell_complete=offer("schema"))
def schema(name: str | None) -> None:
    """The JSON Schema of the fact file, or of the JSON of a command.

    Without a NAME: what there is a schema of.

    \b
    cartels schema
    cartels schema facts
    cartels schema figures
    """
    from cartels import schema

    if name is None:
        _print(None, "schema", schema.rows())
    else:
        _print(None, "json-schema", schema.schema(name))


class Exports(Manual, click.Group):
    """The export commands."""

    command_class = Command


_force = click.option("--force", is_flag=True, help="Replace what is there already.")


@cli.group(cls=Exports, no_args_is_help=False)
def export() -> None:
    """All the facts, with their sources, for other programs.

    \b
    cartels export csv facts        a folder for spreadsheets and notebooks
    cartels export sqlite facts.db  a database for SQL and Datasette
    cartels export ftm > facts.ftm  entities for OpenAleph and OpenSanctions
    """


@export.command(takes=("facts",))
@click.argument("file", default="-", shell_complete=offer("file"))
@_force
def ftm(file: str, force: bool) -> None:
    """FollowTheMoney entities, one in a line of JSON.

    FILE is where to write them; without it, or with -, they go to standard output. A tie that no court has found is an
    UnknownLink, and nobody has a topic of crime: read each statement's status.

    \b
    cartels export ftm | ftm validate
    cartels export ftm facts.ftm.json
    """
    from cartels import terminal
    from cartels.export import ftm

    book = _book()
    if file != "-":
        ftm.export(book, file, force)
        _written(book, file)
    elif force:
        raise BadUsage("ftm: --force does nothing for standard output: leave it out")
    else:
        terminal.write(ftm.lines(book, terminal.page(None, None).ascii_only))


@export.command(takes=("facts",))
@click.argument("file", shell_complete=offer("file"))
@_force
def sqlite(file: str, force: bool) -> None:
    """A SQLite database, with keys, search and views.

    The views figures_overview, group_ties and statements_with_sources answer most questions; .schema tells what each
    column holds. `datasette facts.db` shows it all in a browser.

    \b
    cartels export sqlite facts.db
    sqlite3 -box facts.db "SELECT name, role, role_standing FROM figures_overview"
    """
    from cartels.export import no_standard_output, sqlite

    no_standard_output(file, "a database")
    book = _book()
    sqlite.export(book, file, force)
    _written(book, file)


@export.command(takes=("facts",))
@click.argument("folder", shell_complete=offer("file"))
@_force
def csv(folder: str, force: bool) -> None:
    """A folder of CSV files, and a datapackage.json.

    There is a file for each table; datapackage.json tells what each column holds. All is exact: for one table that a
    spreadsheet cannot take for formulas, use `cartels figures --excel`.

    \b
    cartels export csv facts
    frictionless validate facts/datapackage.json
    """
    from cartels.export import csvfolder, no_standard_output

    no_standard_output(folder, "a folder")
    book = _book()
    csvfolder.export(book, folder, force)
    _written(book, folder)


def _written(book: Book, path: str) -> None:
    """Tell what was exported, and where it is."""
    from cartels import terminal

    said = sum(len(row["statements"]) for rows in (book.figures, book.groups, book.events) for row in rows.values())
    terminal.write(harmless(f"{path}: written: {said} statements, {len(book.sources)} sources") + "\n")


@cli.command("completion", takes=())
@click.argument("shell", metavar="SHELL", type=click.Choice(("bash", "zsh", "fish", "powershell")))
def complete(shell: str) -> None:
    """Print the completion script for bash, zsh, fish or powershell.

    pipx puts the scripts in place; zsh finds its own where fpath has ~/.local/share/zsh/site-functions. Otherwise add

    \b
    to ~/.bashrc                 eval "$(cartels completion bash)"
    to ~/.zshrc, below compinit  eval "$(cartels completion zsh)"
    to config.fish               cartels completion fish | source
    to $PROFILE                  cartels completion powershell | Out-String | iex

    \b
    cartels completion bash
    cartels completion fish > cartels.fish
    """
    from cartels import completion, terminal

    terminal.write(completion.script(shell))


# The outermost: failures become one line on standard error and an exit status


def run() -> int:
    """Run the program. Returns its exit status."""
    try:
        if COMPLETING in os.environ:
            from cartels import completion

            completion.register()
        status = cli.main(prog_name=PROGRAM, standalone_mode=False)
    except click.exceptions.Abort:
        status = 130
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else PROGRAM
        message = " ".join(error.format_message().split())
        status = _complain(f"{message} (see `{path} --help`)", 2)
    except CartelsError as error:
        status = _complain(str(error), error.status, error.more)
    except SystemExit as stop:
        status = stop.code
    except OSError as error:
        status = _complain(f"standard output cannot be written: {error.strerror}", 3)
    except MemoryError:
        status = _complain("the facts take too much memory (over 1 GiB): use a smaller file, or a narrower question", 3)
    return status if isinstance(status, int) else 0


def _complain(message: str, status: int, more: Sequence[str] = ()) -> int:
    """Tell a failure on standard error: one line, and one more for each candidate or fault. Returns the exit status."""
    from cartels import terminal

    terminal.tell("\n  ".join(map(_line, (f"{PROGRAM}: {message}", *more))))
    return status


def _line(message: str) -> str:
    """A message in one line that does nothing else, and is no longer than one can read."""
    if len(message) > LONGEST_MESSAGE:
        message = f"{message[: LONGEST_MESSAGE // 2]} … {message[-LONGEST_MESSAGE // 2 :]}"
    return harmless(message)
