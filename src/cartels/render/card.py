"""Everything about one entry: a summary that fits on a screen, the statements in sections, and the numbered sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from cartels.facts.values import first_day
from cartels.render.document import (
    NOT_KNOWN,
    NOTHING,
    PRESUMPTION,
    Bibliography,
    Grid,
    Item,
    Labelled,
    Linked,
    Refs,
    Source,
    Summary,
    Text,
    Values,
)
from cartels.render.listings import last_news, statement_lines
from cartels.render.words import (
    LISTS,
    SAID_CHARGED,
    STAGES,
    Row,
    copy_at,
    in_case,
    source_title,
    standing_label,
    with_standing,
)
from cartels.views.fields import Column

if TYPE_CHECKING:
    from cartels.render.document import Block, Cell, Document, Labels
    from cartels.views import contract

#: The sections of a person's card, and the topics of each.
_SECTIONS = {
    "the case": ("stage", "court", "charge", "plea", "conviction", "sentence", "penalty"),
    "links": ("group", "role", "relation"),
    "handover and custody": (
        "custody", "destination", "arrest", "escape", "release", "reward", "sanction",
    ),
    "the person": (
        "alias", "office", "birth", "death", "nationality", "summary", "statement", "aftermath",
    ),
    "disputed": ("dispute",),
}  # fmt: skip
_COLUMNS = (Column("date", 10), Column("standing", 14), Column("statement", 40), Column("sources", 12))


class _Numbers:
    """The numbers of a card's sources: those of grade official first, then in the order of first mention."""

    def __init__(self, data: Any) -> None:
        rows = [*data["statements"], *data["timeline"], *data["notes"]]
        cited = {source["id"]: source for row in rows for source in row["sources"]}
        ordered = sorted(cited.values(), key=lambda source: source["grade"] != "official")
        self.sources = {source["id"]: (f"[{number}]", source) for number, source in enumerate(ordered, 1)}

    def refs(self, row: Row) -> Refs:
        """Return the numbers of a statement's sources."""
        ids = [source if isinstance(source, str) else source["id"] for source in row["sources"]]
        numbered = sorted((int(self.sources[id][0][1:-1]), id) for id in ids)
        links = [Linked(f"[{number}]", self.sources[id][1]["url"]) for number, id in numbered]
        return Refs(links, row.get("locator", ""))


def card(data: contract.Card, labels: Labels) -> Document:
    """Return everything about an entry."""
    numbers = _Numbers(data)
    if data["entity"] == "figure":
        summary = _figure(data, numbers, labels)
    elif data["entity"] == "group":
        summary = _group(data, numbers, labels)
    else:
        summary = _event(data, numbers, labels)
    blocks: Document = [summary, *_statements(data, numbers, labels)]
    if data["entity"] == "group":
        blocks += _people("people", data["members"])
        blocks += _people("others named", data["others"])
    if data["entity"] == "event" and data["cities"]:
        flown: list[Sequence[Cell]] = [
            [city["city"] or NOT_KNOWN, str(len(city["figures"])), [figure["name"] for figure in city["figures"]]]
            for city in data["cities"]
        ]
        blocks.append(Grid((Column("city", 16), Column("people", 6), Column("named", 40)), [("PEOPLE BY CITY", flown)]))
    if data["notes"]:
        rows = [_note(cast("Row", note), numbers) for note in data["notes"]]
        columns = (Column("about", 20), Column("note", 40), Column("sources", 12))
        blocks.append(Grid(columns, [("WHERE SOURCES DISAGREE", rows)]))
    if data["timeline"]:
        dated = [_dated(cast("Row", row), numbers) for row in data["timeline"]]
        blocks.append(Grid(_COLUMNS, [("TIMELINE", dated)]))
    blocks += [Text("SOURCES"), _bibliography(numbers)]
    return [*blocks, Text(f"Facts checked {labels.checked}. {PRESUMPTION}")]


def _note(row: Row, numbers: _Numbers) -> Sequence[Cell]:
    return [row["topic"], row["text"], numbers.refs(row)]


def _dated(row: Row, numbers: _Numbers) -> Sequence[Cell]:
    return [row["date"], standing_label(row), row["text"], numbers.refs(row)]


def _people(title: str, links: Sequence[contract.GroupLink]) -> list[Block]:
    rows: list[Sequence[Cell]] = [[link["name"], standing_label(cast("Row", link)), link["value"]] for link in links]
    columns = (Column("name", 24), Column("standing", 14), Column("as", 30))
    return [Grid(columns, [(title.upper(), rows)])] if rows else []


# The top of a card


def _figure(data: contract.FigureCard, numbers: _Numbers, labels: Labels) -> Summary:
    """Return what a reporter needs first: handover, stage, charges, court, links, what is pending and disputed."""
    rows = [cast("Row", row) for row in data["statements"]]
    present = [row for row in rows if "case" not in row]

    def on(*topics: str, among: Sequence[Row] = present) -> list[Row]:
        return [row for row in among if row["topic"] in topics]

    courts = [row for row in on("court") if "court" in row] or on("court")
    counts_missing = data["stage"] == "charged" and not data["counts_known"]
    values = [
        Values(
            "said to be charged" if counts_missing else STAGES.get(data["stage"] or "", ""),
            [_stage(row, numbers, in_words=counts_missing) for row in on("stage")],
        ),
        Values("charged with", _items(on("charge"), numbers), 4),
        Values("court", [_court(row, numbers, labels) for row in courts[:1]]),
        _penalty(data["stage"], on("sentence"), on("penalty"), numbers),
        Values("linked to", _links(data["groups"], numbers), inline=True),
        Values("pending", _pending(data, present, numbers, labels.checked)),
        Values("earlier", [Item(with_standing(in_case(row), row), numbers.refs(row)) for row in _earlier(rows)]),
        *_disputed(on("dispute")),
        Values("sources", [Item(_graded(data["sources"]))]),
    ]
    kind = ""
    if data["kind"] == "transferred":
        values = [_or_not_known(part) for part in values]
    else:
        kind = f"not handed over: {data['kind']}"
        values.insert(0, Values("role", _items(on("office", "role")[:2], numbers), 4))
    lines = [*_handed_over(rows, data["event"], numbers), Item(last_news([data["last_news"]], labels.checked))]
    aside = "; ".join(filter(None, [kind, *data["aliases"]]))
    return Summary(data["name"], aside, lines, [part for part in values if part.items])


def _or_not_known(values: Values) -> Values:
    """Return `not known` where a person's charges, court or links are not."""
    needed = values.label in ("charged with", "court", "linked to")
    return values._replace(items=[Item(NOT_KNOWN)]) if needed and not values.items else values


def _penalty(stage: str | None, sentences: Sequence[Row], penalties: Sequence[Row], numbers: _Numbers) -> Values:
    """Return the first penalty that a source names, or the sentence of those sentenced: they got no other."""
    if stage == "sentenced":
        return Values("sentence", _items(sentences[:1], numbers))
    return Values("penalty", _items(penalties[:1], numbers))


def _stage(row: Row, numbers: _Numbers, *, in_words: bool) -> Item:
    """Return the stage's own statement, by its date or `in_words`; for one that is not known the reason."""
    if row["stage"] == "unknown":
        return Item(row.get("note", ""))
    text = row["value"] if in_words else row.get("date") or row["value"]
    return Item(with_standing(text, row), numbers.refs(row))


def _handed_over(rows: Sequence[Row], event: str | None, numbers: _Numbers) -> list[Item]:
    """Return when and in which words a person was handed over, and where to."""
    custody = next((row for row in rows if row["topic"] == "custody" and row.get("event") == event), None)
    flown = next((row for row in rows if row["topic"] == "destination" and "city" in row), None)
    if not event or not custody:
        return []
    items = [Item(with_standing(f"handed over {custody.get('date', '')}".strip(), custody), numbers.refs(custody))]
    if flown:
        items.append(Item(with_standing(f"flown to {flown['city']}", flown), numbers.refs(flown)))
    return items


def _items(rows: Iterable[Row], numbers: _Numbers) -> list[Item]:
    return [Item(with_standing(row["value"], row), numbers.refs(row)) for row in rows]


def _court(row: Row, numbers: _Numbers, labels: Labels) -> Item:
    court = labels.courts.get(row.get("court", ""), "")
    judge = f"Judge {row['judge']}" if "judge" in row else ""
    text = ", ".join(filter(None, (court, judge))) or row["value"]
    return Item(with_standing(text, row), numbers.refs(row))


def _links(groups: Sequence[contract.GroupLink], numbers: _Numbers) -> list[Item]:
    """Return the linked groups, each standing before the first group that has it."""
    by_label: dict[str, list[Row]] = {}
    for link in groups:
        by_label.setdefault(standing_label(cast("Row", link)), []).append(cast("Row", link))
    items: list[Item] = []
    for label, links in by_label.items():
        names = [Labelled(f"{label}: {links[0]['name']}"), *(link["name"] for link in links[1:])]
        items += [Item(name, numbers.refs(link)) for name, link in zip(names, links, strict=True)]
    return items


def _pending(data: contract.FigureCard, rows: Sequence[Row], numbers: _Numbers, checked: str) -> list[Item]:
    """Return what was set for a day after the last news, and whether the day had passed when the facts were checked."""
    items = []
    for row in rows:
        if first_day(row.get("due", "")) > first_day(data["last_news"] or ""):
            passed = " (passed, outcome not found)" if first_day(row["due"]) <= first_day(checked) else ""
            items.append(Item(with_standing(f"{row['due']}{passed}: {row['value']}", row), numbers.refs(row)))
    return items


def _earlier(rows: Sequence[Row]) -> list[Row]:
    """Return sentences and convictions in other cases."""
    other = [row for row in rows if "case" in row and row["topic"] in ("sentence", "conviction")]
    return sorted(other, key=lambda row: row["topic"] != "sentence")


def _disputed(rows: Sequence[Row]) -> list[Values]:
    """Return what is disputed, by the labels of the statements."""
    names = " · ".join(row.get("label") or row["value"] for row in rows)
    return [Values(f"disputed ({len(rows)})", [Item(names)])] if rows else []


def _graded(sources: Sequence[contract.SourceOut]) -> str:
    """Return how many sources there are of each grade."""
    grades = [source["grade"] for source in sources]
    official = grades.count("official")
    read = f"{official} official" if official else "none read on a government site"
    return f"{len(sources)}: {read}; {grades.count('established')} established, {grades.count('weak')} weak"


def _group(data: contract.GroupCard, numbers: _Numbers, labels: Labels) -> Summary:
    rows = [cast("Row", row) for row in data["statements"]]
    on_lists = [row for row in rows if row.get("listed")]
    listed = [Item(with_standing(LISTS[row["listed"]], row), numbers.refs(row)) for row in on_lists]
    values = [
        *(Values(topic, _items(_first(rows, topic), numbers)) for topic in ("summary", "base", "status", "leader")),
        Values("listed", listed, 3, inline=True),
        Values("people", [Item(_counted(data))]),
        Values("sources", [Item(_graded(data["sources"]))]),
    ]
    lines = [Item(last_news([data["last_news"]], labels.checked))]
    return Summary(data["name"], "; ".join(data["aliases"]), lines, [part for part in values if part.items])


def _first(rows: Sequence[Row], topic: str) -> list[Row]:
    return [row for row in rows if row["topic"] == topic][:1]


def _counted(data: contract.GroupCard) -> str:
    count = len(data["others"])
    others = f"; {count} {'other' if count == 1 else 'others'} named" if count else ""
    return f"{len(data['members'])} of those handed over are linked to it, at any standing{others}"


def _event(data: contract.EventCard, numbers: _Numbers, labels: Labels) -> Summary:
    rows = [cast("Row", row) for row in data["statements"]]
    values = []
    if data["people"]:
        cities = [f"{city['city'] or NOT_KNOWN} {len(city['figures'])}" for city in data["cities"]]
        values.append(Values("people", [Item(f"{data['people']}, of whom {data['named']} are named")]))
        values.append(Values("flown to", [Item(f"of those named: {', '.join(cities)}")], 3))
    topics = ("count", "origin", "legal-basis", "agency")
    values += [Values(topic.replace("-", " "), _items(_first(rows, topic), numbers)) for topic in topics]
    values.append(Values("sources", [Item(_graded(data["sources"]))]))
    lines = [Item(f"date {data['date']}"), Item(last_news([data["last_news"]], labels.checked))]
    return Summary(data["name"], data["id"], lines, [part for part in values if part.items])


# Statements and sources


def _statements(data: contract.Card, numbers: _Numbers, labels: Labels) -> list[Block]:
    """Return the statements, those of a person in five sections; within a topic the newest first, the undated last."""
    from typing import get_args

    from cartels.facts import words

    topics = {"figure": words.FigureTopic, "group": words.GroupTopic, "event": words.EventTopic}[data["entity"]]
    sections = (
        _SECTIONS if data["entity"] == "figure" else {topic.replace("-", " "): (topic,) for topic in get_args(topics)}
    )
    by_topic: dict[str, list[Row]] = {}
    for row in sorted(data["statements"], key=lambda row: str(row.get("date", "")), reverse=True):
        by_topic.setdefault(row["topic"], []).append(cast("Row", row))
    grids = []
    for title, among in sections.items():
        rows = [row for topic in among for row in by_topic.get(topic, ())]
        if rows:
            grids.append((title.upper(), [_evidence(row, numbers, labels, by_topic=len(among) > 1) for row in rows]))
    return [Grid(_COLUMNS, grids)]


def _evidence(row: Row, numbers: _Numbers, labels: Labels, *, by_topic: bool) -> Sequence[Cell]:
    """Return a statement as a row; `by_topic` it is led by its topic."""
    lines = statement_lines(row, labels, standing=False)
    if by_topic:
        lines[0] = f"{row['topic']}: {lines[0]}"
    return [row.get("date", ""), standing_label(row), lines, numbers.refs(row)]


def _bibliography(numbers: _Numbers) -> Bibliography:
    sources = []
    for number, source in numbers.sources.values():
        row = cast("Row", source)
        grade = source["grade"] if source["grade"] != "established" else ""
        about = ", ".join(filter(None, (source["publisher"], source["published"], grade, copy_at(row))))
        sources.append(Source(number, Linked(source_title(row), source["url"]), about))
    return Bibliography(sources)


def source_card(data: contract.SourceCard, labels: Labels) -> Document:
    """Return a source, and everything that cites it."""
    row = cast("Row", data)
    fields = ("publisher", "published", "language", "kind", "grade", "url", "note")
    pairs = [Values(field, [Item(str(row[field]))], 6) for field in fields if row.get(field)]
    if copy := copy_at(row):
        pairs.insert(1, Values("read", [Item(copy)]))
    rows: list[Sequence[Cell]] = [
        [citation["name"], citation["topic"], Labelled(citation["standing"] or NOTHING), citation["value"]]
        for citation in data["citations"]
    ]
    columns = (Column("entry", 20), Column("topic", 11), Column("standing", 10), Column("value", 36))
    caption = f"cited {len(rows)} {'time' if len(rows) == 1 else 'times'} · facts checked {labels.checked}"
    return [
        Summary(source_title(row), data["id"], [], pairs),
        Grid(columns, [("WHAT CITES IT", rows)], [caption, PRESUMPTION]),
    ]


# The overview


def overview(data: contract.Overview) -> Document:
    """Return the handovers with their people by stage, and the groups with how many people are linked to each."""
    about = data["about"]
    lines = [Item(f"newest source on anybody handed over {about['newest_source']} · facts checked {about['checked']}")]
    values = []
    for row in data["handovers"]:
        stages = ", ".join(map(_counted_stage, row["stages"]))
        people = f"{row['people']} people, {row['named']} of them named: {stages}"
        values.append(Values(row["date"], [Item(people), *_flown(row["destinations"])], 9))
    linked = sorted((row for row in data["groups"] if row["members"]), key=lambda row: -len(row["members"]))
    named = ", ".join(f"{row['short']} {len(row['members'])}" for row in linked)
    values.append(Values("groups", [Item(f"people linked to each, at any standing: {named}")], 6))
    values.append(Values("more", [Item("cartels figures, cartels show NAME, cartels groups, cartels event")]))
    return [Summary(about["title"], "", lines, values), Text(PRESUMPTION)]


def _counted_stage(row: contract.StageCount) -> str:
    """Return how many people have a stage; of those charged, for how many no charge of their own is known."""
    unknown = row["count"] - row["counts_known"] if row["stage"] == "charged" else 0
    known = [f"{row['count'] - unknown} {STAGES[row['stage']]}"] if row["count"] > unknown else []
    return ", ".join([*known, *([f"{unknown} {SAID_CHARGED}"] if unknown else [])])


def _flown(destinations: Sequence[contract.Destination]) -> list[Item]:
    """Return where the people of a handover were flown, by standing."""
    by_label: dict[str, list[str]] = {}
    for row in destinations:
        by_label.setdefault(standing_label(cast("Row", row)), []).append(row["value"])
    return [Item(f"{label}: {'; '.join(values)}") for label, values in by_label.items()]
