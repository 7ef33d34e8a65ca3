"""Edits as people and machines make them, of texts that are connectors or nearly so."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from connector_lsp.analysis.text import Edit, apply_edits
from connector_lsp.resources import samples
from tests.support.connectors import make_connector

LONG = make_connector(600, 0.03)
MINIFIED = json.dumps(json.loads(samples()["basic"]), separators=(",", ":"))
TEXTS = [*samples().values(), make_connector(200), LONG, MINIFIED]
TEXTS += [samples()["default"].replace("\n", end) for end in ("\r\n", "\r")]
PIECES = [
    "", '"', "{", "}", "[", "]", ",", ":", " ", "\n", "\r", "\r\n", "\t", "\\", "/", "x", "0", "-",
    "\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "😀", "é", "\\ud800", "\ud800", "{{", "}}",
    '"key": "value"', '"label": 1,', "{}", "[]", "null", "// no", '{ "key": "a" },',
    '\n    {\n      "actionId": "x"\n    },', "{{authFields.api_key}}", '"actions"', "true",
]  # fmt: skip


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, list[Edit], str]:
    """A text, edits of which each speaks of what the last one left, and what they lead to."""
    text = before = draw(st.sampled_from(TEXTS))
    made: list[Edit] = []
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        if made and draw(st.booleans()):  # People go on where they are.
            start = min(len(text), max(0, made[-1].start + draw(st.integers(-4, 8))))
        length = draw(st.sampled_from([0, 0, 0, 1, 1, 2, 5, 40]))
        end = min(len(text), start + length)
        here = text[max(0, start - 20) : start + 20]
        piece = draw(st.sampled_from([*PIECES, here]))
        made.append(Edit(start, end, piece))
        text = text[:start] + piece + text[end:]
    return before, made, text


BETWEEN = [
    '"', '"na', '"name"', '"name":', '"name": "x",', '"/a": {', '"/a": {},', '"POST": {', "na", "0",
    "{", "[", "}", "]", "},", "],", ",", ":", "{},", "// no", '"modelId": "x",', '"label": 1',
]  # fmt: skip


@st.composite
def edits_between(draw: st.DrawFn) -> tuple[str, list[Edit], str]:
    """The same of a long text, each edit where a line begins, or where the last one was."""
    text = before = LONG.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))
    made: list[Edit] = []
    for _ in range(draw(st.integers(1, 5))):
        if made and draw(st.booleans()):
            last = made[-1]
            typed = st.builds(
                Edit, *[st.just(last.start + len(last.text))] * 2, st.sampled_from(BETWEEN)
            )
            undone = st.just(Edit(last.start, last.start + len(last.text), ""))
            edit = draw(st.one_of(typed, undone))
        else:
            at = text.find('"', draw(st.integers(0, len(text)))) % len(text)
            at = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
            indent, end = (
                draw(st.sampled_from(["", "  ", "    ", "      "])),
                draw(st.sampled_from(["", "\n"])),
            )
            edit = Edit(at, at, indent + draw(st.sampled_from(BETWEEN)) + end)
        made.append(edit)
        text = apply_edits(text, [edit])
    return before, made, text
