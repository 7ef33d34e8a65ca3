"""unsupported-trigger: members of the root that declare triggers."""

from tests.support.diagnostics import check_members

CODE = "unsupported-trigger"
BOTH = (CODE, "unknown-property")


def test_triggers() -> None:
    """Triggers are marked at their name; that it is unknown goes without saying."""
    check_members(
        """
        "triggers": [{ "label": "New order" }],
//      ^^^^^^^^^^ warning[unsupported-trigger]: Claris Connect supports no custom triggers: "triggers" has no effect
        "webhooks": {},
//      ^^^^^^^^^^ warning[unsupported-trigger]: Claris Connect supports no custom triggers: "webhooks" has no effect
        "Trigger": null,
//      ^^^^^^^^^ warning[unsupported-trigger]: Claris Connect supports no custom triggers: "Trigger" has no effect
        "other": 1
//      ^^^^^^^ warning[unknown-property]: Unknown property "other"
        """,
        codes=BOTH,
    )


def test_no_triggers() -> None:
    """Like names elsewhere are not meant."""
    check_members(
        """
        "description": "triggers",
        "endpoints": { "GET": { "/triggers": { "url": "https://example.com/" } } },
        "actions": [{ "triggers": 1 }]
//                    ^^^^^^^^^^ warning[unknown-property]: Unknown property "triggers"
        """,
        codes=BOTH,
    )


def test_beside_broken_text() -> None:
    """A fault in another member does not hide it."""
    check_members(
        """
        "auth_request": { "type" "none" },
        "triggers": []
//      ^^^^^^^^^^ warning[unsupported-trigger]: Claris Connect supports no custom triggers: "triggers" has no effect
        """,
        codes=CODE,
    )
