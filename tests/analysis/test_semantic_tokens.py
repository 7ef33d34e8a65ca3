"""What has a colour of its own."""

from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from connector_lsp.analysis.features.semantic_tokens import semantic_tokens
from connector_lsp.analysis.text import Range
from tests.support.edits import edits
from tests.support.structure import CONNECTOR, analysis_of


def tokens(text, within=None):
    """Each token's text and type; those that others refer to with a star."""
    return [
        f"{text[span.start : span.end]} {kind.value}{'*' * is_declaration}"
        for span, kind, is_declaration in semantic_tokens(analysis_of(text), within)
    ]


def test_names_and_what_refers_to_them():
    """The template that refers to nothing has no token."""
    assert tokens(CONNECTOR) == snapshot(
        [
            "api_key variable*",
            "region variable*",
            "{{ operator",
            "authFields namespace",
            "api_key variable",
            "}} operator",
            "/models function",
            "/models function*",
            "/models/{id} function*",
            "{{ operator",
            "authFields namespace",
            "region variable",
            "}} operator",
            "/chat function*",
            "/models/ function",
            "id parameter",
            "id parameter*",
            "part parameter*",
            "/chat function",
            "model parameter*",
            "options.max parameter*",
        ]
    )


def test_reference_loses_its_colour_with_what_it_refers_to():
    """The field is gone: the template is a plain string again."""
    text = CONNECTOR.replace('"key": "api_key"', '"key": "other"')
    assert "api_key variable" in tokens(CONNECTOR)
    assert "api_key variable" not in tokens(text)


def test_path_of_an_action_that_is_not_declared():
    """It has no colour, but its parameter keeps its own."""
    text = CONNECTOR.replace('"/models/{id}": {', '"/other/{id}": {')
    found = tokens(text)
    assert "/models/ function" not in found
    assert "id parameter" in found


def test_secret_of_oauth():
    """A bare name there is a secret's."""
    text = '{ "auth_components": { "type": "oauth2", "clientId": "{{theId}}" } }'
    assert tokens(text) == ["{{ operator", "theId variable", "}} operator"]


def check_apart(found, text):
    """Assert that tokens are as every client can show them."""
    last = 0
    for token in found:
        assert last <= token.range.start < token.range.end
        assert not {"\n", "\r"} & set(text[token.range.start : token.range.end])
        last = token.range.end


@given(edits(), st.data())
def test_tokens_are_in_order_and_apart_on_one_line(case, data):
    """In any text; and those of a part are those of the whole that touch it."""
    _, _, text = case
    analysis = analysis_of(text)
    found = semantic_tokens(analysis)
    check_apart(found, text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    def touching(tokens):
        return [each for each in tokens if each.range.end > start and each.range.start < end]

    assert touching(semantic_tokens(analysis, Range(start, end))) == touching(found)


def test_the_path_in_front_of_an_endpoint_is_in_a_part():
    """Where the part ends with it."""
    path = CONNECTOR.index("/chat")
    assert "/chat function*" in tokens(CONNECTOR, Range(path, path + 1))


def test_a_path_without_its_first_mark_has_no_colour():
    """What stands in front of it is none of its text."""
    text = CONNECTOR.replace('"/chat": {', '/chat": {')
    assert "/chat function*" not in tokens(text)
    check_apart(semantic_tokens(analysis_of(text)), text)
