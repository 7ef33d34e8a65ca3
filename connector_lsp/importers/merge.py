"""A source into a connector that is there: what it lacks is added, what it has stays as it is.

Each addition is one insertion in the author's layout; not a character of the text is taken away.
Where source and connector say different things of one place the connector's own is kept, and that
is a clash that the report lists.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from connector_lsp.analysis.document import Document
from connector_lsp.analysis.features.edits import add_child
from connector_lsp.analysis.syntax import NodeKind, value_at
from connector_lsp.analysis.text import apply_edits
from connector_lsp.importers.failures import ImportFailure
from connector_lsp.importers.report import LeftOut
from connector_lsp.importers.source import load
from connector_lsp.importers.writer import draft, render, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from connector_lsp.analysis.syntax import Json, Path
    from connector_lsp.analysis.text import Edit
    from connector_lsp.importers.api import Api, Operation
    from connector_lsp.importers.report import Report

_SHAPES: Mapping[Path, type] = {
    (): dict,
    ("endpoints",): dict,
    ("actions",): list,
    ("requiredSettings",): dict,
    ("requiredSettings", "authFields"): list,
    ("testConnection",): dict,
}
_NONE = {"type": "none"}
_KEPT_TEST = "the connector's own"
_SIGNING = ("auth_components", "auth_request")


def merge(existing: str, path: str, api: Api, chosen: Sequence[Operation]) -> tuple[str, Report]:
    """The connector with the operations that it lacks, and what came of it.

    Args:
        existing: the text of the connector.
        path: what it is called in messages.
        api: what to add.
        chosen: which of its operations.

    Raises:
        BrokenSourceError: the text is no JSON.
        ImportFailure: it is no connector.

    """
    if not existing.strip():
        made = draft(api, chosen, "")
        return render(made.connector), made.report
    value, repeats = load(existing, path if path.endswith(".json") else f"{path}.json")
    if repeats:
        raise ImportFailure(
            f"{path} has {repeats[0].place} more than once, at last in line {repeats[0].line}: "
            "correct that before something is added"
        )
    _check(value)
    merging = _Merging(existing, value)
    there = _actions_of(value)
    known = [
        LeftOut(each.title, "", f"the connector has {there[each.method, each.path]} for it")
        for each in chosen
        if (each.method, each.path) in there
    ]
    new = [each for each in chosen if (each.method, each.path) not in there]
    taken = [
        (str(each.get("modelId")), str(each.get("actionId")))
        for each in value.get("actions", [])
        if isinstance(each, dict)
    ]
    needs_test = value.get("testConnection", {}) == {}
    made = draft(api, new, str(value.get("name", "")), taken, is_tested=needs_test)
    merging.add(made.connector)
    kept = tuple(
        each
        for each in made.report.made
        if tuple(each.operation.split(" ", 1)) not in merging.refused
    )
    clashes = (*known, *merging.clashes)
    test = made.report.test if needs_test else _KEPT_TEST
    is_signing = any(name not in value for name in _SIGNING)
    notes = tuple(each for each in made.report.notes if is_signing or each.part != "sign-in")
    report = replace(
        made.report,
        made=kept,
        clashes=clashes,
        notes=notes,
        test=test,
        not_chosen=len(api.operations) - len(chosen),
    )
    return merging.text(), report


def _check(value: Json) -> None:
    for path, shape in _SHAPES.items():
        owner = value_at(value, path[:-1]) if _has(value, path[:-1]) else None
        found = (
            value
            if not path
            else owner.get(path[-1], shape())
            if isinstance(owner, dict)
            else shape()
        )
        if not isinstance(found, shape):
            name = ".".join(map(str, path)) or "The connector"
            what = "an object" if shape is dict else "an array"
            raise ImportFailure(f"{name} is not {what}: correct that before something is added")


def _has(value: Json, path: Path) -> bool:
    for part in path:
        if not isinstance(value, dict) or part not in value:
            return False
        value = value[part]
    return True


def _actions_of(value: dict[str, Json]) -> dict[tuple[str, str], str]:
    """The actions by method and endpoint."""
    return {
        (
            str(each.get("method")),
            str(each.get("endpoint")),
        ): f"{each.get('modelId')}/{each.get('actionId')}"
        for each in value.get("actions", [])
        if isinstance(each, dict)
    }


class _Merging:
    """Gathers what is to be added where."""

    def __init__(self, text: str, value: dict[str, Json]) -> None:
        self._text = text
        self._value = value
        self._added: dict[Path, list[str]] = {}
        self.clashes: list[LeftOut] = []
        self.refused: set[tuple[str, str]] = set()

    def text(self) -> str:
        """The text with all additions."""
        document = Document.open(self._text)
        edits: list[Edit] = []
        for path, children in self._added.items():
            found = document.try_find(path)
            if found is None or found[1].kind not in (NodeKind.OBJECT, NodeKind.ARRAY):
                raise ImportFailure(f"{'.'.join(map(str, path))} cannot be added to")
            edits.append(add_child(document, *found, children))
        return apply_edits(self._text, edits)

    def add(self, connector: dict[str, Json]) -> None:
        """Add what the connector lacks of another."""
        value = self._value
        is_signing_kept = all(name in value for name in _SIGNING)
        for name, member in connector.items():
            if name in ("endpoints", "actions", "requiredSettings"):
                continue
            if name not in value:
                self._member((), name, member)
            elif name in _SIGNING and member != _NONE and value[name] != member:
                self.clashes.append(LeftOut("", name, "the connector's own is kept"))
        if value.get("testConnection") == {}:
            for name, member in connector["testConnection"].items():
                self._member(("testConnection",), name, member)
        self._add_endpoints(connector["endpoints"])
        self._add_fields(connector, is_signing_kept=is_signing_kept)
        actions = [
            each
            for each in connector["actions"]
            if (each["method"], each["endpoint"]) not in self.refused
        ]
        self._items(("actions",), actions)

    def _add_endpoints(self, endpoints: dict[str, Json]) -> None:
        known = self._value.get("endpoints")
        if known is None:
            self._member((), "endpoints", endpoints)
            return
        for method, paths in endpoints.items():
            if method not in known:
                self._member(("endpoints",), method, paths)
                continue
            of_method = known[method]
            for path, endpoint in paths.items():
                if not isinstance(of_method, dict):
                    self._clash(
                        method, path, "the connector's endpoints of this method are no object"
                    )
                elif path not in of_method:
                    self._member(("endpoints", method), path, endpoint)
                elif of_method[path] != endpoint:
                    self._clash(method, path, "the connector has another endpoint for it")

    def _clash(self, method: str, path: str, reason: str) -> None:
        self.refused.add((method, path))
        self.clashes.append(LeftOut(f"{method} {path}", "", reason))

    def _add_fields(self, connector: dict[str, Json], *, is_signing_kept: bool) -> None:
        """Add the auth fields that something refers to, and that are not there."""
        fields = connector["requiredSettings"]["authFields"]
        settings = self._value.get("requiredSettings", {})
        known = {
            each.get("key") for each in settings.get("authFields", []) if isinstance(each, dict)
        }
        parts = [connector["endpoints"]]
        if not is_signing_kept:
            parts += [connector[name] for name in _SIGNING if name not in self._value]
        text = json.dumps(parts)
        wanted = [
            each
            for each in fields
            if each["key"] not in known and f"{{{{authFields.{each['key']}}}}}" in text
        ]
        if "requiredSettings" not in self._value:
            self._member((), "requiredSettings", {"authFields": wanted})
        elif "authFields" not in settings:
            self._member(("requiredSettings",), "authFields", wanted)
        else:
            self._items(("requiredSettings", "authFields"), wanted)

    def _member(self, owner: Path, name: str, value: Json) -> None:
        self._added.setdefault(owner, []).append(f"{_text_of(name)}: {_text_of(value)}")

    def _items(self, owner: Path, items: Sequence[Json]) -> None:
        if not items:
            return
        if not _has(self._value, owner):
            self._member(owner[:-1], str(owner[-1]), list(items))
        else:
            self._added.setdefault(owner, []).extend(map(_text_of, items))


def _text_of(value: Json) -> str:
    """A value as text, a tab for each level of indentation."""
    return written(value, "\t")
