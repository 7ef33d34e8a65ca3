"""Choosing operations."""

import pytest

from connector_lsp.importers import ImportFailure, Selection
from tests.support.importing import imported, openapi

SOURCE = openapi(
    """
    /pets: {get: {operationId: listPets, tags: [Pets]}, post: {operationId: createPet, tags: [Pets, Admin]}}
    /shops/{id}: {get: {operationId: getShop, tags: [Shops]}, delete: {operationId: deleteShop}}
    """
)


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(tags=("pets",)), "GET /pets, POST /pets"),
        (Selection(tags=("Admin", "Shops")), "POST /pets, GET /shops/{id}"),
        (Selection(tags=("Pets",), methods=("get",)), "GET /pets"),
        (Selection(paths=("/shops/*",)), "GET /shops/{id}, DELETE /shops/{id}"),
        (Selection(paths=("/pets",)), "GET /pets, POST /pets"),
        (Selection(operation_ids=("deleteShop",)), "DELETE /shops/{id}"),
        (Selection(choose=lambda found: found[1:2]), "POST /pets"),
    ],
)
def test_selection(selection: Selection, expected: str) -> None:
    """What fits one of each kind is wanted, in the order of the source; the rest is counted."""
    report = imported(SOURCE, selection=selection).imported.report
    assert ", ".join(each.operation for each in report.made) == expected
    assert report.not_chosen == 4 - len(report.made)


def test_test_of_others() -> None:
    """The connection may be tested with an operation that is no action."""
    found = imported(SOURCE, selection=Selection(methods=("POST",)))
    assert found.connector["testConnection"] == {"endpoint": "/pets", "method": "GET"}
    assert list(found.connector["endpoints"]["GET"]) == ["/pets"]


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection(tags=("Pet",)), 'No operation has the tag "Pet": did you mean "Pets"'),
        (Selection(paths=("/x*",)), 'No operation has the path "/x*"'),
        (Selection(methods=("PUT",)), 'No operation has the method "PUT"'),
        (Selection(operation_ids=("x",)), 'No operation has the operation ID "x"'),
        (
            Selection(tags=("Pets",), paths=("/shops/*",)),
            "No operation fits all that was asked for",
        ),
    ],
)
def test_nothing_fits(selection: Selection, message: str) -> None:
    """A name that fits nothing is refused."""
    with pytest.raises(ImportFailure) as caught:
        imported(SOURCE, selection=selection)
    assert str(caught.value).startswith(message)
