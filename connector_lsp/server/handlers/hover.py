"""`textDocument/hover`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server import from_lsp, to_lsp
from connector_lsp.server.handlers.handler import Handler

if TYPE_CHECKING:
    from connector_lsp.server.app import ConnectorServer


def handle(server: ConnectorServer, params: types.HoverParams) -> types.Hover | None:
    """The documentation of what the cursor is on."""
    from connector_lsp.analysis.features.documentation import render_plain
    from connector_lsp.analysis.features.hover import hover

    analysis = server.documents.analysis(params.text_document.uri)
    if analysis is None:
        return None
    lines, encoding = analysis.document.line_index(), server.client.encoding
    found = hover(analysis, from_lsp.offset(lines, params.position, encoding))
    if found is None:
        return None
    contents = to_lsp.markup(
        found.contents, render_plain(found.contents), markdown=server.client.markdown_hover
    )
    return types.Hover(contents, to_lsp.range_(lines, found.range, encoding))


HANDLER = Handler(types.TEXT_DOCUMENT_HOVER, handle)
