"""The fields of an action or of the sign-in, compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.analysis.comparison.change import Change
from connector_lsp.analysis.comparison.matching import pair, text_likeness
from connector_lsp.analysis.comparison.values import (
    arrow,
    as_object,
    as_text,
    changed_members,
    objects,
    same,
    shown,
)
from connector_lsp.analysis.placement import BODY_METHODS
from connector_lsp.analysis.template import ACTION_FIELDS, AUTH_FIELDS, URL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from connector_lsp.analysis.syntax import Json, Path

_TEXTS = ("label", "description", "errorText")
_CHOICE_CODES = ("field-choice-removed", "field-choice-added", "field-choice-text")
_WIDER = {("integer", "number")}


class Field(NamedTuple):
    """A field where it stands.

    Attributes:
        scope: ``authFields``, ``urlFields`` or ``actionFields``.
        path: the way to it.
        value: what is written.

    """

    scope: str
    path: Path
    value: dict[str, Json]

    @property
    def key(self) -> str:
        """Its key."""
        return as_text(self.value.get("key"))

    @property
    def name(self) -> tuple[str, str]:
        """What identifies it within its action."""
        return self.scope, self.key

    @property
    def is_required(self) -> bool:
        """Whether it must have a value; an auth field must unless it says otherwise."""
        required = self.value.get("required")
        return self.scope == AUTH_FIELDS if required is None else required is True

    @property
    def has_default(self) -> bool:
        """Whether it has a value where nothing is filled in."""
        return self.value.get("default") not in (None, "")


@dataclass(frozen=True, slots=True)
class FieldLists:
    """The fields of one owner before and after, and which is which.

    Attributes:
        of: the end of a subject, such as `` of contact/create``; empty for the sign-in.
        before: the earlier fields.
        after: the later ones.
        pairs: the indexes of those that belong together, see `pair`.
        homes: the way to what holds them, before and after.
        method: of the action's request; it tells where the values go.

    """

    of: str
    before: Sequence[Field]
    after: Sequence[Field]
    pairs: Sequence[tuple[int | None, int | None]]
    homes: tuple[Path, Path]
    method: str = ""

    @classmethod
    def match(
        cls,
        of: str,
        owners: tuple[dict[str, Json], dict[str, Json]],
        homes: tuple[Path, Path],
        scopes: Sequence[str] = (URL_FIELDS, ACTION_FIELDS),
        method: str = "",
    ) -> FieldLists:
        """The fields of the scopes of an owner, which lies at `homes`."""
        before, after = (
            [
                Field(scope, (*home, scope, at), item)
                for scope in scopes
                for at, item in objects(owner.get(scope))
            ]
            for owner, home in zip(owners, homes, strict=True)
        )
        pairs = pair(before, after, lambda field: field.name, _likeness)
        return cls(of, before, after, pairs, homes, method)

    def renames(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Scope and key before and after of the fields that were renamed."""
        matched = [
            (self.before[i].name, self.after[j].name)
            for i, j in self.pairs
            if i is not None and j is not None
        ]
        return {old: new for old, new in matched if old != new}


def _likeness(one: Field, other: Field) -> float:
    """How likely two fields of different keys are the same: by label, key, and all the rest."""
    rest = {"key", "label"}
    a, b = ({k: v for k, v in each.value.items() if k not in rest} for each in (one, other))
    label, other_label = (each.value.get("label") for each in (one, other))
    if label is not None and label == other_label:
        by_label = 0.5
    else:
        by_label = 0.3 * text_likeness(label or one.key, other_label or other.key)
    both = a.keys() & b.keys()
    alike = sum(same(a[k], b[k]) for k in both) / len(a.keys() | b.keys()) if a or b else 1.0
    return by_label + 0.25 * text_likeness(one.key, other.key) + 0.25 * alike


def compare_fields(lists: FieldLists) -> Iterator[Change]:
    """What is different about them."""
    kept = []
    for first, second in lists.pairs:
        if second is None:
            assert first is not None  # noqa: S101 -- a pair has a side
            yield _removed(lists, lists.before[first])
        elif first is None:
            yield _added(lists, lists.after[second])
        else:
            kept.append(first)
            yield from _changed(lists, lists.before[first], lists.after[second])
    if kept != sorted(kept):
        owner = lists.of.removeprefix(" of ")
        subject = f"action {owner}" if owner else "authentication"
        yield Change("fields-reordered", subject, "", *lists.homes)


def _subject(field: Field, of: str) -> str:
    return f"auth field {field.key}" if field.scope == AUTH_FIELDS else f"field {field.key}{of}"


def _removed(lists: FieldLists, field: Field) -> Change:
    code = "auth-field-removed" if field.scope == AUTH_FIELDS else "field-removed"
    detail = shown(field.value["label"]) if "label" in field.value else ""
    return Change(code, _subject(field, lists.of), detail, field.path, lists.homes[1])


def _added(lists: FieldLists, field: Field) -> Change:
    if field.scope == AUTH_FIELDS:
        code = "auth-field-added" if field.is_required else "auth-field-added-optional"
    elif not field.is_required:
        code = "field-added"
    else:
        code = "field-added-with-default" if field.has_default else "field-added-required"
    return Change(code, _subject(field, lists.of), "", lists.homes[0], field.path)


def _changed(lists: FieldLists, old: Field, new: Field) -> Iterator[Change]:
    subject = _subject(old, lists.of)

    def change(code: str, detail: str, *inner: str) -> Change:
        return Change(code, subject, detail, old.path, (*new.path, *inner))

    if old.name != new.name:
        code = "auth-field-renamed" if old.scope == AUTH_FIELDS else "field-renamed"
        detail = new.key if old.scope == new.scope else f"{new.scope}.{new.key}"
        yield change(code, detail, "key")
    if old.is_required != new.is_required:
        yield change(_required_code(new), "", "required")
    for name in changed_members(old.value, new.value):
        for code, detail in _member(name, old, new, lists.method):
            yield change(code, detail, name)


def _member(name: str, old: Field, new: Field, method: str) -> Iterator[tuple[str, str]]:
    """Code and detail of what is different in a member of a field."""
    before, after = old.value.get(name), new.value.get(name)
    both = arrow(before, after)
    if name in ("key", "required"):
        return  # They are told apart from the others.
    if name in _TEXTS:
        yield "field-text", f"{name}: {both}"
    elif name == "type":
        yield _type_code(str(before), str(after), old.scope, method), both
    elif name == "choices" and isinstance(before or {}, dict) and isinstance(after or {}, dict):
        yield from _choices(as_object(before), as_object(after))
    elif name == "default":
        relied = old.is_required and new.is_required and old.has_default
        yield "field-default-removed" if relied and not new.has_default else "field-default", both
    elif name == "masked":
        yield "field-masked", both
    else:
        yield "other", f"{name}: {both}"


def _required_code(field: Field) -> str:
    if not field.is_required:
        return "field-optional"
    return "field-required-with-default" if field.has_default else "field-required"


def _type_code(before: str, after: str, scope: str, method: str) -> str:
    """Whether every value that was accepted still is, and is sent as it was."""
    is_body = scope == ACTION_FIELDS and method in BODY_METHODS
    is_wider = (before, after) in _WIDER or (after == "string" and not is_body)
    return "field-type-widened" if is_wider else "field-type"


def _choices(before: dict[str, Json], after: dict[str, Json]) -> Iterator[tuple[str, str]]:
    """Code and detail of each difference between two pull-downs."""
    if not before and after:
        yield "field-choices-only", ", ".join(map(shown, after))
        return
    if before and not after:
        yield "field-any-value", ""
        return
    removed = [name for name in before if name not in after]
    added = [name for name in after if name not in before]
    texts = [n for n in before if n in after and not same(before[n], after[n])]
    for code, names in zip(_CHOICE_CODES, (removed, added, texts), strict=True):
        for name in names:
            is_text = code == "field-choice-text"
            detail = arrow(before[name], after[name]) if is_text else shown(name)
            yield code, f"{shown(name)}: {detail}" if is_text else detail
