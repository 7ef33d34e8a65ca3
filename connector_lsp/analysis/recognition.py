"""Whether a text is meant to be a connector, or its test cases."""

from __future__ import annotations

import re

LANGUAGE_ID = "claris-connector"
FILE_SUFFIX = ".connector.json"
CASES_SUFFIX = ".tests.json"
"""The end of the name of a test cases file: ``NAME.tests.json`` for ``NAME.connector.json``."""

_TELLING_KEY = re.compile(
    r'"(auth_components|requiredSettings|auth_request|testConnection)"[ \t\r\n]*:'
)
_ENOUGH = 2
_LOOK_AT = 200_000


def has_connector_keys(text: str) -> bool:
    """Whether `text` has two of the names that only a connector's root has.

    The text need not be JSON; only its beginning is looked at.
    """
    return len(set(_TELLING_KEY.findall(text, 0, _LOOK_AT))) >= _ENOUGH


def has_cases_keys(text: str) -> bool:
    """Whether `text`, which need not be JSON, has the names of test cases, or nothing yet."""
    return not text.strip() or ('"cases"' in text and '"action"' in text)
