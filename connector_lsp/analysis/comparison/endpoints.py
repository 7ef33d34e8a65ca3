"""Endpoints, compared: which is which, where their requests go and what goes along."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.comparison.change import Change
from connector_lsp.analysis.comparison.requests import (
    address,
    path_with_renames,
    sent,
    with_renames,
    without_names,
)
from connector_lsp.analysis.comparison.values import (
    arrow,
    as_object,
    as_text,
    changed_members,
    same,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from connector_lsp.analysis.comparison.requests import Call, Renames, Sent
    from connector_lsp.analysis.syntax import Json, Path

_KNOWN = ("url", "headers", "params")
_FEW = 3
"""So many endpoints are named where one thing happened to several."""


class Endpoint(NamedTuple):
    """An endpoint where it stands.

    Attributes:
        call: its method and path.
        path: the way to it.
        value: what is written.

    """

    call: Call
    path: Path
    value: dict[str, Json]

    @property
    def title(self) -> str:
        """Such as ``GET /contacts``."""
        return " ".join(self.call)


class Address(NamedTuple):
    """Where a request goes.

    Attributes:
        method: its method.
        url: its whole URL; the path alone where the endpoint is not declared.

    """

    method: str
    url: str

    @property
    def nameless(self) -> Address:
        """The same with path parameters that have no names."""
        return Address(self.method, without_names(self.url))


class Side:
    """The endpoints of one state."""

    def __init__(self, root: dict[str, Json]) -> None:
        self.declared: dict[Call, Endpoint] = {}
        self.strays: dict[str, Json] = {}
        """What is no endpoint at all."""
        for method, paths in as_object(root.get("endpoints")).items():
            if not isinstance(paths, dict):
                self.strays[method] = paths
                continue
            for path, value in paths.items():
                if isinstance(value, dict):
                    call = method, path
                    self.declared[call] = Endpoint(call, ("endpoints", method, path), value)
                else:
                    self.strays[f"{method} {path}"] = value

    def address(self, call: Call, renames: Renames) -> Address:
        """Where a call goes, its fields by their new keys."""
        method, path = call
        endpoint = self.declared.get(call)
        url = endpoint.value.get("url") if endpoint else None
        if isinstance(url, str):
            url = with_renames(url, renames)
        return Address(method, address(url, path_with_renames(path, renames)))


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The endpoints of both states.

    Attributes:
        sides: before and after.
        pairs: those that belong together, None on the side where there is none.
        partners: the calls after, by those before, of the endpoints that are in both.
        used: the calls that the actions of the later state make.
        has_changes: whether an endpoint is not what it was.

    """

    sides: tuple[Side, Side]
    pairs: Sequence[tuple[Endpoint | None, Endpoint | None]]
    partners: Mapping[Call, Call]
    used: set[Call]
    has_changes: bool

    @classmethod
    def match(
        cls,
        before: dict[str, Json],
        after: dict[str, Json],
        calls: Sequence[tuple[Call, Call]],
        used: set[Call],
    ) -> Endpoints:
        """Find out which endpoint is which.

        Args:
            before: the earlier state.
            after: the later one.
            calls: those that the actions make that are in both.
            used: those that the actions of the later state make.

        """
        first, second = sides = Side(before), Side(after)
        moved = _moved(first.declared, second.declared, calls)
        back = {new: old for old, new in moved.items()}
        pairs: list[tuple[Endpoint | None, Endpoint | None]] = [
            (first.declared.get(back.get(call, call)), endpoint)
            for call, endpoint in second.declared.items()
        ]
        pairs += [
            (endpoint, None)
            for call, endpoint in first.declared.items()
            if moved.get(call, call) not in second.declared
        ]
        has_changes = not same(before.get("endpoints"), after.get("endpoints"))
        partners = {old.call: new.call for old, new in pairs if old and new}
        return cls(sides, pairs, partners, used, has_changes)

    def tells(self, old: Call, new: Call, before: Address, after: Address) -> bool:
        """Whether it is said of the endpoint already that a call goes elsewhere."""
        first, second = (side.declared for side in self.sides)
        if new not in second:
            return old == new and old in first
        return self.is_pair(old, new) and before.nameless != after.nameless

    def is_pair(self, old: Call, new: Call) -> bool:
        """Whether two calls are of one endpoint, before and after."""
        return self.partners.get(old) == new


def _moved(
    before: Mapping[Call, Endpoint],
    after: Mapping[Call, Endpoint],
    calls: Sequence[tuple[Call, Call]],
) -> dict[Call, Call]:
    """The endpoints that have another method or path now: by their form, else by their users."""
    gone, new = before.keys() - after.keys(), after.keys() - before.keys()
    olds, news = _by_form(gone), _by_form(new)
    by_form = ((olds[form], news[form]) for form in olds.keys() & news.keys())
    found = {old[0]: call[0] for old, call in by_form if len(old) == len(call) == 1}
    taken = set(found.values())
    by_use = [
        (old, call)
        for old, call in dict.fromkeys(calls)
        if old in gone and call in new and old not in found and call not in taken
    ]
    return found | _one_to_one(by_use)


def _by_form(calls: Iterable[Call]) -> dict[Call, list[Call]]:
    """Calls by what they are without the names of parameters."""
    grouped: dict[Call, list[Call]] = {}
    for method, path in calls:
        grouped.setdefault((method, without_names(path)), []).append((method, path))
    return grouped


def _one_to_one(pairs: list[tuple[Call, Call]]) -> dict[Call, Call]:
    """The pairs of which neither side is in another pair."""
    olds, news = (Counter(each[side] for each in pairs) for side in (0, 1))
    return {old: new for old, new in pairs if olds[old] == news[new] == 1}


def compare_endpoints(endpoints: Endpoints, renames: Renames) -> Iterator[Change]:
    """What is different about endpoints; one thing that happened to several is one change."""
    moved: dict[tuple[str, str], list[tuple[Endpoint, Endpoint]]] = {}
    for old, new in endpoints.pairs:
        if new is None:
            assert old is not None  # noqa: S101 -- a pair has a side
            code = "endpoint-missing" if old.call in endpoints.used else "endpoint-removed"
            yield Change(code, f"endpoint {old.title}", "", old.path, old.path)
        elif old is None:
            yield Change("endpoint-added", f"endpoint {new.title}", "", new.path, new.path)
        elif old.call != new.call or not same(old.value, new.value) or renames:
            change = _try_address(old, new, endpoints, renames)
            if change and change.code != "endpoint-renamed" and old.call == new.call:
                moved.setdefault((change.code, change.detail), []).append((old, new))
            elif change:
                yield change
            yield from _inner(old, new, endpoints, renames)
    for (code, detail), both in moved.items():
        old, new = both[0]
        titles = [each.title for _, each in both]
        more = f" and {len(titles) - _FEW} more" if len(titles) > _FEW + 1 else ""
        named = titles[:_FEW] if more else titles
        subject = f"endpoint{'s' * (len(titles) > 1)} {', '.join(named)}{more}"
        yield Change(code, subject, detail, old.path, (*new.path, "url"))
    strays = [side.strays for side in endpoints.sides]
    if not same(*strays):
        yield Change("other", "endpoints", arrow(*strays), ("endpoints",), ("endpoints",))


def _try_address(
    old: Endpoint, new: Endpoint, endpoints: Endpoints, renames: Renames
) -> Change | None:
    """Whether requests go elsewhere."""
    first, second = endpoints.sides
    before = first.address(old.call, renames).nameless
    after = second.address(new.call, {}).nameless
    subject = f"endpoint {old.title}"
    is_same = old.call == new.call and same(old.value.get("url"), new.value.get("url"))
    if is_same or (before == after and old.call == new.call and not _is_respelt(old, new, renames)):
        return None
    if before == after:
        detail = arrow(old.title, new.title) if old.call != new.call else ""
        return Change("endpoint-respelt", subject, detail, old.path, new.path)
    is_used = new.call in endpoints.used
    if old.call != new.call:
        code = "endpoint-renamed" if is_used else "endpoint-unused"
        return Change(code, subject, new.title, old.path, new.path)
    detail = arrow(old.value.get("url"), new.value.get("url"))
    code = "endpoint-address" if is_used else "endpoint-unused"
    return Change(code, subject, detail, old.path, new.path)


def _is_respelt(old: Endpoint, new: Endpoint, renames: Renames) -> bool:
    """Whether the base URL is written otherwise for another reason than a field's new key."""
    url = old.value.get("url")
    return not same(
        with_renames(as_text(url), renames), with_renames(as_text(new.value.get("url")), {})
    )


def _inner(
    old: Endpoint, new: Endpoint, endpoints: Endpoints, renames: Renames
) -> Iterator[Change]:
    """What is different within an endpoint."""
    subject, where = f"endpoint {new.title}", (old.path, new.path)
    code = "endpoint-sends" if new.call in endpoints.used else "endpoint-unused"
    yield from compare_sent(code, subject, (sent(old.value, renames), sent(new.value, {})), where)
    for name in changed_members(old.value, new.value):
        if name not in _KNOWN:
            detail = f"{name}: {arrow(old.value.get(name), new.value.get(name))}"
            yield Change("other", subject, detail, *where)


def compare_sent(
    code: str,
    subject: str,
    both: tuple[Mapping[str, Sent], Mapping[str, Sent]],
    where: tuple[Path, Path],
) -> Iterator[Change]:
    """What goes along with a request otherwise than before."""
    before, after = both
    for title in (*after, *(each for each in before if each not in after)):
        old, new = (side[title].value if title in side else None for side in both)
        if old != new:
            yield Change(code, subject, f"{title}: {arrow(old, new)}", *where)
