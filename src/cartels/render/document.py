"""The blocks that a person sees. `table`, `plain` and `markdown` decide how they look.

A document is a list of blocks. A standing is a word beside the value that it belongs to, so that it needs no colour.
"""

# Without `from __future__ import annotations`: to compile those of the classes would cost a lookup half a millisecond.
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from cartels.views.fields import Column

#: Stands below everything that speaks of people.
PRESUMPTION = "Charges and allegations are not convictions until proven in court."

#: Where a field has no value, and where nothing is known.
NOTHING = "-"
NOT_KNOWN = "not known"


class Address(str):
    """The URL of a source, which may become a link. Any other text that looks like one stays text."""

    __slots__ = ()


class Labelled(str):
    """A text with a standing in brackets, or that is one, and may be coloured by it.

    What looks like a standing in any other text is only somebody's words.
    """

    __slots__ = ()


class Led(str):
    """A text that a standing and a colon lead: `alleged: Los Zetas`."""

    __slots__ = ()


class Note(str):
    """A remark on the line above it."""

    __slots__ = ()


class Linked(NamedTuple):
    """A text that leads to a URL."""

    text: str
    url: str


class Refs(NamedTuple):
    """The numbers of a statement's sources, `[1]` and so on, and where in the source, if it says."""

    links: Sequence[Linked]
    locator: str = ""


class Cited(NamedTuple):
    """The sources of a statement by their publishers, each leading to its page."""

    links: Sequence[Linked]


class Fit(NamedTuple):
    """A text in several lengths, the full one first: a table takes the first that has room.

    `standings` are those that stand before its values: the same words in a name are not coloured.
    """

    texts: Sequence[str]
    standings: Sequence[str]


Line = str | Linked | Refs | Cited | Fit
Cell = Line | list[Line]  # a list is one line for each item, or one line with semicolons where there is room for one

#: Returns where in a text the words are that were searched for, as pairs of start and end.
Marks = Callable[[str], Sequence[tuple[int, int]]]


class Labels(NamedTuple):
    """What a reader sees instead of ids, and how recent the facts are."""

    checked: str
    newest_source: str
    counted: Sequence[str]  # how many of how many a listing has, where that is not the number of its rows
    total: int  # rows of a listing before it was limited
    news: Sequence[str | None]  # the last news on each of its people
    courts: Mapping[str, str]  # "E.D.N.Y."
    groups: Mapping[str, str]


class Grid(NamedTuple):
    """Rows under headers, in sections that have a title under the header `by`; below them the footnotes.

    In a table with `one_line`, cells are cut to fit. `marks` returns where searched words are.
    """

    columns: Sequence[Column]
    sections: Sequence[tuple[str, Sequence[Sequence[Cell]]]]
    footnotes: Sequence[str] = ()
    by: str = "section"
    one_line: bool = False
    marks: Marks | None = None


class Item(NamedTuple):
    """A value at the top of a card, and its sources."""

    text: str
    refs: Refs = Refs(())


class Values(NamedTuple):
    """Values under a label: a table shows at most so many lines of them, and how many more there are.

    Each begins on a line of its own, unless they are `inline`.
    """

    label: str
    items: Sequence[Item]
    lines: int = 2
    inline: bool = False


class Summary(NamedTuple):
    """The top of a card: who or what it is, how recent that is, and what is known under labels."""

    title: str
    aside: str
    lines: Sequence[Item]
    values: Sequence[Values]


class Source(NamedTuple):
    """An entry in the list of sources below a card."""

    number: str
    title: Linked
    about: str


class Bibliography(NamedTuple):
    """The numbered sources of a card."""

    sources: Sequence[Source]


class Outline(NamedTuple):
    """Lines, each with its depth: one that is deeper than the line before it belongs below that."""

    lines: Sequence[tuple[int, Cell]]


class Text(NamedTuple):
    """A line that stands by itself."""

    text: str


Block = Grid | Summary | Bibliography | Outline | Text
Document = list[Block]


def plain_line(line: Line) -> str:
    """Return a line as a text without links."""
    if isinstance(line, Refs):
        numbers = "".join(link.text for link in line.links)
        return f"{numbers} {line.locator}" if line.locator else numbers
    if isinstance(line, Cited):
        return f"{cited_label(line)}{', '.join(link.text for link in line.links)}"
    return line.texts[0] if isinstance(line, Fit) else line.text if isinstance(line, Linked) else line


def cited_label(cited: Cited) -> str:
    """Return what stands before the publishers of a statement's sources."""
    return "source: " if len(cited.links) == 1 else "sources: "
