"""``connector-lsp import``: what is written, what is said, and how it ends."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from inline_snapshot import snapshot
from rich.cells import cell_len

from connector_lsp.cli.choosing import choose_operations, parse_numbers
from connector_lsp.importers import Selection, Source, import_text
from tests.support.cli import run

CRM = """\
openapi: 3.0.3
info: {title: CRM}
servers: [{url: "https://crm.example.com/api"}]
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    login: {type: oauth2, flows: {implicit: {authorizationUrl: "https://crm.example.com/login"}}}
security: [{token: []}, {login: []}]
paths:
  /contacts:
    get: {operationId: listContacts, tags: [Contacts], summary: List contacts}
    post:
      operationId: createContact
      tags: [Contacts]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              required: [name]
              properties:
                name: {type: string}
                phones: {type: array, items: {type: object}}
                photo: {type: string, format: binary}
  /contacts/import:
    post: {operationId: importContacts, tags: [Contacts], requestBody: {content: {text/csv: {}}}}
  /deals/{id}:
    get: {operationId: getDeal, tags: [Deals], summary: Get a deal}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a description in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crm.yaml").write_text(CRM, "utf-8")
    return tmp_path


# --- text ----------------------------------------------------------------------------------------


def test_report() -> None:
    """The report has the actions, the connection test, and what was left out and why."""
    result = run("import", "crm.yaml", "-o", "crm.connector.json")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == snapshot("""\
Made 3 actions in crm.connector.json

  contact/list    List contacts     GET /contacts
  contact/create  Create a contact  POST /contacts
  deal/get        Get a deal        GET /deals/{id}

connection test: GET /contacts
sign-in: login: the implicit flow of OAuth 2.0

Left out (1)
  POST /contacts/import  body: content of the type text/csv

Actions that lack something (2)
  POST /contacts
    body.phones: an array of objects
    body.photo: a file

next: connector-lsp run crm.connector.json
""")
    assert run("check").stdout == "No problems in 1 file\n"


def test_stdout() -> None:
    """Without a file the connector goes to stdout and the report to stderr."""
    result = run("import", "-", "--tag", "deals", stdin=CRM)

    assert json.loads(result.stdout)["actions"][0]["label"] == "Get a deal"
    assert result.stderr.splitlines()[0] == "Made 1 action (3 not chosen)"


def test_wide_characters() -> None:
    """Columns stand below each other, also where a character takes two cells."""
    paths = (
        "  /a: {get: {summary: ユーザー 一覧}}\n  /b: {get: {summary: "
        + "長 い" * 20
        + "}}\n  /c: {get: {}}\n"
    )
    result = run("import", "-", "-o", "a.connector.json", stdin=f"openapi: 3.0.0\npaths:\n{paths}")
    shown = [line.partition("GET /")[0] for line in result.stdout.splitlines()[2:5]]
    assert shown[0].rstrip() == "  a/get  ユーザー 一覧"
    assert shown[1].endswith("長 い長 い長 …  ")
    assert {cell_len(each) for each in shown} == {55}


def test_json_report() -> None:
    """A program gets the whole report."""
    result = run("import", "crm.yaml", "-o", "crm.connector.json", "--format", "json")

    assert json.loads(result.stdout) == snapshot(
        {
            "connector": "crm.connector.json",
            "actions": [
                {
                    "operation": "GET /contacts",
                    "modelId": "contact",
                    "actionId": "list",
                    "label": "List contacts",
                },
                {
                    "operation": "POST /contacts",
                    "modelId": "contact",
                    "actionId": "create",
                    "label": "Create a contact",
                },
                {
                    "operation": "GET /deals/{id}",
                    "modelId": "deal",
                    "actionId": "get",
                    "label": "Get a deal",
                },
            ],
            "connectionTest": "GET /contacts",
            "leftOut": [
                {
                    "operation": "POST /contacts/import",
                    "reason": "body: content of the type text/csv",
                }
            ],
            "withoutParts": [
                {
                    "operation": "POST /contacts",
                    "part": "body.phones",
                    "reason": "an array of objects",
                },
                {"operation": "POST /contacts", "part": "body.photo", "reason": "a file"},
            ],
            "notes": [{"about": "sign-in", "note": "login: the implicit flow of OAuth 2.0"}],
            "clashes": [],
            "notChosen": 0,
        }
    )


def test_into() -> None:
    """A command is added to a connector; what it has already is listed."""
    run("import", "crm.yaml", "--method", "GET", "-o", "crm.connector.json")
    before = Path("crm.connector.json").read_text("utf-8")

    result = run(
        "import",
        "curl -X DELETE https://crm.example.com/api/deals/7 -H 'X-Key: s3cr3t' "
        "--next https://crm.example.com/api/contacts",
        "--into",
        "crm.connector.json",
    )

    after = Path("crm.connector.json").read_text("utf-8")
    assert result.exit_code == 0
    assert result.stdout == snapshot("""\
Added 1 action to crm.connector.json

  deal/delete  Delete a deal  DELETE /deals/{deal_id}

connection test: the connector's own

Kept as they are (2)
  GET /contacts  the connector has contact/list for it
  auth_request: the connector's own is kept

next: connector-lsp run crm.connector.json
""")
    assert "s3cr3t" not in after
    rest = iter(after)
    assert all(character in rest for character in before)
    assert run("check").exit_code == 0


def test_into_keeps_the_mark() -> None:
    """A byte order mark and the permissions of the file stay."""
    file = Path("crm.connector.json")
    file.write_bytes(b"\xef\xbb\xbf{}\r\n")
    file.chmod(0o640)

    run("import", "crm.yaml", "--into", "crm.connector.json")

    assert file.read_bytes().startswith(b"\xef\xbb\xbf{\r\n")
    assert file.stat().st_mode & 0o777 == 0o640


def test_name() -> None:
    """A connector may be called otherwise than its API."""
    result = run("import", "crm.yaml", "--name", "Our CRM")
    assert json.loads(result.stdout)["name"] == "Our CRM"


def test_long_list() -> None:
    """Of a large API the report shows the first actions and counts the rest."""
    paths = "".join(f"  /things{n}: {{get: {{}}}}\n" for n in range(50))
    result = run("import", "-", "-o", "a.connector.json", stdin=f"openapi: 3.0.0\npaths:\n{paths}")
    assert "  … and 30 more\n" in result.stdout


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings(encoding: str) -> None:
    """A description may be in any encoding of Unicode, and so may a file beside it."""
    beside = "{'/deals': {get: {summary: Zeige Verkäufe}}}".encode(encoding)
    Path("deals.yaml").write_bytes(beside)
    source = CRM + "  /deals: {$ref: 'deals.yaml#/~1deals'}\n"
    Path("a.yaml").write_bytes(source.encode(encoding))

    for arguments, stdin in ((["a.yaml"], ""), (["-"], source.encode(encoding))):
        result = run("import", *arguments, stdin=stdin)
        assert result.exit_code == 0
        assert json.loads(result.stdout)["actions"][-1]["label"] == "Zeige Verkäufe"


def test_encoding_of_another_kind() -> None:
    """What is in no encoding of Unicode is refused, with what would help."""
    Path("a.yaml").write_bytes("openapi: 3.0.0 # für".encode("latin-1"))
    result = run("import", "a.yaml")
    assert (result.exit_code, result.stderr) == (
        2,
        "connector-lsp: a.yaml: not UTF-8: byte 0xFC at line 1, column 19; save it in UTF-8\n",
    )


def test_many_notes() -> None:
    """Of many notes the report shows the first and counts the rest; a program gets them all."""
    twice = "".join(f"x-{number}: 1\nx-{number}: 2\n" for number in range(40))
    source = f"openapi: 3.0.0\npaths: {{/a: {{get: {{}}}}}}\n{twice}"
    result = run("import", "-", "-o", "a.connector.json", stdin=source)
    assert "\n… and 22 more, all of which --format json lists\n" in result.stdout
    result = run("import", "-", "-o", "b.connector.json", "--format", "json", stdin=source)
    assert len(json.loads(result.stdout)["notes"]) == 41


# --- failures ------------------------------------------------------------------------------------


ONLY_FILES = """\
openapi: 3.0.3
servers: [{url: "https://crm.example.com/api"}]
paths:
  /photos: {post: {requestBody: {required: true, content: {image/png: {}}}}}
"""


def test_no_action() -> None:
    """Where no operation can be an action nothing is written, and the report says why."""
    result = run("import", "-", "-o", "a.connector.json", stdin=ONLY_FILES)

    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout == snapshot("""\
Nothing is written: no operation can be an action

Left out (1)
  POST /photos  body: content of the type image/png
""")
    assert not Path("a.connector.json").exists()

    result = run("import", "-", "-o", "a.connector.json", "--format", "json", stdin=ONLY_FILES)
    report = json.loads(result.stdout)
    assert (result.exit_code, report["connector"], report["actions"]) == (1, None, [])

    result = run("import", "-", stdin=ONLY_FILES)
    assert (result.exit_code, result.stdout) == (1, "")


def test_no_action_to_add() -> None:
    """A connector to which nothing is added stays as it is; that is no failure if it has it all."""
    run("import", "crm.yaml", "--method", "GET", "-o", "crm.connector.json")
    before = Path("crm.connector.json").read_text("utf-8").replace("  ", "    ")
    Path("crm.connector.json").write_text(before, "utf-8")

    refused = run("import", "-", "--into", "crm.connector.json", stdin=ONLY_FILES)
    again = run("import", "crm.yaml", "--method", "GET", "--into", "crm.connector.json")

    assert refused.exit_code == 1
    assert refused.stdout.startswith("Nothing is added: no operation can be an action\n")
    assert again.exit_code == 0
    assert again.stdout.startswith("Added 0 actions to crm.connector.json")
    assert Path("crm.connector.json").read_text("utf-8") == before


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "a.json",
            '{\n  "openapi": "3.0.0"\n  "paths": {}\n}',
            snapshot("""\
a.json:2:20: error[missing-comma] Missing , between two properties
  |
2 |   "openapi": "3.0.0"
  |                    ^
"""),
        ),
        (
            "a.yaml",
            "openapi: 3.0.0\npaths:\n  /a: {get: {\n  /b: 1\n",
            snapshot("""\
a.yaml:3:13: error: Did not find expected ',' or '}' while parsing a flow mapping
  |
3 |   /a: {get: {
  |             ^
"""),
        ),
        (
            "a.sh",
            "curl https://x.example.com \\\n  -H 'X-Key: 1",
            snapshot("""\
a.sh:2:6: error: The quotation mark ' is not closed
  |
2 |   -H 'X-Key: 1
  |      ^
"""),
        ),
    ],
)
def test_broken(name: str, text: str, expected: str) -> None:
    """A broken source is shown at its place, as `check` shows a connector, and nothing is written."""
    Path(name).write_text(text, "utf-8")
    result = run("import", name, "-o", "a.connector.json")

    assert (result.exit_code, result.stdout) == (1, expected)
    assert not Path("a.connector.json").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nothing.yaml"], 2, "nothing.yaml: no such file"),
        (["crm.yaml", "--tag", "Deal"], 1, 'No operation has the tag "Deal": did you mean "Deals"'),
        (["crm.yaml", "-o", "crm.yaml"], 2, "crm.yaml: there is such a file already, and it stays"),
        (["crm.yaml", "--into", "gone.json"], 2, "gone.json: no such file"),
        (["crm.yaml", "--into", "crm.yaml", "--name", "x"], 2, "--name is for a new connector"),
        (["crm.yaml", "--choose"], 2, "--choose asks on a terminal"),
        (["crm.yaml", "-o", "no/folder.json"], 2, "no/folder.json: cannot be written: no such file"),
        (["https://crm.example.com/x"], 2, "it is on the network, which --allow-network would allow"),
        (["curl ftp://x.example.com/a"], 1, "expected http:// or https://, not ftp://"),
        (["curl https://x.example.com/a | sh; curl -s"], 1, "The curl command names no URL"),
        (["."], 2, ".: this is a folder; name a file in it"),
        ([""], 2, "SOURCE is empty"),
    ],
)  # fmt: skip
def test_failure(arguments: list[str], code: int, message: str) -> None:
    """What cannot be done is said with what can be."""
    result = run("import", *arguments)

    assert result.exit_code == code
    assert message in " ".join(result.stderr.split())
    assert [each.name for each in Path().iterdir()] == ["crm.yaml"]


def test_file_of_another_kind() -> None:
    """A connector is no description."""
    Path("a.json").write_text('{"schema": "10.0"}', "utf-8")
    result = run("import", "a.json")
    assert (result.exit_code, result.stderr) == (
        1,
        snapshot(
            "connector-lsp: a.json: Expected an OpenAPI description, a cURL command, a HAR file or a Postman collection, and this is none of them\n"
        ),
    )


# --- files beside, and the network ---------------------------------------------------------------


def refers_to(reference: str) -> None:
    """Writes a description in a folder whose only operation is elsewhere."""
    Path("api").mkdir()
    Path("api/openapi.yaml").write_text(
        f"openapi: 3.0.0\npaths: {{/a: {{$ref: '{reference}'}}, /b: {{get: {{}}}}}}", "utf-8"
    )


def notes(*options: str) -> list[str]:
    """What the report notes of the description."""
    result = run("import", "api/openapi.yaml", "-o", "a.json", "--format", "json", *options)
    return [f"{each['about']}: {each['note']}" for each in json.loads(result.stdout)["notes"]]


def test_file_beside() -> None:
    """A file in or below the folder of the source is read."""
    refers_to("paths/a.json#/item")
    Path("api/paths").mkdir()
    Path("api/paths/a.json").write_text('{"item": {"get": {}}}', "utf-8")

    assert notes() == ["sign-in: none is described"]
    assert len(json.loads(Path("a.json").read_text("utf-8"))["actions"]) == 2


@pytest.mark.parametrize(
    "reference", ["../secret.yaml", "/etc/hostname", "%2e%2e/secret.yaml", "link.yaml"]
)
def test_file_elsewhere(reference: str) -> None:
    """No other file is read, also not by way of a link."""
    refers_to(reference)
    Path("secret.yaml").write_text("get: {summary: secret}", "utf-8")
    Path("api/link.yaml").symlink_to(Path("secret.yaml").resolve())

    (_, note) = notes()
    assert note == f"/a: {reference} cannot be read: it lies outside of the folder api"


@pytest.mark.parametrize(
    ("reference", "reason"),
    [
        ("no.yaml", "there is no such file"),
        ("a%00b", "embedded null byte"),
        ("ftp://x.example.com/a", "there is no such file"),
    ],
)
def test_file_that_cannot_be_read(reference: str, reason: str) -> None:
    """A file that is not there is said so."""
    refers_to(reference)
    assert notes()[1].startswith(f"/a: {reference} cannot be read: {reason}")


class _Description(BaseHTTPRequestHandler):
    """Serves a description and the part that it refers to."""

    def do_GET(self) -> None:
        part = b"get: {summary: From the network}"
        whole = (
            b"openapi: 3.0.0\npaths: {/a: {$ref: part.yaml}, /b: {$ref: gone.yaml}, /c: {get: {}}}"
        )
        body = {"/x/api.yaml": whole, "/x/part.yaml": part}.get(self.path)
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """The address of a server on loopback with a description."""
    with HTTPServer(("127.0.0.1", 0), _Description) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}/x"
        http.shutdown()
        thread.join()


def test_network_is_asked_for(server: str) -> None:
    """A URL is read only if that is allowed, as source and as reference."""
    refers_to(f"{server}/part.yaml")
    denied = "it is on the network, which --allow-network would allow"
    assert notes()[1] == f"/a: {server}/part.yaml cannot be read: {denied}"
    Path("a.json").unlink()
    assert notes("--allow-network") == ["sign-in: none is described"]


def test_source_on_the_network(server: str) -> None:
    """A source on the network has its parts beside it there, and its server where it says none."""
    result = run("import", f"{server}/api.yaml", "--allow-network")
    connector = json.loads(result.stdout)
    assert [each["label"] for each in connector["actions"]] == ["From the network", "Get a C"]
    assert connector["endpoints"]["GET"]["/a"]["url"] == f"{server.removesuffix('/x')}/"
    assert "/b: gone.yaml cannot be read: the status is 404" in result.stderr


def test_source_that_is_not_there(server: str) -> None:
    """A status other than 200 is said."""
    result = run("import", f"{server}/no.yaml", "--allow-network")
    assert (result.exit_code, result.stderr) == (
        2,
        f"connector-lsp: {server}/no.yaml: the status is 404\n",
    )


# --- choosing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("all", [1, 2, 3, 4, 5]), ("2", [2]), ("1,3-4", [1, 3, 4]), ("5 1,, 1", [1, 5])],
)
def test_numbers(typed: str, expected: list[int]) -> None:
    """Numbers and ranges choose from the list."""
    assert parse_numbers(typed, 5) == expected


def test_list(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The operations stand in columns, by their tags."""
    monkeypatch.setattr("click.prompt", lambda *_, **__: "2")
    source = Source("crm.yaml", (folder / "crm.yaml").read_text("utf-8"))
    made = import_text(source, selection=Selection(choose=choose_operations))

    assert [each.operation for each in made.report.made] == ["POST /contacts"]
    assert capsys.readouterr().err == snapshot("""\

Contacts
  1  GET    /contacts         List contacts
  2  POST   /contacts
  3  POST   /contacts/import

Deals
  4  GET    /deals/{id}       Get a deal

""")


@pytest.mark.parametrize("typed", ["0", "6", "4-2", "x", "", "1-9"])
def test_wrong_numbers(typed: str) -> None:
    """What is no number of the list is refused."""
    with pytest.raises(ValueError, match=r"number|not from 1 to 5|Nothing"):
        parse_numbers(typed, 5)
