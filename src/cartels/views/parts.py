"""The parts that rows and cards are made of: statements with their standing, grade and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cartels.facts.values import first_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from cartels.facts.load import FactFile
    from cartels.facts.model import Event, Figure, Group, Source, Statement
    from cartels.facts.words import Grade
    from cartels.views import contract

#: From the weakest grade to the best.
GRADES = ("weak", "established", "official")


def grade(facts: FactFile, ids: Iterable[str]) -> Grade | None:
    """Return the best grade among sources, None where there are none. It is computed and never stored."""
    return max((facts.sources[id]["grade"] for id in ids), key=GRADES.index, default=None)


def source_out(source: Source) -> contract.SourceOut:
    """Return a source as statements and rows carry it."""
    keys = ("id", "publisher", "title", "url", "published", "kind", "grade")
    marks = {key: True for key in ("title_supplied", "copy") if source.get(key)}
    return cast("contract.SourceOut", {key: source.get(key) for key in keys} | marks)


def sources_out(facts: FactFile, *lists: Sequence[str]) -> list[contract.SourceOut]:
    """Return the sources with these ids, each once, in the order of first mention."""
    return [source_out(facts.sources[id]) for id in dict.fromkeys(id for ids in lists for id in ids)]


def basis(facts: FactFile, statements: Mapping[str, Statement[Any] | None]) -> dict[str, contract.Basis]:
    """Return what each value in a row rests on, without those that are not known."""
    return {
        field: {"standing": row.get("standing"), "grade": grade(facts, row["sources"]), "sources": row["sources"]}
        for field, row in statements.items()
        if row
    }


def statement_out(facts: FactFile, statement: Statement[Any]) -> contract.StatementOut:
    """Return a statement with its grade, and its sources written out."""
    cited = statement["sources"]
    out = {"standing": None, **statement, "grade": grade(facts, cited), "sources": sources_out(facts, cited)}
    return cast("contract.StatementOut", out)


def statements_on(entry: Figure | Group | Event, *topics: str) -> list[Statement[Any]]:
    """Return the statements of an entry on these topics, in the file's order, of which the first counts in tables."""
    return [statement for statement in entry["statements"] if statement["topic"] in topics]


def first_statement(entry: Figure | Group | Event, *topics: str) -> Statement[Any] | None:
    """Return the first statement on the first of these topics that has one."""
    return next((row for topic in topics for row in entry["statements"] if row["topic"] == topic), None)


def in_present_case(statements: Iterable[Statement[Any]]) -> list[Statement[Any]]:
    """Return the statements that are not about another country's case, or a closed one."""
    return [statement for statement in statements if "case" not in statement]


def cited_ids(entry: Figure | Group | Event) -> list[str]:
    """Return the ids of the sources of all statements on an entry, in the order of first mention."""
    return list(dict.fromkeys(id for statement in entry["statements"] for id in statement["sources"]))


def last_news(facts: FactFile, entry: Figure | Group | Event) -> str | None:
    """Return the newest date among the statements on an entry and their sources, never later than `checked`."""
    dates = {statement["date"] for statement in entry["statements"] if "date" in statement}
    dates |= {facts.sources[id].get("published", "") for id in cited_ids(entry)}
    checked = first_day(facts.data["about"]["checked"])
    known = (date for date in dates if date and first_day(date) <= checked)
    # Of a month and its first day, always the same one is returned.
    return max(known, key=lambda date: (first_day(date), date), default=None)


def is_between(date: str, since: str, until: str = "") -> bool:
    """Return whether a date is from `since` to `until`, both included. Of no date: whether any is asked for."""
    if not date:
        return not (since or until)
    return first_day(date) >= first_day(since) and (not until or date[: len(until)] <= until)


#: How the labels of disputes begin on whether a person is the one who is meant, or was handed over at all.
DOUBTS = ("identity", "whether he is one of", "whether she is one of")


def disputed(figure: Figure) -> list[str]:
    """Return what is disputed about a figure, by the labels of the statements."""
    return [row.get("label", row["value"]) for row in statements_on(figure, "dispute")]


def is_pending(figure: Figure, news: str | None) -> bool:
    """Return whether a date was set in the present US case that is later than the last news."""
    return any(
        first_day(statement["due"]) > first_day(news or "")
        for statement in in_present_case(figure["statements"])
        if "due" in statement
    )


def handover(facts: FactFile, figure: Figure) -> str | None:
    """Return the id of the event in which a figure was handed over."""
    events = (statement.get("event", "") for statement in statements_on(figure, "custody"))
    return next((id for id in events if id and "people" in facts.events[id]), None)


def group_link(facts: FactFile, statement: Statement[Any]) -> contract.GroupLink:
    """Return the group that a `group` statement is about; one without an entry leads the value: `La Empresa: x`."""
    id = statement.get("group")
    name, _, rest = statement["value"].partition(": ")
    group: Mapping[str, Any] = facts.groups[id] if id else {**statement, "name": name}
    return {
        "id": id,
        "name": group["name"],
        "short": group.get("short", group["name"]),
        "value": statement["value"] if id else rest or name,
        "standing": statement["standing"],
        "grade": grade(facts, statement["sources"]),
        "sources": statement["sources"],
    }


def group_statements(figure: Figure) -> list[Statement[Any]]:
    """Return the first statement for each group that a figure is linked to."""
    first: dict[str, Statement[Any]] = {}
    for statement in statements_on(figure, "group"):
        first.setdefault(statement.get("group") or statement["value"], statement)
    return list(first.values())


def refs(rows: Mapping[str, Any], ids: Iterable[str]) -> list[contract.Ref]:
    """Return ids with the names of their entries."""
    return [{"id": id, "name": rows[id]["name"]} for id in ids]
