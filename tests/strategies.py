"""Hypothesis strategies: fact files that are good, nearly good or neither, and what people and programs type."""

import copy
import json
from typing import Any

import hostile
from conftest import run
from hypothesis import strategies as st

SCHEMA = json.loads(run("schema", "facts").out)["$defs"]

#: Texts as fact files and other programs may hold them. A fact file may not hold a blank one.
TEXTS = st.one_of(
    st.sampled_from(hostile.TEXTS),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30),
    st.lists(st.sampled_from(hostile.TEXTS), min_size=2, max_size=4).map(" ".join),
).filter(lambda text: text.strip() != "")

NAMES = TEXTS.map(hostile.name)

DATES = st.builds(lambda day, length: day.isoformat()[:length], st.dates(), st.sampled_from([4, 7, 10]))

#: What people and programs type. A process cannot be given a NUL.
TYPED = st.one_of(
    TEXTS.map(lambda text: text.replace("\0", "")),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
    st.text(st.sampled_from("\"'()*-,.= :^+{}ANDORTabcz40é\udcff"), max_size=30),
)


def word(table: str, key: str) -> st.SearchStrategy[str]:
    """Return one of the words that a key of a table may have."""
    return st.sampled_from(SCHEMA[table]["properties"][key]["enum"])


#: The keys that only some topics may have, by what a statement is about.
KEYS: dict[str, dict[str, tuple[tuple[str, ...], st.SearchStrategy[str]]]] = {
    "Figure": {
        "due": (("court", "plea", "sentence", "custody"), DATES),
        "case": (
            ("charge", "court", "plea", "conviction", "sentence", "penalty"),
            st.sampled_from(["MX", "CO", "closed"]),
        ),
        "judge": (("court",), TEXTS),
        "label": (("dispute",), TEXTS),
        "short": (("group",), TEXTS),
    },
    "Group": {"listed": (("designation",), word("GroupStatement", "listed"))},
    "Event": {},
}


@st.composite
def statements(draw: st.DrawFn, table: str, ids: dict[str, list[str]]) -> dict[str, Any]:
    """Draw a statement of an entry, which names entries that there are."""
    said: dict[str, Any] = {
        "topic": draw(word(f"{table}Statement", "topic").filter(lambda topic: topic not in ("alias", "stage"))),
        "value": draw(TEXTS),
        "standing": draw(st.sampled_from(["official", "reported", "alleged", "charged"])),
        "sources": draw(st.lists(st.sampled_from(ids["sources"]), min_size=1, max_size=3, unique=True)),
    }
    optional = {"city": TEXTS, "date": DATES, "locator": TEXTS, "note": TEXTS}
    optional |= {key: st.sampled_from(ids[f"{key}s"]) for key in ("group", "court", "event") if ids[f"{key}s"]}
    optional |= {key: values for key, (topics, values) in KEYS[table].items() if said["topic"] in topics}
    said |= draw(st.fixed_dictionaries({}, optional=optional))
    for key, other in (("judge", "court"), ("group", "short")):  # the first goes only with the other, or without it
        if key in said and (other in said) is (key == "group"):
            del said[key]
    return said


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the data of a good fact file, most of whose texts are hostile."""
    sizes = {"sources": (1, 3), "courts": (0, 2), "groups": (0, 3), "figures": (0, 3), "events": (1, 2)}
    ids = {table: [f"{table}-{n}" for n in range(draw(st.integers(*size)))] for table, size in sizes.items()}

    def entries(table: str, **keys: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
        said = {"statements": st.lists(statements(table, ids), max_size=3)} if f"{table}Statement" in SCHEMA else {}
        return [{"id": id} | draw(st.fixed_dictionaries(keys | said)) for id in ids[f"{table.lower()}s"]]

    data: dict[str, Any] = {
        "about": {"title": draw(TEXTS), "checked": "9999-12-31"},
        "events": entries("Event", name=NAMES, date=DATES),
        "figures": entries("Figure", name=NAMES, kind=word("Figure", "kind"), aliases=st.lists(TEXTS, max_size=2)),
        "groups": entries("Group", name=NAMES),
        "courts": entries("Court", name=NAMES, short=TEXTS.map(lambda text: text[:11]).filter(str.strip)),
        "timeline": [
            {"date": draw(DATES), "text": draw(TEXTS), "figures": ids["figures"], "groups": ids["groups"]}
            | {"standing": "reported", "sources": ids["sources"]}
            for _ in range(draw(st.integers(0, 2)))
        ],
        "notes": [{"topic": draw(TEXTS), "text": draw(TEXTS), "events": ids["events"], "sources": ids["sources"]}],
        "sources": [
            {**source, "url": f"https://example.org/{source['id']}"}
            for source in entries(
                "Source",
                publisher=TEXTS,
                title=TEXTS,
                language=TEXTS,
                kind=word("Source", "kind"),
                grade=word("Source", "grade"),
            )
        ],
    }
    for figure in data["figures"]:
        if figure["kind"] == "transferred":
            custody = {"topic": "custody", "value": draw(TEXTS), "event": ids["events"][0]}
            figure["statements"] += [
                {"topic": "stage", "value": draw(TEXTS), "stage": "unknown", "sources": []},
                {**custody, "standing": "reported", "sources": ids["sources"]},
            ]
    data["events"][0]["people"] = len(data["figures"])
    return data


#: What may stand where something else belongs.
WRONG = st.one_of(
    TEXTS,
    st.just(""),
    st.integers(-(2**40), 2**40),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.lists(TEXTS, max_size=2),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(TEXTS, st.integers(), max_size=2),
    st.sampled_from([[{}], [[]]]),
)


@st.composite
def nearly_facts(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the data of a fact file in which up to three keys or rows are removed, doubled, renamed or replaced."""
    data = copy.deepcopy(draw(facts()))
    for _ in range(draw(st.integers(1, 3))):
        holder: Any = data
        key: Any = draw(st.sampled_from(sorted(data))) if data else "about"
        while holder and isinstance(holder[key], dict | list) and holder[key] and draw(st.integers(0, 3)):
            holder = holder[key]
            key = draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        if not holder:
            continue
        change = draw(st.sampled_from(["remove", "double", "rename", "replace"]))
        if change == "remove":
            del holder[key]
        elif change == "double" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif change == "rename" and isinstance(holder, dict):
            holder[draw(st.one_of(TEXTS, st.sampled_from([f"{key}s", key[:-1]])))] = holder.pop(key)
        else:
            holder[key] = copy.deepcopy(draw(WRONG))
    return data


@st.composite
def nearly_toml(draw: st.DrawFn) -> bytes:
    """Draw the bytes of a good fact file in which a piece is removed, or replaced by something else."""
    raw = hostile.toml(draw(facts())).encode()
    start = draw(st.integers(0, len(raw)))
    end = start + draw(st.sampled_from([0, 1, 2, 10, len(raw)]))
    marks = st.sampled_from([b'"', b"'", b'"""', b"\n", b"[", b"]]", b"=", b"{", b"\\"])
    return raw[:start] + draw(st.one_of(st.binary(max_size=4), marks)) + raw[end:]
