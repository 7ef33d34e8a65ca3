"""Diagnostics that are kept as JSON from edit to edit are those of the text as it is."""

import json

from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.text import Edit
from connector_lsp.server.client import ClientFeatures
from connector_lsp.server.diagnostics import items_json
from tests.bench.capabilities import CAPABILITIES
from tests.support.connectors import make_connector
from tests.support.diagnostics import checker
from tests.support.edits import edits, edits_between

CLIENT = ClientFeatures.of(CAPABILITIES)


def items(analysis):
    """The diagnostics as the client decodes them."""
    return json.loads(items_json(analysis, "file:///a.connector.json", {}, CLIENT))


@given(st.one_of(edits(), edits_between()))
def test_after_any_edits_the_json_is_that_of_the_result(case):
    """Places, too: of what the edits moved, and of what refers to it."""
    before, made, text = case
    analysis = Analysis.open(before, checker())
    for edit in made:
        items(analysis)
        analysis = analysis.with_edit(edit)
    assert items(analysis) == items(Analysis.open(text, checker()))


def test_typing_in_one_section_and_then_another():
    """What stands around the one is written anew for the other, and after a line break."""
    analysis = Analysis.open(make_connector(400, 0.05), checker())
    places = [analysis.text.index('"label": "', start) + 10 for start in (3000, 9000)]
    for at in (places[0], places[0], places[1], places[0], places[1], places[1]):
        for typed in ("x", '"', "", "\n"):
            end = at + 1 if not typed else at
            analysis = analysis.with_edit(Edit(at, end, typed))
            assert items(analysis) == items(Analysis.open(analysis.text, checker()))


def test_typing_between_sections_and_then_in_one():
    """What stands around both is written anew for the one and for the other."""
    analysis = Analysis.open(make_connector(400, 0.05), checker())
    for place in ("    {\n", '  "actions"', '      "/'):
        at = analysis.text.rindex(place)
        label = analysis.text.rindex('"label": "') + 10
        for edit in (
            *(Edit(at + count, at + count, key) for count, key in enumerate('"na')),
            Edit(label + 3, label + 3, "x"),
            Edit(at, at + 3, ""),
            Edit(label, label + 1, "y"),
        ):
            analysis = analysis.with_edit(edit)
            assert items(analysis) == items(Analysis.open(analysis.text, checker()))
