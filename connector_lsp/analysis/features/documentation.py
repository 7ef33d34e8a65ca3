"""What the schema says of a property, as Markdown for a popup: hover and completion show it.

The Markdown is plain enough for any client: paragraphs, one list, code spans, one fenced block and
links.  What comes from a connector goes through `code` or `escape` first.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from connector_lsp.analysis.schema.annotations import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.analysis.schema import Annotations
    from connector_lsp.analysis.syntax import Json

_STATUS = {
    Status.DOCUMENTED: "Documented by Claris",
    Status.OBSERVED: "Observed in a connector that Claris publishes, not documented",
    Status.INFERRED: "Inferred: our reading, not documented",
}
_JSON_TYPES = 6
_SHORT = 56
_BLOCK_WIDTH = 68
_LONGEST_BLOCK = 14
_MOST_EXAMPLES = 3
_LONGEST_QUOTE = 300


@lru_cache(maxsize=1024)  # By identity; `Schema.unfilled` gives the same ones again.
def render(annotations: Annotations, *, name: str, required: bool | None) -> str:
    """Markdown that tells what a property or value is.

    Args:
        annotations: what the schema says.
        name: the property's name; empty for an array's item or the root.
        required: whether the object needs it; None where that is no question.

    Returns:
        Markdown without a line break at its end; empty if the schema says nothing.

    """
    about = annotations
    blocks = [
        _heading(about, name),
        about.description,
        _type_line(about, required=required),
        _values(about),
        *_details(about),
        _footer(about),
    ]
    said = [block for block in blocks[1:] if block]
    return "\n\n".join(filter(None, blocks)) if said or about.title else ""


def _heading(about: Annotations, name: str) -> str:
    title = f"**{escape(about.title)}**" if about.title else ""
    return " ".join(filter(None, (title, code(name) if name else "")))


def _type_line(about: Annotations, *, required: bool | None) -> str:
    """Such as ``*string (URL), required*``."""
    types = "any value" if len(about.types) >= _JSON_TYPES else " or ".join(about.types)
    if about.format in ("uri", "x-url-template"):
        types += " (URL)"
    need = ""
    if required is not None:
        optional = "optional, recommended" if about.recommended else "optional"
        need = "required" if required else optional
    line = ", ".join(filter(None, (types, need)))
    return f"*{line}*" if line else ""


def _values(about: Annotations) -> str:
    """The allowed values, a line each if they are explained."""
    if not about.values:
        return ""
    if not about.value_descriptions:
        return f"One of {_enumerated(about.values)}" if len(about.values) > 1 else ""
    lines = []
    for value in about.values:
        meaning = describe_value(about, value)
        lines.append(f"- {_inline(value)}" + (f": {meaning}" if meaning else ""))
    return "\n".join(lines)


def describe_value(about: Annotations, value: Json) -> str:
    """What the schema says of one allowed value; empty if nothing."""
    key = value if isinstance(value, str) else json.dumps(value)
    return about.value_descriptions.get(key, "")


def _details(about: Annotations) -> list[str]:
    details = []
    if about.pattern_hint:
        details.append(f"Form: {about.pattern_hint}")
    if about.canonical:
        details.append(f"Prefer {code(about.canonical)}")
    if about.has_default:
        details.append(f"Default: {_inline(about.default)}")
    if about.examples and not about.values:
        details.append(_examples(about.examples))
    return details


def _examples(examples: Sequence[Json]) -> str:
    """The short examples in a line, or the first one as a block."""
    if len(_one_line(examples[0])) > _SHORT:
        block = pretty(examples[0])
        if block.count("\n") < _LONGEST_BLOCK:
            return f"Example:\n\n```json\n{block}\n```"
    short = [example for example in examples if len(_one_line(example)) <= _SHORT]
    return f"Example: {_enumerated(short[:_MOST_EXAMPLES])}" if short else ""


def pretty(value: Json, indent: str = "") -> str:
    """JSON on as few lines as are easy to read."""
    line = _one_line(value)
    if len(indent) + len(line) <= _BLOCK_WIDTH or not isinstance(value, (dict, list)) or not value:
        return line
    inner = indent + "  "
    if isinstance(value, dict):
        parts = [f"{_one_line(name)}: {pretty(member, inner)}" for name, member in value.items()]
        opening, closing = "{}"
    else:
        parts = [pretty(item, inner) for item in value]
        opening, closing = "[]"
    return f"{opening}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{closing}"


def _footer(about: Annotations) -> str:
    # A schema of the user's own that gives no source speaks for itself.
    says_status = about.status is not Status.DOCUMENTED or bool(about.source)
    status = _STATUS[about.status] if says_status else ""
    link = f"[Help]({about.link})" if about.link else ""
    return " · ".join(filter(None, (status, link)))


def _enumerated(values: Sequence[Json]) -> str:
    words = [_inline(value) for value in values]
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _inline(value: Json) -> str:
    return code(_one_line(value))


def _one_line(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


# --- Markdown ------------------------------------------------------------------------------------

# No more than CommonMark needs: some clients show the backslashes.
_SPECIAL = re.compile(
    r"[\\`*\[]|(?<!\w)_|_(?!\w)|<(?=[A-Za-z/!?])|&(?=#?\w+;)|~(?=~)|^[>#+-]|(?<=^\d)[.)]"
)
_BACKTICKS = re.compile(r"`+")


def code(text: str) -> str:
    """`text` as a code span, whatever it contains (CommonMark 6.1)."""
    text = " ".join(text.split())
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def escape(text: str) -> str:
    """`text` as one line of prose in which nothing is markup; a very long one is cut."""
    text = " ".join(text.split())
    if len(text) > _LONGEST_QUOTE:
        text = text[: _LONGEST_QUOTE - 1] + "…"
    return _SPECIAL.sub(r"\\\g<0>", text)


_FENCED = re.compile(r"^```\w*\n(.*?)\n```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(
    r"(?P<ticks>`+)(?P<code>.+?)(?P=ticks)(?!`)"
    r"|\[(?P<label>[^\]]*)\]\((?P<link>[^)\s]*)\)"
    r"|(?P<stars>\*{1,2})(?P<stressed>(?:\\.|[^*\\\n])+?)(?P=stars)"
    r"|\\(?P<escaped>[^\w\s]|_)"
)


def render_plain(markdown: str) -> str:
    """The text of Markdown that this module made, for a client that shows none."""
    pieces, at = [], 0
    for block in _FENCED.finditer(markdown):
        pieces += [_plain_prose(markdown[at : block.start()]), _indented(block[1])]
        at = block.end()
    pieces.append(_plain_prose(markdown[at:]))
    return "".join(pieces)


def _plain_prose(markdown: str) -> str:
    return _INLINE.sub(_plain_piece, re.sub(r"^---$", "", markdown, flags=re.MULTILINE)).replace(
        "\n\n\n\n", "\n\n"
    )


def _plain_piece(match: re.Match[str]) -> str:
    if match["code"] is not None:
        text = match["code"]
        padded = text.startswith(" ") and text.endswith(" ") and text.strip()
        return text[1:-1] if padded else text
    if match["link"] is not None:
        return f"{match['label']}: {match['link']}"
    if match["stressed"] is not None:
        return _INLINE.sub(_plain_piece, match["stressed"])
    return match["escaped"]


def _indented(block: str) -> str:
    return "\n".join("    " + line for line in block.split("\n"))
