"""Define what something refers to, or refer to something that is defined."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.connector.unmasked_secret import is_secret_key
from connector_lsp.analysis.features.actions.additions import (
    add_member,
    auth_field_text,
    field_text,
    try_add_action_field,
    try_add_auth_field,
    try_add_endpoint,
)
from connector_lsp.analysis.features.actions.fix import fix, try_value
from connector_lsp.analysis.features.edits import replace_node
from connector_lsp.analysis.suggestions import Vocabulary
from connector_lsp.analysis.syntax import try_find_node
from connector_lsp.analysis.template import ACTION_FIELDS, AUTH_FIELDS, FIELD_NAMES, URL_FIELDS
from connector_lsp.analysis.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis, Diagnostic
    from connector_lsp.analysis.features.actions.fix import Fix


def change_reference(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Refer to what was probably meant, the finding's data (``scope.key``), or define the field."""
    meant = diagnostic.finding.data
    if isinstance(meant, str):
        edit = Edit(*diagnostic.range, f"{{{{{meant}}}}}")
        yield fix(f"Change to {edit.text}", lambda: edit, is_preferred=True)
    expression = analysis.text[diagnostic.range.start : diagnostic.range.end].strip("{} ")
    scope, dot, key = expression.partition(".")
    if dot and scope == AUTH_FIELDS:
        text = auth_field_text(key, is_masked=is_secret_key(key))
        make = try_add_auth_field(analysis, text)
        if make is not None:
            yield fix(f'Add auth field "{key}"', make)
    elif dot and scope in (ACTION_FIELDS, URL_FIELDS):
        yield from _add_field(analysis, diagnostic, scope, key)


def declare_url_field(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Add the URL field that a path parameter lacks."""
    marked = analysis.text[diagnostic.range.start : diagnostic.range.end]
    yield from _add_field(analysis, diagnostic, URL_FIELDS, marked.strip("{}:"))


def _add_field(analysis: Analysis, diagnostic: Diagnostic, scope: str, key: str) -> Iterator[Fix]:
    """Add a field to the action that a finding is in."""
    text = field_text(key, key)
    make = try_add_action_field(analysis, diagnostic.section, scope, text)
    if make is not None:
        yield fix(f'Add {FIELD_NAMES[scope]} "{key}"', make)


def declare_endpoint(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Name a declared endpoint instead, or declare the one that is named."""
    data = diagnostic.finding.data
    if not isinstance(data, tuple):
        return
    document, connector = analysis.document, analysis.connector
    methods = connector.methods.get(data[1], [])
    node = try_value(analysis, diagnostic, ("method",))
    for other in methods:
        if node is not None:
            make = partial(replace_node, document, diagnostic.section, node, json.dumps(other))
            yield fix(f'Change the method to "{other}"', make, is_preferred=len(methods) == 1)
    meant = None if methods else Vocabulary(connector.paths_under(data[0])).closest(data[1])
    node = try_value(analysis, diagnostic, ("endpoint",))
    if meant is not None and node is not None:
        make = partial(replace_node, document, diagnostic.section, node, json.dumps(meant))
        yield fix(f'Change to "{meant}"', make, is_preferred=True)
    declare = try_add_endpoint(analysis, data)
    if declare is not None:
        yield fix(f"Declare {' '.join(data)} under endpoints", declare)


def mask(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Hide what is typed into an auth field."""
    document, index = analysis.document, diagnostic.section
    root = document.section(index).root
    masked = try_find_node(root, ("masked",))
    if masked is not None:
        make = partial(replace_node, document, index, masked, "true")
        yield fix('Change "masked" to true', make, is_preferred=True)
    elif root is not None:
        add = partial(add_member, analysis, index, root, "masked", '"masked": true')
        yield fix('Add "masked": true', add, is_preferred=True)
