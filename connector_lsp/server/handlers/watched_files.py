"""`workspace/didChangeConfiguration` and `workspace/didChangeWatchedFiles`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from connector_lsp.server.handlers.handler import Handler
from connector_lsp.server.settings import SECTION

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer


def handle_configuration(server: ConnectorServer, params: dict[str, Json]) -> None:
    """Settings changed: ask for them, or take over what an older client sends along."""
    if server.client.configuration:
        server.ask_for_settings()
        return
    settings = params.get("settings")
    value = settings.get(SECTION, settings) if isinstance(settings, dict) else None
    for folder in server.workspace_state.folders:
        server.workspace_state.configure(folder, value)
    server.settings_changed()


def handle_files(server: ConnectorServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Files changed on disk: a schema of the user's among them is read again."""
    changed = {change.uri for change in params.changes}
    if server.workspace_state.uses_as_schema(changed):
        server.settings_changed()
    else:
        for uri in changed:
            server.documents.follow(uri)
        server.publisher.refresh()
        server.releases.files_changed(changed)


HANDLERS = (
    Handler(types.WORKSPACE_DID_CHANGE_CONFIGURATION, handle_configuration),
    Handler(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, handle_files),
)
