"""Formatting as a client gets it: what is announced, and the text after the edits."""

import json
from pathlib import Path

import pytest
import pytest_lsp
from hypothesis import given

from connector_lsp.analysis.document import Document
from connector_lsp.analysis.features.formatting import format_document
from connector_lsp.analysis.text import Edit, LineIndex, Position, PositionEncoding, apply_edits
from connector_lsp.resources import samples
from connector_lsp.server import to_lsp
from tests.support.edits import edits
from tests.support.server import ServerProcess

URI = "file:///a.connector.json"
CASES_URI = "file:///a.tests.json"
DOCUMENT = {"textDocument": {"uri": URI}}
OPTIONS = {"options": {"tabSize": 8, "insertSpaces": False}}
ALL = {
    "textDocument": {
        "formatting": {},
        "rangeFormatting": {"rangesSupport": True},
        "onTypeFormatting": {},
    }
}
TEXT = '{\n"schema":"10.0",\n\n"name" : "😀",  "link":1\n}'
FORMATTED = '{\n  "schema": "10.0",\n\n  "name": "😀",\n  "link": 1\n}\n'
CLIENTS = sorted((Path(pytest_lsp.__file__).parent / "clients").glob("*.json"))


@pytest.fixture
def server():
    """One that has a connector open."""
    with ServerProcess(capabilities=ALL) as process:
        process.initialize()
        process.open(URI, TEXT)
        yield process


def applied(text, raw, encoding=PositionEncoding.UTF16):
    """`text` after raw edits; positions are converted by other means than they were made."""
    index = LineIndex(text)

    def offset(place):
        return index.offset(Position(place["line"], place["character"]), encoding)

    found = [
        Edit(offset(each["range"]["start"]), offset(each["range"]["end"]), each["newText"])
        for each in raw or ()
    ]
    return apply_edits(text, found)


def span(first, last):
    """A range from the start of one line to that of another."""
    return {"start": {"line": first, "character": 0}, "end": {"line": last, "character": 0}}


def test_whole_text_is_laid_out_whatever_options_are_sent(server):
    """There is one layout; laid out again, nothing is sent."""
    raw = server.result("textDocument/formatting", DOCUMENT | OPTIONS)
    assert applied(TEXT, raw) == FORMATTED
    server.change(URI, 2, {"text": FORMATTED})
    assert server.result("textDocument/formatting", DOCUMENT | OPTIONS) == []


def test_line_break_at_the_end_is_the_one_that_an_editor_would_write(server):
    """Its range says so; Neovim would have an empty line behind it otherwise."""
    raw = server.result("textDocument/formatting", DOCUMENT | OPTIONS)
    end = {"start": {"line": 4, "character": 1}, "end": {"line": 5, "character": 0}}
    assert raw[-1] == {"range": end, "newText": "\n"}


def test_one_range_and_several(server):
    """Their lines and no others."""
    params = DOCUMENT | OPTIONS | {"range": span(1, 2)}
    expected = TEXT.replace('"schema":', '  "schema": ')
    assert applied(TEXT, server.result("textDocument/rangeFormatting", params)) == expected
    params = DOCUMENT | OPTIONS | {"ranges": [span(1, 2), span(3, 4)]}
    expected = FORMATTED.removesuffix("\n")
    assert applied(TEXT, server.result("textDocument/rangesFormatting", params)) == expected
    params = DOCUMENT | OPTIONS | {"ranges": []}
    assert server.result("textDocument/rangesFormatting", params) == []


@pytest.mark.parametrize("method", ["rangeFormatting", "rangesFormatting"])
@pytest.mark.parametrize("where", [{}, {"range": 1}, {"ranges": [None]}, {"ranges": 1}])
def test_range_is_needed_where_it_is_asked_for(server, method, where):
    """A request without it is refused, not answered with all."""
    response = server.request(f"textDocument/{method}", DOCUMENT | OPTIONS | where)
    assert response["error"]["code"] == -32602


def test_enter_between_brackets(server):
    """After that key alone; the cursor's line is indented, the bracket goes below."""
    text = "{\n}"
    server.change(URI, 2, {"text": text})
    place = {"position": {"line": 1, "character": 0}}
    raw = server.result("textDocument/onTypeFormatting", DOCUMENT | OPTIONS | place | {"ch": "\n"})
    assert applied(text, raw) == "{\n  \n}"
    params = DOCUMENT | OPTIONS | place | {"ch": "}"}
    assert not server.result("textDocument/onTypeFormatting", params)


def test_test_cases_are_laid_out_too(server):
    """As the connector beside them."""
    text = '{"cases":[{"name":"a",\n"action":"x/y"}]}'
    server.open(CASES_URI, text)
    document = {"textDocument": {"uri": CASES_URI}}
    raw = server.result("textDocument/formatting", document | OPTIONS)
    assert applied(text, raw) == '{ "cases": [{ "name": "a", "action": "x/y" }] }\n'


def test_file_of_somebody_else_is_left_to_others(server):
    """`null`, so that an editor may ask the next server."""
    server.open("file:///package.json", "{ }")
    document = {"textDocument": {"uri": "file:///package.json"}}
    assert server.result("textDocument/formatting", document | OPTIONS) is None


def test_half_typed_section_is_left_as_it_is(server):
    """Format on save does its work while one action is not done."""
    text = samples()["default"].replace('"schema": "10.0"', '"schema":"10.0"')
    broken = text.replace('"method": "GET",', '"method": "GET', 1)
    assert broken != text
    server.change(URI, 2, {"text": broken})
    raw = server.result("textDocument/formatting", DOCUMENT | OPTIONS)
    assert applied(broken, raw) == broken.replace('"schema":"10.0"', '"schema": "10.0"')


@pytest.mark.parametrize("path", CLIENTS, ids=lambda path: path.stem)
def test_what_a_client_announces_it_is_offered(path):
    """And nothing else."""
    announced = json.loads(path.read_text())
    capabilities = announced.get("capabilities", announced)
    text_document = capabilities["textDocument"]
    with ServerProcess(capabilities=capabilities) as server:
        offered = server.initialize()
        server.open(URI, TEXT)
        raw = server.result("textDocument/formatting", DOCUMENT | OPTIONS)
        encoding = PositionEncoding(offered["positionEncoding"])
        assert applied(TEXT, raw, encoding) == FORMATTED
    for announcement, provider in (
        ("formatting", "documentFormattingProvider"),
        ("rangeFormatting", "documentRangeFormattingProvider"),
        ("onTypeFormatting", "documentOnTypeFormattingProvider"),
    ):
        assert (provider in offered) == (text_document.get(announcement) is not None)
    ranges = (text_document.get("rangeFormatting") or {}).get("rangesSupport", False)
    options = offered.get("documentRangeFormattingProvider", {})
    assert options.get("rangesSupport", False) == ranges


@given(edits())
def test_places_are_counted_as_everywhere_else(case):
    """Also over thousands of edits, whatever a line holds, in each encoding."""
    text = case[2]
    found = format_document(Document.open(text))
    after = apply_edits(text, found)
    for encoding in PositionEncoding:
        assert applied(text, to_lsp.raw_edits(text, found, encoding), encoding) == after
