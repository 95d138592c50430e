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
    "dismissed": "dismissed",
    "unknown": "not known",
}
#: The words instead of `charged` where no charge of a person's own is known.
SAID_CHARGED = "said to face charges, counts not known"

#: The lists on which a government can put a group.
LISTS = {"fto": "FTO", "sdgt": "SDGT", "ofac": "OFAC", "canada": "Canada"}


_CASES = {"MX": "Mexico", "GT": "Guatemala", "closed": "an earlier US case"}


def standing_label(row: Row) -> Labelled:
    """Return the standing of a statement or value: `weak` where only weak sources say so, nothing where it has none."""
    standing = row["standing"] or ""
    return Labelled(f"{standing}, weak" if standing and row.get("grade") == "weak" else standing)


def with_standing(value: str, row: Row) -> Labelled | str:
    """Return a value with its standing in brackets."""
    label = standing_label(row)
    return Labelled(f"{value} ({label})") if label else value


def by_standing(rows: Iterable[Row], key: str) -> dict[str, list[str]]:
    """Return the values of a key by their standing, in the order of first mention."""
    values: dict[str, list[str]] = {}
    for row in rows:
        values.setdefault(standing_label(row), []).append(row[key])
    return values


def in_lengths(values: Mapping[str, Sequence[str]]) -> Fit | str:
    """Return values by standing in all lengths: `alleged: Zetas, CDN; reported: BLO`, down to `alleged: Zetas +1; …`.

    `+N` counts further values of the standing that it follows; values of different standings never share a word.
    """
    shown = {standing: len(items) for standing, items in values.items()}
    texts = []
    for standing in [*reversed(list(values)), None]:
        texts.append(_shortened(values, shown))
        while standing is not None and shown[standing] > (standing == next(iter(values))):
            shown[standing] -= 1
            texts.append(_shortened(values, shown))
    if len(values) > 1:
        first, *_ = values
        texts.append(f"{_shortened({first: values[first]}, {first: 1})}; …")
    return Fit(list(dict.fromkeys(texts)), list(values)) if values else ""


def _shortened(values: Mapping[str, Sequence[str]], shown: Mapping[str, int]) -> str:
    parts = []
    for standing, items in values.items():
        named, rest = ", ".join(items[: shown[standing]]), len(items) - shown[standing]
        parts.append(f"{standing}{':' * bool(named)} {named}".rstrip() + (f" +{rest}" if rest else ""))
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


def month(date: str | None) -> str:
    """Return the year and month of a date."""
    return (date or "")[:7]
