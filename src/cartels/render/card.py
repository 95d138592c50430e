"""Cards on a screen: a summary that fits, the statements in sections, and the numbered sources; and the overview."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cartels.facts.values import first_day
from cartels.render.document import (
    NOT_KNOWN,
    NOTHING,
    PRESUMPTION,
    Bibliography,
    Grid,
    Item,
    Labelled,
    Led,
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
_PEOPLE = (Column("name", 24), Column("standing", 14), Column("as", 30))
_CITIES = (Column("city", 16), Column("people", 6), Column("named", 40))
_NOTES = (Column("about", 20), Column("note", 40), Column("sources", 12))


class _Numbers:
    """The numbers of a card's sources: those of grade official first, then in the order of first mention."""

    def __init__(self, data: contract.Card) -> None:
        rows: list[Row] = [*data["statements"], *data["timeline"], *data["notes"]]
        cited = {source["id"]: source for row in rows for source in row["sources"]}
        self.sources: list[Row] = sorted(cited.values(), key=lambda source: source["grade"] != "official")
        self.by_id = {source["id"]: number for number, source in enumerate(self.sources, 1)}

    def refs(self, row: Row) -> Refs:
        """Return the numbers of a statement's sources."""
        ids = [source if isinstance(source, str) else source["id"] for source in row["sources"]]
        numbers = sorted(self.by_id[id] for id in ids)
        links = [Linked(f"[{number}]", self.sources[number - 1]["url"]) for number in numbers]
        return Refs(links, row.get("locator", ""))

    def item(self, row: Row, text: str = "") -> Item:
        """Return the value of a statement, or another text, with its standing and sources."""
        return Item(with_standing(text or row["value"], row), self.refs(row))

    def items(self, rows: Iterable[Row]) -> list[Item]:
        """Return the values of statements."""
        return [self.item(row) for row in rows]


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
        for title, links in (("PEOPLE", data["members"]), ("OTHERS NAMED", data["others"])):
            blocks += _grid(title, _PEOPLE, ([link["name"], standing_label(link), link["value"]] for link in links))
    if data["entity"] == "event":
        flown = ((city["city"] or NOT_KNOWN, [figure["name"] for figure in city["figures"]]) for city in data["cities"])
        blocks += _grid("PEOPLE BY CITY", _CITIES, ([city, str(len(names)), [*names]] for city, names in flown))
    notes: list[Sequence[Cell]] = [[note["topic"], note["text"], numbers.refs(note)] for note in data["notes"]]
    dated: list[Sequence[Cell]] = [
        [row["date"], standing_label(row), row["text"], numbers.refs(row)] for row in data["timeline"]
    ]
    blocks += _grid("WHERE SOURCES DISAGREE", _NOTES, notes) + _grid("TIMELINE", _COLUMNS, dated)
    blocks += [Text("SOURCES"), _bibliography(numbers)]
    return [*blocks, Text(f"Facts checked {labels.checked}. {PRESUMPTION}")]


def _grid(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> list[Block]:
    """Return rows under a title, and nothing where there are none."""
    found = list(rows)
    return [Grid(columns, [(title, found)])] if found else []


# The top of a card


def _figure(data: contract.FigureCard, numbers: _Numbers, labels: Labels) -> Summary:
    """Return what a reporter needs first: handover, stage, charges, court, links, what is pending and disputed."""
    rows = data["statements"]
    present = [row for row in rows if "case" not in row]
    earlier = _on((row for row in rows if "case" in row), "sentence", "conviction")
    earlier.sort(key=lambda row: row["topic"] != "sentence")
    on = partial(_on, present)
    stage = data["stage"] or ""
    transferred = data["kind"] == "transferred"
    missing = [Item(NOT_KNOWN)] if transferred else []
    courts = [row for row in on("court") if "court" in row] or on("court")
    charges = [row for row in on("charge") if row["standing"] != "alleged"]
    accusations = [row for row in on("charge") if row["standing"] == "alleged"]
    penalty = "sentence" if stage == "sentenced" else "penalty"  # those sentenced got no other
    disputes = on("dispute")
    labels_of_disputes = " · ".join(row.get("label") or row["value"] for row in disputes)
    values = [
        Values(STAGES.get(stage, "").partition(",")[0], [_stage(row, numbers) for row in on("stage")], 3),
        Values("plea", numbers.items(_pleas(data, on("plea"))), 3),
        Values("first charged with" if stage in _GUILTY else "charged with", numbers.items(charges) or missing, 4),
        Values("accused of", numbers.items(accusations), 3),
        Values("court", [_court(row, numbers, labels) for row in courts[:1]] or missing),
        Values(penalty, numbers.items(on(penalty)), 3),
        Values("linked to", _links(data["groups"], numbers) or missing, inline=True),
        Values("pending", _pending(data, present, numbers, labels.checked), 4),
        Values("earlier", [numbers.item(row, in_case(row)) for row in earlier], 4),
        Values(f"disputed ({len(disputes)})", [Item(labels_of_disputes)] if disputes else []),
        Values("sources", [Item(_graded(data["sources"]))]),
    ]
    kind = "" if transferred else f"not handed over: {data['kind']}"
    if not transferred:
        values.insert(0, Values("role", numbers.items(on("office", "role")[:2]), 4))
    lines = [*_handed_over(rows, data["event"], numbers), Item(last_news([data["last_news"]], labels.checked))]
    matched = data["matched"]
    if not matched["complete"]:
        known_as = f"{matched['how']} {matched['text']}" if matched["how"] in ("alias", "spelling") else "name"
        lines.append(Item(f"found by a part of the {known_as}"))
    aside = "; ".join(filter(None, [kind, *data["aliases"]]))
    return Summary(data["name"], aside, lines, [part for part in values if part.items])


#: Stages that are reached by a plea of guilty, or a verdict: the charges before it may have been others.
_GUILTY = ("sentenced", "convicted", "pleaded-guilty")


def _pleas(data: contract.FigureCard, pleas: Sequence[Row]) -> list[Row]:
    """Return what was pleaded where the stage does not say it: guilty to what, or a change since."""
    return [row for row in pleas if data["stage"] in _GUILTY or row.get("date", "") > (data["stage_date"] or "9")]


def _stage(row: Row, numbers: _Numbers) -> Item:
    """Return the stage's own statement, led by its date; for one that is not known the reason."""
    if row["stage"] == "unknown":
        return Item(row.get("note", ""))
    return numbers.item(row, ": ".join(filter(None, (row.get("date"), row["value"]))))


def _handed_over(rows: Sequence[Row], event: str | None, numbers: _Numbers) -> list[Item]:
    """Return when and in which words a person was handed over, and where to."""
    custody = next((row for row in rows if row["topic"] == "custody" and row.get("event") == event), None)
    flown = next((row for row in rows if row["topic"] == "destination" and "city" in row), None)
    if not event or not custody:
        return []
    items = [numbers.item(custody, f"handed over {custody.get('date', '')}".strip())]
    return [*items, numbers.item(flown, f"flown to {flown['city']}")] if flown else items


def _on(rows: Iterable[Row], *topics: str) -> list[Row]:
    return [row for row in rows if row["topic"] in topics]


def _court(row: Row, numbers: _Numbers, labels: Labels) -> Item:
    court = labels.courts.get(row.get("court", ""), "")
    judge = f"Judge {row['judge']}" if "judge" in row else ""
    return numbers.item(row, ", ".join(filter(None, (court, judge))))


def _links(groups: Sequence[contract.GroupLink], numbers: _Numbers) -> list[Item]:
    """Return the linked groups, each standing before the first group that has it."""
    by_label: dict[str, list[Row]] = {}
    for link in groups:
        by_label.setdefault(standing_label(link), []).append(link)
    items: list[Item] = []
    for label, links in by_label.items():
        names = [Led(f"{label}: {links[0]['name']}"), *(link["name"] for link in links[1:])]
        items += [Item(name, numbers.refs(link)) for name, link in zip(names, links, strict=True)]
    return items


def _pending(data: contract.FigureCard, rows: Sequence[Row], numbers: _Numbers, checked: str) -> list[Item]:
    """Return what was set for a day after the last news, and whether the day had passed when the facts were checked."""
    items = []
    for row in rows:
        if first_day(row.get("due", "")) > first_day(data["last_news"] or ""):
            passed = " (passed, outcome not found)" if first_day(row["due"]) <= first_day(checked) else ""
            items.append(numbers.item(row, f"{row['due']}{passed}: {row['value']}"))
    return items


def _graded(sources: Sequence[contract.SourceOut]) -> str:
    """Return how many sources there are of each grade."""
    grades = [source["grade"] for source in sources]
    official = grades.count("official")
    read = f"{official} official" if official else "none read on a government site"
    return f"{len(sources)}: {read}; {grades.count('established')} established, {grades.count('weak')} weak"


def _group(data: contract.GroupCard, numbers: _Numbers, labels: Labels) -> Summary:
    rows = data["statements"]
    listed = [numbers.item(row, LISTS[row["listed"]]) for row in rows if "listed" in row]
    values = [
        *(Values(topic, numbers.items(_on(rows, topic)[:1])) for topic in ("summary", "base", "status", "leader")),
        Values("listed", listed, 3, inline=True),
        Values("people", [Item(_counted(data))]),
        Values("sources", [Item(_graded(data["sources"]))]),
    ]
    lines = [Item(last_news([data["last_news"]], labels.checked))]
    return Summary(data["name"], "; ".join(data["aliases"]), lines, [part for part in values if part.items])


def _counted(data: contract.GroupCard) -> str:
    count = len(data["others"])
    others = f"; {count} {'other' if count == 1 else 'others'} named" if count else ""
    return f"{len(data['members'])} of those handed over are linked to it, at any standing{others}"


def _event(data: contract.EventCard, numbers: _Numbers, labels: Labels) -> Summary:
    rows, values = data["statements"], []
    if data["people"]:
        cities = [f"{city['city'] or NOT_KNOWN} {len(city['figures'])}" for city in data["cities"]]
        values.append(Values("people", [Item(f"{data['people']}, of whom {data['named']} are named")]))
        values.append(Values("flown to", [Item(f"of those named: {', '.join(cities)}")], 3))
    topics = ("count", "origin", "legal-basis", "agency")
    values += [Values(topic.replace("-", " "), numbers.items(_on(rows, topic)[:1]), 4) for topic in topics]
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
        by_topic.setdefault(row["topic"], []).append(row)
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
    for number, source in enumerate(numbers.sources, 1):
        grade = source["grade"] if source["grade"] != "established" else ""
        about = ", ".join(filter(None, (source["publisher"], source["published"], grade, copy_at(source))))
        sources.append(Source(f"[{number}]", Linked(source_title(source), source["url"]), about))
    return Bibliography(sources)


def source_card(data: contract.SourceCard, labels: Labels) -> Document:
    """Return a source, and everything that cites it."""
    row: Row = data
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
    about, handovers = data["about"], data["handovers"]
    lines = [Item(f"newest source on anybody handed over {about['newest_source']} · facts checked {about['checked']}")]
    counted = [{str(count["stage"]): count["count"] for count in row["stages"]} for row in handovers]
    rows: list[Sequence[Cell]] = [
        ["people handed over", *(str(row["people"]) for row in handovers)],
        ["of them named here", *(str(row["named"]) for row in handovers)],
    ]
    for stage, words in STAGES.items():
        if any(counts.get(stage) for counts in counted):
            rows.append([f"  {words}", *(str(counts.get(stage) or NOTHING) for counts in counted)])
    columns = [Column("handover"), *(Column(row["date"], 10) for row in handovers)]
    linked = sorted((row for row in data["groups"] if row["members"]), key=lambda row: -len(row["members"]))
    named = ", ".join(f"{row['short']} {len(row['members'])}" for row in linked)
    return [
        Summary(about["title"], "", lines, []),
        Grid(columns, [("", rows)]),
        Text(f"People linked to each group, at any standing: {named}."),
        Text("More: cartels figures, cartels show NAME, cartels groups, cartels event."),
        Text(PRESUMPTION),
    ]
