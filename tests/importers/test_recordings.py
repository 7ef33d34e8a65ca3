"""HAR files and Postman collections: requests that somebody made."""

import json
from typing import Any

import pytest
from inline_snapshot import snapshot

from connector_lsp.importers import ImportFailure
from tests.support.importing import imported

SECRET = "s3cr3t-V4lue"


def har(*entries: dict[str, Any]) -> str:
    """A HAR file."""
    return json.dumps({"log": {"version": "1.2", "entries": entries}})


def entry(
    method: str, url: str, *, answer: str = "application/json", **request: Any
) -> dict[str, Any]:
    """One request of a HAR file, with a cookie."""
    cookie = {"name": "Cookie", "value": f"sid={SECRET}"}
    headers = [{"name": ":authority", "value": "x"}, cookie, *request.pop("headers", [])]
    return {
        "request": {"method": method, "url": url, "headers": headers, **request},
        "response": {"content": {"mimeType": answer}},
    }


def test_har() -> None:
    """Requests of one kind are one action; what a page is made of is left out and counted."""
    body = {"mimeType": "application/json", "text": json.dumps({"name": SECRET, "age": 4})}
    found = imported(
        har(
            entry("GET", "https://app.example.com/main.js", answer="text/javascript"),
            entry("GET", "https://app.example.com/api/users/1?full=true"),
            entry("GET", "https://app.example.com/api/users/2?page=3"),
            entry("POST", "https://app.example.com/api/users", postData=body),
            entry("OPTIONS", "https://app.example.com/api/users"),
        )
    )
    assert [tuple(each) for each in found.imported.report.made] == snapshot(
        [
            ("GET /users/{user_id}", "user", "get", "Get a user"),
            ("POST /users", "user", "create", "Create a user"),
        ]
    )
    assert found.fields(0) == snapshot("""\
url user_id:string* 'User ID'
action full:boolean 'Full'
action page:integer 'Page'\
""")
    assert found.fields(1) == snapshot("""\
action name:string 'Name'
action age:integer 'Age'\
""")
    assert found.connector["auth_request"] == snapshot(
        {"type": "custom", "headers": {"Cookie": "{{authFields.cookie}}"}}
    )
    assert found.report() == snapshot(
        "note: 2 requests for parts of pages, such as scripts and pictures"
    )
    assert SECRET not in found.imported.text


def test_har_forms() -> None:
    """A form may be recorded as text or as pairs."""
    pairs = {
        "mimeType": "application/x-www-form-urlencoded",
        "params": [{"name": "a", "value": "1"}],
    }
    text = {"mimeType": "application/x-www-form-urlencoded", "text": "a=1"}
    for data in (pairs, text):
        found = imported(har(entry("POST", "https://x.example.com/a", postData=data)))
        assert found.fields() == "action a:integer 'A'"


def test_har_values() -> None:
    """No value of a form is taken for names, and requests that are none are passed over."""
    kind = "application/x-www-form-urlencoded"
    pairs = {"mimeType": kind, "params": [{"name": "a", "value": f"x&{SECRET}=1"}]}
    found = imported(
        har(
            entry("POST", "https://x.example.com/a", postData=pairs),
            entry("GET", "wss://x.example.com/a"),
            {"request": None},
        )
    )
    assert found.fields() == "action a:string 'A'"
    assert found.report().endswith(
        "note: 2 requests for parts of pages, such as scripts and pictures"
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"mimeType": "application/octet-stream", "text": "\0\1"}, "content of the type application/octet-stream"),
        ({"mimeType": "multipart/form-data; boundary=x", "params": [{"name": "a", "fileName": "b.png"}]}, "multipart/form-data"),
        ({"mimeType": "application/json", "text": "{"}, "JSON that cannot be read"),
    ],
)  # fmt: skip
def test_har_body(data: dict[str, Any], reason: str) -> None:
    """A body that cannot be held is told."""
    found = imported(har(entry("POST", "https://x.example.com/a", postData=data)))
    assert f"refused: POST /a | body: {reason}" in found.report()


def test_har_of_pages() -> None:
    """Without a request to an API there is nothing to import."""
    with pytest.raises(ImportFailure, match="only parts of pages"):
        imported(har(entry("GET", "https://app.example.com/", answer="text/html; charset=utf-8")))


def collection(*items: dict[str, Any], **root: Any) -> str:
    """A Postman collection."""
    info = {"name": "Shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/"}
    return json.dumps({"info": info, "item": items, **root})


VARIABLES = [
    {"key": "baseUrl", "value": "https://api.example.com/v1"},
    {"key": "token", "value": SECRET},
]


def test_postman() -> None:
    """Folders, variables, disabled parts, bodies and the sign-in of a collection are understood."""
    found = imported(
        collection(
            {
                "name": "Orders",
                "item": [
                    {
                        "name": "Get order",
                        "request": {
                            "method": "GET",
                            "description": "Returns **one** order.",
                            "url": {
                                "raw": "{{baseUrl}}/orders/:orderId?full={{full}}&off=1",
                                "query": [{"key": "off", "value": "1", "disabled": True}],
                            },
                            "header": [
                                {"key": "X-Trace", "value": "1"},
                                {"key": "X-Off", "disabled": True},
                            ],
                        },
                    },
                    {
                        "name": "Create order",
                        "request": {
                            "method": "POST",
                            "url": "{{baseUrl}}/orders",
                            "body": {
                                "mode": "raw",
                                "raw": '{"name": "{{name}}", "count": {{count}}}',
                            },
                        },
                    },
                    {
                        "name": "Sign up",
                        "request": {
                            "method": "POST",
                            "url": "{{baseUrl}}/users/{{userId}}",
                            "body": {
                                "mode": "urlencoded",
                                "urlencoded": [{"key": "password", "value": SECRET}],
                            },
                        },
                    },
                ],
            },
            auth={"type": "bearer", "bearer": [{"key": "token", "value": SECRET}]},
            variable=VARIABLES,
        )
    )
    assert found.imported.text == snapshot("""\
{
  "schema": "10.0",
  "name": "Shop",
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
    "GET": {
      "/orders/{orderId}": {
        "url": "https://api.example.com/v1/"
      }
    },
    "POST": {
      "/orders": {
        "url": "https://api.example.com/v1/"
      },
      "/users/{userId}": {
        "url": "https://api.example.com/v1/",
        "headers": {
          "Content-Type": "application/x-www-form-urlencoded"
        }
      }
    }
  },
  "actions": [
    {
      "modelId": "order",
      "actionId": "get",
      "endpoint": "/orders/{orderId}",
      "method": "GET",
      "label": "Get an order",
      "helpText": "Returns one order.",
      "headers": {
        "X-Trace": "{{urlFields.X-Trace}}"
      },
      "urlFields": [
        {
          "key": "orderId",
          "label": "Order ID",
          "type": "string",
          "required": true
        },
        {
          "key": "X-Trace",
          "label": "Trace",
          "type": "string",
          "required": false
        }
      ],
      "actionFields": [
        {
          "key": "full",
          "label": "Full",
          "type": "string",
          "required": false
        }
      ]
    },
    {
      "modelId": "order",
      "actionId": "create",
      "endpoint": "/orders",
      "method": "POST",
      "label": "Create an order",
      "actionFields": [
        {
          "key": "name",
          "label": "Name",
          "type": "string",
          "required": false
        },
        {
          "key": "count",
          "label": "Count",
          "type": "integer",
          "required": false
        }
      ]
    },
    {
      "modelId": "user",
      "actionId": "create",
      "endpoint": "/users/{userId}",
      "method": "POST",
      "label": "Sign up",
      "urlFields": [
        {
          "key": "userId",
          "label": "User ID",
          "type": "string",
          "required": true
        }
      ],
      "actionFields": [
        {
          "key": "password",
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
    assert SECRET not in found.imported.text


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ({"type": "noauth"}, {"type": "none"}),
        ({"type": "basic", "basic": []}, {"type": "basic", "username": "{{authFields.username}}", "password": "{{authFields.password}}"}),
        ({"type": "apikey", "apikey": [{"key": "key", "value": "X-Key"}, {"key": "value", "value": SECRET}]}, {"type": "custom", "headers": {"X-Key": "{{authFields.api_key}}"}}),
        ({"type": "apikey", "apikey": {"key": "k", "in": "query"}}, {"type": "custom", "params": {"k": "{{authFields.api_key}}"}}),
        ({"type": "oauth2", "oauth2": [{"key": "accessToken", "value": SECRET}]}, {"type": "bearer", "token": "{{authFields.access_token}}"}),
        ({"type": "hawk"}, {"type": "none"}),
    ],
)  # fmt: skip
def test_postman_sign_in(auth: dict[str, Any], expected: dict[str, Any]) -> None:
    """The sign-in of a collection is that of the connector."""
    found = imported(collection({"name": "A", "request": "https://x.example.com/a"}, auth=auth))
    assert found.connector["auth_request"] == expected
    assert SECRET not in found.imported.text


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"mode": "formdata", "formdata": [{"key": "a", "type": "file"}]}, "multipart/form-data"),
        ({"mode": "file", "file": {}}, "a file"),
        ({"mode": "raw", "raw": "<a/>", "options": {"raw": {"language": "xml"}}}, "XML"),
    ],
)
def test_postman_body(body: dict[str, Any], reason: str) -> None:
    """A body that cannot be held is told."""
    request = {"method": "POST", "url": "https://x.example.com/a", "body": body}
    found = imported(collection({"name": "Send it", "request": request}))
    assert f"refused: POST /a | body: {reason}" in found.report()


def test_postman_without_address() -> None:
    """A variable that stands for the host is asked for at sign-in."""
    found = imported(collection({"name": "Ping", "request": "{{host}}/ping"}))
    assert found.connector["endpoints"]["GET"]["/ping"]["url"] == "{{authFields.host}}/"
    assert found.connector["requiredSettings"]["authFields"][0]["key"] == "host"


URLS = [
    ({"protocol": "http", "host": ["x", "example", "com"], "port": "8080", "path": ["v1", {"value": "users"}, ":id"],
      "query": [{"key": "q", "value": "1"}, {"key": "off", "disabled": True}]},
     "http://x.example.com:8080/v1/", "/users/{id}", ["q"]),
    ({"raw": "https://x.example.com/a?s=1&s=2&off=3", "query": [{"key": "s", "value": "1"}, {"key": "s", "disabled": True}, {"key": "off", "disabled": True}, {"key": ["?"]}]},
     "https://x.example.com/", "/a", ["s"]),
    ("{{protocol}}://{{host}}:8080/a?q={{q}}", "https://{{authFields.host}}:8080/", "/a", ["q"]),
]  # fmt: skip


@pytest.mark.parametrize(("url", "base", "path", "fields"), URLS)
def test_postman_url(url: Any, base: str, path: str, fields: list[str]) -> None:
    """An address may be in parts, and what is disabled may stand in it."""
    found = imported(collection({"name": "Get it", "request": {"url": url}}))
    assert found.connector["endpoints"]["GET"][path]["url"] == base
    assert [each["key"] for each in found.action()["actionFields"]] == fields


def test_postman_headers_in_one_text() -> None:
    """Headers may be written as they are sent."""
    request = {"url": "https://x.example.com/a", "header": f"X-Trace: 1\nX-Api-Key: {SECRET}\n\n?"}
    found = imported(collection({"name": "Get it", "request": request}))
    assert found.connector["auth_request"]["headers"] == {"X-Api-Key": "{{authFields.api_key}}"}
    assert found.action()["headers"] == {"X-Trace": "{{urlFields.X-Trace}}"}
    assert SECRET not in found.imported.text


def test_postman_disabled() -> None:
    """A form of which everything is disabled is none; of a variable that is disabled nothing is known."""
    body = {"mode": "formdata", "formdata": [{"key": "a", "disabled": True}]}
    request = {"method": "POST", "url": "{{baseUrl}}/a", "body": body}
    variables = [{"key": "baseUrl", "value": "https://x.example.com", "disabled": True}]
    found = imported(collection({"name": "Send it", "request": request}, variable=variables))
    assert found.connector["endpoints"]["POST"]["/a"]["url"] == "{{authFields.base_url}}/"
    assert "actionFields" not in found.action()


def test_postman_without_url() -> None:
    """A request that was never finished is left out."""
    found = imported(collection({"name": "Later", "request": {"method": "GET", "url": ""}}))
    assert "refused: GET / | it names no URL" in found.report()
