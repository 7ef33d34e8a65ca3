"""Test cases files: their schema, and the rules about what they ask of a connector."""

import pytest

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.cases import actions_of
from connector_lsp.analysis.diagnostics.check_cases import CaseChecker
from connector_lsp.analysis.features.actions import Wish, code_actions
from connector_lsp.analysis.features.completion import complete
from connector_lsp.analysis.features.hover import hover
from connector_lsp.analysis.names import Unit
from connector_lsp.analysis.text import Edit, Range
from connector_lsp.resources import cases_schema, samples
from tests.support.diagnostics import check_cases, checker

ACTIONS = {
    "order/create": {
        "actionFields": [
            {"key": "item", "required": True},
            {"key": "count", "required": True, "default": 1},
            {"key": "coupon", "masked": True},
            {"no": "key"},
        ],
        "urlFields": [{"key": "shop", "required": True}],
    },
    "order/list": {"actionFields": "not a list"},
}


def test_nothing_to_say() -> None:
    """A file that fits its connector."""
    check_cases(
        """
        {
          "$schema": "https://example.com/connector-tests.schema.json",
          "cases": [
            {
              "name": "an order",
              "action": "order/create",
              "actionFields": { "item": "tea", "coupon": "{{env.COUPON}}" },
              "urlFields": { "shop": 7 },
              "expect": {
                "status": [201, "3xx"],
                "headers": { "Content-Type": { "matches": "(?i)^application/json" } },
                "body": { "/id": { "type": ["string", "integer"] }, "": { "exists": true } }
              },
              "capture": { "id": "/id", "place": { "header": "Location" } }
            },
            { "name": "orders", "action": "order/list",
              "expect": { "body": { "/0/id": { "equals": "{{captures.id}}" } } } },
            { "name": "signing in works", "action": "testConnection" }
          ]
        }
        """,
        ACTIONS,
    )


def test_schema() -> None:
    """What the schema does not allow is said by the rules for connectors, in their words."""
    check_cases(
        """
        {
          "cases": [
            { "name": "a", "action": "b", "urlField": {},
//                                        ^^^^^^^^^^ warning[unknown-property]: Unknown property "urlField": did you mean "urlFields"?
              "expect": {
                "status": "2x",
//                        ^^^^ error[schema-violation]: Invalid value "2x": expected a code such as 201 or a class such as "2xx"
                "body": { "id": { "type": "text" } }
//                        ^^^^ error[invalid-name]: Invalid name "id": expected a JSON Pointer such as "/data/0/id"
//                                        ^^^^^^ error[value-not-allowed]: Unknown value "text": expected "string", "number", "integer", "boolean", "object", "array" or "null"
              },
              "capture": { "id": {} }
//                               ^ error[missing-property]: Missing property "header" in "id"
            }
          ]
        }
        """
    )


def test_unknown_action() -> None:
    """An action that is not there, with the one that is nearest; of no connector nothing is known."""
    annotated = """
        { "cases": [
          { "name": "a", "action": "order/creat" },
//                                 ^^^^^^^^^^^^^ error[unknown-action]: The connector has no action "order/creat": did you mean "order/create"?
          { "name": "b", "action": "testconnection" },
//                                 ^^^^^^^^^^^^^^^^ error[unknown-action]: The connector has no action "testconnection": did you mean "testConnection"?
          { "name": "c", "action": "zzz" }
//                                 ^^^^^ error[unknown-action]: The connector has no action "zzz"
        ] }
        """
    check_cases(annotated, ACTIONS, codes="unknown-action")
    text = '{ "cases": [{ "name": "a", "action": "order/creat" }] }'
    check_cases(text)


def test_unknown_input() -> None:
    """A key that no field has: misspelt, a field of the other kind, or of the connection test."""
    check_cases(
        """
        { "cases": [
          { "name": "a", "action": "order/create",
            "actionFields": { "itme": "tea", "shop": 1, "zzz": 1 }, "urlFields": { "shop": 1 } },
//                            ^^^^^^ error[unknown-input]: Action "order/create" has no action field "itme": did you mean "item"?
//                                           ^^^^^^ error[unknown-input]: Action "order/create" has no action field "shop": it is a URL field, so move it to "urlFields"
//                                                      ^^^^^ error[unknown-input]: Action "order/create" has no action field "zzz"
          { "name": "b", "action": "testConnection", "urlFields": { "shop": 1 } },
//                                                                  ^^^^^^ error[unknown-input]: The connection test has no URL field "shop"
          { "name": "c", "action": "order/list", "urlFields": [], "actionFields": 1 }
        ] }
        """,
        ACTIONS,
        codes="unknown-input",
    )


def test_missing_input() -> None:
    """A required field that is left out or empty, unless it has a default."""
    check_cases(
        """
        { "cases": [
          { "name": "a", "action": "order/create", "actionFields": { "item": "" } },
//                                 ^^^^^^^^^^^^^^ information[missing-input]: Missing URL field "shop", which the action requires
//                                 ^^^^^^^^^^^^^^ information[missing-input]: Missing action field "item", which the action requires
          { "name": "b", "action": "order/create", "actionFields": { "item": "a" }, "urlFields": { "shop": false } },
          { "name": "c", "action": "order/create", "actionFields": { "item": "a" "urlFields": { "shop": 1 } }
        ] }
        """,
        ACTIONS,
        codes="missing-input",
    )


def test_unknown_capture() -> None:
    """A capture that no case makes, or none before; environment variables are anyone's."""
    check_cases(
        """
        { "cases": [
          { "name": "a", "action": "order/list", "expect": { "body": { "/a": { "equals": ["{{ captures.id }}"] } } }, "capture": { "id": "/id" } },
//                                                                                         ^^^^^^^^^^^^^^^^^ error[unknown-capture]: No earlier case captures "id", only a later one
          { "name": "b", "action": "order/list", "actionFields": { "x": "{{env.X}}/{{captures.ids}}/{{captures.id}}" } },
//                                                                                 ^^^^^^^^^^^^^^^^ error[unknown-capture]: No earlier case captures "ids": did you mean "id"?
          { "name": "{{captures.x}}", "action": "x", "expect": { "body": { "/a": { "matches": "[{{captures.x}}]" } } } }
        ] }
        """,
        codes="unknown-capture",
    )


def test_capture_of_a_broken_case() -> None:
    """What a case captures that cannot be read is not known."""
    check_cases(
        """
        { "cases": [
          { "name": "a", "action": "b", "capture": { "id" "/id" } },
          { "name": "b", "action": "b", "urlFields": { "x": "{{captures.id}}" } }
        ] }
        """,
        codes="unknown-capture",
    )


def test_duplicate_case() -> None:
    """A second case of a name, with the first one beside it."""
    check_cases(
        """
        { "cases": [{ "name": "a", "action": "b" }, { "name": "a", "action": "b" }, { "name": 1 }, { "name": 1 }] }
//                            ^^^ note[duplicate-case]: First case of this name
//                                                            ^^^ error[duplicate-case]: Case "a" exists already
        """,
        codes="duplicate-case",
    )


def test_invalid_pattern() -> None:
    """A text that is no regular expression."""
    check_cases(
        r"""
        { "cases": [{ "name": "a", "action": "b", "expect": {
            "headers": { "X-A": { "matches": "[" }, "X-B": { "matches": 1 }, "X-C": 2 },
//                                           ^^^ error[invalid-pattern]: Not a regular expression: "["
            "body": { "/a": { "matches": "(a" }, "/b": { "matches": "\\(a" } } } },
//                                       ^^^^ error[invalid-pattern]: Not a regular expression: "(a"
          { "name": "b", "action": "b", "expect": { "body": [] } }] }
        """,
        codes="invalid-pattern",
    )


def test_exposed_secret() -> None:
    """The value of a masked field, unless it comes from elsewhere or is empty."""
    check_cases(
        """
        { "cases": [
          { "name": "a", "action": "order/create", "actionFields": { "coupon": "SPRING" } },
//                                                                             ^^^^^^^^ information[exposed-secret]: Field "coupon" is masked, so its value does not belong here: write {{env.NAME}}
          { "name": "b", "action": "order/create", "actionFields": { "coupon": "" } },
          { "name": "c", "action": "order/create", "actionFields": { "coupon": "a{{captures.x}}" } }
        ] }
        """,
        ACTIONS,
        codes="exposed-secret",
    )


@pytest.mark.parametrize("name", samples())
def test_actions_of_samples(name: str) -> None:
    """Each action of a sample can be run by its name."""
    connector = Analysis.open(samples()[name], checker())
    actions = actions_of(connector.document)

    assert len(actions) == len(connector.connector.actions) > 0
    assert all(action["label"] for action in actions.values())


def test_findings_follow_edits() -> None:
    """An edit of one case changes what is said of another, as opening the text afresh would."""
    text = """{
  "cases": [
    { "name": "a", "action": "b", "capture": { "id": "/id" } },
    { "name": "c", "action": "b", "urlFields": { "x": "{{captures.id}}" } }
  ]
}
"""
    against = CaseChecker(cases_schema())
    analysis = Analysis.open(text, against)
    assert analysis.diagnostics() == []
    at = text.index('id": "/id')
    analysis = analysis.with_edit(Edit(at, at + 2, "no"))
    assert [each.code for each in analysis.diagnostics()] == ["unknown-capture"]
    assert analysis.diagnostics() == Analysis.open(analysis.text, against).diagnostics()
    assert Analysis.open(text, against).with_edit(Edit(at, at + 2, "id")).diagnostics() == []


def test_features() -> None:
    """Completion, hover and quick fixes answer everywhere in a file that is being typed."""
    text = """{
  "cases": [
    {
      "name": "a",
      "action": "x",
      "actionFields": { "a": "{{env.X}}" },
      "expect": { "body": { "/a": { "type": "", "exists" } } },
    }
  ]
}
"""
    analysis = Analysis.open(text, CaseChecker(cases_schema()))

    def offers(behind: str) -> list[str]:
        at = text.index(behind) + len(behind)
        return [offer.label for offer in complete(analysis, at, snippets=False)]

    assert {"string", "integer", "null"} <= set(offers('"type": "'))
    assert {"status", "headers"} <= set(offers('"expect": { '))
    shown = hover(analysis, text.index('"expect"') + 1)
    assert shown is not None
    assert "What the response must be like." in shown.contents
    for offset in range(len(text) + 1):
        begun = Analysis.open(text[:offset], analysis.checker)
        for each in (analysis, begun):
            complete(each, offset, snippets=True)
            hover(each, offset)
            unit, span = Unit(None, each), Range(offset, offset)
            code_actions(unit, span, Wish(snippets=True), in_cases=True)
