"""Names that a person would choose."""

import pytest

from connector_lsp.importers.api import Operation
from connector_lsp.importers.naming import name_all


@pytest.mark.parametrize(
    ("method", "path", "operation_id", "summary", "expected"),
    [
        ("POST", "/completions", "createCompletion", "", "completion/create: Create a completion"),
        ("POST", "/completions", "", "Creates a completion.", "completion/create: Create a completion"),
        ("POST", "/completions", "", "Create completion", "completion/create: Create a completion"),
        ("GET", "/pets", "listPets", "", "pet/list: List pets"),
        ("GET", "/pets", "getPets", "", "pet/list: List pets"),
        ("GET", "/pets", "pets_list", "", "pet/list: List pets"),
        ("GET", "/pets/{id}", "", "", "pet/get: Get a pet"),
        ("GET", "/pets/findByStatus", "findPetsByStatus", "", "pet/find_by_status: Find pets by status"),
        ("GET", "/user/{username}", "getUserById", "", "user/get: Get a user"),
        ("GET", "/repos/{owner}/{repo}/issues", "issues/list-for-repo", "", "issue/list_for_repo: List issues for repo"),
        ("POST", "/pets/{id}/archive", "", "", "pet/archive: Archive a pet"),
        ("PUT", "/api/v2/companies/{id}", "", "", "company/update: Update a company"),
        ("DELETE", "/entries/{id}", "entries.remove", "", "entry/delete: Delete an entry"),
        ("GET", "/status", "", "", "status/get: Get status"),
        ("GET", "/ping", "", "Ping", "ping/get: Ping"),
        ("GET", "/kpis", "availableKPIs", "Get a list of KPIs", "kpi/list: List KPIs"),
        ("POST", "/hooks", "createOrUpdateWebhook", "", "webhook/create: Create a webhook"),
        ("GET", "/", "", "", "request/get: Get a request"),
        ("GET", "/items/{item_id}", "read_item_items__item_id__get", "Read Item", "item/get: Read an item"),
        ("GET", "/x", "", "GET /x", "x/get: Get an X"),
        ("GET", "/users", "取得一覧", "ユーザー一覧を取得", "user/list: ユーザー一覧を取得"),
        ("DELETE", "/users/{id}", "löscheNutzer", "Löschen", "user/delete: Löschen"),
    ],
)  # fmt: skip
def test_name(method: str, path: str, operation_id: str, summary: str, expected: str) -> None:
    """An operation gets the name that its own name, summary, method and path suggest."""
    operation = Operation(method, path, "", operation_id=operation_id, summary=summary)
    (name,) = name_all([operation])
    assert f"{name.model_id}/{name.action_id}: {name.label}" == expected


def test_unique() -> None:
    """Names that would be equal are told apart by what differs, and the rest by numbers."""
    requests = [
        ("PATCH", "/pets/{id}"),
        ("PUT", "/pets/{id}"),
        ("GET", "/pets"),
        ("GET", "/shops/{shop}/pets"),
        ("GET", "/v2/pets"),
        ("GET", "/v3/pets"),
    ]
    names = name_all([Operation(method, path, "") for method, path in requests], [("pet", "list")])
    assert [f"{each.model_id}/{each.action_id}: {each.label}" for each in names] == [
        "pet/update: Update a pet",
        "pet/replace: Replace a pet",
        "pet/list_2: List pets",
        "shop_pet/list: List shop pets",
        "pet/list_3: List pets (GET /v2/pets)",
        "pet/list_4: List pets (GET /v3/pets)",
    ]
