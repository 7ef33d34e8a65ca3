"""A document after any edits is the document of the resulting text."""

from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.document import SKELETON, Document
from connector_lsp.analysis.editing import with_edit
from connector_lsp.analysis.reading import is_json
from connector_lsp.analysis.sections import SplitBy
from connector_lsp.analysis.syntax import parse
from connector_lsp.analysis.text import Edit, PositionEncoding
from connector_lsp.resources import samples
from tests.support.diagnostics import checker
from tests.support.edits import PIECES, TEXTS, edits, edits_between


def described(analysis):
    """All of an analysis that anybody sees."""
    document = analysis.document
    return (
        document.text,
        [section.text for section in document.sections],
        [section.kind for section in document.sections],
        document.paths,
        document.starts,
        document.lines,
        document.skeleton.text,
        document.slots,
        document.broken,
        [(fault.code, fault.start, fault.end) for fault in document.skeleton.faults],
        [(each.code, each.severity, each.message, each.range, each.related) for each in analysis.diagnostics()],
        [i for i in sorted(analysis.flagged) if analysis.findings(i, analysis.unsound)],
    )  # fmt: skip


@given(st.one_of(edits(), edits_between()))
def test_any_edits_give_what_opening_the_result_gives(case):
    """Same text, same sections, same diagnostics: the property that all speed rests on."""
    before, made, text = case
    analysis = Analysis.open(before, checker())
    for edit in made:
        analysis = analysis.with_edit(edit)
    assert described(analysis) == described(Analysis.open(text, checker()))


@given(st.one_of(edits(), edits_between()))
def test_a_document_is_json_if_its_text_is(case):
    """However its sections were found: none of them is broken then."""
    before, made, text = case
    document = Document.open(before)
    for edit in made:
        document = with_edit(document, edit)
    assert document.is_json is is_json(text)


@given(st.sampled_from(TEXTS), st.data())
def test_what_is_typed_and_taken_back_leaves_nothing(text, data):
    """A character typed anywhere and deleted again gives the document that was."""
    at = data.draw(st.integers(0, len(text)))
    piece = data.draw(st.sampled_from([piece for piece in PIECES if piece]))
    before = Analysis.open(text, checker())
    after = before.with_edit(Edit(at, at, piece)).with_edit(Edit(at, at + len(piece), ""))
    assert described(after) == described(before)


@given(st.sampled_from(TEXTS), st.data())
def test_places_go_there_and_back(text, data):
    """An offset names a place in a section or the skeleton, and that place the offset."""
    document = Document.open(text)
    offset = data.draw(st.integers(0, len(text)))
    index, local = document.locate(offset)
    assert document.absolute(index, local) == offset
    for encoding in PositionEncoding:
        position = document.position(offset, encoding)
        if text[max(0, offset - 1) : offset + 1] != "\r\n":
            assert document.offset(position, encoding) == offset


def test_sections_are_the_actions_endpoints_fields_and_small_members():
    """What is large is divided, what is small is not."""
    document = Document.open(samples()["bearer-token"])
    kinds = {section.kind for section in document.sections}
    assert ("actions", "*") in kinds
    assert ("endpoints", "GET", "*") in kinds
    assert ("requiredSettings", "authFields", "*") in kinds
    assert ("name",) in kinds
    assert document.split_by is SplitBy.LAYOUT


def test_the_skeleton_is_json_with_a_placeholder_for_each_section():
    """So the ordinary parser and schema judge it."""
    for text in TEXTS:
        document = Document.open(text)
        assert parse(document.skeleton.text).faults == ()
        assert len(document.slots) == len(document.sections)
        for index, slot in enumerate(document.slots):
            assert document.absolute(SKELETON, slot) == document.starts[index]


def test_a_broken_section_leaves_its_neighbours_alone():
    """A brace typed into one action keeps all other sections, with all that is known of them."""
    text = samples()["default"]
    document = Document.open(text)
    at = text.index('"label"', text.index('"actions"'))
    after = with_edit(document, Edit(at, at, "{"))
    kept = [old is new for old, new in zip(document.sections, after.sections, strict=True)]
    assert kept.count(False) == 1
    assert after.skeleton is document.skeleton
