"""Test cases: read, chosen, their references filled in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.debugger.cases import Case, resolve, select
from connector_lsp.debugger.expectations import Capture, Check, Expectations
from connector_lsp.debugger.failures import CaseError, InputError
from tests.support.cases import cases, read


def test_read() -> None:
    """All that a case can say."""
    text = """{ "cases": [
      { "name": "a", "action": "order/create",
        "actionFields": { "item": "tea", "size.cm": [1] }, "urlFields": { "item": 2 },
        "expect": { "status": [201, "3xx"],
                    "headers": { "ETag": { "exists": true, "type": "string" } },
                    "body": { "/id": { "equals": null } } },
        "capture": { "id": "/id", "at": { "header": "Location" } } },
      { "name": "b", "action": "testConnection", "expect": { "status": 204 } }
    ] }"""

    found = read(text)

    assert found.problems == ()
    assert found.cases == (
        Case(
            "a",
            "order/create",
            {"actionFields": {"item": "tea", "size.cm": [1]}, "urlFields": {"item": 2}},
            Expectations(
                (201, "3xx"),
                (
                    Check("headers", "ETag", "exists", wanted=True),
                    Check("headers", "ETag", "type", "string"),
                    Check("body", "/id", "equals", None),
                ),
            ),
            (Capture("id", "body", "/id"), Capture("at", "headers", "Location")),
            ("cases", 0),
        ),
        Case(
            "b", "testConnection", {"actionFields": {}, "urlFields": {}}, Expectations((204,)), (),
            ("cases", 1),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected", "names"),
    [
        ("", ["missing-value 1:1 []"], []),
        ("[]", ["wrong-type 1:1 []"], []),
        ('{"cases": {}}', ["wrong-type 1:11 ['cases']"], []),
        ("{}", ["missing-property 1:1 []"], []),
        (
            '{\n  "cases": [\n    { "name": "ü" "action": "x" },\n    { "name": "c", "action": "x" }\n  ]\n}',
            ["missing-comma 3:17 ['cases', 0]"],
            ["c"],
        ),
        (
            '{"cases": [{"name": "a", "action": "x", "expects": {}}, {"name": "b", "action": "x"}]}',
            ["unknown-property 1:41 ['cases', 0, 'expects']"],
            ["b"],
        ),
        (
            '{"cases": [1, {"name": "b", "action": "y"}, {"name": "c", "action": "x"}]}',
            ["wrong-type 1:12 ['cases', 0]", "unknown-action 1:39 ['cases', 1, 'action']"],
            ["c"],
        ),
        ('{"cases": [{"name": "a", "action": "x"}]', ["missing-bracket 1:40 []"], ["a"]),
        # What is only advice is no problem.
        ('{"cases": [{"name": "a", "action": "z"}]}', [], ["a"]),
    ],
)
def test_problems(text: str, expected: list[str], names: list[str]) -> None:
    """What is wrong is told with its place, and of the cases those stay that are sound."""
    actions = {"x": {}, "z": {"urlFields": [{"key": "id", "required": True}]}}
    found = read(text, actions)

    assert [f"{each.code} {each.line}:{each.column} {[*each.path]}" for each in found.problems] == (
        expected
    )
    assert [case.name for case in found.cases] == names


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["name", "action", "expect", "capture", "body", "status", "header"])
                | st.text(max_size=3),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json(value: object) -> None:
    """Whatever a file holds, reading it gives cases and problems, not both of one case."""
    found = read(json.dumps({"cases": [value]}))

    assert bool(found.cases) != bool(found.problems)


@given(st.text(alphabet='{}[]":, \n\\ac1', max_size=60))
def test_any_text(text: str) -> None:
    """Any text can be read, and what is no file of cases is a problem."""
    found = read(text)

    assert found.problems
    assert found.cases == ()


# --- choosing ------------------------------------------------------------------------------------

CHAIN: tuple[dict[str, Any], ...] = (
    {"name": "sign up", "action": "user/create", "capture": {"user": "/id"}},
    {"name": "old order", "action": "order/create", "capture": {"id": "/id"}},
    {
        "name": "order",
        "action": "order/create",
        "actionFields": {"for": ["{{captures.user}}"]},
        "capture": {"id": "/id"},
    },
    {"name": "see it", "action": "order/get", "urlFields": {"id": "a-{{ captures.id }}"}},
    {
        "name": "list",
        "action": "order/list",
        "expect": {"body": {"": {"matches": "[{{captures.id}}]"}}},
    },
    {
        "name": "same",
        "action": "order/list",
        "expect": {"body": {"/0": {"equals": "{{captures.id}}"}}},
    },
)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([], ["sign up", "old order", "order", "see it", "list", "same"]),
        (["list"], ["list"]),
        (["order/list"], ["sign up", "order", "list", "same"]),
        (["see it"], ["sign up", "order", "see it"]),
        (["see it", "sign up"], ["sign up", "order", "see it"]),
        (["order/create"], ["sign up", "old order", "order"]),
    ],
)
def test_select(wanted: list[str], expected: list[str]) -> None:
    """By name or action, in the order of the file, with those that make what they use."""
    assert [case.name for case in select(cases(*CHAIN), wanted)] == expected


def test_select_nothing() -> None:
    """A name that no case has, with the nearest."""
    with pytest.raises(CaseError) as caught:
        select(cases(*CHAIN), ["order/lists"])

    assert caught.value.message == (
        'No case and no action of a case is called "order/lists": did you mean "order/list"?'
    )


# --- references ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected", "secrets"),
    [
        ("plain {{x}} {{env.}} {env.A}", "plain {{x}} {{env.}} {env.A}", set()),
        ("{{env.A}}", "alpha", {"alpha"}),
        ("{{ env.A }}-{{captures.n}}", "alpha-7", {"alpha"}),
        ("{{captures.n}}", 7, set()),
        (" {{captures.n}}", " 7", set()),
        ("{{captures.o}}", {"a": ["ü"]}, set()),
        ("x{{captures.o}}", 'x{"a": ["ü"]}', set()),
        ({"{{env.A}}": ["{{env.A}}", 1]}, {"{{env.A}}": ["alpha", 1]}, {"alpha"}),
        ("{{env.EMPTY}}", "", set()),
        ("{{env.LOOP}}", "{{env.A}}", {"{{env.A}}"}),
        (None, None, set()),
    ],
)
def test_resolve(value: object, expected: object, secrets: set[str]) -> None:
    """Inputs and what is expected with values for references; names and values stay as they are."""
    _, case = cases(
        {"capture": {"n": "/n", "o": "/o"}},
        {"actionFields": {"x": value}, "expect": {"body": {"/a": {"equals": value}}}},
    )
    environment = {"A": "alpha", "EMPTY": "", "LOOP": "{{env.A}}"}

    found = resolve(case, environment, {"n": 7, "o": {"a": ["ü"]}})

    assert found.inputs == {"actionFields": {"x": expected}, "urlFields": {}}
    assert [check.wanted for check in found.expectations.checks] == [expected]
    assert found.secrets == secrets


def test_missing_values() -> None:
    """All that is missing is told at once, by field, without any value."""
    maker, case = cases(
        {"capture": {"id": "/id"}},
        {
            "actionFields": {"a": "{{env.A}}/{{env.B}}/{{env.B}}"},
            "urlFields": {"id": "{{captures.id}}"},
            "expect": {"body": {"/x": {"equals": "{{env.C}}", "matches": "env.D"}}},
        },
    )
    assert resolve(maker, {}, {}).secrets == set()

    with pytest.raises(InputError) as caught:
        resolve(case, {"A": "s3cret"}, {})

    assert [(each.scope, each.key, each.message) for each in caught.value.problems] == [
        ("actionFields", "a", "the environment variable B is not set"),
        ("urlFields", "id", 'no case before it captured "id"'),
        ("expect", "/x", "the environment variable C is not set"),
    ]
    assert "s3cret" not in str(caught.value)


def test_repr_keeps_secrets() -> None:
    """A case with its values filled in does not show them."""
    [case] = cases({"actionFields": {"a": "{{env.A}}"}})

    assert "s3cret" not in repr(resolve(case, {"A": "s3cret"}, {}))
