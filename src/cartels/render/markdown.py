"""Markdown as GitHub and pandoc read it: pipe tables, with everything that Markdown or HTML would interpret escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cartels.render.document import Grid, Outline, Pairs

if TYPE_CHECKING:
    from cartels.render.document import Block, Cell, Document

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&!$])")


def write(document: Document, headers: bool = True) -> str:
    """Return a document as Markdown, with empty lines between its blocks."""
    return "\n".join(_block(block, headers) for block in document)


def _block(block: Block, headers: bool) -> str:
    if isinstance(block, Grid):
        return (f"### {_escaped(block.title)}\n\n" if block.title else "") + _grid(block, headers)
    if isinstance(block, Pairs):
        head = f"## {_escaped(block.title)}\n\n" + (f"{_escaped(block.subtitle)}\n\n" if block.subtitle else "")
        return head + "".join(f"- {_escaped(label)}: {_line(text)}\n" for label, text in block.pairs)
    if isinstance(block, Outline):
        return "".join(f"{'  ' * depth}- {_line(line)}\n" for depth, line in block.lines)
    return f"{_escaped(block.text)}\n"


def _grid(grid: Grid, headers: bool) -> str:
    """Return a pipe table; without headers it has empty ones, since Markdown knows no table without."""
    titled = any(title for title, _ in grid.sections)
    names = [grid.by] * titled + [column.header for column in grid.columns]
    lines = [names if headers else [""] * len(names), ["---"] * len(names)]
    lines += [
        [_escaped(title)] * titled + [_cell(cell) for cell in row]
        for title, section in grid.sections
        for row in section
    ]
    caption = f"\n{_escaped(grid.caption)}\n" if grid.caption else ""
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + caption


def _cell(cell: Cell) -> str:
    return _escaped(cell) if isinstance(cell, str) else "<br>".join(map(_escaped, cell))


def _line(cell: Cell) -> str:
    return _escaped(cell) if isinstance(cell, str) else "; ".join(map(_escaped, cell))


def _escaped(text: str) -> str:
    """Return a text that Markdown shows as it is; a web address stays one that can be clicked."""
    if re.fullmatch(r"https?://[^\s<>|\\`\"]+", text):
        return f"<{text}>"
    return _SPECIAL.sub(r"\\\1", text)
