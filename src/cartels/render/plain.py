"""Text for pipes and files: aligned by spaces, one record per line, nothing cut or wrapped, no escape sequence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cartels.render.document import Bibliography, Grid, Item, Outline, Summary, plain_line
from cartels.text import display_width

if TYPE_CHECKING:
    from cartels.render.document import Block, Cell, Document


def write(document: Document, headers: bool = True) -> str:
    """Return a document as plain text, with empty lines between its blocks."""
    return "\n".join(_block(block, headers) for block in document)


def _block(block: Block, headers: bool) -> str:
    if isinstance(block, Grid):
        return _lines(_grid(block, headers))
    if isinstance(block, Summary):
        head = [f"{block.title} ({block.aside})" if block.aside else block.title]
        head += [" · ".join(map(_item, block.lines))] * bool(block.lines)
        pairs = [[values.label, "; ".join(map(_item, values.items))] for values in block.values]
        return _lines([*head, *_aligned(pairs)])
    if isinstance(block, Bibliography):
        return _lines(
            _aligned([[row.number, f"{row.title.text}, {row.about}", row.title.url] for row in block.sources])
        )
    if isinstance(block, Outline):
        return _lines([f"{'  ' * depth}{_cell(line)}" for depth, line in block.lines])
    return f"{block.text}\n"


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _item(item: Item) -> str:
    return f"{item.text} {plain_line(item.refs)}".rstrip()


def _grid(grid: Grid, headers: bool) -> list[str]:
    """Return a grid's rows, each led by the title of its section where sections have titles."""
    titled = any(title for title, _ in grid.sections)
    rows = [[title] * titled + [_cell(cell) for cell in row] for title, section in grid.sections for row in section]
    if headers:
        rows.insert(0, [column.upper() for column in ([grid.by] * titled + [column.header for column in grid.columns])])
    return _aligned(rows)


def _cell(cell: Cell) -> str:
    return "; ".join(map(plain_line, cell)) if isinstance(cell, list) else plain_line(cell)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines, each column as wide as its widest cell."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(text + " " * (width - display_width(text)) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
