"""The URL: joined, filled in, encoded."""

from typing import Any

import pytest

from tests.support.building import connector, fields, outcome, request

HOST = "Expected a host, such as api.example.com, without https:// and path"
PART = "Expected a part of a host: letters, digits, dots and hyphens"
WHOLE = "Expected a URL, such as https://api.example.com, without ? and #"
NEEDED = "A value is needed in the address"
UNSUPPORTED = "cannot be evaluated: expected a plain path, such as {{authFields.api_key}}"
DOTS = "The path would lead elsewhere: . and .. cannot be sent here"


@pytest.mark.parametrize(
    ("base", "path", "expected"),
    [
        ("https://h", "/p", "https://h/p"),
        ("https://h", "p", "https://h/p"),
        ("https://h/", "/p", "https://h/p"),
        ("https://h/v1", "/p/", "https://h/v1/p/"),
        ("https://h/v1//", "//p", "https://h/v1/p"),
        ("https://h/v1", "/", "https://h/v1/"),
        ("HTTPS://h:8443/v1?a=1", "/p?b=2&c", "https://h:8443/v1/p?a=1&b=2&c"),
        ("http://[::1]:80", "/p", "http://[::1]:80/p"),
        ("https://h", "/ä b%20c%zz/{d", "https://h/%C3%A4%20b%20c%25zz/%7Bd"),
        ("https://h", "/a:b/c;d=1,2/@x", "https://h/a:b/c;d=1,2/@x"),
        ("https://h/v1/..", "/a/./b/%2E%2e/c//.d/...", "https://h/a/c//.d/..."),
        ("https://h/v1", "/../../../a/..", "https://h/"),
        ("https://h/v1/", "/a/.", "https://h/v1/a/"),
        ("https://h", "/p?q=ä b&r=1+2/?", "https://h/p?q=%C3%A4%20b&r=1+2/?"),
        ("ftp://h", "/p", "endpoints/GET/{p}/url: The URL has to begin with https:// or http://"),
        ("", "/p", "endpoints/GET/{p}/url: The URL has to begin with https:// or http://"),
        ("https://", "/p", "endpoints/GET/{p}/url: {host}"),
        ("https://u:p@h", "/p", "endpoints/GET/{p}/url: {host}"),
        ("https://h:99999", "/p", "endpoints/GET/{p}/url: {host}"),
        ("https://1.2.3.999", "/p", "endpoints/GET/{p}/url: {host}"),
        ("https://a..b", "/p", "endpoints/GET/{p}/url: {host}"),
        ("https://müller.de", "/p", "endpoints/GET/{p}/url: {host}"),
        ("https://h", "/p#x", "actions/0/endpoint: {hash}"),
        ("https://h#x", "/p", "endpoints/GET/{p}/url: {hash}"),
    ],
)
def test_join(base: str, path: str, expected: str) -> None:
    """Base URL and path are joined with one slash, and no character is left that a URL has not."""
    expected = (
        expected.replace("{p}", path)
        .replace("{host}", "The URL has no valid host: expected one such as api.example.com")
        .replace("{hash}", "A # begins what is never sent: write %23 for the character")
    )
    assert outcome(connector(endpoint=path, url=base)) == expected


@pytest.mark.parametrize(
    "path",
    ["/items/{id}/x", "/items/:id/x", "/items/{{urlFields.id}}/x", "/items/{{ id }}/x"],
)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12", "/items/12/x"),
        ("a/b", "/items/a%2Fb/x"),
        ("../../admin", "/items/..%2F..%2Fadmin/x"),
        ("%2e%2E", "/items/%252e%252E/x"),
        ("a?b#c&d=e;f", "/items/a%3Fb%23c%26d%3De%3Bf/x"),
        ("{{authFields.key}}{id}", "/items/%7B%7BauthFields.key%7D%7D%7Bid%7D/x"),
        ("\r\n\0 \\", "/items/%0D%0A%00%20%5C/x"),
        ("🎉", "/items/%F0%9F%8E%89/x"),
        ("...", "/items/.../x"),
        (".", f"urlFields.id: {DOTS}"),
        ("..", f"urlFields.id: {DOTS}"),
        ("", f"urlFields.id: {NEEDED}"),
    ],
)
def test_path_parameter(path: str, value: str, expected: str) -> None:
    """However a parameter is written, its value stays within its segment."""
    root = connector(endpoint=path, urlFields=fields("id"))
    found = outcome(root, {"urlFields": {"id": value}})
    assert found.removeprefix("https://api.example.com/v1") == expected


@pytest.mark.parametrize(
    ("path", "inputs", "expected"),
    [
        ("/{a}{b}", {"a": ".", "b": "."}, f"urlFields.a: {DOTS}; urlFields.b: {DOTS}"),
        ("/%2e{a}", {"a": "."}, f"urlFields.a: {DOTS}"),
        ("/.{a}", {"a": "b"}, "/.b"),
        ("/{a}.json", {"a": "7"}, "/7.json"),
        ("/{a}-{b}", {"a": "1", "b": "2"}, "/1-2"),
        ("/%{a}", {"a": "41"}, "/%2541"),
        ("/x?q={a}", {"a": "1&2"}, "/x?q=1%262"),
        ("/x?q={{urlFields.a}}&r=", {"a": "1&2"}, "/x?q=1%262&r="),
        ("/x?q={{urlFields.a}}", {}, "/x?q="),
    ],
)
def test_mixed_segments(path: str, inputs: dict[str, str], expected: str) -> None:
    """Values share a segment or the query with text and with each other."""
    root = connector(endpoint=path, urlFields=fields("a", *inputs))
    found = outcome(root, {"urlFields": inputs})
    assert found.removeprefix("https://api.example.com/v1") == expected


def test_bare_key() -> None:
    """A bare key in the path is a URL field before it is an action field."""
    both = connector(endpoint="/{{id}}", urlFields=fields("id"), actionFields=fields("id"))
    inputs = {"urlFields": {"id": "u"}, "actionFields": {"id": "a"}}
    assert outcome(both, inputs) == "https://api.example.com/v1/u?id=a"

    one = connector("POST", "/{{id}}", actionFields=fields("id"))
    assert outcome(one, {"actionFields": {"id": "a"}}) == "https://api.example.com/v1/a"


def test_a_parameter_in_a_number() -> None:
    """A value of any type is text in the path."""
    root = connector(endpoint="/{n}/{b}", urlFields=[{"key": "n", "type": "number"}, {"key": "b"}])
    found = outcome(root, {"urlFields": {"n": "1.50", "b": {"a": True}}})
    assert found == "https://api.example.com/v1/1.5/%7B%22a%22%3Atrue%7D"


@pytest.mark.parametrize(
    ("base", "value", "expected"),
    [
        ("https://{{authFields.x}}.h.com/", "my-co.eu", "https://my-co.eu.h.com/p"),
        ("https://{{authFields.x}}.h.com/", "evil.com/", PART),
        ("https://{{authFields.x}}.h.com/", "a@b", PART),
        ("https://{{authFields.x}}.h.com/", "🎉", PART),
        ("https://{{authFields.x}}.h.com/", "a..b", "This makes no valid host"),
        ("https://h:{{authFields.x}}/", "8080", "https://h:8080/p"),
        ("https://h:{{authFields.x}}/", "evil.com", "This makes no valid host"),
        ("https://{{authFields.x}}/a", "h.com:8080", "https://h.com:8080/a/p"),
        ("https://{{authFields.x}}/a", "[::1]", "https://[::1]/a/p"),
        ("https://{{authFields.x}}/a", "https://h.com", HOST),
        ("https://{{authFields.x}}/a", "user@h.com", HOST),
        ("https://{{authFields.x}}/a", "h.com\r\nX: y", HOST),
        ("{{authFields.x}}", "https://h.com/", "https://h.com/p"),
        ("{{authFields.x}}/api", "http://h.com:80/a/", "http://h.com:80/a/api/p"),
        ("{{authFields.x}}v1/", "https://h.com/", "https://h.com/v1/p"),
        ("{{authFields.x}}", "h.com", WHOLE),
        ("{{authFields.x}}", "file:///etc", WHOLE),
        ("{{authFields.x}}", "https://a@h.com", WHOLE),
        ("{{authFields.x}}", "https://h.com/{{authFields.x}}", WHOLE),
        ("{{authFields.x}}", "https://h.com/?a=b", WHOLE),
        ("{{authFields.x}}", "https://h.com:70000", WHOLE),
        (
            "{{authFields.x}}",
            "https://h.com/%2e%2e/",
            "Expected a URL without . and .. in its path",
        ),
        ("https://h/{{authFields.x}}/b", "a/b", "https://h/a%2Fb/b/p"),
        ("https://h/?k={{authFields.x}}", "a&b", "https://h/p?k=a%26b"),
    ],
)
def test_base_url(base: str, value: str, expected: str) -> None:
    """An auth field fills its part of the base URL, and never reaches beyond."""
    root = connector(endpoint="/p", url=base, authFields=fields("x"))
    found = outcome(root, {"authFields": {"x": value}})
    assert found.removeprefix("authFields.x: ") == expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"endpoint": "/{id}"}, 'actions/0/endpoint: Path parameter "id" has no URL field'),
        ({"endpoint": "/{{id}}"}, 'actions/0/endpoint: Nothing is called "id"'),
        (
            {"endpoint": "/{{urlFields.ids}}", "urlFields": fields("id")},
            'actions/0/endpoint: There is no URL field "ids" here: did you mean "id"?',
        ),
        (
            {"url": "https://{{authFields.x}}/"},
            'endpoints/GET/{path}/url: There is no auth field "x" here',
        ),
        (
            {"declared": {"headers": {"X": "{{actionFields.x}}"}}},
            'endpoints/GET/{path}/headers/X: There is no action field "x" here',
        ),
        ({"params": {"x": "{{x"}}, "actions/0/params/x: {{x is not closed: expected }}"),
        (
            {"params": {"x": "{{#if x}}"}},
            "actions/0/params/x: {{#if x}} " + UNSUPPORTED,
        ),
        (
            {"params": {"x": "{{{authFields.x}}}"}, "authFields": fields("x", required=False)},
            "actions/0/params/x: {{{authFields.x}}} " + UNSUPPORTED,
        ),
    ],
)
def test_unresolved(members: dict[str, Any], expected: str) -> None:
    """What refers to nothing is the connector's fault, at its path."""
    path = members.get("endpoint", "/items")
    assert outcome(connector(**members)) == expected.replace("{path}", path)


def test_problems_of_all_places() -> None:
    """Problems of conversion and of several places of the request are told together, each once."""
    root = connector(
        endpoint="/{a}/{b}/{b}",
        urlFields=fields("a", "b"),
        actionFields=fields("n", type="number"),
        headers={"X": "{{urlFields.b}}", "Y": "{{authFields.k}}"},
        authFields=fields("k"),
    )
    inputs = {
        "authFields": {"k": "1\n2"},
        "urlFields": {"a": "..", "b": ""},
        "actionFields": {"n": "many"},
    }
    assert outcome(root, inputs).split("; ") == [
        "actionFields.n: Expected a number, such as 12.5",
        f"urlFields.a: {DOTS}",
        f"urlFields.b: {NEEDED}",
        "authFields.k: A header takes no line breaks or other control characters",
    ]


def test_secret_in_the_url() -> None:
    """A secret that the connector names bare is filled in and kept as a secret."""
    root = connector(params={"client": "{{clientId}}"})
    found = request(root, secrets={"clientId": "c/1"})
    assert found.url == "https://api.example.com/v1/items?client=c%2F1"
    assert "c/1" in found.secrets
