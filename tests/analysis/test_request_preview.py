"""The request that an action would send, held against the one that the debugger builds."""

import json
import re
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from inline_snapshot import snapshot

from connector_lsp.analysis.features.hover import hover
from connector_lsp.analysis.features.request_preview import preview_request
from connector_lsp.debugger.read_model import read_model
from connector_lsp.debugger.request import build_request
from connector_lsp.resources import samples
from tests.support.structure import CONNECTOR, analysis_of

_PLACEHOLDER = re.compile(r"\{\{(authFields|actionFields|urlFields)\.([^{}]+)\}\}")
_PARAMETER = re.compile(r"\{(\w+)\}|(?<=/):([a-z]\w*)")


def previews(text):
    """The previews of all actions, as text."""
    analysis = analysis_of(text)
    found = [preview_request(analysis, index) for index in analysis.connector.actions]
    return [each.render() if each else None for each in found]


def test_query_and_body():
    """A URL field that the path does not use goes to the query; numbers stand without quotes."""
    assert previews(CONNECTOR) == snapshot(
        [
            """\
GET https://{{authFields.region}}.example.com/models/{id}?part={{urlFields.part}}
Authorization: Bearer {{authFields.api_key}}\
""",
            """\
POST https://api.example.com/v1/chat
Content-Type: application/json
Authorization: Bearer {{authFields.api_key}}
X-Key: {{authFields.typo}}

{
  "model": "{{actionFields.model}}",
  "options": {
    "max": {{actionFields.options.max}}
  }
}\
""",
        ]
    )


@pytest.mark.parametrize("at", ['"Chat"', '"create"', '"/chat", "method"'])
def test_hovering_what_names_an_action_shows_it(at):
    """Its label, its ID and its endpoint."""
    found = hover(analysis_of(), CONNECTOR.index(at) + 2)
    assert "```http\nPOST https://api.example.com/v1/chat\n" in found.contents


def test_undeclared_endpoint_has_no_preview():
    """Nothing is known about where it would be sent."""
    assert previews(CONNECTOR.replace('"POST": {', '"PUT": {'))[1] is None


def test_credential_in_the_connector_is_not_shown():
    """Neither in a header, nor in a query, nor as a token."""
    text = CONNECTOR.replace('"{{authFields.api_key}}"', '"sk-secret"')
    text = text.replace('"{{authFields.typo}}"', '"sk-secret"').replace("/v1/", "/v1?key=sk-secret")
    assert "sk-secret" not in "".join(previews(text))


@pytest.mark.parametrize("name", samples())
def test_preview_is_what_the_debugger_sends(name):
    """Method, URL, query, names of headers and shape of the body, for each action of each sample."""
    text = samples()[name]
    analysis, model = analysis_of(text), read_model(json.loads(text))
    for index, action in zip(analysis.connector.actions, model.actions, strict=True):
        inputs = {"authFields": {}, "actionFields": {}, "urlFields": {}}
        for field in (*model.auth_fields, *action.fields):
            inputs[field.scope][field.key] = _input(field)
        sent = build_request(model, action, inputs, access_token="t", secrets={"clientId": "i"})
        shown = preview_request(analysis, index)
        ours, theirs = urlsplit(_filled(shown.url, inputs)), urlsplit(sent.url)
        assert shown.method == sent.method
        assert (ours.netloc, unquote(ours.path)) == (theirs.netloc, unquote(theirs.path))
        assert [k for k, _ in parse_qsl(ours.query)] == [k for k, _ in parse_qsl(theirs.query)]
        assert [n for n, _ in shown.headers] == [n for n, _ in sent.headers]
        assert _shape(_with_zeros(shown.body)) == _shape(sent.body.decode())


def _filled(url, inputs):
    """A URL with inputs in the place of templates and path parameters."""
    url = _PLACEHOLDER.sub(lambda found: str(inputs[found[1]][found[2]]), url)
    return _PARAMETER.sub(lambda found: str(inputs["urlFields"][found[1] or found[2]]), url)


def _input(field):
    """A value that fits a field."""
    if field.choices:
        return field.choices[0][0]
    return {"number": "1", "integer": "1", "boolean": "true", "date": "2026-01-01",
            "object": "{}", "array": "[]"}.get(field.type, "x")  # fmt: skip


def _with_zeros(body):
    return re.sub(r": \{\{[^{}]*\}\}", ": 0", body)


def _shape(body):
    """The names in a body, nested."""

    def names(value):
        return {k: names(v) for k, v in value.items()} if isinstance(value, dict) else None

    return names(json.loads(body)) if body else None
