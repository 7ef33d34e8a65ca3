"""What changed between two states of a connector, and what that does to flows."""

import json
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from connector_lsp.analysis.comparison import RULES, Impact, Kind, compare
from connector_lsp.analysis.comparison.reports import as_json, as_markdown
from connector_lsp.analysis.syntax import value_at
from connector_lsp.resources import samples
from tests.support.comparison import CONNECTOR, changes, edited, lines
from tests.support.values import places

ACTION = """\
    {
      "modelId": "order", "actionId": "get", "label": "Get an order",
      "endpoint": "/orders/{id}", "method": "GET",
      "urlFields": [{ "key": "id", "label": "Order ID", "type": "string", "required": true }]
    },
"""
NOTE = '{ "key": "note", "label": "Note", "type": "string" }'
BASE = '"url": "https://api.example.com/v1/"'

CASES = {
    # --- actions ---------------------------------------------------------------------------------
    "an action is new": (
        [('"actions": [', f'"actions": [{ACTION.replace("get", "peek").replace("Get an order", "Peek").replace("/orders/{id}", "/spare")}')],
        'visible + action order/peek: new "Peek"',
    ),
    "an action is gone, and its endpoint is not used any more": (
        [(ACTION, "")],
        'breaking - action order/get: removed "Get an order"',
    ),
    "an action has other ids": (
        [('"actionId": "get"', '"actionId": "read"')],
        "breaking > action order/get: renamed to order/read",
    ),
    "an action calls another endpoint": (
        [('"endpoint": "/orders/{id}"', '"endpoint": "/spare"')],
        'breaking ~ action order/get: other request: "GET /orders/{id}" → "GET /spare"',
    ),
    "an action calls the same address, cut elsewhere": (
        [
            ('"endpoint": "/orders/{id}"', '"endpoint": "/v1/orders/{id}"'),
            ('"/spare": { "url": "https://api.example.com/v1/" }', '"/v1/orders/{id}": { "url": "https://api.example.com" }'),
        ],
        """\
invisible + endpoint GET /v1/orders/{id}: new
invisible - endpoint GET /spare: removed
invisible ~ action order/get: request written otherwise""",
    ),
    "the texts of an action": (
        [('"label": "Get an order"', '"label": "Find an order", "helpText": "By its ID."')],
        """\
visible ~ action order/get: label: "Get an order" → "Find an order"
visible ~ action order/get: helpText: – → "By its ID.\"""",
    ),
    "actions in another order": (
        [(ACTION, ""), ("      ]\n    }\n  ]\n}", f"      ]\n    }},\n{ACTION.rstrip().rstrip(',')}\n  ]\n}}")],
        "visible ~ actions: other order",
    ),
    "an action sends a header of its own": (
        [('"endpoint": "/orders", ', '"endpoint": "/orders", "headers": { "X-Client": "flow" }, ')],
        'visible ~ action order/create: sends header x-client: – → "flow"',
    ),
    # --- fields ----------------------------------------------------------------------------------
    "an optional field is new": (
        [('"actionFields": [', f'"actionFields": [{NOTE},')],
        "visible + field note of order/create: new, optional",
    ),
    "a required field is new": (
        [('"actionFields": [', f'"actionFields": [{NOTE[:-2]}, "required": true }},')],
        "breaking + field note of order/create: new, required",
    ),
    "a required field with a default is new": (
        [('"actionFields": [', f'"actionFields": [{NOTE[:-2]}, "required": true, "default": "–" }},')],
        "visible + field note of order/create: new, with a default",
    ),
    "a field is gone": (
        [('{ "key": "count", "label": "How many", "type": "integer", "default": 1 },', "")],
        'breaking - field count of order/create: removed "How many"',
    ),
    "a field has another key": (
        [('"key": "item"', '"key": "article"')],
        "breaking > field item of order/create: renamed to article",
    ),
    "a path parameter and its field have another name": (
        [('"key": "id"', '"key": "orderId"'), ('"endpoint": "/orders/{id}"', '"endpoint": "/orders/{orderId}"'), ('"/orders/{id}": {', '"/orders/{orderId}": {')],
        """\
breaking > field id of order/get: renamed to orderId
invisible ~ endpoint GET /orders/{id}: written otherwise "GET /orders/{id}" → "GET /orders/{orderId}\"""",
    ),
    "a path parameter has another name than its field": (
        [('"endpoint": "/orders/{id}"', '"endpoint": "/orders/{orderId}"'), ('"/orders/{id}": {', '"/orders/{orderId}": {')],
        """\
breaking ~ action order/get: other request: "GET /orders/{id}" → "GET /orders/{orderId}"
invisible ~ endpoint GET /orders/{id}: written otherwise "GET /orders/{id}" → "GET /orders/{orderId}\"""",
    ),
    "a field must be filled in": (
        [('"label": "Delivery"', '"label": "Delivery", "required": true')],
        "breaking ~ field speed of order/create: now required",
    ),
    "a field with a default must be filled in": (
        [('"default": 1', '"default": 1, "required": true')],
        "visible ~ field count of order/create: now required, with a default",
    ),
    "a field can be left empty": (
        [('"label": "Item", "type": "string", "required": true', '"label": "Item", "type": "string"')],
        "visible ~ field item of order/create: now optional",
    ),
    "a field accepts more": (
        [('"type": "integer"', '"type": "number"')],
        'visible ~ field count of order/create: type "integer" → "number"',
    ),
    "a field accepts more, and reaches the body as a text": (
        [('"type": "integer"', '"type": "string"')],
        'breaking ~ field count of order/create: type "integer" → "string"',
    ),
    "a field accepts less": (
        [('"label": "Order ID", "type": "string"', '"label": "Order ID", "type": "integer"')],
        'breaking ~ field id of order/get: type "string" → "integer"',
    ),
    "choices come, go and read otherwise": (
        [('{ "s": "Slow", "f": "Fast" }', '{ "s": "By ship", "x": "Express" }')],
        """\
breaking ~ field speed of order/create: without the choice "f"
visible ~ field speed of order/create: new choice "x"
visible ~ field speed of order/create: choice "s": "Slow" → "By ship\"""",
    ),
    "any value instead of choices": (
        [(', "choices": { "s": "Slow", "f": "Fast" }', "")],
        "visible ~ field speed of order/create: any value instead of choices",
    ),
    "choices instead of any value": (
        [('"label": "Item"', '"label": "Item", "choices": { "a": "A", "b": "B" }')],
        'breaking ~ field item of order/create: choices instead of any value "a", "b"',
    ),
    "another default": (
        [('"default": 1', '"default": 2')],
        "visible ~ field count of order/create: default 1 → 2",
    ),
    "texts and masking of a field": (
        [('"key": "item", "label": "Item"', '"key": "item", "label": "Article", "masked": true')],
        """\
visible ~ field item of order/create: label: "Item" → "Article"
visible ~ field item of order/create: masked – → true""",
    ),
    "fields in another order": (
        [
            ('{ "key": "item", "label": "Item", "type": "string", "required": true },', ""),
            ('"f": "Fast" } }', '"f": "Fast" } },\n{ "key": "item", "label": "Item", "type": "string", "required": true }'),
        ],
        "visible ~ action order/create: fields in another order",
    ),
    # --- authentication --------------------------------------------------------------------------
    "another way to sign in": (
        [('"type": "none"', '"type": "oauth2", "tokenURL": "https://x.example/t", "scope": "a b", "clientID": "{{Id}}"')],
        """\
breaking ~ authentication: type "none" → "oauth2"
breaking ~ authentication: address tokenURL: – → "https://x.example/t"
breaking + authentication: asks for the scope a
breaking + authentication: asks for the scope b
visible ~ authentication: secret clientId: – → "{{Id}}\"""",
    ),
    "an auth field has another key, and its templates follow": (
        [('"key": "api_key"', '"key": "token"'), ("{{authFields.api_key}}", "{{ authFields.token }}")],
        "breaking > auth field api_key: renamed to token",
    ),
    "an auth field is new": (
        [('"authFields": [', '"authFields": [{ "key": "account", "label": "Account" },')],
        "breaking + auth field account: new",
    ),
    "an optional auth field is new": (
        [('"authFields": [', '"authFields": [{ "key": "account", "label": "Account", "required": false },')],
        "visible + auth field account: new, optional",
    ),
    "an auth field is gone": (
        [('      { "key": "region", "label": "Region", "choices": { "eu": "Europe", "us": "USA" } }', ""), ('"masked": true },', '"masked": true }')],
        'visible - auth field region: removed "Region"',
    ),
    "the same credentials, written otherwise": (
        [('"type": "bearer", "token": "{{authFields.api_key}}"', '"type": "custom", "headers": { "Authorization": "Bearer {{authFields.api_key}}" }')],
        "invisible ~ authentication: written otherwise",
    ),
    "credentials in another header, and a constant beside them": (
        [('"type": "bearer", "token": "{{authFields.api_key}}"', '"type": "custom", "headers": { "X-Key": "{{authFields.api_key}}", "X-Version": "2" }')],
        """\
breaking - authentication: not sent any more: header authorization
visible + authentication: new: header x-key
visible ~ authentication: sends header x-version""",
    ),
    "credentials sent otherwise": (
        [('"token": "{{authFields.api_key}}"', '"token": "v2:{{authFields.api_key}}"')],
        'breaking ~ authentication: sent otherwise: header authorization: "Bearer {{authFields.api_key}}" → "Bearer v2:{{authFields.api_key}}"',
    ),
    "another connection test": (
        [('"testConnection": { "endpoint": "/me"', '"testConnection": { "endpoint": "/spare"')],
        'visible ~ connection test: tests something else "GET /me" → "GET /spare"',
    ),
    # --- endpoints -------------------------------------------------------------------------------
    "an endpoint is gone that nothing uses": (
        [('},\n      "/spare": { "url": "https://api.example.com/v1/" }', "}")],
        "invisible - endpoint GET /spare: removed",
    ),
    "an endpoint is gone that an action uses": (
        [('      "/orders/{id}": { "url": "https://api.example.com/v1/" },\n', "")],
        "breaking - endpoint GET /orders/{id}: removed, still in use",
    ),
    "an endpoint moves, and its actions with it": (
        [('"endpoint": "/orders/{id}"', '"endpoint": "/v2/orders/{id}"'), ('"/orders/{id}": {', '"/v2/orders/{id}": {')],
        "breaking > endpoint GET /orders/{id}: moved to GET /v2/orders/{id}",
    ),
    "a slash more means nothing": (
        [('"/spare": { "url": "https://api.example.com/v1/" }', '"/spare": { "url": "https://api.example.com/v1" }')],
        "invisible ~ endpoint GET /spare: written otherwise",
    ),
    "an endpoint sends another header": (
        [('"Accept": "text/json"', '"accept": "application/json"')],
        'visible ~ endpoint POST /orders: sends header accept: "text/json" → "application/json"',
    ),
    # --- the rest --------------------------------------------------------------------------------
    "name, texts and version": (
        [('"name": "Shop"', '"name": "Store", "link": "https://x.example"'), ('"10.0"', '"11.0"')],
        """\
visible ~ connector: version of the format "10.0" → "11.0"
visible > connector: renamed to "Store"
visible ~ connector: link: – → "https://x.example\"""",
    ),
    "what nobody knows": (
        [('"name": "Shop"', '"name": "Shop", "triggers": []'), ('"key": "item"', '"key": "item", "hint": 1')],
        """\
visible ~ connector: triggers: – → []
visible ~ field item of order/create: hint: – → 1""",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "expected"), CASES.values(), ids=CASES)
def test_a_change(edits: list[tuple[str, str]], expected: str) -> None:
    """Each change is one line: what it does to flows, what it is about, what changed."""
    assert changes(CONNECTOR, edited(*edits)) == expected


def test_one_thing_that_happened_to_several_endpoints_is_one_change() -> None:
    """A new base URL is a single decision; what no action uses is told apart."""
    after = CONNECTOR.replace("/v1/", "/v2/")

    assert changes(CONNECTOR, after) == snapshot(
        """\
breaking ~ endpoints GET /orders/{id}, POST /orders: other base URL: "https://api.example.com/v1/" → "https://api.example.com/v2/"
visible ~ connection test: tests something else
invisible ~ endpoints GET /me, GET /spare: changed "https://api.example.com/v1/" → "https://api.example.com/v2/"\
"""
    )


def test_layout_and_spelling_are_no_changes() -> None:
    """The order of members, spaces in templates, two spellings of a client ID, scopes as a list."""
    one = '"type": "oauth2", "clientID": "{{Id}}", "scope": "read write"'
    other = '"scope": ["write", "read"], "client_id": "{{Id}}", "type": "oauth2"'
    before = edited(('"type": "none"', one))
    after = edited(
        ('"type": "none"', other),
        ("{{authFields.api_key}}", "{{  authFields.api_key}}"),
        ('"key": "api_key", "label": "API key"', '"label": "API key", "key": "api_key"'),
    )

    assert changes(before, json.dumps(json.loads(after))) == ""


def test_places_are_where_an_editor_can_mark_them() -> None:
    """What is gone is marked at what held it, everything else where it is."""
    before = json.loads(CONNECTOR)
    after = json.loads(edited((ACTION, ""), ('"key": "item"', '"key": "article"')))

    found = compare(before, after).changes

    assert [(each.code, each.before, each.after) for each in found] == [
        (
            "field-renamed",
            ("actions", 1, "actionFields", 0),
            ("actions", 0, "actionFields", 0, "key"),
        ),
        ("action-removed", ("actions", 0), ("actions",)),
    ]


def test_two_actions_of_one_name_are_paired_in_their_order() -> None:
    """Ids that occur twice confuse nothing."""
    double = edited((ACTION, ACTION + ACTION.replace("Get an order", "Get another")))

    assert changes(double, double.replace("Get another", "Get a third")) == (
        'visible ~ action order/get: label: "Get another" → "Get a third"'
    )


def test_an_exchange_of_everything_is_no_renaming() -> None:
    """With thousands of actions gone and others in their place, none is weighed against each."""
    base = {"modelId": "m", "endpoint": "/x", "method": "GET", "label": "Same"}
    before, after = (
        {"actions": [{**base, "actionId": f"{side}{number}"} for number in range(200)]}
        for side in "ab"
    )

    kinds = {change.rule.kind for change in compare(before, after).changes}

    assert kinds == {Kind.ADDED, Kind.REMOVED}


# --- the rules -----------------------------------------------------------------------------------


def test_every_rule_is_shown_by_an_example() -> None:
    """Rules are written by hand, and each has a case above or below that it judges."""
    special = {
        "endpoint-address",
        "endpoint-unused",
        "field-default-removed",
        "oauth-scope-removed",
    }
    shown = "\n".join(expected for _, expected in CASES.values())
    missing = [
        rule.code
        for rule in RULES.values()
        if rule.says and rule.code not in special and f": {rule.says}" not in shown
    ]

    assert missing == []


def test_a_default_that_steps_rely_on() -> None:
    """A required field may be left empty as long as it has a default."""
    before = edited(('"default": 1', '"default": 1, "required": true'))

    assert changes(before, before.replace('"default": 1, ', "")) == (
        "breaking ~ field count of order/create: required, without the default 1 → –"
    )


def test_scopes() -> None:
    """Who signed in keeps a scope that is gone, and has not agreed to one that is new."""
    before = edited(('"type": "none"', '"type": "oauth2", "scope": "read write"'))

    assert changes(before, before.replace("read write", "write admin")) == snapshot(
        """\
breaking + authentication: asks for the scope admin
visible - authentication: without the scope read\
"""
    )


def test_what_rules_say() -> None:
    """A clause without a full stop, so that it can stand anywhere."""
    assert [r.code for r in RULES.values() if r.reason.endswith(".") or r.says.endswith(".")] == []
    assert [r.code for r in RULES.values() if not re.fullmatch(r"[a-z]+(-[a-z]+)*", r.code)] == []


# --- reports -------------------------------------------------------------------------------------

SEVERAL = edited(
    ('"key": "item"', '"key": "article"'), ('"name": "Shop"', '"name": "Shop *new* | <b>"')
)


def test_markdown() -> None:
    """Each impact has a heading that says what it means; names stay text."""
    found = compare(json.loads(CONNECTOR), json.loads(SEVERAL))

    assert as_markdown(found, "Shop", "v2", "draft") == snapshot(
        """\
# Shop

v2 → draft: **2 changes: 1 breaking, 1 visible**

## Breaking: a flow that uses it would fail or must be rebuilt

- **field item of order/create**: renamed to article  \n\
  *a step keeps what was filled in under the old key*

## Visible: flows go on; people or the API see a difference

- **connector**: renamed to "Shop \\*new\\* \\| \\<b\\>"  \n\
  *people find the connector and its steps under another name*
"""
    )


def test_json() -> None:
    """For programs: codes, impacts and pointers."""
    found = compare(json.loads(CONNECTOR), json.loads(SEVERAL))

    assert as_json(found, "v2", "draft")["changes"][0] == snapshot(
        {
            "code": "field-renamed",
            "kind": "renamed",
            "impact": "breaking",
            "subject": "field item of order/create",
            "what": "renamed to article",
            "reason": "a step keeps what was filled in under the old key",
            "before": "/actions/1/actionFields/0",
            "after": "/actions/0/actionFields/0/key".replace("/0/", "/1/", 1),
        }
    )


# --- properties ----------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "order", "id", "GET", "POST", "/orders", "/orders/{id}", "string", "integer", "{{authFields.k}}",
        "https://x.example/", True, False, None, 1, 1.0, 0, [], {}, [1], {"key": "k"}, "\ud800",
    ]
)  # fmt: skip
STATES = [json.loads(text) for text in (*samples().values(), CONNECTOR)]


@st.composite
def states(draw, most=4):
    """A sample, damaged or changed in a few places, maybe beyond recognition."""
    state = json.loads(json.dumps(draw(st.sampled_from(STATES))))
    for _ in range(draw(st.integers(0, most))):
        path = draw(st.sampled_from(list(places(state))[1:] or [()]))
        if not path:
            return draw(PIECES)
        owner = value_at(state, path[:-1])
        if draw(st.booleans()):
            owner[path[-1]] = json.loads(json.dumps(draw(PIECES)))
        else:
            del owner[path[-1]]
    return state


@given(states())
def test_a_state_and_itself(state) -> None:
    """compare(x, x) is empty, for any x, as is its text read again."""
    assert compare(state, json.loads(json.dumps(state))).changes == ()


@given(states(), states())
def test_any_two_states(before, after) -> None:
    """Any two values give an answer, the gravest changes first, whose places exist."""
    found = compare(before, after)

    assert all(one.impact.rank <= other.impact.rank for one, other in pairwise(found.changes))
    for change in found.changes:
        value_at(before, change.before)
        value_at(after, change.after)
    assert found.has(Impact.INVISIBLE) == bool(found.changes)


@given(states(most=2), states(most=2))
def test_a_renaming_is_the_same_from_both_sides(before, after) -> None:
    """What was renamed from a to b was renamed from b to a in the other direction."""

    def item(path):
        return path[:-1] if path[-1:] == ("key",) else path

    def renamed(found):
        return sorted(
            (each.code, item(each.before), item(each.after))
            for each in found.changes
            if each.code in ("action-renamed", "field-renamed", "auth-field-renamed")
        )

    there, back = compare(before, after), compare(after, before)

    assert renamed(there) == sorted((code, b, a) for code, a, b in renamed(back))


@given(st.data())
def test_every_change_of_a_text_people_see_is_found(data) -> None:
    """No edit of a value in a sound connector goes unnoticed, and one alone is one change."""
    state = json.loads(CONNECTOR)
    texts = [p for p in places(state) if p and p[-1] in ("label", "name", "description")]
    path = data.draw(st.sampled_from(texts))
    changed = json.loads(CONNECTOR)
    value_at(changed, path[:-1])[path[-1]] = "another text"

    assert len(compare(state, changed).changes) == 1
    assert lines(compare(state, changed)).startswith("visible")
