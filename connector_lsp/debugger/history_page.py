"""The history of a connector as pages: the runs that are kept, and how two responses differ; pure.

What is in them was redacted before.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from connector_lsp.debugger.compare import compare
from connector_lsp.debugger.markdown import block, code, line, milliseconds, size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connector_lsp.debugger.exchange import Response
    from connector_lsp.debugger.history import Run


def list_page(runs: Sequence[Run], connector: str) -> str:
    """The page of all runs that are kept.

    Args:
        runs: the runs, the latest first.
        connector: what the connector is called.

    """
    lines = [f"# {line(connector)}: the last runs", ""]
    if not runs:
        return "\n".join([*lines, "Nothing was run yet."])
    lines += [
        "| when | what | result | time | size | inputs | id |",
        "|---|---|---|--:|--:|---|---|",
    ]
    lines += [f"| {' | '.join(_cells(run))} |" for run in runs]
    return "\n".join([*lines, ""])


def _cells(run: Run) -> Iterator[str]:
    last = run.exchanges[-1]
    response = last.response
    yield _when(run)
    yield _whole(f"`{code(run.action)}`")
    if response is not None:
        yield _cell(f"{response.status} {response.reason}".strip())
    else:
        yield _cell(last.failure.message if last.failure else "no response")
    yield milliseconds(sum(each.timing.total for each in run.exchanges))
    yield size(response.encoded_size) if response else ""
    yield _cell(", ".join(f"{name} = {value}" for name, value in run.inputs.items()))
    yield f"`{run.id}`"


def comparison_page(before: Run, after: Run, connector: str) -> str:
    """The page of what is different between the responses of two runs.

    A megabyte of JSON takes up to a second, so call it in a thread.

    Args:
        before: a run.
        after: another one.
        connector: what the connector is called.

    """
    return "\n".join(_comparison(before, after, connector))


def _comparison(before: Run, after: Run, connector: str) -> Iterator[str]:
    yield f"# {line(connector)}: two responses of {line(after.action)}"
    yield ""
    yield f"- before: {_when(before)}, {_said(before)}"
    yield f"- after: {_when(after)}, {_said(after)}"
    yield ""
    old, new = (run.exchanges[-1].response for run in (before, after))
    if old is None or new is None:
        yield "There is no response to compare with."
        return
    if old.is_cut or new.is_cut:
        yield "> Of a long body only the beginning is kept, and compared"
        yield ""
    yield from _differences(old, new)


def _differences(old: Response, new: Response) -> Iterator[str]:
    found = compare(old, new)
    if not (found.status or found.headers or found.body):
        yield "Nothing is different."
        return
    if found.status:
        yield f"**Status**: {found.status[0]} before, {found.status[1]} after"
        yield ""
    if found.headers:
        yield "| header | before | after |"
        yield "|---|---|---|"
        for name, was, now in found.headers:
            yield f"| {_cell(name)} | {_cell(was or '')} | {_cell(now or '')} |"
        yield ""
    if found.body:
        yield from block("diff", found.body.rstrip("\n"))


def _when(run: Run) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(run.started))


def _said(run: Run) -> str:
    response = run.exchanges[-1].response
    return line(f"{response.status} {response.reason}".strip()) if response else "no response"


def _cell(text: str) -> str:
    return _whole(line(text))


def _whole(cell: str) -> str:
    """A cell that nothing in it divides: before each bar stands an odd number of backslashes."""
    return re.sub(r"(?<!\\)((?:\\\\)*)(\\?)\|", r"\1\2\2\\|", cell)
