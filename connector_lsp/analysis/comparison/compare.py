"""Two states of a connector, compared part by part."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from connector_lsp.analysis.comparison.change import Change, Comparison
from connector_lsp.analysis.comparison.endpoints import (
    Endpoints,
    compare_endpoints,
    compare_sent,
)
from connector_lsp.analysis.comparison.fields import FieldLists, compare_fields
from connector_lsp.analysis.comparison.matching import pair, set_likeness, text_likeness
from connector_lsp.analysis.comparison.requests import (
    call_of,
    credentials,
    sent,
    with_renames,
    without_names,
)
from connector_lsp.analysis.comparison.rules import Impact
from connector_lsp.analysis.comparison.values import (
    arrow,
    as_list,
    as_object,
    as_text,
    changed_members,
    objects,
    same,
    shown,
)
from connector_lsp.analysis.template import ACTION_FIELDS, AUTH_FIELDS, URL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.comparison.requests import Renames
    from connector_lsp.analysis.syntax import Json, Path

_TEXTS = {"description", "link"}
_CLIENT = {
    each: canonical
    for canonical, spellings in {
        "clientId": ("clientId", "clientID", "client_id"),
        "clientSecret": ("clientSecret", "client_secret"),
    }.items()
    for each in spellings
}
_REQUEST = {"method", "endpoint", "headers", "params", URL_FIELDS, ACTION_FIELDS}


def compare(before: Json, after: Json) -> Comparison:
    """What changed from one state of a connector to another.

    Args:
        before: the earlier state, any JSON value as `json.loads` returns it.
        after: the later one.

    """
    if same(before, after):
        return Comparison(())
    if not isinstance(before, dict) or not isinstance(after, dict):
        return Comparison((Change("other", "connector", arrow(before, after), (), ()),))
    changes = [
        # A way to something that is on the other side only leads as far as it can.
        replace(each, before=_existing(each.before, before), after=_existing(each.after, after))
        for each in _Roots(before, after).changes()
    ]
    order = {impact: impact.rank for impact in Impact}
    return Comparison(tuple(sorted(changes, key=lambda change: order[change.impact])))


@dataclass(slots=True)
class _Roots:
    """Both states, and what becomes known while they are compared."""

    before: dict[str, Json]
    after: dict[str, Json]
    renames: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def changes(self) -> Iterator[Change]:
        """All changes, in the order of the connector's usual members."""
        yield from self._root()
        yield from self._components()
        yield from self._settings()
        yield from self._auth_request()
        actions = self._match_actions()
        used = {call_of(new) for _, new, _, _ in actions if new is not None}
        endpoints = Endpoints.match(self.before, self.after, self._calls(actions), used)
        yield from self._test(endpoints)
        yield from compare_endpoints(endpoints, self.renames)
        yield from self._actions(actions, endpoints)

    def _members(self, name: str) -> tuple[dict[str, Json], dict[str, Json]]:
        return as_object(self.before.get(name)), as_object(self.after.get(name))

    def _root(self) -> Iterator[Change]:
        known = {
            "auth_components": dict,
            "requiredSettings": dict,
            "auth_request": dict,
            "testConnection": dict,
            "endpoints": dict,
            "actions": list,
        }
        for name in changed_members(self.before, self.after):
            before, after = self.before.get(name), self.after.get(name)
            where: tuple[Path, Path] = ((name,), (name,))
            detail = arrow(before, after)
            if name == "name":
                yield Change("connector-name", "connector", shown(after), *where)
            elif name == "schema":
                yield Change("format-version", "connector", detail, *where)
            elif name in _TEXTS:
                yield Change("connector-text", "connector", f"{name}: {detail}", *where)
            elif name not in known:
                yield Change("other", "connector", f"{name}: {detail}", *where)
            elif not all(isinstance(each, known[name] | None) for each in (before, after)):
                yield Change("other", "connector", f"{name} is of another type", *where)

    # --- authentication --------------------------------------------------------------------------

    def _components(self) -> Iterator[Change]:
        before, after = (_canonical_client(each) for each in self._members("auth_components"))
        home: Path = ("auth_components",)
        subject = "authentication"
        for name in changed_members(before, after):
            old, new = before.get(name), after.get(name)
            written = as_object(self.after.get("auth_components"))
            place = next((each for each in written if _CLIENT.get(each, each) == name), None)
            where = (home, (*home, place) if place else home)
            if name == "type":
                yield Change("auth-type", subject, arrow(old, new), *where)
            elif name in ("authorizationURL", "tokenURL"):
                yield Change("oauth-address", subject, f"{name}: {arrow(old, new)}", *where)
            elif name == "scope":
                yield from _scopes(old, new, where)
            elif name in _CLIENT:
                yield Change("oauth-client", subject, f"{name}: {arrow(old, new)}", *where)
            else:
                yield Change("other", subject, f"{name}: {arrow(old, new)}", *where)

    def _settings(self) -> Iterator[Change]:
        owners = self._members("requiredSettings")
        home: Path = ("requiredSettings",)
        lists = FieldLists.match("", owners, (home, home), (AUTH_FIELDS,))
        self.renames |= lists.renames()
        yield from compare_fields(lists)
        yield from _left_over(owners, home, "authentication", AUTH_FIELDS)

    def _auth_request(self) -> Iterator[Change]:
        old, new = self._members("auth_request")
        home: Path = ("auth_request",)
        subject = "authentication"
        count = 0
        before, after = credentials(old, self.renames), credentials(new, {})
        for title in (*after, *(each for each in before if each not in after)):
            first, second = before.get(title), after.get(title)
            if first == second:
                continue
            is_credential = any(each and each.is_credential for each in (first, second))
            code, detail = "auth-sends", title
            if first and second:
                detail = f"{title}: {arrow(first.value, second.value)}"
                code = "credential-changed" if is_credential else code
            elif is_credential:
                code = "credential-added" if second else "credential-removed"
            count += 1
            yield Change(code, subject, detail, home, home)
        known = {"type", "token", "username", "password", "headers", "params"}
        others = [name for name in changed_members(old, new) if name not in known]
        for name in others:
            detail = f"{name}: {arrow(old.get(name), new.get(name))}"
            yield Change("other", subject, detail, (*home, name), (*home, name))
        if not count and not others and not same(_renamed(old, self.renames), _renamed(new, {})):
            yield Change("auth-respelt", subject, "", home, home)

    # --- requests --------------------------------------------------------------------------------

    def _test(self, endpoints: Endpoints) -> Iterator[Change]:
        old, new = self._members("testConnection")
        home: Path = ("testConnection",)
        addresses = [
            each.get("url") or endpoints_side.address(call_of(each), {})
            for each, endpoints_side in zip((old, new), endpoints.sides, strict=True)
        ]
        parts = [_without(each, "endpoint", "url") for each in (old, new)]
        if not same(addresses[0], addresses[1]):
            detail = (
                f": {arrow(_called(old), _called(new))}" if _called(old) != _called(new) else ""
            )
            yield Change("test-request", "connection test", detail.strip(": "), home, home)
        elif not same(_renamed(parts[0], self.renames), _renamed(parts[1], {})):
            yield Change("test-request", "connection test", "", home, home)

    def _match_actions(self) -> list[_Pair]:
        old, new = objects(self.before.get("actions")), objects(self.after.get("actions"))
        pairs = pair([each for _, each in old], [each for _, each in new], _action_id, _likeness)
        return [
            (
                None if i is None else old[i][1],
                None if j is None else new[j][1],
                ("actions",) if i is None else ("actions", old[i][0]),
                ("actions",) if j is None else ("actions", new[j][0]),
            )
            for i, j in pairs
        ]

    @staticmethod
    def _calls(actions: list[_Pair]) -> list[tuple[tuple[str, str], tuple[str, str]]]:
        """The calls before and after of the actions that are there still."""
        return [(call_of(old), call_of(new)) for old, new, _, _ in actions if old and new]

    def _actions(self, actions: list[_Pair], endpoints: Endpoints) -> Iterator[Change]:
        kept = []
        for old, new, before, after in actions:
            if old is None:
                assert new is not None  # noqa: S101 -- a pair has a side
                detail = shown(new["label"]) if "label" in new else ""
                yield Change("action-added", f"action {_title(new)}", detail, before, after)
            elif new is None:
                detail = shown(old["label"]) if "label" in old else ""
                yield Change("action-removed", f"action {_title(old)}", detail, before, after)
            else:
                kept.append(before[1])
                if not same(old, new) or endpoints.has_changes:
                    yield from self._action((old, new), (before, after), endpoints)
        if kept != sorted(kept, key=int):
            yield Change("actions-reordered", "actions", "", ("actions",), ("actions",))
        strays = [
            [item for item in as_list(root.get("actions")) if not isinstance(item, dict)]
            for root in (self.before, self.after)
        ]
        if not same(*strays):
            yield Change("other", "actions", arrow(*strays), ("actions",), ("actions",))

    def _action(
        self, both: tuple[dict[str, Json], dict[str, Json]], homes: tuple[Path, Path],
        endpoints: Endpoints,
    ) -> Iterator[Change]:  # fmt: skip
        old, new = both
        subject = f"action {_title(old)}"
        if _action_id(old) != _action_id(new):
            yield Change("action-renamed", subject, _title(new), homes[0], homes[1])
        lists = FieldLists.match(f" of {_title(old)}", both, homes, method=call_of(new)[0])
        renames = self.renames | lists.renames()
        yield from self._request(both, homes, endpoints, renames)
        own = (sent(old, renames), sent(new, {}))
        yield from compare_sent("action-sends", subject, own, homes)
        yield from compare_fields(lists)
        for name in changed_members(old, new):
            where = (homes[0], (*homes[1], name))
            detail = f"{name}: {arrow(old.get(name), new.get(name))}"
            if name in ("label", "helpText"):
                yield Change("action-text", subject, detail, *where)
            elif name not in _REQUEST and name not in ("modelId", "actionId"):
                yield Change("other", subject, detail, *where)

    @staticmethod
    def _request(
        both: tuple[dict[str, Json], dict[str, Json]], homes: tuple[Path, Path],
        endpoints: Endpoints, renames: Renames,
    ) -> Iterator[Change]:  # fmt: skip
        old, new = both
        calls = call_of(old), call_of(new)
        before = endpoints.sides[0].address(calls[0], renames)
        after = endpoints.sides[1].address(calls[1], {})
        subject = f"action {_title(old)}"
        where = (homes[0], (*homes[1], "endpoint"))
        if before == after:
            if calls[0] != calls[1] and not endpoints.is_pair(*calls):
                yield Change("action-respelt", subject, "", *where)
        elif not endpoints.tells(*calls, before, after):
            yield Change("action-request", subject, arrow(_called(old), _called(new)), *where)


_Pair = tuple["dict[str, Json] | None", "dict[str, Json] | None", "Path", "Path"]
"""An action before and after, and the ways to both, or to where it would be."""


def _action_id(action: dict[str, Json]) -> tuple[str, str]:
    return as_text(action.get("modelId")), as_text(action.get("actionId"))


def _title(action: dict[str, Json]) -> str:
    return "/".join(_action_id(action))


def _called(value: dict[str, Json]) -> str:
    """Such as ``GET /contacts``."""
    method, endpoint = call_of(value)
    return " ".join(filter(None, (method, endpoint or as_text(value.get("url")))))


def _likeness(one: dict[str, Json], other: dict[str, Json]) -> float:
    """How likely two actions of different names are the same."""
    calls = [(method, without_names(path)) for method, path in map(call_of, (one, other))]
    keys = [
        {
            as_text(item.get("key"))
            for scope in (URL_FIELDS, ACTION_FIELDS)
            for _, item in objects(action.get(scope))
        }
        for action in (one, other)
    ]
    ids = zip(_action_id(one), _action_id(other), strict=True)
    return (
        0.4 * (calls[0] == calls[1])
        + 0.3 * text_likeness(one.get("label"), other.get("label"))
        + 0.2 * set_likeness(*keys)
        + 0.1 * any(first == second for first, second in ids)
    )


def _scopes(before: Json, after: Json, where: tuple[Path, Path]) -> Iterator[Change]:
    """Scopes as a text or as a list, in any order."""
    old, new = (
        [str(each) for each in scope] if isinstance(scope, list) else as_text(scope).split()
        for scope in (before, after)
    )
    for code, scopes, others in (
        ("oauth-scope-added", new, old),
        ("oauth-scope-removed", old, new),
    ):
        for scope in scopes:
            if scope not in others:
                yield Change(code, "authentication", scope, *where)


def _canonical_client(components: dict[str, Json]) -> dict[str, Json]:
    """The members with one spelling for client ID and client secret."""
    return {_CLIENT.get(name, name): value for name, value in components.items()}


def _left_over(
    both: tuple[dict[str, Json], dict[str, Json]], home: Path, subject: str, known: str
) -> Iterator[Change]:
    for name in changed_members(*both):
        if name != known or not all(isinstance(each.get(name, []), list) for each in both):
            detail = f"{name}: {arrow(both[0].get(name), both[1].get(name))}"
            yield Change("other", subject, detail, (*home, name), (*home, name))


def _renamed(value: Json, renames: Renames) -> Json:
    """A value with the templates in its strings by the new keys."""
    if isinstance(value, str):
        return with_renames(value, renames)
    if isinstance(value, dict):
        return {name: _renamed(member, renames) for name, member in value.items()}
    return [_renamed(item, renames) for item in value] if isinstance(value, list) else value


def _without(value: dict[str, Json], *names: str) -> dict[str, Json]:
    return {name: member for name, member in value.items() if name not in names}


def _existing(path: Path, root: Json) -> Path:
    """`path` as far as it leads somewhere."""
    value = root
    for depth, part in enumerate(path):
        is_there = (isinstance(value, dict) and part in value) or (
            isinstance(value, list) and isinstance(part, int) and part < len(value)
        )
        if not is_there:
            return path[:depth]
        value = value[part]
    return path
