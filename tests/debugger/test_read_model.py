"""The model of a connector, whatever is in it."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.check import assemble
from connector_lsp.debugger.failures import DebuggerError
from connector_lsp.debugger.model import Field
from connector_lsp.debugger.read_model import read_model
from connector_lsp.debugger.request import build_request
from connector_lsp.resources import samples
from tests.support.building import connector, outcome
from tests.support.diagnostics import checker

ENTERED = {"boolean": "true", "date": "2026-01-31", "object": "{}", "array": "[]"}
REPLACEMENTS: tuple[Any, ...] = (None, 0, True, "", "{{", "{{x}}", "\ud800", [], [0], {}, {"a": 0})


def places(value: Any, path: tuple[Any, ...] = ()) -> Any:
    """Yields the paths of all values in `value` but its own."""
    members = enumerate(value) if isinstance(value, list) else getattr(value, "items", tuple)()
    for part, member in members:
        yield (*path, part)
        yield from places(member, (*path, part))


def run_all(root: Any) -> list[DebuggerError]:
    """Build every request of a connector, with a text for each field; what is wrong."""
    model = read_model(root)
    failures = []
    for action in (None, *model.actions):
        fields = (*model.auth_fields, *(action.fields if action else ()))
        inputs: dict[str, dict[str, Any]] = {}
        for field in fields:
            entered = field.choices[0][0] if field.choices else ENTERED.get(field.type, "1")
            inputs.setdefault(field.scope, {})[field.key] = entered
        try:
            build_request(model, action, inputs)
        except DebuggerError as error:
            failures.append(error)
    return failures


@pytest.mark.parametrize("name", samples())
def test_samples(name: str) -> None:
    """Nothing is wrong with any request of a sample, as its analysis has it."""
    text = samples()[name]
    root = assemble(Analysis.open(text, checker()).document)

    assert root == json.loads(text)
    assert read_model(root).faults == ()
    assert run_all(root) == []


@pytest.mark.parametrize("name", ["default", "basic", "oauth2"])
def test_any_value_in_any_place(name: str) -> None:
    """Each value of each sample may be any other: there is a request or a failure, no traceback."""
    text = samples()[name]
    for path in places(json.loads(text)):
        for replacement in REPLACEMENTS:
            root = json.loads(text)
            owner = root
            for part in path[:-1]:
                owner = owner[part]
            owner[path[-1]] = replacement
            run_all(root)


@given(st.sampled_from(list(samples().values())), st.data())
def test_half_typed(text: str, data: st.DataObject) -> None:
    """Any prefix of a sample, as far as it is understood, gives requests or failures."""
    analysis = Analysis.open(text[: data.draw(st.integers(0, len(text)))], checker())
    run_all(assemble(analysis.document))


@pytest.mark.parametrize("root", [None, 0, "", [], True])
def test_no_object(root: Any) -> None:
    """What is no object has a model with nothing in it, and one fault."""
    model = read_model(root)
    assert [fault.path for fault in model.faults][:1] == [()]
    assert (model.actions, model.auth_fields, model.test) == ((), (), None)


def test_field() -> None:
    """A field has all that the connector says of it; what is only shown may be of any type."""
    root = connector(
        actionFields=[
            {
                "key": "k", "label": "L", "description": "D", "type": "number", "required": True,
                "choices": {"1": "One", "2": 2}, "default": 1, "masked": True, "errorText": "E",
            },
            {"key": "bare", "label": 1, "description": [], "errorText": None, "required": None},
        ],
        authFields=[{"key": "token"}, {"key": "other", "required": False}],
    )  # fmt: skip
    model = read_model(root)
    (action,) = model.actions
    path = ("actions", 0, "actionFields")

    assert model.faults == ()
    assert action.fields == (
        Field(
            "actionFields", "k", (*path, 0), "number", "L", "D", required=True,
            choices=(("1", "One"), ("2", "2")), default=1, masked=True, error_text="E",
        ),
        Field("actionFields", "bare", (*path, 1), label="bare"),
    )  # fmt: skip
    assert [field.required for field in model.auth_fields] == [True, False]


@pytest.mark.parametrize(
    ("member", "value", "expected"),
    [
        ("method", 1, "actions/0/method: method is a number: expected a string"),
        ("method", None, "actions/0: method is missing"),
        ("endpoint", None, "actions/0: No request is named here"),
        ("endpoint", [], "actions/0/endpoint: endpoint is an array: expected a string"),
        ("endpoint", "/x", "actions/0/endpoint: Endpoint GET /x is not declared"),
        ("urlFields", {}, "actions/0/urlFields: urlFields is an object: expected an array"),
        ("urlFields", [1], "actions/0/urlFields/0: This is a number: expected an object"),
        ("urlFields", [{}], "actions/0/urlFields/0: key is missing"),
        (
            "actionFields",
            [{"key": "a", "required": "yes"}],
            "actions/0/actionFields/0/required: required is a string: expected true or false",
        ),
        (
            "actionFields",
            [{"key": "." * 101}],
            "actions/0/actionFields/0/key: key has more than 100 dots",
        ),
        (
            "params",
            {"\ud800": "x"},
            "actions/0/params: A name has half a character, an unpaired surrogate",
        ),
        ("requiredSettings", [], "requiredSettings: {type}"),
        ("auth_components", [], "auth_components: {type}"),
        ("auth_request", [], "auth_request: {type}"),
        ("endpoints", [], "endpoints: {type}"),
        ("endpoints", {"GET": []}, "endpoints/GET: GET is an array: expected an object"),
        ("endpoints", {"GET": {"/items": {}}}, "endpoints/GET//items: url is missing"),
        ("endpoints", {"GET": {"/x": {}}}, "actions/0/endpoint: {undeclared}"),
        ("testConnection", [], "https://api.example.com/v1/items"),
    ],
)
def test_fault(member: str, value: Any, expected: str) -> None:
    """A wrong value stops the runs that need it, with its path, and no others."""
    name = member
    expected = expected.replace("{type}", f"{name} is an array: expected an object")
    expected = expected.replace("{undeclared}", "Endpoint GET /items is not declared")
    root = connector()
    owner = root if member in root else root["actions"][0]
    owner[member] = value
    assert outcome(root) == expected


def test_other_actions_run() -> None:
    """What is wrong with one action or endpoint keeps no other from running."""
    root = connector()
    root["actions"] += [1, {"modelId": "item", "actionId": "broken", "urlFields": 1}]
    root["endpoints"]["GET"]["/other"] = {"url": 1}

    assert outcome(root) == "https://api.example.com/v1/items"
    assert [action.action_id for action in read_model(root).actions] == ["do", "broken"]


def test_find_action() -> None:
    """An action is called modelId/actionId; None stands for the connection test."""
    root = connector()
    root["actions"] += [{"modelId": "a/b", "actionId": "c"}, {"modelId": "a", "actionId": "b/c/d"}]
    model = read_model(root)
    assert model.find_action("item/do") is model.actions[0]
    assert model.find_action("a/b/c") is model.actions[1]
    assert model.find_action("a/b/c/d") is model.actions[2]
    assert model.find_action("testConnection") is None
    with pytest.raises(DebuggerError, match='"item/od": did you mean "item/do"'):
        model.find_action("item/od")
