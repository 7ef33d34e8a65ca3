"""A credential is written into the connector.

Everybody who uses the connector, or copies its JSON, would have it, and it cannot be exchanged
without making the connector anew. Ask for it at Sign In with an auth field; an OAuth2 client secret
belongs under Secret Keys in the editor. It is found by the name it has (such as `Authorization`,
`api_key`, `password`) or by its own shape.

Wrong:

    "auth_request": { "type": "bearer", "token": "sk-52f0c1…" }

Right:

    "auth_request": { "type": "bearer", "token": "{{authFields.api_key}}" }
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.diagnostics.rule import Finding, Severity, finding_within
from connector_lsp.analysis.diagnostics.wording import shown
from connector_lsp.analysis.syntax.nodes import value_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from connector_lsp.analysis.section import Section
    from connector_lsp.analysis.syntax import Json, Path

SEVERITY = Severity.INFORMATION
MEMBERS = ("auth_components", "auth_request", "testConnection", "endpoints", "actions")

_HOLDERS = ("headers", "params")
_URLS = ("url", "endpoint")

# Of a name in lower case without separators.  A page token only says where to go on.
_NAME = re.compile(
    r"(?:authorization|password|passwd|passphrase|secret|credentials?"
    r"|(?<!page)(?<!sync)(?<!csrf)(?<!xsrf)(?<!continuation)token"
    r"|(?:api|app|access|auth|private|secret|subscription|session)key"
    r"|^(?:x?key|x?auth|pwd|cookie|signature))$"
)
_SEPARATOR = re.compile(r"[-_. ]")

_KNOWN_SHAPE = re.compile(
    r"(?:sk|rk)[-_][\w-]{12,}|gh[opsur]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}"
    r"|xox[abeoprs]-[\w-]{10,}|shp(?:at|ca|pa|ss)_\w{16,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}"
    r"|ya29\.[\w-]{20,}|SG\.[\w-]{16,}\.[\w-]{16,}|eyJ[\w-]{8,}\.eyJ[\w-]{8,}(?:\.[\w-]*)?"
)
_RANDOM = re.compile(r"(?=(?:\D*\d){4})(?=(?:[^A-Za-z]*[A-Za-z]){4})[\w+=]{32,}")
_FEWEST_CHARACTERS = 10

_SCHEME = re.compile(r"(?:bearer|basic|token|apikey)\s+(?=\S+$)", re.IGNORECASE)
_NO_SECRETS = frozenset({"true", "false", "none", "null", "bearer", "basic", "token", "api_token"})
_SHORTEST = 4

_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#@:]*:([^/?#@]+)@", re.IGNORECASE)
_PARAMETER = re.compile(r"[?&]([^=&#]+)=([^&#]*)")


class Credential(NamedTuple):
    """A credential in a string.

    Attributes:
        path: the way from the section to the string.
        name: what it is the value of.
        start: the offset in the string at which it begins.
        end: the offset behind it.
        text: the credential.
        scheme: the word in front of it, in lower case, such as ``bearer``.

    """

    path: Path
    name: str
    start: int
    end: int
    text: str
    scheme: str = ""


def check_section(section: Section) -> Iterable[Finding]:
    """The findings for the credentials in what a section sends."""
    return [_finding(section, each) for each in find_credentials(section)]


def find_credentials(section: Section) -> Iterable[Credential]:
    """The credentials in what a section sends."""
    value = section.value
    if not isinstance(value, dict):
        return ()
    if section.kind[0] in ("endpoints", "actions") and not _may_hold_some(section.text):
        return ()
    return _in_members(section, value)


def _may_hold_some(text: str) -> bool:
    """Whether an endpoint or action sends anything that a credential could be in."""
    return '"headers"' in text or '"params"' in text or "@" in text or "?" in text or "\\" in text


def _in_members(section: Section, value: dict[str, Json]) -> Iterator[Credential]:
    member = section.kind[0]
    is_client = member == "auth_components"
    if is_client or member == "auth_request":
        yield from _in_pairs(value, ())
    for holder in _HOLDERS:
        pairs = value.get(holder)
        if isinstance(pairs, dict):
            yield from _in_pairs(pairs, (holder,))
    for name in value if is_client else _URLS:
        url = value.get(name)
        if isinstance(url, str) and ("@" in url or "?" in url):
            yield from _in_url(url, (name,))


def _in_pairs(pairs: dict[str, Json], path: Path) -> Iterator[Credential]:
    for name, text in pairs.items():
        if not isinstance(text, str) or not _is_literal(text):
            continue
        scheme = _SCHEME.match(text) if path != ("params",) else None
        if speaks_of_secret(name) or scheme or looks_like_secret(text):
            start = scheme.end() if scheme else 0
            word = text[:start].strip().lower()
            yield Credential((*path, name), name, start, len(text), text[start:], word)


def _in_url(url: str, path: Path) -> Iterator[Credential]:
    password = _PASSWORD.match(url)
    if password and "{{" not in password[1]:
        yield Credential(path, "password", *password.span(1), password[1])
    for parameter in _PARAMETER.finditer(url):
        name, text = parameter.groups()
        if _is_literal(text) and (speaks_of_secret(name) or looks_like_secret(text)):
            yield Credential(path, name, *parameter.span(2), text)


def _finding(section: Section, credential: Credential) -> Finding:
    """The finding that marks a whole value, or a piece of an address."""
    path, name = credential.path, credential.name
    is_whole = not credential.start or bool(credential.scheme)
    is_client = is_whole and section.kind[0] == "auth_components"
    message = _message(name, credential.text, is_client=is_client)
    if is_whole:
        return Finding("hardcoded-credential", message, path, data=credential)
    url, span = value_at(section.value, path), (credential.start, credential.end)
    finding = finding_within("hardcoded-credential", message, path, url, span)
    return finding._replace(data=credential)


def _is_literal(text: str) -> bool:
    """Whether `text` has no template in it and may be a secret at all."""
    return "{{" not in text and len(text) >= _SHORTEST and text.lower() not in _NO_SECRETS


def speaks_of_secret(name: str) -> bool:
    """Whether a header, parameter or member of this name holds a credential."""
    return _NAME.search(_SEPARATOR.sub("", name.lower())) is not None


def looks_like_secret(text: str) -> bool:
    """Whether a text is a credential by its own shape."""
    if _KNOWN_SHAPE.fullmatch(text):
        return True
    return _RANDOM.fullmatch(text) is not None and len(set(text)) >= _FEWEST_CHARACTERS


def _message(name: str, secret: str, *, is_client: bool = False) -> str:
    advice = "ask for it in an auth field"
    if is_client:
        advice = "save it under Secret Keys and write its name, such as {{clientSecret}}"
    return f"{shown(name)} holds a credential{_hint(secret)} that all users would share: {advice}"


_TELLABLE = ((12, 3), (8, 2))
"""From what length on how many characters may be told."""


def _hint(secret: str) -> str:
    """Enough of `secret` to know it by, far too little to use it."""
    for length, told in _TELLABLE:
        if len(secret) >= length:
            return f", {shown(secret[:told] + '…')},"
    return ""
