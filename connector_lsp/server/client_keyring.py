"""The user's secrets as a client keeps them, such as VS Code in its SecretStorage.

For clients with the capability ``experimental.connectorLsp.secrets``. To the debugger it is the
same as the operating system's keyring.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from connector_lsp.debugger.failures import SecretError

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.server.app import ConnectorServer

_NEXT_STEP = "Enter the value at Sign In, or set the environment variable"


class ClientKeyring:
    """Asks the client; each method waits for at most `patience` seconds, so call it in a thread.

    It implements `Remembers`.
    """

    def __init__(self, server: ConnectorServer, patience: float = 20.0) -> None:
        """Make it in the event loop; the user may have to unlock something, which takes a while."""
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._patience = patience

    def try_find(self, owner: str, key: str) -> str | None:
        """The value of a key, or None if it is not remembered.

        Raises:
            SecretError: the client refuses, or does not answer.

        """
        found = self._ask("connector/findSecret", {"owner": owner, "key": key})
        return found if isinstance(found, str) else None

    def remember(self, owner: str, key: str, value: str) -> None:
        """Have the client keep a value.

        Raises:
            SecretError: the client refuses, or does not answer.

        """
        self._ask("connector/rememberSecret", {"owner": owner, "key": key, "value": value})

    def forget(self, owner: str, key: str) -> None:
        """Have the client keep a value no longer.

        Raises:
            SecretError: the client refuses, or does not answer.

        """
        self._ask("connector/forgetSecret", {"owner": owner, "key": key})

    def _ask(self, method: str, params: dict[str, str]) -> Json:
        async def ask() -> Json:
            async with asyncio.timeout(self._patience):
                return await self._server.protocol.send_request_async(method, params)

        try:
            return asyncio.run_coroutine_threadsafe(ask(), self._loop).result()
        except TimeoutError:
            raise SecretError(
                f"The editor did not answer within {self._patience:g} seconds where it keeps "
                "secrets",
                _NEXT_STEP,
            ) from None
        except Exception as error:  # noqa: BLE001 -- a client answers what it likes
            # The text of the error might have the value in it.
            kind = type(error).__name__
            raise SecretError(f"The editor's secrets cannot be used ({kind})", _NEXT_STEP) from None
