"""Descriptions as a whole: what becomes of their operations."""

import json

import pytest
from inline_snapshot import snapshot

from connector_lsp.debugger.read_model import read_model
from connector_lsp.debugger.request import build_request
from connector_lsp.importers import ImportFailure
from tests.support.importing import imported, openapi, operation

PETS = """
openapi: 3.1.0
info: {title: Pet Store, description: "Buy **pets**.\\n\\nMore of it."}
servers: [{url: "https://pets.example.com/v1"}]
security: [{key: []}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key, description: From your account.}
paths:
  /pets:
    parameters: [{name: X-Trace, in: header, schema: {type: string}}]
    get:
      operationId: listPets
      summary: Lists all pets.
      parameters:
        - {name: limit, in: query, description: "At most 100.", schema: {type: integer, default: 20}}
    post:
      operationId: createPet
      description: Adds a pet to the store.
      parameters: [{name: dry-run, in: query, schema: {type: boolean}}]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties:
                id: {type: integer, readOnly: true}
                tag: {type: string, enum: [house_pet, WILD]}
                name: {type: string}
  /pets/{petId}:
    delete: {operationId: deletePet}
"""


def test_connector() -> None:
    """A description becomes a connector in the style of the samples."""
    assert imported(PETS).imported.text == snapshot("""\
{
  "schema": "10.0",
  "name": "Pet Store",
  "description": "Buy pets.",
  "auth_components": {
    "type": "none"
  },
  "requiredSettings": {
    "authFields": [
      {
        "label": "API key",
        "key": "api_key",
        "description": "From your account.",
        "errorText": "Please enter a valid API key.",
        "masked": true
      }
    ]
  },
  "auth_request": {
    "type": "custom",
    "headers": {
      "X-Key": "{{authFields.api_key}}"
    }
  },
  "testConnection": {
    "endpoint": "/pets",
    "method": "GET"
  },
  "endpoints": {
    "GET": {
      "/pets": {
        "url": "https://pets.example.com/v1/"
      }
    },
    "POST": {
      "/pets": {
        "url": "https://pets.example.com/v1/",
        "params": {
          "dry-run": "{{urlFields.dry-run}}"
        }
      }
    },
    "DELETE": {
      "/pets/{petId}": {
        "url": "https://pets.example.com/v1/"
      }
    }
  },
  "actions": [
    {
      "modelId": "pet",
      "actionId": "list",
      "endpoint": "/pets",
      "method": "GET",
      "label": "List all pets",
      "headers": {
        "X-Trace": "{{urlFields.X-Trace}}"
      },
      "urlFields": [
        {
          "key": "X-Trace",
          "label": "Trace",
          "type": "string",
          "required": false
        }
      ],
      "actionFields": [
        {
          "key": "limit",
          "label": "Limit",
          "description": "At most 100.",
          "type": "integer",
          "required": false,
          "default": 20
        }
      ]
    },
    {
      "modelId": "pet",
      "actionId": "create",
      "endpoint": "/pets",
      "method": "POST",
      "label": "Create a pet",
      "helpText": "Adds a pet to the store.",
      "headers": {
        "X-Trace": "{{urlFields.X-Trace}}"
      },
      "urlFields": [
        {
          "key": "X-Trace",
          "label": "Trace",
          "type": "string",
          "required": false
        },
        {
          "key": "dry-run",
          "label": "Dry run",
          "type": "boolean",
          "required": false
        }
      ],
      "actionFields": [
        {
          "key": "name",
          "label": "Name",
          "type": "string",
          "required": true
        },
        {
          "key": "tag",
          "label": "Tag",
          "type": "string",
          "required": false,
          "choices": {
            "house_pet": "House pet",
            "WILD": "WILD"
          }
        }
      ]
    },
    {
      "modelId": "pet",
      "actionId": "delete",
      "endpoint": "/pets/{petId}",
      "method": "DELETE",
      "label": "Delete a pet",
      "urlFields": [
        {
          "key": "petId",
          "label": "Pet ID",
          "type": "string",
          "required": true
        }
      ]
    }
  ]
}
""")


def test_report() -> None:
    """The report names each action with its operation."""
    report = imported(PETS).imported.report
    assert [tuple(each) for each in report.made] == snapshot(
        [
            ("GET /pets", "pet", "list", "List all pets"),
            ("POST /pets", "pet", "create", "Create a pet"),
            ("DELETE /pets/{petId}", "pet", "delete", "Delete a pet"),
        ]
    )
    assert report.test == "GET /pets"


def test_swagger() -> None:
    """In OpenAPI 2.0 host, base path, body and form have places of their own."""
    source = """
        swagger: "2.0"
        info: {title: Old}
        host: old.example.com
        basePath: /api
        schemes: [http, https]
        paths:
          /a:
            post:
              parameters:
                - {in: body, name: b, required: true, schema: {properties: {x: {type: integer}}}}
            put:
              consumes: [application/x-www-form-urlencoded; charset=utf-8]
              parameters:
                - {in: formData, name: y, type: string, required: true}
                - {in: formData, name: z, type: array, items: {type: string}, collectionFormat: multi}
                - {in: query, name: q, type: array, items: {type: string}, collectionFormat: pipes}
    """
    found = imported(source)
    assert found.connector["endpoints"] == {
        "POST": {"/a": {"url": "https://old.example.com/api/"}},
        "PUT": {
            "/a": {
                "url": "https://old.example.com/api/",
                "headers": {"Content-Type": "application/x-www-form-urlencoded"},
                "params": {"q": "{{urlFields.q}}"},
            }
        },
    }
    assert found.fields(0) == snapshot("action x:integer 'X'")
    assert found.fields(1) == snapshot("""\
url q:string 'Q' description='Separate several by the sign |.'
action y:string* 'Y'
action z:array 'Z'\
""")


def test_forms_of_several_operations() -> None:
    """Each form has the fields of its own operation."""
    form = "consumes: [application/x-www-form-urlencoded]"
    paths = "\n".join(
        f"/a{n}: {{post: {{{form}, parameters: [{{in: formData, name: f{n}, type: string}}]}}}}"
        for n in range(9)
    )
    found = imported(openapi(paths, version="2.0"))
    assert [found.fields(n) for n in range(9)] == [f"action f{n}:string 'F {n}'" for n in range(9)]


@pytest.mark.parametrize(
    ("types", "sent"),
    [
        (["application/vnd.api+json"], "application/vnd.api+json"),
        (["application/merge-patch+json; charset=utf-8"], "application/merge-patch+json; charset=utf-8"),
        (["application/hal+json", "application/json; charset=utf-8"], ""),
        (["*/*"], ""),
        (["text/json"], ""),
    ],
)  # fmt: skip
@pytest.mark.parametrize("version", ["2.0", "3.0.3"])
def test_type_of_content(version: str, types: list[str], sent: str) -> None:
    """A type of JSON that is not the usual one is named in the request, unless that is taken, too."""
    schema = {"properties": {"a": {"type": "integer"}}}
    members = (
        {"consumes": types, "parameters": [{"in": "body", "name": "b", "schema": schema}]}
        if version == "2.0"
        else {"requestBody": {"content": {each: {"schema": schema} for each in types}}}
    )
    found = imported(openapi(f"/a: {{patch: {json.dumps(members)}}}", version=version))
    headers = found.connector["endpoints"]["PATCH"]["/a"].get("headers", {})
    assert headers == ({"Content-Type": sent} if sent else {})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("application/xml: {}", "body: XML (application/xml)"),
        ("multipart/form-data: {}", "body: multipart/form-data"),
        ("application/pdf: {}", "body: content of the type application/pdf"),
        (
            "application/json: {schema: {type: array, items: {type: string}}}",
            "body: an array, where a connector sends an object",
        ),
        (
            "application/json: {schema: {type: string}}",
            "body: a single string, where a connector sends an object",
        ),
        (
            "application/json: {schema: {type: object}}",
            "body: an object whose members are not described",
        ),
        ("application/octet-stream: {}", "body: content of the type application/octet-stream"),
    ],
)
def test_body_that_cannot_be_held(content: str, reason: str) -> None:
    """An operation that cannot work without such a body is no action, and the report says why."""
    found = operation(f"requestBody: {{required: true, content: {{{content}}}}}")
    assert found.connector["actions"] == []
    assert f"refused: POST /things | {reason}" in found.report()


def test_json_is_taken_of_several() -> None:
    """Where a body can be JSON, that is what is sent."""
    schema = "{schema: {properties: {a: {type: string}}}}"
    found = operation(
        f"requestBody: {{content: {{text/xml: {schema}, application/vnd.x+json: {schema}}}}}"
    )
    assert found.fields() == "action a:string 'A'"


def test_what_else_is_left_out() -> None:
    """Callbacks, webhooks, odd methods, answers that are no JSON, a # in a path: all are told."""
    found = imported(
        openapi(
            """
            /a:
              get:
                responses: {"200": {content: {text/csv: {}}}}
                callbacks: {onEvent: {}}
              options: {summary: x}
            /b#c: {get: {}}
            /d: {get: 1, $ref: "#/nowhere"}
            /e: {get: {requestBody: {required: true, content: {application/json: {schema: {properties: {a: {}}}}}}}}
            /f: {get: 1}
            """,
            root="webhooks: {changed: {}}",
        )
    )
    assert found.report() == snapshot("""\
refused: OPTIONS /a | a connector has no method OPTIONS
refused: GET /b#c | its path has a #, and what follows that is never sent
refused: GET /f | what it does is not described
gap: GET /a | response | answers with text/csv, no JSON
gap: GET /a | callbacks.onEvent | a request to you
gap: GET /e | body | GET sends none
note: sign-in | none is described
note: webhooks.changed | only requests to paths can be actions
note: /d | #/nowhere leads nowhere\
""")


def test_parameter_places() -> None:
    """Path, query, headers and cookies end where a request takes them from, whatever they share."""
    found = imported(
        openapi(
            """
            /a/{id}/{folder id}/:x:
              put:
                parameters:
                  - {name: id, in: path, required: true, schema: {type: integer}}
                  - {name: unused, in: path, required: true, schema: {type: integer}}
                  - {name: id, in: query, schema: {type: string}}
                  - {name: "filter[a]", in: query, schema: {type: string}}
                  - {name: X-Id, in: header, schema: {type: string}}
                  - {name: Accept, in: header, schema: {type: string}}
                  - {name: session, in: cookie, required: true, schema: {type: string}}
                  - {name: maybe, in: cookie, schema: {type: string}}
                  - {name: deep, in: query, style: deepObject, schema: {properties: {b: {type: integer}}}}
            """
        )
    )
    assert found.fields() == snapshot("""\
url id:integer* 'ID'
url folder_id:string* 'Folder ID'
url query_id:string 'ID'
url filter_a:string 'Filter a'
url X-Id:string 'ID'
url session:string* 'Session'
url deep_b:integer 'Deep b'\
""")
    assert found.action()["endpoint"] == "/a/{id}/{folder_id}/%3Ax"
    assert found.action()["headers"] == {
        "X-Id": "{{urlFields.X-Id}}",
        "Cookie": "session={{urlFields.session}}",
    }
    assert found.connector["endpoints"]["PUT"]["/a/{id}/{folder_id}/%3Ax"]["params"] == snapshot(
        {
            "id": "{{urlFields.query_id}}",
            "filter[a]": "{{urlFields.filter_a}}",
            "deep[b]": "{{urlFields.deep_b}}",
        }
    )
    assert found.report() == snapshot("""\
gap: PUT /a/{id}/{folder_id}/%3Ax | cookie.maybe | a cookie that may be missing
gap: PUT /a/{id}/{folder_id}/%3Ax | path.unused | its path has no such parameter
note: sign-in | none is described\
""")


def test_array_in_the_query_beside_a_body() -> None:
    """It is sent as one parameter for each item, as without a body."""
    found = imported(
        openapi(
            """
            /a/{tag}:
              post:
                parameters:
                  - {name: ids, in: query, schema: {type: array, items: {type: integer}}}
                  - {name: q, in: query, schema: {type: string}}
                  - {name: tag, in: query, schema: {type: array, items: {type: string}}}
                requestBody: {content: {application/json: {schema: {properties: {b: {}}}}}}
            """
        )
    )
    model = read_model(found.connector)
    inputs = {"urlFields": {"tag": "x", "ids": [1, 2], "q": "y"}, "actionFields": {"b": "z"}}
    request = build_request(model, model.actions[0], inputs)

    assert request.url == "https://api.example.com/v1/a/x?ids=1&ids=2&q=y"
    assert "gap: POST /a/{tag} | query.tag | another field has this key" in found.report()


def test_objects_in_parameters() -> None:
    """An object of which no member is known is no parameter that a person could fill in."""
    found = imported(
        openapi(
            """
            /a:
              get:
                parameters:
                  - {name: filter, in: query, style: deepObject, schema: {type: object}}
                  - {name: X-Options, in: header, schema: {type: object}}
                  - {name: q, in: query, schema: {type: string}}
              delete:
                parameters: [{name: filter, in: query, required: true, schema: {type: object}}]
            """
        )
    )
    assert found.fields() == "action q:string 'Q'"
    assert found.report() == snapshot("""\
refused: DELETE /a | query.filter: an object
gap: GET /a | query.filter | an object
gap: GET /a | header.X-Options | an object
note: sign-in | none is described\
""")


def test_form_of_objects() -> None:
    """In a form, objects are written in brackets where the description says so."""
    content = """{application/x-www-form-urlencoded: {
        schema: {properties: {a: {properties: {b: {properties: {c: {type: string}}}}}}},
        encoding: {a: {style: deepObject}}}}"""
    found = operation(f"requestBody: {{content: {content}}}")
    assert found.fields() == "action a[b][c]:string 'A b c'"


def test_same_method_and_path() -> None:
    """Of two operations that only the fragment of a path tells apart one is an action."""
    found = imported(
        openapi(
            """
            /a: {post: {parameters: [{name: x, in: query, schema: {type: string}}]}}
            a: {post: {}}
            """
        )
    )
    assert len(found.connector["actions"]) == 1
    assert "another operation has this method and path" in found.report()


@pytest.mark.parametrize("version", ["1.2", "4.0.0", ""])
def test_version_that_cannot_be_read(version: str) -> None:
    """A version that is not known is refused with those that are."""
    with pytest.raises(ImportFailure, match=r"expected 2\.0, 3\.0 or 3\.1"):
        imported(f"openapi: '{version}'\npaths: {{}}")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("swagger: '2.0'", "It has no operations"),
        ("swagger: '2.0'\npaths: []", "paths is no object"),
        ("a: 1", "Expected an OpenAPI description"),
        ("just words", "Expected an OpenAPI description"),
        ("", "and this is empty"),
    ],
)
def test_nothing_to_import(source: str, message: str) -> None:
    """What has no operations is refused with what is expected."""
    with pytest.raises(ImportFailure, match=message):
        imported(source)


def test_path_parameter_in_another_case() -> None:
    """A parameter that is declared in another case is that of the path, unless both are there."""
    found = imported(
        openapi(
            """
            /a/{petId}: {get: {parameters: [{name: petID, in: path, description: Which.}]}}
            /b/{id}/{ID}:
              get:
                parameters: [{name: ID, in: path, description: Big.}, {name: iD, in: path}]
            """
        )
    )
    assert found.fields(0) == "url petId:string* 'Pet ID' description='Which.'"
    assert found.fields(1) == "url id:string* 'ID'\nurl ID:string* 'ID' description='Big.'"


def test_methods_of_3_2() -> None:
    """Methods that a connector has not are told, also those that OpenAPI 3.2 has at a place of its own."""
    found = imported(
        openapi(
            "/a: {get: {}, query: {summary: Q}, additionalOperations: {COPY: {}}}", version="3.2.0"
        )
    )
    assert [each.operation for each in found.imported.report.made] == ["GET /a"]
    assert "refused: QUERY /a | a connector has no method QUERY" in found.report()
    assert "refused: COPY /a | a connector has no method COPY" in found.report()
