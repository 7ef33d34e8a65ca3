"""JSON-RPC as this server speaks it, on top of pygls.

What differs from pygls: what can be answered at once is, without the futures, contexts and classes
that it keeps for what takes long; cancelling a request ends what was done for it; a malformed
message gets the answer that JSON-RPC 2.0 (section 5.1) names and nothing more happens; what a
client announces is read leniently, since clients know values that lsprotocol does not; texts are
ours (`documents.py`), not pygls's; a result may be JSON already; no message's content is ever
logged, because it may hold a secret.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.protocol.json_rpc import (
    JsonRPCNotification,
    JsonRPCRequestMessage,
    JsonRPCResponseMessage,
)

from connector_lsp.server.from_lsp import (
    ContentModifiedError,
    InvalidParamsError,
    RequestFailedError,
)
from connector_lsp.server.transport import frame

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from concurrent.futures import Future

    from typing_extensions import Buffer

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer

logger = logging.getLogger(__name__)

_PARSE_ERROR, _INVALID_REQUEST, _INVALID_PARAMS, _INTERNAL_ERROR = -32700, -32600, -32602, -32603
_REQUEST_FAILED = types.LSPErrorCodes.RequestFailed.value
_CONTENT_MODIFIED = types.LSPErrorCodes.ContentModified.value
_REQUEST_CANCELLED = types.LSPErrorCodes.RequestCancelled.value

_RAW_PARAMS = frozenset(
    {
        types.INITIALIZE,
        types.INITIALIZED,
        types.WORKSPACE_DIAGNOSTIC,
        types.WORKSPACE_DID_CHANGE_CONFIGURATION,
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
    }
)
"""Methods whose parameters stay plain dictionaries, because clients vary most here."""


class RawJson(str):
    """A result that is JSON already."""

    __slots__ = ()


class ConnectorProtocol(LanguageServerProtocol):
    """One client's conversation."""

    _server: ConnectorServer
    immediate: Mapping[str, Callable[[dict[str, Json]], RawJson | Awaitable[RawJson] | None]]
    """What is answered without pygls, by method: plain parameters in, JSON out."""

    def __init__(self, server: ConnectorServer, converter: Json) -> None:
        """Begin with nothing under way."""
        super().__init__(server, converter)
        self._under_way: dict[int | str, asyncio.Future[RawJson]] = {}

    def handle_body(self, body: Buffer) -> None:
        """Handle the body of one message, whatever it is."""
        try:
            data = json.loads(str(body, "utf-8"))  # Or `loads` guesses the encoding.
        except (ValueError, RecursionError):
            logger.warning("Received a message that is not JSON")
            self._send_error(None, _PARSE_ERROR, "The message is not JSON")
            return
        if not isinstance(data, dict) or data.get("jsonrpc") != "2.0":
            message_id = data.get("id") if isinstance(data, dict) else None
            self._send_error(message_id, _INVALID_REQUEST, "Not a JSON-RPC 2.0 message")
            return
        method = data.get("method")
        if method == types.CANCEL_REQUEST and self._try_cancel(data.get("params")):
            return
        if self._shutdown and "id" in data and method is not None:
            self._send_error(data["id"], _INVALID_REQUEST, "The server is shutting down")
            return
        handle = self.immediate.get(method) if isinstance(method, str) else None
        if handle is not None and not self._shutdown:
            self._answer(data, handle)
            return
        try:
            message = self._structure(data)
        except Exception:  # noqa: BLE001 -- cattrs raises what the data makes it raise
            logger.warning("Received malformed parameters of %r", data.get("method"))
            if "id" in data:
                method = data.get("method")
                self._send_error(data["id"], _INVALID_PARAMS, f"Malformed parameters of {method}")
            return
        self.handle_message(message)

    def _answer(
        self,
        data: dict[str, Json],
        handle: Callable[[dict[str, Json]], RawJson | Awaitable[RawJson] | None],
    ) -> None:
        params = data.get("params")
        try:
            result = handle(params if isinstance(params, dict) else {})
        except Exception as error:  # noqa: BLE001 -- no message may end the server
            self._answer_error(data, error)
            return
        if asyncio.iscoroutine(result):
            self._answer_later(data, asyncio.ensure_future(result))
        elif "id" in data:
            self._send_response(data["id"], RawJson("null") if result is None else result)

    def _answer_error(self, data: dict[str, Json], error: BaseException) -> None:
        method = data["method"]
        code, message = _INTERNAL_ERROR, f"{method} failed"
        if isinstance(error, InvalidParamsError):
            code, message = _INVALID_PARAMS, f"Malformed parameters of {method}"
        elif isinstance(error, ContentModifiedError):
            code, message = _CONTENT_MODIFIED, str(error)
        elif isinstance(error, RequestFailedError):
            code, message = _REQUEST_FAILED, str(error)
        else:
            # A value may be a secret, so neither log nor answer has one.
            logger.error("%s failed with %s", method, type(error).__name__)
        if "id" in data:
            self._send_error(data["id"], code, message)

    def _answer_later(self, data: dict[str, Json], answer: asyncio.Future[RawJson]) -> None:
        message_id = data.get("id")
        key = message_id if isinstance(message_id, int | str) else ""
        self._under_way[key] = answer

        def done(_: asyncio.Future[RawJson]) -> None:
            if self._under_way.pop(key, None) is None:
                return  # Cancelled by the client, which has its answer.
            if answer.cancelled():
                self._send_error(message_id, _REQUEST_CANCELLED, "Cancelled")
            elif (error := answer.exception()) is not None:
                self._answer_error(data, error)
            else:
                self._send_response(message_id, answer.result())

        answer.add_done_callback(done)

    def _try_cancel(self, params: Json) -> bool:
        """Cancel a request that waits; the client is answered before it has come to its end."""
        message_id = params.get("id") if isinstance(params, dict) else None
        answer = (
            self._under_way.pop(message_id, None) if isinstance(message_id, int | str) else None
        )
        if answer is None:
            return False
        self._send_error(message_id, _REQUEST_CANCELLED, "Cancelled")
        answer.cancel()
        return True

    def _structure(self, data: dict[str, Json]) -> Json:
        method = data.get("method")
        if method in _RAW_PARAMS and "id" in data:
            return JsonRPCRequestMessage(data["id"], method, "2.0", data.get("params") or {})
        if method in _RAW_PARAMS:
            return JsonRPCNotification(method, "2.0", data.get("params") or {})
        if method is None and "error" not in data and "id" in data:
            self._result_types.pop(data["id"], None)
            return JsonRPCResponseMessage(data["id"], "2.0", data.get("result"))
        return self.structure_message(data)

    def _handle_response(
        self, msg_id: Json, result: Json | None = None, error: types.ResponseError | None = None
    ) -> None:
        """Take an answer, unless whoever asked was cancelled, whose future takes none."""
        asked = self._request_futures.get(msg_id)
        if asked is not None and asked.cancelled():
            del self._request_futures[msg_id]
            return
        super()._handle_response(msg_id, result, error)

    def ask(self, method: str, params: Json, take: Callable[[Json], None]) -> None:
        """Send a request of which `take` gets the result, once there is one: it may be refused."""

        def answered(answer: Future[Json]) -> None:
            if not answer.cancelled() and answer.exception() is None:
                take(answer.result())

        self.send_request(method, params).add_done_callback(answered)

    def _send_error(self, message_id: Json, code: int, message: str) -> None:
        error = {"code": code, "message": message}
        self._write(json.dumps({"jsonrpc": "2.0", "id": message_id, "error": error}))

    def _send_response(
        self, msg_id: Json, result: Json | None = None, error: types.ResponseError | None = None
    ) -> None:
        if isinstance(result, RawJson):
            self._result_types.pop(msg_id, None)
            head = f'{{"jsonrpc":"2.0","id":{json.dumps(msg_id)},"result":'
            self._write(f"{head}{result}}}")
            return
        super()._send_response(msg_id, result, error)

    def notify_raw(self, method: str, params: str) -> None:
        """Send a notification whose parameters are JSON already."""
        self._write(f'{{"jsonrpc":"2.0","method":"{method}","params":{params}}}')

    def _send_data(self, data: Json) -> None:
        if data:
            self._write(json.dumps(data, default=self._serialize_message))

    def _write(self, text: str) -> None:
        if self.writer is None:
            return
        try:
            self.writer.write(frame(text.encode()))
        except OSError:
            logger.info("The client does not listen any more")
            self._server.stop(1)

    # --- the life cycle and the texts, instead of pygls's own -----------------------------------

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, params: dict[str, Json]) -> types.InitializeResult:  # type: ignore[override]
        """Answer with what this server can do for this client."""
        return self._server.initialize(params)

    @lsp_method(types.INITIALIZED)
    def lsp_initialized(self, params: dict[str, Json]) -> None:
        """The client is ready to be asked."""
        del params
        self._server.initialized()

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *args: Json) -> None:  # type: ignore[override]
        """Answer nothing more; what is under way ends with the process."""
        del args
        self._shutdown = True

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: Json) -> None:  # type: ignore[override]
        """End, with 0 after a shutdown and 1 without."""
        del args
        self._server.stop(0 if self._shutdown else 1)

    @lsp_method(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def lsp_workspace__did_change_workspace_folders(  # type: ignore[override]
        self, params: dict[str, Json]
    ) -> None:
        """Folders were added to the workspace or taken away."""
        self._server.folders_changed(params)
