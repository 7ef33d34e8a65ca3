"""Code actions: what can be done at a place of a connector, or of its test cases.

- `quick_fixes/`: the repairs of a finding, by the code of its rule,
- `fix_all.py`: every obvious repair at once,
- `refactorings/`: changes that keep what a connector does, or add to it, one module each.

`listing.py` gathers what there is at a place.  That costs what finding the titles costs; a change
is made when it is asked for.
"""

from connector_lsp.analysis.features.actions.action import (
    ActionKind,
    Change,
    CodeAction,
    Wish,
)
from connector_lsp.analysis.features.actions.listing import code_actions, fixes_of, try_find_action

__all__ = [
    "ActionKind",
    "Change",
    "CodeAction",
    "Wish",
    "code_actions",
    "fixes_of",
    "try_find_action",
]
