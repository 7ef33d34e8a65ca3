"""The JSON body of a request: a dotted key is a way into objects inside each other.

Inferred (format.md, rule 2): ``a.b`` is ``{"a": {"b": …}}``, a number in it is the name of a member
as well. A key with nothing before, behind or between its dots is a name as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from connector_lsp.analysis.template import ACTION_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.debugger.fill import Filling


def nest(values: Mapping[str, Json], filling: Filling) -> dict[str, Json]:
    """The body that the values of action fields make.

    Args:
        values: the values by key; None for one that was left empty.
        filling: takes up the fields that claim the same place, as ``a`` and ``a.b`` do.

    """
    given = {_way(key): value for key, value in values.items() if value is not None}
    body: dict[str, Json] = {}
    for way, value in given.items():
        above = next((way[:n] for n in range(1, len(way)) if way[:n] in given), None)
        if above is not None:
            message = (
                f"This cannot be sent together with {'.'.join(above)}: leave one of them empty"
            )
            filling.refuse(ACTION_FIELDS, ".".join(way), message)
            continue
        owner = body
        for name in way[:-1]:
            owner = owner.setdefault(name, {})
        owner[way[-1]] = value
    return body


def _way(key: str) -> tuple[str, ...]:
    names = tuple(key.split("."))
    return names if all(names) else (key,)
