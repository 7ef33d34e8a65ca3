"""Which bracket a text lacks, has too many, or has of the wrong kind.

Brackets alone cannot tell where one is missing: the text is wrong only at its end.  But people and
formatters indent, so a line that starts no further in than the line of an open bracket says that
the bracket should have been closed, and a leading closing bracket says whose it is.  Layout is
asked only when the brackets do not match, and a reading without it is kept where that finds less
to mend (flat or careless indentation).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from connector_lsp.analysis.syntax.nodes import SyntaxFault
from connector_lsp.analysis.syntax.tokens import END, STRING, WORD, Token
from connector_lsp.analysis.text import Edit

_CLOSING = {"{": "}", "[": "]"}
_OPENING = {"}": "{", "]": "["}
_NAMES = {"{": "{ of an object", "}": "} of an object", "[": "[ of an array", "]": "] of an array"}
_VALUE_STARTS = "{[svw"
_LIST = re.compile(r"[svw](?:,[svw])+")


def balance(text: str, tokens: list[Token]) -> tuple[list[Token], list[SyntaxFault]]:
    """`tokens` with brackets added, dropped and exchanged so that all match, and a fault for each.

    An added bracket has no width.  The last token, of kind `END`, stays the last.
    """
    if is_balanced(tokens):
        return tokens, []
    lines = _lines(text, tokens)
    readings = [_Balancer(lines, layout=True).run()]
    if len(readings[0].faults) > 1:
        readings.append(_Balancer(lines, layout=False).run())
        readings.append(_Balancer(lines, layout=False, close_more=True).run())
    best = min(readings, key=lambda reading: len(reading.faults))
    return [*filter(None, best.out), tokens[-1]], best.faults


def is_balanced(tokens: list[Token]) -> bool:
    """Whether all brackets match."""
    expected: list[str] = []
    for token in tokens:
        if token.kind in _CLOSING:
            expected.append(_CLOSING[token.kind])
        elif token.kind in _OPENING and (not expected or expected.pop() != token.kind):
            return False
    return not expected


@dataclass(slots=True)
class _Line:
    """The tokens of a line, and how far in it starts."""

    indent: int
    tokens: list[Token]
    out_end: int = 0
    """How many tokens were out when the line was done."""


def _lines(text: str, tokens: list[Token]) -> list[_Line]:
    lines: list[_Line] = []
    previous_end = 0
    for token in tokens:
        if token.kind == END:
            break
        gap = text[previous_end : token.start]
        if not lines or "\n" in gap or "\r" in gap:
            indent = len(gap) - 1 - max(gap.rfind("\n"), gap.rfind("\r"))
            lines.append(_Line(indent, []))
        elif len(lines[-1].tokens) == 1 and len(gap) > 1 and gap.isspace():
            # A stray bracket in the indentation: the line starts where the rest of it does.
            lines[-1].indent += len(gap) + 1
        lines[-1].tokens.append(token)
        previous_end = token.end
    if len(lines) > 1 and lines[0].tokens[0].start == 0:
        lines[0].indent = _indent_before(lines[1:])
    return lines


def _indent_before(lines: list[_Line]) -> int:
    """How far in the line starts whose first value is the text, as `lines`, the others, tell.

    The text of a section does not begin where its line does.
    """
    last = lines[-1]
    inner = min((line.indent for line in lines[:-1]), default=last.indent + 1)
    closes = last.tokens[0].kind in _OPENING and last.indent < inner
    return last.indent if closes else max(0, min(inner, last.indent) - 1)


@dataclass(slots=True)
class _Open:
    """An open bracket.

    Attributes:
        kind: ``{`` or ``[``.
        indent: how far in its line starts.
        line: the number of its line.
        out: its place among the tokens put out.
        block: whether it is the last token of its line, so that its items have lines of their own.

    """

    kind: str
    indent: int
    line: int
    out: int
    block: bool


class _Balancer:
    """One reading of the brackets, line by line."""

    def __init__(self, lines: list[_Line], *, layout: bool, close_more: bool = False) -> None:
        """Read `lines`.

        Args:
            lines: the tokens.
            layout: whether indentation tells where a bracket belongs.
            close_more: whether one that does not close the innermost open bracket may close
                another one, and shows that those within were never closed.

        """
        self.lines = lines
        self.layout = layout
        self.close_more = close_more
        self.out: list[Token | None] = []
        self.faults: list[SyntaxFault] = []
        self.stack: list[_Open] = []
        self.open = {"{": 0, "[": 0}
        """How many brackets of each kind the stack holds."""
        self.closed_line = -1
        """The line of the bracket that was closed last."""
        self.at_end = False
        """Whether all lines are read, so that nothing closes what is still open."""

    def run(self) -> _Balancer:
        """Read all lines; `out` and `faults` are the result."""
        for number, line in enumerate(self.lines):
            self._read_line(number, line)
            line.out_end = len(self.out)
        self.at_end = True
        while self.stack:
            self._close_missing()
        return self

    def _read_line(self, number: int, line: _Line) -> None:
        leading = True
        if self.layout and line.tokens[0].kind not in _OPENING:
            while self.stack and self.stack[-1].indent >= line.indent:
                self._close_missing()
        for index, token in enumerate(line.tokens):
            if token.kind in _CLOSING:
                leading = False
                block = index == len(line.tokens) - 1
                self.stack.append(_Open(token.kind, line.indent, number, len(self.out), block))
                self.open[token.kind] += 1
                self.out.append(token)
            elif token.kind in _OPENING:
                self._read_closing(token, number, line, index, leading=leading)
            else:
                leading = False
                self.out.append(token)

    def _read_closing(
        self, token: Token, number: int, line: _Line, index: int, *, leading: bool
    ) -> None:
        kind = _OPENING[token.kind]
        if self.layout and leading and index == 0:
            self._read_first_closing(token, kind, number, line)
        elif not self.stack:
            self._drop(token)
        elif not self.layout:
            while self.close_more and self.open[kind] and self.stack[-1].kind != kind:
                self._close_missing()
            self._close(token, kind)
        elif leading:
            # Brackets that close on one line were opened on one line.
            if self.stack[-1].line == self.closed_line:
                self._close(token, kind)
            else:
                self._drop(token)
        elif self._closes_too_early(number, line, index):
            self._drop(token)
        elif self.stack[-1].line == number or not self.stack[-1].block:
            self._close(token, kind)
        else:
            self._open_missing_in_line(token, kind, index)

    def _read_first_closing(self, token: Token, kind: str, number: int, line: _Line) -> None:
        """A bracket at the beginning of its line, which is indented like the one it closes."""
        following = line.tokens[1].kind if len(line.tokens) > 1 else ""
        # Behind a stray bracket its line goes on as if it were not there.
        if following and following in _VALUE_STARTS and not self._is_aligned(line):
            self._drop(token)
            return
        while self.stack and self.stack[-1].indent > line.indent:
            self._close_missing()
        if not self._is_aligned(line):
            self._open_missing(token, kind, number, line.indent)
        elif self.stack[-1].kind != kind and self.stack[-1].kind == _OPENING.get(following):
            self.closed_line = self.stack[-1].line
            self._drop(token)
        else:
            self._close(token, kind)

    def _is_aligned(self, line: _Line) -> bool:
        """Whether a line is indented like that of the innermost open bracket."""
        return bool(self.stack) and self.stack[-1].indent == line.indent

    def _closes_too_early(self, number: int, line: _Line, index: int) -> bool:
        """Whether a bracket empties the one before it, and what that holds follows, indented."""
        is_last = index == len(line.tokens) - 1 and number + 1 < len(self.lines)
        is_empty = index > 0 and line.tokens[index - 1].kind in _CLOSING
        return is_last and is_empty and self.lines[number + 1].indent > line.indent

    def _close(self, token: Token, kind: str) -> None:
        """`token` closes the innermost open bracket, be it of the right kind or not."""
        top = self.stack.pop()
        self.open[top.kind] -= 1
        self.closed_line = top.line
        if top.kind == kind:
            self.out.append(token)
            return
        if self._kind_by_content(top) == kind:
            wrong = self.out[top.out] or token
            self.out[top.out] = wrong._replace(kind=kind)
            self.out.append(token)
            right = kind
        else:
            wrong, right = token, _CLOSING[top.kind]
            self.out.append(token._replace(kind=right))
        self.faults.append(
            SyntaxFault(
                "mismatched-bracket", wrong.start, wrong.end,
                f"{wrong.kind} where {_NAMES[right]} belongs", Edit(wrong.start, wrong.end, right),
            )
        )  # fmt: skip

    def _kind_by_content(self, top: _Open) -> str:
        """The kind that the content of an open bracket speaks for."""
        content = [token for token in self.out[top.out + 1 : top.out + 3] if token]
        if not content:
            return top.kind
        keyed = len(content) > 1 and content[0].kind == STRING and content[1].kind == ":"
        return "{" if keyed else "["

    def _drop(self, token: Token) -> None:
        self.faults.append(
            SyntaxFault(
                "unexpected-bracket", token.start, token.end, f"{token.kind} closes nothing"
                if token.kind in _OPENING else f"{token.kind} opens nothing that fits here",
                Edit(token.start, token.end, ""),
            )
        )  # fmt: skip

    def _close_missing(self) -> None:
        """Close the innermost open bracket behind the last token, or drop it as a stray."""
        top = self.stack.pop()
        self.open[top.kind] -= 1
        opening = self.out[top.out]
        if opening is None:
            return
        if not self._fits(top):
            self.out[top.out] = None
            while self.out and self.out[-1] is None:
                self.out.pop()  # Else a thousand of them would be passed a thousand times.
            self._drop(opening)
            return
        place = len(self.out)
        while place > top.out + 1 and (last := self.out[place - 1]) and last.kind == ",":
            place -= 1
        before = self._before(place) or opening
        closing = _CLOSING[top.kind]
        self.out.insert(place, Token(closing, before.end, before.end))
        self.faults.append(
            SyntaxFault(
                "missing-bracket", max(before.start, before.end - 1), before.end,
                f"Missing {_NAMES[closing]}", Edit(before.end, before.end, closing),
                related=(opening.start, opening.end),
            )
        )  # fmt: skip

    def _fits(self, top: _Open) -> bool:
        """Whether an open bracket stands where a value may, before what it may hold."""
        before = self._before(top.out)
        after = [token for token in self.out[top.out + 1 : top.out + 3] if token]
        if before is None:
            return True
        outer = self.stack[-1].kind if self.stack else ""
        fits_outside = before.kind == ":" if outer == "{" else before.kind in ":,["
        if not after:
            # At the end of the text it is being typed.
            return fits_outside and (before.kind == ":" or self.at_end)
        if top.kind == "{":
            is_name = after[0].kind == STRING or (self.at_end and after[0].kind == WORD)
            keyed = is_name and (len(after) == 1 or after[1].kind == ":")
            return fits_outside and (keyed or not self.layout)
        return fits_outside

    def _before(self, place: int) -> Token | None:
        """The token put out before that at `place`."""
        for index in range(place - 1, -1, -1):
            if token := self.out[index]:
                return token
        return None

    def _open_missing(self, token: Token, kind: str, number: int, indent: int) -> None:
        """`token` leads its line and nothing open is indented like it: find where it was opened."""
        before = number - 1
        while before >= 0 and self.lines[before].indent > indent:
            before -= 1
        inner = before + 1
        if inner >= number or (self.stack and self.stack[-1].line > before):
            self._drop(token)
            return
        if before >= 0 and self.lines[before].indent == indent:
            place = self.lines[before].out_end
        else:
            place = self.lines[before].out_end if before >= 0 else 0
        self._insert_opening(place, token, kind)
        for line in self.lines[inner:number]:
            line.out_end += 1

    def _open_missing_in_line(self, token: Token, kind: str, index: int) -> None:
        """`token` closes, within its line, what was not opened there."""
        first = len(self.out) - index
        shape = "".join(other.kind for other in self.out[first:] if other)
        keyed = shape.startswith("s:")
        in_array = bool(self.stack) and self.stack[-1].kind == "["
        is_object = kind == "{" and shape.startswith("s:s:")
        is_array = kind == "[" and keyed and not in_array and _LIST.fullmatch(shape, 2)
        if kind == "{" and keyed and in_array:
            self._insert_opening(first, token, kind)
        elif is_object or is_array:
            self._insert_opening(first + 2, token, kind)
        else:
            self._drop(token)

    def _insert_opening(self, place: int, token: Token, kind: str) -> None:
        """Add the bracket that `token` closes at `place` among the tokens put out."""
        following = next((other for other in self.out[place:] if other), token)
        at = following.start
        self.out.insert(place, Token(kind, at, at))
        self.out.append(token)
        self.faults.append(
            SyntaxFault(
                "missing-bracket", at, following.end, f"Missing {_NAMES[kind]}", Edit(at, at, kind),
                related=(token.start, token.end),
            )
        )  # fmt: skip
