"""The rules of evidence: what a fact file of valid shape must not claim. A charge is not a conviction."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, get_args

from cartels.facts.problem import NOUNS, Problem, walk
from cartels.facts.values import MAX_NAMES, MAX_SHORT, first_day
from cartels.facts.words import ENTITIES, Standing
from cartels.names import fold
from cartels.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cartels.facts.lines import Path

    Table = Mapping[str, Any]

#: Stages that a court or the person has to bring about: an accusation does not.
CONVICTED = ("sentenced", "convicted", "pleaded-guilty")

#: The keys that refer to rows of other tables.
_REFERENCES = {**ENTITIES, **{table: table for table in (*ENTITIES.values(), "sources")}, "court": "courts"}

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


def problems(facts: Table) -> Iterator[Problem]:
    """Yield every breach of a rule in a file of valid shape."""
    yield from _ids(facts)
    yield from _references(facts)
    for path, kind, row in walk(facts):
        if kind.endswith(".statements"):
            yield from _standing(path, row)
            yield from _keys(path, row)
        if kind in ("figures", "groups"):
            yield from _aliases(path, row)
        if kind == "figures":
            yield from _stages(path, row)
        if kind == "sources" and first_day(row.get("published", "")) > first_day(facts["about"]["checked"]):
            message = f"published later than the file was checked ({facts['about']['checked']})"
            yield Problem((*path, "published"), message, "correct one of the dates")
        if kind == "courts" and len(row["short"]) > MAX_SHORT:
            yield Problem((*path, "short"), f"`short` has {len(row['short'])} characters", f"write at most {MAX_SHORT}")
    yield from _handovers(facts)


def _ids(facts: Table) -> Iterator[Problem]:
    """Yield ids that are used twice. People, groups and events share their ids, as `show` takes any of them."""
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for table in (*ENTITIES.values(), "courts", "sources"):
        for position, row in enumerate(facts[table]):
            id, place = row["id"], f"{NOUNS[table]} {position + 1}"
            shared = ("entries", fold(id)) if table in ENTITIES.values() else (table, id)  # as `show` compares them
            first, other = taken.setdefault(shared, (place, id))
            if first != place:
                message = f"duplicate id {quoted(id)}: also used by {first}"
                if other != id:
                    message = f"the id {quoted(id)} is, without hyphens, that of {first}: {quoted(other)}"
                yield Problem((table, position, "id"), message, "give one of them another id, or merge them")
            if "name" in row and not fold(row["name"]):
                message = f"the name {quoted(row['name'])} has no letter or digit"
                yield Problem((table, position, "name"), message, "write one by which it can be found")
    if not facts["events"]:
        yield Problem(("events",), "there is no event", "add one: the first [[events]] entry is the default event")


def _references(facts: Table) -> Iterator[Problem]:
    """Yield references to what the file does not have, what has no source, and sources that nothing cites."""
    known = {table: {row["id"]: None for row in facts[table]} for table in set(_REFERENCES.values())}
    cited: set[str] = set()
    for path, _, row in walk(facts):
        if "sources" not in row:
            continue
        sources = row["sources"]
        cited.update(sources)
        if not sources and row.get("stage") != "unknown":
            yield Problem((*path, "sources"), "has no source", "name at least one, by its id in [[sources]]")
        if len(set(sources)) < len(sources):
            [(twice, _)] = Counter(sources).most_common(1)
            yield Problem((*path, "sources"), f"cites the source {quoted(twice)} more than once", "once is enough")
        for key in filter(_REFERENCES.__contains__, row):
            table, ids = _REFERENCES[key], row[key]
            for id in (ids,) if isinstance(ids, str) else ids:
                if id not in known[table]:
                    message = f"there is no {NOUNS[table]} {quoted(id)}"
                    yield Problem((*path, key), message, f"correct the id, or add it to [[{table}]]", id, known[table])
    for position, source in enumerate(facts["sources"]):
        if source["id"] not in cited:
            yield Problem(("sources", position), "is never cited", "cite it or remove it")


def _standing(path: Path, statement: Table) -> Iterator[Problem]:
    """Yield a standing that claims more than it rests on: nothing is `convicted` before a court has convicted.

    An unknown stage is the file's own conclusion: it has no standing, no source and no date.
    """
    stage, standing = statement.get("stage"), statement.get("standing")
    place = (*path, "standing")
    if stage == "unknown":
        for key in ("standing", "sources", "date"):
            if statement.get(key):
                message = f"an unknown stage has no `{key}`: it is the file's own conclusion"
                yield Problem((*path, key), message, "remove it, and give the reason in `note`")
    elif standing is None:
        yield Problem(place, "`standing` is missing", f"add one of {', '.join(get_args(Standing))}")
    elif stage in CONVICTED and standing in ("alleged", "charged"):
        message = f"the stage {stage} cannot stand as {standing}"
        yield Problem(place, message, "write the standing that the source gives, or another stage")
    elif standing == "convicted" and statement["topic"] == "charge":
        fix = 'write standing = "charged" or "alleged"; a conviction is a statement on the topic conviction'
        yield Problem(place, "a charge is not a conviction", fix)
    elif standing == "convicted" and stage and stage not in CONVICTED:
        message = f"the stage {stage} is not a conviction, so its standing cannot be convicted"
        yield Problem(place, message, "write the standing that the source gives")


def _keys(path: Path, statement: Table) -> Iterator[Problem]:
    """Yield keys that do not go with the topic, and keys that ask for another that is missing."""
    for key in filter(_TOPICS.__contains__, statement):
        topics = _TOPICS[key]
        if statement["topic"] not in topics:
            message = f"`{key}` does not go with the topic {statement['topic']}"
            yield Problem((*path, key), message, f"use it on {', '.join(topics)}, or remove it")
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


def _aliases(path: Path, entry: Table) -> Iterator[Problem]:
    """Yield an entry with too many names to search, and aliases in its statements by which it could not be found."""
    listed = set(entry.get("aliases", ()))
    count = len(listed) + len(entry.get("spellings", ()))
    if count > MAX_NAMES:
        yield Problem(path, f"has {count} aliases and spellings", f"keep at most {MAX_NAMES}")
    for number, statement in enumerate(entry["statements"]):
        if statement["topic"] == "alias" and statement["value"] not in listed:
            message = f"the alias {quoted(statement['value'])} is not in the `aliases` of the {NOUNS[str(path[0])]}"
            yield Problem((*path, "statements", number, "value"), message, "add it there too")


def _stages(path: Path, figure: Table) -> Iterator[Problem]:
    """Yield a figure that was handed over and does not have exactly one stage, or another that has one.

    A stage says `charged` only where a charge of the person's own is known.
    """
    stages = [number for number, row in enumerate(figure["statements"]) if row["topic"] == "stage"]
    if figure["kind"] != "transferred":
        for number in stages:
            message = f"only those handed over have a stage, and the kind of this figure is {figure['kind']}"
            yield Problem((*path, "statements", number), message, "remove the statement")
    elif len(stages) > 1:
        message = f"the figure has {len(stages)} stages"
        yield Problem((*path, "statements", stages[1]), message, "keep the latest that a source gives")
    elif not stages:
        fix = 'add a statement with topic = "stage"; stage = "unknown" needs no source'
        yield Problem(path, "was handed over and has no stage", fix)
    else:
        stage = figure["statements"][stages[0]].get("stage")
        place = (*path, "statements", stages[0], "stage")
        counts_known = any(
            row["topic"] == "charge" and row.get("standing") == "charged" and "case" not in row
            for row in figure["statements"]
        )
        if stage == "charged" and not counts_known:
            fix = 'write stage = "said-to-face-charges", or add the charge'
            yield Problem(place, "charged, but no `charge` in the present US case stands as charged", fix)
        if stage == "said-to-face-charges" and counts_known:
            yield Problem(place, "a `charge` in the present US case stands as charged", 'write stage = "charged"')


def _handovers(facts: Table) -> Iterator[Problem]:
    """Yield figures that were handed over in no event or in two, and events with more of them than people."""
    handovers = {event["id"]: event["people"] for event in facts["events"] if "people" in event}
    counts: Counter[str] = Counter()
    for position, figure in enumerate(facts["figures"]):
        if figure["kind"] == "transferred":
            custody = [row for row in figure["statements"] if row["topic"] == "custody"]
            found = sorted({row["event"] for row in custody if row.get("event") in handovers})
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
