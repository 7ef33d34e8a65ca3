"""What a name stands for, shown behind it: an endpoint's address, a field's label."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.features.meaning import definitions, endpoint_url, without_secrets
from connector_lsp.analysis.placement import join_url
from connector_lsp.analysis.syntax import NodeKind, try_find_node
from connector_lsp.analysis.template import find_expressions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.text import Range

_LONGEST = 120


class InlayHint(NamedTuple):
    """A remark behind a place: its offset and its text, one short line."""

    offset: int
    label: str


def inlay_hints(analysis: Analysis, within: Range) -> list[InlayHint]:
    """The hints in a part of the text, in order."""
    document = analysis.document
    found: list[InlayHint] = []
    for index, start in enumerate(document.starts):
        if start <= within.end and within.start <= document.end(index):
            found += [*_address(analysis, index), *_labels(analysis, index)]
    return sorted(hint for hint in found if within.touches(hint.offset))


def _address(analysis: Analysis, index: int) -> Iterator[InlayHint]:
    """The address behind the endpoint that an action or the connection test names."""
    request = analysis.connector.facts[index].request
    url = endpoint_url(analysis, request) if request else ""
    if request and url:
        section, start = analysis.document.sections[index], analysis.document.starts[index]
        node = try_find_node(section.root, ("endpoint",))
        if node is not None:
            address = join_url(without_secrets(url), request[1])
            yield InlayHint(start + node.end, _short(address))


def _labels(analysis: Analysis, index: int) -> Iterator[InlayHint]:
    """The label of a field behind each template that refers to it."""
    document, facts = analysis.document, analysis.connector.facts[index]
    section, start = document.sections[index], document.starts[index]
    for path in dict.fromkeys(reference.path for reference in facts.references):
        node = try_find_node(section.root, path)
        if node is None or node.kind is not NodeKind.STRING:
            continue
        first = node.start + 1
        for each in find_expressions(section.text[first : node.end]):
            if not each.is_plain or not each.scope:
                continue
            for field in definitions(analysis, each.scope, document.paths[index] + path):
                label = field.value.get("label")
                if field.value["key"] == each.key and isinstance(label, str) and label.strip():
                    yield InlayHint(start + first + each.end, _short(label))
                    break


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
