"""Commands of every shell become one action each, and no secret stays."""

import json

import pytest
from inline_snapshot import snapshot

from connector_lsp.importers import BrokenSourceError, ImportFailure, looks_importable
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

TABLES = """\
$token = "secret123"
$address = @{ city = 'X'; "zip" = 8000 }
$h = @{}
$h["Authorization"] = "Bearer $token"
$body = @{
    name = 'x'
    address = $address
    tags = @('a', 'b')
    active = $true
} | ConvertTo-Json -Depth 5
$base = "https://api.example.com/v1"
Invoke-RestMethod -Uri "$base/users/$userId/orders" -Method Post -Headers $h -Body $body
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


@pytest.mark.parametrize("text", [*DIALECTS.values(), TABLES])
def test_looks_importable(text: str) -> None:
    """An editor sees by the beginning that it is offered something to import."""
    assert looks_importable(text)


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
        ("/a/:name/{other-one}", "/a/{name}/{other_one}"),
        ("/a/<user-id>/b/<it>", "/a/{user_id}/b/{it}"),
        ("/$ACCOUNT_ID/${b}/YOUR_USER_ID/c", "/{account_id}/{b}/{user_id}/c"),
        ("/{{A_ID}}.json/x{{b}}-{{b}}/{{$guid}}", "/{a_id}.json/x{b}-{b_2}/{guid}"),
        ("/odata/$metadata", "/odata/$metadata"),
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


@pytest.mark.parametrize(
    ("options", "fields"),
    [
        ("--data-urlencode 'q=a&b' --data-urlencode name@file --data-urlencode '=raw'", ["q", "name", "raw"]),
        (r"""--data-raw $'{"it\'s": 1, "u\u00e9": 2, "\ud83d\ude00": 3}'""", ["it's", "ué", "😀"]),
        ("-d @- <<'END'\n{\"it's\": {\"a\": 1},\n\"b\": 2}\nEND\n", ["it's.a", "b"]),
        ("-d @- <<-\tA <<B\n\tA=1\n\tA\nb=1\nB", ["b"]),
        ("--json @- <<< '{\"a\": 1}' | jq .a", ["a"]),
        ("--json '{\"a\": 1,' --json '\"b\": 2}'", ["a", "b"]),
    ],
)  # fmt: skip
def test_body(options: str, fields: list[str]) -> None:
    """What a shell and curl make of a body is read: quotes, documents, what is encoded."""
    found = imported(f"curl https://api.example.com/things {options}")
    assert [each["key"] for each in found.action()["actionFields"]] == fields


def test_braces_that_nothing_closes() -> None:
    """They begin no variable, however much white space follows."""
    blank = " " * 50_000
    found = imported(f'curl https://api.example.com/a -d \'{{"b": "{{{{{blank}"}}\'')
    assert found.fields() == "action b:string 'B'"


def test_no_value_is_taken_for_a_name() -> None:
    """A form of which the values hold signs of forms, and JSON that is no form, keep their values."""
    for command in (
        """curl https://api.example.com/a -d '{"a": "https://x/?secret123=1", "n": $N}'""",
        "irm https://api.example.com/a -Method POST -Body @{a = 'x&secret123=1'}",
        "curl https://api.example.com/a -d '{secret123=1' -d 'a\nsecret123=1'",
    ):
        found = imported(command)
        assert "secret123" not in found.imported.text + found.report()


def test_redirections() -> None:
    """Files that a shell reads and writes are not taken for URLs."""
    found = imported("curl -s > out.json 2>&1 https://api.example.com/a 2>>log < in &>x")
    assert [each.operation for each in found.imported.report.made] == ["GET /a"]


@pytest.mark.parametrize(
    "command", ["curl ftp://x.example.com/a", "curl file:///etc/passwd", "irm ftp://x/a"]
)
def test_other_protocols(command: str) -> None:
    """What is not sent by HTTP is refused."""
    scheme = command.partition("://")[0].rpartition(" ")[2]
    message = f"A connector sends HTTP requests: expected http:// or https://, not {scheme}://"
    with pytest.raises(ImportFailure) as caught:
        imported(command)
    assert str(caught.value) == message


def test_other_protocols_beside_http() -> None:
    """Beside other requests it is one that is left out."""
    found = imported("curl https://api.example.com/a FTP://x.example.com/b")
    assert [each.operation for each in found.imported.report.made] == ["GET /a"]
    assert "refused: GET /b | it is sent by ftp, not by HTTP" in found.report()


def test_own_machine() -> None:
    """An address without a scheme is that of a secure server, but for one's own machine."""
    for address, url in (
        ("x.example.com/a", "https://x.example.com/"),
        ("localhost:8080/a", "http://localhost:8080/"),
        ("127.0.0.1/a", "http://127.0.0.1/"),
    ):
        assert imported(f"curl {address}").connector["endpoints"]["GET"]["/a"]["url"] == url


def test_type_of_content() -> None:
    """A type of JSON that an API asks for is sent with the body."""
    kind = "application/vnd.api+json"
    found = imported(f"curl https://x.example.com/a -H 'Content-Type: {kind}' -d '{{\"a\": 1}}'")
    assert found.connector["endpoints"]["POST"]["/a"]["headers"] == {"Content-Type": kind}


def test_call_in_a_body() -> None:
    """A call of fetch in what another one sends is none."""
    body = json.dumps(json.dumps({"code": 'fetch("/x")'}))
    found = imported(f'fetch("https://api.example.com/a", {{"method": "POST", "body": {body}}});')
    assert [each["method"] for each in found.connector["actions"]] == ["POST"]
    assert found.fields() == "action code:string 'Code'"


def test_powershell_tables() -> None:
    """Hash tables become JSON; variables in a text stand for what they hold, or for a parameter."""
    found = imported(TABLES)
    assert found.action()["endpoint"] == "/users/{userId}/orders"
    assert [f"{each['key']}:{each['type']}" for each in found.action()["actionFields"]] == [
        "name:string", "address.city:string", "address.zip:integer", "tags:array",
        "active:boolean",
    ]  # fmt: skip
    assert sign_in(found) == {"type": "bearer", "token": "{{authFields.api_token}}"}


def test_powershell_characters() -> None:
    """A dollar sign behind a backtick begins no variable; characters may be written as numbers."""
    found = imported(
        """
        $id = 7
        Invoke-RestMethod "https://api.example.com/items/$id?`$top=5&`$filter=a" -Method Post -Body @"
        {"`$type": 1, "Stra$([char]223)e": 2, "$([char]55357)$([char]56832)": 3}
        "@
        """
    )
    assert [each["key"] for each in found.action()["actionFields"]] == ["$type", "Straße", "😀"]
    params = found.connector["endpoints"]["POST"]["/items/{item_id}"]["params"]
    assert list(params) == ["$top", "$filter"]


def test_powershell_splatting() -> None:
    """A command takes its options from a table, too."""
    found = imported(
        """
        $options = @{
            Uri = "https://api.example.com/v1/users"
            Method = "Post"
            Headers = @{ "X-Api-Key" = "s3cr3t" }
            Body = (@{ name = "Bo" } | ConvertTo-Json)
        }
        Invoke-RestMethod @options -ContentType "application/json"
        """
    )
    action = found.action()
    assert (action["method"], action["endpoint"]) == ("POST", "/users")
    assert [each["key"] for each in action["actionFields"]] == ["name"]
    assert found.connector["auth_request"]["headers"] == {"X-Api-Key": "{{authFields.api_key}}"}
    with pytest.raises(ImportFailure, match="The command names no URL"):
        imported("Invoke-RestMethod @options")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("-Body (@{a = 1} | ConvertTo-Json -Compress) -Method PUT", "PUT a:integer*0"),
        ("-Body @{a = 'b&c=d'} -Method POST", "POST a:string*0"),
        ("-Body @{a = 1}", "GET a:integer*0"),
    ],
)
def test_powershell_body(options: str, told: str) -> None:
    """A hash table is a form or, of a GET, the query."""
    found = imported(f"irm https://api.example.com/a {options}")
    (field,) = found.action()["actionFields"]
    assert (
        f"{found.action()['method']} {field['key']}:{field['type']}*{field['required']:d}" == told
    )


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ("-Body $body", "what stands for it is not in this text"),
        ("-Body (Get-Content a.json)", "what stands for it is not in this text"),
        ("-InFile a.json", "a file"),
        ("-Form @{a = 1}", "multipart/form-data"),
    ],
)
def test_powershell_left_out(options: str, reason: str) -> None:
    """A body that is elsewhere is told."""
    found = imported(f"irm https://api.example.com/a -Method POST {options}")
    assert f"refused: POST /a | body: {reason}" in found.report()


@pytest.mark.parametrize(
    ("options", "kind"),
    [("-Authentication Bearer -Token $t", "bearer"), ("-Credential (Get-Credential)", "basic")],
)
def test_powershell_sign_in(options: str, kind: str) -> None:
    """PowerShell can sign in by itself."""
    assert (
        imported(f"irm https://api.example.com/a {options}").connector["auth_request"]["type"]
        == kind
    )


def test_powershell_tables_without_end() -> None:
    """A table in itself, and one that holds many of another, are not written out."""
    inside = (
        "$a = @{}\n$a.Add('x', $a)\n$a.Add('y', $a)\n"
        + "$b = @{a = $a; b = $a}\n$a = @{a = $b; b = $b}\n" * 40
    )
    found = imported(
        f"{inside}irm https://x.example.com/a -Method POST -Body ($a | ConvertTo-Json)"
    )
    assert "refused: POST /a | body: what stands for it is not in this text" in found.report()
    with pytest.raises(BrokenSourceError, match="Nested too deeply"):
        imported("irm " + "@{a=" * 9000)


def test_several_commands() -> None:
    """Commands that follow each other are all read, equal ones once."""
    found = imported(
        """
        # All of it
        curl https://api.example.com/things/17 && curl -X DELETE https://api.example.com/things/18
        curl https://api.example.com/things/19?full=1 --next https://api.example.com/things --url x.example.com/a
        """
    )
    assert [each.operation for each in found.imported.report.made] == [
        "GET /things/{thing_id}",
        "DELETE /things/{thing_id}",
        "GET /things",
        "GET /a",
    ]


@pytest.mark.parametrize(
    ("command", "message", "place"),
    [
        ("curl 'https://x.example.com", "The quotation mark ' is not closed", 5),
        ('curl "https://x.example.com" ^\n -H "a', 'The quotation mark " is not closed', 35),
        ("curl https://x.example.com -H", "-H lacks its value", 27),
        ("irm 'https://x.example.com", "The quotation mark ' is not closed", 4),
        ("$a = @'\nb\n'\nirm https://x", "The quotation mark ' is not closed", 6),
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
    for command in ("curl -s ", "irm -Uri $url"):
        with pytest.raises(ImportFailure, match="command names no URL"):
            imported(command)
