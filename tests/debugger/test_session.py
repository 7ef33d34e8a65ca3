"""A session: which secrets a run gets, what of it is kept, where it was at fault."""

import json

import pytest

from connector_lsp.debugger.exchange import Exchange, Request, Response, Timing
from connector_lsp.debugger.failures import SecretError, SignInError
from connector_lsp.debugger.read_model import read_model
from connector_lsp.debugger.run import Run
from connector_lsp.debugger.session import Session
from tests.support.cases import cases
from tests.support.debugger import connector

SECRET = "planted-secret-9f3A"


class Sender:
    """Answers each request with a status and notes it."""

    def __init__(self, status=200):
        self.status = status
        self.sent = []

    async def send(self, request, title):
        """One exchange, which echoes all secrets."""
        self.sent.append(request)
        body = json.dumps(sorted(request.secrets)).encode()
        return (Exchange(title, request, Timing(1.0), Response(self.status, "R", (), body)),)


def session(tmp_path, sender, **environment):
    """A session without a keyring."""
    return Session("Loopback", "/a", sender, tmp_path, environment=environment)


@pytest.mark.parametrize(
    ("inputs", "change", "status", "kind", "path"),
    [
        ({}, {}, 200, "InputError", ("actions", 1, "actionFields", 0)),
        ({"name": "n", "count": "x"}, {}, 200, "InputError", ("actions", 1, "actionFields", 1)),
        ({"name": "n"}, {"endpoints": {}}, 200, "ConnectorError", ("actions", 1, "endpoint")),
        ({"name": "n"}, {}, 418, "StatusError", ("actions", 1)),
        ({"name": "n"}, {}, 200, None, ("actions", 1)),
    ],
)
async def test_a_run_names_the_place_at_fault(tmp_path, inputs, change, status, kind, path):
    """A field, a value of the connector, else the action."""
    model = read_model(connector("https://x.example", **change))
    used = session(tmp_path, Sender(status), CONNECTOR_LOOPBACK_API_KEY=SECRET)
    run = await used.run(model, model.find_action("thing/create"), {"actionFields": inputs})
    assert (type(run.failure).__name__ if run.failure else None) == kind
    assert run.path == path
    assert run.is_success is (kind is None)
    assert SECRET not in repr(run)
    assert b"".join(each.read_bytes() for each in tmp_path.rglob("*.json")).count(
        SECRET.encode()
    ) == 0  # fmt: skip


@pytest.mark.parametrize("pin", ["7", "123", 'a"b', "4711-0815"])
async def test_the_history_keeps_no_masked_input(tmp_path, pin):
    """One so short that it could be anything is hidden by its place."""
    model = read_model(connector("https://x.example"))
    used = session(tmp_path, Sender(), CONNECTOR_LOOPBACK_API_KEY=SECRET)
    inputs = {"actionFields": {"name": "n", "pin": pin}}
    run = await used.run(model, model.find_action("thing/create"), inputs)
    kept = used.try_find_run(run.id).inputs
    assert kept == {"actionFields.name": "n", "actionFields.pin": "•••••"}


async def test_a_missing_secret_is_a_fault_of_the_settings(tmp_path):
    """Nothing is sent."""
    sender = Sender()
    model = read_model(connector("https://x.example"))
    run = await session(tmp_path, sender).run(model, None, {})
    assert isinstance(run.failure, SecretError)
    assert "CONNECTOR_LOOPBACK_API_KEY" in run.failure.next_step
    assert (run.path, sender.sent, run.id) == (("requiredSettings",), [], "")


async def test_what_was_entered_counts_until_sign_out(tmp_path):
    """Memory goes before the environment; signing out drops requests, too."""
    sender = Sender()
    model = read_model(connector("https://x.example"))
    used = session(tmp_path, sender, CONNECTOR_LOOPBACK_API_KEY="from-environment")
    await used.access.sign_in(model, {"api_key": SECRET})
    await used.run(model, None, {})
    assert dict(sender.sent[-1].headers)["Authorization"] == f"Bearer {SECRET}"
    assert (used.access.is_signed_in, used.try_last_request()) == (True, sender.sent[-1])
    used.sign_out()
    assert (used.access.is_signed_in, used.try_last_request()) == (False, None)
    await used.run(model, None, {})
    assert dict(sender.sent[-1].headers)["Authorization"] == "Bearer from-environment"


async def test_oauth_needs_a_token(tmp_path):
    """Without one nothing is sent; with one in the environment it is used."""
    change = {"auth_components": {"type": "oauth2"}, "auth_request": {"type": "none"},
              "requiredSettings": {"authFields": []}}  # fmt: skip
    model = read_model(connector("https://x.example", **change))
    run = await session(tmp_path, Sender()).run(model, None, {})
    assert isinstance(run.failure, SignInError)
    assert "CONNECTOR_LOOPBACK_ACCESS_TOKEN" in run.failure.next_step
    sender = Sender()
    used = session(tmp_path, sender, CONNECTOR_LOOPBACK_ACCESS_TOKEN=SECRET)
    assert (await used.run(model, None, {})).is_success
    assert dict(sender.sent[-1].headers)["Authorization"] == f"Bearer {SECRET}"


async def test_bare_names_are_secrets_of_the_connector(tmp_path):
    """Where a header has one in double braces."""
    change = {"auth_request": {"type": "custom", "headers": {"X-App": "{{appKey}}"}}}
    model = read_model(connector("https://x.example", **change))
    sender = Sender()
    variables = {"CONNECTOR_LOOPBACK_API_KEY": "k-12345", "CONNECTOR_LOOPBACK_APPKEY": SECRET}
    run = await session(tmp_path, sender, **variables).run(model, None, {})
    assert dict(sender.sent[-1].headers)["X-App"] == SECRET
    assert SECRET not in repr(run)


async def test_last_inputs_have_nothing_secret(tmp_path):
    """Neither what is masked, nor a secret in another field."""
    model = read_model(connector("https://x.example"))
    used = session(tmp_path, Sender(), CONNECTOR_LOOPBACK_API_KEY=SECRET)
    inputs = {"actionFields": {"name": f"a{SECRET}", "count": 3, "pin": "1234"}}
    await used.run(model, model.find_action("thing/create"), inputs)
    assert used.last_inputs("thing/create") == {"actionFields": {"count": 3}}
    assert used.last_inputs("thing/list") == {}


class Memory:
    """A keyring in memory."""

    def __init__(self):
        self.held = {}

    def try_find(self, owner, key):
        """As in memory."""
        return self.held.get((owner, key))

    def remember(self, owner, key, value):
        """As in memory."""
        self.held[owner, key] = value

    def forget(self, owner, key):
        """As in memory."""
        self.held.pop((owner, key), None)


async def test_what_is_remembered_is_found_until_it_is_forgotten(tmp_path):
    """Signing out keeps it; a field and a secret that are called alike have one value."""
    change = {"auth_request": {"type": "custom", "headers": {"X": "{{authFields.key}} {{key}}"}},
              "requiredSettings": {"authFields": [{"key": "key"}]}}  # fmt: skip
    model = read_model(connector("https://x.example", **change))
    memory = Memory()
    used = Session("L", "/a", Sender(), tmp_path, keyring=memory, environment={})
    await used.access.sign_in(model, {"key": SECRET, "unheard-of": "x"}, remember=True)
    assert memory.held == {("/a", "authFields.key"): SECRET, ("/a", "key"): SECRET}
    used.sign_out()
    await used.access.sign_in(model, {})
    assert used.access.is_signed_in
    used.sign_out()
    await used.access.forget(model)
    assert memory.held == {}
    with pytest.raises(SecretError):
        await used.access.sign_in(model, {})


async def test_a_request_becomes_a_command_by_the_id_of_its_run(tmp_path):
    """Exactly while it is in memory; later from the history, whose marks stand for variables."""
    model = read_model(connector("https://x.example"))
    used = session(tmp_path, Sender(), CONNECTOR_LOOPBACK_API_KEY=SECRET)
    first = await used.run(model, None, {})
    inputs = {"actionFields": {"name": "n"}}
    await used.run(model, model.find_action("thing/create"), inputs)
    expected = (
        "curl --request GET \\\n"
        """  --header 'Authorization: Bearer '"$CONNECTOR_LOOPBACK_API_KEY" \\\n"""
        "  https://x.example/me"
    )
    assert used.try_curl(model, first.id) == expected
    used.sign_out()
    assert used.try_curl(model, first.id) == expected
    assert used.try_curl(model, "../x") is None


async def test_a_case_is_titled_by_its_action_and_its_name(tmp_path):
    """Which is said once where a case is called like its action, as one saved from a run is."""
    model = read_model(connector("https://x.example"))
    used = session(tmp_path, Sender(), CONNECTOR_LOOPBACK_API_KEY=SECRET)
    named = cases(
        {"action": "thing/list", "name": "List things"},
        {"action": "thing/list", "name": "it answers"},
    )
    runs = [each async for each in used.run_cases(model, named) if isinstance(each, Run)]
    assert [run.title for run in runs] == ["List things", "List things: it answers"]


async def test_a_captured_secret_is_hidden_wherever_it_goes(tmp_path):
    """A token that a response gives, in the request that uses it, on disk and on the page."""
    issued = "issued-token-51Xq"

    class Issuer:
        """Gives a token."""

        async def send(self, request, title):
            """The token, where redaction knows one."""
            body = json.dumps({"access_token": issued}).encode()
            header = ("Content-Type", "application/json")
            return (Exchange(title, request, Timing(1.0), Response(200, "R", (header,), body)),)

    model = read_model(connector("https://x.example"))
    used = session(tmp_path, Issuer(), CONNECTOR_LOOPBACK_API_KEY=SECRET)
    [first, second] = cases(
        {"action": "thing/create", "actionFields": {"name": "n"}, "capture": {"it": "/access_token"}},
        {"action": "thing/create", "actionFields": {"name": "{{captures.it}}"}},
    )  # fmt: skip
    runs = [each async for each in used.run_cases(model, (first, second)) if isinstance(each, Run)]
    assert [run.is_success for run in runs] == [True, True]
    assert b"name" in runs[1].exchanges[0].request.body
    shown = repr(
        [(each.request.body, each.response.body) for run in runs for each in run.exchanges]
    )
    kept = b"".join(each.read_bytes() for each in tmp_path.rglob("*.json"))
    assert kept
    assert issued not in shown
    assert issued.encode() not in kept


async def test_a_replay_names_the_value_that_nothing_can_stand_for(tmp_path):
    """What can be chosen from is no secret, so it is in no recording; nothing is sent or kept."""
    region = {"key": "region", "label": "Region", "choices": {"eu": "Europe"}}
    model = read_model(connector("https://x.example", requiredSettings={"authFields": [region]}))
    sender = Sender()
    used = session(tmp_path, sender)
    with pytest.raises(SecretError) as caught:
        [each async for each in used.replay_cases(model, cases({"action": "thing/list"}), {})]
    assert caught.value.message == "No value for CONNECTOR_LOOPBACK_REGION"
    assert (sender.sent, list(tmp_path.iterdir())) == ([], [])


async def test_a_replay_needs_no_signature(tmp_path):
    """Of OAuth 1 the scheme alone is recorded, so nobody has to sign in."""
    components = {"type": "oauth1", "consumerKey": "k", "consumerSecret": "{{consumer}}"}
    model = read_model(
        connector(
            "https://x.example",
            auth_components=components,
            auth_request={"type": "none"},
            requiredSettings={"authFields": []},
        )
    )
    request = Request("GET", "https://x.example/things", (("authorization", "OAuth …"),))
    (case,) = cases({"action": "thing/list"})
    recorded = {case.name: (Exchange("t", request, Timing(0.0), Response(200, "OK", ())),)}
    used = session(tmp_path, Sender())
    events = [each async for each in used.replay_cases(model, (case,), recorded)]
    assert [(run.failure, run.unmet) for run in events if isinstance(run, Run)] == [(None, ())]


async def test_only_oauth_1_is_signed(tmp_path):
    """A connector that came to authenticate in another way since the sign-in is not signed."""
    components = {"type": "oauth1", "consumerKey": "k", "consumerSecret": "s", "token": "t"}
    others = {"auth_request": {"type": "none"}, "requiredSettings": {"authFields": []}}
    root = connector("https://x.example", auth_components=components, **others)
    sender = Sender()
    used = session(tmp_path, sender)
    model, changed = (read_model(root | each) for each in ({}, {"auth_components": {}}))
    assert (await used.authorize(model, root, None)).failure is None

    await used.run(model, None, {})
    await used.run(changed, None, {})

    signed, plain = ([name for name, _ in each.headers] for each in sender.sent)
    assert (signed, plain) == (["Authorization"], [])


async def test_oauth_1_takes_no_token_from_elsewhere(tmp_path):
    """Without the secret that belongs to it nothing can be signed, so nothing is sent."""
    components = {"type": "oauth1", "consumerKey": "k", "consumerSecret": "s", "token": "t"}
    others = {"auth_request": {"type": "none"}, "requiredSettings": {"authFields": []}}
    model = read_model(connector("https://x.example", auth_components=components, **others))
    sender = Sender()
    run = await session(tmp_path, sender, CONNECTOR_LOOPBACK_ACCESS_TOKEN=SECRET).run(
        model, None, {}
    )
    assert isinstance(run.failure, SignInError)
    assert (run.failure.next_step, sender.sent) == ("Sign in and run again", [])
