"""The URL of a request, RFC 3986: base URL and path joined, values percent-encoded in their places.

A value never changes what the connector wrote: neither scheme nor host nor the number of segments.
What no encoding can prevent is refused: ``.`` and ``..`` as a segment are resolved by clients and
servers, however they are written (RFC 3986, 6.2.2.2). The connector's own are resolved here, so
that what is shown and signed is what is sent. Inferred:

- Exactly one slash stands between base URL and path; the query of either stays in front of ours.
- A base URL that begins with an expression takes a whole URL, as for servers that users host.
- A host is ASCII; one in another script is written in its form ``xn--…``.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from connector_lsp.analysis.template import find_expressions
from connector_lsp.debugger.fill import Hole, Place, fault, fill, is_left_out, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from connector_lsp.debugger.fill import Filling
    from connector_lsp.debugger.model import NamedTemplates, Template

_HOST = r"(?P<host>[\w-]{1,63}(?:\.[\w-]{1,63})*\.?|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
_AUTHORITY = re.compile(_HOST, re.ASCII)
_WHOLE = re.compile(
    rf"https?://(?P<authority>{_HOST})(/([\w.~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{{2}})*)?",
    re.ASCII | re.IGNORECASE,
)
_LABELS = re.compile(r"[\w.-]+", re.ASCII)
_DIGITS = re.compile(r"\[.*|[0-9.]+")
_MOST_PORT = 65535

_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def build_url(base: Template, endpoint: Template | None, filling: Filling) -> tuple[str, str]:
    """The URL of a request up to its path, and the query that the connector wrote in it.

    Args:
        base: the base URL, or the whole URL.
        endpoint: the path that is appended to it.
        filling: the values; takes up problems and what was used.

    Raises:
        ConnectorError: it is no URL, or refers to what is not there.

    """
    for template in filter(None, (base, endpoint)):
        parse(template, filling, is_endpoint=template is endpoint)
        if "#" in template.text:
            raise fault("A # begins what is never sent: write %23 for the character", template)
    whole = _with_prefix(base, filling)
    if whole is None:
        return "", ""
    scheme, _, rest = whole.text.partition("://")
    if scheme.lower() not in ("http", "https"):
        raise fault("The URL has to begin with https:// or http://", base)
    rest, _, query = rest.partition("?")
    host, slash, directory = rest.partition("/")
    authority = _authority(base.part(host), filling)
    path = _path(base.part(directory), filling) if slash else ""
    queries = [_query(base.part(query), filling)]
    if endpoint is not None:
        last, _, query = endpoint.text.partition("?")
        appended = _path(endpoint.part(last.lstrip("/")), filling, is_endpoint=True)
        path = path.rstrip("/") + appended
        queries.append(_query(endpoint.part(query), filling, is_endpoint=True))
    path = _without_dots(path)
    return f"{scheme.lower()}://{authority}{path or '/'}", "&".join(filter(None, queries))


def fill_params(named: NamedTemplates, filling: Filling) -> list[tuple[str, str]]:
    """Query parameters of the connector, not yet encoded."""
    return [
        (name, fill(template, filling))
        for name, template in named
        if not is_left_out(template, filling)
    ]


def encode_query(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values as a query, a space as ``%20``."""
    return "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in pairs)


def _with_prefix(base: Template, filling: Filling) -> Template | None:
    """The base URL with the whole URL filled in that it begins with; None if it is refused."""
    first = next(iter(find_expressions(base.text)), None)
    if first is None or first.start > 0:
        return base
    rest = base.text[first.end :]
    prefix = fill(base.part(first.text), filling, _WHOLE_URL)
    if rest[:1] in ("", "/", "?"):
        prefix = prefix.rstrip("/")
    return base.part(prefix + rest) if prefix else None


def _whole_url(value: str) -> str:
    match = _WHOLE.fullmatch(value)
    if match is None or not _is_authority(match["authority"]):
        raise ValueError("Expected a URL, such as https://api.example.com, without ? and #")
    if not {".", ".."}.isdisjoint(unquote(value).split("/")):
        raise ValueError("Expected a URL without . and .. in its path")
    return value


def _authority(template: Template, filling: Filling) -> str:
    parts = parse(template, filling)
    holes = [part for part in parts if isinstance(part, Hole)]
    known = len(filling.problems)
    place = _HOST_NAME if len(parts) == len(holes) == 1 else _HOST_PART
    authority = fill(template, filling, place)
    if _is_authority(authority) or len(filling.problems) > known:
        return authority
    if not holes:
        raise fault("The URL has no valid host: expected one such as api.example.com", template)
    for hole in holes:
        filling.refuse(hole.scope, hole.key, "This makes no valid host")
    return ""


def _is_authority(text: str) -> bool:
    match = _AUTHORITY.fullmatch(text)
    if match is None or int(match["port"] or 0) > _MOST_PORT:
        return False
    if _DIGITS.fullmatch(match["host"]):
        try:
            ip_address(match["host"].strip("[]"))
        except ValueError:
            return False
    return True


def _whole_host(value: str) -> str:
    if _is_authority(value):
        return value
    raise ValueError("Expected a host, such as api.example.com, without https:// and path")


def _host_part(value: str) -> str:
    if _LABELS.fullmatch(value):
        return value
    raise ValueError("Expected a part of a host: letters, digits, dots and hyphens")


def _path(template: Template, filling: Filling, *, is_endpoint: bool = False) -> str:
    """A path, segment by segment, each with a slash in front."""
    return "".join(
        _segment(template.part(f"/{segment}"), filling, is_endpoint=is_endpoint)
        for segment in template.text.split("/")
    )


def _segment(template: Template, filling: Filling, *, is_endpoint: bool) -> str:
    segment = fill(template, filling, _PATH, is_endpoint=is_endpoint)
    if unquote(segment) in ("/.", "/.."):
        for part in parse(template, filling, is_endpoint=is_endpoint):
            if isinstance(part, Hole):
                message = "The path would lead elsewhere: . and .. cannot be sent here"
                filling.refuse(part.scope, part.key, message)
    return segment


def _without_dots(path: str) -> str:
    """A path with its segments ``.`` and ``..`` resolved, RFC 3986 section 5.2.4."""
    kept: list[str] = []
    plain = ""
    for segment in path.split("/")[1:]:
        plain = unquote(segment)
        if plain == "..":
            del kept[-1:]
        elif plain != ".":
            kept.append(segment)
    if plain in (".", ".."):
        kept.append("")
    return "".join(f"/{segment}" for segment in kept)


def _query(template: Template, filling: Filling, *, is_endpoint: bool = False) -> str:
    return fill(template, filling, _QUERY, is_endpoint=is_endpoint)


def _encoded(value: str) -> str:
    return quote(value, safe="")


def _literal(safe: str) -> Callable[[str], str]:
    """Encodes what a URL cannot hold of what the connector wrote."""
    return lambda text: quote(_LONE_PERCENT.sub("%25", text), safe=safe)


_PATH = Place(_encoded, _literal("/%:@!$&'()*+,;="), is_needed=True)
_QUERY = Place(_encoded, _literal("/%:@!$&'()*+,;=?"))
_WHOLE_URL = Place(_whole_url, is_needed=True)
_HOST_NAME = Place(_whole_host, is_needed=True)
_HOST_PART = Place(_host_part, is_needed=True)
