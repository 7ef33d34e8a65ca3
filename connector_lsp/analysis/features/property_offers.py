"""The properties that an object may be given: from the schema, and from the connector's meaning."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from connector_lsp.analysis.features.case_offers import case_inputs
from connector_lsp.analysis.features.documentation import render
from connector_lsp.analysis.features.header_names import HEADERS
from connector_lsp.analysis.features.offers import (
    CompletionKind,
    Offer,
    Rank,
    members_of,
    shown,
    snippet_offers,
)
from connector_lsp.analysis.features.skeletons import (
    Known,
    absolute_path,
    property_body,
    required_members,
    schema_at,
)
from connector_lsp.analysis.features.snippets import Members, Stop, as_plain, string
from connector_lsp.analysis.schema import Annotations
from connector_lsp.analysis.syntax import NodeKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.features.json_context import Spot
    from connector_lsp.analysis.schema.model import Pointer
    from connector_lsp.analysis.syntax import Json


def property_offers(analysis: Analysis, spot: Spot) -> Iterator[Offer]:
    """What may be typed where a property's name belongs."""
    members = spot.owner.children if spot.owner is not None else []
    present = {
        child.name()
        for child in members
        if child.kind is NodeKind.PROPERTY and child.key is not spot.node
    }
    context = absolute_path(analysis, spot)
    pointers, value = schema_at(analysis, spot.index, spot.path)
    expanded = analysis.schema.expanded(pointers, value)
    nodes = analysis.schema.nodes(expanded)
    known = Known(analysis, value)
    if spot.needs_value:
        yield from _all_required(analysis, pointers, value, present, known)
    yield from known.kept(
        (_from_schema, *expanded),
        (present, known.request),
        lambda: list(_from_schema(analysis, expanded, nodes, present, known)),
    )
    yield from case_inputs(analysis, spot, context, present)
    if context[-1:] == ("headers",):
        yield from _headers(present, known)
    if context[:1] == ("endpoints",) and len(context) == len(("endpoints", "METHOD")):
        yield from _undeclared(analysis, expanded, str(context[1]), present, known)
    if spot.needs_value:
        yield from _snippets(nodes, present)


def _all_required(
    analysis: Analysis, pointers: Sequence[Pointer], value: Json, present: set[str], known: Known
) -> Iterator[Offer]:
    """All that is missing in one item, if it is more than one property."""
    there = {name: value[name] for name in present if isinstance(value, dict) and name in value}
    there |= dict.fromkeys(present - there.keys())
    missing = known.kept(
        (required_members, *pointers),
        there,
        partial(required_members, analysis.schema, pointers, there, known),
    )
    if len(missing) > 1:
        body = Members(missing)
        names = [json.loads(as_plain(name)) for name, _ in missing]
        label = "all missing properties" if present else "all required properties"
        yield Offer(
            label, CompletionKind.SNIPPET, Rank.WHOLE, body,
            detail=", ".join(names), documentation=shown(body), preselect=not present,
        )  # fmt: skip


# --- from the schema -----------------------------------------------------------------------------


def _from_schema(
    analysis: Analysis,
    expanded: Sequence[Pointer],
    nodes: Sequence[Mapping[str, Any]],
    present: set[str],
    known: Known,
) -> Iterator[Offer]:
    schema = analysis.schema
    required = schema.required(nodes)
    for name in _names(nodes, required, present):
        pointers = schema.children(expanded, name)
        about = schema.unfilled(pointers).about
        if about.canonical in present:
            continue
        is_required = name in required
        yield Offer(
            name,
            CompletionKind.PROPERTY,
            _rank(about, required=is_required),
            property_body(schema, pointers, known, name),
            string(name),
            _detail(about, required=is_required),
            render(about, name=name, required=is_required),
        )


def _names(
    nodes: Sequence[Mapping[str, Any]], required: Sequence[str], present: set[str]
) -> list[str]:
    """The names that may be added, in the schema's order."""
    named = {name: about for node in nodes for name, about in node.get("properties", {}).items()}
    # Another spelling that is there already stands for the one to prefer.
    spelled = {
        about["x-canonical"]
        for name, about in _spellings(nodes)
        if name in present and "x-canonical" in about
    }
    forbidden = {name for name, about in named.items() if about is False}
    names = dict.fromkeys((*named, *required))
    return [name for name in names if name not in present | spelled | forbidden]


def _spellings(nodes: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for node in nodes:
        for name, about in node.get("properties", {}).items():
            if isinstance(about, dict):
                yield name, about


def _rank(about: Annotations, *, required: bool) -> Rank:
    if required:
        return Rank.REQUIRED
    if about.canonical:
        return Rank.UNUSUAL
    return Rank.RECOMMENDED if about.recommended else Rank.USUAL


def _detail(about: Annotations, *, required: bool) -> str:
    """Such as ``string · required · documented``."""
    need = "required" if required else ("recommended" if about.recommended else "")
    return " · ".join(filter(None, (_types(about), need, about.status.value)))


_MOST_TYPES = 3


def _types(about: Annotations) -> str:
    return "any value" if len(about.types) > _MOST_TYPES else " or ".join(about.types)


def _snippets(nodes: Sequence[Mapping[str, Any]], present: set[str]) -> Iterator[Offer]:
    """Members that the schema proposes together: for an empty object, or one of free names."""
    is_open = any(isinstance(node.get("additionalProperties"), dict) for node in nodes)
    if present and not is_open:
        return
    for offer in snippet_offers(Annotations.of(nodes)):
        members = members_of(offer.body)
        if members is None:
            continue
        names = {json.loads(as_plain(name)) for name, _ in members.members}
        if not names & present:
            yield offer


# --- from the connector --------------------------------------------------------------------------


def _headers(present: set[str], known: Known) -> Iterator[Offer]:
    there = {name.lower() for name in present}
    for name, header in HEADERS.items():
        if name.lower() in there:
            continue
        value = header.values[0] if header.values else ""
        body = header_value(value, known)
        yield Offer(
            name, CompletionKind.PROPERTY, Rank.USUAL, body, string(name),
            "header", header.about,
        )  # fmt: skip


def header_value(value: str, known: Known) -> tuple[str | Stop, ...]:
    """A value of `HEADERS` with a tab stop, at the key of an auth field if it names one."""
    before, slot, behind = value.partition("{}")
    if not slot:
        return '"', Stop(value), '"'
    key = known.auth_keys[0] if known.auth_keys else "api_key"
    return f'"{before}{{{{authFields.', Stop(key, tuple(known.auth_keys)), f'}}}}{behind}"'


def _undeclared(
    analysis: Analysis, expanded: Sequence[Pointer], method: str, present: set[str], known: Known
) -> Iterator[Offer]:
    """The paths that are used with a method and declared nowhere."""
    schema, connector = analysis.schema, analysis.connector
    for (used, path), users in connector.users.items():
        if used != method or path in present or (used, path) in connector.endpoints:
            continue
        body = property_body(schema, schema.children(expanded, path), known, path)
        times = f"{len(users)} times" if len(users) > 1 else "once"
        yield Offer(
            path, CompletionKind.PROPERTY, Rank.REQUIRED, body, string(path),
            f"used {times}, not declared",
        )  # fmt: skip
