"""The rules of evidence: what a fact file of valid shape must not claim. A charge is not a conviction."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, cast, get_args

from cartels.facts import model, words
from cartels.facts.problem import NOUNS, Problem, walk
from cartels.facts.values import MAX_NAMES, MAX_SHORT, first_day
from cartels.facts.words import ENTITIES
from cartels.names import fold
from cartels.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cartels.facts.lines import Path
    from cartels.facts.model import Facts
    from cartels.facts.problem import Row

#: Stages that are not a conviction.
NOT_CONVICTED = ("charged", "pleaded-not-guilty", "dismissed", "unknown")

#: The keys that refer to rows of other tables.
_REFERENCES = {**ENTITIES, **{table: table for table in (*ENTITIES.values(), "sources")}, "court": "courts"}


def problems(facts: Facts) -> Iterator[Problem]:
    """Yield every breach of a rule, rule by rule."""
    rows = list(walk(cast("dict[str, Any]", facts)))
    yield from _ids(facts)
    yield from _references(facts, rows)
    yield from _uncited_sources(facts, rows)
    yield from _dates(facts)
    yield from _standings(rows)
    yield from _keys_of_topics(rows)
    yield from _key_pairs(rows)
    yield from _aliases(facts)
    yield from _stages(facts)
    yield from _handovers(facts)
    yield from _courts(facts)


def _rows(facts: Facts, table: str) -> list[dict[str, Any]]:
    return cast("dict[str, list[dict[str, Any]]]", facts)[table]


def _ids(facts: Facts) -> Iterator[Problem]:
    """Yield ids that are used twice. People, groups and events share their ids, as `show` takes any of them."""
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for table in (*ENTITIES.values(), "courts", "sources"):
        space = "entries" if table in ENTITIES.values() else table
        for position, row in enumerate(_rows(facts, table)):
            id = fold(row["id"]) if space == "entries" else row["id"]  # as `show` compares them
            place = f"{NOUNS[table]} {position + 1}"
            first, other = taken.setdefault((space, id), (place, row["id"]))
            if first != place:
                message = f"duplicate id {quoted(row['id'])}: also used by {first}"
                if other != row["id"]:
                    message = f"the id {quoted(row['id'])} is, without hyphens, that of {first}: {quoted(other)}"
                yield Problem((table, position, "id"), message, "give one of them another id, or merge them")
            if "name" in row and not fold(row["name"]):
                message = f"the name {quoted(row['name'])} has no letter or digit"
                yield Problem((table, position, "name"), message, "write one by which it can be found")
    if not facts["events"]:
        yield Problem(("events",), "there is no event", "add one: the first [[events]] entry is the default event")


def _cites(rows: Sequence[Row]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield what cites sources: statements, timeline rows and notes."""
    return ((path, row) for path, kind, row in rows if "sources" in model.tables()[kind])


def _references(facts: Facts, rows: Sequence[Row]) -> Iterator[Problem]:
    """Yield references to what the file does not have, and what has no source."""
    known = {table: {row["id"]: None for row in _rows(facts, table)} for table in set(_REFERENCES.values())}
    for path, row in _cites(rows):
        sources = row["sources"]
        if not sources and row.get("stage") != "unknown":
            yield Problem((*path, "sources"), "has no source", "name at least one, by its id in [[sources]]")
        if len(set(sources)) < len(sources):
            [(twice, _)] = Counter(sources).most_common(1)
            yield Problem((*path, "sources"), f"cites the source {quoted(twice)} more than once", "once is enough")
        for key, table in _REFERENCES.items():
            ids = row.get(key, ())
            for id in (ids,) if isinstance(ids, str) else ids:
                if id not in known[table]:
                    message = f"there is no {NOUNS[table]} {quoted(id)}"
                    yield Problem((*path, key), message, f"correct the id, or add it to [[{table}]]", id, known[table])


def _uncited_sources(facts: Facts, rows: Sequence[Row]) -> Iterator[Problem]:
    """Yield sources that nothing cites."""
    cited = {id for _, row in _cites(rows) for id in row["sources"]}
    for position, row in enumerate(facts["sources"]):
        if row["id"] not in cited:
            yield Problem(("sources", position), "is never cited", "cite it or remove it")


def _statements(rows: Sequence[Row]) -> Iterator[tuple[Path, dict[str, Any]]]:
    return ((path, row) for path, kind, row in rows if kind.endswith(".statements"))


def _dates(facts: Facts) -> Iterator[Problem]:
    """Yield sources that were published after the day on which the file was checked."""
    checked = facts["about"]["checked"]
    for position, source in enumerate(facts["sources"]):
        if first_day(source.get("published", "")) > first_day(checked):
            message = f"published later than the file was checked ({checked})"
            yield Problem(("sources", position, "published"), message, "correct one of the dates")


def _standings(rows: Sequence[Row]) -> Iterator[Problem]:
    """Yield standings that claim more than they rest on: nothing is `convicted` before a court has convicted.

    An unknown stage is the file's own conclusion: it has no standing, no source and no date.
    """
    for path, statement in _statements(rows):
        if statement.get("stage") == "unknown":
            for key in ("standing", "sources", "date"):
                if statement.get(key):
                    message = f"an unknown stage has no `{key}`: it is the file's own conclusion"
                    yield Problem((*path, key), message, "remove it, and give the reason in `note`")
            continue
        if "standing" not in statement:
            fix = f"add one of {', '.join(get_args(words.Standing))}"
            yield Problem((*path, "standing"), "`standing` is missing", fix)
        if statement.get("standing") != "convicted":
            continue
        if statement["topic"] == "charge":
            fix = 'write standing = "charged" or "alleged"; a conviction is a statement on the topic conviction'
            yield Problem((*path, "standing"), "a charge is not a conviction", fix)
        elif statement.get("stage") in NOT_CONVICTED:
            message = f"the stage {statement['stage']} is not a conviction, so its standing cannot be convicted"
            yield Problem((*path, "standing"), message, "write the standing that the source gives")


#: The topics that can have a key.
_TOPICS = {
    "due": ("court", "plea", "sentence", "custody"),
    "case": ("charge", "court", "plea", "conviction", "sentence", "penalty"),
    "judge": ("court",),
    "label": ("dispute",),
    "short": ("group",),
    "listed": ("designation",),
    "stage": ("stage",),
}


def _keys_of_topics(rows: Sequence[Row]) -> Iterator[Problem]:
    """Yield keys on topics that cannot have them."""
    for path, statement in _statements(rows):
        for key, topics in _TOPICS.items():
            if key in statement and statement["topic"] not in topics:
                message = f"`{key}` does not go with the topic {statement['topic']}"
                yield Problem((*path, key), message, f"use it on {', '.join(topics)}, or remove it")


def _key_pairs(rows: Sequence[Row]) -> Iterator[Problem]:
    """Yield statements in which one key asks for another that is missing."""
    for path, statement in _statements(rows):
        if statement["topic"] == "stage" and "stage" not in statement:
            yield Problem(path, "the key `stage` is missing", 'add it, as in stage = "charged"')
        if "judge" in statement and "court" not in statement:
            yield Problem((*path, "judge"), "a `judge` without a court", 'add the key, as in court = "nyed"')
        if "short" in statement and "group" in statement:
            yield Problem((*path, "short"), "`short` is for a group without an entry", "set it on the group's entry")
        if path[0] == "groups" and "relation" in statement and "group" not in statement:
            yield Problem((*path, "relation"), "`relation` says what it is to a `group`", "name the group")
        elif path[0] != "groups" and ("figure" in statement) is not ("relation" in statement):
            yield Problem(path, "`figure` and `relation` go together", 'write both, as in relation = "brother"')


def _aliases(facts: Facts) -> Iterator[Problem]:
    """Yield entries with too many names to search, and aliases in statements by which they could not be found."""
    for table in ("figures", "groups"):
        for position, entry in enumerate(_rows(facts, table)):
            listed = set(entry.get("aliases", ()))
            count = len(listed) + len(entry.get("spellings", ()))
            if count > MAX_NAMES:
                yield Problem((table, position), f"has {count} aliases and spellings", f"keep at most {MAX_NAMES}")
            for number, statement in enumerate(entry["statements"]):
                if statement["topic"] == "alias" and statement["value"] not in listed:
                    message = f"the alias {quoted(statement['value'])} is not in the `aliases` of the {NOUNS[table]}"
                    yield Problem((table, position, "statements", number, "value"), message, "add it there too")


def _stages(facts: Facts) -> Iterator[Problem]:
    """Yield figures that were handed over and do not have exactly one stage, and others that have one."""
    for position, figure in enumerate(facts["figures"]):
        stages = [number for number, row in enumerate(figure["statements"]) if row["topic"] == "stage"]
        if figure["kind"] != "transferred":
            for number in stages:
                message = f"only those handed over have a stage, and the kind of this figure is {figure['kind']}"
                yield Problem(("figures", position, "statements", number), message, "remove the statement")
        elif len(stages) > 1:
            path: Path = ("figures", position, "statements", stages[1])
            yield Problem(path, f"the figure has {len(stages)} stages", "keep the latest that a source gives")
        elif not stages:
            fix = 'add a statement with topic = "stage"; stage = "unknown" needs no source'
            yield Problem(("figures", position), "was handed over and has no stage", fix)


def _handovers(facts: Facts) -> Iterator[Problem]:
    """Yield figures that were handed over in no event or in two, and events with more of them than people."""
    handovers = {event["id"]: event["people"] for event in facts["events"] if "people" in event}
    counts: Counter[str] = Counter()
    for position, figure in enumerate(facts["figures"]):
        if figure["kind"] == "transferred":
            rows = [row for row in figure["statements"] if row["topic"] == "custody"]
            found = sorted({row["event"] for row in rows if row.get("event") in handovers})
            counts.update(found)
            if len(found) != 1:
                message = f"belongs to {' and '.join(found) if found else 'no handover'}"
                fix = f"give one custody statement the `event`: {', '.join(handovers) or 'one with `people`'}"
                yield Problem(("figures", position), message, fix)
    for position, event in enumerate(facts["events"]):
        people = event.get("people", counts[event["id"]])
        if counts[event["id"]] > people:
            message = f"`people` is {people}, and more are named as handed over: {counts[event['id']]}"
            yield Problem(("events", position, "people"), message, "correct it, or a figure's custody statement")


def _courts(facts: Facts) -> Iterator[Problem]:
    """Yield courts whose short name does not fit into a table."""
    for position, court in enumerate(facts["courts"]):
        if len(court["short"]) > MAX_SHORT:
            message = f"`short` has {len(court['short'])} characters"
            yield Problem(("courts", position, "short"), message, f"write at most {MAX_SHORT}")
