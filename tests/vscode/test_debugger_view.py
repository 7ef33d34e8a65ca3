"""The page of the Debugger view, with a test in the place of VS Code: what is seen and said."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from connector_lsp.debugger.failures import (
    InputError,
    InputProblem,
    StatusError,
    UnknownHostError,
)
from connector_lsp.debugger.serialize import failure_to_json
from tests.support import debugger_view as host
from tests.support import vscode
from tests.support.debugger_view import THEMES, URI, ViewPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from connector_lsp.server import ext

    Open = Callable[..., ViewPage]

pytestmark = pytest.mark.e2e

SECRET = "pk_typed-by-hand-9f3A"
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
WRONG = InputError(
    (
        InputProblem("actionFields", "name", "A value is needed"),
        InputProblem("actionFields", "age", "Expected a whole number, such as 12"),
    )
)
NOT_FOUND = StatusError("The server answered 404 Not Found", "Look at the response")


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """The bundles, as the extension loads them."""
    vscode.require_vscode()
    vscode.npm("build")


@pytest.fixture
def open_view(browser: Browser) -> Iterator[Open]:
    """Opens the page in a theme and a size; its policy must not have refused anything."""
    opened: list[ViewPage] = []

    def open_view(theme: str = "dark", size: tuple[int, int] = (1100, 420)) -> ViewPage:
        opened.append(ViewPage(browser, theme, size))
        return opened[-1]

    yield open_view
    for view in opened:
        assert view.page.evaluate("window.violations") == []
        view.page.close()


@pytest.fixture
def view(open_view: Open) -> ViewPage:
    """The page, in a panel of a usual size."""
    return open_view()


def signed_in(*actions: ext.ActionModel) -> list[host.Message]:
    """A connector whose user is signed in, at its beginning."""
    return host.ready(host.model(*actions, isSignedIn=True, signedInAt=host.STARTED))


def history(*runs: ext.KeptRun) -> host.Message:
    """The runs that are kept, the latest first."""
    return {"type": "history", "uri": URI, "runs": list(runs)}


def response(
    view: ViewPage, body: bytes | str, *, media_type: str = "application/json", run_id: str = "r1"
) -> None:
    """Show a run whose response has that body."""
    exchange = host.exchange(body, headers=(("content-type", media_type),))
    view.send(*signed_in(), host.ran(host.run(exchange, run_id=run_id)))


# --- nothing to run ------------------------------------------------------------------------------


def test_it_says_what_is_missing(view: ViewPage) -> None:
    """No connector, no trust, no server, no model: each with the way out."""
    connectors: host.Message = {"type": "connectors", "connectors": [], "current": None}
    view.send({"type": "status", "status": {"kind": "ready"}}, connectors)
    expect(view.page.get_by_role("heading")).to_have_text("No connector is open")
    view.page.get_by_role("button", name="New connector from a sample").click()
    assert view.last("command")["command"] == "newConnector"

    view.send({"type": "status", "status": {"kind": "untrusted"}})
    expect(view.page.get_by_role("heading")).to_have_text("This workspace is not trusted")
    view.page.get_by_role("button", name="Manage workspace trust").click()
    view.send(
        *host.ready(None)[1:2],
        {"type": "status", "status": {"kind": "failed", "message": "No Python"}},
    )
    expect(view.page.get_by_text("No Python")).to_be_visible()
    view.page.get_by_role("button", name="Show log").click()
    assert [each["command"] for each in view.sent("command")[1:]] == ["manageTrust", "showLog"]

    view.send({"type": "status", "status": {"kind": "starting"}})
    expect(view.page.get_by_role("progressbar", name="Starting")).to_be_visible()
    view.send(*host.ready(None))
    expect(view.page.get_by_role("heading")).to_have_text("There is no connector in this file")


def test_errors_in_the_connector_are_one_click_away(view: ViewPage) -> None:
    """It may be run nonetheless: not every error matters to a run."""
    view.send(*host.ready(host.model(), errors=2))
    expect(view.page.get_by_text("2 errors in the connector.")).to_be_visible()
    view.page.get_by_role("button", name="Go to error").click()
    assert view.last("showErrors")["uri"] == URI


def test_several_connectors_can_be_chosen_from(view: ViewPage) -> None:
    """The one that is looked at is named as its file is."""
    view.send(*host.ready(host.model(), "file:///work/shop.connector.json"))
    view.page.get_by_role("combobox", name="Connector").select_option("shop.connector.json")
    assert view.last("choose")["uri"] == "file:///work/shop.connector.json"


# --- signing in ----------------------------------------------------------------------------------


def test_the_form_of_the_sign_in_is_made_of_the_auth_fields(view: ViewPage) -> None:
    """Labels, descriptions, required marks, choices; and where a value may come from."""
    view.send(*host.ready(host.model()))
    form = view.page.locator("form")
    expect(form.get_by_text("You find it in your account")).to_be_visible()
    region = form.get_by_role("combobox", name="Region")
    assert region.locator("option").all_inner_texts() == ["Choose…", "Europe", "United States"]
    key = form.get_by_label("API key", exact=True)
    expect(key).to_have_attribute("type", "password")
    expect(key).to_have_attribute("aria-required", "true")
    expect(form.get_by_text("such as CONNECTOR_PETS_REGION")).to_be_visible()

    key.fill(SECRET)
    form.get_by_role("button", name="Show API key").click()
    expect(key).to_have_attribute("type", "text")
    region.select_option("Europe")
    form.get_by_role("checkbox").check()
    key.press("Enter")
    sent = view.last("signIn")
    assert sent["values"] == {"region": "eu", "api_key": SECRET}
    assert sent["remember"] is True


def test_a_secret_is_nowhere_once_it_was_sent(view: ViewPage) -> None:
    """Neither in the page nor in what VS Code keeps; a failed sign-in can be tried again."""
    view.send(*host.ready(host.model()))
    key = view.page.get_by_label("API key", exact=True)
    key.fill(SECRET)
    assert SECRET not in view.kept()
    view.page.get_by_role("button", name="Sign in", exact=True).click()
    job = view.last("signIn")["job"]
    expect(key).to_have_value("")
    assert SECRET not in view.html()
    assert SECRET not in view.kept()

    problem = InputError((InputProblem("authFields", "region", "A value is needed"),))
    failed = {"isSignedIn": False, "signedInAt": None, "failure": failure_to_json(problem)}
    view.send({"type": "signedIn", "job": job, "result": {**failed, "steps": None}})
    expect(view.page.get_by_text("A value is needed")).to_be_visible()
    view.page.get_by_label("Region").select_option("Europe")
    view.page.get_by_role("button", name="Sign in", exact=True).click()
    assert view.last("signIn")["values"] == {"region": "eu", "api_key": SECRET}


def test_a_secret_is_not_seen_in_the_form_of_another_connector(view: ViewPage) -> None:
    """Their fields may be called the same."""
    other = URI.replace("pets", "shop")
    both = [{"uri": each, "label": each} for each in (URI, other)]
    view.send(*host.ready(host.model()))
    view.page.get_by_label("API key", exact=True).fill(SECRET)
    view.send(
        {"type": "model", "uri": other, "model": host.model(name="Shop"), "errors": 0},
        {"type": "connectors", "connectors": both, "current": other},
    )
    expect(view.page.get_by_role("combobox", name="Connector")).to_have_value(other)
    expect(view.page.get_by_label("API key", exact=True)).to_have_value("")


def test_the_error_text_stands_under_its_field_and_leads_to_it(view: ViewPage) -> None:
    """A screen reader hears it with the field."""
    view.send(*host.ready(host.model()))
    view.page.get_by_role("button", name="Sign in", exact=True).click()
    problem = InputError((InputProblem("authFields", "api_key", "The key begins with pk_"),))
    failed = {"isSignedIn": False, "signedInAt": None, "failure": failure_to_json(problem)}
    job = view.last("signIn")["job"]
    view.send({"type": "signedIn", "job": job, "result": {**failed, "steps": None}})
    key = view.page.get_by_label("API key", exact=True)
    expect(key).to_have_accessible_description(re.compile("The key begins with pk_"))
    expect(key).to_have_attribute("aria-invalid", "true")
    view.page.get_by_role("button", name="Go to field").click()
    assert view.last("locate")["path"] == ["actions", 0, "actionFields", 0]


def test_a_test_signs_in_before_with_what_was_entered(view: ViewPage) -> None:
    """Whoever fills in the form and clicks Test means both."""
    view.send(*host.ready(host.model()))
    view.page.get_by_label("API key", exact=True).fill(SECRET)
    view.page.get_by_role("button", name="Test", exact=True).click()
    job = view.last("signIn")["job"]
    result = {"isSignedIn": True, "signedInAt": host.STARTED, "failure": None, "steps": None}
    view.send({"type": "signedIn", "job": job, "result": result})
    assert view.last("run")["job"]["form"] == "testConnection"
    expect(view.page.get_by_text(re.compile(r"^Signed in, \d\d:\d\d$"))).to_be_visible()


def test_signing_out_may_forget(view: ViewPage) -> None:
    """Only where that is asked for, what is remembered goes, too."""
    view.send(*signed_in())
    view.page.get_by_role("button", name="Sign out").click()
    assert view.last("signOut")["forget"] is False
    view.page.get_by_role("button", name="Change…").click()
    view.page.get_by_role("button", name="Sign out and forget").click()
    assert view.last("signOut")["forget"] is True


def test_oauth_says_what_to_register_and_what_happened(view: ViewPage) -> None:
    """The callback URL with what its port means; each step with its request and response."""
    url = "http://127.0.0.1:PORT/callback"
    view.send(*host.ready(host.model(authFields=[], authType="oauth2", callbackUrl=url)))
    view.page.get_by_role("button", name="Copy callback URL").click()
    assert view.last("copy")["text"] == url
    view.page.get_by_role("button", name="fix the port in the settings").click()
    assert view.last("command")["command"] == "openCallbackSetting"

    view.page.get_by_role("button", name="Sign in in the browser").click()
    job = view.last("signIn")["job"]
    for message in ("Opening the browser", "Waiting for the browser"):
        view.send({"type": "progress", "job": job, "message": message})
    expect(view.page.get_by_role("listitem").filter(has_text="Opening")).to_be_visible()
    expect(view.page.get_by_text("Waiting for the browser")).to_be_visible()
    form = b"grant_type=authorization_code&code=%7B%7Bcode%7D%7D"
    headers = (("content-type", "application/json"),)
    step = host.exchange('{"token_type": "bearer"}', headers=headers, title="Token request")
    step["request"]["headers"] = [["content-type", "application/x-www-form-urlencoded"]]
    step["request"]["body"] = {"text": form.decode()}
    result = {"isSignedIn": True, "signedInAt": host.STARTED, "failure": None}
    view.send({"type": "signedIn", "job": job, "result": {**result, "steps": host.run(step)}})
    steps = view.page.get_by_role("list", name="Steps of the sign-in")
    steps.get_by_role("button", name="Token request").click()
    view.page.get_by_role("tab", name="Request").click()
    expect(view.page.get_by_text("grant_type = authorization_code")).to_be_visible()


# --- actions -------------------------------------------------------------------------------------


def test_an_action_opens_to_its_fields_and_runs(view: ViewPage) -> None:
    """Each entered as its type asks for; what was left empty is not sent."""
    view.send(*signed_in())
    view.page.get_by_role("button", name="Create a pet").click()
    form = view.page.get_by_role("form", name="Create a pet")
    form.get_by_label("Name").fill("Mia")
    form.get_by_label("Kind").select_option("A cat")
    form.get_by_label("Date of birth").fill("2024-02-29")
    expect(form.get_by_label("Has a chip")).to_have_value("false")
    tags = form.get_by_label("Tags")
    tags.fill("[1, ")
    expect(form.get_by_text("Not JSON yet")).to_be_visible()
    tags.fill("[1, 2]")
    form.get_by_label("PIN of the owner", exact=True).fill("4711")
    form.get_by_label("Name").press("Enter")
    assert view.last("run")["inputs"] == {
        "actionFields": {
            "name": "Mia",
            "kind": "cat",
            "born": "2024-02-29",
            "chipped": "false",
            "tags": "[1, 2]",
            "pin": "4711",
        }
    }
    assert "4711" not in view.html() + view.kept()


def test_what_is_wrong_stands_at_its_field(view: ViewPage) -> None:
    """Until it is changed; nothing of what was entered is lost."""
    view.send(*signed_in())
    view.page.get_by_role("button", name="Create a pet").click()
    form = view.page.get_by_role("form", name="Create a pet")
    form.get_by_label("Age in years").fill("many")
    form.get_by_role("button", name="Test", exact=True).click()
    job = view.last("run")["job"]
    view.send({"type": "ran", "job": job, "run": host.run(failure=WRONG)})
    expect(form.get_by_text("Expected a whole number, such as 12")).to_be_visible()
    expect(form.get_by_text("nothing was sent")).to_be_visible()
    expect(form.get_by_label("Age in years")).to_have_value("many")
    form.get_by_label("Age in years").fill("12")
    expect(form.get_by_text("Expected a whole number, such as 12")).to_be_hidden()
    expect(form.get_by_text("A value is needed")).to_be_visible()


def test_a_run_shows_its_progress_and_can_be_cancelled(view: ViewPage) -> None:
    """In the place of its buttons, so that it is not begun twice."""
    view.send(*signed_in())
    view.page.get_by_role("button", name="Find a pet").click()
    form = view.page.get_by_role("form", name="Find a pet")
    expect(form.get_by_label("Pet ID")).to_have_value("7")
    form.get_by_role("button", name="Test", exact=True).click()
    job = view.last("run")["job"]
    view.send({"type": "progress", "job": job, "message": "Sending", "percentage": 40})
    expect(form.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "40")
    form.get_by_role("button", name="Cancel").click()
    assert view.last("cancel")["job"] == job["id"]
    view.send({"type": "ran", "job": job, "run": None})
    expect(form.get_by_text("Stopped")).to_be_visible()
    expect(form.get_by_role("button", name="Test", exact=True)).to_be_visible()


def test_the_keys_go_on_where_they_were(view: ViewPage) -> None:
    """A button that is taken away gives the focus to what took its place, and gets it back."""
    view.send(*signed_in())
    view.page.get_by_role("button", name="Find a pet").click()
    form = view.page.get_by_role("form", name="Find a pet")
    test = form.get_by_role("button", name="Test", exact=True)
    test.press("Enter")
    expect(form.get_by_role("button", name="Cancel")).to_be_focused()
    view.send({"type": "ran", "job": view.last("run")["job"], "run": None})
    expect(test).to_be_focused()

    form.get_by_role("button", name="Save as test case").press("Enter")
    expect(form.get_by_role("textbox", name="Name of the test case")).to_be_focused()

    section = view.page.get_by_role("region", name="Authentication")
    section.get_by_role("button", name="Change…").press("Enter")
    expect(section.get_by_role("button", name="Sign in", exact=True)).to_be_focused()
    view.page.keyboard.press("Enter")
    expect(section.get_by_role("button", name="Cancel")).to_be_focused()
    job = view.last("signIn")["job"]
    result = {"isSignedIn": True, "signedInAt": 1.0, "failure": None, "steps": None}
    view.send({"type": "signedIn", "job": job, "result": result})
    expect(section.get_by_role("button", name="Change…")).to_be_focused()


def test_the_inputs_are_saved_as_a_test_case(view: ViewPage) -> None:
    """The name is asked for in the form, and must be a new one."""
    view.send(*signed_in())
    view.page.get_by_role("button", name="Create a pet").click()
    form = view.page.get_by_role("form", name="Create a pet")
    form.get_by_label("Name").fill("Mia")
    form.get_by_role("button", name="Save as test case").click()
    name = form.get_by_role("textbox", name="Name of the test case")
    expect(name).to_have_value("Create a pet 2")
    expect(name).to_be_focused()
    name.fill("Create a pet")
    expect(form.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    name.fill("a cat")
    name.press("Enter")
    saved = view.last("saveCase")
    assert saved["name"] == "a cat"
    assert saved["inputs"]["actionFields"]["name"] == "Mia"
    place = {"line": 3, "character": 4}
    location = {"uri": "file:///work/pets.tests.json", "range": {"start": place, "end": place}}
    view.send({"type": "caseSaved", "job": saved["job"], "name": "a cat", "location": location})
    form.get_by_role("button", name="Open test case").click()
    assert view.last("openLocation")["location"] == location


def test_many_actions_can_be_filtered(view: ViewPage) -> None:
    """By any words of label, method and endpoint; Escape shows all again."""
    names = [f"Action {number}" for number in range(12)]
    actions = [host.action(f"thing/{name}", name, method="POST") for name in names]
    view.send(*signed_in(*actions))
    rows = view.page.locator(".action-head")
    expect(rows).to_have_count(12)
    box = view.page.get_by_role("textbox", name="Filter actions")
    box.fill("post 11")
    expect(rows).to_have_count(1)
    box.fill("nothing")
    expect(view.page.get_by_text("No action matches “nothing”.")).to_be_visible()
    box.press("Escape")
    expect(rows).to_have_count(12)


def test_a_lens_opens_the_view_at_its_action(view: ViewPage) -> None:
    """The row is open, in view and has the focus."""
    actions = [host.action(f"thing/{number}", f"Action {number}") for number in range(40)]
    view.send(*signed_in(*actions), {"type": "show", "uri": URI, "action": "thing/39"})
    row = view.page.get_by_role("button", name="Action 39")
    expect(row).to_have_attribute("aria-expanded", "true")
    expect(row).to_be_in_viewport()
    expect(row).to_be_focused()


def test_inputs_outlive_the_view_and_a_change_of_the_connector(open_view: Open) -> None:
    """By the key of their field; those of the sign-in are not kept."""
    view = open_view()
    view.send(*host.ready(host.model()))
    view.page.get_by_label("Region").select_option("Europe")
    view.page.get_by_role("button", name="Find a pet").click()
    view.page.get_by_label("Pet ID").fill("42")
    changed = host.action(
        "pet/get", "Find a pet", host.field("id", "Number", scope="urlFields"), endpoint="/p/{id}"
    )
    view.send(*host.ready(host.model(changed)))
    expect(view.page.get_by_label("Number")).to_have_value("42")

    view.page.reload()
    view.send(*host.ready(host.model()))
    expect(view.page.get_by_label("Pet ID")).to_have_value("42")
    expect(view.page.get_by_label("Region")).to_have_value("")


# --- the result ----------------------------------------------------------------------------------


def test_a_response_is_shown_with_all_that_belongs_to_it(view: ViewPage) -> None:
    """Status, address, time, size, timing; the body laid out with its numbers as they came."""
    response(view, '{"id":12345678901234567890,"name":"Mia"}')
    panel = view.page.get_by_role("tabpanel", name="Response")
    for text in ("200 OK", "229 ms", "40 B", "Connect 18 ms", "TLS 31 ms", "First byte 164 ms"):
        expect(panel.get_by_text(text)).to_be_visible()
    expect(panel.get_by_text("https://api.pets.example/v1/pets/7?expand=owner")).to_be_visible()
    rows = panel.locator(".row-text")
    expect(rows).to_have_count(4)
    assert rows.all_inner_texts() == ["{", '  "id": 12345678901234567890,', '  "name": "Mia"', "}"]
    expect(view.page.get_by_role("status").first).to_contain_text("Find a pet by its identifier")
    panel.get_by_role("button", name="Raw").click()
    expect(rows).to_have_text(['{"id":12345678901234567890,"name":"Mia"}'])
    panel.get_by_role("button", name="Headers").click()
    expect(panel.get_by_role("row", name="x-request-id")).to_contain_text("b1f4-77")


def test_the_request_is_shown_as_it_was_sent(view: ViewPage) -> None:
    """Its query as a table, too; its secrets by their names."""
    response(view, "{}")
    view.page.get_by_role("tab", name="Request").click()
    panel = view.page.get_by_role("tabpanel", name="Request")
    expect(panel.get_by_role("row", name="expand")).to_contain_text("owner")
    expect(panel.get_by_role("row", name="authorization")).to_contain_text(
        "Bearer {{authFields.api_key}}"
    )
    expect(panel.get_by_text("There is no body.")).to_be_visible()


def test_tabs_are_walked_with_the_arrow_keys(view: ViewPage) -> None:
    """Only the selected one is a tab stop."""
    response(view, "{}")
    tabs = view.page.get_by_role("tablist", name="Result")
    tabs.get_by_role("tab", name="Response").focus()
    view.page.keyboard.press("ArrowRight")
    request = tabs.get_by_role("tab", name="Request")
    expect(request).to_be_focused()
    expect(request).to_have_attribute("aria-selected", "true")
    view.page.keyboard.press("End")
    expect(tabs.get_by_role("tab", name="History")).to_be_focused()
    view.page.keyboard.press("ArrowRight")
    expect(tabs.get_by_role("tab", name="Response")).to_be_focused()
    assert tabs.locator("[tabindex='0']").count() == 1


def test_a_body_is_searched(view: ViewPage) -> None:
    """With a count; Enter goes on, Shift+Enter back, Escape ends."""
    response(view, json.dumps([{"name": f"Mia {number}"} for number in range(300)]))
    panel = view.page.get_by_role("tabpanel", name="Response")
    panel.locator(".virtual").focus()
    view.page.keyboard.press("Control+f")
    box = panel.get_by_role("textbox", name="Find in the body")
    expect(box).to_be_focused()
    box.fill("mia 29")
    count = panel.get_by_role("status")
    expect(count).to_have_text("1 of 11")
    expect(panel.locator("mark.current")).to_have_text("Mia 29")
    box.press("Enter")
    expect(panel.locator("mark.current")).to_be_in_viewport()
    expect(count).to_have_text("2 of 11")
    box.press("Shift+Enter")
    box.press("Shift+Enter")
    expect(count).to_have_text("11 of 11")
    expect(panel.get_by_text('"Mia 299"')).to_be_in_viewport()
    box.fill("nobody")
    expect(count).to_have_text("No match")
    box.press("Escape")
    expect(box).to_have_value("")


def test_json_is_a_tree_for_the_keyboard(view: ViewPage) -> None:
    """Its branches open and close; a value is named by the pointer that test cases use."""
    response(view, json.dumps(host.PET))
    view.page.get_by_role("button", name="Tree").click()
    tree = view.page.get_by_role("tree")
    expect(tree.get_by_role("treeitem", name="verified")).to_be_visible()
    tree.focus()
    for _ in range(4):
        view.page.keyboard.press("ArrowDown")
    tags = tree.get_by_role("treeitem", name="tags")
    expect(tags).to_have_attribute("aria-selected", "true")
    view.page.keyboard.press("ArrowLeft")
    expect(tags).to_have_attribute("aria-expanded", "false")
    view.page.keyboard.press("ArrowRight")
    view.page.keyboard.press("ArrowRight")
    view.page.get_by_role("button", name="Copy pointer").click()
    assert view.last("copy")["text"] == "/tags/0"


def test_a_tree_is_searched(view: ViewPage) -> None:
    """What is found is opened and chosen, wherever it is; nothing refers to a row out of sight."""
    pets = [{"name": f"Mia {number}", "tags": ["new"]} for number in range(300)]
    response(view, json.dumps({"pets": pets}))
    box = view.page.get_by_role("textbox", name="Find in the body")
    box.fill("mia 28")
    expect(view.page.locator("mark.current")).to_have_text("Mia 28")
    view.page.get_by_role("button", name="Tree").click()
    tree = view.page.get_by_role("tree")
    chosen = tree.get_by_role("treeitem", selected=True)
    expect(chosen).to_have_text(re.compile('name: "Mia 28"'))
    box.fill("mia 29")
    expect(chosen).to_have_text(re.compile('name: "Mia 29"'))
    box.press("Shift+Enter")
    expect(chosen).to_have_text(re.compile('name: "Mia 299"'))
    expect(chosen).to_be_in_viewport()
    row = chosen.get_attribute("id") or ""
    expect(tree).to_have_attribute("aria-activedescendant", row)
    tree.evaluate("(element) => element.scrollTo(0, 0)")
    expect(tree).not_to_have_attribute("aria-activedescendant", row)
    view.page.get_by_role("button", name="Copy pointer").click()
    assert view.last("copy")["text"] == "/pets/299/name"


def test_a_large_body_has_only_the_rows_in_the_page_that_are_seen(view: ViewPage) -> None:
    """From the first to the last of more than a browser can lay out."""
    response(view, json.dumps([1] * 1_000_000))
    rows = view.page.locator(".row")
    expect(rows.first).to_contain_text("[")
    scroller = view.page.locator(".virtual")
    expect(view.page.locator(".virtual-all")).to_have_attribute("style", re.compile("8e\\+06px"))
    assert rows.count() < 100
    scroller.evaluate("each => each.scrollTo(0, each.scrollHeight)")
    expect(rows.last).to_contain_text("1000002")
    assert rows.count() < 100
    scroller.hover()
    view.page.mouse.wheel(0, -100)
    expect(rows.filter(has_text="999987")).to_be_visible()


def test_a_line_without_end_is_cut(view: ViewPage) -> None:
    """Unless lines are wrapped, which shows all of it."""
    response(view, "x" * 1_000_000, media_type="text/plain")
    view.page.get_by_role("button", name="Wrap long lines").click()
    expect(view.page.get_by_text("… 995,000 more characters")).to_be_attached()
    assert view.page.locator(".row").count() == 1


def test_what_only_looks_like_json_says_where_it_is_none(view: ViewPage) -> None:
    """And is shown as it came."""
    response(view, '{"a": 1,\n"b": }')
    expect(view.page.get_by_text("This is not JSON from line 2, column 6 on.")).to_be_visible()
    view.page.get_by_role("button", name="Tree").click()
    expect(view.page.get_by_text("There is no tree of what is not JSON.")).to_be_visible()
    view.page.get_by_role("button", name="Raw").click()
    expect(view.page.locator(".row-text").last).to_have_text('"b": }')


def test_an_image_is_shown_and_bytes_are_dumped(view: ViewPage) -> None:
    """What is neither text nor image has its size, and can be saved."""
    response(view, PNG, media_type="image/png")
    expect(view.page.get_by_role("img", name="image/png")).to_have_js_property("naturalWidth", 1)
    response(view, bytes(range(256)), media_type="application/pdf", run_id="r2")
    expect(view.page.get_by_text("Binary, application/pdf, 256 B")).to_be_visible()
    expect(view.page.get_by_text("00 01 02 03")).to_be_visible()
    view.page.get_by_role("button", name="Save body to a file").click()
    expected = {"uri": URI, "id": "r2", "step": 0, "part": "response"}
    assert view.last("saveBody")["step"] == expected


def test_a_failure_leads_back_to_the_editor(view: ViewPage) -> None:
    """To the place that the server found at fault."""
    exchange = host.exchange('{"error": "none"}', status=404)
    view.send(*signed_in(), host.ran(host.run(exchange, failure=NOT_FOUND)))
    panel = view.page.get_by_role("tabpanel")
    expect(panel.get_by_text("The server answered 404 Not Found")).to_be_visible()
    expect(panel.get_by_text('"none"')).to_be_visible()
    panel.get_by_role("button", name="Return to editor").click()
    assert view.last("locate")["path"] == ["actions", 1]


def test_a_request_without_response_says_why(view: ViewPage) -> None:
    """There is no body to look at, but the request is."""
    failure = UnknownHostError("The host has no address", "Correct the URL")
    exchange = host.exchange(failure=failure)
    view.send(*signed_in(), host.ran(host.run(exchange, failure=failure)))
    panel = view.page.get_by_role("tabpanel")
    expect(panel.get_by_text("No response")).to_be_visible()
    expect(panel.get_by_text("Correct the URL")).to_be_visible()


def test_an_expectation_that_does_not_hold_is_compared(view: ViewPage) -> None:
    """The case ran, and its response is there; what was expected opens as a diff."""
    unmet: ext.UnmetJson = {"message": "/name is another", "expected": '"Bo"', "actual": '"Mia"'}
    exchange = host.exchange(json.dumps(host.PET))
    result = host.run(exchange, unmet=[unmet], case="it is found")
    kept = {**host.kept("r1"), "exchanges": [exchange]}
    view.send(*signed_in(), {"type": "opened", "uri": URI, "run": kept, "result": result})
    panel = view.page.get_by_role("tabpanel")
    expect(panel.get_by_text("/name is another")).to_be_visible()
    panel.get_by_role("button", name="Compare").click()
    assert view.last("compareTexts")["actual"] == '"Mia"'


def test_each_step_of_a_run_can_be_looked_at(view: ViewPage) -> None:
    """The last one is shown first."""
    first = host.exchange(status=302, title="Find a pet by its identifier")
    second = host.exchange('{"id": 7}', title="Redirect")
    view.send(*signed_in(), host.ran(host.run(first, second)))
    steps = view.page.get_by_role("navigation", name="Steps")
    expect(steps.get_by_role("button", name="Redirect")).to_have_attribute("aria-current", "step")
    steps.get_by_role("button", name="Find a pet").click()
    expect(view.page.get_by_text("302 Found")).to_be_visible()


def test_a_run_is_taken_along(view: ViewPage) -> None:
    """As cURL, as HAR, compared with the one before, opened in an editor."""
    response(view, "{}", run_id="r2")
    compare = view.page.get_by_role("button", name="Compare")
    expect(compare).to_be_disabled()
    view.send(history(host.kept("r2"), host.kept("other", name="pet/create"), host.kept("r1")))
    compare.click()
    message = view.last("compare")
    assert (message["before"]["id"], message["after"]["id"]) == ("r1", "r2")
    for name, kind in (("cURL", "curl"), ("HAR", "har"), ("Open body in an editor", "openBody")):
        view.page.get_by_role("button", name=name).click()
        view.last(kind)
    view.send({"type": "notice", "text": "cURL command copied"})
    expect(view.page.get_by_text("cURL command copied")).to_be_visible()


def test_the_history_opens_a_run_and_fills_in_its_inputs(view: ViewPage) -> None:
    """Those that are not masked."""
    earlier = host.kept("r1", 404, "pet/create", **{"actionFields.name": "Mia"})
    view.send(*signed_in(), history(host.kept("r2"), earlier))
    view.page.get_by_role("tab", name="History").click()
    runs = view.page.get_by_role("list", name="History")
    runs.get_by_role("button", name="404").click()
    assert view.last("open")["id"] == "r1"
    runs.get_by_role("listitem").filter(has_text="404").get_by_role(
        "button", name="Use inputs"
    ).click()
    form = view.page.get_by_role("form", name="Create a pet")
    expect(form.get_by_label("Name")).to_have_value("Mia")


def test_the_line_between_the_halves_is_moved(open_view: Open) -> None:
    """With the mouse and with the keys, within limits; the page remembers where it is."""
    view = open_view()
    view.send(*signed_in())
    forms, line = view.page.locator(".forms"), view.page.get_by_role("separator")

    def width() -> float:
        return forms.evaluate("(element) => element.getBoundingClientRect().width")

    expect(line).to_have_attribute("aria-valuenow", "36")
    box = line.bounding_box()
    assert box
    view.page.mouse.move(box["x"] + 2, 100)
    view.page.mouse.down()
    view.page.mouse.move(550, 100)
    view.page.mouse.up()
    expect(line).to_have_attribute("aria-valuenow", "50")
    assert abs(width() - 550) < 2
    line.press("ArrowLeft")
    expect(line).to_have_attribute("aria-valuenow", "48")
    line.press("End")
    line.press("ArrowRight")
    expect(line).to_have_attribute("aria-valuenow", "70")
    assert json.loads(view.kept())["split"] == 70
    line.dblclick()
    expect(line).to_have_attribute("aria-valuenow", "36")


def test_there_is_room_for_one_half_in_a_narrow_panel(open_view: Open) -> None:
    """A result takes the place of the forms, and goes back."""
    view = open_view(size=(300, 700))
    view.send(*signed_in())
    expect(view.page.get_by_role("tablist")).to_be_hidden()
    view.send(host.ran(host.run(host.exchange("{}"))))
    expect(view.page.get_by_text("200 OK")).to_be_visible()
    view.page.get_by_role("button", name="Authentication and actions").click()
    expect(view.page.get_by_role("heading", name="Actions")).to_be_visible()
    assert view.page.evaluate("document.documentElement.scrollWidth") == 300


# --- for everybody -------------------------------------------------------------------------------


def _forms(view: ViewPage) -> None:
    view.send(*host.ready(host.model(), "file:///work/shop.connector.json", errors=1))
    view.page.get_by_role("button", name="Create a pet").click()
    view.page.get_by_role("button", name="Test", exact=True).last.click()
    view.send({"type": "ran", "job": view.last("run")["job"], "run": host.run(failure=WRONG)})


def _pretty(view: ViewPage) -> None:
    response(view, json.dumps(host.PET))
    view.page.get_by_role("textbox", name="Find in the body").fill("m")


def _tree(view: ViewPage) -> None:
    _pretty(view)
    view.page.get_by_role("button", name="Tree").click()


def _headers(view: ViewPage) -> None:
    response(view, "{}")
    view.page.get_by_role("tab", name="Request").click()


def _history(view: ViewPage) -> None:
    response(view, "{}")
    view.send(history(host.kept("r1"), host.kept("r0", 404), host.kept("rx", None)))
    view.page.get_by_role("tab", name="History").click()


def _failure(view: ViewPage) -> None:
    view.send(*signed_in(), host.ran(host.run(host.exchange("{}", status=404), failure=NOT_FOUND)))


def _empty(view: ViewPage) -> None:
    view.send({"type": "status", "status": {"kind": "failed", "message": "No Python"}})


STATES = (_forms, _pretty, _tree, _headers, _history, _failure, _empty)


@pytest.mark.parametrize("theme", sorted(THEMES))
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__[1:])
def test_no_state_has_a_serious_fault_in_any_theme(
    open_view: Open, theme: str, state: Callable[[ViewPage], None]
) -> None:
    """As axe-core judges, and the policy refuses nothing."""
    view = open_view(theme)
    state(view)
    assert view.faults() == []
    vscode.PICTURES.mkdir(parents=True, exist_ok=True)
    view.page.screenshot(path=vscode.PICTURES / f"view-{state.__name__[1:]}-{theme}.png")
