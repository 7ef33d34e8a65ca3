"""The server: its parts put together, its life, what it announces.  No feature's logic."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from functools import cached_property
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from connector_lsp import __version__
from connector_lsp.analysis.commands import Command
from connector_lsp.server import garbage, tokens, transport
from connector_lsp.server.client import ClientFeatures
from connector_lsp.server.documents import Documents, OpenDocument
from connector_lsp.server.handlers import HANDLERS, code_action
from connector_lsp.server.handlers.formatting import ON_TYPE
from connector_lsp.server.handlers.handler import guarded
from connector_lsp.server.parent import parent_has_ended
from connector_lsp.server.protocol import ConnectorProtocol
from connector_lsp.server.publisher import Publisher
from connector_lsp.server.releases import Releases
from connector_lsp.server.settings import SECTION
from connector_lsp.server.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.debugger import Debugger

logger = logging.getLogger(__name__)

NAME = "connector-lsp"

_LOOK_EVERY = 2
"""Seconds between two looks whether the parent still runs."""


class ConnectorServer(LanguageServer):
    """The state of one conversation.

    Attributes:
        client: what the client can do.
        workspace: folders, settings, schemas.
        documents: the open texts.
        publisher: sends diagnostics to clients that do not ask for them.
        releases: what changed in open connectors since their last release.

    """

    protocol: ConnectorProtocol

    def __init__(self, schema_path: str = "") -> None:
        """Make a server that checks against the schema at `schema_path`, if there is one."""
        super().__init__(
            NAME, __version__, protocol_cls=ConnectorProtocol, converter_factory=default_converter
        )
        self.workspace_state = Workspace(self.show_error, schema_path)
        self.exit_code = 1
        self._first_settings: Json = None
        self._ended: asyncio.Event | None = None
        self._collection: asyncio.Task[None] | None = None  # Or nobody would hold it.
        self._use(ClientFeatures())
        for handler in HANDLERS:
            if not handler.is_immediate:
                self.feature(handler.method)(guarded(self, handler))

    def _use(self, client: ClientFeatures) -> None:
        self.client = client
        self.publisher = Publisher(self)
        self.releases = Releases(self)
        self.documents = Documents(self.workspace_state, client, self._changed, self._closed)
        self.protocol.immediate = {
            types.TEXT_DOCUMENT_DID_OPEN: self.documents.did_open,
            types.TEXT_DOCUMENT_DID_CHANGE: self.documents.did_change,
            types.TEXT_DOCUMENT_DID_CLOSE: self.documents.did_close,
        } | {each.method: guarded(self, each) for each in HANDLERS if each.is_immediate}

    def _changed(self, document: OpenDocument) -> None:
        """A text was opened or edited."""
        self.publisher.changed(document)
        self.releases.changed(document)

    def _closed(self, uri: str) -> None:
        """A text is not open any more."""
        self.publisher.closed(uri)
        self.releases.closed(uri)

    @cached_property
    def debugger(self) -> Debugger:
        """Made when it is asked for, as most conversations never run anything."""
        from connector_lsp.server.debugger import Debugger

        debugger = Debugger(self)
        self.publisher.marks.append(debugger.marks)
        return debugger

    # --- the life cycle ----------------------------------------------------------------------

    def initialize(self, params: dict[str, Json]) -> types.InitializeResult:
        """Learn what the client can do, and say what this server can (LSP `initialize`)."""
        self._use(ClientFeatures.of(params.get("capabilities")))
        self.workspace_state.is_trusted = not self.client.untrusted
        folders = params.get("workspaceFolders") or []
        uris = [folder["uri"] for folder in folders if isinstance(folder, dict) and "uri" in folder]
        root = params.get("rootUri")
        self.workspace_state.set_folders(uris or ([root] if isinstance(root, str) else []))
        options = params.get("initializationOptions")
        if isinstance(options, dict):
            self._first_settings = options.get(SECTION, options)
            for folder in self.workspace_state.folders:
                self.workspace_state.configure(folder, self._first_settings)
        process_id = params.get("processId")
        if isinstance(process_id, int):
            asyncio.get_running_loop().create_task(self._end_with(process_id))
        return types.InitializeResult(
            capabilities(self.client), types.ServerInfo(NAME, __version__)
        )

    def initialized(self) -> None:
        """Ask for the settings, and to be told when they or the schema change."""
        watched = types.DidChangeWatchedFilesRegistrationOptions(
            [types.FileSystemWatcher("**/*.json")]
        )
        wanted = [
            (self.client.register_configuration, types.WORKSPACE_DID_CHANGE_CONFIGURATION,
             types.DidChangeConfigurationRegistrationOptions(SECTION)),
            (self.client.register_watchers, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watched),
        ]  # fmt: skip
        registrations = [
            types.Registration(method, method, options) for can, method, options in wanted if can
        ]
        if registrations:
            self.client_register_capability(types.RegistrationParams(registrations))
        self.ask_for_settings()
        asyncio.get_running_loop().call_soon(warm_up_for_faults)

    def ask_for_settings(self) -> None:
        """Ask for the settings of every folder, if the client can be asked."""
        if not self.client.configuration:
            return
        folders = list(self.workspace_state.folders)
        items = [types.ConfigurationItem(folder.uri or None, SECTION) for folder in folders]

        def take_over(values: Json) -> None:
            if isinstance(values, list) and len(values) == len(folders):
                for folder, value in zip(folders, values, strict=True):
                    # A client that has nothing for our section may have said it at the start.
                    self.workspace_state.configure(folder, value or self._first_settings)
                self.settings_changed()

        params = types.ConfigurationParams(items)
        self.protocol.ask(types.WORKSPACE_CONFIGURATION, params, take_over)

    def settings_changed(self) -> None:
        """Look at everything afresh, and have the client ask again."""
        self.documents.analyse_all()
        self.releases.library_changed()
        self.publisher.refresh()
        if self.client.refresh_hints:
            self.workspace_inlay_hint_refresh(None)

    def folders_changed(self, params: dict[str, Json]) -> None:
        """Take over the folders of the workspace (`DidChangeWorkspaceFoldersParams`)."""
        event = params.get("event") or {}
        removed = {folder.get("uri") for folder in event.get("removed") or ()}
        added = [folder.get("uri") for folder in event.get("added") or ()]
        kept = [
            folder.uri
            for folder in self.workspace_state.folders
            if folder.uri and folder.uri not in removed
        ]
        self.workspace_state.set_folders([*kept, *filter(None, added)])
        self.ask_for_settings()
        self.settings_changed()

    def show_error(self, message: str) -> None:
        """Tell the user of a problem."""
        logger.warning("%s", message)
        self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))

    def report_server_error(self, error: Exception, source: Json) -> None:
        """Only log: a user can do nothing about it, and its text may hold what was typed."""
        logger.error("%s in %s", type(error).__name__, getattr(source, "__name__", source))

    # --- running -----------------------------------------------------------------------------

    def stop(self, exit_code: int) -> None:
        """End the server."""
        if self._ended is not None and not self._ended.is_set():
            self.exit_code = exit_code
            self._ended.set()

    async def _end_with(self, process_id: int) -> None:
        """End when the process that started the server has ended (`InitializeParams.processId`)."""
        while not parent_has_ended(process_id):  # noqa: ASYNC110 -- processes signal nobody
            await asyncio.sleep(_LOOK_EVERY)
        logger.info("The parent process has ended")
        self.stop(1)

    def _begin(self) -> asyncio.Event:
        """What tells that the conversation has ended, and what goes on beside it."""
        self._ended = asyncio.Event()
        self._collection = asyncio.create_task(garbage.collect_for_ever())
        return self._ended

    async def run_stdio(self) -> int:
        """Serve on stdin and stdout until the client is done; return the exit code."""
        ended = self._begin()
        self.protocol.set_writer(transport.StdoutWriter())
        transport.read_stdin(self.protocol.handle_body, lambda: self.stop(1))
        await ended.wait()
        return self.exit_code

    async def run_tcp(self, host: str, port: int) -> int:
        """Serve one client on a socket; port 0 takes a free one, which stderr names."""
        ended = self._begin()

        async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            listener.close()
            self.protocol.set_writer(writer)
            await transport.read_socket(reader, self.protocol.handle_body)
            self.stop(1)

        listener = await asyncio.start_server(converse, host, port)
        address = listener.sockets[0].getsockname()
        print(f"Listening on {address[0]}:{address[1]}", file=sys.stderr, flush=True)  # noqa: T201 -- before any client
        await ended.wait()
        return self.exit_code


def warm_up() -> None:
    """Import and compile what the first document will need; an editor opens it at once."""
    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.diagnostics.check import Checker
    from connector_lsp.resources import builtin_schema, samples
    from connector_lsp.server.diagnostics import items_json

    sample = Analysis.open(next(iter(samples().values())), Checker(builtin_schema()))
    items_json(sample, "", {}, ClientFeatures())


def warm_up_for_faults() -> None:
    """Import what only a fault needs, while the client is still busy with our first answer."""
    from connector_lsp.analysis.suggestions import Vocabulary

    Vocabulary(("label",)).closest("lable")


def capabilities(client: ClientFeatures) -> types.ServerCapabilities:
    """What this server does for a client that can do as much as `client`."""
    return types.ServerCapabilities(
        position_encoding=types.PositionEncodingKind(client.encoding.value),
        text_document_sync=types.TextDocumentSyncOptions(
            open_close=True, change=types.TextDocumentSyncKind.Incremental
        ),
        completion_provider=types.CompletionOptions(trigger_characters=['"', ":", "{", ".", "/"]),
        hover_provider=True,
        definition_provider=True,
        references_provider=True,
        document_highlight_provider=True,
        rename_provider=types.RenameOptions(prepare_provider=True)
        if client.prepare_rename
        else True,
        linked_editing_range_provider=client.linked_editing or None,
        document_formatting_provider=client.formatting or None,
        document_range_formatting_provider=types.DocumentRangeFormattingOptions(
            ranges_support=client.ranges_formatting or None
        )
        if client.range_formatting
        else None,
        document_on_type_formatting_provider=types.DocumentOnTypeFormattingOptions(ON_TYPE)
        if client.on_type_formatting
        else None,
        code_lens_provider=types.CodeLensOptions(),
        execute_command_provider=types.ExecuteCommandOptions([each.value for each in Command]),
        code_action_provider=types.CodeActionOptions(
            code_action.KINDS, resolve_provider=client.resolves_actions or None
        )
        if client.code_action_literals
        else None,
        diagnostic_provider=types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=True, identifier=NAME
        )
        if client.pull_diagnostics
        else None,
        document_symbol_provider=types.DocumentSymbolOptions(label="Connector"),
        workspace_symbol_provider=True,
        folding_range_provider=True,
        selection_range_provider=True,
        document_link_provider=types.DocumentLinkOptions(),
        inlay_hint_provider=True,
        semantic_tokens_provider=semantic_tokens_options() if client.augments_syntax else None,
        workspace=types.WorkspaceOptions(
            types.WorkspaceFoldersServerCapabilities(supported=True, change_notifications=True)
        ),
    )


def semantic_tokens_options() -> types.SemanticTokensOptions:
    """The legend, and what can be asked for."""
    legend = types.SemanticTokensLegend(tokens.TYPES, tokens.MODIFIERS)
    return types.SemanticTokensOptions(
        legend, full=types.SemanticTokensFullDelta(delta=True), range=True
    )


def serve(
    *,
    tcp: tuple[str, int] | None = None,
    schema: Path | None = None,
    log_file: Path | None = None,
    log_level: str = "warning",
) -> int:
    """Run the server until its client is done.

    Args:
        tcp: host and port to listen on; None for stdin and stdout.
        schema: a schema to use instead of the built-in one.
        log_file: where to log to; None for stderr.
        log_level: ``error``, ``warning``, ``info`` or ``debug``.

    Returns:
        the exit code: 0 after an orderly shutdown.

    """
    logging.basicConfig(
        filename=log_file, level=log_level.upper(), format="%(asctime)s %(name)s %(message)s"
    )
    # pygls logs parameters, which hold texts and, one day, secrets.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    server = ConnectorServer(str(schema.absolute()) if schema else "")
    warm_up()
    garbage.postpone()
    # Not `asyncio.run`, which at its end waits for threads, such as one that waits for a keyring.
    loop = asyncio.new_event_loop()
    exit_code = loop.run_until_complete(server.run_tcp(*tcp) if tcp else server.run_stdio())
    logging.shutdown()
    # Threads that still read, or clients' requests under way, are nobody's any more.
    sys.stderr.flush()
    os._exit(exit_code)


__all__ = ["ConnectorServer", "OpenDocument", "serve"]
