"""Turn a credential that is written into the connector into a masked auth field."""

import pytest

from connector_lsp.analysis.features.actions import Wish
from tests.support.actions import applied, at_cursor, refactorings, titles

BEFORE = """{
  "requiredSettings": {
    "authFields": [
      { "label": "Shop", "key": "shop" }
    ]
  },
  "auth_request": {
    "type": "custom",
    "headers": {
      "X-Api-Key": "0123456789ab",
      "Authorization": "Bearer 0123456789ab"
    }
  },
  "endpoints": {
    "GET": {
      "/a": { "url": "https://a.example/?api_key=0123456789ab&page=2", "params": { "k": "0123456789ab" } }
    }
  }
}"""


def after(key, label):
    """The text with an auth field in the place of the credential."""
    field = f"""      {{ "label": "Shop", "key": "shop" }},
      {{
        "label": "{label}",
        "key": "{key}",
        "masked": true
      }}"""
    text = BEFORE.replace('      { "label": "Shop", "key": "shop" }', field)
    return text.replace("0123456789ab", f"{{{{authFields.{key}}}}}")


@pytest.mark.parametrize(
    ("cursor", "key", "label"),
    [
        ('"X-Api-Key": "012<|>', "api_key", "API key"),
        ('"Author<|>ization', "api_key", "API key"),
        ('"Authorization": "Bearer <|>', "api_key", "API key"),
        ("?api_key=<|>", "api_key", "API key"),
    ],
)
def test_the_credential_is_gone_from_the_text(cursor, key, label):
    """Every place that sends it refers to one new field, called after what it is the value of."""
    text = BEFORE.replace(cursor.replace("<|>", ""), cursor, 1)
    title = f'Extract the credential into auth field "{key}"'
    assert applied(text, title) == (after(key, label), None)
    assert [each.title for each in at_cursor(text)[1]].count(title) == 1


@pytest.mark.parametrize(
    ("member", "key"),
    [
        ('"X-Shop-Access-Token": "abc12345"', "shop_access_token"),
        ('"Authorization": "Basic YWJjOmRlZg=="', "credentials"),
        ('"subscriptionKey": "abc12345"', "subscription_key"),
        ('"Password": "abc12345"', "password"),
        ('"X-Key": "abc12345"', "api_key"),
        ('"accessKey": "abc12345"', "access_key_2"),
    ],
)
def test_the_key_says_what_the_credential_is_for(member, key):
    """After its header; with a number where there is a field of that key."""
    text = (
        '{"requiredSettings": {"authFields": [{"label": "A", "key": "access_key"}]}, "auth_request":'
        f' {{"type": "custom", "headers": {{<|>{member}}}}}}}'
    )
    assert refactorings(text) == [f'Extract the credential into auth field "{key}"']


def test_the_list_of_fields_is_made_too():
    """Where nothing was asked for at Sign In."""
    before = '{\n  "requiredSettings": {},\n  "auth_request": {"type": "bearer", "tok<|>en": "secret-1"}\n}'
    expected = (
        '{\n  "requiredSettings": {\n    "authFields": [\n      {\n        "label": "API key",\n'
        '        "key": "api_key",\n        "masked": true\n      }\n    ]\n  },\n'
        '  "auth_request": {"type": "bearer", "token": "{{authFields.api_key}}"}\n}'
    )
    assert applied(before, 'Extract the credential into auth field "api_key"')[0] == expected


def test_the_secret_of_an_oauth_client_is_no_users():
    """It is named, and kept under Secret Keys."""
    text = '{"auth_components": {"type": "oauth2", "client_secret": "<|>abc12345"}}'
    title = "Extract the credential into secret {{client_secret}}"
    assert titles(text).count(title) == 1
    expected = '{"auth_components": {"type": "oauth2", "client_secret": "{{client_secret}}"}}'
    assert applied(text, title)[0] == expected


def test_taking_it_out_is_confirmed():
    """The literal is gone afterwards, so the user is told to have it at hand."""
    text = BEFORE.replace('"X-Api-Key"', '"X-Api<|>-Key"')
    (action,) = at_cursor(text, Wish(kinds=("refactor.extract",)))[1]
    assert action.change().needs_confirmation
    assert action.change().description == (
        "The credential is taken out of the text: enter it at Sign In"
    )


@pytest.mark.parametrize(
    "text",
    [
        # a secret of that name is another one already
        '{"auth_components": {"clientId": "{{clientSecret}}", "clientSecret": "<|>abc12345"}}',
        # an endpoint's path has to stay as it is declared
        '{"requiredSettings": {"authFields": []}, "actions": [{"endpoint": "/a?api_key=<|>abc12345"}]}',
        # no place for a field
        '{"requiredSettings": [], "auth_request": {"token": "<|>abc12345"}}',
        '{"requiredSettings": {"authFields": {}}, "auth_request": {"token": "<|>abc12345"}}',
        '{"requiredSettings": {"authFields": [,]}, "auth_request": {"token": "<|>abc12345"}}',
        # no credential
        '{"requiredSettings": {"authFields": []}, "auth_request": {"token": "<|>{{authFields.a}}"}}',
    ],
)
def test_elsewhere_nothing_is_offered(text):
    """Neither as a refactoring nor as a quick fix."""
    assert refactorings(text) == []
    assert not [each for each in titles(text) if "credential" in each]
