"""The page of the Debugger view in a plain browser, with a test in the place of VS Code.

The messages are those of the extension host: shapes of `server.ext`, exchanges as the debugger
writes them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from connector_lsp.debugger.exchange import Exchange, Request, Response, Timing
from connector_lsp.debugger.failures import DebuggerError
from connector_lsp.debugger.serialize import exchange_to_json, failure_to_json
from tests.support.vscode import EXTENSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page, Route

    from connector_lsp.debugger.exchange import Headers
    from connector_lsp.debugger.serialize import ExchangeJson
    from connector_lsp.server import ext

Message: TypeAlias = dict[str, Any]

THEMES: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vscode" / "data" / "themes.json").read_text("utf-8")
)
"""By name, the variables that VS Code 1.139 sets for the view in its own themes."""

URI = "file:///work/pets.connector.json"
ORIGIN = "https://view.test/"
STARTED = 1_764_080_541.0
"""The time of all runs, in seconds since the epoch; the browser's clock says the same day."""

_HTML = """<!doctype html>
<html lang="en" style="{style}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="{policy}">
    <title>Debugger</title>
    <link rel="stylesheet" href="view.css">
  </head>
  <body class="vscode-body {kind}">
    <div id="app"></div>
    <script nonce="test" src="host.js"></script>
    <script nonce="test" src="view.js"></script>
  </body>
</html>"""

# As `debuggerPage.ts` has it, but for the style of the root, which VS Code itself sets.
_POLICY = (
    "default-src 'none'; script-src 'nonce-test'; style-src 'self'; style-src-attr 'unsafe-inline';"
    " img-src data:; base-uri 'none'; form-action 'none'"
)

_HOST = """
window.sent = [];
window.kept = JSON.parse(sessionStorage.getItem("kept") ?? "null");
window.violations = [];
addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});
window.acquireVsCodeApi = () => ({
  postMessage: (message) => window.sent.push(structuredClone(message)),
  getState: () => window.kept ?? undefined,
  setState: (state) => {
    window.kept = structuredClone(state);
    sessionStorage.setItem("kept", JSON.stringify(state));
  },
});
"""


# Not Playwright's own waiting, as that evaluates text in the page, which its policy forbids.
_LAST = """kind => new Promise((resolve, reject) => {
  let frames = 1000;
  const look = () => {
    const found = window.sent.findLast((each) => each.type === kind);
    if (found) resolve(found);
    else if (frames-- === 0) reject(new Error(`the view never said ${kind}`));
    else requestAnimationFrame(look);
  };
  look();
})"""


class ViewPage:
    """The page, and what it said to VS Code.

    Attributes:
        page: the browser's page.

    """

    def __init__(
        self, browser: Browser, theme: str = "dark", size: tuple[int, int] = (1100, 420)
    ) -> None:
        """Open the page in a theme and a size in pixels; it has asked for its first messages."""
        width, height = size
        self.page: Page = browser.new_page(viewport={"width": width, "height": height})
        self.page.set_default_timeout(20_000)
        self.page.clock.set_fixed_time(STARTED + 600)
        found = THEMES[theme]
        style = "; ".join(f"{name}: {value}" for name, value in found["variables"].items())
        html = _HTML.format(policy=_POLICY, kind=found["class"], style=style.replace('"', "&quot;"))

        def serve(route: Route) -> None:
            name = route.request.url.removeprefix(ORIGIN)
            if name == "":
                route.fulfill(body=html, content_type="text/html")
            elif name == "host.js":
                route.fulfill(body=_HOST, content_type="text/javascript")
            else:
                route.fulfill(path=EXTENSION / "dist" / name)

        self.page.route(f"{ORIGIN}**", serve)
        self.page.goto(ORIGIN)

    def send(self, *messages: Message) -> None:
        """Give the view messages as VS Code does."""
        self.page.evaluate(
            "messages => messages.forEach((data) => window.postMessage(data, '*'))",
            list(messages),
        )

    def sent(self, kind: str) -> list[Message]:
        """What the view said of a kind, in order."""
        said = cast("list[Message]", self.page.evaluate("window.sent"))
        return [message for message in said if message["type"] == kind]

    def last(self, kind: str) -> Message:
        """What the view said last of a kind, once it did."""
        return cast("Message", self.page.evaluate(_LAST, kind))

    def kept(self) -> str:
        """What the view put into `setState`."""
        return cast("str", self.page.evaluate("JSON.stringify(window.kept)"))

    def html(self) -> str:
        """All that is in the page: elements, and what is in its inputs."""
        values = "[...document.querySelectorAll('input, textarea')].map((each) => each.value)"
        return cast("str", self.page.evaluate(f"document.body.outerHTML + {values}.join('\\n')"))

    def faults(self) -> list[str]:
        """What axe calls serious, and what the content security policy refused."""
        self.page.evaluate((EXTENSION / "node_modules/axe-core/axe.min.js").read_text("utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate(
            "axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations)"
        )
        faults = [
            f"{each['id']}: {node['html'][:160]} {node.get('failureSummary', '')}"
            for each in found
            if each["impact"] in {"serious", "critical"}
            for node in each["nodes"]
        ]
        return faults + cast("list[str]", self.page.evaluate("window.violations"))


# --- what VS Code says ---------------------------------------------------------------------------


def ready(
    model: ext.DebuggerModel | None, *others: str, errors: int = 0, uri: str = URI
) -> list[Message]:
    """The messages with which a view begins that has a connector, and perhaps others."""
    connectors = [{"uri": each, "label": each.rsplit("/", 1)[1]} for each in (uri, *others)]
    return [
        {"type": "status", "status": {"kind": "ready"}},
        {"type": "connectors", "connectors": connectors, "current": uri},
        {"type": "model", "uri": uri, "model": model, "errors": errors},
    ]


def field(key: str, label: str, **more: Any) -> ext.FieldModel:
    """A field of an action, a text unless said otherwise."""
    plain: ext.FieldModel = {
        "scope": "actionFields",
        "key": key,
        "type": "string",
        "label": label,
        "description": "",
        "required": False,
        "masked": False,
        "choices": [],
        "default": None,
        "errorText": "",
        "path": ["actions", 0, "actionFields", 0],
    }
    return cast("ext.FieldModel", {**plain, **more})


def auth_field(key: str, label: str, **more: Any) -> ext.AuthFieldModel:
    """A field of the Sign In form."""
    found = field(key, label, scope="authFields", required=True)
    variable = f"CONNECTOR_PETS_{key.upper()}"
    return cast("ext.AuthFieldModel", {**found, "variable": variable, "hasValue": False, **more})


def action(name: str, label: str, *fields: ext.FieldModel, **more: Any) -> ext.ActionModel:
    """An action, or the connection test."""
    plain: ext.ActionModel = {
        "action": name,
        "label": label,
        "helpText": "",
        "fields": list(fields),
        "lastInputs": {},
        "method": "GET",
        "endpoint": "/pets",
        "cases": [],
        "path": ["actions", 0],
    }
    return cast("ext.ActionModel", {**plain, **more})


CREATE_PET = action(
    "pet/create",
    "Create a pet",
    field("name", "Name", required=True, description="What it is called, at most 40 characters"),
    field("kind", "Kind", choices=[["cat", "A cat"], ["dog", "A dog"]], required=True),
    field("age", "Age in years", type="integer"),
    field("born", "Date of birth", type="date"),
    field("chipped", "Has a chip", type="boolean", default=False),
    field("tags", "Tags", type="array", default=["new"]),
    field("pin", "PIN of the owner", masked=True),
    method="POST",
    helpText="Adds a pet to the store and gives it an identifier.",
    cases=["Create a pet"],
)
GET_PET = action(
    "pet/get",
    "Find a pet by its identifier",
    field("id", "Pet ID", scope="urlFields", required=True),
    endpoint="/pets/{id}",
    lastInputs={"urlFields": {"id": "7"}},
)


def model(*actions: ext.ActionModel, **more: Any) -> ext.DebuggerModel:
    """A connector with some actions, or with those that are given."""
    test = action("testConnection", "Test authentication", endpoint="/me", path=["testConnection"])
    plain: ext.DebuggerModel = {
        "name": "Pet Store",
        "authType": "none",
        "isSignedIn": False,
        "signedInAt": None,
        "callbackUrl": "",
        "authFields": [
            auth_field("region", "Region", choices=[["eu", "Europe"], ["us", "United States"]]),
            auth_field(
                "api_key",
                "API key",
                masked=True,
                description="You find it in your account under Settings, API.",
                errorText="The key begins with pk_",
            ),
        ],
        "actions": [test, *(actions or (CREATE_PET, GET_PET))],
    }
    return cast("ext.DebuggerModel", {**plain, **more})


JSON = (("content-type", "application/json; charset=utf-8"),)
PET = {
    "id": 7,
    "name": "Mia",
    "kind": "cat",
    "tags": ["new", "shy"],
    "owner": {"name": "Bo Lind", "email": "bo@example.com", "verified": True, "phone": None},
    "weight": 12345678901234567890.5,
}


def exchange(
    body: bytes | str = "",
    *,
    headers: Headers = JSON,
    status: int = 200,
    title: str = "Find a pet by its identifier",
    method: str = "GET",
    url: str = "https://api.pets.example/v1/pets/7?expand=owner",
    sent: bytes = b"",
    failure: DebuggerError | None = None,
) -> ExchangeJson:
    """An exchange, as the server writes it."""
    content = body.encode() if isinstance(body, str) else body
    reason = {200: "OK", 201: "Created", 302: "Found", 401: "Unauthorized", 404: "Not Found"}
    more = (("date", "Tue, 25 Nov 2025 14:22:21 GMT"), ("x-request-id", "b1f4-77"))
    answer = Response(
        status, reason.get(status, ""), headers + more, content, encoded_size=len(content)
    )
    return exchange_to_json(
        Exchange(
            title,
            Request(
                method,
                url,
                (("authorization", "Bearer {{authFields.api_key}}"), ("accept", "*/*"), *JSON),
                sent,
            ),
            Timing(STARTED, 0.018, 0.031, 0.164, 0.012, 0.229),
            None if failure else answer,
            failure,
        )
    )


def run(
    *exchanges: ExchangeJson,
    run_id: str = "r1",
    name: str = "pet/get",
    failure: DebuggerError | None = None,
    unmet: Sequence[ext.UnmetJson] = (),
    case: str = "",
) -> ext.RunResult:
    """A run of some exchanges; the last one is the result."""
    response = exchanges[-1]["response"] if exchanges else None
    is_success = response is not None and response["status"] < 300 and not failure and not unmet
    message = failure.message if failure else f"{response['status']}" if response else ""
    return {
        "id": run_id if exchanges else "",
        "action": name,
        "case": case,
        "title": "Find a pet by its identifier",
        "isSuccess": is_success,
        "message": message,
        "failure": failure_to_json(failure) if failure else None,
        "unmet": list(unmet),
        "path": ["actions", 1],
        "exchanges": list(exchanges),
    }


def kept(
    run_id: str, status: int | None = 200, name: str = "pet/get", **inputs: Any
) -> ext.KeptRun:
    """A run of the history."""
    return {
        "id": run_id,
        "action": name,
        "started": STARTED,
        "inputs": inputs or {"urlFields.id": "7"},
        "status": status,
    }


def job(form: str, number: str = "j1", uri: str = URI) -> Message:
    """Work that the view asked for."""
    return {"id": number, "uri": uri, "form": form}


def ran(result: ext.RunResult | None, form: str = "pet/get") -> Message:
    """A run of the view's own has ended."""
    return {"type": "ran", "job": job(form), "run": result}
