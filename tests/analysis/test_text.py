"""Lines, positions and edits of any text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.analysis.text import (
    Edit,
    LineIndex,
    Position,
    PositionEncoding,
    PositionWalk,
    apply_edits,
    combine_edits,
    count_line_breaks,
    indentation,
    line_end,
    line_start,
)

UTF8, UTF16, UTF32 = PositionEncoding

# What `str.splitlines` takes for the end of a line and LSP does not.
NO_LINE_BREAKS = "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e"

TEXTS = st.text('ab"\\{\n\r\t é€😀\U0010ffff\ud800\udfff' + NO_LINE_BREAKS, max_size=40)
ENCODINGS = st.sampled_from(PositionEncoding)


def units(text: str, encoding: PositionEncoding) -> int:
    """The length of `text`, from Python's own codecs."""
    size = {UTF8: 1, UTF16: 2, UTF32: 4}[encoding]
    codec = encoding.value + ("" if size == 1 else "-le")
    return len(text.encode(codec, "surrogatepass")) // size


def splits_line_break(text: str, offset: int) -> bool:
    """Whether `offset` lies between the two halves of a line break."""
    return offset > 0 and text[offset - 1 : offset + 1] == "\r\n"


# --- lines ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_at_the_three_line_breaks(newline: str):
    """LF, CRLF and CR each end a line, and CRLF ends one only."""
    text = f"a{newline}bc{newline}"
    index = LineIndex(text)
    assert count_line_breaks(text) == 2
    assert index.position(text.index("b"), UTF16) == (1, 0)
    assert index.position(text.index("c"), UTF16) == (1, 1)
    assert index.position(len(text), UTF16) == (2, 0)
    assert index.offset(Position(1, 99), UTF16) == text.index("c") + 1
    assert index.offset(Position(2, 0), UTF16) == len(text)


@pytest.mark.parametrize("character", NO_LINE_BREAKS)
def test_nothing_else_ends_a_line(character: str):
    """The other separators that Python's `splitlines` knows are characters of a line."""
    text = f"a{character}b\nc"
    assert len(text.splitlines()) == 3
    assert count_line_breaks(text) == 1
    assert LineIndex(text).position(2, UTF32) == (0, 2)
    assert LineIndex(text).position(4, UTF32) == (1, 0)
    assert line_start(text, 3) == 0
    assert line_end(text, 0) == 3


def test_line_breaks_may_be_mixed():
    """One text may hold all three, in any order."""
    text = "\r\r\n\n\r\n\n\r"
    assert count_line_breaks(text) == 6
    assert [LineIndex(text).position(offset, UTF16).line for offset in range(9)] == [
        0, 1, 1, 2, 3, 3, 4, 5, 6,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "offset", "start", "end"),
    [
        ("", 0, 0, 0),
        ("abc", 1, 0, 3),
        ("a\nbc\nd", 3, 2, 4),
        ("a\r\nbc\r\nd", 4, 3, 5),
        ("a\rbc\rd", 3, 2, 4),
        ("a\r\nb", 2, 0, 1),
        ("\n", 1, 1, 1),
    ],
)
def test_start_and_end_of_a_line(text: str, offset: int, start: int, end: int):
    """A line begins behind the break before it and ends before its own, also inside of CRLF."""
    assert line_start(text, offset) == start
    assert line_end(text, start) == end


def test_indentation_is_blanks_and_tabs():
    """The indentation is that of the offset's own line; no other white space is."""
    text = "{\n \t a\n\u00a0 b"
    assert indentation(text, 0) == ""
    assert indentation(text, text.index("a")) == " \t "
    assert indentation(text, 2) == " \t "
    assert indentation(text, text.index("b")) == ""


# --- positions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("character", "utf8", "utf16"),
    [("a", 1, 1), ("é", 2, 1), ("€", 3, 1), ("😀", 4, 2), ("\ud800", 3, 1)],
)
def test_columns_count_the_units_of_the_encoding(character: str, utf8: int, utf16: int):
    """A column counts bytes, UTF-16 units or code points; a lone surrogate is one of its own."""
    text = f'"{character}"'
    index = LineIndex(text)
    for encoding, width in ((UTF8, utf8), (UTF16, utf16), (UTF32, 1)):
        assert encoding.length(character) == width
        assert index.position(2, encoding) == (0, 1 + width)
        assert index.offset(Position(0, 1 + width), encoding) == 2


@pytest.mark.parametrize("encoding", [UTF8, UTF16])
def test_a_column_inside_a_character_is_its_start(encoding: PositionEncoding):
    """A client that cuts a character in two is taken to mean its beginning."""
    assert LineIndex("a😀b").offset(Position(0, 2), encoding) == 1
    assert LineIndex("a😀").offset(Position(0, 2), encoding) == 1


@pytest.mark.parametrize(
    ("position", "offset"),
    [((0, 99), 1), ((1, 99), 4), ((2, 0), 4), ((99, 0), 4), ((0, -1), 0), ((-1, 5), 0)],
)
def test_positions_outside_of_the_text(position: tuple[int, int], offset: int):
    """Beyond the end of a line or of the text lies that end, before the beginning the beginning."""
    assert LineIndex("a\nbc").offset(Position(*position), UTF16) == offset


@given(TEXTS, ENCODINGS)
def test_there_and_back(text: str, encoding: PositionEncoding):
    """Every offset has a position of its own, but for one that cuts a CRLF in two."""
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        position = index.position(offset, encoding)
        expected = offset - 1 if splits_line_break(text, offset) else offset
        assert index.offset(position, encoding) == expected


@given(TEXTS, ENCODINGS)
def test_positions_by_definition(text: str, encoding: PositionEncoding):
    """A position is the number of line breaks before, and the units since the last of them."""
    index = LineIndex(text)
    line = start = 0
    for offset in range(len(text) + 1):
        column = units(text[start:offset], encoding)
        assert index.position(offset, encoding) == (line, column)
        if text[offset : offset + 1] in ("\n", "\r") and text[offset : offset + 2] != "\r\n":
            line, start = line + 1, offset + 1


@given(TEXTS, ENCODINGS, st.lists(st.integers(0, 40)))
def test_a_walk_comes_by_the_same_positions(
    text: str, encoding: PositionEncoding, steps: list[int]
):
    """Whichever offsets it goes to, one of them twice or not."""
    walk, lines = PositionWalk(text, encoding), LineIndex(text)
    for offset in sorted(steps):
        if offset <= len(text) and not splits_line_break(text, offset):
            assert walk.to(offset) == lines.position(offset, encoding)


@given(TEXTS, ENCODINGS, st.sets(st.integers(0, 40)))
def test_anchors_change_no_answer(text: str, encoding: PositionEncoding, places: set[int]):
    """An index that knows the lines of some offsets only answers like one that knows all."""
    full = LineIndex(text)
    anchors = sorted(
        {0}
        | {place for place in places if place <= len(text) and not splits_line_break(text, place)}
    )
    lines = [full.position(anchor, encoding).line for anchor in anchors]
    index = LineIndex(text, anchors, lines)
    for offset in range(len(text) + 1):
        assert index.position(offset, encoding) == full.position(offset, encoding)
    for line in range(-1, count_line_breaks(text) + 3):
        for column in range(6):
            position = Position(line, column)
            assert index.offset(position, encoding) == full.offset(position, encoding)


# --- edits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([], "abcdef"),
        ([Edit(1, 3, "X")], "aXdef"),
        ([Edit(4, 6, ""), Edit(0, 1, "")], "bcd"),
        ([Edit(2, 2, "1"), Edit(2, 2, "2")], "ab12cdef"),
        ([Edit(2, 4, "X"), Edit(2, 2, "1")], "ab1Xef"),
        ([Edit(0, 3, "X"), Edit(3, 6, "Y")], "XY"),
    ],
)
def test_edits_speak_of_the_text_as_it_was(edits: list[Edit], expected: str):
    """Edits are given in any order; at one place insertions come first, in the order given."""
    assert apply_edits("abcdef", edits) == expected


def test_edits_that_overlap_are_refused():
    """Two edits of the same character contradict each other."""
    with pytest.raises(ValueError, match="overlap at offset 2"):
        apply_edits("abcdef", [Edit(0, 3, ""), Edit(2, 4, "")])


@given(TEXTS, st.lists(st.tuples(st.integers(0, 40), TEXTS), max_size=6))
def test_edits_are_what_they_are_one_by_one(text: str, pieces: list[tuple[int, str]]):
    """Edits that do not touch give the same in one go as one after the other, from the end."""
    cuts = sorted({min(cut, len(text)) for cut, _ in pieces})
    edits = [
        Edit(start, end, new)
        for start, end, (_, new) in zip(cuts[::2], cuts[1::2], pieces, strict=False)
    ]
    expected = text
    for edit in reversed(edits):
        expected = expected[: edit.start] + edit.text + expected[edit.end :]
    assert apply_edits(text, edits) == expected


@st.composite
def edits_of(draw: st.DrawFn, length: int) -> list[Edit]:
    """Edits that do not overlap, of a text of that length, some at one place."""
    places = sorted(draw(st.lists(st.integers(0, length), max_size=8)))
    spans = zip(places[::2], places[1::2], strict=False)
    return [Edit(start, end, draw(st.text("ab\n", max_size=3))) for start, end in spans]


@given(TEXTS, st.data())
def test_edits_after_edits_can_be_made_at_once(text: str, data: st.DataObject):
    """The combined ones are in order and apart, and give the same text."""
    first = data.draw(edits_of(len(text)))
    between = apply_edits(text, first)
    second = data.draw(edits_of(len(between)))
    combined = combine_edits(text, first, second)
    assert apply_edits(text, combined) == apply_edits(between, second)
    assert all(one.end < other.start for one, other in pairwise(combined))
