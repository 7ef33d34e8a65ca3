"""What has a colour of its own."""

from inline_snapshot import snapshot

from connector_lsp.analysis.features.semantic_tokens import semantic_tokens
from connector_lsp.analysis.text import Range
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


def test_tokens_are_in_order_and_apart_on_one_line():
    """As every client can show them."""
    last = Range(0, 0)
    for token in semantic_tokens(analysis_of()):
        assert last.end <= token.range.start < token.range.end
        assert "\n" not in CONNECTOR[token.range.start : token.range.end]
        last = token.range
