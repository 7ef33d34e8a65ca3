"""A run as a page to read in any editor: Markdown that also reads well as it is written; pure.

What is in it was redacted before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.debugger.compare import text_difference
from connector_lsp.debugger.content import read_content
from connector_lsp.debugger.failures import InputError
from connector_lsp.debugger.json_layout import try_pretty_json
from connector_lsp.debugger.markdown import block, code, line, milliseconds, size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connector_lsp.debugger.content import Content
    from connector_lsp.debugger.exchange import Exchange, Headers, Request, Response, Timing
    from connector_lsp.debugger.failures import DebuggerError
    from connector_lsp.debugger.run import Run


def as_page(runs: Sequence[Run], connector: str) -> str:
    """The page of runs that belong together; of one run, most often.

    A megabyte of JSON takes up to 0.1 s, so call it in a thread.

    Args:
        runs: the runs in their order, at least one.
        connector: what the connector is called.

    """
    if len(runs) == 1:
        return "\n".join(_run(runs[0], connector))
    passed = sum(run.is_success for run in runs)
    lines = [f"# {line(connector)}: {passed} of {len(runs)} cases passed", ""]
    lines += [f"- {_mark(run)} {line(run.title)}: {line(run.message)}" for run in runs]
    for run in runs:
        lines += ["", "---", "", *_run(run, connector)]
    return "\n".join(lines)


def summary(run: Run) -> str:
    """What became of a run in a line, with status, time and size where a response came."""
    response = run.response
    if response is None or not run.is_success:
        return run.message
    status = f"{response.status} {response.reason}".strip()
    total = sum(each.timing.total for each in run.exchanges)
    parts = [status, milliseconds(total), size(len(response.body))]
    if run.message != status:
        parts.insert(0, run.message)
    return " · ".join(parts)


def _mark(run: Run) -> str:
    return "✓" if run.is_success else "✗"


def _run(run: Run, connector: str) -> Iterator[str]:
    yield f"# {line(run.title)}"
    yield ""
    yield f"{_mark(run)} **{line(summary(run))}**"
    if run.failure is not None:
        yield from _failure(run.failure)
    for unmet in run.unmet:
        yield f"- {line(unmet.message)}"
    yield ""
    for unmet in run.unmet:
        if "\n" in unmet.expected + unmet.actual:
            yield f"Expected (-) and got (+) in {line(unmet.place)}:"
            yield ""
            difference = text_difference(unmet.expected, unmet.actual)
            yield from block("diff", difference.removesuffix("\n"))
    yield f"{line(connector)} · `{code(run.action)}`"
    if not run.exchanges:
        yield ""
        return
    last = run.exchanges[-1]
    yield from _timing(last.timing)
    yield from _exchange(last, "##")
    before = run.exchanges[:-1]
    if before:
        yield "## Steps before"
        yield ""
    for number, exchange in enumerate(before, 1):
        response = exchange.response
        status = f" → {response.status} {response.reason}".rstrip() if response else ""
        yield f"### {number}. {line(exchange.title + status)}"
        yield ""
        yield from _exchange(exchange, "####")


def _failure(failure: DebuggerError) -> Iterator[str]:
    yield ""
    problems = failure.problems if isinstance(failure, InputError) else ()
    for each in problems:
        yield f"- `{code(f'{each.scope}.{each.key}')}`: {line(each.message)}"
    if problems:
        yield ""
    yield f"What to do: {line(failure.next_step)}"


def _timing(timing: Timing) -> Iterator[str]:
    phases = (
        ("connect", timing.connect),
        ("TLS", timing.tls),
        ("first byte", timing.first_byte),
        ("body", timing.body),
        ("total", timing.total),
    )
    shown = (f"{name} {milliseconds(value)}" for name, value in phases if value is not None)
    yield ""
    yield f"Time: {', '.join(shown)}"
    yield ""


def _exchange(exchange: Exchange, heading: str) -> Iterator[str]:
    yield f"{heading} Request"
    yield ""
    yield from _request(exchange.request)
    response = exchange.response
    if response is None:
        return
    yield f"{heading} Response"
    yield ""
    content = read_content(response)
    for notice in content.notices:
        yield f"> {line(notice)}"
        yield ""
    status = f"HTTP/1.1 {response.status} {response.reason}".rstrip()
    yield from block("http", _head(status, response.headers))
    yield from _body(content, response)


def _request(request: Request) -> Iterator[str]:
    yield from block("http", _head(f"{request.method} {request.url} HTTP/1.1", request.headers))
    if not request.body:
        return
    text = request.body.decode("utf-8", "replace")
    try:
        pretty = try_pretty_json(text)
    except ValueError:
        yield from block("text", text)
    else:
        yield from block("json", pretty or text)


def _body(content: Content, response: Response) -> Iterator[str]:
    if content.kind == "empty":
        yield "No content"
        yield ""
    elif content.kind == "binary":
        kind = response.header("content-type") or "no content type"
        yield f"Binary content, {len(response.body):,} bytes ({line(kind)})"
        yield ""
    else:
        yield from block(content.kind, content.text)


def _head(first: str, headers: Headers) -> str:
    return "\n".join((first, *(f"{name}: {value}" for name, value in headers)))
