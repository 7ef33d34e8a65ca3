"""An API becomes a connector: endpoints, actions with their fields, sign-in, connection test.

Where a value goes follows from how a request is built (README, "The format"): action fields go to
the query of GET, HEAD and DELETE and to the body of other methods; what goes to a header, or to the
query beside a body, is a URL field that a template names there.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from connector_lsp.analysis.diagnostics.connector.hardcoded_credential import speaks_of_secret
from connector_lsp.importers import authentication, connection_test
from connector_lsp.importers.api import Gap, Place, Setting
from connector_lsp.importers.naming import name_all
from connector_lsp.importers.prose import identifier, spoken
from connector_lsp.importers.report import LeftOut, Made, Report

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from connector_lsp.analysis.syntax import Json
    from connector_lsp.importers.api import Api, Input, Operation
    from connector_lsp.importers.authentication import Authentication
    from connector_lsp.importers.naming import Name

VERSION = "10.0"
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
_WITHOUT_BODY = ("GET", "HEAD", "DELETE")
_LABEL_LENGTH = 60
_MOST_FIELDS, _FEWEST_FIELDS = 50_000, 12
"""How many optional fields all bodies have together, and each in any case."""
_HEADER_NAME = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
_TEMPLATE_KEY = re.compile(r"(?:[^\W\d]|\$)[\w$-]*(?:\.[\w$-]+)*")
_ARTICLE = re.compile(r"\b(?:an?|the) ")
_OF_HTTP = frozenset(
    ("connection", "content-length", "host", "te", "trailer", "transfer-encoding", "upgrade")
)
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A connector as a JSON value, and what came of the import."""

    connector: dict[str, Json]
    report: Report


def draft(
    api: Api,
    chosen: Sequence[Operation],
    name: str,
    taken: Iterable[tuple[str, str]] = (),
    *,
    is_tested: bool = True,
) -> Draft:
    """The connector of some operations of an API.

    Args:
        api: the API.
        chosen: those of its operations that are wanted.
        name: what the connector is called if the API has no name.
        taken: the ids of actions that others have.
        is_tested: whether it needs a connection test.

    """
    refused = [LeftOut(each.title, "", each.refusal) for each in chosen if each.refusal]
    kept = [each for each in chosen if not each.refusal]
    most = max(_FEWEST_FIELDS, _MOST_FIELDS // max(len(kept), 1))
    kept = [_with_fields(each, most) for each in kept]
    signing = authentication.choose(api, kept or api.operations)
    made, doubles = _actions(kept, signing, name_all(kept, taken))
    test = None
    if is_tested:
        test = connection_test.propose(kept, signing) or connection_test.propose(
            api.operations, signing
        )
    endpoints = {each.request: each.endpoint for each in made}
    if test is not None:
        of_test = _Action.of(test, signing, None)
        endpoints.setdefault(of_test.request, of_test.without_inputs())
    settings = _used(api.settings, (endpoints, signing.components))
    connector: dict[str, Json] = {"schema": VERSION, "name": api.name or name}
    if api.description:
        connector["description"] = api.description
    if api.link:
        connector["link"] = api.link
    connector |= {
        "auth_components": signing.components,
        "requiredSettings": {"authFields": [*map(_setting, settings), *signing.fields]},
        "auth_request": signing.request,
        "testConnection": connection_test.write(test, signing) if test else {},
        "endpoints": _by_method(endpoints),
        "actions": [each.value for each in made],
    }
    notes = (*signing.notes, *api.notes) if made else api.notes
    report = Report(
        tuple(each.made for each in made),
        (*refused, *doubles),
        tuple(gap for each in made for gap in each.left_out),
        tuple(LeftOut("", *note[:2]) for note in notes),
        test=test.title if test else "",
        not_chosen=len(api.operations) - len(chosen),
    )
    return Draft(connector, report)


def _with_fields(operation: Operation, most: int) -> Operation:
    """An operation with no more than so many fields in its body, beside those it requires."""
    of_body = [each for each in operation.inputs if each.place is Place.BODY and not each.required]
    if len(of_body) <= most:
        return operation
    dropped = {id(each) for each in of_body[most:]}
    return replace(
        operation,
        inputs=tuple(each for each in operation.inputs if id(each) not in dropped),
        gaps=(*operation.gaps, Gap("body", f"{len(dropped)} optional fields: choose operations")),
    )


def render(connector: dict[str, Json]) -> str:
    """A connector as text, in the style of the samples."""
    return written(connector, "  ") + "\n"


def written(value: Json, indent: str) -> str:
    """A value as text that any file can hold."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _actions(
    operations: Sequence[Operation], signing: Authentication, names: Sequence[Name]
) -> tuple[list[_Action], list[LeftOut]]:
    """The actions, and the operations whose endpoint another one has in a different way."""
    made: list[_Action] = []
    refused = []
    endpoints: dict[tuple[str, str], dict[str, Json]] = {}
    for operation, name in zip(operations, names, strict=True):
        action = _Action.of(operation, signing, name)
        if endpoints.setdefault(action.request, action.endpoint) != action.endpoint:
            reason = "another operation has this method and path"
            refused.append(LeftOut(operation.title, "", reason))
        else:
            made.append(action)
    return made, refused


def _by_method(endpoints: dict[tuple[str, str], dict[str, Json]]) -> dict[str, Json]:
    grouped: dict[str, Json] = {}
    for wanted in _METHODS:
        of_method = {path: value for (method, path), value in endpoints.items() if method == wanted}
        if of_method:
            grouped[wanted] = of_method
    return grouped


def _used(settings: Iterable[Setting], value: object) -> list[Setting]:
    """The settings that a value refers to."""
    text = str(value)
    return [each for each in settings if f"{{{{authFields.{each.key}}}}}" in text]


def _setting(setting: Setting) -> dict[str, Json]:
    made: dict[str, Json] = {"label": setting.label, "key": setting.key}
    if setting.description:
        made["description"] = setting.description
    if setting.choices:
        made["choices"] = dict(setting.choices)
    if setting.masked:
        made["masked"] = True
    return made


# --- an action -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Action:
    """An operation on its way to an action and its endpoint."""

    operation: Operation
    endpoint: dict[str, Json]
    value: dict[str, Json] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)
    url_fields: dict[str, dict[str, Json]] = field(default_factory=dict)
    action_fields: dict[str, dict[str, Json]] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)

    @classmethod
    def of(cls, operation: Operation, signing: Authentication, name: Name | None) -> _Action:
        """The action of an operation; without a name only its endpoint counts."""
        self = cls(operation, {"url": operation.base_url})
        for each in operation.inputs:
            if not signing.fills(each):
                self._add(each)
        if self.cookies:
            self.headers["Cookie"] = "; ".join(self.cookies)
        if operation.headers:
            self.endpoint["headers"] = dict(operation.headers)
        if self.params:
            self.endpoint["params"] = self.params
        self.left_out += [LeftOut(operation.title, *gap[:2]) for gap in operation.gaps]
        if signing.names and not signing.takes(operation):
            wanted = " or ".join(
                " and ".join(name for name, _ in each) or "none" for each in operation.sign_ins
            )
            self._leave_out("sign-in", f"it asks for {wanted}")
        if name is not None:
            self.value = self._value(name)
        return self

    @property
    def request(self) -> tuple[str, str]:
        return self.operation.method, self.operation.path

    @property
    def made(self) -> Made:
        value = self.value
        return Made(self.operation.title, value["modelId"], value["actionId"], value["label"])

    def without_inputs(self) -> dict[str, Json]:
        """The endpoint for a request that fills nothing in."""
        return {name: value for name, value in self.endpoint.items() if name != "params"}

    def _value(self, name: Name) -> dict[str, Json]:
        value: dict[str, Json] = {
            "modelId": name.model_id,
            "actionId": name.action_id,
            "endpoint": self.operation.path,
            "method": self.operation.method,
            "label": name.label,
        }
        help_text = _help_text(self.operation, name.label)
        if help_text:
            value["helpText"] = help_text
        if self.headers:
            value["headers"] = self.headers
        for member, fields in (
            ("urlFields", self.url_fields),
            ("actionFields", self.action_fields),
        ):
            if fields:
                _tell_apart(fields.values())
                value[member] = list(fields.values())
        return value

    def _add(self, each: Input) -> None:
        has_body = self.operation.method not in _WITHOUT_BODY
        match each.place:
            case Place.PATH:
                self._field(self.url_fields, each, each.key)
            case Place.BODY:
                self._field(self.action_fields, each, each.key)
            case Place.QUERY if not has_body:
                self._field(self.action_fields, each, each.key)
            case Place.QUERY:
                self._add_beside_body(each)
            case Place.HEADER:
                if _HEADER_NAME.fullmatch(each.key) and each.key.lower() not in _OF_HTTP:
                    self.headers[each.key] = self._template(each)
                else:
                    self._leave_out(f"header.{each.key}", "a header that no request can have")
            case Place.COOKIE:
                if each.required and _HEADER_NAME.fullmatch(each.key):
                    self.cookies.append(f"{each.key}={self._template(each)}")
                else:
                    self._leave_out(f"cookie.{each.key}", "a cookie that may be missing")

    def _add_beside_body(self, each: Input) -> None:
        """Ask for a value that goes to the query where action fields go to a body."""
        if each.type != "array":
            self.params[each.key] = self._template(each)
        elif each.key in self.url_fields:
            self._leave_out(f"query.{each.key}", "another field has this key")
        else:
            # A template would make one text of it; what none names goes to the query as it is.
            self._field(self.url_fields, each, each.key)

    def _template(self, each: Input) -> str:
        """Ask for a value in a URL field; returns what stands for it where it goes."""
        key = (
            each.key
            if _TEMPLATE_KEY.fullmatch(each.key)
            else identifier(each.key, each.place.value)
        )
        if key in self.url_fields:
            key = f"{each.place.value}_{key}"
        return f"{{{{urlFields.{self._field(self.url_fields, each, key)}}}}}"

    def _field(self, fields: dict[str, dict[str, Json]], each: Input, key: str) -> str:
        """Ask for a value in a field of that key, or of one like it; returns which."""
        if key in fields and fields is self.action_fields:
            self._leave_out(f"{each.place.value}.{key}", "another field has this key")
            return key
        number, base = 2, key
        while key in fields:
            key, number = f"{base}_{number}", number + 1
        fields[key] = _field(each, key)
        return key

    def _leave_out(self, part: str, reason: str) -> None:
        self.left_out.append(LeftOut(self.operation.title, part, reason))


def _field(each: Input, key: str) -> dict[str, Json]:
    label = each.label if len(each.label) <= _LABEL_LENGTH else ""
    label = label if " " in label else _spoken_key(label or each.key)
    made: dict[str, Json] = {"key": key, "label": label}
    if each.description and _bare(each.description) not in (label.lower(), each.key.lower()):
        made["description"] = each.description
    made |= {"type": each.type, "required": each.required}
    if each.choices:
        made["choices"] = dict(each.choices)
    if each.default is not None:
        made["default"] = each.default
    is_secret = (
        each.type == "string" and not each.choices and speaks_of_secret(each.key.split(".")[-1])
    )
    if each.masked or is_secret:
        made["masked"] = True
    return made


def _spoken_key(key: str) -> str:
    return spoken(key.rsplit(".", maxsplit=1)[-1]) or key


def _tell_apart(fields: Collection[dict[str, Json]]) -> None:
    """Give fields of one label the names of what they are in, too."""
    for depth in (2, 3, 6):
        counted = Counter(each["label"] for each in fields)
        for each in fields:
            parts = each["key"].split(".")
            if counted[each["label"]] > 1 and len(parts) >= depth:
                each["label"] = spoken(" ".join(parts[-depth:]))


def _help_text(operation: Operation, label: str) -> str:
    said = (_bare(label), _bare(operation.summary))
    text = operation.description if _bare(operation.description) not in said else operation.summary
    text = "" if _bare(text) == said[0] else text
    if operation.is_deprecated:
        return f"Deprecated. {text}".rstrip()
    return text


def _bare(text: str) -> str:
    """A text without what makes no difference between two of them."""
    return _ARTICLE.sub("", text.lower()).rstrip(".")
