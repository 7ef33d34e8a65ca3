"""What a handler is, and the barrier around all of them."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.server.from_lsp import InvalidParamsError, RequestFailedError
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer

logger = logging.getLogger(__name__)

STRICT = "CONNECTOR_LSP_STRICT"
"""The environment variable that lets errors through to the client, as tests want them."""


@dataclass(frozen=True, slots=True)
class Handler:
    """What answers a method of the protocol.

    Attributes:
        method: the method's name.
        handle: answers; it may be a coroutine function.
        empty: the answer where `handle` fails.
        is_immediate: whether it takes parameters as plain JSON and gives `RawJson`. What is asked
            at every keystroke is, because classes and futures double its cost. If it is a coroutine
            function it may wait, and the client can cancel it, which ends the coroutine.
        is_ours: whether it is beyond LSP, so that `ext` says of which shape its parameters are.

    """

    method: str
    handle: Callable[[ConnectorServer, Json], Json]
    empty: Json = None
    is_immediate: bool = False
    is_ours: bool = False


def ours(
    method: str, handle: Callable[[ConnectorServer, Json], Json], empty: str = "null"
) -> Handler:
    """The handler of a request of `ext`; `empty` is JSON."""
    return Handler(method, handle, RawJson(empty), is_immediate=True, is_ours=True)


def guarded(server: ConnectorServer, handler: Handler) -> Callable[[Json], Json]:
    """`handler` for `server`, behind the one barrier that no exception passes.

    The log names the error and its place but no value: that may be a secret.
    """

    def failed(error: Exception) -> Json:
        if os.environ.get(STRICT):
            raise error
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
        logger.error("%s failed with %s at %s", handler.method, type(error).__name__, where)
        return handler.empty

    async def answer_later(params: Json) -> Json:
        try:
            return await handler.handle(server, _understood(handler, params))
        except (InvalidParamsError, RequestFailedError):
            raise
        except Exception as error:  # noqa: BLE001 -- the barrier
            return failed(error)

    def answer(params: Json) -> Json:
        try:
            return handler.handle(server, _understood(handler, params))
        except (InvalidParamsError, RequestFailedError):
            raise
        except Exception as error:  # noqa: BLE001 -- the barrier
            return failed(error)

    return answer_later if asyncio.iscoroutinefunction(handler.handle) else answer


def _understood(handler: Handler, params: Json) -> Json:
    """The parameters of a request; those of ours are of the right shape.

    Raises:
        InvalidParamsError: something is missing or of a wrong type.

    """
    if not handler.is_ours:
        return params
    # Not before `initialize` is answered.
    from connector_lsp.server.ext import REQUESTS
    from connector_lsp.server.from_ext import checked

    return checked(REQUESTS[handler.method][0], params)
