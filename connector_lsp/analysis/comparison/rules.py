"""What a change means for the flows that use a connector: the specification, as one table.

A flow's step names its action by ``modelId`` and ``actionId`` and keeps what was filled in by the
key of the field; a connected account keeps the values of the auth fields by their keys. From that
follows what each change does. How Claris Connect treats a connector that was made anew is nowhere
documented, so all of this is inferred, and where there is doubt the graver impact holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Impact(StrEnum):
    """What a change does to flows, the gravest first."""

    BREAKING = "breaking"
    """A flow that uses it would fail or must be rebuilt."""
    VISIBLE = "visible"
    """Flows go on; people see a difference, or the API does."""
    INVISIBLE = "invisible"
    """Flows go on, and nobody sees a difference."""

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Impact).index(self)


class Kind(StrEnum):
    """What happened to the subject of a change."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class Rule:
    """How a change is judged.

    Attributes:
        code: its permanent name.
        kind: what happened to the subject.
        impact: what it does to flows.
        says: what changed, as it stands behind the subject; empty where each change says it itself.
        reason: why it has this impact, a clause without a full stop.

    """

    code: str
    kind: Kind
    impact: Impact
    says: str
    reason: str


_ADDED, _REMOVED, _CHANGED, _RENAMED = Kind.ADDED, Kind.REMOVED, Kind.CHANGED, Kind.RENAMED
_BREAKING, _VISIBLE, _INVISIBLE = Impact.BREAKING, Impact.VISIBLE, Impact.INVISIBLE

# A table is read across: each row is one line as far as it goes.
# fmt: off
RULES: Mapping[str, Rule] = {rule.code: rule for rule in (
    # --- actions -------------------------------------------------------------------------------
    Rule("action-added", _ADDED, _VISIBLE, "new",
         "flows can use it; those there are stay as they are"),
    Rule("action-removed", _REMOVED, _BREAKING, "removed",
         "a flow with this step has nothing to run"),
    Rule("action-renamed", _RENAMED, _BREAKING, "renamed to",
         "a flow's step finds its action by modelId and actionId"),
    Rule("action-request", _CHANGED, _BREAKING, "other request:",
         "the step asks something else of the API, which may do and return something else"),
    Rule("action-respelt", _CHANGED, _INVISIBLE, "request written otherwise",
         "the request is the same"),
    Rule("action-sends", _CHANGED, _VISIBLE, "sends",
         "the step stays as it is, and its request carries something else"),
    Rule("action-text", _CHANGED, _VISIBLE, "",
         "it reads otherwise where people choose a step"),
    Rule("actions-reordered", _CHANGED, _VISIBLE, "other order",
         "people find them in other places of the list"),
    # --- fields of actions and of the sign-in --------------------------------------------------
    Rule("field-added", _ADDED, _VISIBLE, "new, optional",
         "it can be filled in; steps without it stay as they are"),
    Rule("field-added-with-default", _ADDED, _VISIBLE, "new, with a default",
         "steps that were made before send its default"),
    Rule("field-added-required", _ADDED, _BREAKING, "new, required",
         "a step that was made before has no value for it and is refused"),
    Rule("field-removed", _REMOVED, _BREAKING, "removed",
         "what was filled in here is not sent any more"),
    Rule("field-renamed", _RENAMED, _BREAKING, "renamed to",
         "a step keeps what was filled in under the old key"),
    Rule("field-required", _CHANGED, _BREAKING, "now required",
         "a step that leaves it empty is refused"),
    Rule("field-required-with-default", _CHANGED, _VISIBLE, "now required, with a default",
         "a step that has nothing here sends its default"),
    Rule("field-optional", _CHANGED, _VISIBLE, "now optional",
         "it can be left empty; steps that fill it in stay as they are"),
    Rule("field-type", _CHANGED, _BREAKING, "type",
         "a value that was accepted may be refused, or reach the API as another type"),
    Rule("field-type-widened", _CHANGED, _VISIBLE, "type",
         "every value that was accepted still is, and is sent as before"),
    Rule("field-choice-removed", _CHANGED, _BREAKING, "without the choice",
         "who chose it sends a value that is no choice any more"),
    Rule("field-choice-added", _CHANGED, _VISIBLE, "new choice",
         "there is more to choose from; what was chosen stays"),
    Rule("field-choices-only", _CHANGED, _BREAKING, "choices instead of any value",
         "a value that is none of the choices is refused"),
    Rule("field-any-value", _CHANGED, _VISIBLE, "any value instead of choices",
         "what was chosen before is accepted, too"),
    Rule("field-choice-text", _CHANGED, _VISIBLE, "choice",
         "the choice reads otherwise and sends the same value"),
    Rule("field-default", _CHANGED, _VISIBLE, "default",
         "new steps begin with it, and steps that have nothing here send it"),
    Rule("field-default-removed", _CHANGED, _BREAKING, "required, without the default",
         "a step that relied on the default is refused"),
    Rule("field-text", _CHANGED, _VISIBLE, "",
         "people read something else where they fill it in"),
    Rule("field-masked", _CHANGED, _VISIBLE, "masked",
         "what is typed is hidden or shown"),
    Rule("fields-reordered", _CHANGED, _VISIBLE, "fields in another order",
         "the form looks different and means the same"),
    # --- authentication ------------------------------------------------------------------------
    Rule("auth-type", _CHANGED, _BREAKING, "type",
         "accounts are connected in another way: all must sign in again"),
    Rule("auth-field-added", _ADDED, _BREAKING, "new",
         "connected accounts have no value for it: all must sign in again"),
    Rule("auth-field-added-optional", _ADDED, _VISIBLE, "new, optional",
         "it can be filled in at the next sign-in; connected accounts go on without it"),
    Rule("auth-field-removed", _REMOVED, _VISIBLE, "removed",
         "it is not asked for any more, and what connected accounts have in it is not used"),
    Rule("auth-field-renamed", _RENAMED, _BREAKING, "renamed to",
         "connected accounts keep its value under the old key: all must sign in again"),
    Rule("credential-added", _ADDED, _VISIBLE, "new:",
         "requests carry more of what connected accounts have"),
    Rule("credential-removed", _REMOVED, _BREAKING, "not sent any more:",
         "requests go without it and may be refused"),
    Rule("credential-changed", _CHANGED, _BREAKING, "sent otherwise:",
         "the API is shown something else than what connected accounts were tested with"),
    Rule("auth-sends", _CHANGED, _VISIBLE, "sends",
         "every request carries something else that is no credential"),
    Rule("auth-respelt", _CHANGED, _INVISIBLE, "written otherwise",
         "requests carry the same credentials"),
    Rule("oauth-address", _CHANGED, _BREAKING, "address",
         "who signed in did so elsewhere: all must sign in again"),
    Rule("oauth-scope-added", _ADDED, _BREAKING, "asks for the scope",
         "who signed in has not agreed to it: all must sign in again"),
    Rule("oauth-scope-removed", _REMOVED, _VISIBLE, "without the scope",
         "connected accounts keep it; new ones are not asked for it"),
    Rule("oauth-client", _CHANGED, _VISIBLE, "secret",
         "a secret of this name has to be there before anyone signs in"),
    Rule("test-request", _CHANGED, _VISIBLE, "tests something else",
         "signing in sends another request; flows never do"),
    # --- endpoints -----------------------------------------------------------------------------
    Rule("endpoint-added", _ADDED, _INVISIBLE, "new",
         "flows know of actions only"),
    Rule("endpoint-removed", _REMOVED, _INVISIBLE, "removed",
         "no action uses it"),
    Rule("endpoint-missing", _REMOVED, _BREAKING, "removed, still in use",
         "an action names it, so that its request has no address"),
    Rule("endpoint-renamed", _RENAMED, _BREAKING, "moved to",
         "its actions ask another address, which may do and return something else"),
    Rule("endpoint-address", _CHANGED, _BREAKING, "other base URL:",
         "its actions ask another address, which may do and return something else"),
    Rule("endpoint-respelt", _CHANGED, _INVISIBLE, "written otherwise",
         "the address is the same"),
    Rule("endpoint-sends", _CHANGED, _VISIBLE, "sends",
         "steps stay as they are, and their requests carry something else"),
    Rule("endpoint-unused", _CHANGED, _INVISIBLE, "changed",
         "no action uses it"),
    # --- the rest ------------------------------------------------------------------------------
    Rule("connector-name", _RENAMED, _VISIBLE, "renamed to",
         "people find the connector and its steps under another name"),
    Rule("connector-text", _CHANGED, _VISIBLE, "",
         "people read something else about the connector"),
    Rule("format-version", _CHANGED, _VISIBLE, "version of the format",
         "Claris Connect may read the connector otherwise"),
    Rule("other", _CHANGED, _VISIBLE, "",
         "what Claris Connect makes of it is not known"),
)}
# fmt: on
"""Every rule by its code."""
