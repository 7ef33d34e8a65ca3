"""Redirects, RFC 9110 section 15.4: what is asked for next, and what must not be.

To another origin goes nothing that is ours: no header but harmless ones, no body, and no secret in
the URL, where the first host may have put it.  Once a redirect has left the first origin, a way
back brings nothing of it again: the other host chose that URL.
"""

from __future__ import annotations

import re
from base64 import b64encode, urlsafe_b64encode
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import unquote_plus, urldefrag, urljoin, urlsplit

from connector_lsp.debugger.failures import RedirectError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from connector_lsp.debugger.exchange import Headers, Request, Response

Origin: TypeAlias = tuple[str, str, int]
"""Scheme, host and port, RFC 9110 section 4.3.1."""

_STATUSES: Final = frozenset({301, 302, 303, 307, 308})
_PORTS: Final = {"http": 80, "https": 443}
_HARMLESS: Final = frozenset({"accept", "user-agent"})
_CREDENTIALS: Final = frozenset({"authorization", "proxy-authorization", "cookie"})

# So narrow that no two readers of URLs can see different hosts in it.
_AUTHORITY = re.compile(r"(?:[^@\\\s]*@)?([^@:%\\\s\[\]]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{0,5}))?")

# Of a secret so short, a URL has the letters by chance; it only counts as a whole component.
_SHORT: Final = 4
_COMPONENTS = re.compile(r"[^\w-]+")


def try_origin(url: str) -> Origin | None:
    """The origin of `url`, or None if it is no absolute URL of HTTP with a plain host and port."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    match = _AUTHORITY.fullmatch(parts.netloc)
    if parts.scheme not in _PORTS or match is None:
        return None
    port = int(match[2] or _PORTS[parts.scheme])
    return (parts.scheme, match[1].lower(), port) if 0 < port < 1 << 16 else None


def try_redirect(request: Request, response: Response, first: Request) -> Request | None:
    """The request that a response redirects to, or None if it redirects nowhere.

    Arguments:
        request: what was answered.
        response: the answer.
        first: what the redirects began with; no other host may see its secrets, ever.

    Raises:
        RedirectError: the redirect must not be followed, or not as it stands.

    """
    location = response.header("location")
    if response.status not in _STATUSES or location is None:
        return None
    url = _target(request, location)
    origin = try_origin(url)
    if origin is None:
        raise RedirectError(
            "The redirect leads to something that is no http or https URL",
            "Look at the Location header of the response",
        )
    next_request = _rewritten(replace(request, url=url), response.status)
    if _is_same_host(try_origin(request.url), origin) and request.secrets == first.secrets:
        return next_request
    return _stripped(next_request, response.status, first.secrets | _credentials(first.headers))


def reveals(text: str, secrets: Iterable[str]) -> bool:
    """Whether one of `secrets` is in `text`: as it is, percent-encoded, or in Base64."""
    forms = {text}
    for _ in range(3):  # Encoded twice is seen in practice, when a URL is put into a URL.
        text = unquote_plus(text)
        forms |= {text, text.replace(" ", "+")}
    folded = [form.casefold() for form in forms]
    components = {part for form in folded for part in _COMPONENTS.split(form)}
    for secret in filter(None, secrets):
        if len(secret) < _SHORT:
            if secret.casefold() in components:
                return True
            continue
        plain = secret.encode("utf-8", "surrogatepass")
        coded = (encode(plain).decode().rstrip("=") for encode in (b64encode, urlsafe_b64encode))
        spellings = {each.casefold() for each in (secret, unquote_plus(secret), *coded)}
        if any(each in form for each in spellings for form in folded):
            return True
    return False


def _target(request: Request, location: str) -> str:
    """Where a Location leads, without a fragment, which is never sent."""
    try:
        return urldefrag(urljoin(request.url, location.strip())).url
    except ValueError:
        return ""


def _is_same_host(old: Origin | None, new: Origin) -> bool:
    """Whether `new` may see what `old` saw: the same, or its upgrade from http to https.

    The upgrade between the default ports leads to the same owner by a safer way than the one that
    the credentials have gone already.
    """
    return old == new or (
        old is not None and old == ("http", new[1], 80) and new == ("https", new[1], 443)
    )


def _rewritten(request: Request, status: int) -> Request:
    """The request with the method that a redirect of `status` asks for, RFC 9110 section 15.4."""
    becomes_get = status == 303 or (status in (301, 302) and request.method == "POST")  # noqa: PLR2004
    if not becomes_get:
        return request
    headers = tuple(
        (name, value) for name, value in request.headers if not _is_about_content(name.lower())
    )
    method = "HEAD" if request.method == "HEAD" else "GET"
    return replace(request, method=method, headers=headers, body=b"")


def _is_about_content(name: str) -> bool:
    return name.startswith("content-") or name in ("transfer-encoding", "digest", "expect")


def _stripped(request: Request, status: int, secrets: frozenset[str]) -> Request:
    """The request without anything of ours, as another host may see it."""
    if reveals(request.url, secrets):
        raise RedirectError(
            "The redirect leads to another host with a secret in its URL, so it was not followed",
            "Tell whoever runs the API: its server hands on what it was trusted with",
        )
    if request.body:
        raise RedirectError(
            f"The redirect ({status}) wants the body sent to another host, so it was not followed",
            "If you trust that host, name it in the endpoint's url; it is in the Location header",
        )
    headers = tuple(
        (name, value)
        for name, value in request.headers
        if name.lower() in _HARMLESS and not reveals(value, secrets)
    )
    return replace(request, headers=headers, secrets=frozenset())


def _credentials(headers: Headers) -> frozenset[str]:
    """What the headers for credentials carry, without the scheme in front of it."""
    return frozenset(
        value.rpartition(" ")[2] for name, value in headers if name.lower() in _CREDENTIALS
    )
