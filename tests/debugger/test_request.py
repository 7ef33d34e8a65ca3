"""Query, body, headers, the connection test, and properties of any request."""

import json
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.debugger.failures import ConnectorError, InputError, SecretError
from tests.support.building import connector, fields, outcome, request

QUERY = ("GET", "HEAD", "DELETE")
BODY = ("POST", "PUT", "PATCH")


# --- where fields go -----------------------------------------------------------------------------


@pytest.mark.parametrize("method", QUERY)
def test_query(method: str) -> None:
    """Fields of a request without a body go to the query, in their order, empty ones nowhere."""
    typed = [
        {"key": "a.b", "type": "number"},
        {"key": "c", "type": "array"},
        {"key": "d", "type": "object"},
        {"key": "e"},
        {"key": "f ü", "type": "boolean"},
    ]
    root = connector(method, urlFields=fields("u"), actionFields=typed)
    values = {"a.b": "1.0", "c": "[1, true]", "d": '{"x": "ü"}', "e": "", "f ü": "true"}

    found = request(root, {"urlFields": {"u": "+ &"}, "actionFields": values})

    assert found.body == b""
    assert found.headers == ()
    assert found.url.partition("?")[2] == (
        "u=%2B%20%26&a.b=1.0&c=1&c=true&d=%7B%22x%22%3A%22%C3%BC%22%7D&f%20%C3%BC=true"
    )


@pytest.mark.parametrize("method", BODY)
def test_body(method: str) -> None:
    """Action fields of the other methods are a JSON body; spare URL fields go to the query."""
    typed = [
        {"key": "n", "type": "number"},
        {"key": "o", "type": "object"},
        {"key": "a.b", "type": "boolean"},
        {"key": "a.c.0"},
        {"key": "empty"},
        {"key": "..", "type": "string"},
    ]
    root = connector(method, urlFields=fields("u"), actionFields=typed)
    values = {"n": "12", "o": '{"x": [null]}', "a.b": "false", "a.c.0": "🎉", "..": "dots"}

    found = request(root, {"urlFields": {"u": "1"}, "actionFields": values})

    assert found.method == method
    assert found.url == "https://api.example.com/v1/items?u=1"
    assert found.headers == (("Content-Type", "application/json"),)
    expected = {"n": 12, "o": {"x": [None]}, "a": {"b": False, "c": {"0": "🎉"}}, "..": "dots"}
    assert json.loads(found.body) == expected
    assert type(json.loads(found.body)["n"]) is int


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded; charset=utf-8"])
@pytest.mark.parametrize("declared", ["endpoint", "auth_request", "action"])
def test_form(kind: str, declared: str) -> None:
    """The body is a form where a header of the connector says so; keys are as in a query."""
    headers = {"headers": {"content-type": kind}}
    members: dict[str, Any] = {
        "endpoint": {"declared": headers},
        "auth_request": {"auth_request": {"type": "custom", **headers}},
        "action": headers,
    }[declared]
    typed = [{"key": "a.b", "type": "number"}, {"key": "c", "type": "array"}, {"key": "e"}]
    root = connector("POST", actionFields=typed, **members)

    found = request(root, {"actionFields": {"a.b": "12", "c": '["+ &", 2]', "e": ""}})

    assert found.body == b"a.b=12&c=%2B%20%26&c=2"
    assert found.headers == (("content-type", kind),)


def test_no_body() -> None:
    """Without action fields there is no body; with empty ones it is an empty object."""
    assert request(connector("POST")).body == b""
    assert request(connector("POST")).headers == ()
    assert request(connector("POST", actionFields=fields("a"))).body == b"{}"


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"a": "1", "a.b": "2"}, "actionFields.a.b: {with} a: {leave}"),
        ({"a.b.c": "2", "a": "1"}, "actionFields.a.b.c: {with} a: {leave}"),
        ({"a": "", "a.b": "2", "a.c": "3"}, "https://api.example.com/v1/items"),
    ],
)
def test_conflict(inputs: dict[str, str], expected: str) -> None:
    """Two values cannot have one place in the body."""
    root = connector("POST", actionFields=fields(*inputs))
    expected = expected.replace("{with}", "This cannot be sent together with")
    expected = expected.replace("{leave}", "leave one of them empty")
    assert outcome(root, {"actionFields": inputs}) == expected


@pytest.mark.parametrize(
    "members",
    [
        {"endpoint": "/{u}"},
        {"url": "https://h/{{urlFields.u}}"},
        {"headers": {"X": "{{urlFields.u}}"}},
        {"declared": {"params": {"x": "{{urlFields.u}}"}}},
    ],
)
def test_used_url_field(members: dict[str, Any]) -> None:
    """A URL field that something uses does not go to the query as well."""
    found = request(connector(urlFields=fields("u"), **members), {"urlFields": {"u": "1"}})
    assert "u=" not in found.url


# --- headers and params --------------------------------------------------------------------------


def test_header_precedence() -> None:
    """The action outdoes the endpoint, which outdoes auth_request, which outdoes our own."""
    root = connector(
        "POST",
        actionFields=fields("a"),
        auth_request={
            "type": "bearer",
            "token": "t",
            "headers": {"A": "auth", "B": "auth", "C": "auth", "content-type": "text/json"},
        },
        declared={"headers": {"b": "endpoint", "c": "endpoint", "AUTHORIZATION": "Own"}},
        headers={"C": " action "},
    )
    assert request(root).headers == (
        ("content-type", "text/json"),
        ("AUTHORIZATION", "Own"),
        ("A", "auth"),
        ("b", "endpoint"),
        ("C", "action"),
    )


def test_param_precedence() -> None:
    """Parameters likewise; a field gives way to all, and the URL's own query stays in front."""
    root = connector(
        url="https://h?z=url",
        actionFields=[{"key": "z"}, {"key": "y", "type": "array"}, {"key": "k"}],
        auth_request={"type": "custom", "params": {"k": "auth", "b": "auth", "c": "auth"}},
        declared={"params": {"b": "endpoint", "c": "endpoint"}},
        params={"c": "action", "y": "action"},
    )
    found = request(root, {"actionFields": {"z": "field", "y": ["1", "2"], "k": "field"}})
    assert found.url == ("https://h/items?z=url&z=field&y=action&k=auth&b=endpoint&c=action")


def test_left_out() -> None:
    """A header or parameter that is one expression is left out with it, one of more is not."""
    template = {"One": "{{actionFields.a}}", "More": "a={{actionFields.a}}", "Empty": ""}
    root = connector("POST", actionFields=fields("a"), headers=template, params=template)
    found = request(root)
    assert found.headers[1:] == (("More", "a="), ("Empty", ""))
    assert found.url == "https://api.example.com/v1/items?More=a%3D&Empty="


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" a\tb ", "sent"),
        ("a\r\nX-Evil: 1", "no line breaks"),
        ("a\n", "no line breaks"),
        ("\0", "no line breaks"),
        ("\x7f", "no line breaks"),
        ("ü", "ASCII"),
        ("🎉", "ASCII"),
        ("\u2028", "ASCII"),
        ("a\u0085b", "ASCII"),
    ],
)
def test_header_value(value: str, expected: str) -> None:
    """What would end a header's line, or has no agreed encoding, is refused with its field."""
    root = connector("POST", headers={"X": "a{{actionFields.a}}"}, actionFields=fields("a"))
    try:
        found = request(root, {"actionFields": {"a": value}})
    except InputError as error:
        (problem,) = error.problems
        assert (problem.scope, problem.key) == ("actionFields", "a")
        assert expected in problem.message
    else:
        assert expected == "sent"
        assert found.headers[1] == ("X", "a a\tb")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X\r\nY", "1"),
        ("", "1"),
        ("X Y", "1"),
        ("Ü", "1"),
        ("X", "1\r\nY: 2"),
        ("X", "ü"),
        ("Host", "evil.com"),
        ("content-length", "5"),
        ("Transfer-Encoding", "chunked"),
    ],
)
def test_header_of_the_connector(name: str, value: str) -> None:
    """A header that HTTP does not have, or has for itself, is the connector's fault."""
    with pytest.raises(ConnectorError) as info:
        request(connector(headers={name: value}))
    assert info.value.path == ("actions", 0, "headers", name)


@pytest.mark.parametrize(
    ("member", "secret"),
    [("headers", "hush\n"), ("headers", "hush\ud800"), ("params", "hush\ud800")],
)
def test_unfit_secret(member: str, secret: str) -> None:
    """A secret that cannot be sent is told by its name, not by its value."""
    root = connector(**{member: {"X": "{{mySecret}}"}})
    with pytest.raises(SecretError, match="The secret mySecret cannot be sent") as info:
        request(root, secrets={"mySecret": secret})
    assert "hush" not in str(info.value)


# --- the connection test -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ({"endpoint": "/items", "method": "GET"}, "https://api.example.com/v1/items?e=1"),
        (
            {"endpoint": "/items", "method": "GET", "params": {"q": "{{authFields.k}}"}},
            "https://api.example.com/v1/items?e=1&q=key",
        ),
        ({"url": "https://{{authFields.k}}.h", "method": "GET"}, "https://key.h/"),
        ({"url": "https://h/{id}/:x?a=1", "method": "HEAD"}, "https://h/%7Bid%7D/:x?a=1"),
    ],
)
def test_connection_test(test: dict[str, Any], expected: str) -> None:
    """The test names an endpoint or a URL."""
    root = connector(declared={"params": {"e": "1"}}, authFields=fields("k"), testConnection=test)
    found = request(root, {"authFields": {"k": "key"}}, is_test=True)
    assert (found.method, found.url) == (test["method"], expected)


@pytest.mark.parametrize(
    ("test", "path"),
    [
        (None, ("testConnection",)),
        ({}, ("testConnection",)),
        ([], ("testConnection",)),
        ({"method": "GET"}, ("testConnection",)),
        ({"endpoint": "/items"}, ("testConnection",)),
        ({"endpoint": "/items", "method": "POST"}, ("testConnection", "endpoint")),
        ({"endpoint": "/items", "method": "get"}, ("testConnection", "endpoint")),
        ({"url": "https://h", "method": "G T"}, ("testConnection", "method")),
        ({"url": "https://h", "method": 1}, ("testConnection", "method")),
        ({"url": 1, "method": "GET"}, ("testConnection", "url")),
        (
            {"url": "https://h/{{urlFields.x}}", "method": "GET"},
            ("testConnection", "url"),
        ),
    ],
)
def test_faulty_connection_test(test: Any, path: tuple[str, ...]) -> None:
    """A test that names no request is the connector's fault."""
    with pytest.raises(ConnectorError) as info:
        request(connector(testConnection=test), is_test=True)
    assert info.value.path == path


# --- properties ----------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.text("./%\\:@?#[]{}\r\n\0 a\u2028")
EVERYWHERE = connector(
    "PATCH",
    "/a/{p}/:q/{{urlFields.r}}.json?x={{urlFields.s}}",
    url="https://{{authFields.sub}}.example.com/{{authFields.dir}}/",
    urlFields=fields("p", "q", "r", "s", "spare"),
    actionFields=fields("name", "deep.er.name"),
    authFields=fields("sub", "dir", "key"),
    auth_request={"type": "none", "headers": {"X-Key": "{{authFields.key}}"}},
    params={"k": "{{authFields.key}}"},
)


@given(st.fixed_dictionaries(dict.fromkeys(["sub", "dir", "key", *"pqrs", "spare", "name"], TEXT)))
def test_any_input_stays_in_its_place(inputs: dict[str, str]) -> None:
    """Any input is refused, or found again where it belongs, with nothing else changed."""
    of_action = {"name": inputs["name"], "deep.er.name": inputs["name"]}
    of_url = {key: inputs[key] for key in ("p", "q", "r", "s", "spare")}
    of_auth = {key: inputs[key] for key in ("sub", "dir", "key")}
    try:
        found = request(
            EVERYWHERE,
            {"authFields": of_auth, "urlFields": of_url, "actionFields": of_action},
        )
    except InputError as error:
        blamed = {each.key for each in error.problems}
        assert all(is_unfit(key, inputs) for key in blamed)
        return

    parts = urlsplit(found.url)
    assert found.url.isascii()
    assert found.url.isprintable()
    assert parts.scheme == "https"
    assert parts.netloc == f"{inputs['sub']}.example.com"
    segments = [unquote(segment) for segment in parts.path.split("/")]
    expected = [inputs["dir"], "a", inputs["p"], inputs["q"], f"{inputs['r']}.json"]
    assert segments == ["", *expected]
    given_params = {"s": "x", "spare": "spare", "key": "k"}
    assert dict(parse_qsl(parts.query, keep_blank_values=True)) == {
        name: inputs[key] for key, name in given_params.items() if key == "s" or inputs[key]
    }
    assert found.headers == (
        ("Content-Type", "application/json"),
        ("X-Key", inputs["key"].strip()),
    )
    name = inputs["name"]
    assert json.loads(found.body) == (
        {"name": name, "deep": {"er": {"name": name}}} if name else {}
    )


def is_unfit(key: str, inputs: dict[str, str]) -> bool:
    """Whether an input of `EVERYWHERE` may be refused."""
    value = inputs[key]
    if key == "sub":
        return not value.isascii() or not value.isalnum() or len(value) > 63
    if key == "key":
        return not value or not value.isascii() or not value.isprintable()
    return key in ("dir", "p", "q", "r") and value in ("", ".", "..")


@given(TEXT, st.sampled_from(QUERY + BODY))
def test_any_text_comes_back(text: str, method: str) -> None:
    """A text in a field is what a server reads, from the query or from the body."""
    root = connector(method, actionFields=fields("a.b"))
    found = request(root, {"actionFields": {"a.b": text}})
    if method in QUERY:
        expected = [("a.b", text)] if text else []
        assert parse_qsl(urlsplit(found.url).query, keep_blank_values=True) == expected
    else:
        assert json.loads(found.body) == ({"a": {"b": text}} if text else {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab."), inner),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.text("ab."), JSON))
def test_any_object_comes_back(value: dict[str, Any]) -> None:
    """A JSON value is in the body as it was entered, as text or as a value."""
    root = connector("PUT", actionFields=fields("o", type="object"))
    for entered in (value, json.dumps(value)):
        assert json.loads(request(root, {"actionFields": {"o": entered}}).body) == {"o": value}
