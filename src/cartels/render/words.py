"""Values in words: with their standing, as links to groups, stages, the names of sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cartels.render.document import Fit, Labelled
from cartels.text import host

Row = Mapping[str, Any]

#: The stages as headings of `cartels figures`, in their order.
STAGES = {
    "sentenced": "sentenced",
    "convicted": "convicted",
    "pleaded-guilty": "pleaded guilty",
    "pleaded-not-guilty": "pleaded not guilty",
    "charged": "charged",
    "said-to-face-charges": "said to face charges, counts not known",
    "dismissed": "dismissed",
    "unknown": "not known",
}
#: The lists on which a government can put a group.
LISTS = {"fto": "FTO", "sdgt": "SDGT", "ofac": "OFAC", "canada": "Canada"}
#: Values of a standing that a shortened text has at most: there is one text for each number of them.
MAX_SHORTENED = 20

#: What a statement on another case than the present one is about.
_CASES = {"MX": "Mexico", "GT": "Guatemala", "closed": "an earlier US case"}
#: The standings, the gravest first.
_GRAVEST = ("convicted", "charged", "official", "reported", "alleged")


def standing_label(row: Row) -> Labelled:
    """Return the standing of a statement or value: `weak` where only weak sources say so, nothing where it has none."""
    standing = row["standing"] or ""
    return Labelled(f"{standing}, weak" if standing and row.get("grade") == "weak" else standing)


def with_standing(value: str, row: Row) -> Labelled | str:
    """Return a value with its standing in brackets."""
    label = standing_label(row)
    return Labelled(f"{value} ({label})") if label else value


def by_standing(rows: Iterable[Row], key: str) -> dict[str, list[str]]:
    """Return the values of a key by their standing, the gravest first."""
    values: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: _GRAVEST.index(row["standing"])):
        values.setdefault(standing_label(row), []).append(row[key])
    return values


def in_lengths(values: Mapping[str, Sequence[str]]) -> Fit | str:
    """Return values by standing in all lengths: `alleged: Zetas, CDN; reported: BLO`, down to `alleged: Zetas +1; …`.

    `+N` counts further values of the standing that it follows; values of different standings never share a word.
    """
    if not values:
        return ""
    first = next(iter(values))
    full = {standing: len(items) for standing, items in values.items()}
    shown = {standing: min(count, MAX_SHORTENED) for standing, count in full.items()}
    texts = [_shortened(values, full), _shortened(values, shown)]
    for standing in reversed(list(values)):
        while shown[standing] > (1 if standing == first else 0):
            shown[standing] -= 1
            texts.append(_shortened(values, shown))
    if len(values) > 1:
        texts.append(f"{_shortened({first: values[first]}, {first: 1})}; …")
    return Fit(list(dict.fromkeys(texts)), list(values))


def _shortened(values: Mapping[str, Sequence[str]], shown: Mapping[str, int]) -> str:
    parts = []
    for standing, items in values.items():
        named, rest = ", ".join(items[: shown[standing]]), len(items) - shown[standing]
        text = f"{standing}: {named}" if named else standing
        parts.append(f"{text} +{rest}" if rest else text)
    return "; ".join(parts)


def source_title(row: Row) -> str:
    """Return a source's title; one that was supplied is in square brackets, as ISO 690 has it."""
    return f"[{row['title']}]" if row.get("title_supplied") else str(row["title"])


def copy_at(row: Row) -> str:
    """Return where a source was read, if that was not with its publisher: `copy at laurauhle.net`."""
    return f"copy at {host(row['url'])}" if row.get("copy") else ""


def case_note(row: Row) -> list[str]:
    """Return which case a statement is about, where that is not the present US case."""
    if not row.get("case"):
        return []
    return ["an earlier US case" if row["case"] == "closed" else f"case: {row['case']}"]


def in_case(row: Row) -> str:
    """Return a value, led by the country or case that it is about where it does not say so itself."""
    where = _CASES.get(row["case"], "")
    has_place = where and where[:-1] in row["value"]  # "Mexican" as well as "Mexico"
    return str(row["value"]) if has_place else f"{where or row['case']}: {row['value']}"
