"""The test cases that a connector has to pass before it is released: run, or replayed.

It judges them; what is written into the library is no matter of its own.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.recognition import CASES_SUFFIX
from connector_lsp.debugger.cassette import SUFFIX, parse
from connector_lsp.debugger.failures import CaseError, SecretError
from connector_lsp.files import decode
from connector_lsp.server import case_files, siblings

if TYPE_CHECKING:
    from connector_lsp.debugger.cassette import Cassette
    from connector_lsp.server.app import ConnectorServer
    from connector_lsp.server.debugger import Target

RUN, REPLAY = "test", "replay"
"""How cases are passed; anything else is not to pass them at all."""

_SIGN_IN = "Sign in, or set it as an environment variable, and release again"

_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a connector must not be released.

    Attributes:
        summary: in a line.
        failed: each case that failed, and why; or what to do.
        page: the URI of a page with all that was run; None if there is none.

    """

    summary: str
    failed: tuple[str, ...] = ()
    page: str | None = None

    @property
    def message(self) -> str:
        """What is told."""
        more = len(self.failed) - _MOST_TOLD
        rest = [f"… and {more} more"] if more > 0 else []
        return "\n".join((self.summary, *self.failed[:_MOST_TOLD], *rest))


async def try_refusal(server: ConnectorServer, target: Target, way: str) -> Refusal | None:
    """Run or replay all cases of a connector, and mark what is at fault; None if all pass.

    Raises:
        DebuggerError: they cannot be run.

    """
    from connector_lsp.debugger.page import summary

    cases = case_files.all_cases(server, target.uri)
    recorded = _recorded(target.uri) if way == REPLAY else None
    verb = "Replay" if way == REPLAY else "Run"
    title = f"{target.session.name}: {verb} the test cases before the release"
    with server.debugger.progress.show(title) as progress:
        try:
            runs = [
                run async for run in server.debugger.run_cases(target, cases, progress, recorded)
            ]
        except asyncio.CancelledError:
            if not progress.is_stopped:
                raise
            return Refusal("Not released: stopped")
        except SecretError as error:
            reason = error.message[:1].lower() + error.message[1:]
            return Refusal(f"Not released: {reason}", (_SIGN_IN,))
        failed = [run for run in runs if not run.is_success]
        if not failed:
            return None
        page = await server.debugger.write_page(target, runs)
    count = f"{len(failed)} of {len(cases)} test case{'s' * (len(cases) > 1)}"
    told = tuple(f"{run.title}: {summary(run)}" for run in failed)
    return Refusal(f"Not released: {count} failed", told, page)


def ways(server: ConnectorServer, uri: str) -> list[str]:
    """How the cases of a connector can be passed, as far as that is seen without running them."""
    if not case_files.names_by_action(server, uri):
        return []
    is_recorded = siblings.try_stamp(_cassette_uri(uri)) is not None
    return [RUN, REPLAY] if is_recorded else [RUN]


def _recorded(uri: str) -> Cassette:
    """What was recorded.

    Raises:
        CaseError: nothing, or it cannot be read.

    """
    cassette = _cassette_uri(uri)
    name = siblings.file_name(cassette)
    try:
        data = siblings.try_read_bytes(cassette)
        text = "" if data is None else decode(data)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise CaseError(f"{name} cannot be read: {reason}", "Record the cases again") from None
    if data is None:
        raise CaseError(
            f"There is no recording {name}", "Make it by connector-lsp test --record, or run them"
        )
    return parse(text)


def _cassette_uri(uri: str) -> str:
    cases = siblings.cases_uri(uri)
    return cases.removesuffix(CASES_SUFFIX) + SUFFIX
