"""Which request proves that a sign-in worked: a harmless GET that needs no input."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from connector_lsp.importers.api import Place
from connector_lsp.importers.prose import words
from connector_lsp.importers.vocabulary import HARMFUL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.importers.api import Input, Operation
    from connector_lsp.importers.authentication import Authentication

_ABOUT_ONESELF = (
    "me",
    "whoami",
    "self",
    "current",
    "profile",
    "account",
    "user",
    "userinfo",
    "myself",
    "viewer",
)
_ABOUT_THE_API = (
    "ping",
    "status",
    "health",
    "healthcheck",
    "heartbeat",
    "version",
    "info",
    "test",
    "hello",
    "alive",
)


def propose(operations: Sequence[Operation], authentication: Authentication) -> Operation | None:
    """The best operation to test a connection with; None if there is none."""
    harmless = [each for each in operations if _is_harmless(each, authentication)]
    if authentication.names:
        # What anyone may ask says nothing about a sign-in.
        guarded = [each for each in harmless if any(each.sign_ins) or not each.sign_ins]
        harmless = [each for each in guarded if authentication.takes(each)] or guarded or harmless
    return min(harmless, key=lambda each: _rank(each, authentication), default=None)


def write(operation: Operation, authentication: Authentication) -> dict[str, Json]:
    """The ``testConnection`` that calls an operation."""
    test: dict[str, Json] = {"endpoint": operation.path, "method": operation.method}
    params = {each.key: _value(each) for each in _needed(operation, authentication)}
    if params:
        test["params"] = params
    return test


def _is_harmless(operation: Operation, authentication: Authentication) -> bool:
    if operation.method != "GET" or operation.refusal or operation.is_deprecated:
        return False
    needed = _needed(operation, authentication)
    if any(each.place is not Place.QUERY or not _value(each) for each in needed):
        return False
    said = {*words(operation.path), *words(operation.operation_id)}
    answers = any(gap.part == "response" for gap in operation.gaps)
    return not said & HARMFUL and not answers


def _needed(operation: Operation, authentication: Authentication) -> list[Input]:
    return [each for each in operation.inputs if each.required and not authentication.fills(each)]


def _value(each: Input) -> str:
    """A value that an input certainly takes; empty if none is known."""
    if each.default is not None and not isinstance(each.default, dict | list):
        return each.default if isinstance(each.default, str) else json.dumps(each.default)
    return each.choices[0][0] if each.choices else ""


def _rank(operation: Operation, authentication: Authentication) -> tuple[int, int, int, int]:
    path = operation.path.split("?", 1)[0].rstrip("/")
    last = re.sub(r"\W", "", path.rsplit("/", 1)[-1].lower())
    kind = 3
    if last in _ABOUT_ONESELF:
        kind = 0
    elif last in _ABOUT_THE_API:
        kind = 1
    elif {*words(last), *words(operation.operation_id)} & {"me", "whoami", "ping", "myself"}:
        kind = 2
    filters = sum(each.place is Place.QUERY for each in operation.inputs)
    return len(_needed(operation, authentication)), kind, path.count("/"), filters
