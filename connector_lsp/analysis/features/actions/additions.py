"""New parts of a connector, as text and in their places: fields, endpoints, members.

Each ``try_add_…`` answers at once whether there is a place, and makes the edit when it is asked.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.features.edits import (
    add_child,
    add_members,
    list_text,
    member,
    written,
)
from connector_lsp.analysis.features.skeletons import property_order
from connector_lsp.analysis.syntax import NodeKind, try_find_node
from connector_lsp.analysis.template import AUTH_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.connector import Request
    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.syntax import Json, Node
    from connector_lsp.analysis.text import Edit

    Addition: TypeAlias = Callable[[], Edit]

_BETWEEN_WORDS = re.compile(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_CAPITALS = frozenset({"api", "id", "ip", "json", "oauth", "uri", "url", "uuid"})
VERSION = re.compile(r"v\d+(?:\.\d+)*|\d+\.\d+")
"""A segment of a path that tells the version of the API."""

_MOCK_URL = "https://api.example.com/"


# --- texts: line breaks are ``\n`` and a tab stands for each level, as `edits.py` wants it ------


def words_of(name: str) -> list[str]:
    """The words that a name is made of, in lower case: of ``X-Api_keyName`` x, api, key, name."""
    return [word.lower() for word in _BETWEEN_WORDS.split(name) if word]


def label_of(name: str) -> str:
    """What a person calls a field of that key."""
    label = " ".join(word.upper() if word in _CAPITALS else word for word in words_of(name))
    return label[:1].upper() + label[1:] or name


def singular(word: str) -> str:
    """What one of several things is called, as far as the ending tells."""
    if word.endswith("ies") and len(word) > len("ties"):
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def unused_name(name: str, taken: Iterable[str]) -> str:
    """`name`, with a number behind it if it is taken."""
    known, number, unused = set(taken), 1, name
    while unused in known:
        number += 1
        unused = f"{name}_{number}"
    return unused


def auth_field_text(key: str, *, is_masked: bool) -> str:
    """A new auth field."""
    masked = {"masked": True} if is_masked else {}
    return written({"label": label_of(key), "key": key, **masked})


def field_text(key: str, label: str, **members: Json) -> str:
    """A new field of an action."""
    return written(action_field(key, label, **members))


def action_field(key: str, label: str, **members: Json) -> dict[str, Json]:
    """A new field of an action, as a value."""
    return {"key": key, "label": label, "type": "string", "required": True, **members}


# --- places --------------------------------------------------------------------------------------


def add_member(analysis: Analysis, index: int, owner: Node, name: str, text: str) -> Edit:
    """Add a property to an object of a section where the schema's order has it."""
    order = property_order(analysis, index, owner.path())
    return add_members(analysis.document, index, owner, [(name, text)], order)[0]


def try_add_auth_field(analysis: Analysis, text: str) -> Addition | None:
    """Add an auth field behind the last one."""
    document = analysis.document
    fields = document.try_find(("requiredSettings", AUTH_FIELDS))
    if fields is not None:
        return _try_add_item(document, *fields, text)
    settings = document.try_find(("requiredSettings",))
    if settings is None or settings[1].kind is not NodeKind.OBJECT:
        return None
    return partial(add_member, analysis, *settings, AUTH_FIELDS, list_text(AUTH_FIELDS, [text]))


def try_add_action_field(analysis: Analysis, index: int, scope: str, text: str) -> Addition | None:
    """Add a field to the action at `index`, behind the last one of its scope."""
    document = analysis.document
    root = document.section(index).root
    if document.path(index)[:1] != ("actions",) or root is None or root.kind is not NodeKind.OBJECT:
        return None
    fields = try_find_node(root, (scope,))
    if fields is not None:
        return _try_add_item(document, index, fields, text)
    return partial(add_member, analysis, index, root, scope, list_text(scope, [text]))


def try_add_endpoint(analysis: Analysis, request: Request) -> Addition | None:
    """Declare an endpoint with the base URL of the first one that has one."""
    document, (method, path) = analysis.document, request
    value = {"url": _base_url(analysis)}
    under_method = document.try_find(("endpoints", method))
    if under_method is not None and under_method[1].kind is NodeKind.OBJECT:
        return partial(add_child, document, *under_method, [member(path, value)])
    endpoints = document.try_find(("endpoints",))
    if endpoints is not None and endpoints[1].kind is NodeKind.OBJECT:
        return partial(add_member, analysis, *endpoints, method, member(method, {path: value}))
    return None


def _base_url(analysis: Analysis) -> Json:
    document = analysis.document
    return next(
        (
            section.value["url"]
            for section, where in zip(document.sections, document.paths, strict=True)
            if where[0] == "endpoints"
            and isinstance(section.value, dict)
            and "url" in section.value
        ),
        _MOCK_URL,
    )


def try_add_action(analysis: Analysis, text: str) -> Addition | None:
    """Add an action behind the last one."""
    document = analysis.document
    actions = document.try_find(("actions",))
    if actions is not None:
        return _try_add_item(document, *actions, text)
    root = document.skeleton.root
    if root is None or root.kind is not NodeKind.OBJECT:
        return None
    return partial(add_member, analysis, SKELETON, root, "actions", list_text("actions", [text]))


def _try_add_item(document: Document, index: int, owner: Node, text: str) -> Addition | None:
    if owner.kind is not NodeKind.ARRAY:
        return None
    return partial(add_child, document, index, owner, [text])
