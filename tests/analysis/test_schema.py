"""The schema as a model: it judges as the reference implementation does."""

import json
from copy import deepcopy

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.diagnostics.check import Checker
from connector_lsp.analysis.places import CONNECTOR
from connector_lsp.analysis.schema import Schema, UnusableSchemaError
from connector_lsp.analysis.schema.formats import is_url_template
from connector_lsp.resources import builtin_schema, samples
from tests.support.values import places

REFERENCE = jsonschema.Draft202012Validator(builtin_schema().root)
VALUES = [json.loads(text) for text in samples().values()]
REPLACEMENTS = [None, True, 0, 1.5, "", "bearer", "GET", "10.0", [], {}, {"x": 1}, [{}], [1]]
REPLACEMENTS += [{"0": 1, "": 2}, "\ud800", {"\ud800": 1}]
NAMES = ["extra", "label", "type", "token", "/x", "GET", "0", "007", "", "\ud800"]


@st.composite
def connectors(draw):
    """A sample with a few values replaced, added or taken away."""
    value = deepcopy(draw(st.sampled_from(VALUES)))
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from([path for path in places(value) if path]))
        owner = value
        for part in path[:-1]:
            owner = owner[part]
        if draw(st.booleans()):
            owner[path[-1]] = deepcopy(draw(st.sampled_from(REPLACEMENTS)))
        elif isinstance(owner, dict) and draw(st.booleans()):
            owner[draw(st.sampled_from(NAMES))] = deepcopy(draw(st.sampled_from(REPLACEMENTS)))
        else:
            del owner[path[-1]]
    return value


def leaves(errors):
    """The paths of errors, of a union's those of its branches."""
    return {tuple(error.absolute_path) for error in errors}


@given(connectors())
def test_it_judges_as_the_reference_implementation_does(value):
    """Both jsonschema and jsonschema-rs name the same places, formats aside, which are ours."""
    ours = {
        violation.path
        for violation in builtin_schema().violations((), value)
        if violation.keyword != "format"
    }
    assert ours == leaves(REFERENCE.iter_errors(value))


@given(connectors(), st.sampled_from([2, None]))
def test_whole_documents_are_judged_like_sections(value, indent):
    """A schema that must see the whole document finds the same, as grave and in the same places."""
    text = json.dumps(value, indent=indent)
    by_sections = Checker(builtin_schema())
    at_once = Checker(builtin_schema())
    at_once.is_sectioned = False
    assert found(text, at_once) == found(text, by_sections)


def found(text, checker):
    """What a checker finds in a text, in an order that does not depend on its way."""
    diagnostics = Analysis.open(text, checker).diagnostics()
    return sorted((each.range, each.code, each.severity, each.message) for each in diagnostics)


@pytest.mark.parametrize("name", ["0", "007", "+7", "", "a/b", "~1", "\ud800", "\U0010f000"])
def test_any_name_is_found_again(name):
    """A violation leads to its place whatever the names on the way there are."""
    schema = Schema({"additionalProperties": {"additionalProperties": {"type": "string"}}})
    (violation,) = schema.violations((), {"x": {}, name: {"x": "", name: 1}})
    assert violation.path == (name, name)
    assert violation.keyword == "type"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not JSON: "),
        ("[]", "not an object"),
        ('{"type": "text"}', "not a JSON Schema at /type"),
        ('{"properties": {"a": {"pattern": "("}}}', "/properties/a/pattern"),
        ('{"$ref": "https://example.com/schema"}', "example.com"),
        ('{"$ref": "#/$defs/none"}', "does not exist"),
    ],
)
def test_an_unusable_schema_says_where_and_why(text, reason):
    """A schema of the user's own is refused with the reason, and nothing is fetched."""
    with pytest.raises(UnusableSchemaError) as error:
        Schema.from_text(text)
    assert reason in str(error.value)


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        (builtin_schema().root, True),
        ({"properties": {"actions": {"items": {"oneOf": [{}]}}}}, True),
        ({"if": {"required": ["actions"]}, "then": {"required": ["name"]}}, False),
        ({"properties": {"actions": {"uniqueItems": True}}}, False),
        ({"allOf": [{"required": ["name"]}]}, False),
    ],
)
def test_sections_are_judged_one_by_one_where_that_gives_the_same(root, expected):
    """Conditions above the sections need the whole document."""
    assert Schema(root).is_sectioned(CONNECTOR) is expected
    assert Checker(Schema(root)).is_sectioned is expected


@pytest.mark.parametrize(
    ("branch", "expected"),
    [("bearer", {"token"}), ("basic", {"username", "password"}), ("none", set())],
)
def test_the_branch_that_the_type_selects_applies(branch, expected):
    """Of `auth_request` only what its `type` asks for is offered."""
    schema = builtin_schema()
    pointer = schema.pointer_of(("auth_request",))
    found = schema.applicable(pointer, {"type": branch})
    assert set(schema.required(found)) - {"type"} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://api.example.com/v1/", True),
        ("http://localhost:8080", True),
        ("https://{{authFields.shop}}.example.com/", True),
        ("{{authFields.base}}/v1", True),
        ("api.example.com", False),
        ("https://", False),
        ("https://a b/", False),
        ("ftp://example.com", False),
        ("https://example.com:port/", False),
        ("", False),
    ],
)
def test_what_a_url_is(text, expected):
    """Absolute, http or https, with templates where values go."""
    assert is_url_template(text) is expected
