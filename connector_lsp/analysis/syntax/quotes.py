"""Which quotation mark a line lacks or has too many.

A line in which a string does not end has one mark too few or too many, and read from the left
everything behind that mark is inside out: `"label: "Send"` is no string `label: ` and a word Send.
So each single mark is tried, removed, added or exchanged, and the line that then looks most like
JSON wins.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST_LINE = 400
_PIECES_BEFORE = 8
_LENGTH_BEHIND = 60
_MOST_CANDIDATES = 128
_UNREADABLE = 1000

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_SCALAR = re.compile(r"-?[0-9][0-9.eE+-]*|true|false|null")
_PIECE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|"|[^\s"{}\[\],:]+')
_STRANGE = re.compile(
    r"""[^sv{}\[\]:,]   # a word, or a lone mark
    |[sv](?=[sv{\[])    # two values without a comma
    |[}\]](?=[sv{\[:])
    |(?<![{,])s:(?!$)(?<!^s:)  # a key that begins no member
    |v:
    |:(?=[:,}\]])
    |[,{\[](?=[,:])
    |,(?=[}\]])
    |\{(?=[v{\[])
    |:[sv],s(?=[,}])    # a member without a value, behind one that has one
    |(?:\{|^)s(?=\})     # the same, alone in its object
    |\{s(?=,)
    |^[:,]|:[sv]:
    """,
    re.VERBOSE,
)
_STRUCTURE = re.compile(r"\s*[{}\[\],:]+\s*|\w+\W?:\s.*|.*,\s*")
_MATCHED = re.compile(r"\{[^{}\[\]]*\}|\[[^{}\[\]]*\]")
_ODD_BRACKET = re.compile(r"(?<=[^}\]])[}\]]|[{\[](?=[^{\[])")
_TYPED_FOR_MARK = re.compile(
    r"""(?:(?<=[\s:,{\[])|^)[{}\[\],:](?=\w)
    |(?<=\w)[{}\[\],:](?=\s*(?:[,:}\]]|$))
    """,
    re.VERBOSE,
)
_NOT_OPENING = re.compile(r"""(?<=")"|(?<=[\w}\]])"\s*$""")
_STRUCTURAL = ":,{[}]"
_BOUNDARY = re.compile(r"(?=[,:{}\[\]])|(?<=[,:{}\[\]])|(?<=\s)(?=\S)|(?<=\S)(?=\s)")


class Mend(NamedTuple):
    """A line with one character changed.

    Attributes:
        text: the line as it was meant.
        at: the index of the change.
        removed: how many characters of the original stood there, 0 or 1.
        added: what stands there now, at most one character.

    """

    text: str
    at: int
    removed: int
    added: str

    def original_start(self, index: int) -> int:
        """Where a token that starts at `index` of the mended line starts in the original."""
        shift = self.removed - len(self.added)
        return index + shift if index > self.at or (shift > 0 and index == self.at) else index

    def original_end(self, index: int) -> int:
        """Where a token that ends at `index` of the mended line ends in the original."""
        return index + self.removed - len(self.added) if index > self.at else index


def try_mend_quotes(line: str, next_visible: str) -> Mend | None:
    """The likeliest single change that closes every string of `line`.

    Args:
        line: a line, without its break, in which a string does not end.
        next_visible: the first visible character behind the line.

    Returns:
        the change; None where there are too many to try, or none helps.

    """
    start, stop = _suspect(line) if len(line) > _LONGEST_LINE else (0, len(line))
    candidates = list(_candidates(line[start:stop]))
    if not candidates or len(candidates) > _MOST_CANDIDATES:
        return None
    is_cut = stop < len(line)
    best, least = None, _UNREADABLE
    for mend in candidates:
        score = _strangeness(mend.text, next_visible, is_cut=is_cut, enough=least)
        if score < least:
            best, least = mend, score
        if not least:
            break
    if best is None:
        return None
    return best._replace(text=line[:start] + best.text + line[stop:], at=start + best.at)


def _suspect(line: str) -> tuple[int, int]:
    """The part of a long line, such as a whole document, in which it stops to look like JSON."""
    starts: list[int] = []
    follows_value = False
    for piece in _PIECE.finditer(line):
        starts.append(piece.start())
        is_value = piece[0] not in _STRUCTURAL
        is_sound = _STRING.fullmatch(piece[0]) or _SCALAR.fullmatch(piece[0])
        if is_value and (follows_value or not is_sound):
            break
        follows_value = is_value
    return starts[-_PIECES_BEFORE:][0], min(len(line), starts[-1] + _LENGTH_BEHIND)


def _candidates(line: str) -> Iterator[Mend]:
    """Every addition of a mark where a token may begin or end, then every removal of one.

    Last come exchanges, where they are likely: of the second of two marks, or the last of a line,
    for a structural character, and of one at the edge of a word for a mark.
    """
    marks = [match.start() for match in re.finditer('"', line)]
    places = {match.start() for match in _BOUNDARY.finditer(line)}
    places |= {len(line) - len(line.lstrip()), len(line.rstrip())}
    for at in sorted(places, reverse=True):
        yield Mend(line[:at] + '"' + line[at:], at, 0, '"')
    for at in marks:
        yield Mend(line[:at] + line[at + 1 :], at, 1, "")
    for at in marks:
        for meant in _STRUCTURAL if _NOT_OPENING.match(line, at) else "":
            yield Mend(line[:at] + meant + line[at + 1 :], at, 1, meant)
    for match in _TYPED_FOR_MARK.finditer(line):
        at = match.start()
        yield Mend(line[:at] + '"' + line[at + 1 :], at, 1, '"')


def _strangeness(line: str, next_visible: str, *, is_cut: bool, enough: int) -> int:
    """How little `line`, or a part that is cut off anywhere, looks like JSON; 0 is perfect.

    What reaches `enough` is not counted to its end.
    """
    shape = _SCALAR.sub("v", _STRING.sub("s", line)).replace(" ", "").replace("\t", "")
    if is_cut:
        shape = shape.partition('"')[0]
    elif '"' in shape:
        return _UNREADABLE
    score = 0
    for _ in _STRANGE.finditer(shape):
        score += 10
        if score >= enough:
            return score
    for string in _STRING.findall(line):
        if _STRUCTURE.fullmatch(string, 1, len(string) - 1):
            score += 3
        if _odd_brackets(string):
            score += 2
    # A bracket that is closed on another line stands at the end of its line, or at the beginning.
    score += 4 * _odd_brackets(shape.rstrip(","))
    # A member before another ends in a comma, one before a closing bracket does not.
    ends_in_comma = shape.endswith(",")
    if (
        not is_cut
        and shape
        and shape[-1] in "sv,}]"
        and next_visible
        and ends_in_comma == (next_visible in "}]")
    ):
        score += 2
    return score


def _odd_brackets(line: str) -> int:
    """How many brackets `line` has, but for those at its ends, that are not closed in it."""
    if not any(bracket in line for bracket in "{}[]"):
        return 0
    while (shorter := _MATCHED.sub("", line)) != line:
        line = shorter
    return len(_ODD_BRACKET.findall(line))
