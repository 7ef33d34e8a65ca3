"""The outline of a connector, as somebody reads it."""

from hypothesis import given
from inline_snapshot import snapshot

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.features.symbols import document_symbols
from tests.support.diagnostics import checker
from tests.support.edits import edits
from tests.support.structure import CONNECTOR, analysis_of


def show(text):
    """The outline, indented: name, detail, and what names it in the text."""
    lines = []

    def add(symbol, depth):
        own = text[symbol.selection_range.start : symbol.selection_range.end]
        lines.append(f"{'  ' * depth}{symbol.name} · {symbol.detail} · {own}")
        for child in symbol.children:
            add(child, depth + 1)

    for symbol in document_symbols(analysis_of(text)):
        add(symbol, 0)
    return "\n".join(lines)


def check_nesting(symbols, start, end):
    """Assert that all lie in order within what they belong to, and what names each within it."""
    for symbol in symbols:
        assert start <= symbol.range.start <= symbol.range.end <= end
        assert symbol.range.start <= symbol.selection_range.start
        assert symbol.selection_range.end <= symbol.range.end
        assert symbol.name
        check_nesting(symbol.children, *symbol.range)
        start = symbol.range.end


def test_outline_reads_like_a_table_of_contents():
    """Fields by their labels, endpoints by method and path, actions by their labels."""
    assert show(CONNECTOR) == snapshot("""\
Authentication · none · "auth_components"
Sign In ·  · "requiredSettings"
  API key · api_key · "API key"
  region ·  · "region"
Credentials in Requests · bearer · "auth_request"
Connection Test · GET /models · "testConnection"
Endpoints ·  · "endpoints"
  GET ·  · "GET"
    GET /models · https://api.example.com/v1/ · "/models"
    GET /models/{id} · https://{{authFields.region}}.example.com/ · "/models/{id}"
  POST ·  · "POST"
    POST /chat · https://api.example.com/v1/ · "/chat"
Actions ·  · "actions"
  Get a model · GET /models/{id} · "Get a model"
    Model · id · "Model"
    Part · part · "Part"
  Chat · POST /chat · "Chat"
    Model · model · "Model"
    Most · options.max · "Most"\
""")


def test_broken_action_leaves_the_others_whole():
    """A half typed action is there by what it has; all others keep name and fields."""
    text = CONNECTOR.replace('"label": "Get a model",', '"label": "Get a mod')
    assert show(text).splitlines()[-6:] == snapshot(
        [
            '  Get a mod · GET /models/{id} · "Get a mod',
            '    Model · id · "Model"',
            '    Part · part · "Part"',
            '  Chat · POST /chat · "Chat"',
            '    Model · model · "Model"',
            '    Most · options.max · "Most"',
        ]
    )


def test_a_name_without_its_first_mark_is_its_own():
    """It does not take what stands in front of it: entries that overlap cannot be told apart."""
    text = CONNECTOR.replace('"testConnection"', 'testConnection"').replace(
        '"/chat": {', '/chat": {'
    )
    lines = show(text).splitlines()
    assert 'Connection Test · GET /models · testConnection"' in lines
    assert '    POST /chat · https://api.example.com/v1/ · /chat"' in lines


def test_fields_are_in_the_order_of_the_text():
    """Whichever list the author wrote first, even if a name is there twice."""
    text = """{ "actions": [{
      "label": "Find", "urlFields": [{ "key": "gone" }],
      "actionFields": [{ "key": "name" }],
      "urlFields": [{ "key": "id" }]
    }, { "actionFields": [{ "key": "b" }], "label": "Get", "urlFields": [{ "key": "a" }] }] }"""
    lines = [line.partition(" · ")[0].strip() for line in show(text).splitlines()]
    assert lines == ["Actions", "Find", "name", "id", "Get", "b", "a"]


def test_action_without_names_is_still_there():
    """It can be gone to, and named."""
    assert show('{ "actions": [{}] }') == snapshot("""\
Actions ·  · "actions"
  Action without a name ·  · \
""")


@given(edits())
def test_after_any_edits_entries_nest(case):
    """LSP asks for it: `selectionRange` lies in `range`; and outlines after edits are those of the text."""
    before, made, text = case
    analysis = Analysis.open(before, checker())
    for edit in made:
        document_symbols(analysis)
        analysis = analysis.with_edit(edit)
    found = document_symbols(analysis)
    check_nesting(found, 0, len(text))
    assert found == document_symbols(Analysis.open(text, checker()))
