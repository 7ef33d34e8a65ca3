"""Credentials that a source hands to each operation as a parameter, made a way to sign in.

Many descriptions name no security and have a header ``X-API-Key`` at every operation instead.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.connector.hardcoded_credential import speaks_of_secret
from connector_lsp.importers.api import Place, Scheme, SchemeKind

if TYPE_CHECKING:
    from connector_lsp.importers.api import Api, Input, Operation


def lift_credentials(api: Api) -> Api:
    """The API with its credentials as schemes, where it has no scheme itself."""
    if api.schemes:
        return api
    schemes: dict[tuple[Place, str], Scheme] = {}
    operations = tuple(_lifted(operation, schemes) for operation in api.operations)
    return replace(api, operations=operations, schemes=tuple(schemes.values())) if schemes else api


def _lifted(operation: Operation, schemes: dict[tuple[Place, str], Scheme]) -> Operation:
    names = []
    for each in filter(_is_credential, operation.inputs):
        identity = each.place, each.key.lower()
        if identity not in schemes:
            schemes[identity] = Scheme(
                each.key, SchemeKind.API_KEY, each.place, each.key, description=each.description
            )
        names.append(schemes[identity].name)
    if not names:
        return operation
    inputs = tuple(each for each in operation.inputs if not _is_credential(each))
    sign_in = tuple((name, ()) for name in names)
    return replace(operation, inputs=inputs, sign_ins=(sign_in,))


def _is_credential(each: Input) -> bool:
    """Whether an input goes with any request alike; a password to be changed does not."""
    return (
        each.place in (Place.HEADER, Place.QUERY)
        and each.type == "string"
        and not each.choices
        and speaks_of_secret(each.key)
    )
