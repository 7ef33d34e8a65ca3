"""Edits as people and machines make them, of texts that are connectors or nearly so."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from connector_lsp.analysis.text import Edit
from connector_lsp.resources import samples
from tests.support.connectors import make_connector

MINIFIED = json.dumps(json.loads(samples()["basic"]), separators=(",", ":"))
TEXTS = [*samples().values(), make_connector(200), MINIFIED]
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
