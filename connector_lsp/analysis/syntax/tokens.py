"""From text to tokens, in any text.

A string never runs past its line: a quotation mark too many or too few damages one line, and
`quotes.py` decides which mark it was.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from json.decoder import scanstring  # type: ignore[attr-defined]
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from connector_lsp.analysis.syntax.nodes import Json, SyntaxFault
from connector_lsp.analysis.syntax.quotes import try_mend_quotes
from connector_lsp.analysis.text import Edit, apply_edits, line_end, line_start

if TYPE_CHECKING:
    from collections.abc import Iterator

STRING, SCALAR, WORD, END = "s", "v", "w", "$"
"""Kinds of tokens beside the six that are spelled as they look: ``{ } [ ] : ,``."""


_Item = TypeVar("_Item", "Token", SyntaxFault)
_START = attrgetter("start")


class Token(NamedTuple):
    """A token; a bracket that the text lacks and `brackets.py` adds has no width."""

    kind: str
    start: int
    end: int
    scalar: Json = None


_TOKEN = re.compile(
    r"""[ \t\n\r]*(?:
    ([{}\[\]:,])
    |"([^"\\\x00-\x1f]*)"
    |("[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*")
    |(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.+-])
    |(true|false|null)(?![\w.+-])
    |("[^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*(?:"|\\?(?=[\r\n]|\Z)))
    |('[^'\\\r\n]*(?:\\[^\r\n][^'\\\r\n]*)*')
    |((?<!:)//[^\r\n]*|/\*(?s:.*?)(?:\*/|\Z))
    |([^ \t\n\r{}\[\]:,"]+)
    )""",
    re.VERBOSE,
)
_PUNCTUATION, _PLAIN, _ESCAPED, _NUMBER, _LITERAL, _FAULTY, _SINGLE, _COMMENT, _WORD = range(1, 10)
_LITERALS = {"true": True, "false": False, "null": None}
_BAD_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3}|[^\r\n]|$)")
_GOOD_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_STRICT = False  # Control characters may stand in a string, said elsewhere to be a fault.
_UNESCAPED_MARK = re.compile(r'(?<!\\)"')
_CONTROL = re.compile(r"[\x00-\x1f]")
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9]|[-+]?(?:Infinity|NaN)\b")
_VISIBLE = re.compile(r"[^ \t\r\n]")
_MAXIMUM_DIGITS = 4000  # Python refuses to convert more (int max_str_digits is 4300).


def tokenize(text: str) -> tuple[list[Token], list[SyntaxFault]]:
    """The tokens of `text`, the last one of kind `END`, and the faults inside of them."""
    tokens, faults, torn = _scan(text)
    for start in reversed(torn):
        line = _try_mend_line(text, start)
        if line is not None:
            _replace_between(tokens, line.start, line.stop, line.tokens)
            _replace_between(faults, line.start, line.stop, line.faults)
    tokens.append(Token(END, len(text), len(text)))
    return tokens, faults


def _scan(text: str) -> tuple[list[Token], list[SyntaxFault], list[int]]:
    """Tokens and faults of `text`, and where strings begin that do not end on their line."""
    tokens: list[Token] = []
    faults: list[SyntaxFault] = []
    torn: list[int] = []
    # White space at the end, of which nothing more can come, would be tried from each place in it.
    for match in _TOKEN.finditer(text, 0, len(text.rstrip(" \t\n\r"))):
        which = match.lastindex or 0
        start, end = match.span(which)
        if which == _PUNCTUATION:
            tokens.append(Token(text[start], start, end))
        elif which == _PLAIN:
            tokens.append(Token(STRING, start - 1, end + 1, text[start:end]))
        elif which == _NUMBER:
            tokens.append(Token(SCALAR, start, end, _number(text[start:end])))
        elif which == _FAULTY and _is_torn(text[start:end]):
            end = start + len(text[start:end].rstrip(" \t,"))
            torn.append(start)
            faults.append(_unclosed(start, end, end))
            tokens.append(Token(STRING, start, end, lenient_string(text[start + 1 : end])))
            if "," in text[end : match.end()]:
                comma = text.index(",", end)
                tokens.append(Token(",", comma, comma + 1))
        else:
            tokens.extend(_rare_token(text, which, start, end, faults))
    return tokens, faults, torn


def _is_torn(found: str) -> bool:
    """Whether `found`, a string up to its closing mark or its line's end, is not closed."""
    body = found[1:-1]
    escaped = (len(body) - len(body.rstrip("\\"))) % 2 == 1
    return len(found) == 1 or found[-1] != '"' or escaped


def _unclosed(start: int, end: int, missing: int) -> SyntaxFault:
    """The fault of a string from `start` to `end` whose mark is missing at offset `missing`."""
    which = "opening" if missing == start else "closing"
    message = f"Missing {which} quotation mark"
    return SyntaxFault(
        "missing-quote", start, max(end, start), message, Edit(missing, missing, '"')
    )


def _rare_token(
    text: str, which: int, start: int, end: int, faults: list[SyntaxFault]
) -> Iterator[Token]:
    """The token of a match of the rarer groups, or none; its faults go to `faults`."""
    found = text[start:end]
    if which == _ESCAPED:
        yield Token(STRING, start, end, scanstring(text, start + 1)[0])
    elif which == _LITERAL:
        yield Token(SCALAR, start, end, _LITERALS[found])
    elif which == _FAULTY:
        faults.extend(string_faults(text, start, end))
        yield Token(STRING, start, end, lenient_string(found[1:-1]))
    elif which == _SINGLE:
        body = found[1:-1].replace("\\'", "'")
        quoted = '"' + _UNESCAPED_MARK.sub(r'\\"', body) + '"'
        repairs = [fault.fix for fault in string_faults(quoted, 0, len(quoted)) if fault.fix]
        faults.append(
            SyntaxFault(
                "single-quotes", start, end,
                f"Single quotes around {found}: JSON takes double ones",
                Edit(start, end, apply_edits(quoted, repairs)),
            )
        )  # fmt: skip
        yield Token(STRING, start, end, lenient_string(body))
    elif which == _COMMENT:
        removed = _whole_line(text, start, end)
        faults.append(
            SyntaxFault("comment", start, end, "A comment: JSON has none", Edit(*removed, ""))
        )
    else:
        yield Token(WORD, start, end, found)


def _whole_line(text: str, start: int, end: int) -> tuple[int, int]:
    """What to remove for `start` to `end`: the whole line where nothing else is on it."""
    line, after = line_start(text, start), line_end(text, end)
    if text[line:start].strip() or text[end:after].strip():
        return start, end
    after += 2 if text.startswith("\r\n", after) else 1
    return line, min(after, len(text))


def _number(digits: str) -> int | float:
    if digits.lstrip("-").isdigit() and len(digits) <= _MAXIMUM_DIGITS:
        return int(digits)
    return float(digits)


def is_number_like(word: str) -> bool:
    """Whether `word`, which is no JSON number, was meant to be one."""
    return _NUMBER_LIKE.match(word) is not None


def string_faults(text: str, start: int, end: int) -> Iterator[SyntaxFault]:
    """The bad escapes and control characters of the string from `start` to `end`."""
    at = start + 1
    while at < end - 1:
        if text[at] == "\\":
            good = _GOOD_ESCAPE.match(text, at)
            if good:
                at = good.end()
                continue
            bad = _BAD_ESCAPE.match(text, at, end - 1)
            stop = bad.end() if bad else at + 1
            shown = text[at:stop]
            advice = (
                "\\u takes four hexadecimal digits"
                if shown[1:2] == "u"
                else "write \\\\ for a backslash"
            )
            yield SyntaxFault(
                "invalid-escape", at, stop, f"Invalid escape {shown} in a string: {advice}",
                Edit(at, at, "\\"),
            )  # fmt: skip
            at = stop
            continue
        if _CONTROL.match(text[at]):
            escape = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}.get(
                text[at], f"\\u{ord(text[at]):04x}"
            )
            yield SyntaxFault(
                "control-character", at, at + 1,
                f"Control character U+{ord(text[at]):04X} in a string: write {escape}",
                Edit(at, at + 1, escape),
            )  # fmt: skip
        at += 1


def lenient_string(body: str) -> str:
    """The value of a string's `body`, whatever is wrong with it."""
    if "\\" not in body:
        return body
    doubled = re.sub(
        r'(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))|\\',
        lambda match: match[0] if len(match[0]) > 1 else "\\\\",
        body,
    )
    quoted = re.sub(r'\\.|"', lambda match: '\\"' if match[0] == '"' else match[0], doubled)
    value: str = scanstring(quoted + '"', 0, _STRICT)[0]
    return value


class _MendedLine(NamedTuple):
    """A line that was read again with one quotation mark more, fewer or exchanged."""

    start: int
    stop: int
    tokens: list[Token]
    faults: list[SyntaxFault]


def _try_mend_line(text: str, torn: int) -> _MendedLine | None:
    """Read the line of the string at `torn` as it was meant; None if no single mark helps."""
    start, stop = line_start(text, torn), line_end(text, torn)
    next_visible = _VISIBLE.search(text, stop)
    mend = try_mend_quotes(text[start:stop], next_visible[0] if next_visible else "")
    if mend is None:
        return None
    new_tokens, new_faults, still_torn = _scan(mend.text)
    if still_torn:
        return None

    def place(item: Token | SyntaxFault) -> tuple[int, int]:
        return start + mend.original_start(item.start), start + mend.original_end(item.end)

    tokens = [Token(token.kind, *place(token), token.scalar) for token in new_tokens]
    at = start + mend.at
    if mend.added == '"':
        string = next(token for token in tokens if token.start <= at <= token.end)
        fault = _unclosed(string.start, string.end, at)
        fault = fault._replace(fix=Edit(at, at + mend.removed, '"'))
    else:
        advice = f"expected {mend.added}" if mend.added else 'inside a string write \\"'
        message = f"Unexpected quotation mark: {advice}"
        fault = SyntaxFault("unexpected-quote", at, at + 1, message, Edit(at, at + 1, mend.added))
    faults = [SyntaxFault(each.code, *place(each), each.message) for each in new_faults]
    return _MendedLine(start, stop, tokens, [fault, *faults])


def _replace_between(items: list[_Item], start: int, stop: int, new: list[_Item]) -> None:
    """Put `new` in the place of those of ascending `items` that begin from `start` to `stop`."""
    first = bisect_left(items, start, key=_START)
    items[first : bisect_left(items, stop, first, key=_START)] = new
