"""What a template expression or a path parameter may refer to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.connector import reaches_request
from connector_lsp.analysis.features.meaning import definitions, describe_field
from connector_lsp.analysis.features.offers import CompletionKind, Offer, Rank
from connector_lsp.analysis.features.snippets import Stop, escaped, string
from connector_lsp.analysis.template import (
    ACTION_FIELDS,
    AUTH_FIELDS,
    FIELD_NAMES,
    SCOPES,
    URL_FIELDS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.features.meaning import Definition
    from connector_lsp.analysis.features.snippets import Template
    from connector_lsp.analysis.syntax import Path

_OPEN = re.compile(r'\{\{[\s"]*([^{}"]*)\Z')
_OPEN_PARAMETER = re.compile(r"(?<!\{)\{([\w.-]*)\Z")
_OPEN_COLON = re.compile(r"(?<=/):(\w*)\Z")
_REST = re.compile(r"[\w$.-]*")
_CLOSED = re.compile(r"\s*\}\}")
_USUAL_SECRETS = ("clientId", "clientSecret")


def auth_field_offers(analysis: Analysis, path: Path) -> Iterator[Offer]:
    """For a whole string: a reference to each auth field."""
    for found in _distinct(analysis, AUTH_FIELDS, path):
        text = "{{" + f"{AUTH_FIELDS}.{found.value['key']}" + "}}"
        yield Offer(
            text, CompletionKind.REFERENCE, Rank.REQUIRED, string(text), None, _label(found),
            describe_field(analysis, [found]),
        )  # fmt: skip


def expression_offers(
    analysis: Analysis, path: Path, before: str, behind: str
) -> tuple[int, int, list[Offer]] | None:
    """What may be typed inside of ``{{…}}``.

    Args:
        analysis: the connector.
        path: the way to the string, from the connector's root.
        before: the string up to the cursor, as it is written.
        behind: the string from the cursor on.

    Returns:
        how many characters before and behind the cursor are replaced, and the offers, whose bodies
        are no JSON values but parts of a string; None if the cursor is in no expression.

    """
    opened = _OPEN.search(before)
    if opened is None or not reaches_request(path):
        return None
    typed = opened[1]
    rest = _REST.match(behind)
    length = rest.end() if rest else 0
    closing = _closing(behind[length:])
    scope, dot, _ = typed.partition(".")
    if dot and scope in SCOPES:
        offers = list(_keys(analysis, path, scope, closing, is_scoped=True))
    else:
        offers = list(_scopes(analysis, path, closing))
    return len(typed), length, offers


def _closing(behind: str) -> str:
    """The braces that an expression still needs."""
    if _CLOSED.match(behind):
        return ""
    return "}" if behind.startswith("}") else "}}"


def _scopes(analysis: Analysis, path: Path, closing: str) -> Iterator[Offer]:
    """The scopes, then what is in them; names without a scope where those are looked up."""
    scopes = [scope for scope in _scopes_at(path) if _distinct(analysis, scope, path)]
    for scope in scopes:
        count = len(_distinct(analysis, scope, path))
        name = FIELD_NAMES[scope] + ("s" if count > 1 else "")
        # Closed behind the cursor, which only a tab stop can leave before the braces.
        yield Offer(
            scope, CompletionKind.REFERENCE, Rank.WHOLE,
            (f"{scope}.", Stop(number=0), closing), None, f"{count} {name}",
        )  # fmt: skip
    for scope in scopes:
        yield from _keys(analysis, path, scope, closing, is_scoped=False)
    if path[:1] == ("auth_components",):
        yield from _secrets(analysis, path, closing)
    if _is_action_endpoint(path):
        for scope in (URL_FIELDS, ACTION_FIELDS):
            for found in _distinct(analysis, scope, path):
                yield _reference(analysis, found, str(found.value["key"]), closing, Rank.USUAL)


def _keys(
    analysis: Analysis, path: Path, scope: str, closing: str, *, is_scoped: bool
) -> Iterator[Offer]:
    for found in _distinct(analysis, scope, path) if scope in _scopes_at(path) else ():
        text = f"{scope}.{found.value['key']}"
        offer = _reference(analysis, found, text, closing, Rank.REQUIRED)
        yield offer if not is_scoped else _relabelled(offer, str(found.value["key"]))


def _relabelled(offer: Offer, label: str) -> Offer:
    return Offer(label, offer.kind, offer.rank, offer.body, None, offer.detail, offer.documentation)


def _reference(analysis: Analysis, found: Definition, text: str, closing: str, rank: Rank) -> Offer:
    body: Template = (escaped(text) + closing,)
    return Offer(
        text, CompletionKind.REFERENCE, rank, body, None, _label(found),
        describe_field(analysis, [found]),
    )  # fmt: skip


def _scopes_at(path: Path) -> tuple[str, ...]:
    """The scopes whose fields have a value where a string stands."""
    return SCOPES if path[:1] in (("actions",), ("endpoints",)) else (AUTH_FIELDS,)


def _secrets(analysis: Analysis, path: Path, closing: str) -> Iterator[Offer]:
    """The secrets that the connector names already, and those that most name."""
    index = analysis.connector.members.get(str(path[0]))
    facts = analysis.connector.facts[index] if index is not None else None
    named = [
        reference.expression.key
        for reference in (facts.references if facts else ())
        if reference.expression.is_plain and not reference.expression.scope
    ]
    for name in dict.fromkeys((*_USUAL_SECRETS, *named)):
        yield Offer(
            name, CompletionKind.REFERENCE, Rank.RECOMMENDED, (escaped(name) + closing,), None,
            "Secret Name", "Saved under Secret Keys in the editor of Claris Connect.",
        )  # fmt: skip


def parameter_offers(
    analysis: Analysis, path: Path, before: str, behind: str
) -> tuple[int, int, list[Offer]] | None:
    """What may be typed behind a single brace, or ``/:``, in an action's endpoint path.

    Arguments and result are those of `expression_offers`.
    """
    if not _is_action_endpoint(path):
        return None
    opened = _OPEN_PARAMETER.search(before) or _OPEN_COLON.search(before)
    if opened is None:
        return None
    rest = _REST.match(behind)
    length = rest.end() if rest else 0
    is_brace = opened[0].startswith("{")
    closing = "}" if is_brace and not behind[length:].startswith("}") else ""
    offers = [
        _reference(analysis, found, str(found.value["key"]), closing, Rank.WHOLE)
        for found in _distinct(analysis, URL_FIELDS, path)
    ]
    return (len(opened[1]), length, offers) if offers else None


def _is_action_endpoint(path: Path) -> bool:
    return path[:1] == ("actions",) and path[2:] == ("endpoint",)


def _distinct(analysis: Analysis, scope: str, path: Path) -> list[Definition]:
    """The fields of a scope that a string can refer to, of two with one key the first."""
    found: dict[str, Definition] = {}
    for each in definitions(analysis, scope, path):
        found.setdefault(each.value["key"], each)
    return [each for key, each in found.items() if key]


def _label(found: Definition) -> str:
    label = found.value.get("label")
    return label if isinstance(label, str) else ""
