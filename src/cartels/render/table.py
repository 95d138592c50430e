"""Tables and cards for a terminal, fitted to its width, by Rich."""

from __future__ import annotations

import io
import re
import zlib
from bisect import bisect_left
from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.text import Text as Line

from cartels.errors import BadUsage
from cartels.render.coloured import fitted, joined, plain, to_text
from cartels.render.document import (
    Address,
    Bibliography,
    Fit,
    Grid,
    Labelled,
    Linked,
    Outline,
    Refs,
    Summary,
    Values,
)
from cartels.render.widths import GAP, wrapped_widths
from cartels.terminal import MAX_LINES, MAX_WRAPPED

if TYPE_CHECKING:
    from cartels.render.document import Block, Cell, Document, Item
    from cartels.terminal import Screen

#: Before the further lines of a first cell, and before the labels of a summary.
INDENT = "  "
#: The last character of a bar, by eighths of its width.
EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
#: What is left to a name, and to the last column, where a row is cut to one line.
MIN_NAME, MIN_LAST = 24, 26
LABEL_WIDTH = 22
#: The numbers of sources stand at the right of a summary, and not too far away.
MAX_SUMMARY = 100

_COLORS = ColorSystem.STANDARD
#: The lines of a tree, and the mark of a cut, where the screen has no such letters: each of one column.
_ASCII_MARKS = str.maketrans("├└│─…", "+`|-~")


def write(document: Document, screen: Screen, headers: bool = True) -> str:
    """Return a document laid out for a screen; with links and colours where it takes colour."""
    console = Console(file=io.StringIO(), _environ={})  # it only knows the styles; what it would print is slower to get
    writer = _Writer(console, screen, headers)
    lines: list[Line] = []
    for position, block in enumerate(document):
        lines += [Line()] * bool(position) + writer.block(block)
    if screen.color:
        for line in lines:
            line.rstrip()
        parts = Line("\n").join(lines).render(console, end="\n")
        text = "".join(style.render(part, color_system=_COLORS) if style else part for part, style, _ in parts)
        text = re.sub(r"(?<=\x1b\]8;id=)\d+-?\d*(?=;([^\x1b]+))", _link_id, text)
    else:
        text = "".join(f"{line.plain.rstrip()}\n" for line in lines)
    return text.translate(_ASCII_MARKS) if screen.ascii_only else text


def _link_id(found: re.Match[str]) -> str:
    """Return an id made from the URL: Rich's own are random, so that no two runs would be the same."""
    return str(zlib.crc32(found[1].encode()))


def too_long(lines: int) -> BadUsage:
    """Return why a table of so many lines is not laid out."""
    return BadUsage(f"{lines:,} lines are too many for a table: use --limit, or another format")


class _Writer:
    """Lays out the blocks of a document, each as lines."""

    def __init__(self, console: Console, screen: Screen, headers: bool) -> None:
        self.console = console
        self.width = screen.width
        self.ascii_only = screen.ascii_only
        self.headers = headers
        self.wrapped = 0

    def block(self, block: Block) -> list[Line]:
        """Return the lines of a block."""
        if isinstance(block, Grid):
            return self._grid(block)
        if isinstance(block, Summary):
            return self._summary(block)
        if isinstance(block, Bibliography):
            return self._bibliography(block)
        if isinstance(block, Outline):
            return self._tree(block)
        return self._wrapped(Line(block.text, style="dim"), self.width)

    def _wrapped(self, text: Line, width: int) -> list[Line]:
        if text.cell_len <= width:
            return [text]  # as most are: to have Rich find that out costs a card 8 ms
        lines = list(text.wrap(self.console, max(width, 1), overflow="fold"))
        self.wrapped += len(lines)
        if self.wrapped > MAX_WRAPPED:
            advice = "use --limit, a wider screen, or another format"
            raise BadUsage(f"too much text for a table of {self.width} columns: {advice}")
        return lines

    # The top of a card

    def _summary(self, block: Summary) -> list[Line]:
        head = Line(block.title, style="bold")
        if block.aside:
            head.append(f"   {block.aside}", style="dim not bold")
        lines = self._wrapped(head, self.width)
        if block.lines:
            lines += self._wrapped(Line(" · ").join(map(self._item, block.lines)), self.width)
        lines += [Line()] * bool(block.values)
        label_width = min(LABEL_WIDTH, max((len(values.label) for values in block.values), default=0) + GAP)
        width = min(self.width, MAX_SUMMARY) - len(INDENT) - label_width
        for values in block.values:
            for number, text in enumerate(self._values(values, width)):
                label = values.label if number == 0 else ""
                lines.append(Line.assemble((f"{INDENT}{label:<{label_width}}", "dim"), text))
        return lines

    def _item(self, item: Item) -> Line:
        text = to_text(item.text)
        return Line(" ").join((text, to_text(item.refs))) if item.refs.links else text

    def _values(self, values: Values, width: int) -> list[Line]:
        """Return the values under a label in no more lines than they may have, and how many there are besides."""
        items = values.items

        def laid_out(shown: int) -> list[Line]:
            more = f" +{len(items) - shown}" if shown < len(items) else ""
            return self._laid_out(items[:shown], values.inline, width, more)

        room = values.lines * (width // 3 + 1 if values.inline else 1)  # there is a comma and a space before each
        shown = _largest(min(len(items), room), lambda shown: len(laid_out(shown)) <= values.lines)
        if shown:
            return laid_out(shown)
        return self._cut(items[0], width, values.lines, f" +{len(items) - 1}" if len(items) > 1 else "")

    def _refs(self, refs: Refs, width: int, more: str = "") -> list[Line]:
        """Return the numbers of sources in lines, none of them broken."""
        lines, used = [Line()], 0
        for part in (*map(to_text, refs.links), *map(Line, filter(None, (refs.locator and f" {refs.locator}", more)))):
            if used and used + part.cell_len > width:
                lines.append(Line())
                used = 0
            lines[-1].append_text(part)
            used += part.cell_len
        return [wrapped for line in lines for wrapped in self._wrapped(line, width)]

    def _laid_out(self, items: Sequence[Item], inline: bool, width: int, more: str) -> list[Line]:
        if inline:
            return self._wrapped(Line(", ").join(map(self._item, items)) + Line(more), width)
        lines: list[Line] = []
        for number, item in enumerate(items, 1):
            rest = more if number == len(items) else ""
            refs = to_text(item.refs).append(rest)
            text = self._wrapped(to_text(item.text), width)
            room = width - text[-1].cell_len
            if refs and refs.cell_len < room:
                text[-1] = text[-1] + Line(" " * (room - refs.cell_len)) + refs
            elif refs:
                text += self._refs(item.refs, width, rest)
            lines += text
        return lines

    def _cut(self, item: Item, width: int, most: int, more: str) -> list[Line]:
        """Return a value that is too long, cut before its standing."""
        value, bracket, standing = item.text.rpartition(" (")
        if not (bracket and isinstance(item.text, Labelled)):
            value, standing = item.text, ""

        def laid_out(length: int) -> list[Line]:
            cut = f"{value[:length].rstrip()}…{bracket if standing else ''}{standing}"
            return self._laid_out([item._replace(text=type(item.text)(cut))], inline=False, width=width, more=more)

        length = _largest(len(value), lambda length: len(laid_out(length)) <= most)
        return laid_out(length) if length else self._wrapped(Line("…"), width)

    # Sources and trees

    def _bibliography(self, block: Bibliography) -> list[Line]:
        """Return sources by number, or without; an address stays in one piece, so that it can be copied."""
        lines = []
        indent = max((len(source.number) + 1 for source in block.sources if source.number), default=0)
        below = " " * (indent or len(INDENT))
        for source in block.sources:
            title = to_text(source.title)
            if not source.number:
                title.stylize("bold")
            text = Line.assemble(title, "  ", (source.about, "dim"))
            for number, line in enumerate(self._wrapped(text, self.width - len(below))):
                lines.append(Line(below if number else f"{source.number:<{indent}}") + line)
            lines.append(Line(below) + to_text(Address(source.title.url)))
        return lines

    def _tree(self, outline: Outline) -> list[Line]:
        """Return an outline with guides, as `tree` prints folders."""
        lines: list[Line] = []
        for (depth, cell), guides in zip(outline.lines, _guides([depth for depth, _ in outline.lines]), strict=True):
            text = joined(cell)
            if depth == 0:
                text.stylize("bold")
            below = guides.replace("├── ", "│   ").replace("└── ", "    ")
            for part, line in enumerate(self._wrapped(text, max(self.width - len(guides), 12))):
                lines.append(Line.assemble((guides if part == 0 else below, "dim"), line))
        return lines

    # Grids

    def _grid(self, grid: Grid) -> list[Line]:
        """Return the rows of a grid under its headers; the title of a section stands in place of the first header."""
        listed = [[len(cell) for cell in row if isinstance(cell, list)] for _, rows in grid.sections for row in rows]
        if (count := sum(max(lengths, default=1) for lengths in listed)) > MAX_LINES:
            raise too_long(count)
        shown = [number for number, column in enumerate(grid.columns) if column.from_width <= self.width]
        widths = self._one_line_widths(grid, shown) if grid.one_line else wrapped_widths(grid, shown, self.width)
        lines: list[Line] = []
        for number, (title, rows) in enumerate(grid.sections):
            lines += [Line()] * bool(number)
            if self.headers or title:
                names = [grid.columns[position].header * (number == 0 and self.headers) for position in widths]
                if title and cell_len(title) > self.width:
                    lines += self._wrapped(Line(title, style="bold"), self.width)
                    names[0], title = "", ""
                names[0] = title or names[0]
                lines += [self._header(names, list(widths.values()))] * any(names)
            bars = [position for position in widths if grid.columns[position].bar]
            most = max((int(plain(row[position])) for row in rows for position in bars), default=0)
            for row in rows:
                cells = [self._cell(grid, row, position, width, most) for position, width in widths.items()]
                lines += self._row(cells, list(widths.values()))
        hidden = [grid.columns[position].header for position in shown if position not in widths]
        missing = [f"no room for: {', '.join(hidden)}"] if hidden else []
        notes = [
            line for note in [*missing, *grid.footnotes] for line in self._wrapped(Line(note, style="dim"), self.width)
        ]
        return [*lines, *([Line()] if lines and notes else []), *notes]

    def _header(self, names: Sequence[str], widths: Sequence[int]) -> Line:
        line = Line(names[0], style="bold")
        used = cell_len(names[0])
        at = 0
        for name, width in zip(names[1:], widths[:-1], strict=True):
            at += width + GAP
            if name and used < at:
                line.append(" " * (at - used) + name, style="dim not bold")
                used = at + cell_len(name)
        return line

    def _row(self, cells: Sequence[list[Line]], widths: Sequence[int]) -> list[Line]:
        lines = []
        for number in range(max(map(len, cells), default=0)):
            line, pad = Line(), 0
            for cell, width in zip(cells, widths, strict=True):
                if number < len(cell):
                    line.append(" " * pad).append_text(cell[number])
                    pad = -cell[number].cell_len
                pad += width + GAP
            lines.append(line)
        return lines

    def _cell(self, grid: Grid, row: Sequence[Cell], position: int, width: int, most: int) -> list[Line]:
        column, cell = grid.columns[position], row[position]
        if column.bar:
            return [self._bar(int(plain(cell)), most, width)]
        if grid.one_line:
            return [fitted(cell, width)]
        lines = []
        for part in cell if isinstance(cell, list) else [cell]:
            if isinstance(part, Refs):
                lines += self._refs(part, width)
                continue
            if isinstance(part, Address) and position == len(grid.columns) - 1:
                lines.append(to_text(part))  # whole, so that it can be copied
                continue
            text = fitted(part, width) if isinstance(part, Fit) else to_text(part)
            if grid.marks and column.marked:
                for start, end in grid.marks(text.plain):
                    text.stylize("bold underline", start, end)
            if position == 0 and text.cell_len > width > len(INDENT) * 3 and not isinstance(part, Linked):
                text = Line("\n").join(map(Line, wrap(text.plain, width, subsequent_indent=INDENT)))
            lines += self._wrapped(text, width)
        return lines

    def _bar(self, count: int, most: int, width: int) -> Line:
        """Return a number with a bar beside it; that of the largest takes all the width."""
        digits = len(str(most))
        eighths = round(8 * (width - digits - 1) * count / most) if most else 0
        bar = "#" * round(eighths / 8) if self.ascii_only else "█" * (eighths // 8) + EIGHTHS[eighths % 8]
        return Line.assemble(f"{count:{digits}} ", (bar, "dim"))

    def _one_line_widths(self, grid: Grid, shown: Sequence[int]) -> dict[int, int]:
        """Return widths for rows of one line: the name and the last column share what the others leave."""
        rows = [row for _, rows in grid.sections for row in rows]
        first, *middle, last = shown
        fixed = {position: grid.columns[position].width for position in middle}
        free = self.width - sum(fixed.values()) - GAP * (len(shown) - 1)
        longest = max((cell_len(plain(row[first])) for row in rows), default=0)
        name = min(max(longest, len(grid.columns[first].header)), max(MIN_NAME, free - MIN_LAST))
        return {first: name, **fixed, last: max(free - name, 1)}


def _largest(most: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number up to `most` that fits, or 0. What is less than one that fits is taken to fit too."""
    return bisect_left(range(1, most + 1), True, key=lambda number: not fits(number))


def _guides(depths: Sequence[int]) -> list[str]:
    """Return what stands before each line of an outline, found from the last line upwards."""
    guides: list[str] = []
    goes_on: set[int] = set()  # the depths at which another line follows in the same branch
    for depth in reversed(depths):
        above = "".join("│   " if level in goes_on else "    " for level in range(1, depth))
        guides.append(above + ("├── " if depth in goes_on else "└── ") * bool(depth))
        goes_on = {level for level in goes_on if level < depth} | {depth}
    return guides[::-1]
