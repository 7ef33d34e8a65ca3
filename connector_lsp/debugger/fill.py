"""Templates of a connector, filled in with the values of its fields.

What Claris Connect evaluates beyond a plain path is not known, so nothing else is; anything that
cannot be filled in is the connector's fault. Inferred:

- ``{{authFields.KEY}}``, ``{{actionFields.KEY}}`` and ``{{urlFields.KEY}}`` are a field's value.
- In the path of an endpoint a bare ``{{KEY}}`` is a URL field, else an action field, and ``{KEY}``
  and ``:KEY`` are URL fields.
- Elsewhere a bare name is a secret of the connector, or the access token.
- A field that was left empty is empty text, but a header or parameter that is nothing but its
  expression is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.wording import excerpt, shown
from connector_lsp.analysis.suggestions import Vocabulary
from connector_lsp.analysis.template import (
    ACTION_FIELDS,
    FIELD_NAMES,
    URL_FIELDS,
    Expression,
    find_expressions,
    find_path_parameters,
    find_unclosed,
)
from connector_lsp.debugger.failures import (
    ConnectorError,
    InputProblem,
    SecretError,
    SignInError,
)
from connector_lsp.debugger.inputs import as_text
from connector_lsp.debugger.model import is_unicode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from connector_lsp.debugger.inputs import Values
    from connector_lsp.debugger.model import Template

ACCESS_TOKEN_NAMES = ("access_token", "accessToken")
"""What a template may call the access token of OAuth (inferred)."""


@dataclass(frozen=True, slots=True, repr=False)
class Filling:
    """What templates are filled in with, and what comes of it.

    Attributes:
        values: those of the fields, by scope and key.
        names: what bare names stand for.
        problems: what is wrong with inputs where they are used.
        used: the scope and key, or the bare name, of all that was filled in.

    """

    values: Values
    names: Mapping[str, str] = field(default_factory=dict)
    problems: list[InputProblem] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)

    def refuse(self, scope: str, key: str, message: str) -> None:
        """Note that a field's value cannot be used; the first reason is enough.

        Raises:
            SecretError: it is no field's value, but a secret.

        """
        if not scope:
            raise SecretError(f"The secret {key} cannot be sent: {message}", "Enter it again")
        if all((each.scope, each.key) != (scope, key) for each in self.problems):
            self.problems.append(InputProblem(scope, key, message))


@dataclass(frozen=True, slots=True)
class Place:
    """What a part of a request takes.

    Attributes:
        encode: makes a value fit; a ValueError says to a person why it does not.
        encode_literal: the same for what the connector wrote between values.
        is_needed: whether an empty value would change its structure, as in a path.

    """

    encode: Callable[[str], str] = str
    encode_literal: Callable[[str], str] = str
    is_needed: bool = False


ANYWHERE = Place()
"""Takes any text."""


@dataclass(frozen=True, slots=True, repr=False)
class Hole:
    """A place in a template where a value goes.

    Attributes:
        scope: the field's scope; empty for a bare name.
        key: the field's key, or the name.
        value: the value as text; empty if the field was left empty.

    """

    scope: str
    key: str
    value: str


def fill(
    template: Template,
    filling: Filling,
    place: Place = ANYWHERE,
    *,
    is_endpoint: bool = False,
) -> str:
    """A template with each value in its place.

    Args:
        template: the template.
        filling: the values; takes up problems and what was used.
        place: where in the request it goes.
        is_endpoint: whether it is the path of an endpoint, with parameters and bare keys.

    Raises:
        ValueError: what stands between the values does not fit.
        ConnectorError: an expression cannot be evaluated, or refers to nothing.
        SecretError: a secret does not fit.
        SignInError: there is no access token.

    """
    filled = []
    for part in parse(template, filling, is_endpoint=is_endpoint):
        if isinstance(part, str):
            filled.append(place.encode_literal(part))
        elif place.is_needed and not part.value:
            filling.refuse(part.scope, part.key, "A value is needed in the address")
        else:
            filled.append(_encoded(part, filling, place))
    return "".join(filled)


def is_left_out(template: Template, filling: Filling) -> bool:
    """Whether a template is one expression and nothing else, and its field was left empty."""
    match parse(template, filling):
        case [Hole(value="")]:
            return True
    return False


def parse(template: Template, filling: Filling, *, is_endpoint: bool = False) -> list[str | Hole]:
    """A template in its parts, what stands between expressions and the values for them.

    Raises:
        ConnectorError: an expression cannot be evaluated, or refers to nothing.
        SignInError: there is no access token.

    """
    text = template.text
    for start, end in find_unclosed(text):
        raise fault(f"{excerpt(text[start:end])} is not closed: expected }}}}", template)
    holes = [
        (each.start, each.end, _resolved(each, template, filling, is_endpoint=is_endpoint))
        for each in find_expressions(text)
    ]
    if is_endpoint:
        for each in find_path_parameters(text):
            hole = _parameter(each.name, template, filling)
            holes.append((each.start, each.end, hole))
        holes.sort(key=lambda hole: hole[0])
    parts: list[str | Hole] = []
    at = 0
    for start, end, hole in holes:
        parts += [text[at:start], hole]
        at = end
    return [part for part in (*parts, text[at:]) if part != ""]


def _encoded(hole: Hole, filling: Filling, place: Place) -> str:
    try:
        return place.encode(hole.value)
    except ValueError as error:
        filling.refuse(hole.scope, hole.key, str(error))
        return ""


def _resolved(
    expression: Expression, template: Template, filling: Filling, *, is_endpoint: bool
) -> Hole:
    scope, key = expression.scope, expression.key
    if not expression.is_plain:
        raise fault(
            f"{excerpt(expression.text)} cannot be evaluated: "
            "expected a plain path, such as {{authFields.api_key}}",
            template,
        )
    if scope:
        if (hole := _try_field(scope, key, filling)) is None:
            raise _unknown_field(scope, key, template, filling)
        return hole
    if is_endpoint:
        for each in (URL_FIELDS, ACTION_FIELDS):
            if (hole := _try_field(each, key, filling)) is not None:
                return hole
    if key in filling.names:
        filling.used.add(("", key))
        if not is_unicode(filling.names[key]):  # An environment variable may be any bytes.
            filling.refuse("", key, "it is no valid Unicode")
        return Hole("", key, filling.names[key])
    if key in ACCESS_TOKEN_NAMES:
        raise SignInError("There is no access token yet", "Sign in, then run again")
    raise fault(f"Nothing is called {shown(key)}", template)


def _parameter(name: str, template: Template, filling: Filling) -> Hole:
    hole = _try_field(URL_FIELDS, name, filling)
    if hole is None:
        raise fault(f"Path parameter {shown(name)} has no URL field", template)
    return hole


def _try_field(scope: str, key: str, filling: Filling) -> Hole | None:
    values = filling.values.get(scope, {})
    if key not in values:
        return None
    filling.used.add((scope, key))
    value = values[key]
    return Hole(scope, key, "" if value is None else as_text(value))


def _unknown_field(scope: str, key: str, template: Template, filling: Filling) -> ConnectorError:
    advice = Vocabulary(filling.values.get(scope, ())).did_you_mean(key)
    return fault(f"There is no {FIELD_NAMES[scope]} {shown(key)} here{advice}", template)


def fault(message: str, template: Template) -> ConnectorError:
    """The error that a template of the connector is at fault."""
    return ConnectorError(message, "Correct this in the connector and run again", template.path)
