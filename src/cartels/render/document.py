"""The blocks that a person sees. `table`, `plain` and `markdown` decide how they look.

A document is a list of blocks. A standing is a word in brackets behind its value, so that it needs no colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cartels.views.fields import Column

    #: Returns where in a text the words are that were searched for, as pairs of start and end.
    Marks = Callable[[str], Sequence[tuple[int, int]]]
    Cell = str | list[str]  # a list is one line for each item, or one line with semicolons where there is room for one

#: Stands below everything that speaks of people.
PRESUMPTION = "Charges and allegations are not convictions until proven in court."

#: Where a field has no value.
NOTHING = "-"


class Address(str):
    """The URL of a source, which may become a link. Any other text that looks like one stays text."""

    __slots__ = ()


class Labelled(str):
    """A text that ends with a standing in brackets, or is one, and may be coloured by it.

    What looks like a standing in any other text is only somebody's words.
    """

    __slots__ = ()


class Labels(NamedTuple):
    """What a reader sees instead of ids, and the day up to which the facts are known to hold."""

    as_of: str
    courts: Mapping[str, str]  # "E.D.N.Y."
    groups: Mapping[str, str]


class Grid(NamedTuple):
    """Rows under headers, in sections that have a title under the header `by`. The caption says what the rows are.

    `marks` returns where in a text the words are that were searched for.
    """

    title: str
    columns: Sequence[Column]
    sections: Sequence[tuple[str, Sequence[Sequence[Cell]]]]
    caption: str = ""
    by: str = "topic"
    marks: Marks | None = None


class Pairs(NamedTuple):
    """A heading, and some labelled lines."""

    title: str
    subtitle: str
    pairs: Sequence[tuple[str, Cell]]


class Outline(NamedTuple):
    """Lines, each with its depth: one that is deeper than the line before it belongs below that."""

    lines: Sequence[tuple[int, Cell]]


class Text(NamedTuple):
    """A line that stands by itself."""

    text: str


Block = Grid | Pairs | Outline | Text
Document = list[Block]


def with_standing(value: str, standing: str) -> Labelled:
    """Return a value with its standing in brackets."""
    return Labelled(f"{value} ({standing})")


def standing_label(standing: str, grade: str | None) -> Labelled:
    """Return a standing in words; `weak` where only weak sources say so."""
    return Labelled(f"{standing}, weak" if grade == "weak" else standing)
