"""The widths of a table's columns: as wide as reads well, and no wider than the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from cartels.render.document import Address, plain_line

if TYPE_CHECKING:
    from cartels.render.document import Grid
    from cartels.views.fields import Column

#: Between two columns.
GAP = 2
#: No bar is longer, and none shorter on a narrow screen.
MAX_BAR, MIN_BAR = 60, 12
#: What is left to a column whose words are broken.
MIN_BROKEN = 8


def wrapped_widths(grid: Grid, shown: Sequence[int], width: int) -> dict[int, int]:
    """Return the widths of the columns that have room to read well; the least important are left out."""
    sizes = {position: _size(grid, position) for position in shown}
    while sum(size[1] for size in sizes.values()) + GAP * (len(sizes) - 1) > width:
        last = max(sizes, key=lambda position: grid.columns[position].rank)
        if not grid.columns[last].rank:
            break
        del sizes[last]
    free = width - GAP * (len(sizes) - 1)
    spare = free - sum(good for _, good, _ in sizes.values())
    return _grow(sizes, spare) if spare >= 0 else _shrink(sizes, free, -spare)


#: The widths of a column: of its longest word, the one in which it reads well, and that of its longest line.
_Size = tuple[int, int, int]


def _size(grid: Grid, position: int) -> _Size:
    column: Column = grid.columns[position]
    if column.bar:
        return MIN_BAR, max(column.width, MIN_BAR), MAX_BAR
    cells = [row[position] for _, rows in grid.sections for row in rows]
    lines = [line for cell in cells for line in (cell if isinstance(cell, list) else [cell])]
    texts = [column.header, *(plain_line(line) for line in lines if not isinstance(line, Address))]
    natural = max(map(cell_len, texts))
    words = {word for text in texts for word in text.split()}
    least = min(max(map(cell_len, words), default=1), natural)
    return least, max(min(column.width or natural, natural), min(least, column.width or least)), natural


def _grow(sizes: dict[int, _Size], spare: int) -> dict[int, int]:
    """Give what is left over to the columns that have the most to say."""
    missing = {position: natural - good for position, (_, good, natural) in sizes.items()}
    total = sum(missing.values())
    spare = min(spare, total)
    return {position: good + spare * missing[position] // (total or 1) for position, (_, good, _) in sizes.items()}


def _shrink(sizes: dict[int, _Size], free: int, excess: int) -> dict[int, int]:
    """Narrow the columns down to their longest word; where even that is too wide, break words in the widest columns."""
    possible = {position: max(good - least, 0) for position, (least, good, _) in sizes.items()}
    total = sum(possible.values())
    if total >= excess:
        return {position: good - -(-excess * possible[position] // total) for position, (_, good, _) in sizes.items()}
    widths = dict.fromkeys(sizes, 1)
    others = len(sizes)
    for position in sorted(sizes, key=lambda position: sizes[position][0]):
        others -= 1
        widths[position] = max(min(sizes[position][0], max(free // (others + 1), free - MIN_BROKEN * others)), 1)
        free -= widths[position]
    return widths
