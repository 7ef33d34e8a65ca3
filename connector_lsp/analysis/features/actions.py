"""Code actions: what can be done about a finding, and about all of them at once.

A repair of a syntax fault comes from the parser with the fault; the repairs of the other rules are
made here, by code.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from connector_lsp.analysis.diagnostics.connector.unmasked_secret import is_secret_key
from connector_lsp.analysis.diagnostics.registry import RULES
from connector_lsp.analysis.diagnostics.rule import Part
from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.features.edits import (
    add_child,
    remove_child,
    rename_property,
    replace_node,
)
from connector_lsp.analysis.features.skeletons import member_text
from connector_lsp.analysis.suggestions import Vocabulary
from connector_lsp.analysis.syntax import NodeKind, try_find_node, try_find_property
from connector_lsp.analysis.text import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from connector_lsp.analysis.analysis import Analysis, Diagnostic
    from connector_lsp.analysis.diagnostics.rule import Severity
    from connector_lsp.analysis.syntax import Json, Node, Path
    from connector_lsp.analysis.text import Range


class ActionKind(Enum):
    """What sort of action."""

    QUICK_FIX = "quickfix"
    FIX_ALL = "source.fixAll"


@dataclass(frozen=True, slots=True)
class CodeAction:
    """Something that can be done.

    Attributes:
        title: what it does, in the imperative.
        edits: how; offsets in the text.
        codes: the codes of the findings that it is about.
        kind: what sort of action.
        is_preferred: whether it is the obvious repair, fit to be applied unseen.
        is_snippet: whether the edits' texts hold tab stops.

    """

    title: str
    edits: tuple[Edit, ...]
    codes: frozenset[str]
    kind: ActionKind = ActionKind.QUICK_FIX
    is_preferred: bool = False
    is_snippet: bool = False


Fix: TypeAlias = "tuple[str, Iterable[Edit], bool]"
"""Title, edits, and whether it is the obvious repair."""


def code_actions(
    analysis: Analysis,
    span: Range,
    severities: Mapping[str, Severity | None],
    *,
    snippets: bool,
    fix_all: bool = True,
) -> list[CodeAction]:
    """What can be done about the findings that touch a stretch of the text.

    Args:
        analysis: the connector.
        span: the stretch, as offsets in the text.
        severities: the user's severities by code; what is off needs no repair.
        snippets: whether edits may hold tab stops.
        fix_all: whether to offer all repairs at once, for which all findings must be looked at.

    """
    nearby = list(_nearby(analysis, span, severities))
    touched = [
        each for each in nearby if each.range.start <= span.end and span.start <= each.range.end
    ]
    actions: list[CodeAction] = []
    for diagnostic in touched:
        actions += _quick_fixes(analysis, diagnostic, snippets=snippets)
    actions += _add_all_missing(analysis, touched, nearby, snippets=snippets)
    everything = _fix_all(analysis, analysis.diagnostics(severities)) if fix_all else None
    if everything:
        actions.append(everything)
    return list(dict.fromkeys(actions))


def _nearby(
    analysis: Analysis, span: Range, severities: Mapping[str, Severity | None]
) -> Iterator[Diagnostic]:
    """The findings about the sections that a stretch touches, and about the skeleton."""
    document, unsound = analysis.document, analysis.unsound
    for index in sorted(analysis.flagged):
        is_far = index != SKELETON and (
            document.end(index) < span.start or document.key_range(index).start > span.end
        )
        if not is_far:
            yield from analysis.placed(index, analysis.findings(index, unsound), severities)


def fixes_of(analysis: Analysis, diagnostic: Diagnostic) -> list[CodeAction]:
    """The quick fixes of one finding, without tab stops, the likeliest first."""
    return list(_quick_fixes(analysis, diagnostic, snippets=False))


def _quick_fixes(
    analysis: Analysis, diagnostic: Diagnostic, *, snippets: bool
) -> Iterator[CodeAction]:
    codes = frozenset({diagnostic.code})
    rule = RULES[diagnostic.code]
    if rule.group == "syntax":
        fix = diagnostic.finding.data
        if isinstance(fix, Edit):
            at = analysis.document.absolute_range(diagnostic.section, fix.start, fix.end)
            edit = Edit(at.start, at.end, fix.text)
            yield CodeAction(rule.fix_title, (edit,), codes, is_preferred=True)
        elif diagnostic.code == "duplicate-key":
            yield from _remove_duplicate(analysis, diagnostic)
        return
    if diagnostic.code == "missing-property":
        yield from _add_missing(analysis, [diagnostic], snippets=snippets)
        return
    make = _FIXES.get(diagnostic.code)
    for title, edits, is_preferred in make(analysis, diagnostic) if make else ():
        yield CodeAction(title, tuple(edits), codes, is_preferred=is_preferred)


# --- adding what is missing ----------------------------------------------------------------------


def _add_missing(
    analysis: Analysis, missing: list[Diagnostic], *, snippets: bool
) -> Iterator[CodeAction]:
    """Add the properties that an object lacks, all in one edit."""
    first = missing[0]
    document, index = analysis.document, first.section
    section = document.section(index)
    owner = try_find_node(section.root, first.finding.path)
    if owner is None:
        return  # The whole broken text was read otherwise than this section alone.
    names = [diagnostic.finding.data for diagnostic in missing]
    path = (*document.path(index), *first.finding.path)
    members = [
        member_text(analysis, path, name, snippets=snippets, first_stop=10 * position + 1)
        for position, name in enumerate(names)
    ]
    title = f'Add "{names[0]}"' if len(names) == 1 else "Add all missing properties"
    edit = add_child(document, index, owner, members)
    codes = frozenset({"missing-property"})
    yield CodeAction(title, (edit,), codes, is_preferred=len(names) > 1, is_snippet=snippets)


def _add_all_missing(
    analysis: Analysis, touched: list[Diagnostic], everything: list[Diagnostic], *, snippets: bool
) -> Iterator[CodeAction]:
    """For each object that lacks more than one property, one action that adds them all."""
    objects = dict.fromkeys(
        (each.section, each.finding.path) for each in touched if each.code == "missing-property"
    )
    for section, path in objects:
        missing = [
            each
            for each in everything
            if each.code == "missing-property"
            and (each.section, each.finding.path) == (section, path)
        ]
        if len(missing) > 1:
            yield from _add_missing(analysis, missing, snippets=snippets)


# --- repairs by code -----------------------------------------------------------------------------


def _member(analysis: Analysis, diagnostic: Diagnostic) -> Node | None:
    """The property that a finding is about."""
    section = analysis.document.section(diagnostic.section)
    return try_find_property(section.root, diagnostic.finding.path)


def _value(analysis: Analysis, diagnostic: Diagnostic, path: Path | None = None) -> Node | None:
    """The value that a finding is about, or another one in its section."""
    section = analysis.document.section(diagnostic.section)
    return try_find_node(section.root, diagnostic.finding.path if path is None else path)


def _rename(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    member, meant = _member(analysis, diagnostic), diagnostic.finding.data
    if member is not None and isinstance(meant, str):
        edit = rename_property(analysis.document, diagnostic.section, member, meant)
        yield f'Change to "{meant}"', (edit,), True


def _remove(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    member = _member(analysis, diagnostic)
    is_whole = diagnostic.finding.part is not Part.VALUE
    if member is not None and member.parent is not None and is_whole:
        edit = remove_child(analysis.document, diagnostic.section, member.parent, member)
        yield f'Remove "{member.name()}"', (edit,), False


def _rename_or_remove(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    yield from _rename(analysis, diagnostic)
    yield from _remove(analysis, diagnostic)


def _remove_duplicate(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[CodeAction]:
    """Remove the property that a duplicate-key fault marks."""
    span = diagnostic.finding.span
    root = analysis.document.section(diagnostic.section).root
    for node in root.walk() if root else ():
        if node.key and node.parent and (node.key.start, node.key.end) == span:
            edit = remove_child(analysis.document, diagnostic.section, node.parent, node)
            title = f'Remove this "{node.name()}"'
            yield CodeAction(title, (edit,), frozenset({"duplicate-key"}))


def _exchange(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Put the value that was meant, the finding's data, in the place of what is there."""
    node, meant = _value(analysis, diagnostic), diagnostic.finding.data
    if node is not None and meant is not None:
        text = json.dumps(meant, ensure_ascii=False)
        edit = replace_node(analysis.document, diagnostic.section, node, text)
        yield f"Change to {text}", (edit,), True


def _convert(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Write a value of a wrong type as the type that is asked for, where that is plain."""
    node = _value(analysis, diagnostic)
    types, found = diagnostic.finding.data
    text = next((made for each in types if (made := _converted(found, each)) is not None), None)
    if node is not None and text is not None:
        edit = replace_node(analysis.document, diagnostic.section, node, text)
        yield f"Change to {text}", (edit,), True


def _converted(value: Json, to_type: str) -> str | None:
    """`value` as JSON of another type, or None where it is not clear what that would be."""
    if to_type == "string" and isinstance(value, (bool, int, float)):
        return json.dumps(json.dumps(value))
    if to_type == "boolean" and isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower()
    if to_type in ("number", "integer") and isinstance(value, str):
        try:
            number = json.loads(value)
        except ValueError:
            return None
        is_number = isinstance(number, int if to_type == "integer" else (int, float))
        return value.strip() if is_number and not isinstance(number, bool) else None
    return None


def _within(text: str) -> Callable[[Analysis, Diagnostic], Iterator[Fix]]:
    """A repair that puts `text` in the place of just what is marked."""

    def fix(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
        del analysis
        yield f"Change to {text}", (Edit(*diagnostic.range, text),), True

    return fix


def _change_reference(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Refer to what was probably meant, the finding's data: ``scope.key``."""
    meant = diagnostic.finding.data
    if isinstance(meant, str):
        yield f"Change to {{{{{meant}}}}}", (Edit(*diagnostic.range, f"{{{{{meant}}}}}"),), True
    expression = analysis.text[diagnostic.range.start : diagnostic.range.end].strip("{} ")
    scope, dot, key = expression.partition(".")
    if dot and scope == "authFields":
        member = _new_field(key)
        yield from _append_to(
            analysis, ("requiredSettings", "authFields"), member, f'Add auth field "{key}"'
        )
    elif dot and scope in ("actionFields", "urlFields"):
        yield from _add_field(analysis, diagnostic, scope, key)


def _new_field(key: str) -> str:
    """The text of an auth field, masked if its key speaks of a secret."""
    label = key.replace("_", " ").replace("-", " ").replace(".", " ").strip().capitalize() or key
    masked = ',\n\t"masked": true' if is_secret_key(key) else ""
    return f'{{\n\t"label": {json.dumps(label)},\n\t"key": {json.dumps(key)}{masked}\n}}'


def _append_to(analysis: Analysis, path: Path, item: str, title: str) -> Iterator[Fix]:
    found = analysis.document.try_find(path)
    if found is not None and found[1].kind is NodeKind.ARRAY:
        yield title, (add_child(analysis.document, *found, [item]),), False


def _add_field(analysis: Analysis, diagnostic: Diagnostic, scope: str, key: str) -> Iterator[Fix]:
    """Add a field to the action that a finding is in."""
    document, index = analysis.document, diagnostic.section
    path = document.path(index)
    if path[:1] != ("actions",):
        return
    item = (
        f'{{\n\t"key": {json.dumps(key)},\n\t"label": {json.dumps(key)},\n\t"type": "string",'
        f'\n\t"required": true\n}}'
    )
    kind = "URL" if scope == "urlFields" else "action"
    title = f'Add {kind} field "{key}"'
    if document.try_find((*path, scope)):
        yield from _append_to(analysis, (*path, scope), item, title)
        return
    root = document.section(index).root
    if root is not None and root.kind is NodeKind.OBJECT:
        nested = item.replace("\n", "\n\t")
        yield title, (add_child(document, index, root, [f'"{scope}": [\n\t{nested}\n]']),), False


def _declare_url_field(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    marked = analysis.text[diagnostic.range.start : diagnostic.range.end]
    yield from _add_field(analysis, diagnostic, "urlFields", marked.strip("{}:"))


def _declare_endpoint(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Name a declared endpoint instead, or declare the one that is named."""
    data = diagnostic.finding.data
    if not isinstance(data, tuple):
        return
    method, path = data
    document, connector = analysis.document, analysis.connector
    methods = connector.methods.get(path, [])
    node = _value(analysis, diagnostic, ("method",))
    for other in methods:
        if node is not None:
            edit = replace_node(document, diagnostic.section, node, json.dumps(other))
            yield f'Change the method to "{other}"', (edit,), len(methods) == 1
    meant = None if methods else Vocabulary(connector.methods).closest(path)
    node = _value(analysis, diagnostic, ("endpoint",))
    if meant is not None and node is not None:
        edit = replace_node(document, diagnostic.section, node, json.dumps(meant))
        yield f'Change to "{meant}"', (edit,), True
    url = next(
        (
            section.value["url"]
            for section, where in zip(document.sections, document.paths, strict=True)
            if where[0] == "endpoints"
            and isinstance(section.value, dict)
            and "url" in section.value
        ),
        "https://api.example.com/",
    )
    title = f"Declare {method} {path} under endpoints"
    endpoint = f'{json.dumps(path)}: {{\n\t"url": {json.dumps(url)}\n}}'
    under_method = document.try_find(("endpoints", method))
    endpoints = document.try_find(("endpoints",))
    if under_method and under_method[1].kind is NodeKind.OBJECT:
        yield title, (add_child(document, *under_method, [endpoint]),), False
    elif endpoints and endpoints[1].kind is NodeKind.OBJECT:
        nested = endpoint.replace("\n", "\n\t")
        member = f"{json.dumps(method)}: {{\n\t{nested}\n}}"
        yield title, (add_child(document, *endpoints, [member]),), False


def _mask(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    section = analysis.document.section(diagnostic.section)
    masked = try_find_node(section.root, ("masked",))
    if masked is not None:
        edit = replace_node(analysis.document, diagnostic.section, masked, "true")
        yield 'Change "masked" to true', (edit,), True
    elif section.root is not None:
        edit = add_child(analysis.document, diagnostic.section, section.root, ['"masked": true'])
        yield 'Add "masked": true', (edit,), True


def _remove_item(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Take away the whole section that a finding is in, such as an auth field nobody uses."""
    document = analysis.document
    path = document.path(diagnostic.section)
    found = document.try_find(path[:-1]) if path else None
    if found is None:
        return
    index, owner = found
    part = path[-1]
    children = [
        child
        for number, child in enumerate(owner.children)
        if (child.name() == part if child.kind is NodeKind.PROPERTY else number == part)
    ]
    for child in children[-1:]:
        edit = remove_child(document, index, owner, child)
        yield f'Remove "{part}"' if isinstance(part, str) else "Remove it", (edit,), False


def _change_capture(analysis: Analysis, diagnostic: Diagnostic) -> Iterator[Fix]:
    """Refer to the capture that was probably meant, the finding's data."""
    meant = diagnostic.finding.data
    if isinstance(meant, str):
        yield from _within(f"{{{{captures.{meant}}}}}")(analysis, diagnostic)


_FIXES: Mapping[str, Callable[[Analysis, Diagnostic], Iterator[Fix]]] = {
    "unknown-property": _rename_or_remove,
    "noncanonical-spelling": _rename,
    "invalid-name": _rename,
    "value-not-allowed": _exchange,
    "invalid-version": _exchange,
    "wrong-type": _convert,
    "undeclared-endpoint": _declare_endpoint,
    "unknown-reference": _change_reference,
    "missing-url-field": _declare_url_field,
    "unmasked-secret": _mask,
    "insecure-url": _within("https://"),
    "unused-auth-field": _remove_item,
    "unused-endpoint": _remove_item,
    "unsupported-refresh-token": _remove,
    "unsupported-trigger": _remove,
    "unknown-action": _exchange,
    "unknown-input": _rename_or_remove,
    "unknown-capture": _change_capture,
}


# --- all at once ---------------------------------------------------------------------------------


def _fix_all(analysis: Analysis, everything: list[Diagnostic]) -> CodeAction | None:
    """One action that makes every obvious repair; of two that overlap the first."""
    edits: list[Edit] = []
    codes: set[str] = set()
    reach = -1
    for diagnostic in everything:
        if diagnostic.code == "missing-property":
            continue
        fix = next((each for each in fixes_of(analysis, diagnostic) if each.is_preferred), None)
        if fix is None or any(edit.start <= reach for edit in fix.edits):
            continue
        edits += fix.edits
        codes.add(diagnostic.code)
        reach = max(edit.end for edit in edits)
    if not edits or apply_edits(analysis.text, edits) == analysis.text:
        return None
    title = "Fix all that can be fixed"
    return CodeAction(title, tuple(edits), frozenset(codes), ActionKind.FIX_ALL)
