"""Commands of every shell become one action each, and no secret stays."""

import pytest
from inline_snapshot import snapshot

from connector_lsp.importers import BrokenSourceError, ImportFailure
from tests.support.importing import Outcome, imported

SECRET = "s3cr3t-V4lue"

UNIX = f"""\
$ curl -sS https://api.example.com/v1/contacts/550e8400-e29b-41d4-a716-446655440000/notes?notify=true \\
    -H 'Content-Type: application/json' -H "Authorization: Bearer {SECRET}" \\
    -H "Api-Version: 2024-01-01" \\
    -d '{{"text": "it'\\''s", "pages": 3, "author": {{"password": "{SECRET}"}}, "to": [{{}}]}}'
"""

WINDOWS = f"""\
C:\\> curl ^"https://api.example.com/v1/contacts/550e8400-e29b-41d4-a716-446655440000/notes?notify=true^" ^
  -X ^"POST^" ^
  -H ^"authorization: Bearer {SECRET}^" ^
  -H ^"Api-Version: 2024-01-01^" ^
  --data-raw ^"{{^\\^"text^\\^":^\\^"100^% it's^\\^",^\\^"pages^\\^":3,^\\^"author^\\^":{{^\\^"password^\\^":^\\^"{SECRET}^\\^"}},^\\^"to^\\^":^[{{}}^]}}^"
"""

OLD_WINDOWS = f"""\
curl "https://api.example.com/v1/contacts/550e8400-e29b-41d4-a716-446655440000/notes?notify=true" ^
  -H "authorization: Bearer {SECRET}" -H "Api-Version: 2024-01-01" ^
  --data-raw "{{\\"text\\":\\"a\\",\\"pages\\":3,\\"author\\":{{\\"password\\":\\"{SECRET}\\"}},\\"to\\":[{{}}]}}"
"""

POWERSHELL = f"""\
$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
$session.Cookies.Add((New-Object System.Net.Cookie("sid", "{SECRET}", "/", ".example.com")))
Invoke-WebRequest -UseBasicParsing -Uri "https://api.example.com/v1/contacts/550e8400-e29b-41d4-a716-446655440000/notes?notify=true" `
-Method "POST" `
-WebSession $session `
-Headers @{{
"authorization"="Bearer {SECRET}"
  "Api-Version"="2024-01-01"
}} `
-ContentType "application/json" `
-Body "{{`"text`":`"a`",`"pages`":3,`"author`":{{`"password`":`"{SECRET}`"}},`"to`":[{{}}]}}"
"""

POWERSHELL_VARIABLES = f"""\
$headers = New-Object "System.Collections.Generic.Dictionary[[String],[String]]"
$headers.Add("Authorization", "Bearer {SECRET}")
$headers.Add("Api-Version", "2024-01-01")
$body = @"
{{"text": "a", "pages": 3, "author": {{"password": "{SECRET}"}}, "to": [{{}}]}}
"@
$response = Invoke-RestMethod 'https://api.example.com/v1/contacts/550e8400-e29b-41d4-a716-446655440000/notes?notify=true' -Method 'POST' -Headers $headers -Body $body -ContentType 'application/json'
$response | ConvertTo-Json
"""

FETCH = f"""\
await fetch("https://api.example.com/v1/contacts/550e8400-e29b-41d4-a716-446655440000/notes?notify=true", {{
  "headers": {{"accept": "*/*", "authorization": "Bearer {SECRET}", "sec-ch-ua": "x", "Api-Version": "2024-01-01"}},
  "body": "{{\\"text\\":\\"a\\",\\"pages\\":3,\\"author\\":{{\\"password\\":\\"{SECRET}\\"}},\\"to\\":[{{}}]}}",
  "method": "POST"
}});
"""

DIALECTS = {
    "unix": UNIX,
    "windows": WINDOWS,
    "old windows": OLD_WINDOWS,
    "powershell": POWERSHELL,
    "powershell variables": POWERSHELL_VARIABLES,
    "fetch": FETCH,
}


def test_connector() -> None:
    """Host, version and path are told apart; values are only types; a credential is asked for."""
    assert imported(UNIX, name="Contacts").imported.text == snapshot("""\
{
  "schema": "10.0",
  "name": "Contacts",
  "auth_components": {
    "type": "none"
  },
  "requiredSettings": {
    "authFields": [
      {
        "label": "API token",
        "key": "api_token",
        "errorText": "Please enter a valid API token.",
        "masked": true
      }
    ]
  },
  "auth_request": {
    "type": "bearer",
    "token": "{{authFields.api_token}}"
  },
  "testConnection": {},
  "endpoints": {
    "POST": {
      "/contacts/{contact_id}/notes": {
        "url": "https://api.example.com/v1/",
        "headers": {
          "Api-Version": "2024-01-01"
        },
        "params": {
          "notify": "{{urlFields.notify}}"
        }
      }
    }
  },
  "actions": [
    {
      "modelId": "note",
      "actionId": "create",
      "endpoint": "/contacts/{contact_id}/notes",
      "method": "POST",
      "label": "Create a note",
      "urlFields": [
        {
          "key": "contact_id",
          "label": "Contact ID",
          "type": "string",
          "required": true
        },
        {
          "key": "notify",
          "label": "Notify",
          "type": "boolean",
          "required": false
        }
      ],
      "actionFields": [
        {
          "key": "text",
          "label": "Text",
          "type": "string",
          "required": false
        },
        {
          "key": "pages",
          "label": "Pages",
          "type": "integer",
          "required": false
        },
        {
          "key": "author.password",
          "label": "Password",
          "type": "string",
          "required": false,
          "masked": true
        }
      ]
    }
  ]
}
""")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_dialect(dialect: str) -> None:
    """One request in another shell is the same connector."""
    found = imported(DIALECTS[dialect], name="Contacts")
    assert found.imported.text == imported(UNIX, name="Contacts").imported.text
    assert (
        found.report() == "gap: POST /contacts/{contact_id}/notes | body.to | an array of objects"
    )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_secret_stays(dialect: str) -> None:
    """Nothing of a credential is in the connector or the report."""
    made = imported(DIALECTS[dialect]).imported
    assert SECRET not in made.text
    assert SECRET not in repr(made.report)


def sign_in(found: Outcome) -> object:
    """How requests carry the credentials."""
    return found.connector["auth_request"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("-H 'Authorization: Basic c2VjcmV0OnNlY3JldA=='", "basic"),
        ("-u me:secret123", "basic"),
        ("--oauth2-bearer secret123", "bearer"),
        ("-H 'Authorization: Token secret123'", {"type": "custom", "headers": {"Authorization": "Token {{authFields.api_key}}"}}),
        ("-H 'Authorization: secret123'", {"type": "custom", "headers": {"Authorization": "{{authFields.api_key}}"}}),
        ("-H 'X-Auth-Token: secret123'", {"type": "custom", "headers": {"X-Auth-Token": "{{authFields.api_key}}"}}),
        ("-H 'X-Strange: ghp_0123456789abcdefghijsecret123'", {"type": "custom", "headers": {"X-Strange": "{{authFields.api_key}}"}}),
        ("-G -d apikey=secret123", {"type": "custom", "params": {"apikey": "{{authFields.api_key}}"}}),
        ("-b 'session=secret123'", {"type": "custom", "headers": {"Cookie": "{{authFields.cookie}}"}}),
    ],
)  # fmt: skip
def test_credential(options: str, expected: object) -> None:
    """A credential becomes a masked auth field, however it is sent."""
    found = imported(f"curl https://api.example.com/me {options}")
    auth = sign_in(found)
    assert (auth == expected) if isinstance(expected, dict) else (auth["type"] == expected)
    assert found.connector["requiredSettings"]["authFields"][-1]["masked"] is True
    assert "secret123" not in found.imported.text
    assert found.connector["testConnection"] == {"endpoint": "/me", "method": "GET"}


def test_credential_in_the_url() -> None:
    """Of an address that is a secret itself, the secret part is asked for."""
    url = "https://me:secret123@hooks.example.com/services/1/bot12345:AAxsecret123secret123secret123/send"
    found = imported(f"curl {url} -d text=Hello -d text=You")
    assert "secret123" not in found.imported.text
    assert sign_in(found)["type"] == "basic"
    assert found.connector["endpoints"]["POST"]["/send"] == {
        "url": "https://hooks.example.com/services/1/{{authFields.token}}/",
        "headers": {"Content-Type": "application/x-www-form-urlencoded"},
    }
    assert found.fields() == "action text:array 'Text'"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/contacts/17/notes", "/contacts/{contact_id}/notes"),
        ("/contacts/bo@example.com", "/contacts/{contact_id}"),
        ("/hooks/a1b2c3d4", "/hooks/{hook_id}"),
        ("/files/5f4dcc3b5aa765d6/rows", "/files/{file_id}/rows"),
        ("/oauth2-clients/ipv4", "/oauth2-clients/ipv4"),
        ("/a/:name/{other}", "/a/{name}/{other}"),
    ],
)
def test_path(path: str, expected: str) -> None:
    """What is one value of many becomes a parameter; words stay."""
    found = imported(f"curl https://api.example.com{path}")
    assert found.action()["endpoint"] == expected


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ("-F file=@x.png", "body: multipart/form-data"),
        ("-T x.png", "body: a file"),
        ("-d @body.json", "body: a body in a file of its own"),
        ("-H 'Content-Type: text/xml' -d '<a/>'", "body: XML"),
        ("--json '[1, 2]'", "body: an array, where a connector sends an object"),
        ("-X OPTIONS", "a connector has no method OPTIONS"),
    ],
)
def test_left_out(options: str, reason: str) -> None:
    """What cannot be sent is told."""
    found = imported(f"curl https://api.example.com/things {options}")
    assert found.connector["actions"] == []
    assert f"| {reason}" in found.report()


def test_several_commands() -> None:
    """Commands that follow each other are all read, equal ones once."""
    found = imported(
        """
        # All of it
        curl https://api.example.com/things/17 && curl -X DELETE https://api.example.com/things/18
        curl https://api.example.com/things/19?full=1 --next https://api.example.com/things
        """
    )
    assert [each.operation for each in found.imported.report.made] == [
        "GET /things/{thing_id}",
        "DELETE /things/{thing_id}",
        "GET /things",
    ]


@pytest.mark.parametrize(
    ("command", "message", "place"),
    [
        ("curl 'https://x.example.com", "The quotation mark ' is not closed", 5),
        ('curl "https://x.example.com" ^\n -H "a', 'The quotation mark " is not closed', 35),
        ("curl https://x.example.com -H", "-H lacks its value", 27),
        ("irm 'https://x.example.com", "The quotation mark ' is not closed", 4),
        ("fetch('x')", "Expected JSON, as browsers copy a call of fetch", 6),
    ],
)
def test_broken(command: str, message: str, place: int) -> None:
    """A command that is not whole is refused at its place."""
    with pytest.raises(BrokenSourceError) as caught:
        imported(command)
    assert (str(caught.value), caught.value.range.start) == (message, place)


def test_no_url() -> None:
    """A command without a URL is refused."""
    with pytest.raises(ImportFailure, match="names no URL"):
        imported("curl -s ")
