"""What a response must be like, and how it differs from that.

Regular expressions are those of `analysis.patterns`: no response can make one run for ever.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, TypeAlias

from connector_lsp.analysis.patterns import matches
from connector_lsp.debugger.json_values import (
    MISSING,
    NotFoundError,
    differences,
    find,
    first_difference,
    json_types,
    shown,
    sides,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from connector_lsp.analysis.syntax import Json, Path
    from connector_lsp.debugger.exchange import Response
    from connector_lsp.debugger.json_values import Hide

Status: TypeAlias = int | str
"""A status code, or a class of them such as ``2xx``."""

SUCCESS: tuple[Status, ...] = ("2xx",)
"""What is expected of a case that does not speak of the status."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold of a part of a response.

    Attributes:
        part: ``headers`` or ``body``.
        where: the header's name, or the JSON Pointer (RFC 6901) to a value in the body.
        kind: ``equals``, ``matches``, ``type`` or ``exists``.
        wanted: any JSON value; a regular expression; a type or an array of some; true or false.

    """

    part: str
    where: str
    kind: str
    wanted: Json

    @property
    def place(self) -> str:
        """What part of the response it is about, for people."""
        if self.part == "headers":
            return f"header {self.where}"
        return f"body {self.where}".rstrip()


@dataclass(frozen=True, slots=True)
class Expectations:
    """What a response must be like.

    Attributes:
        status: the status codes and classes of them that will do.
        checks: what else must hold, all of it.

    """

    status: tuple[Status, ...] = SUCCESS
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Capture:
    """A part of a response that is kept for later cases.

    Attributes:
        name: under which name.
        part: ``headers`` or ``body``.
        where: the header's name, or the JSON Pointer (RFC 6901) to a value in the body.

    """

    name: str
    part: str
    where: str


@dataclass(frozen=True, slots=True)
class Unmet:
    """An expectation that a response does not fulfil, as a person compares the two.

    Attributes:
        place: the part of the response in which the two differ.
        message: what is expected and what there is, in a line, both shortened.
        expected: a text to be compared line by line; JSON is laid out.
        actual: the same of what there is.

    """

    place: str
    message: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation that a response does not fulfil.

    Attributes:
        place: the part of the response: ``status``, ``header content-type``, ``body /data/0/id``.
        expected: what it should be, shortened.
        actual: what it is, shortened.
        path: the way from the case to what asks for it.
        sides: all of both as texts over lines; None if they are no longer than that.

    """

    place: str
    expected: str
    actual: str
    path: Path
    sides: tuple[str, str] | None = None

    @property
    def message(self) -> str:
        """All of it in a line."""
        return f"{self.place}: expected {self.expected}, got {self.actual}"

    @property
    def unmet(self) -> Unmet:
        """The same for a person who compares."""
        return Unmet(self.place, self.message, *(self.sides or (self.expected, self.actual)))


class NoJsonError(ValueError):
    """A body that is no JSON; the message says what it is instead."""


def judge(expectations: Expectations, response: Response, hide: Hide = str) -> tuple[Failure, ...]:
    """What of `expectations` a response does not fulfil: its status, its headers, its body.

    Args:
        expectations: what it must be like.
        response: the response, as it was received.
        hide: puts something harmless in the place of secrets, before a value is shortened.

    """
    failures = [*_judge_status(expectations.status, response, hide)]
    headers = [check for check in expectations.checks if check.part == "headers"]
    failures += [failure for check in headers for failure in _judge_header(check, response, hide)]
    inside = [check for check in expectations.checks if check.part == "body"]
    if inside:
        try:
            body = read_json(response, hide)
        except NoJsonError as error:
            failures.append(Failure("body", "JSON", str(error), ("expect", "body")))
        else:
            failures += [failure for check in inside for failure in _judge_body(check, body, hide)]
    return tuple(failures)


def take(
    captures: Sequence[Capture], response: Response, hide: Hide = str
) -> tuple[dict[str, Json], tuple[Failure, ...]]:
    """What `captures` keep of a response by their names, and those for which there is nothing."""
    kept: dict[str, Json] = {}
    failures = []
    body = cache(partial(read_json, response, hide))
    for capture in captures:
        try:
            kept[capture.name] = _taken(capture, response, body, hide)
        except (NoJsonError, NotFoundError) as error:
            is_header = capture.part == "headers"
            place = f"header {capture.where}" if is_header else f"body {capture.where}".rstrip()
            wanted = f'a value to capture as "{capture.name}"'
            failures.append(Failure(place, wanted, str(error), ("capture", capture.name)))
    return kept, tuple(failures)


def _taken(capture: Capture, response: Response, body: Callable[[], Json], hide: Hide) -> Json:
    if capture.part == "body":
        return find(body(), capture.where, hide)
    value = response.header(capture.where)
    if value is None:
        raise NotFoundError("no such header")
    return value


def _judge_status(wanted: tuple[Status, ...], response: Response, hide: Hide) -> Iterator[Failure]:
    status = response.status
    if status not in wanted and f"{status // 100}xx" not in wanted:
        expected = " or ".join(map(str, wanted))
        actual = hide(f"{status} {response.reason}").rstrip()
        yield Failure("status", expected, actual, ("expect", "status"))


# --- headers -------------------------------------------------------------------------------------


def _judge_header(check: Check, response: Response, hide: Hide) -> Iterator[Failure]:
    """The failure of a check that holds of no header of that name."""
    name = check.where.casefold()
    values = [value for key, value in response.headers if key.casefold() == name]
    if check.kind == "equals" and not isinstance(check.wanted, str):
        # All that a header has is text: 5 means what 5 is written as.
        check = Check(check.part, check.where, check.kind, json.dumps(check.wanted))
    found = [[*_judge_value(check, value, hide)] for value in values or (MISSING,)]
    if all(found):
        yield found[0][0]


# --- body ----------------------------------------------------------------------------------------


def read_json(response: Response, hide: Hide = str) -> Json:
    """The JSON value that the body of a response is, RFC 8259; UTF-16 and UTF-32 will do, too.

    Raises:
        NoJsonError: it is none.

    """
    body = response.body
    kind = (response.header("content-type") or "").partition(";")[0].strip()
    label = f" ({shown(kind, hide, longest=60)})" if kind else ""
    if not body:
        raise NoJsonError("an empty body")
    if response.is_cut:
        raise NoJsonError(f"a body{label} that was cut off after {len(body):,} bytes")
    try:
        return json.loads(body, parse_constant=_refuse)
    except RecursionError:
        raise NoJsonError(f"JSON{label} that is nested too deeply") from None
    except UnicodeDecodeError:
        raise NoJsonError(f"{len(body):,} bytes{label} that are no text") from None
    except json.JSONDecodeError as error:
        where = f"{error.msg} at line {error.lineno}, column {error.colno}"
        text = shown(error.doc.strip(), hide, longest=60)
        raise NoJsonError(f"{text}{label}, which is no JSON: {where}") from None
    except ValueError as error:
        raise NoJsonError(f"a body{label} that is no JSON: {error}") from None


def _refuse(name: str) -> Json:
    """NaN and the infinities, which are no JSON."""
    raise ValueError(f"{name} is no value")


def _judge_body(check: Check, body: Json, hide: Hide) -> Iterator[Failure]:
    try:
        value = find(body, check.where, hide)
    except NotFoundError as error:
        yield from _judge_value(check, MISSING, hide, str(error))
    else:
        yield from _judge_value(check, value, hide)


def _judge_value(
    check: Check, value: Json, hide: Hide, reason: str = "nothing"
) -> Iterator[Failure]:
    """The failures of a check of one value.

    Args:
        check: the check.
        value: the value, or `MISSING`.
        hide: as for `judge`.
        reason: for a missing value, what there is instead.

    """
    wanted = check.wanted
    if check.kind == "exists":
        if wanted is (value is MISSING):
            expected = "a value" if wanted else "nothing"
            yield _failure(check, expected, reason if wanted else shown(value, hide))
    elif value is MISSING:
        yield _failure(check, _wish(check, hide), reason)
    elif check.kind == "equals":
        yield from _judge_equality(check, value, hide)
    elif check.kind == "type":
        names = (wanted,) if isinstance(wanted, str) else wanted
        types = json_types(value)
        if not set(names) & set(types):
            actual = "null" if value is None else f"{types[0]} {shown(value, hide)}"
            yield _failure(check, _wish(check, hide), actual)
    elif check.kind == "matches":
        text = value if isinstance(value, str) else _number_text(value)
        if text is None or not matches(wanted, text):
            yield _failure(check, _wish(check, hide), shown(value, hide))


def _number_text(value: Json) -> str | None:
    """A number as it is written in JSON; None for anything else."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return json.dumps(value) if is_number else None


def _judge_equality(check: Check, value: Json, hide: Hide) -> Iterator[Failure]:
    """The first place in which a value differs from the one that is wanted."""
    first = next(differences(check.wanted, value), None)
    if first is None:
        return
    around = 0
    if isinstance(first.before, str) and isinstance(first.now, str):
        around = first_difference(hide(first.before), hide(first.now))
    pointer = check.where + hide(first.pointer)
    place = f"body {pointer}".rstrip() if check.part == "body" else check.place
    yield Failure(
        place,
        shown(first.before, hide, around=around),
        shown(first.now, hide, around=around),
        ("expect", check.part, check.where, check.kind),
        sides(check.wanted, value, hide),
    )


def _wish(check: Check, hide: Hide) -> str:
    """What is wanted, in words."""
    if check.kind == "matches":
        return f"a text that matches {shown(check.wanted)}"
    if check.kind == "type":
        return check.wanted if isinstance(check.wanted, str) else " or ".join(check.wanted)
    return shown(check.wanted, hide)


def _failure(check: Check, expected: str, actual: str) -> Failure:
    path = ("expect", check.part, check.where, check.kind)
    return Failure(check.place, expected, actual, path)
