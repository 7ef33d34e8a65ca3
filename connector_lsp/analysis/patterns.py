"""Regular expressions as JSON Schema's ``pattern`` has them, which no text can make run for ever.

Python's `re` backtracks without a limit: a pattern such as ``(a+)+$`` and a response of thirty
letters can stop a process for good.  jsonschema-rs takes a time linear in the text, and for what
needs backtracking (look-around, back-references) it gives up after a number of steps.
"""

from __future__ import annotations

from functools import lru_cache

from connector_lsp.analysis.schema import Schema, UnusableSchemaError


def is_pattern(pattern: str) -> bool:
    """Whether `pattern` is a regular expression."""
    try:
        _schema(pattern)
    except UnusableSchemaError:
        return False
    return True


def matches(pattern: str, text: str) -> bool:
    """Whether a regular expression is found anywhere in `text`; not if that takes too long.

    Raises:
        UnusableSchemaError: `pattern` is no regular expression.

    """
    return not _schema(pattern).violations((), text)


@lru_cache(maxsize=256)
def _schema(pattern: str) -> Schema:
    return Schema({"pattern": pattern})
