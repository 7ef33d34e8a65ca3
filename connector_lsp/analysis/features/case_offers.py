"""What may be typed in a test case: the actions of the connector that it is for, their fields."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from connector_lsp.analysis.cases import CONNECTION_TEST, INPUT_SCOPES, facts_of, fields_of
from connector_lsp.analysis.diagnostics.check_cases import CaseChecker
from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.features.offers import CompletionKind, Offer, Rank
from connector_lsp.analysis.features.skeletons import text_with_stop
from connector_lsp.analysis.features.snippets import literal, string

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connector_lsp.analysis.analysis import Analysis
    from connector_lsp.analysis.features.json_context import Spot
    from connector_lsp.analysis.features.snippets import Body
    from connector_lsp.analysis.syntax import Json, Path


def case_values(analysis: Analysis, spot: Spot, path: Path) -> Iterator[Offer]:
    """The values of a test case: an action's name, a field's choices."""
    match path:
        case ("cases", int(), "action"):
            for name, action in _actions(analysis).items():
                yield _reference(name, _text(action, "label"), _text(action, "helpText"))
            if _actions(analysis):
                yield _reference(CONNECTION_TEST, "the connection test")
        case ("cases", int(), scope, str(key)) if scope in INPUT_SCOPES:
            field = _fields(analysis, spot, str(scope)).get(key, {})
            choices = field.get("choices")
            for value, text in choices.items() if isinstance(choices, dict) else ():
                yield _reference(value, text if isinstance(text, str) else "")
            default = field.get("default")
            if default is not None and not isinstance(choices, dict):
                label = default if isinstance(default, str) else json.dumps(default)
                yield Offer(
                    label, CompletionKind.VALUE, Rank.REQUIRED, literal(default), detail="default"
                )


def case_inputs(analysis: Analysis, spot: Spot, path: Path, present: set[str]) -> Iterator[Offer]:
    """The keys of the fields that a test case may fill in."""
    match path:
        case ("cases", int(), scope) if scope in INPUT_SCOPES:
            for key, field in _fields(analysis, spot, str(scope)).items():
                if key not in present:
                    required = field.get("required") is True
                    yield Offer(
                        key,
                        CompletionKind.PROPERTY,
                        Rank.REQUIRED if required else Rank.RECOMMENDED,
                        _proposal(field),
                        string(key),
                        " · ".join(filter(None, (_text(field, "type"), "required" * required))),
                        _text(field, "description") or _text(field, "label"),
                    )


def _actions(analysis: Analysis) -> Mapping[str, Mapping[str, Json]]:
    checker = analysis.checker
    return (checker.actions or {}) if isinstance(checker, CaseChecker) else {}


def _fields(analysis: Analysis, spot: Spot, scope: str) -> dict[str, Mapping[str, Json]]:
    """The fields of the action that the case at a spot runs."""
    if spot.index == SKELETON:
        return {}
    name = analysis.document.section(spot.index).once(facts_of).action
    return fields_of(_actions(analysis).get(name or "", {}), scope)


def _proposal(field: Mapping[str, Json]) -> Body:
    default, choices = field.get("default"), field.get("choices")
    if default is not None:
        return literal(default)
    return text_with_stop(next(iter(choices), "") if isinstance(choices, dict) else "")


def _reference(text: str, detail: str, documentation: str = "") -> Offer:
    return Offer(
        text, CompletionKind.REFERENCE, Rank.WHOLE, string(text), None, detail, documentation
    )


def _text(owner: Mapping[str, Json], name: str) -> str:
    value = owner.get(name)
    return value if isinstance(value, str) else ""
