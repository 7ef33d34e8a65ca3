"""Redirects: what is asked for next, and what no other host gets to see."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.debugger.exchange import Request, Response
from connector_lsp.debugger.failures import RedirectError
from connector_lsp.debugger.redirect import reveals, try_origin, try_redirect

HERE = "https://api.example.com/v1/items?key=SECRET-1"
ELSEWHERE = "https://cdn.example.net/file"
SECRET = "s3cr3t/+ü%41 key"

HEADERS = (
    ("Authorization", "Bearer SECRET-1"),
    ("X-Api-Key", "SECRET-1"),
    ("Cookie", "a=SECRET-1"),
    ("Content-Type", "application/json"),
    ("Accept", "application/json"),
    ("User-Agent", "me"),
)


def check_redirect(
    status: int, location: str, method: str = "GET", body: bytes = b"", url: str = HERE
) -> Request | None:
    """What follows from a redirect of a request with credentials everywhere."""
    request = Request(method, url, HEADERS, body, frozenset({"SECRET-1"}))
    return try_redirect(request, Response(status, "", (("location", location),)), request)


@pytest.mark.parametrize(
    ("status", "method", "next_method", "next_body"),
    [
        (301, "GET", "GET", b""),
        (301, "POST", "GET", b""),
        (302, "POST", "GET", b""),
        (302, "PUT", "PUT", b"content"),
        (303, "POST", "GET", b""),
        (303, "PUT", "GET", b""),
        (303, "DELETE", "GET", b""),
        (303, "HEAD", "HEAD", b""),
        (307, "POST", "POST", b"content"),
        (308, "POST", "POST", b"content"),
    ],
)
def test_method(status: int, method: str, next_method: str, next_body: bytes) -> None:
    """Within an origin, method and body are rewritten as RFC 9110 says, and the rest is kept."""
    sent = b"content" if method in ("POST", "PUT") else b""
    found = check_redirect(status, "../v2/items#part", method, sent)

    assert found is not None
    assert (found.method, found.url) == (next_method, "https://api.example.com/v2/items")
    assert found.body == next_body
    assert ("X-Api-Key", "SECRET-1") in found.headers
    is_rewritten = status == 303 or (status in (301, 302) and method == "POST")
    assert ("Content-Type" in dict(found.headers)) != is_rewritten


@pytest.mark.parametrize("status", [200, 201, 300, 304, 305, 401])
def test_other_status(status: int) -> None:
    """A Location of any other status redirects nowhere."""
    assert check_redirect(status, ELSEWHERE) is None


def test_no_location() -> None:
    """A redirect without a Location is a response like any other."""
    request = Request("GET", HERE)

    assert try_redirect(request, Response(302, "", ()), request) is None


@pytest.mark.parametrize(
    "location",
    [
        ELSEWHERE,
        "//cdn.example.net/file",
        "http://api.example.com/v1/items",  # downgrade
        "https://api.example.com:8443/v1",
        "https://www.api.example.com/",
        "https://api.example.com@cdn.example.net/",
        "https://api.example.com./",
    ],
)
def test_other_origin(location: str) -> None:
    """To another origin goes nothing of ours but harmless headers."""
    found = check_redirect(302, location, "POST", b'{"key": "SECRET-1"}')

    assert found is not None
    assert found.method == "GET"
    assert found.headers == (("Accept", "application/json"), ("User-Agent", "me"))
    assert found.body == b""
    assert found.secrets == frozenset()
    assert "SECRET-1" not in repr(found)


def test_harmless_header_with_a_secret() -> None:
    """A header that is harmless by its name is not, if its value has a secret."""
    request = Request("GET", HERE, (("User-Agent", "me SECRET-1"),), b"", frozenset({"SECRET-1"}))
    found = try_redirect(request, Response(302, "", (("Location", ELSEWHERE),)), request)

    assert found is not None
    assert found.headers == ()


def test_upgrade() -> None:
    """From http to https of the same host, both at their default ports, everything is kept."""
    found = check_redirect(
        308, "https://api.example.com/v1", "POST", b"content", "http://api.example.com:80/v1"
    )

    assert found is not None
    assert found.headers == HEADERS
    assert found.body == b"content"


def test_way_back() -> None:
    """What was taken away on the way to another host does not come back with a redirect back."""
    first = Request("GET", HERE, HEADERS, b"", frozenset({"SECRET-1"}))
    away = try_redirect(first, Response(302, "", (("Location", ELSEWHERE),)), first)
    assert away is not None
    back = try_redirect(away, Response(302, "", (("Location", HERE.partition("?")[0]),)), first)

    assert back is not None
    assert dict(back.headers).keys() == {"Accept", "User-Agent"}


@pytest.mark.parametrize("status", [307, 308])
def test_body_to_other_origin(status: int) -> None:
    """A redirect that wants the body at another host is not followed."""
    with pytest.raises(RedirectError, match=f"{status}.*body.*another host") as caught:
        check_redirect(status, ELSEWHERE, "POST", b"content")

    assert caught.value.next_step


@pytest.mark.parametrize(
    "location",
    [
        "ftp://files.example.com/",
        "myapp://callback?code=1",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://",
        "https://host:99999/",
        "https://host:x/",
        "https://[::1/",
        "https://api.example.com\\@cdn.example.net/",
    ],
)
def test_no_http(location: str) -> None:
    """A Location that is no plain URL of HTTP is not followed."""
    with pytest.raises(RedirectError, match="no http or https URL"):
        check_redirect(302, location)


ENCODINGS = {
    "plain": lambda text: text,
    "percent": lambda text: quote(text, safe=""),
    "twice": lambda text: quote(quote(text, safe=""), safe=""),
    "plus": lambda text: quote(text, safe=" ").replace(" ", "+"),
    "lower": lambda text: quote(text, safe="").lower(),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64url": lambda text: quote(base64.urlsafe_b64encode(text.encode()).decode()),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("place", ["https://x.org/?k={}", "https://x.org/{}", "https://{}@x.org/"])
@pytest.mark.parametrize("secret", [SECRET, "0123456789abcdef"])
def test_secret_in_location(encoding: str, place: str, secret: str) -> None:
    """A redirect that carries a secret to another host is not followed, however it is spelled."""
    request = Request("GET", HERE, (), b"", frozenset({secret}))
    location = place.format(ENCODINGS[encoding](secret))

    with pytest.raises(RedirectError) as caught:
        try_redirect(request, Response(302, "", (("Location", location),)), request)

    assert secret not in str(caught.value) + caught.value.next_step
    if "@" not in place:
        assert "secret in its URL" in str(caught.value)


def test_credential_header_in_location() -> None:
    """What an Authorization header carries is a secret, named or not."""
    request = Request("GET", HERE, (("authorization", "Basic dXNlcjpwYXNz"),))
    location = "https://x.org/?auth=Basic%20dXNlcjpwYXNz"

    with pytest.raises(RedirectError, match="secret"):
        try_redirect(request, Response(302, "", (("Location", location),)), request)


@pytest.mark.parametrize(
    ("text", "found"),
    [("https://x.org/?pin=42", True), ("https://x.org/1427", False), ("https://x.org/42", True)],
)
def test_short_secret(text: str, *, found: bool) -> None:
    """A very short secret counts as a whole component only."""
    assert reveals(text, {"42", ""}) == found


@given(st.text(min_size=4).filter(str.strip), st.sampled_from(sorted(ENCODINGS)))
def test_reveals(secret: str, encoding: str) -> None:
    """Any secret is found in each of its forms."""
    assert reveals(f"https://x.org/?a=b&k={ENCODINGS[encoding](secret)}&c=d", {secret})


@given(st.text())
def test_any_location(location: str) -> None:
    """Any Location is followed or refused, and with credentials only to where they belong."""
    try:
        found = check_redirect(302, location)
    except RedirectError:
        return
    assert found is not None
    assert (try_origin(found.url) == try_origin(HERE)) == ("Cookie" in dict(found.headers))
