"""Code lenses: what can be run, at the place in the text that it is about.

Commands are those that the server executes; each takes the connector and, where it runs one, the
action by its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connector_lsp.analysis.cases import CONNECTION_TEST, action_name, facts_of
from connector_lsp.analysis.commands import Command
from connector_lsp.analysis.document import SKELETON
from connector_lsp.analysis.syntax import try_find_property

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connector_lsp.analysis.analysis import Analysis


@dataclass(frozen=True, slots=True)
class Lens:
    """Something that can be done about a place.

    Attributes:
        offset: the place.
        title: what it does.
        command: how.
        action: which action it is about, by its name; empty for none.
        case: which test case, by its name; empty for none.

    """

    offset: int
    title: str
    command: Command
    action: str = ""
    case: str = ""


def connector_lenses(analysis: Analysis) -> Iterator[Lens]:
    """The lenses of a connector: at ``requiredSettings``, ``testConnection`` and each action."""
    document, connector = analysis.document, analysis.connector
    settings = _try_member(analysis, "requiredSettings")
    if settings is not None:
        yield Lens(settings, "Sign in", Command.SIGN_IN)
        yield Lens(settings, "Sign out", Command.SIGN_OUT)
        yield Lens(settings, "Test authentication", Command.TEST_AUTHENTICATION)
    if connector.test_connection is not None:
        at = document.key_range(connector.test_connection).start
        yield Lens(at, "Test authentication", Command.TEST_AUTHENTICATION)
    for index in connector.actions:
        value = document.sections[index].value
        name = action_name(value) if isinstance(value, dict) else None
        if name:
            at = document.starts[index]
            yield Lens(at, "Run action test", Command.RUN_ACTION, name)
            yield Lens(at, "Run all cases", Command.RUN_CASES, name)


def since_lens(analysis: Analysis, title: str) -> Lens:
    """The lens at the start of a connector that tells what changed since its last release."""
    root = analysis.document.skeleton.root
    at = analysis.document.absolute(SKELETON, root.start) if root else 0
    return Lens(at, title, Command.COMPARE)


def case_lenses(analysis: Analysis) -> Iterator[Lens]:
    """The lenses of a test cases file: at each case."""
    document = analysis.document
    for index, section in enumerate(document.sections):
        facts = section.once(facts_of)
        if facts.name and facts.action:
            is_test = facts.action == CONNECTION_TEST
            title = "Test authentication" if is_test else "Run case"
            yield Lens(document.starts[index], title, Command.RUN_CASES, facts.action, facts.name)


def _try_member(analysis: Analysis, name: str) -> int | None:
    """The offset of a member of the root that is large, or may be."""
    document = analysis.document
    if name in analysis.connector.members:
        return document.key_range(analysis.connector.members[name]).start
    member = try_find_property(document.skeleton.root, (name,))
    if member is None or member.key is None:
        return None
    return document.absolute(SKELETON, member.key.start)
