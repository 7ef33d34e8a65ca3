"""Edits with tab stops in the layout of their document.

A layout changes white space alone, so a stop stands before the same visible character afterwards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.features.formatting import keep_layout
from connector_lsp.analysis.features.snippets import Stop, as_plain, as_snippet, parsed
from connector_lsp.analysis.text import in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connector_lsp.analysis.document import Document
    from connector_lsp.analysis.features.snippets import Template
    from connector_lsp.analysis.text import Edit

_VISIBLE = re.compile(r"[^ \t\n\r]")


def keep_snippet_layout(document: Document, edits: Sequence[Edit]) -> Sequence[Edit]:
    """As `keep_layout`, of edits whose texts are snippets; they stay where a stop has no place."""
    edits = in_order(edits)
    templates = [parsed(edit.text) for edit in edits]
    plain = [
        edit._replace(text=as_plain(template))
        for edit, template in zip(edits, templates, strict=True)
    ]
    settled = keep_layout(document, plain)
    if settled is plain:
        return edits
    stops = list(_stops(document.text, edits, templates))
    filled = [
        edit._replace(text=as_snippet(template))
        for edit, template in zip(settled, _refilled(document.text, settled, stops), strict=True)
    ]
    return edits if stops else filled


def _stops(
    text: str, edits: Sequence[Edit], templates: Sequence[Template]
) -> Iterator[tuple[int, Stop]]:
    """Each stop, and how many visible characters stand before it in what the edits make."""
    count = at = 0
    for edit, template in zip(edits, templates, strict=True):
        count += _visible(text[at : edit.start])
        at = edit.end
        for part in template:
            if isinstance(part, Stop):
                yield count, part
            count += _visible(part.text if isinstance(part, Stop) else part)


def _refilled(
    text: str, edits: Sequence[Edit], stops: list[tuple[int, Stop]]
) -> Iterator[Template]:
    """The texts of edits with the stops in their places again; takes up those that have one."""
    count = at = 0
    for edit in edits:
        count += _visible(text[at : edit.start])
        at = edit.end
        template: list[str | Stop] = []
        done = 0
        for number, visible in enumerate(_VISIBLE.finditer(edit.text), count):
            start = visible.start()
            while stops and stops[0][0] == number and edit.text.startswith(stops[0][1].text, start):
                stop = stops.pop(0)[1]
                template += (edit.text[done:start], stop)
                done = start + len(stop.text)
        yield (*template, edit.text[done:])
        count += _visible(edit.text)


def _visible(text: str) -> int:
    return len(_VISIBLE.findall(text))
