"""Where the sections lie in a text whose skeleton is broken."""

import pytest

from connector_lsp.analysis.document import Document
from connector_lsp.analysis.editing import with_edit
from connector_lsp.analysis.places import CONNECTOR
from connector_lsp.analysis.reading import Readings
from connector_lsp.analysis.recovery import find_places, find_sound
from connector_lsp.analysis.sections import SplitBy
from connector_lsp.analysis.text import Edit
from connector_lsp.resources import samples
from tests.support.connectors import make_connector
from tests.support.faults import random_faults

DEFAULT = samples()["default"]


def sound_in(text):
    """The stretches that are sound whatever is around them."""
    return find_sound(text, CONNECTOR, Readings())


def check_same(text):
    """The parser finds the same sections whether or not it sees what is sound; return them."""
    hidden = find_places(text, CONNECTOR, sound_in(text)).places
    assert hidden == find_places(text, CONNECTOR, ()).places
    return hidden


def test_what_is_sound_tells_the_parser_nothing():
    """One wrong character anywhere: the same sections as from the tree of the whole text."""
    for fault in random_faults(make_connector(200), 300, seed=2):
        check_same(fault.text)


@pytest.mark.parametrize("typed", ['"', '"desc', '"desc"', '"desc":', ",", "desc"])
@pytest.mark.parametrize("before", ['  "actions": [\n', '    {\n      "modelId"', '      "/'])
@pytest.mark.parametrize("indent", ["", "      "])
def test_what_is_typed_between_sections_leaves_them_alone(typed, before, indent):
    """On a line of its own, however far in, and with all that is known of them."""
    document = Document.open(DEFAULT)
    at = DEFAULT.index(before)
    after = with_edit(document, Edit(at, at, f"{indent}{typed}\n"))
    assert after.split_by is not SplitBy.GRAMMAR
    kept = {id(section) for section in after.sections}
    assert [section.text for section in document.sections if id(section) not in kept] == []


@pytest.mark.parametrize("typed", ['"', '"na', '"name"', "na", '"name": "'])
@pytest.mark.parametrize("indent", ["", " ", "  ", "   ", "    ", "      "])
@pytest.mark.parametrize("before", ['    {\n      "modelId"', '      "/contacts"', '  "link"'])
def test_what_is_typed_too_far_left_ends_with_its_line(before, indent, typed):
    """It takes none of the lines behind it along, whatever bracket it may seem to lack."""
    at = DEFAULT.index(before)
    document = Document.open(DEFAULT[:at] + f"{indent}{typed}\n" + DEFAULT[at:])
    texts = [section.text for section in Document.open(DEFAULT).sections]
    found = [section.text for section in document.sections]
    assert [text for text in found if text in texts] == texts
    assert len(found) <= len(texts) + 1


@pytest.mark.parametrize("indent", ["", "  ", "   "])
def test_a_brace_typed_too_far_left_of_an_item_does_not_hold_it(indent):
    """An object begins with a name, so what is behind is no part of it."""
    at = DEFAULT.index("\n    {\n", DEFAULT.index('"modelId"')) + 1
    found = Document.open(DEFAULT[:at] + f"{indent}{{\n" + DEFAULT[at:]).sections
    texts = [section.text for section in Document.open(DEFAULT).sections]
    assert [section.text for section in found if section.text != "{"] == texts


def test_the_skeleton_is_parsed_once():
    """The tree that told the sections is that of the skeleton."""
    text = DEFAULT.replace('  "actions"', '  "desc\n  "actions"')
    places, _, parse = find_places(text, CONNECTOR, sound_in(text))
    assert [place[2:] for place in places] == sound_in(text)
    assert parse is not None
    assert parse.faults == Document.open(text).skeleton.faults


def test_a_container_that_is_not_indented_as_one_is_divided():
    """Its layout makes the list of auth fields a member of the root; its brackets do not."""
    text = """{
  "name": "x", "requiredSettings": {
  "authFields": [
    {"key": "a"}
  ]
  },
  "actions" [
  ]
}
"""
    assert text[sound_in(text)[0].start] == "["
    assert ("requiredSettings", "authFields", 0) in [place.path for place in check_same(text)]


def test_a_value_where_a_name_belongs_is_no_name():
    """Behind a bracket that was lost the items of an array look like members."""
    at = DEFAULT.index("    {", DEFAULT.index('"actions"'))
    check_same(DEFAULT[:at] + "   }" + DEFAULT[at + 5 :])


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_sound_is_json_that_begins_its_line_where_a_section_may(line_break):
    """Neither a broken item nor what is in it, nor a name, nor a value that a word goes on."""
    text = """{
  "name": "x",
  "actions": [
    {"a": 1},
    {
      "b": [
        {}
      ]
    },
    {
      "broken": {
      },,
      "more": {}
    },
    "name": 1,
    [2]x
  ],
  "link"
  : 3
}
""".replace("\n", line_break)
    found = [text[stretch.start : stretch.end] for stretch in sound_in(text)]
    item = """{
      "b": [
        {}
      ]
    }""".replace("\n", line_break)
    assert found == ['"x"', '{"a": 1}', item]
