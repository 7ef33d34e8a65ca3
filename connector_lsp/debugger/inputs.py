"""What a person entered, as the values that the fields of a connector ask for.

An input is text, as a form or an environment variable gives it, or a JSON value, as a test case
has it. Inferred, all of it (format.md, rule 3):

- No input at all means the field's default; ``""`` and null mean that it was left empty.
- White space around text counts for ``string`` fields only.
- What is no text but can be typed, as a number, is text for a ``string`` field: IDs often come from
  a response.
- A field without a type, or of one that we do not know, takes text as text and JSON as JSON.
- A ``date`` is sent as it was entered, with or without a time.
- What must be one of the ``choices`` is the stored value, not the text shown for it; of an array
  each item.
"""

from __future__ import annotations

import json
import math
import re
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from connector_lsp.analysis.cases import EMPTY
from connector_lsp.analysis.suggestions import Vocabulary
from connector_lsp.analysis.template import AUTH_FIELDS
from connector_lsp.debugger.failures import ConnectorError, InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.debugger.model import Field

    Inputs: TypeAlias = Mapping[str, Mapping[str, Json]]
    """What was entered, by scope and key."""

    Values: TypeAlias = Mapping[str, Mapping[str, Json]]
    """The converted inputs by scope and key: every field has one, None if it was left empty."""


_DEEPEST = 128
"""How deep a value may be nested: as deep as a connector."""

_UNSOUND = "This has something in it that JSON cannot hold"


def check_inputs(
    fields: Iterable[Field], inputs: Inputs
) -> tuple[Values, tuple[InputProblem, ...]]:
    """The values that `inputs` are for `fields`, and what is missing, wrong or for no field.

    Args:
        fields: all fields that a request asks for, of any scopes.
        inputs: text or JSON values by scope and key. Where scopes share no key, one mapping may
            serve for several of them.

    Raises:
        ConnectorError: a default that is needed is wrong itself.

    """
    values: dict[str, dict[str, Json]] = {}
    problems = []
    for field in fields:
        of_scope = values.setdefault(field.scope, {})
        of_scope[field.key] = None
        entered = inputs.get(field.scope, {})
        try:
            if field.key in entered:
                of_scope[field.key] = _convert(field, entered[field.key])
            else:
                of_scope[field.key] = _default(field)
        except ValueError as error:
            message = field.error_text or str(error)
            problems.append(InputProblem(field.scope, field.key, message))
    problems.extend(_unknown(values, inputs))
    return values, tuple(problems)


def as_text(value: Json) -> str:
    """A value as it stands in a URL or header: text as it is, all else as compact JSON."""
    return value if isinstance(value, str) else as_json(value)


def as_json(value: Json) -> str:
    """A value as compact JSON, RFC 8259, with characters beyond ASCII as they are."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _unknown(values: Values, inputs: Inputs) -> Iterable[InputProblem]:
    """The inputs that are for no field.

    Those of a sign-in are kept while the connector is edited, so they may be too many.
    """
    known = {key for of_scope in values.values() for key in of_scope}
    for scope, entered in inputs.items():
        for key in entered if scope != AUTH_FIELDS else ():
            if key not in known:
                meant = Vocabulary(known).did_you_mean(key)
                yield InputProblem(scope, key, f"No field has this key{meant}")


def _default(field: Field) -> Json:
    try:
        return _convert(field, field.default)
    except ValueError as error:
        if field.default in EMPTY:
            raise
        raise ConnectorError(
            f"The default of {field.key} is wrong: {error}",
            "Correct the default, or enter another value",
            (*field.path, "default"),
        ) from None


def _convert(field: Field, entered: Json) -> Json:
    """The value of a field.

    Raises:
        ValueError: it is missing or wrong; its text says what is expected, never what was entered.

    """
    if _is_empty(field, entered):
        if field.required:
            raise ValueError("A value is needed")
        return None
    value = _CONVERTERS.get(field.type, _as_it_is)(entered)
    if _is_deeper(value, _DEEPEST):
        raise ValueError("This has too many brackets inside each other")
    try:
        as_json(value).encode()
    except ValueError:
        raise ValueError(_UNSOUND) from None
    if field.choices and not _is_offered(field, value):
        names = ", ".join(name for name, _ in field.choices)
        raise ValueError(f"Expected one of these: {names}")
    return value


def _is_empty(field: Field, entered: Json) -> bool:
    if isinstance(entered, str) and field.type in _CONVERTERS and field.type != "string":
        return not entered.strip()
    return entered in EMPTY


def _is_deeper(value: Json, depth: int) -> bool:
    """Whether brackets are more than `depth` deep inside each other."""
    level = [value]
    for _ in range(depth + 1):
        inside = [each for each in level if isinstance(each, dict | list)]
        level = [
            one for each in inside for one in (each.values() if isinstance(each, dict) else each)
        ]
        if not inside:
            return False
    return True


def _is_offered(field: Field, value: Json) -> bool:
    names = [name for name, _ in field.choices]
    if isinstance(value, list):
        return all(as_text(item) in names for item in value)
    written = as_text(value)
    return any(_written(field, name) == written for name in names)


def _written(field: Field, choice: str) -> str:
    """A choice as a value of the field's type is written: ``1.50`` as ``1.5``."""
    try:
        return as_text(_CONVERTERS.get(field.type, _as_it_is)(choice))
    except ValueError:
        return choice


# --- by type -------------------------------------------------------------------------------------

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].+)?")


def _string(entered: Json) -> str:
    if isinstance(entered, str | bool | int | float):
        try:
            return as_text(entered)
        except ValueError:
            raise ValueError(_UNSOUND) from None
    raise ValueError("Expected text")


def _number(entered: Json) -> float:
    number = _try_number(entered.strip()) if isinstance(entered, str) else entered
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    if isinstance(number, float) and math.isfinite(number):
        return number
    raise ValueError("Expected a number, such as 12.5")


def _try_number(text: str) -> float | None:
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return int(text)
    except ValueError:
        return float(text)


def _integer(entered: Json) -> int:
    try:
        number = _number(entered)
    except ValueError:
        number = 0.5
    if number != int(number):
        raise ValueError("Expected a whole number, such as 12")
    return int(number)


def _boolean(entered: Json) -> bool:
    word = entered.strip().lower() if isinstance(entered, str) else entered
    if word == "true" or word is True:
        return True
    if word == "false" or word is False:
        return False
    raise ValueError("Expected true or false")


def _date(entered: Json) -> str:
    text = entered.strip() if isinstance(entered, str) else ""
    try:
        if _DATE.fullmatch(text):
            datetime.fromisoformat(text)
            return text
    except ValueError:
        pass
    raise ValueError("Expected a date, such as 2026-01-31")


def _object(entered: Json) -> Json:
    value = _parsed(entered)
    if isinstance(value, dict):
        return value
    raise ValueError('Expected a JSON object, such as {"a": 1}')


def _array(entered: Json) -> Json:
    value = _parsed(entered)
    if isinstance(value, list):
        return value
    raise ValueError("Expected a JSON array, such as [1, 2]")


def _parsed(entered: Json) -> Json:
    try:
        return json.loads(entered) if isinstance(entered, str) else entered
    except (ValueError, RecursionError):
        return None


def _as_it_is(entered: Json) -> Json:
    return entered


_CONVERTERS: dict[str, Callable[[Json], Json]] = {
    "string": _string,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "date": _date,
    "object": _object,
    "array": _array,
}
