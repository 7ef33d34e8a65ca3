"""insecure-url: plain http://."""

import pytest

from tests.support.diagnostics import check_members

CODE = "insecure-url"


def test_every_url() -> None:
    """Just the scheme is marked, in every URL of the connector."""
    check_members(
        """
        "link": "http://example.com/http://",
//               ^^^^^^^ information[insecure-url]: http:// is not encrypted: expected https://
        "auth_components": {
          "type": "oauth2",
          "authorizationURL": "http://example.com/",
//                             ^^^^^^^ information[insecure-url]: http:// is not encrypted: expected https://
          "tokenURL": "HTTP://example.com/"
//                     ^^^^^^^ information[insecure-url]: http:// is not encrypted: expected https://
        },
        "testConnection": { "url": "http://example.com/", "method": "GET" },
//                                  ^^^^^^^ information[insecure-url]: http:// is not encrypted: expected https://
        "endpoints": { "GET": { "/a": { "url": "http://{{authFields.host}}/" } } }
//                                              ^^^^^^^ information[insecure-url]: http:// is not encrypted: expected https://
        """,
        codes=CODE,
    )


def test_escaped_slashes() -> None:
    """The scheme is found however it is written."""
    check_members(
        r"""
        "link": "http:\/\/example.com\/"
//               ^^^^^^^^^ information[insecure-url]: http:// is not encrypted: expected https://
        """,
        codes=CODE,
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/http://",
        "http://localhost",
        "http://localhost:8080/",
        "http://api.localhost/",
        "http://127.0.0.1:3000/",
        "http://user:password@[::1]/",
        "ftp://example.com",
        "http",
        "",
    ],
)
def test_other_urls(url: str) -> None:
    """Encrypted URLs and the same machine are fine."""
    check_members(f'"link": "{url}"', codes=CODE)


@pytest.mark.parametrize("host", ["localhost.example.com", "127.0.0.1.example.com", "mylocalhost"])
def test_hosts_that_look_local(host: str) -> None:
    """A host that only begins or ends like the same machine is another one."""
    check_members(
        f"""
        "link": "http://{host}/"
//               ^^^^^^^ information[insecure-url]: http:// is not encrypted: expected https://
        """,
        codes=CODE,
    )


def test_what_is_no_url() -> None:
    """A scope may begin with http://, and wrong types hold no URL."""
    check_members(
        """
        "link": ["http://example.com"],
        "auth_components": { "type": "oauth2", "scope": "http://example.com/feeds", "tokenURL": ["http://example.com"] },
        "testConnection": "http://example.com",
        "endpoints": { "GET": { "/a": { "url": { "url": "http://example.com" } } } }
        """,
        codes=CODE,
    )


def test_in_broken_text() -> None:
    """In an object with a fault in it nothing is said."""
    check_members('"testConnection": { "url": "http://example.com" "method": "GET" }', codes=CODE)
