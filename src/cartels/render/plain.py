"""Text for pipes and files: aligned by spaces, one record in one line, nothing cut or wrapped, no escape sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cartels.render.document import Grid, Outline, Pairs
from cartels.text import display_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cartels.render.document import Block, Cell, Document


def write(document: Document, headers: bool = True) -> str:
    """Return a document as plain text, with empty lines between its blocks."""
    return "\n".join(_block(block, headers) for block in document)


def _block(block: Block, headers: bool) -> str:
    if isinstance(block, Grid):
        return (f"{block.title.upper()}\n" if block.title else "") + _grid(block, headers)
    if isinstance(block, Pairs):
        return "\n".join((_head(block), *_aligned([[label, _line(text)] for label, text in block.pairs]), ""))
    if isinstance(block, Outline):
        return "".join(f"{'  ' * depth}{_line(line)}\n" for depth, line in block.lines)
    return f"{block.text}\n"


def _head(block: Pairs) -> str:
    return f"{block.title} ({block.subtitle})" if block.subtitle else block.title


def _grid(grid: Grid, headers: bool) -> str:
    """Return a grid's rows, each led by the title of its section where sections have titles."""
    titled = any(title for title, _ in grid.sections)
    rows = [[title] * titled + [_line(cell) for cell in row] for title, section in grid.sections for row in section]
    if headers:
        rows.insert(0, [column.upper() for column in ([grid.by] * titled + [column.header for column in grid.columns])])
    return "".join(line + "\n" for line in _aligned(rows))


def _line(cell: Cell) -> str:
    return cell if isinstance(cell, str) else "; ".join(cell)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines, each column as wide as its widest cell."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(text + " " * (width - display_width(text)) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
