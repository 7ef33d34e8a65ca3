"""The test cases of a connector: ``connector/cases``, ``…/runCases``, ``…/saveCase``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from connector_lsp.server import from_ext
from connector_lsp.server.from_lsp import InvalidParamsError, RequestFailedError
from connector_lsp.server.handlers.handler import ours
from connector_lsp.server.protocol import RawJson

if TYPE_CHECKING:
    from connector_lsp.analysis.syntax import Json
    from connector_lsp.debugger.run import Run
    from connector_lsp.server.app import ConnectorServer


def handle_cases(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """The test cases of a connector; null if there is no connector."""
    from connector_lsp.server import case_files, siblings, to_ext

    target = from_ext.try_target(server, params["uri"])
    if target is None:
        return RawJson("null")
    uri = siblings.cases_uri(target.uri)
    analysis = server.documents.cases(uri)
    problem = case_files.problem_of(uri, analysis)
    encoding = server.client.encoding
    return RawJson(json.dumps(to_ext.cases(target, uri, analysis, problem, encoding)))


async def handle_run_cases(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """Run test cases; what is done when they are stopped is in the result."""
    from connector_lsp.debugger.background import in_background
    from connector_lsp.server import case_files, to_ext

    target = from_ext.target(server, params["uri"])
    title = f"{target.session.name}: Test cases"
    runs: list[Run] = []
    token = params.get("workDoneToken")
    with server.debugger.progress.show(title, token) as progress, progress.caught():
        cases = case_files.cases_of(server, target.uri, "").select(params.get("names", []))
        async for run in server.debugger.run_cases(target, cases, progress):
            runs.append(run)  # noqa: PERF401 -- those that are done count if it is stopped
    is_stopped, failure = progress.is_stopped, progress.failure

    def result() -> str:
        return json.dumps(to_ext.runs(runs, is_stopped=is_stopped, failure=failure, exchanges=True))

    return RawJson(await in_background(result))


async def handle_save_case(server: ConnectorServer, params: dict[str, Json]) -> RawJson:
    """Add a test case of what was entered; its file and place."""
    from connector_lsp.analysis.features.case_skeleton import Entered
    from connector_lsp.debugger.failures import ConnectorError, DebuggerError
    from connector_lsp.server import case_files, to_ext

    target = from_ext.target(server, params["uri"])
    entered = Entered(params["name"], params.get("inputs", {}), target.session.is_secret)
    try:
        case_files.title_of(target, params["action"])
        created = await case_files.add_case(server, target, params["action"], entered)
    except ConnectorError as error:
        raise InvalidParamsError from error
    except DebuggerError as error:
        raise RequestFailedError(f"{error.message}. {error.next_step}.") from error
    return RawJson(json.dumps(to_ext.location(created.uri, created.range)))


HANDLERS = (
    ours("connector/cases", handle_cases),
    ours("connector/runCases", handle_run_cases),
    ours("connector/saveCase", handle_save_case),
)
