"""The values that may stand in a place: from the schema, and from what the connector declares."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from connector_lsp.analysis.connector import facts_of, reaches_request
from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.features.case_offers import case_values
from connector_lsp.analysis.features.documentation import code, describe_value
from connector_lsp.analysis.features.header_names import try_find_header
from connector_lsp.analysis.features.meaning import endpoint_url, without_secrets
from connector_lsp.analysis.features.offers import (
    CompletionKind,
    Offer,
    Rank,
    shown,
    snippet_offers,
)
from connector_lsp.analysis.features.property_offers import header_value
from connector_lsp.analysis.features.reference_offers import auth_field_offers
from connector_lsp.analysis.features.skeletons import (
    Known,
    absolute_path,
    required_body,
    schema_at,
    text_with_stop,
    type_of,
)
from connector_lsp.analysis.features.snippets import (
    Members,
    Stop,
    is_multiline,
    literal,
    string,
)
from connector_lsp.analysis.placement import join_url
from connector_lsp.analysis.template import URL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.features.json_context import Spot
    from connector_lsp.analysis.features.snippets import Body
    from connector_lsp.analysis.schema import Annotations
    from connector_lsp.analysis.syntax import Json, Path


def value_offers(analysis: Analysis, spot: Spot) -> Iterator[Offer]:
    """What may be typed where a value belongs."""
    path = absolute_path(analysis, spot)
    pointers, _ = schema_at(analysis, spot.index, spot.path)
    _, nodes, about = analysis.schema.unfilled(pointers)
    known = Known(analysis)
    meant = list(_from_connector(analysis, spot, path, about, known))
    of_case = list(case_values(analysis, spot, path))
    meant += of_case
    yield from meant
    if not _is_method(path):
        yield from _allowed(about)
    if type_of(about, nodes) in ("object", "array"):
        body = required_body(analysis.schema, pointers, known, str(path[-1]) if path else "")
        yield from _skeletons(body, about, is_first=spot.owner is None or not spot.owner.children)
        if _is_url_field(path):
            for parameter in _missing_parameters(analysis, spot):
                yield _for_key(body, parameter)
    yield from snippet_offers(about)
    examples = [] if of_case else list(_examples(about, known))
    yield from examples
    if "string" in about.types and not (about.values or meant or spot.node):
        yield Offer('""', CompletionKind.VALUE, Rank.UNUSUAL, ('"', Stop(), '"'), detail="string")


# --- from the schema -----------------------------------------------------------------------------


def _allowed(about: Annotations) -> Iterator[Offer]:
    values = list(about.values)
    if not values:
        values += [True, False] if "boolean" in about.types else []
        values += [None] if "null" in about.types else []
    preferred = [about.default] if about.has_default else []
    for value in values:
        rank = Rank.REQUIRED if value in preferred else Rank.USUAL
        detail = describe_value(about, value) or ("default" if value in preferred else "")
        yield Offer(_label(value), CompletionKind.ENUM_MEMBER, rank, literal(value), detail=detail)
    for value in preferred:
        if value not in values:
            yield _scalar_offer(value, Rank.REQUIRED, "default")


def _examples(about: Annotations, known: Known) -> Iterator[Offer]:
    """The examples that are not offered otherwise; objects and arrays if no snippet is."""
    for example in about.examples:
        is_structure = isinstance(example, (dict, list))
        if example in about.values or isinstance(example, bool):
            continue
        if is_structure and (about.snippets or not example):
            continue
        value = known.adapted(example) if isinstance(example, str) else example
        yield _scalar_offer(value, Rank.EXAMPLE, "example")


def _scalar_offer(value: Json, rank: Rank, detail: str) -> Offer:
    body = literal(value)
    about = shown(body) if is_multiline(body) else ""
    return Offer(_label(value), CompletionKind.VALUE, rank, body, None, detail, about)


def _label(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _skeletons(body: Body, about: Annotations, *, is_first: bool) -> Iterator[Offer]:
    """The required skeleton of an object or array."""
    if not is_multiline(body):
        label = "{}" if isinstance(body, tuple) and body[0] == "{" else "[]"
        yield Offer(label, CompletionKind.VALUE, Rank.RECOMMENDED, body, detail=about.title)
        return
    title = about.title or ("Object" if isinstance(body, Members) else "Array")
    yield Offer(
        f"{title} (all required properties)", CompletionKind.SNIPPET, Rank.WHOLE, body,
        documentation=shown(body, about.description), preselect=is_first,
    )  # fmt: skip


def _is_url_field(path: Path) -> bool:
    return path[:1] == ("actions",) and path[2:3] == (URL_FIELDS,) and isinstance(path[-1], int)


def _for_key(body: Body, key: str) -> Offer:
    """A skeleton of a field with its key filled in."""
    if isinstance(body, Members):
        label = key.replace("_", " ").replace("-", " ").strip().capitalize() or key
        filled = {'"key"': string(key), '"label"': text_with_stop(label)}
        body = Members(
            tuple((name, filled.get(str(name[0]), value)) for name, value in body.members)
        )
    return Offer(
        key, CompletionKind.SNIPPET, Rank.WHOLE, body,
        detail="path parameter without a field", documentation=shown(body),
    )  # fmt: skip


# --- from the connector --------------------------------------------------------------------------


def _from_connector(
    analysis: Analysis, spot: Spot, path: Path, about: Annotations, known: Known
) -> Iterator[Offer]:
    beside = spot.owner.to_json() if spot.owner is not None else None
    values: dict[str, Json] = beside if isinstance(beside, dict) else {}
    if _is_method(path):
        yield from _methods(analysis, values.get("endpoint"), about)
        return
    if _is_request(path, "endpoint"):
        yield from _endpoints(analysis, values.get("method"))
        return
    match path:
        case ("actions", int(), "modelId"):
            yield from _model_ids(analysis)
        case ("actions", int(), "urlFields", int(), "key"):
            for name in _missing_parameters(analysis, spot):
                yield _found(name, "path parameter without a field")
        case (_, *_, "default") if isinstance(values.get("choices"), dict):
            for value, text in values["choices"].items():
                yield _found(value, text if isinstance(text, str) else "")
        case (_, *_, "headers", str(name)):
            yield from _header_values(name, known)
    is_text = "string" in about.types and path[-1:] not in (("url",), ("type",))
    if is_text and reaches_request(path) and path[0] != "auth_components":
        yield from auth_field_offers(analysis, path)


def _found(text: str, detail: str, rank: Rank = Rank.WHOLE, documentation: str = "") -> Offer:
    return Offer(text, CompletionKind.REFERENCE, rank, string(text), None, detail, documentation)


def _is_request(path: Path, name: str) -> bool:
    """Whether a path leads to a property of an action or of the connection test."""
    if path[-1:] != (name,):
        return False
    return path[:-1] == ("testConnection",) or (
        path[:1] == ("actions",) and len(path) == len(("actions", 0, name))
    )


def _is_method(path: Path) -> bool:
    return _is_request(path, "method")


def _endpoints(analysis: Analysis, method: Json) -> Iterator[Offer]:
    """The paths that are declared, those under the chosen method first."""
    shown_urls: dict[str, str] = {}
    for path, declared in analysis.connector.methods.items():
        methods = list(dict.fromkeys(declared))
        addresses = []
        for each in methods:
            url = endpoint_url(analysis, (each, path))
            if url not in shown_urls:
                shown_urls[url] = without_secrets(url)
            addresses.append(f"{each} {code(join_url(shown_urls[url], path) if url else path)}")
        rank = Rank.REQUIRED if method in declared else Rank.RECOMMENDED
        yield _found(path, ", ".join(methods), rank, "  \n".join(addresses))


def _methods(analysis: Analysis, endpoint: Json, about: Annotations) -> Iterator[Offer]:
    """The methods, those under which the chosen path is declared first."""
    connector = analysis.connector
    declared = connector.methods.get(endpoint, []) if isinstance(endpoint, str) else []
    used = {method for method, _ in connector.endpoints}
    names = dict.fromkeys((*(str(value) for value in about.values), *declared))
    for name in names:
        meaning = describe_value(about, name)
        fits = name in declared
        rank = Rank.REQUIRED if fits else (Rank.RECOMMENDED if name in used else Rank.USUAL)
        detail = f"declared for {endpoint}" if fits else meaning
        yield Offer(
            name, CompletionKind.ENUM_MEMBER, rank, string(name), None, detail,
            meaning if fits else "", preselect=fits and len(declared) == 1,
        )  # fmt: skip


def _model_ids(analysis: Analysis) -> Iterator[Offer]:
    names = dict.fromkeys(model for model, _ in analysis.connector.actions_by_id)
    for name in names:
        if name:
            yield _found(name, "used by another action", Rank.USUAL)


def _missing_parameters(analysis: Analysis, spot: Spot) -> list[str]:
    """The path parameters of the action around a spot that have no URL field yet."""
    if spot.index == SKELETON:
        return []
    facts = analysis.document.section(spot.index).once(facts_of)
    own = spot.path[:2] if spot.path[2:] == ("key",) else ()
    there = {field.key for field in facts.fields_of(URL_FIELDS) if field.path != own}
    return [name for name in dict.fromkeys(facts.parameters) if name not in there]


def _header_values(name: str, known: Known) -> Iterator[Offer]:
    header = try_find_header(name)
    for value in header.values if header else ():
        body = header_value(value, known)
        label = json.loads("".join(p if isinstance(p, str) else p.text for p in body))
        yield Offer(label, CompletionKind.VALUE, Rank.RECOMMENDED, body)
