"""Markdown as GitHub and pandoc read it: pipe tables and footnotes, all that Markdown or HTML interprets escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cartels.render.document import (
    Address,
    Bibliography,
    Cited,
    Grid,
    Item,
    Linked,
    Outline,
    Refs,
    Summary,
    cited_label,
    plain_line,
)
from cartels.text import link_target

if TYPE_CHECKING:
    from cartels.render.document import Block, Cell, Document, Line

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&!$])")
#: What begins a list or a heading at the start of a line.
_LIST = re.compile(r"^(\d+)([.)])(?=\s|$)|^([-+=])")


def write(document: Document, headers: bool = True) -> str:
    """Return a document as Markdown, with empty lines between its blocks."""
    return "\n".join(_block(block, headers) for block in document)


def _block(block: Block, headers: bool) -> str:
    if isinstance(block, Grid):
        return _grid(block, headers)
    if isinstance(block, Summary):
        head = f"## {_escaped(block.title)}\n\n" + (f"{_escaped(block.aside)}\n\n" if block.aside else "")
        head += f"{' · '.join(map(_item, block.lines))}\n\n" if block.lines else ""
        return head + "".join(
            f"- {_escaped(part.label)}: {'; '.join(map(_item, part.items))}\n" for part in block.values
        )
    if isinstance(block, Bibliography):
        return "".join(f"[^{row.number[1:-1]}]: {_link(row.title)}, {_escaped(row.about)}\n" for row in block.sources)
    if isinstance(block, Outline):
        return "".join(f"{'  ' * depth}- {_cell(line, '; ')}\n" for depth, line in block.lines)
    return f"{_escaped(block.text)}\n"


def _item(item: Item) -> str:
    return f"{_escaped(item.text)} {_line(item.refs)}".rstrip()


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
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return table + "".join(f"\n{_escaped(note)}\n" for note in grid.footnotes)


def _cell(cell: Cell, separator: str = "<br>") -> str:
    return separator.join(map(_line, cell)) if isinstance(cell, list) else _line(cell)


def _line(line: Line) -> str:
    """Return a line that Markdown shows as it is; URLs and titles can be clicked, a number leads to its note."""
    if isinstance(line, Refs):
        notes = "".join(f"[^{link.text[1:-1]}]" for link in line.links)
        return f"{notes} {_escaped(line.locator)}" if line.locator else notes
    if isinstance(line, Cited):
        return cited_label(line) + ", ".join(map(_link, line.links))
    if isinstance(line, Linked):
        return _link(line)
    if isinstance(line, Address) and (target := link_target(line)):
        return f"<{target}>"
    return _escaped(plain_line(line))


def _link(linked: Linked) -> str:
    target = link_target(linked.url)
    return f"[{_escaped(linked.text)}](<{target}>)" if target else _escaped(linked.text)


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(r"\\\1", text)
    return _LIST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", text)
