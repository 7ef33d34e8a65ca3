"""Schemas become fields; what a form cannot ask for becomes a reason."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from inline_snapshot import snapshot

from tests.support.importing import Outcome, body_of, openapi, operation
from tests.support.importing import imported as imported_from


def test_nested_objects() -> None:
    """Objects inside each other become dotted keys, the required ones first."""
    found = body_of(
        """
        required: [customer]
        properties:
          note: {type: string, description: "See <b>here</b> & [there](https://x.example.com)."}
          customer:
            type: object
            required: [email]
            properties:
              name: {type: string}
              email: {type: string, format: email}
              address: {required: [city], properties: {city: {type: string}, name: {type: string}}}
        """
    )
    assert found.fields() == snapshot("""\
action customer.email:string* 'Email'
action note:string 'Note' description='See here & there.'
action customer.name:string 'Customer name'
action customer.address.city:string 'City'
action customer.address.name:string 'Address name'\
""")


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ("{type: string, format: date}", "action a:date 'A'"),
        ("{type: string, format: date-time}", "action a:string 'A'"),
        ("{type: string, format: password}", "action a:string 'A' masked=True"),
        ("{type: [integer, 'null'], default: 3}", "action a:integer 'A' default=3"),
        ("{type: integer, default: '3'}", "action a:integer 'A'"),
        ("{type: number, default: 1.5, title: The amount}", "action a:number 'The amount' default=1.5"),
        ("{type: boolean, enum: [true]}", "action a:boolean 'A'"),
        ("{enum: [1, 2], x-enumNames: [One, Two]}", "action a:integer 'A' choices={'1': 'One', '2': 'Two'}"),
        ("{enum: [in_progress, DONE, eu, null]}", "action a:string 'A' choices={'in_progress': 'In progress', 'DONE': 'DONE', 'eu': 'eu'}"),
        ("{type: string, enum: [a, b], default: c}", "action a:string 'A' choices={'a': 'a', 'b': 'b'}"),
        ("{type: string, enum: [true, false, auto]}", "action a:string 'A' choices={'true': 'True', 'false': 'False', 'auto': 'Auto'}"),
        ("{enum: [x, [y]]}", "action a:string 'A'"),
        ("{type: string, contentEncoding: base64, contentMediaType: image/png}", "action a:string 'A'"),
        ("{type: string, contentMediaType: application/json}", "action a:string 'A'"),
        ("{const: x}", "action a:string 'A' choices={'x': 'x'}"),
        ("{type: array, items: {type: string}}", "action a:array 'A'"),
        ("{type: object, additionalProperties: true}", "action a:object 'A'"),
        ("{}", "action a:string 'A'"),
        ("{type: string, example: Bo, description: Your name.}", "action a:string 'A' description='Your name. For example: Bo'"),
        ("{type: integer, examples: [12]}", "action a:integer 'A' description='For example: 12'"),
        ("{type: string, example: ghp_0123456789abcdefghij}", "action a:string 'A'"),
        ("true", "action a:string 'A'"),
        ("{anyOf: [{type: integer}, {type: 'null'}]}", "action a:integer 'A'"),
        ("{oneOf: [{const: x, title: The x}, {const: y, title: The y}]}", "action a:string 'A' choices={'x': 'The x', 'y': 'The y'}"),
        ("{oneOf: [{const: x, title: Kind}, {const: y, title: Kind}]}", "action a:string 'Kind' choices={'x': 'x', 'y': 'y'}"),
        ("{oneOf: [{type: integer}, {type: string}]}", "action a:string 'A'"),
        ("{oneOf: [{type: string}, {type: array, items: {type: object}}]}", "action a:string 'A'"),
        ("{allOf: [{type: integer}], nullable: true, description: Hi}", "action a:integer 'A' description='Hi'"),
        ("{allOf: [{properties: {b: {type: string}}}, {properties: {c: {type: string}}}]}", "action a.b:string 'B'\naction a.c:string 'C'"),
        ("{oneOf: [{type: object, required: [b, k], properties: {b: {}, k: {}}}, {type: object, required: [k], properties: {c: {}, k: {}}}]}", "action a.b:string 'B'\naction a.k:string 'K'\naction a.c:string 'C'"),
    ],
)  # fmt: skip
def test_property(schema: str, told: str) -> None:
    """One property becomes the field that asks for it best."""
    assert body_of(f"properties: {{a: {schema}}}").fields() == told


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ("{type: array, items: {type: object}}", "an array of objects"),
        (
            "{type: array, items: {type: array, items: {properties: {b: {}}}}}",
            "an array of objects",
        ),
        ("{type: string, format: binary}", "a file"),
        ("{type: array, items: {type: string, format: binary}}", "files"),
        ("{type: string, contentMediaType: application/pdf}", "a file"),
        ("{$ref: '#/nowhere'}", "#/nowhere leads nowhere"),
        ("{$ref: 'other.yaml#/A'}", "other.yaml#/A cannot be read: there is no such file"),
    ],
)
def test_gap(schema: str, reason: str) -> None:
    """What no field can hold is a gap; where it is required the operation is none at all."""
    found = body_of(f"properties: {{a: {schema}, b: {{type: string}}}}")
    assert f"gap: POST /things | body.a | {reason}" in found.report()
    assert found.fields() == "action b:string 'B'"

    found = body_of(f"required: [a]\nproperties: {{a: {schema}}}")
    assert f"refused: POST /things | body.a: {reason}" in found.report()


def test_property_of_several_forms() -> None:
    """What tells the forms of an object apart has the choices of all of them."""
    found = body_of(
        """
        oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
        discriminator: {propertyName: kind}
        """,
        root="""
        components:
          schemas:
            Cat: {required: [kind, name], properties: {kind: {enum: [cat]}, name: {type: string}}}
            Dog: {required: [kind], properties: {kind: {enum: [dog]}, friend: {$ref: "#/components/schemas/Cat"}}}
        """,
    )
    assert found.fields() == snapshot("""\
action kind:string* 'Kind' choices={'cat': 'cat', 'dog': 'dog'}
action name:string 'Name'
action friend.kind:string 'Friend kind' choices={'cat': 'cat'}
action friend.name:string 'Friend name'\
""")


@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_required_by_some(word: str) -> None:
    """What only one of several alternatives requires is not required."""
    found = body_of(f"""
        properties: {{a: {{}}, b: {{}}, c: {{}}}}
        {word}: [{{required: [a, c]}}, {{required: [c, b]}}]
        """)
    assert found.fields() == snapshot("""\
action c:string* 'C'
action a:string 'A'
action b:string 'B'\
""")


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("3.1.0", snapshot("""\
action more:string* 'More'
action name:string 'Name'
action size:string 'The size' choices={'s': 's', 'm': 'm'} default='m'\
""")),
        ("3.0.3", snapshot("""\
action name:string 'Name'
action size:string 'Size' choices={'s': 's', 'm': 'm'}
action kind:string 'Kind' choices={'s': 's', 'm': 'm'}\
""")),
    ],
)  # fmt: skip
def test_beside_a_reference(version: str, told: str) -> None:
    """What stands beside a reference counts since OpenAPI 3.1, and was to be ignored before."""
    size = "$ref: '#/components/schemas/Size'"
    content = f"""{{$ref: '#/components/schemas/Base', required: [more], properties: {{
        size: {{{size}, default: m, title: The size}},
        kind: {{{size}, readOnly: true}},
        more: {{type: string}}}}}}"""
    base = f"{{properties: {{name: {{type: string}}, size: {{{size}}}, kind: {{{size}}}}}}}"
    found = operation(
        f"requestBody: {{content: {{application/json: {{schema: {content}}}}}}}",
        root=f"components: {{schemas: {{Base: {base}, Size: {{type: string, enum: [s, m]}}}}}}",
        version=version,
    )
    assert found.fields() == told


def test_names_that_are_no_keys() -> None:
    """A dot would nest, and braces would be a template."""
    found = body_of("properties: {a.b: {}, '{c}': {}, d: {}}")
    assert found.fields() == "action d:string 'D'"
    assert found.report() == snapshot("""\
gap: POST /things | body.a.b | a dot in a name would nest
gap: POST /things | body.{c} | a name that no key can be
note: sign-in | none is described\
""")


def test_recursion_ends() -> None:
    """A schema that contains itself ends where it does so, also by allOf and in a circle of two."""
    found = body_of(
        "$ref: '#/components/schemas/Node'",
        root="""
        components:
          schemas:
            Node:
              type: object
              properties:
                name: {type: string}
                parent: {$ref: "#/components/schemas/Node"}
                other: {description: The other, $ref: "#/components/schemas/Other"}
                children: {type: array, items: {$ref: "#/components/schemas/Node"}}
            Other:
              allOf: [{$ref: "#/components/schemas/Other"}, {$ref: "#/components/schemas/Base"}]
              properties: {node: {$ref: "#/components/schemas/Node"}}
            Base: {properties: {id: {type: string}}}
        """,
    )
    assert found.fields() == snapshot("""\
action name:string 'Name'
action other.id:string 'ID'\
""")
    assert found.report() == snapshot("""\
gap: POST /things | body.parent | a schema that contains itself
gap: POST /things | body.other.node | a schema that contains itself
gap: POST /things | body.children | an array of objects
note: sign-in | none is described\
""")


def test_array_of_itself() -> None:
    """An array that contains itself is none that a person can enter."""
    found = body_of(
        "properties: {a: {$ref: '#/components/schemas/A'}, b: {type: string}}",
        root="components: {schemas: {A: {type: array, items: {$ref: '#/components/schemas/A'}}}}",
    )
    assert found.fields() == "action b:string 'B'"
    assert "body.a | an array of objects" in found.report()


def test_circular_references() -> None:
    """References in a circle lead nowhere, and cost only what refers to them."""
    found = body_of(
        "properties: {a: {$ref: '#/components/schemas/A'}, b: {type: string}}",
        root="components: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {$ref: '#/components/schemas/A'}}}",
    )
    assert found.fields() == "action b:string 'B'"
    assert "references that lead in a circle" in found.report()


def test_too_many_fields() -> None:
    """Beyond what a person fills in, optional fields are counted rather than asked for."""
    many = "{" + ", ".join(f"f{number}: {{type: string}}" for number in range(300)) + "}"
    found = body_of(f"properties: {many}")
    assert len(found.action()["actionFields"]) == 100
    assert "body | optional fields beyond the first 100" in found.report()


def test_too_many_choices() -> None:
    """Of values that are too many for a pull-down the first is an example."""
    found = body_of(f"properties: {{a: {{enum: {[f'value{n}' for n in range(300)]}}}}}")
    assert found.fields() == "action a:string 'A' description='For example: value0'"


def test_wide_and_deep_schema() -> None:
    """Schemas that refer to each other in every way end soon, and what is required is kept."""
    schemas = ", ".join(
        f"S{n}: {{type: object, required: [id], properties: {{id: {{type: string}}, "
        + ", ".join(f"p{m}: {{$ref: '#/components/schemas/S{m}'}}" for m in range(12))
        + "}}"
        for n in range(12)
    )
    found = body_of(
        "$ref: '#/components/schemas/S0'", root=f"components: {{schemas: {{{schemas}}}}}"
    )
    keys = [field["key"] for field in found.action()["actionFields"]]
    assert keys[0] == "id"
    assert len(keys) <= 100


def graph(schema: Callable[[int, list[str]], dict[str, Any]], size: int = 30) -> Outcome:
    """Import a body of one of some schemas that all refer to each other and to themselves."""
    names = [f"S{number}" for number in range(size)]
    schemas = {name: schema(number, names) for number, name in enumerate(names)}
    root = f"components: {json.dumps({'schemas': schemas})}"
    return body_of("$ref: '#/components/schemas/S0'", root=root)


def reference(name: str) -> dict[str, str]:
    """A reference to one of them."""
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize("word", ["allOf", "oneOf", "anyOf"])
def test_parts_of_each_other(word: str) -> None:
    """Schemas that are parts of each other in every way are put together in time."""
    found = graph(
        lambda number, names: {
            word: [reference(name) for name in names],
            "properties": {f"p{number}": {"type": "string"}},
        }
    )
    keys = {field["key"] for field in found.action()["actionFields"]}
    assert keys == {f"p{number}" for number in range(30)}


def test_objects_in_each_other() -> None:
    """Objects without a field of their own end, too; the first of what cannot be held is named."""
    found = graph(lambda _, names: {"properties": {f"p{name}": reference(name) for name in names}})
    gaps = [each.reason for each in found.imported.report.gaps]
    assert gaps.count("a schema that contains itself") == 100
    assert "772 more parts for reasons such as these" in gaps


def test_required_objects_in_each_other() -> None:
    """Where all of them are required there is no action."""
    found = graph(
        lambda _, names: {
            "required": names,
            "properties": {name: reference(name) for name in names},
        }
    )
    assert "refused: POST /things | body: far too many required fields" in found.report()


@pytest.mark.parametrize(
    "schema",
    [
        "{type: array, default: *a30}",
        "{type: array, default: &b [*b]}",
        "{type: object, default: &b {c: *b}}",
        "{type: string, default: *a30, enum: [*a30, '']}",
        "{type: string, enum: [b], x-enumNames: [*a30], x-ms-enum: {values: [{value: *a30, displayName: B}]}}",
    ],
)  # fmt: skip
def test_values_without_end(schema: str) -> None:
    """A value that its aliases make endless is not written out."""
    aliases = "".join(f"x-{n}: &a{n} [{f'*a{n - 1}, ' * 9}]\n" for n in range(1, 31))
    content = f"{{application/json: {{schema: {{properties: {{b: {schema}}}}}}}}}"
    source = openapi(
        f"/a: {{post: {{requestBody: {{content: {content}}}}}}}",
        root=f"x-0: &a0 [a]\n{aliases}",
    )
    (field,) = imported_from(source).action()["actionFields"]
    assert "default" not in field
    assert field.get("choices", {}) in ({}, {"b": "b"})


def test_aliases_in_a_circle() -> None:
    """A YAML alias that contains itself is a schema that contains itself."""
    source = openapi(
        """
        /things:
          post:
            requestBody:
              content:
                application/json:
                  schema: &s
                    type: object
                    properties: {name: {type: string}, inner: *s}
        """
    )
    assert imported_from(source).fields() == "action name:string 'Name'"


def test_fields_of_many_operations() -> None:
    """Of thousands of operations each gets fewer optional fields, so that an editor can bear it."""
    properties = ", ".join(f"f{number}: {{type: string}}" for number in range(40))
    schema = f"&s {{required: [f39], properties: {{{properties}}}}}"
    body = "requestBody: {content: {application/json: {schema: %s}}}"
    paths = [f"/a0: {{post: {{{body % schema}}}}}"]
    paths += [f"/a{number}: {{post: {{{body % '*s'}}}}}" for number in range(1, 2000)]
    found = imported_from(openapi("\n".join(paths)))
    fields = found.action(1999)["actionFields"]
    assert (fields[0]["key"], len(fields)) == ("f39", 1 + 25)
    assert "gap: POST /a0 | body | 14 optional fields: choose operations" in found.report()
