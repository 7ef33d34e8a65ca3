"""noncanonical-spelling: the OAuth2 client's properties in another spelling."""

from connector_lsp.analysis.diagnostics.connector.noncanonical_spelling import CANONICAL
from connector_lsp.resources import builtin_schema
from tests.support.diagnostics import check_members

CODE = "noncanonical-spelling"


def test_other_spellings() -> None:
    """Each other spelling is marked with the one to prefer."""
    check_members(
        """
        "auth_components": {
          "type": "oauth2",
          "client_id": "{{clientId}}",
//        ^^^^^^^^^^^ information[noncanonical-spelling]: "client_id" is better spelled "clientId"
          "client_secret": "{{clientSecret}}"
//        ^^^^^^^^^^^^^^^ information[noncanonical-spelling]: "client_secret" is better spelled "clientSecret"
        }
        """,
        codes=CODE,
    )


def test_two_spellings() -> None:
    """Beside the usual spelling another one is too much."""
    check_members(
        """
        "auth_components": { "type": "oauth2", "clientId": "", "clientID": "", "clientSecret": "" }
//                                                             ^^^^^^^^^^ information[noncanonical-spelling]: "clientID" means the same as "clientId", which is there as well
        """,
        codes=CODE,
    )


def test_usual_spellings() -> None:
    """The usual spelling is fine, and of what is no OAuth2 client nothing is said."""
    check_members(
        '"auth_components": { "type": "oauth2", "clientId": "", "clientSecret": "" }', codes=CODE
    )
    check_members('"auth_components": { "type": "oauth1", "client_id": "" }', codes=CODE)
    check_members('"auth_components": ["client_id"]', codes=CODE)
    check_members('"auth_components": { "type": "oauth2" "client_id": "" }', codes=CODE)


def test_the_schema_prefers_the_same() -> None:
    """The schema's annotations and the rule name the same spellings."""
    found: dict[str, str] = {}
    stack: list[object] = [builtin_schema().root]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            for name, member in node.items():
                if isinstance(member, dict) and "x-canonical" in member:
                    found[name] = member["x-canonical"]
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    assert found == dict(CANONICAL)
