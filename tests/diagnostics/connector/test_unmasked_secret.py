"""unmasked-secret: an auth field for a secret that is not masked."""

import pytest

from tests.support.diagnostics import check_members

CODE = "unmasked-secret"


@pytest.mark.parametrize(
    "key",
    [
        "api_key",
        "apiKey",
        "access_token",
        "password",
        "clientSecret",
        "pin",
        "private-key",
        "x_passphrase",
    ],
)
def test_secret_keys(key: str) -> None:
    """A key that speaks of a secret is marked."""
    check_members(
        f"""
        "requiredSettings": {{ "authFields": [{{ "label": "It", "key": "{key}" }}] }}
//                                                                   ^{"^" * len(key)}^ information[unmasked-secret]: "{key}" looks like a secret, but what is typed into it is shown: add "masked": true
        """,
        codes=CODE,
    )


def test_secret_label() -> None:
    """Where the key does not tell, the label may."""
    check_members(
        """
        "requiredSettings": { "authFields": [{ "label": "API token", "key": "value" }] }
//                                                      ^^^^^^^^^^^ information[unmasked-secret]: "API token" looks like a secret, but what is typed into it is shown: add "masked": true
        """,
        codes=CODE,
    )


@pytest.mark.parametrize(
    "field",
    [
        '{ "label": "API key", "key": "api_key", "masked": true }',
        '{ "label": "API key", "key": "api_key", "masked": false }',
        '{ "label": "Token", "key": "token", "choices": { "a": "A" } }',
        '{ "label": "Token URL", "key": "tokenUrl" }',
        '{ "label": "Key ID", "key": "api_key_id" }',
        '{ "label": "Region", "key": "region" }',
        '{ "label": "Key" "key": "api_key" }',
        '{ "label": null, "key": ["password"] }',
        '"password"',
    ],
)
def test_other_fields(field: str) -> None:
    """Masked fields, deliberately shown ones, and what is no secret are fine."""
    check_members(f'"requiredSettings": {{ "authFields": [{field}] }}', codes=CODE)


def test_action_fields() -> None:
    """Fields of actions, such as `max_tokens`, are not judged."""
    check_members('"actions": [{ "actionFields": [{ "key": "token" }] }]', codes=CODE)
