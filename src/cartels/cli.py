"""The commands. Each reads as: load the facts, build plain data, render it."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from cartels import __version__
from cartels.errors import BadUsage, CartelsError, NotFound
from cartels.options import (
    CITATIONS,
    EVERY_FORMAT,
    FORMATS,
    GRAPHS,
    LISTING,
    CommandGroup,
    Day,
    Number,
    Word,
    complete,
    print_and_exit_option,
    shared,
)
from cartels.text import printable

if TYPE_CHECKING:
    from cartels.facts.load import FactFile
    from cartels.render.document import Labels, Marks

PROGRAM = "cartels"
#: Set where a shell asks what TAB is to offer.
COMPLETING = "_CARTELS_COMPLETE"

#: What `cartels` alone prints below its version.
BARE_SCREEN = """\
Who was handed over by Mexico to the United States, and who says so.

  cartels show               an overview: the handovers by stage, the groups
  cartels show NAME          everything about one: z40, "caro quintero", cjng
  cartels figures            the people handed over, by the stage of their case
  cartels timeline           what happened when
  cartels statements         one row per statement: --topic plea --since 2026
  cartels search WORD...     in everything, with sources
  cartels sources            the pages behind it, with links
  cartels export             for SQL, spreadsheets, OpenAleph

Charges and allegations are not convictions until proven in court.
All commands: cartels --help. Words and limits: cartels help standings, …
"""

#: The commands, in the sections of the help.
SECTIONS = {
    "Look things up": (
        "show", "figures", "groups", "event", "timeline", "statements", "sources", "search", "stats",
    ),
    "Export": ("export", "graph"),
    "Maintain the fact file": ("check", "diff", "schema"),
    "Help": ("help", "completion"),
}  # fmt: skip

#: A longer message is cut: a name of a megabyte is not repeated whole.
MAX_MESSAGE = 1200


def _version() -> str:
    """Return the version, and how recent the facts are, by the first lines of the file."""
    from cartels.facts.load import bundled

    version = f"{PROGRAM} {__version__}"
    path = os.environ.get("CARTELS_FACTS") or bundled()
    if os.path.isfile(path):  # nothing waits for a pipe to say which version this is
        with contextlib.suppress(OSError), open(path, "rb") as file:
            if found := re.search(rb'^checked = "([0-9-]+)"', file.read(4096), re.MULTILINE):
                return f"{version}, facts checked {found[1].decode()}"
    return version


@click.group(
    cls=CommandGroup,
    sections=SECTIONS,
    params=[
        *shared(LISTING, EVERY_FORMAT, before_command=True),
        print_and_exit_option("-V", "--version", text=lambda _: _version(), about="Print the version."),
    ],
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Look up the people whom Mexico handed over to the United States, with the source of every statement.

    29 people on 27 February 2025, 26 on 12 August 2025, 37 on 20 January 2026. Each value has a
    standing: official, reported, alleged, charged or convicted.

    \b
    cartels show                 an overview of the handovers and the groups
    cartels show z40             everything about one person, by any name
    cartels figures --json       for scripts
    """
    if ctx.invoked_subcommand is None:
        from cartels import terminal

        if _given().get("flags"):
            raise click.UsageError("Missing command.", ctx)

        terminal.write(f"{_version()}\n{BARE_SCREEN}")


def _facts() -> FactFile:
    """Return the facts that the command is to use."""
    from cartels.facts import load

    return load.load(_given().get("facts"))


def _given() -> dict[str, Any]:
    """Return the shared options that were given."""
    given: dict[str, Any] = click.get_current_context().ensure_object(dict)
    return given


def _print(
    facts: FactFile | None,
    kind: str,
    data: Any,
    *,
    marks: Marks | None = None,
    counted: Sequence[str] = (),
    if_empty: str = "",
) -> None:
    """Render a payload with the shared options, and write it.

    `marks` returns where searched words are in a text; `counted` says how many of how many rows there are; `if_empty`
    is what standard error says where there are none.
    """
    from cartels import terminal
    from cartels.render import PAGED_FORMATS, Payload, render, resolve_options
    from cartels.views.fields import LISTINGS, arrange

    given = _given()
    options = resolve_options(given, kind)
    shown = data
    if kind in LISTINGS:
        shown = arrange(data, LISTINGS[kind].fields, given.get("sort"), given.get("limit"))
    payload = Payload(kind, shown, lambda: _labels(facts, counted, data), marks)
    screen = terminal.screen(given.get("color"), given.get("width"))
    paged = options.format in PAGED_FORMATS and kind != "json-schema" and not given.get("no_pager")
    terminal.show(render(payload, options, screen), pager=paged)
    if if_empty and not data:
        terminal.write_error(f"{PROGRAM}: {if_empty}")


def _labels(facts: FactFile | None, counted: Sequence[str], data: Any) -> Labels:
    """Return what a reader sees instead of the facts' ids, and how recent the facts and all rows of `data` are."""
    from cartels.render.document import Labels

    if facts is None:
        return Labels("", "", counted, len(data), (), {}, {})
    from cartels.views.cards import about

    courts = {id: court["short"] for id, court in facts.courts.items()}
    groups = {id: group["name"] for id, group in facts.groups.items()}
    newest = about(facts)["newest_source"] or "unknown"
    news = [row.get("last_news") for row in data] if isinstance(data, list) else ()
    return Labels(facts.data["about"]["checked"], newest, counted, len(data), news, courts, groups)


@cli.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete("entry"))
def show(names: tuple[str, ...]) -> None:
    """Show everything about a person, a group or an event, with sources.

    NAME is an id, a name, an alias or a spelling, complete or partial, ignoring case, accents and punctuation. Several
    words are one NAME if together they are that of one entry. Without a NAME: an overview of the handovers.

    \b
    cartels show z40
    cartels show caro quintero
    cartels show caro-quintero cjng --json
    """
    from cartels.views import cards

    facts = _facts()
    if not names:
        _print(facts, "overview", cards.overview(facts))
        return
    shown = cards.cards(facts, cards.joined(facts, names))
    if len(shown) == 1:
        _print(facts, "card", shown[0])
    else:
        _print(facts, "cards", shown)


def _filter(flag: str, about: str, what: str = "") -> Callable[[Any], Any]:
    """Return an option that takes names of something, and may be given more than once."""
    candidates = complete(what or flag.removeprefix("--"))
    return click.option(flag, multiple=True, metavar="NAME", shell_complete=candidates, help=about)


@cli.command(takes=LISTING)
@click.option("--kind", type=Word("Kind", "all"), multiple=True, help="Others than those handed over")
@_filter("--event", "Handed over in this event.", "handover")
@_filter("--group", "Linked to this group, whatever the standing.")
@_filter("--court", "Court of the US case, by id, name or seat.")
@_filter("--city", "City flown to.")
@click.option("--stage", type=Word("Stage"), multiple=True, help="Stage of the US case")
@click.option("--standing", type=Word("Standing"), multiple=True, help="With at least one value of this standing")
def figures(**filters: tuple[str, ...]) -> None:
    """List the people handed over, by how far their US case has got.

    An option given twice accepts either value; different options must all match. Other people whom the facts name
    (officials, victims, relatives) are listed with --kind.

    \b
    cartels figures --event transfer-2026-01-20
    cartels figures --group sinaloa --stage pleaded-guilty
    cartels figures --court brooklyn --json
    """
    from cartels.views import listings

    facts = _facts()
    rows = listings.figures(facts, **filters)
    counted = listings.counted_people(facts, rows, filters)
    if_empty = "nobody matches: try fewer filters; a stage is the furthest point reached"
    _print(facts, "figures", rows, counted=counted, if_empty=if_empty)


@cli.command(takes=LISTING)
@click.option(
    "--designated",
    metavar="[LIST]",
    is_flag=False,
    flag_value="any",
    type=Word("Listed", "any"),
    help="On a government's list, or on this one",
)
@click.option("--not-designated", is_flag=True, help="On no government's list.")
def groups(designated: str | None, not_designated: bool) -> None:
    """List the groups, one per row.

    Only designations of a group itself count, not sanctions against its members.

    \b
    cartels groups --designated
    cartels groups --designated fto --json
    cartels groups --sort name --fields name,base,status
    """
    from cartels.views import listings

    if designated and not_designated:
        raise BadUsage("groups: give either --designated or --not-designated")
    facts = _facts()
    _print(facts, "groups", listings.groups(facts, "none" if not_designated else designated))


@cli.command(takes=LISTING)
@click.argument("name", required=False, metavar="[ID]", shell_complete=complete("event"))
@click.option("--list", "list_events", is_flag=True, help="List the events instead.")
def event(name: str | None, list_events: bool) -> None:
    """Show the transfer of 27 February 2025, or another event.

    \b
    cartels event
    cartels event --list
    cartels event us-tariffs-on-mexico
    """
    from cartels.views import cards, listings

    facts = _facts()
    if list_events and name:
        raise BadUsage("event: give either an ID or --list")
    if list_events:
        _print(facts, "events", listings.event_rows(facts))
    else:
        _print(facts, "card", cards.event(facts, name))


@cli.command(takes=LISTING)
@click.option("--since", type=Day(), metavar="DATE", help="From this day, month or year on.")
@click.option("--until", type=Day(), metavar="DATE", help="Up to the end of this day, month or year.")
@_filter("--figure", "About this person.")
@_filter("--group", "About this group.")
@_filter("--event", "About this event.")
@click.option("--all", "everything", is_flag=True, help="All dated statements as well, except stages.")
def timeline(since: str | None, until: str | None, everything: bool, **filters: tuple[str, ...]) -> None:
    """List what happened when, oldest first.

    Without an option: the main events. With any: all dated statements as well, except stages, labelled by topic.

    \b
    cartels timeline --since 2025-02 --until 2025-03
    cartels timeline --figure "caro quintero" --json
    """
    from cartels.views import timeline as views

    facts = _facts()
    rows = views.timeline(facts, since or "", until or "", everything, **filters)
    besides = () if everything or since or until or any(filters.values()) else (views.counted_besides(facts),)
    if_empty = "no dated statement or timeline row matches: try fewer or wider filters"
    _print(facts, "timeline", rows, counted=besides, if_empty=if_empty)


@cli.command(takes=LISTING)
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=complete("entry"))
@click.option("--topic", multiple=True, type=Word("Topics"), help="On this topic")
@click.option("--standing", multiple=True, type=Word("Standing"), help="Of this standing")
@click.option("--grade", multiple=True, type=Word("Grade"), help="Of which the best source has this grade")
@_filter("--event", "Of this event and the people handed over in it.")
@click.option("--since", type=Day(), metavar="DATE", help="Dated from this day, month or year on.")
@click.option("--until", type=Day(), metavar="DATE", help="Dated up to the end of this day, month or year.")
def statements(names: tuple[str, ...], since: str | None, until: str | None, **filters: tuple[str, ...]) -> None:
    """List statements, one per row: of one entry, of several, or of all.

    \b
    cartels statements z40 --since 2026
    cartels statements --topic plea --standing convicted
    cartels statements --excel > statements.csv
    """
    from cartels.views.statements import statements as rows_of

    facts = _facts()
    rows = rows_of(facts, names, since or "", until or "", **filters)
    _print(facts, "statements", rows, if_empty="the facts have no such statement: try fewer or wider filters")


@cli.command(takes=LISTING, formats=(*FORMATS, *CITATIONS))
@click.argument("ids", nargs=-1, metavar="[ID]...", shell_complete=complete("source"))
@click.option("--grade", type=Word("Grade"), multiple=True, help="Only sources of this grade")
@click.option("--publisher", multiple=True, metavar="NAME", help="Of this publisher; a part of the name will do.")
@_filter("--cited-by", "Behind this person, group or event.", "entry")
def sources(ids: tuple[str, ...], **filters: tuple[str, ...]) -> None:
    """List the sources; with one ID, everything that cites that source.

    The formats bibtex (for biblatex, pandoc and Zotero) and csl-json give citations. These have no day of access, since
    the facts do not say it.

    \b
    cartels sources --publisher "department of justice"
    cartels sources doj-2025-02-27
    cartels sources --cited-by z40 --format bibtex > z40.bib
    """
    from cartels.views import cards, listings

    facts = _facts()
    if len(ids) == 1 and not any(filters.values()):
        _print(facts, "source", cards.source_card(facts, ids[0]))
    else:
        rows = listings.sources(facts, ids, **filters)
        _print(facts, "sources", rows, if_empty="no source matches: `cartels sources` lists all, with their publishers")


@cli.command(takes=LISTING)
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@click.option("--topic", multiple=True, type=Word("Topics"), help="Only statements on this topic")
@click.option("--standing", multiple=True, type=Word("Standing"), help="Only of this standing")
@click.option("--since", type=Day(), metavar="DATE", help="Only dated from this day, month or year on.")
def search(words: tuple[str, ...], since: str | None, **filters: tuple[str, ...]) -> None:
    """Find words in values, notes, names, the timeline and source titles.

    All words must match, ignoring case and accents. A word with a * at its end is a prefix; words in quotes are a
    phrase; AND, OR, NOT and parentheses work as usual. The best matches come first. Values are in English.

    \b
    cartels search camarena
    cartels search "death penalty" --since 2025
    cartels search 'brookl*' --json
    cartels search 'sinaloa NOT (chapitos OR mayiza)'
    """
    from cartels.views.search import run_query

    facts = _facts()
    found = run_query(facts, words, since or "", **filters)
    _print(facts, "search", found.rows, marks=found.marks)
    if not found.rows:
        raise NotFound(found.hint)


@cli.command(takes=LISTING)
@click.option("--by", multiple=True, type=Word("CountTable"), help="Only this table")
def stats(by: tuple[str, ...]) -> None:
    """Count by handover, group, court, city, stage, standing and grade.

    People are those handed over whom the facts name, including those of whom a value is unknown; statements are counted
    by standing, sources by grade.

    \b
    cartels stats
    cartels stats --by stage --format csv
    """
    from cartels.views.stats import counts

    facts = _facts()
    _print(facts, "stats", counts(facts, by))


@cli.command(takes=LISTING)
@click.argument("old", shell_complete=complete("file"))
@click.argument("new", required=False, shell_complete=complete("file"))
@click.option("--exit-code", is_flag=True, help="Exit with 1 if there are differences.")
def diff(old: str, new: str | None, exit_code: bool) -> None:
    """Compare two fact files: statements added, removed and changed.

    Stages that moved come first. Without NEW, OLD is compared with the facts that lookups use. The rows speak of the
    files, not of the world: a changed statement may be a correction or news.

    \b
    cartels diff old-facts.toml
    cartels diff old-facts.toml new-facts.toml --json
    """
    from cartels.facts.load import load_for_comparison
    from cartels.views.diff import diff as differences

    before = load_for_comparison(old)
    after = load_for_comparison(new if new is not None else _given().get("facts"))
    rows = differences(before, after)
    _print(None, "diff", rows, if_empty="no statement differs")
    if rows and exit_code:
        raise SystemExit(1)


@cli.command(formats=GRAPHS)
@click.option("--around", metavar="NAME", shell_complete=complete("entry"), help="Only this entry and its links.")
@click.option("--depth", type=Number(0), metavar="N", help="With --around: up to N links away (default 1).")
def graph(around: str | None, depth: int | None) -> None:
    """Show who is linked to whom: people, groups, factions, relatives.

    As a tree to read, or for other programs: dot for Graphviz, mermaid for GitHub and slides, json for networkx and d3.
    Only links to an entry of the facts are drawn, and to the groups that a person is linked to: `cartels show NAME`
    lists relatives that have no entry.

    \b
    cartels graph
    cartels graph --around z40 --depth 2
    cartels graph --around cjng --format dot | dot -Tsvg > cjng.svg
    """
    from cartels.views.graph import build_graph

    if depth is not None and around is None:
        raise BadUsage("graph: --depth needs --around")
    facts = _facts()
    _print(facts, "graph", build_graph(facts, around, 1 if depth is None else depth))


@cli.command(takes=("facts",))
@click.argument("file", required=False, shell_complete=complete("file"))
def check(file: str | None) -> None:
    """Check a fact file and report every problem with its line.

    FILE is a fact file, or - for standard input; without it the facts that lookups use.

    \b
    cartels check
    cartels check my-facts.toml
    """
    from cartels import terminal
    from cartels.facts import check as checks
    from cartels.facts.load import bundled

    if file is not None and "facts" in _given().get("flags", {}):
        raise BadUsage("check: give either a FILE or --facts")
    path = file if file is not None else _given().get("facts", bundled())
    terminal.write(printable(checks.run(path)) + "\n")


@cli.command(takes=tuple(name for name in LISTING if name != "facts"))
@click.argument("name", required=False, shell_complete=complete("schema"))
def schema(name: str | None) -> None:
    """Print the JSON Schema of the fact file, or of a command's JSON.

    Without a NAME: the list of schemas.

    \b
    cartels schema
    cartels schema facts
    cartels schema figures
    """
    from cartels.views import schema as schemas

    if name is None:
        _print(None, "schema", schemas.rows())
    else:
        _print(None, "json-schema", schemas.json_schema(name))


_force = click.option("--force", is_flag=True, help="Overwrite an existing file.")


@cli.group(cls=CommandGroup, no_args_is_help=False)
def export() -> None:
    """Export all facts, with their sources, for other programs.

    \b
    cartels export xlsx facts.xlsx  a workbook
    cartels export csv facts        a folder of tables, for notebooks
    cartels export sqlite facts.db  a database for SQL and Datasette
    cartels export ftm > facts.ftm  entities for OpenAleph and OpenSanctions
    """


@export.command(takes=("facts",))
@click.argument("file", default="-", shell_complete=complete("file"))
@_force
def ftm(file: str, force: bool) -> None:
    """Export FollowTheMoney entities, one JSON object per line.

    Without a FILE, or with -, they go to standard output. An unproven link is an UnknownLink, and no one is tagged with
    a crime topic: read each statement's status.

    \b
    cartels export ftm | ftm validate
    cartels export ftm facts.ftm.json
    """
    from cartels import terminal
    from cartels.export import ftm as ftm_export

    if file != "-":
        _export(partial(ftm_export.export, force=force), file, "a file")
    elif force:
        raise BadUsage("ftm: --force has no effect with standard output")
    else:
        terminal.write(ftm_export.lines(_facts(), terminal.screen(None, None).ascii_only))


@export.command(takes=("facts",))
@click.argument("file", shell_complete=complete("file"))
@click.option("--metadata", is_flag=True, help="Also write metadata.json beside it, for Datasette.")
@_force
def sqlite(file: str, metadata: bool, force: bool) -> None:
    """Export a SQLite database, with keys, search and views.

    The views figures_overview, group_links and statements_with_sources answer most questions; .schema says what each
    column holds. `datasette facts.db -m metadata.json` shows it all in a browser.

    \b
    cartels export sqlite facts.db --metadata
    sqlite3 -box facts.db "SELECT name, role, role_standing FROM figures_overview"
    """
    if metadata:
        from cartels.export.metadata import export as export_database
    else:
        from cartels.export.sqlite import export as export_database
    _export(partial(export_database, force=force), file, "a database")


@export.command(takes=("facts",))
@click.argument("file", shell_complete=complete("file"))
@_force
def xlsx(file: str, force: bool) -> None:
    """Export a workbook: people, statements, groups, timeline, sources.

    Needs the package XlsxWriter, which the extra [xlsx] installs. Every cell is a text, never a formula.

    \b
    cartels export xlsx facts.xlsx
    """
    from cartels.export import xlsx as xlsx_export

    _export(partial(xlsx_export.export, force=force), file, "a workbook")


@export.command(takes=("facts",))
@click.argument("folder", shell_complete=complete("file"))
def csv(folder: str) -> None:
    """Export a new folder of CSV files, and a datapackage.json.

    There is a file for each table; datapackage.json says what each column holds. All cells are exact: for one table
    that a spreadsheet cannot take for formulas, use `cartels figures --excel`.

    \b
    cartels export csv facts
    frictionless validate facts/datapackage.json
    """
    from cartels.export import csvfolder

    _export(csvfolder.export, folder, "a folder")


def _export(export: Callable[[FactFile, str], None], path: str, what: str) -> None:
    """Export the facts to a path, as `what`, and print what was written."""
    from cartels import terminal
    from cartels.export import refuse_standard_output
    from cartels.facts.load import entries

    refuse_standard_output(path, what)
    facts = _facts()
    export(facts, path)
    count = sum(len(entry["statements"]) for _, entry in entries(facts))
    terminal.write(printable(f"{path}: written: {count} statements, {len(facts.sources)} sources") + "\n")


@cli.command("help", takes=())
@click.argument("words", nargs=-1, metavar="[COMMAND|TOPIC]", shell_complete=complete("help"))
@click.pass_context
def help_command(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Print the help of a command, or on a topic.

    \b
    cartels help figures
    cartels help standings
    """
    from cartels import help as help_text
    from cartels import terminal

    parent = ctx.find_root()
    terminal.show(f"{help_text.help_on(cli, parent, words)}\n", pager=True)


@cli.command(takes=())
@click.argument("shell", metavar="SHELL", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print the completion script for bash, zsh or fish.

    pipx puts the scripts in place; zsh finds its own where fpath has ~/.local/share/zsh/site-functions. Otherwise add

    \b
    to ~/.bashrc                 eval "$(cartels completion bash)"
    to ~/.zshrc, below compinit  eval "$(cartels completion zsh)"
    to config.fish               cartels completion fish | source

    \b
    cartels completion bash
    cartels completion fish > cartels.fish
    """
    from cartels import completion as candidates
    from cartels import terminal

    terminal.write(candidates.script(shell, cli, PROGRAM))


# The outermost: failures become one line on standard error and an exit status


def run() -> int:
    """Run the program. Returns its exit status."""
    out_of_memory = False
    status: Any
    try:
        if COMPLETING in os.environ:
            from cartels import completion as candidates

            candidates.register()
        status = cli.main(prog_name=PROGRAM, standalone_mode=False)
    except click.exceptions.Abort:
        status = 130
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else PROGRAM
        message = " ".join(error.format_message().split())
        if isinstance(error, click.exceptions.NoSuchCommand) and _names_an_entry(error.command_name):
            message += f" It is a name: try `{PROGRAM} show {error.command_name}`"
        status = _report(f"{message} (see `{path} --help`)", 2)
    except CartelsError as error:
        status = _report(str(error), error.status, error.details)
    except SystemExit as stop:
        status = stop.code
    except OSError as error:
        where = f"{error.filename}: " if isinstance(error.filename, str) else ""
        status = _report(f"{where}{error.strerror or error}", 3)
    except MemoryError:
        out_of_memory, status = True, 3
    if out_of_memory:  # the exception holds what fills the memory, and there may be none left for a message before here
        _report("out of memory (the limit is 1 GiB): use a smaller file, or ask for less", 3)
    return status if isinstance(status, int) else 0


def _names_an_entry(text: str) -> bool:
    """Return whether what was typed as a command is a name of the bundled facts."""
    from cartels import names
    from cartels.facts.load import load
    from cartels.views.cards import entry_names

    return bool(names.matches(list(entry_names(load())), text))


def _report(message: str, status: int, details: Sequence[str] = ()) -> int:
    """Write a failure to standard error: a line, and one for each detail. Returns the exit status."""
    from cartels import terminal

    terminal.write_error("\n  ".join(map(_one_line, (f"{PROGRAM}: {message}", *details))))
    return status


def _one_line(message: str) -> str:
    """Return a message in one printable line, cut in the middle if it is too long to read."""
    if len(message) > MAX_MESSAGE:
        message = f"{message[: MAX_MESSAGE // 2]} … {message[-MAX_MESSAGE // 2 :]}"
    return printable(message)
