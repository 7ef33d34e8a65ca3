"""What an editor's window looks like, drawn on a terminal with rich."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.markdown import Markdown
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text
from rich.theme import Theme

from connector_lsp.analysis.text import LineIndex, Position, PositionEncoding, Range, line_end
from connector_lsp.cli.excerpt import Window, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console

    from connector_lsp.cli.editor import Item

WIDEST = 100
_MOST_ITEMS = 7
_DETAIL_WIDTH = 36
_HOVER_WIDTH, _NARROWEST_HOVER = 76, 56
_GUTTER = 7
_CURSOR = "▏"
_MARK, _NO_MARK = "▸ ", "  "

# Only the terminal's own colours and no ground, so that it looks right on light and on dark.
THEME = Theme(
    {
        "markdown.code": "cyan",
        "markdown.code_block": "cyan",
        "markdown.link": "blue",
        "markdown.link_url": "blue underline",
        "markdown.hr": "dim",
        "markdown.item.bullet": "dim",
        "markdown.strong": "bold",
        "markdown.em": "italic",
    }
)


class Screen:
    """Draws pieces of a document, popups and headings."""

    def __init__(self, console: Console) -> None:
        """Draw on `console`."""
        self._console = console
        console.push_theme(THEME)
        self.width = min(console.width, WIDEST)

    def heading(self, title: str) -> None:
        """The title of a part."""
        rule = "─" * max(self.width - cell_len(title) - 4, 0)
        self._console.print(
            Text.assemble(("── ", "blue"), (title, "bold"), (f" {rule}", "blue")), soft_wrap=True
        )
        self._console.print()

    def say(self, text: str, style: str = "") -> None:
        """A line of prose."""
        self._console.print(Text(text, style=style), width=self.width)

    def text(self, line: Text) -> None:
        """A line that is styled already and is not wrapped, so that it can be copied."""
        self._console.print(line, soft_wrap=True)

    def ansi(self, lines: Iterable[str]) -> None:
        """Lines that are coloured already."""
        for line in lines:
            self.text(Text.from_ansi(line))

    def space(self) -> None:
        """An empty line."""
        self._console.print()

    # --- pieces of a document ----------------------------------------------------------------

    def lines(self, text: str, where: Range, style: str) -> int:
        """The lines that a range takes in, the range in `style`; returns the cell of its start."""
        lines = LineIndex(text)
        first = lines.position(where.start, PositionEncoding.UTF32).line
        last = lines.position(where.end, PositionEncoding.UTF32).line
        cell = 0
        for number in range(first, last + 1):
            start = max(lines.offset(Position(number, 0), PositionEncoding.UTF32), where.start)
            window = self._window(text, Range(start, min(where.end, line_end(text, start))))
            line = Text(window.shown)
            line.stylize(style, window.index(start), window.index(where.end))
            self._line(number, line)
            cell = cell or window.cell(start)
        return cell + _GUTTER

    def cursor_line(self, text: str, offset: int) -> int:
        """The line of `offset` with a cursor in it; returns the cell of the cursor."""
        window = self._window(text, Range(offset, offset))
        number = LineIndex(text).position(offset, PositionEncoding.UTF32).line
        at = window.index(offset)
        cursor = (_CURSOR, "bold magenta")
        self._line(number, Text.assemble(window.shown[:at], cursor, window.shown[at:]))
        return window.cell(offset) + _GUTTER

    def _window(self, text: str, where: Range) -> Window:
        return Window.around(text, where, self.width - _GUTTER - 1)

    def _line(self, number: int, line: Text) -> None:
        gutter = Text.assemble((f"{number + 1:>{_GUTTER - 3}} │ ", "blue"))
        self._console.print(gutter.append_text(line), soft_wrap=True)

    # --- popups ------------------------------------------------------------------------------

    def popup(self, items: Sequence[Item], chosen: Item | None, cell: int) -> None:
        """A completion list below the cursor, with the item that is about to be accepted."""
        at = items.index(chosen) if chosen in items else 0
        first = max(min(at - _MOST_ITEMS // 2, len(items) - _MOST_ITEMS), 0)
        shown = items[first : first + _MOST_ITEMS]
        rows = [(_MARK if each is chosen else _NO_MARK) + visible(each.label) for each in shown]
        if len(items) > len(shown):
            rows.append(f"{_NO_MARK}… {len(items) - len(shown)} more")
        labels = max(map(cell_len, rows))
        details = min(max(cell_len(visible(each.detail)) for each in shown), _DETAIL_WIDTH)
        body = Text()
        for row, item in zip_longest(rows, shown):
            detail = visible(item.detail) if item else ""
            line = Text(f" {set_cell_size(row, labels)}  ")
            line.append(_fitted(detail, details), style="" if item is chosen else "dim")
            line.append(" ")
            if item is not None and item is chosen:
                line.stylize("bold reverse")
            body.append_text(line).append("\n")
        body.right_crop()
        self._floating(Panel.fit(body, box=box.ROUNDED, border_style="dim", padding=0), cell)

    def _floating(self, panel: Panel, cell: int) -> None:
        """A panel below a cell, moved to the left as far as it must."""
        width = min(self._console.measure(panel).maximum, self.width)
        left = max(min(cell, self.width - width), 0)
        self._console.print(Padding(panel, (0, 0, 0, left)), width=left + width)

    def hover(self, markdown: str, cell: int) -> None:
        """A hover below what it is about."""
        body = Markdown(markdown, code_theme="bw", hyperlinks=self._console.is_terminal)
        room = max(self.width - cell, _NARROWEST_HOVER)
        width = min(room, _HOVER_WIDTH, self.width)
        self._floating(Panel(body, box=box.ROUNDED, border_style="dim", width=width), cell)


def _fitted(text: str, width: int) -> str:
    """`text` in just `width` cells."""
    if cell_len(text) > width:
        return set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, width)
