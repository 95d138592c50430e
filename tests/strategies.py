"""What may come from strangers: fact files that are sound, nearly sound or neither; names; and options."""

from __future__ import annotations

import copy
import datetime
import json
from typing import Any, get_args

from hypothesis import strategies as st

from cartels import model

#: Texts that would act, fool the eye, or mean something to a program that reads them.
ATTACKS = (
    "\x1b[31mred\x1b[0m",
    "\x1b[2J\x1b[H",
    "\x1b]0;title\x07",
    "\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "\x1b]52;c;aGk=\x07",
    "\x1bPq\x1b\\",
    "\x9b31m\x9d0;title\x9c",
    "a\b\b\rb\x00\x07\x7f",
    "one\ntwo\tthree\r\n\u2028four\x85five",
    "\u202eright\u202c \u2066isolated\u2069",
    "zero\u200bwidth\u2060\ufeff\u00ad\ufe0f\U000e0041",
    "[bold red]markup[/] [/] [link=https://evil.example]x[/link] :skull:",
    "=1+1",
    "https://example.org/a_b",
    "(convicted)",
    "漢字 e\u0301 Ñandú",
    "' \" ` \\ | * _ # < > & { } ; %",
)

LETTERS = st.characters(exclude_categories=["Cs"])

#: Texts as fact files and other programs may hold them. Never blank, since a fact file may not hold a blank one.
TEXTS = st.one_of(
    st.sampled_from(ATTACKS),
    st.text(LETTERS, min_size=1, max_size=30),
    st.lists(st.sampled_from(ATTACKS), min_size=2, max_size=4).map(" ".join),
).filter(lambda text: text.strip() != "")

DATES = st.one_of(
    st.dates().map(datetime.date.isoformat),
    st.dates().map(lambda day: day.isoformat()[:7]),
    st.dates().map(lambda day: day.isoformat()[:4]),
)

#: What people and programs type. A process cannot be given a NUL.
TYPED = st.one_of(
    TEXTS.map(lambda text: text.replace("\0", "")),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
    st.text(st.sampled_from("\"'()*-,.= :^+{}ANDORTabcz40é\udcff"), max_size=30),
)


@st.composite
def statements(draw: st.DrawFn, topic: Any, ids: dict[str, list[str]]) -> dict[str, Any]:
    """A statement on one of these topics, about entries that there are."""
    said: dict[str, Any] = {
        "topic": draw(st.sampled_from([word for word in get_args(topic) if word not in ("alias", "stage")])),
        "value": draw(TEXTS),
        "standing": draw(st.sampled_from(["official", "reported", "alleged", "charged"])),
        "sources": draw(st.lists(st.sampled_from(ids["sources"]), min_size=1, max_size=3, unique=True)),
    }
    for key, table in (("group", "groups"), ("court", "courts"), ("event", "events")):
        if draw(st.booleans()) and ids[table]:
            said[key] = draw(st.sampled_from(ids[table]))
    optional = {"city": TEXTS, "date": DATES, "locator": TEXTS, "note": TEXTS}
    for key, values in optional.items():
        if draw(st.booleans()):
            said[key] = draw(values)
    return said


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """The data of a sound fact file, most of whose texts are an attack."""
    sizes = {"sources": (1, 3), "courts": (0, 2), "groups": (0, 3), "figures": (0, 3), "events": (1, 2)}
    ids = {table: [f"{table}-{n}" for n in range(draw(st.integers(*size)))] for table, size in sizes.items()}

    def said(topic: Any) -> list[dict[str, Any]]:
        return draw(st.lists(statements(topic, ids), max_size=3))

    data: dict[str, Any] = {"about": {"title": draw(TEXTS), "as_of": draw(DATES)}}
    data["events"] = [
        {"id": id, "name": draw(TEXTS), "date": draw(DATES), "statements": said(model.EventTopic)}
        for id in ids["events"]
    ]
    data["figures"] = []
    for id in ids["figures"]:
        figure = {"id": id, "name": draw(TEXTS), "kind": draw(st.sampled_from(get_args(model.Kind)))}
        figure["aliases"] = draw(st.lists(TEXTS, max_size=2))
        figure["statements"] = said(model.FigureTopic)
        if figure["kind"] == "transferred":
            stage = {"topic": "stage", "value": draw(TEXTS), "stage": "unknown", "standing": "reported", "sources": []}
            figure["statements"].append(stage)
        data["figures"].append(figure)
    data["groups"] = [{"id": id, "name": draw(TEXTS), "statements": said(model.GroupTopic)} for id in ids["groups"]]
    data["courts"] = [{"id": id, "name": draw(TEXTS), "short": draw(TEXTS)} for id in ids["courts"]]
    data["timeline"] = [
        {"date": draw(DATES), "text": draw(TEXTS), "figures": ids["figures"], "groups": ids["groups"]}
        | {"standing": "reported", "sources": ids["sources"]}
        for _ in range(draw(st.integers(0, 2)))
    ]
    data["notes"] = [{"topic": draw(TEXTS), "text": draw(TEXTS), "events": ids["events"], "sources": ids["sources"]}]
    data["sources"] = [
        {"id": id, "publisher": draw(TEXTS), "title": draw(TEXTS), "url": f"https://example.org/{id}"}
        | {"language": draw(TEXTS), "kind": "news", "grade": draw(st.sampled_from(get_args(model.Grade)))}
        for id in ids["sources"]
    ]
    return data


def toml(data: dict[str, Any]) -> str:
    """Data as TOML, in the style of the bundled file as far as it has that shape."""
    plain = {key: value for key, value in data.items() if not _is_rows(value) and not isinstance(value, dict)}
    lines = [f"{_key(key)} = {_value(value)}" for key, value in plain.items()]
    for table, value in data.items():
        if table in plain:
            continue
        for row in [value] if isinstance(value, dict) else value:
            lines.append(f"[{_key(table)}]" if isinstance(value, dict) else f"[[{_key(table)}]]")
            said = row["statements"] if _is_rows(row.get("statements")) else []
            lines += [f"{_key(key)} = {_value(inner)}" for key, inner in row.items() if inner is not said]
            for statement in said:
                lines.append(f"[[{_key(table)}.statements]]")
                lines += [f"{_key(key)} = {_value(inner)}" for key, inner in statement.items()]
    return "".join(f"{line}\n" for line in lines)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


_key = _text


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, str) else str(value)


_OTHERS = st.one_of(
    TEXTS,
    st.just(""),
    st.integers(-(2**40), 2**40),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.lists(TEXTS, max_size=2),
    st.lists(st.integers(), max_size=2),
    st.just({}),
    st.dictionaries(TEXTS, st.integers(), max_size=2),
    st.just([{}]),
    st.just([[]]),
)


@st.composite
def nearly_facts(draw: st.DrawFn) -> dict[str, Any]:
    """The data of a fact file in which up to three keys or rows are taken out, doubled, renamed or given other values."""
    data = copy.deepcopy(draw(facts()))
    for _ in range(draw(st.integers(1, 3))):
        holder: Any = data
        key: Any = draw(st.sampled_from(sorted(data))) if data else "about"
        while holder and isinstance(holder[key], dict | list) and holder[key] and draw(st.integers(0, 3)):
            holder = holder[key]
            key = draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if not holder:
            continue
        change = draw(st.sampled_from(["take out", "double", "rename", "replace"]))
        if change == "take out":
            del holder[key]
        elif change == "double" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif change == "rename" and isinstance(holder, dict):
            holder[draw(st.one_of(TEXTS, st.just(f"{key}s"), st.just(key[:-1])))] = holder.pop(key)
        else:
            holder[key] = copy.deepcopy(draw(_OTHERS))
    return data


@st.composite
def nearly_toml(draw: st.DrawFn) -> bytes:
    """The bytes of a sound fact file in which a piece is taken out, or something else stands."""
    raw = toml(draw(facts())).encode()
    start = draw(st.integers(0, len(raw)))
    end = start + draw(st.sampled_from([0, 1, 2, 10, len(raw)]))
    put = draw(
        st.one_of(st.binary(max_size=4), st.sampled_from([b'"', b"'", b'"""', b"\n", b"[", b"]]", b"=", b"{", b"\\"]))
    )
    return raw[:start] + put + raw[end:]
