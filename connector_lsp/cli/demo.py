"""``connector-lsp demo``: the real server, asked as an editor asks it, then a connector run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from connector_lsp.cli import FAILED
from connector_lsp.cli.demo_debugger import show_debugger
from connector_lsp.cli.editor import Editor
from connector_lsp.cli.findings import amounts, summary
from connector_lsp.cli.formats.as_text import problem_lines
from connector_lsp.cli.lsp_client import LspClient, ServerFailedError
from connector_lsp.cli.screen import Screen
from connector_lsp.cli.sources import PATH, find_sources
from connector_lsp.cli.terminal import new_console

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_MOST_PROBLEMS = 12

FAULTY = """\
{
  "schema": 10,
  "name": "Weather",
  "auth_components": { "type": "none" },
  "requiredSettings": {
    "authFields": [
      { "lable": "API key", "key": "api_key", "masked": true }
    ]
  },
  "auth_request": { "type": "bearer", "token": "{{authFields.apikey}}" },
  "testConnection": { "endpoint": "/forecast" "method": "GET" },
  "endpoints": {
    "GET": {
      "/forecast": { "url": "http://api.example.com/v1/" },
      "/stations/{id}": { "url": "https://api.example.com/v1/" }
    }
  },
  "actions": [
    {
      "modelId": "station",
      "actionId": "get",
      "endpoint": "/stations/{id}",
      "method": "POST",
      "label": "Get a station"
    }
  ]
}
"""
"""A connector with mistakes of all kinds."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step from an empty file to a connector.

    Attributes:
        title: what happens.
        before: a regular expression; the cursor is behind what it matches.
        chosen: the label of the item that is accepted.
        typed: what is typed before the list opens.
        fields: what is typed at the tab stops of the item, by number.

    """

    title: str
    before: str
    chosen: str
    typed: str = ""
    fields: Mapping[int, str] = field(default_factory=dict)


STEPS = (
    Step(
        "An empty file: one item brings all that a connector needs",
        r"\A",
        "Custom connector (all required properties)",
        fields={2: "Weather", 7: ""},
    ),
    Step("In a template, what can be referred to", r"\{\{authFields\.", "api_key"),
    Step("The key is a secret, so it is masked", r'"key": "api_key"', "masked", ",\n        "),
    Step("Where the requests go", r'"endpoints": \{', "GET endpoint", fields={1: "forecast"}),
    Step("The request that tests the sign-in", r'"testConnection": \{', "endpoint"),
    Step("Its path: those that the connector declares come first", r'"endpoint": "', "/forecast"),
    Step("What is still missing there", r'"endpoint": "/forecast"', "method", ", "),
)
"""Completion alone, and two names that are typed."""


_EPILOG = """\
\b
Examples:
  connector-lsp demo
  connector-lsp demo my.connector.json
"""


@click.command(epilog=_EPILOG)
@click.argument("file", required=False, type=PATH, metavar="[FILE]")
def command(file: str | None) -> None:
    """Show on this terminal what the server does in an editor.

    The server runs as an editor would run it, and is asked the same things. Without a FILE, it is
    shown a connector with mistakes, then helps to write one from an empty file. At last one is run
    against a small API that the demo brings along, on this machine and as long as it lasts.
    """
    name, text = _read(file) if file else ("", "")
    screen = Screen(new_console())
    try:
        with LspClient() as client:
            info = client.server_info
            screen.space()
            screen.say(
                f"{info['name']} {info['version']}, run and asked over stdio as an editor does it.",
                "dim",
            )
            screen.space()
            if file:
                _show_file(screen, Editor(client, name, text))
            else:
                _tell_story(screen, client)
    except ServerFailedError as error:
        click.echo(f"connector-lsp: {error}", err=True)
        click.get_current_context().exit(FAILED)


def _read(path: str) -> tuple[str, str]:
    """The file's name, as one that is recognised as a connector, and its text."""
    source = next(find_sources([path], "<stdin>"))
    if source.failure:
        click.echo(f"connector-lsp: {source.path}: {source.failure}", err=True)
        click.get_current_context().exit(FAILED)
    return source.path, source.text


def _tell_story(screen: Screen, client: LspClient) -> None:
    screen.heading("What is wrong, and what would be right")
    _show_problems(screen, Editor(client, "faulty.connector.json", FAULTY))
    screen.heading("From an empty file to a valid connector, with completion alone")
    editor = Editor(client, "weather.connector.json", "")
    for number, step in enumerate(STEPS, start=1):
        _take_step(screen, editor, number, step)
    _show_hovers(screen, editor, (r"\{\{authFields", r'"type": "be', r'"/fore'))
    show_debugger(screen)
    screen.say("connector-lsp demo FILE shows the same for a connector of yours.", "dim")


def _show_file(screen: Screen, editor: Editor) -> None:
    screen.heading("What is wrong, and what would be right")
    _show_problems(screen, editor)
    lists = [(at, items) for at in _places(editor, _TYPED_AT) if (items := editor.items(at))]
    if lists:
        screen.heading("What can be typed")
    for offset, items in lists[:_MOST_LISTS]:
        screen.popup(items, None, screen.cursor_line(editor.text, offset))
        screen.space()
    _show_hovers(screen, editor, _HOVERED_AT)


_TYPED_AT = (r"\{\{authFields\.", r'"endpoint"\s*:\s*"', r'"method"\s*:\s*"', r"^\s*\{", r"\A")
_HOVERED_AT = (r"\{\{\w", r'"endpoint"\s*:\s*"/', r'"type"\s*:\s*"\w', r'\A\s*\{\s*"')
_MOST_LISTS = 2


def _places(editor: Editor, patterns: Iterable[str]) -> Iterator[int]:
    """The offset behind the first match of each pattern that has one."""
    for pattern in patterns:
        match = re.search(pattern, editor.text, re.MULTILINE)
        if match is not None:
            yield match.end()


# --- diagnostics ---------------------------------------------------------------------------------


def _show_problems(screen: Screen, editor: Editor) -> None:
    report = editor.report(most_fixes=_MOST_PROBLEMS)
    for problem in report.problems[:_MOST_PROBLEMS]:
        screen.ansi(problem_lines(report, problem, screen.width))
        screen.space()
    hidden = len(report.problems) - _MOST_PROBLEMS
    if hidden > 0:
        screen.say(f"… and {hidden} more: connector-lsp check {editor.name}")
        screen.space()
    screen.say(f"{summary([report])}, found in {editor.last_answer:.0f} ms", "bold")
    screen.space()


# --- completion ----------------------------------------------------------------------------------


def _take_step(screen: Screen, editor: Editor, number: int, step: Step) -> None:
    [offset] = _places(editor, [step.before])
    if step.typed:
        offset = editor.type(offset, step.typed)
    items = editor.items(offset)
    took = editor.last_answer
    chosen = next(item for item in items if item.label == step.chosen)
    screen.say(f"{number}. {step.title}", "bold")
    screen.space()
    screen.popup(items, chosen, screen.cursor_line(editor.text, offset))
    new = editor.accept(chosen, step.fields)
    screen.lines(editor.text, new, "green")
    screen.space()
    left = amounts([editor.report()])
    screen.say(f"Offered in {took:.0f} ms. Left to do: {left or 'nothing'}", "dim")
    if not left:
        screen.say("The connector is valid.", "bold green")
    screen.space()


# --- hover ---------------------------------------------------------------------------------------


def _show_hovers(screen: Screen, editor: Editor, patterns: Iterable[str]) -> None:
    hovers = [found for at in _places(editor, patterns) if (found := editor.hover(at))]
    if hovers:
        screen.heading("What the cursor is on")
    for markdown, where in hovers:
        screen.hover(markdown, screen.lines(editor.text, where, "bold underline"))
        screen.space()
