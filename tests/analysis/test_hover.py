"""Hover: the documentation of what the cursor is on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.features.documentation import escape, render, render_plain
from connector_lsp.analysis.features.hover import hover
from connector_lsp.analysis.schema import Annotations, Schema
from connector_lsp.resources import samples
from tests.support.hover import check_hover, checker, show

CONNECTOR = """
{
  "schema": "10.0",
  "auth_request": { "type": "bearer", "token": "{{authFields.api_key}}" },
  "requiredSettings": {
    "authFields": [
      {
        "label": "API key",
        "key": "api_key",
        "description": "See *Settings* > Keys.",
        "masked": true
      }
    ]
  },
  "testConnection": { "endpoint": "/contacts", "method": "GET" },
  "endpoints": {
    "GET": {
      "/contacts": { "url": "https://api.example.com/v1/" },
      "/contacts/{id}": { "url": "https://api.example.com/v1" }
    },
    "POST": { "/contacts": { "url": "https://api.example.com/v1/" } }
  },
  "actions": [
    {
      "label": "Find contacts",
      "endpoint": "/contacts",
      "method": "GET",
      "actionFields": [{ "key": "search term" }]
    },
    {
      "label": "Get a contact",
      "endpoint": "/contacts/{id}",
      "method": "GET",
      "urlFields": [{ "key": "id", "label": "Contact ID", "type": "string", "required": true }]
    },
    {
      "label": "Create a contact",
      "endpoint": "/contacts",
      "method": "POST",
      "actionFields": [{ "key": "address.city" }, { "key": "credit", "type": "number" }]
    }
  ]
}
"""


def at(piece: str, cursor: str, text: str = CONNECTOR) -> str:
    """A fixture: `text`, which has `piece` once, with the cursor as `cursor` has it."""
    assert text.count(piece) == 1
    return text.replace(piece, cursor)


# --- properties and values -----------------------------------------------------------------------


def test_property_of_section() -> None:
    """A property's name shows what the schema says of it."""
    check_hover(
        at('"masked"', '"mas<|>ked"'),
        snapshot("""\
"masked"
~~~~~~~~
**Auth field is masked** `masked`

Whether the value is hidden while it is typed. Set it to `true` for keys, tokens, secrets and passwords.

*boolean, optional*

Example: `true`

Documented by Claris · [Help](custom-connector-schema-definition.html)\
"""),
    )


def test_property_of_skeleton() -> None:
    """So does one whose value is sections."""
    check_hover(
        at('"requiredSettings"', '<|>"requiredSettings"'),
        snapshot("""\
"requiredSettings"
~~~~~~~~~~~~~~~~~~
**Required settings** `requiredSettings`

What the user of the connector must enter at Sign In, for instance an API key. For an API without authentication, leave `authFields` an empty array.

*object, required*

Example:

```json
{
  "authFields": [{"label": "API key", "key": "api_key", "masked": true}]
}
```

Documented by Claris · [Help](custom-connector-schema-definition.html)\
"""),
    )


def test_root() -> None:
    """The first brace is the connector."""
    check_hover(
        "<|>{}",
        snapshot("""\
{
~
**Custom connector**

A Claris Connect custom connector: how to sign in to a third-party REST API and which actions it offers to flows. A connector cannot be edited once it is created, so test it in the debugger first.

*object*

Documented by Claris · [Help](creating-custom-connectors.html)\
"""),
    )


def test_method() -> None:
    """A method shows what its requests do."""
    check_hover(
        at('"POST": { ', '"POST"<|>: { '),
        snapshot("""\
"POST"
~~~~~~
**POST endpoints** `POST`

The paths that can be called with POST, which creates something or runs an operation. Each property is a path with a leading slash, its value the endpoint.

*object, optional*

Example:

```json
{"/chat/completions": {"url": "https://api.openai.com/v1/"}}
```

Observed in a connector that Claris publishes, not documented · [Help](custom-connector-schema-definition.html)\
"""),
    )


def test_item() -> None:
    """An item's bracket shows what it is, with neither a name nor a need."""
    check_hover(
        at('{ "key": "address.city" }', '{ "key": "address.city" <|>}'),
        snapshot("""\
}
~
**Action field**

An input field of the action. A person fills it in when the action is added to a flow, and its value is sent to the API under the field's `key`.

*object*

Observed in a connector that Claris publishes, not documented · [Help](custom-connector-schema-definition.html)\
"""),
    )


def test_allowed_value() -> None:
    """An allowed value shows what it means, then the property."""
    check_hover(
        at('"bearer"', '"bea<|>rer"'),
        snapshot("""\
"bearer"
~~~~~~~~
`"bearer"`: `token` is sent as the header `Authorization: Bearer TOKEN`

---

**Request authentication type** `type`

How the credentials travel with each request. The other properties of `auth_request` depend on it.

*string, required*

One of `"none"`, `"bearer"`, `"basic"` or `"custom"`

Observed in a connector that Claris publishes, not documented · [Help](custom-connector-schema-definition.html)\
"""),
    )


def test_free_name() -> None:
    """A name that is free, such as a header's, is neither required nor optional."""
    fixture = '{ "auth_request": { "type": "custom", "headers": { "X-<|>Key": "" } } }'

    assert "*string*" in show(fixture)


def test_branch_in_force() -> None:
    """Of a property that several types have, the one of the type that is set is shown."""
    fixture = '{ "auth_components": { "type": "oauth2", "client_<|>id": "{{id}}" } }'

    assert "Prefer `clientId`" in show(fixture)


def test_unknown_property() -> None:
    """There is nothing to say of a property that nobody knows."""
    check_hover('{ "auth_request": { "typ<|>o": 1 } }', "")


def test_white_space() -> None:
    """There is nothing to say of white space."""
    check_hover('{\n <|> "name": ""\n}', "")


@pytest.mark.parametrize(
    ("written", "advice"),
    [("10", '`10` is no version: write `"10.0"`'), ('"1"', '`"1"` is no version: write `"1.0"`')],
)
def test_version(written: str, advice: str) -> None:
    """A wrong version shows the right one, and the rule."""
    shown = show(f'{{ "schema": <|>{written} }}')

    assert advice in shown
    assert "Form: MAJOR.MINOR" in shown


# --- references ----------------------------------------------------------------------------------


def test_reference_to_auth_field() -> None:
    """A reference shows the field that it names; its text is no markup."""
    check_hover(
        at("{{authFields.api_key}}", "{{authFields.<|>api_key}}"),
        snapshot("""\
{{authFields.api_key}}
~~~~~~~~~~~~~~~~~~~~~~
**API key** `authFields.api_key`

See \\*Settings\\* > Keys.

*masked*

Asked for at Sign In (auth field in line 7)\
"""),
    )


def test_reference_to_nothing() -> None:
    """A reference to nothing shows what was probably meant."""
    check_hover(
        at("{{authFields.api_key}}", "{{authFields.<|>apikey}}"),
        snapshot("""\
{{authFields.apikey}}
~~~~~~~~~~~~~~~~~~~~~
There is no auth field `apikey`: did you mean `authFields.api_key`?\
"""),
    )


def test_reference_with_misspelt_scope() -> None:
    """So does one whose scope is misspelt."""
    check_hover(
        at("{{authFields.api_key}}", "{{authField.<|>api_key}}"),
        snapshot("""\
{{authField.api_key}}
~~~~~~~~~~~~~~~~~~~~~
Nothing is called `authField.api_key`: did you mean `authFields.api_key`?\
"""),
    )


def test_reference_in_endpoint() -> None:
    """In an endpoint, the fields of the actions that use it can be named."""
    fixture = at(
        '"/contacts/{id}": { "url": "https://',
        '"/contacts/{id}": { "url": "https://{{urlFields.<|>id}}.',
    )

    check_hover(
        fixture,
        snapshot("""\
{{urlFields.id}}
~~~~~~~~~~~~~~~~
**Contact ID** `urlFields.id`

*string, required*

URL field of *Get a contact* (line 34)\
"""),
    )


def test_bare_reference_in_path() -> None:
    """In a path, a name without a scope is a field of the action."""
    text = CONNECTOR.replace("/contacts/{id}", "/contacts/{{id}}")
    fixture = text.replace('"endpoint": "/contacts/{{id}}"', '"endpoint": "/contacts/{{<|>id}}"')

    assert "**Contact ID** `urlFields.id`" in show(fixture)


def test_secret() -> None:
    """In `auth_components`, a name without a scope is a secret."""
    fixture = '{ "auth_components": { "type": "oauth2", "clientSecret": "{{<|>mySecret}}" } }'

    check_hover(
        fixture,
        snapshot("""\
{{mySecret}}
~~~~~~~~~~~~
**Secret** `mySecret`

Its value is kept outside the JSON, under Secret Keys in the editor, and Claris Connect puts it here.\
"""),
    )


@pytest.mark.parametrize(
    ("member", "expression", "answer"),
    [
        (
            "testConnection",
            "urlFields.id",
            "There is no action in the connection test, so no URL field `id`",
        ),
        (
            "auth_request",
            "token",
            "`token` is no field. Claris Connect may know a secret or token of it.",
        ),
        (
            "auth_request",
            "actionFields.id",
            "There is no action field `id`: did you mean `urlFields.id`?",
        ),
    ],
)
def test_reference_out_of_reach(member: str, expression: str, answer: str) -> None:
    """Which fields there are depends on where the reference stands."""
    text = CONNECTOR.replace(
        f'"{member}": {{', f'"{member}": {{ "headers": {{ "X": "{{{{<|>{expression}}}}}" }},'
    )

    assert show(text).splitlines()[2] == answer


def test_expression() -> None:
    """Of more than a plain path nothing is known."""
    check_hover(
        at("{{authFields.api_key}}", "{{#if <|>x}}"),
        snapshot("""\
{{#if x}}
~~~~~~~~~
`{{#if x}}` is more than a plain path: how Claris Connect evaluates it is not known\
"""),
    )


def test_reference_in_prose() -> None:
    """What looks like a reference in a text for people is none."""
    assert "Connector name" in show('{ "name": "{{auth<|>Fields.api_key}}" }')


# --- endpoints -----------------------------------------------------------------------------------


def test_declared_path() -> None:
    """A path shows its address with one slash, its users and its other methods."""
    fixture = at('"GET": {\n      "/contacts"', '"GET": {\n      "/con<|>tacts"')

    check_hover(
        fixture,
        snapshot("""\
"/contacts"
~~~~~~~~~~~
**GET** `https://api.example.com/v1/contacts`

Used by *Find contacts* and the connection test

Also declared under `POST`\
"""),
    )


def test_path_of_action() -> None:
    """The same is shown where an action names the path."""
    piece = '"endpoint": "/contacts",\n      "method": "POST"'

    check_hover(
        at(piece, piece.replace("/contacts", "/<|>contacts")),
        snapshot("""\
"/contacts"
~~~~~~~~~~~
**POST** `https://api.example.com/v1/contacts`

Used by *Create a contact*

Also declared under `GET`

---

Sends

```http
POST https://api.example.com/v1/contacts
Content-Type: application/json
Authorization: Bearer {{authFields.api_key}}

{
  "address": {
    "city": "{{actionFields.address.city}}"
  },
  "credit": {{actionFields.credit}}
}
```\
"""),
    )


def test_path_of_test_connection() -> None:
    """And where the connection test does."""
    piece = '{ "endpoint": "/contacts", "method": "GET" }'

    assert "**GET** `https://api.example.com/v1/contacts`" in show(
        at(piece, piece.replace("/con", "/<|>con"))
    )


def test_undeclared_path() -> None:
    """A path that is not declared shows what was probably meant."""
    piece = '{ "endpoint": "/contacts", "method": "GET" }'

    check_hover(
        at(piece, piece.replace("/contacts", "/<|>contact")),
        snapshot("""\
"/contact"
~~~~~~~~~~
`GET /contact` is not declared under `endpoints`: did you mean `/contacts`?\
"""),
    )


def test_path_under_other_method() -> None:
    """A path that is declared, but not so, shows how it is."""
    piece = '{ "endpoint": "/contacts", "method": "GET" }'

    check_hover(
        at(piece, '{ "endpoint": "/<|>contacts", "method": "PUT" }'),
        snapshot("""\
"/contacts"
~~~~~~~~~~~
`PUT /contacts` is not declared; this path is, under `GET` and `POST`\
"""),
    )


def test_path_without_method() -> None:
    """Without a method, all are shown under which the path is declared."""
    piece = '{ "endpoint": "/contacts", "method": "GET" }'

    check_hover(
        at(piece, '{ "endpoint": "/<|>contacts" }'),
        snapshot("""\
"/contacts"
~~~~~~~~~~~
**GET** `https://api.example.com/v1/contacts`  \n\
**POST** `https://api.example.com/v1/contacts`\
"""),
    )


def test_url() -> None:
    """A base URL shows the address that it leads to."""
    fixture = at('"https://api.example.com/v1" ', '"https://api.<|>example.com/v1" ')

    assert show(fixture).splitlines()[2] == "**GET** `https://api.example.com/v1/contacts/{id}`"


def test_credentials_in_url() -> None:
    """A credential that is written into a URL is not shown once more."""
    piece = '"https://api.example.com/v1" '

    shown = show(
        at(piece, '"https://<|>me:hunter2@api.example.com/?key=s3cret&x={{authFields.a}}" ')
    )

    _, contents = shown.split("~~\n")
    assert "hunter2" not in contents
    assert "s3cret" not in contents
    assert "{{authFields.a}}" in contents


def test_parameter_in_action() -> None:
    """A path parameter shows the field that fills it."""
    piece = '"endpoint": "/contacts/{id}"'

    check_hover(
        at(piece, '"endpoint": "/contacts/{<|>id}"'),
        snapshot("""\
{id}
~~~~
Path parameter `{id}`

**Contact ID** `urlFields.id`

*string, required*

URL field of *Get a contact* (line 34)\
"""),
    )


def test_parameter_of_endpoint() -> None:
    """Where the path is declared too, for whoever uses it."""
    shown = show(at('"/contacts/{id}": {', '"/contacts/{id<|>}": {'))

    assert "URL field of *Get a contact*" in shown


def test_parameter_without_field() -> None:
    """One that nothing fills says so."""
    text = CONNECTOR.replace('"key": "id"', '"key": "ID"').replace("/{id}", "/:id")

    check_hover(
        at('"endpoint": "/contacts/:id"', '"endpoint": "/contacts/:<|>id"', text),
        snapshot("""\
:id
~~~
Path parameter `:id`

No URL field has the key `id`; did you mean `ID`?\
"""),
    )


# --- fields --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("piece", "destination"),
    [
        ('"search term"', "Sent in the query string: `?search%20term=…`"),
        ('"id", "label"', "Fills `{id}` in `/contacts/{id}`"),
        ('"address.city"', 'Sent in the JSON body: `{"address": {"city": "…"}}`'),
        ('"credit"', 'Sent in the JSON body: `{"credit": …}`'),
        (
            '"api_key"',
            "Refer to its value as `{{authFields.api_key}}`. Used in `auth_request` (line 4)",
        ),
    ],
)
def test_field_key(piece: str, destination: str) -> None:
    """A field's key shows where its value goes."""
    assert show(at(piece, "<|>" + piece)).splitlines()[2] == destination


def test_url_field_that_the_path_does_not_use() -> None:
    """A URL field beside the path goes to the query string."""
    fixture = at('"id", "label"', '"p<|>age", "label"')

    assert "Sent in the query string, as `/contacts/{id}` does not use it: `?page=…`" in show(
        fixture
    )


# --- broken text, other schemas ------------------------------------------------------------------


def test_broken_text() -> None:
    """A text that is being typed is explained as far as it goes."""
    text = CONNECTOR[: CONNECTOR.index('"masked"')]

    assert "**API key** `authFields.api_key`" in show(
        at("{{authFields.api_key}}", "{{<|>authFields.api_key}}", text)
    )
    assert "Auth field label" in show(at('"label"', '"la<|>bel"', text))


def test_schema_that_must_see_the_whole_document() -> None:
    """A schema of the user's own may decide by the root what a section means."""
    schema = Schema(
        {
            "if": {"properties": {"schema": {"const": "2.0"}}},
            "then": {"properties": {"name": {"title": "New name"}}},
            "else": {"properties": {"name": {"title": "Old name"}}},
        }
    )

    assert "New name" in show('{ "schema": "2.0", "na<|>me": "" }', schema)
    assert "Old name" in show('{ "schema": "1.0", "name": "<|>" }', schema)


@given(st.sampled_from(sorted(samples().items())), st.data())
def test_every_offset_of_every_prefix(sample: tuple[str, str], data: st.DataObject) -> None:
    """Hover answers at any offset of any prefix of a sample, about a range that holds the offset."""
    _, text = sample
    prefix = text[: data.draw(st.integers(0, len(text)), label="length")]
    analysis = Analysis.open(prefix, checker())
    near_end = range(max(0, len(prefix) - 40), len(prefix) + 1)
    further = data.draw(st.lists(st.integers(0, len(prefix)), max_size=40), label="offsets")

    for offset in (*near_end, *further):
        found = hover(analysis, offset)
        assert found is None or (found.contents and found.range.touches(offset))


# --- Markdown ------------------------------------------------------------------------------------


def test_plain_text() -> None:
    """A client without Markdown gets the same words without the marks."""
    shown = show(at("{{authFields.api_key}}", "{{authFields.<|>api_key}}"))

    assert render_plain(shown.split("~\n")[1]) == snapshot("""\
API key authFields.api_key

See *Settings* > Keys.

masked

Asked for at Sign In (auth field in line 7)\
""")


@given(st.text())
def test_escaped_text_is_plain_again(text: str) -> None:
    """Whatever is in a connector, showing it as plain text shows it as it is."""
    one_line = " ".join(text.split())[:200]

    assert render_plain(escape(one_line)) == one_line


def test_long_example_is_a_block() -> None:
    """An example that is too long for a line is a block of JSON."""
    annotations = Annotations.of(
        [{"examples": [{"headers": {"X-Long-Name": "a long value " * 4}}]}]
    )

    assert render(annotations, name="x", required=True) == snapshot("""\
`x`

*required*

Example:

```json
{
  "headers": {
    "X-Long-Name": "a long value a long value a long value a long value "
  }
}
```\
""")
