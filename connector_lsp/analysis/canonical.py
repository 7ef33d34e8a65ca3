"""A connector as it is handed to Claris Connect: its value in one style, however it was typed."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.check import assemble

if TYPE_CHECKING:
    from connector_lsp.analysis.document import Document

_HALF = re.compile("[\ud800-\udfff]")


def canonical_text(document: Document) -> str:
    """The text of a document in the canonical style.

    Two spaces a level, members in their order and each once, a line break at the end.

    Args:
        document: a document without a syntax fault.

    Raises:
        ValueError: it has a number that is beyond what programs read from JSON.

    """
    text = json.dumps(assemble(document), indent=2, ensure_ascii=False, allow_nan=False)
    # Half of a surrogate pair can only be written as an escape.
    return _HALF.sub(lambda half: f"\\u{ord(half[0]):04x}", text) + "\n"
