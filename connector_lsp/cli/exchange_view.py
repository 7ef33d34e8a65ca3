"""Request and response on a terminal, as the two tabs of a debugger show them."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

from rich.text import Text

from connector_lsp.cli.case_lines import duration
from connector_lsp.cli.excerpt import visible
from connector_lsp.debugger.content import read_content
from connector_lsp.debugger.json_layout import try_pretty_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.cli.screen import Screen
    from connector_lsp.debugger.exchange import Exchange, Headers, Request, Response, Timing

_MOST_LINES = 200
_CLASSES = {1: "cyan", 2: "green", 3: "cyan", 4: "yellow", 5: "red"}


def show_exchanges(screen: Screen, exchanges: Sequence[Exchange], most: int = _MOST_LINES) -> None:
    """Draw what came of one request.

    Args:
        screen: where to.
        exchanges: the exchange and those that it was redirected to, redacted.
        most: how many lines of a body are drawn.

    """
    screen.heading("Request")
    _show_request(screen, exchanges[0].request, most)
    for before, following in pairwise(exchanges):
        if before.response:
            request = following.request
            screen.text(
                Text.assemble(
                    *_status(before.response),
                    (f"  redirects to {request.method} {visible(request.url)}", ""),
                )
            )
            screen.space()
    last = exchanges[-1]
    screen.heading("Response")
    if last.response:
        _show_response(screen, last.response, last.timing, most)
    if last.failure:
        screen.say(visible(last.failure.message), "bold red")
        screen.say(visible(last.failure.next_step))
        screen.space()


def _show_request(screen: Screen, request: Request, most: int) -> None:
    screen.text(Text.assemble((request.method, "bold"), f" {visible(request.url)}"))
    _show_headers(screen, request.headers)
    screen.space()
    if request.body:
        text = request.body.decode("utf-8", "replace")
        with suppress(ValueError):
            text = try_pretty_json(text) or text
        _show_body(screen, text, most)


def _show_response(screen: Screen, response: Response, timing: Timing, most: int) -> None:
    content = read_content(response)
    size = f"{len(response.body):,} bytes"
    screen.text(
        Text.assemble(
            *_status(response), (f"  {duration(timing.total)}{_phases(timing)}, {size}", "dim")
        )
    )
    _show_headers(screen, response.headers)
    screen.space()
    if content.kind == "binary":
        screen.say("The body is no text: --save-body FILE keeps it", "dim")
        screen.space()
    elif content.text:
        _show_body(screen, content.text, most)
    for notice in content.notices:
        screen.say(visible(notice), "yellow")
        screen.space()


def _status(response: Response) -> tuple[tuple[str, str], ...]:
    colour = _CLASSES.get(response.status // 100, "red")
    return ((f"{response.status} {visible(response.reason)}".rstrip(), f"bold {colour}"),)


def _phases(timing: Timing) -> str:
    """Such as `` (connect 3 ms, first byte 40 ms)``; phases too short to tell are left out."""
    phases = (
        ("connect", timing.connect),
        ("TLS", timing.tls),
        ("first byte", timing.first_byte),
        ("body", timing.body),
    )
    said = ", ".join(
        f"{name} {duration(seconds)}" for name, seconds in phases if seconds and seconds >= _TOLD
    )
    return f" ({said})" if said else ""


_TOLD = 0.0005
"""The shortest phase that is told, in seconds: less is 0 ms."""


def _show_headers(screen: Screen, headers: Headers) -> None:
    for name, value in headers:
        screen.text(Text.assemble((visible(name), "cyan"), f": {visible(value)}"))


def _show_body(screen: Screen, text: str, most: int) -> None:
    lines = text.expandtabs(4).splitlines()
    for line in lines[:most]:
        screen.text(Text(visible(line)))
    left = len(lines) - most
    if left > 0:
        screen.say(f"and {left:,} more lines: --raw prints all", "dim")
    screen.space()
