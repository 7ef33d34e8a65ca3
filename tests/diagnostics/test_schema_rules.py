"""Every rule that the schema judges: message, place and severity; and what is near but right."""

import pytest

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.check import Checker
from connector_lsp.analysis.diagnostics.registry import RULES
from connector_lsp.analysis.schema import Schema
from tests.support.diagnostics import check_members, checker

FIRES = {
    "missing-property": """
          "requiredSettings": { "authFields": [{ "label": "API key" }] },
        //                                     ^ error[missing-property]: Missing property "key"
          "endpoints": { "GET": { "/a": {} } }
        //                              ^ warning[missing-property]: Missing property "url"
        """,
    "unknown-property": """
          "nmae": "x",
        //^^^^^^ warning[unknown-property]: Unknown property "nmae"
          "auth_request": { "type": "bearer", "token": "{{authFields.k}}", "usrname": 1 }
        //                                                                 ^^^^^^^^^ warning[unknown-property]: Unknown property "usrname"
        """,
    "wrong-type": """
          "name": 5,
        //        ^ error[wrong-type]: Expected a string, found 5
          "link": 5,
        //        ^ error[wrong-type]: Expected a string, found 5
          "actions": [{ "modelId": "m", "actionId": "a", "endpoint": "/a", "method": "GET", "label": "L", "actionFields": [{ "key": "k", "masked": 1 }] }]
        //                                                                                                                                         ^ warning[wrong-type]: Expected true or false, found 1
        """,
    "value-not-allowed": """
          "auth_request": { "type": "Bearer" }
        //                          ^^^^^^^^ warning[value-not-allowed]: Unknown value "Bearer": expected "none", "bearer", "basic" or "custom"; did you mean "bearer"?
        """,
    "invalid-url": """
          "endpoints": { "GET": { "/a": { "url": "api.example.com" } } }
        //                                       ^^^^^^^^^^^^^^^^^ warning[invalid-url]: "api.example.com" is no URL: expected https:// and a host
        """,
    "invalid-name": """
          "endpoints": { "GET": { "a": { "url": "https://a.example/" } } }
        //                        ^^^ warning[invalid-name]: Invalid name "a": did you mean "/a"?
        """,
}  # fmt: skip


@pytest.mark.parametrize("code", FIRES)
def test_a_violation_is_said_in_its_place(code):
    """As grave as the schema is sure: documented, observed, inferred."""
    check_members(FIRES[code], codes=[code])


@pytest.mark.parametrize(
    ("value", "marked"), [("10", "10"), ('"10"', '"10"'), ("10.0", "10.0"), ('"v1"', '"v1"')]
)
def test_the_example_of_the_products_own_text(value, marked):
    """A version of 10 is marked at the value and the message names what would be right."""
    found = [
        each
        for each in Analysis.open(f'{{"schema": {value}}}', checker()).diagnostics()
        if each.code == "invalid-version"
    ]
    (diagnostic,) = found
    assert f'{{"schema": {value}}}'[slice(*diagnostic.range)] == marked
    assert "expected MAJOR.MINOR as a string, such as" in diagnostic.message
    assert diagnostic.severity.label == "error"


@pytest.mark.parametrize("version", ['"10.0"', '"0.1"', '"1.12"'])
def test_a_version_of_the_right_form_is_not_said(version):
    """MAJOR.MINOR as a string."""
    found = Analysis.open(f'{{"schema": {version}}}', checker()).diagnostics()
    assert "invalid-version" not in {each.code for each in found}


def test_an_unknown_type_is_one_warning():
    """With no branch selected, nothing is said of what stands beside the type."""
    text = '{"auth_request": {"type": "digest", "realm": "x", "token": "y"}}'
    found = Analysis.open(text, checker()).diagnostics()
    assert [each.code for each in found if each.range.start > 5] == ["value-not-allowed"]


def test_a_schema_of_the_users_own_may_ask_for_anything():
    """What has no rule of its own is reported in the validator's words, at its place."""
    own = Checker(Schema({"properties": {"name": {"type": "string", "minLength": 3}}}))
    text = '{"name": "ab", "other": 1}'
    (diagnostic,) = Analysis.open(text, own).diagnostics()
    assert diagnostic.code == "schema-violation"
    assert text[slice(*diagnostic.range)] == '"ab"'


def test_conditions_above_the_sections_judge_the_whole_document():
    """Slower, but nothing is lost: an error lands in the section that it concerns."""
    root = {
        "if": {"properties": {"name": {"const": "x"}}, "required": ["name"]},
        "then": {"properties": {"actions": {"items": {"required": ["label"]}}}},
    }
    text = '{"name": "x", "actions": [{"label": "a"}, {}]}'
    (diagnostic,) = Analysis.open(text, Checker(Schema(root))).diagnostics()
    assert (diagnostic.code, diagnostic.range.start) == ("missing-property", text.index("{}"))


def test_every_rule_of_the_schema_is_here():
    """A rule without a case would not be specified."""
    known = {*FIRES, "invalid-version", "schema-violation"}
    assert known == {rule.code for rule in RULES.values() if rule.group == "schema"}
