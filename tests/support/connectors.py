"""Connectors of any size, deterministic by seed: what benchmarks and properties run on.

A connector of `make_connector(lines)` is what a developer would write for a large API:
resources with the usual five operations, endpoints under GET, POST, PUT and DELETE,
every path parameter with its URL field, every endpoint used, nothing declared in vain.
It has no fault of any kind.  With `faulty_share`, that share of its lines carries one.

This module knows the format (format.md), neither the schema nor the server.
"""

from __future__ import annotations

import itertools
import json
import random
from typing import Any

#: A piece of a connector: plain JSON, changed in place when faults are planted.
Json = dict[str, Any]

_BASE_URL = "https://api.example.com/v1/"
_METHODS = {
    "list": "GET",
    "create": "POST",
    "get": "GET",
    "update": "PUT",
    "delete": "DELETE",
}
_NOUNS = (
    "contact invoice order product ticket task project message payment customer "
    "shipment event document comment campaign subscription address employee asset "
    "report appointment contract supplier warehouse discount survey"
)
_ADJECTIVES = (
    "draft archived shared recurring pending private public internal external urgent "
    "planned completed imported approved rejected regional global annual monthly "
    "weekly daily legacy linked nested related tagged starred hidden locked custom"
)
_HELP_TEXTS = {
    "list": "Lists the {things} that the signed-in account may see, newest first.",
    "create": "Adds one {thing} and returns it with its new ID.",
    "get": "Finds one {thing} by its ID; without one → the flow stops.",
    "update": "Changes one {thing}. Fields left empty keep their values.",
    "delete": "Deletes one {thing} for good … and its comments with it.",
}
_FIELDS: tuple[Json, ...] = (
    {"key": "title", "label": "Title", "type": "string", "required": True},
    {
        "key": "status",
        "label": "Status",
        "description": "Where it stands now.",
        "type": "string",
        "choices": {"open": "Open", "in_progress": "In progress", "done": "Done"},
    },
    {
        "key": "amount",
        "label": "Amount",
        "description": "In the currency of the account, for example €12.50.",
        "type": "number",
        "required": False,
    },
    {
        "key": "notify",
        "label": "Notify followers",
        "type": "boolean",
        "required": False,
    },
    {
        "key": "owner.email",
        "label": "Owner's e-mail",
        "description": "Of a person who has signed in before.",
        "type": "string",
        "required": False,
    },
    {"key": "position", "label": "Position", "type": "number", "default": 1},
)
_LIST_FIELDS: tuple[Json, ...] = (
    {
        "key": "limit",
        "label": "Limit",
        "description": "How many to return at most.",
        "type": "number",
        "required": False,
        "default": 50,
    },
    {"key": "query", "label": "Search for", "type": "string", "required": False},
    {
        "key": "sort",
        "label": "Sort by",
        "type": "string",
        "choices": {"created": "Date created", "title": "Title"},
    },
)


def make_connector(lines: int, faulty_share: float = 0.0, seed: int = 1) -> str:
    """Return the text of a connector, pretty printed with two spaces.

    `lines` is met within half an action, but a connector has at least 80 lines.
    `planned_faults(lines, faulty_share)` faults are planted, all in actions: in turn a
    missing required property, an unknown one, a wrong type, a value that is not allowed
    and an endpoint that nobody declares.  The last kind needs more than a schema.
    """
    rng = random.Random(seed)
    connector = _skeleton()
    missing_lines = lines - count_lines(connector)
    for resource in _resources(rng):
        for verb in _METHODS:
            action, endpoint = _operation(resource, verb, rng)
            fields = action.get("actionFields", [])
            while len(fields) > 1 and count_lines(action) > missing_lines:
                fields.pop()
            cost = count_lines(action) + count_lines(endpoint)
            if missing_lines < cost / 2 and connector["actions"]:
                plant_faults(connector, planned_faults(lines, faulty_share), rng)
                return json.dumps(connector, indent=2, ensure_ascii=False) + "\n"
            missing_lines -= cost
            _add(connector, action, endpoint)
    raise AssertionError  # `_resources` never ends


def planned_faults(lines: int, faulty_share: float) -> int:
    """Return how many faults `make_connector` plants when called with the same."""
    return round(lines * faulty_share)


def plant_faults(connector: Json, count: int, rng: random.Random) -> None:
    """Spoil `count` places, one an action as long as there are actions left."""
    actions = list(connector["actions"])
    rng.shuffle(actions)
    for number, action in zip(range(count), itertools.cycle(actions), strict=False):
        round_, kind = divmod(number, 5)
        _plant(action, kind, in_field=round_ % 2 == 0)


def count_lines(value: object) -> int:
    """Return on how many lines `json.dumps` with an indentation puts a value."""
    if isinstance(value, dict) and value:
        return 2 + sum(map(count_lines, value.values()))
    if isinstance(value, list) and value:
        return 2 + sum(map(count_lines, value))
    return 1


def _skeleton() -> Json:
    """Return all that comes before the endpoints and actions."""
    return {
        "schema": "10.0",
        "name": "Example Cloud",
        "description": "Contacts, invoices and more of your Example Cloud account.",
        "link": "https://www.example.com/",
        "auth_components": {"type": "none"},
        "requiredSettings": {
            "authFields": [
                {
                    "label": "API key",
                    "key": "api_key",
                    "description": "Found under Settings → Developers.",
                    "errorText": "Enter the API key of your account.",
                    "masked": True,
                },
                {
                    "label": "Account",
                    "key": "account",
                    "description": "The short name in the address of your account.",
                },
                {
                    "label": "Region",
                    "key": "region",
                    "choices": {"eu": "Europe", "us": "North America"},
                },
            ],
        },
        "auth_request": {
            "type": "bearer",
            "token": "{{authFields.api_key}}",
            "headers": {
                "X-Account": "{{authFields.account}}",
                "X-Region": "{{authFields.region}}",
            },
        },
        "testConnection": {"endpoint": "/", "method": "GET"},
        "endpoints": {"GET": {}, "POST": {}, "PUT": {}, "DELETE": {}},
        "actions": [],
    }


def _add(connector: Json, action: Json, endpoint: Json) -> None:
    """Add an action and its endpoint; the first one tests the connection, too."""
    method, path = action["method"], action["endpoint"]
    if not connector["actions"]:
        connector["testConnection"] = {"endpoint": path, "method": method}
    connector["endpoints"][method][path] = endpoint
    connector["actions"].append(action)


def _resources(rng: random.Random) -> itertools.chain[tuple[str, str]]:
    """Yield (adjective, noun) without end, each pair once."""
    nouns, adjectives = _NOUNS.split(), _ADJECTIVES.split()
    rng.shuffle(nouns)
    rng.shuffle(adjectives)
    plain = (("", noun) for noun in nouns)
    pairs = ((adjective, noun) for adjective in adjectives for noun in nouns)
    more = ((f"type{n}", noun) for n in itertools.count(1) for noun in nouns)
    return itertools.chain(plain, pairs, more)


def _operation(resource: tuple[str, str], verb: str, rng: random.Random) -> tuple[Json, Json]:
    """Return the action for one verb on a resource, and the endpoint that it calls."""
    words = [word for word in resource if word]
    thing, things = " ".join(words), " ".join([*words[:-1], _plural(words[-1])])
    camel = words[0] + "".join(word.title() for word in words[1:])
    pascal = camel[0].upper() + camel[1:]
    path = "/" + things.replace(" ", "-")
    url_fields: list[Json] = []
    if verb in {"get", "update", "delete"}:
        path += f"/{{{camel}Id}}"
        url_fields.append(_id_field(f"{camel}Id", thing))
    action: Json = {
        "modelId": camel,
        "actionId": verb + (_plural(pascal) if verb == "list" else pascal),
        "endpoint": path,
        "method": _METHODS[verb],
        "label": f"{verb.title()} {things if verb == 'list' else thing}",
    }
    # A real connector leaves out what it can; the benchmark completes such a gap.
    if verb != "create" and rng.randrange(5):
        action["helpText"] = _HELP_TEXTS[verb].format(thing=thing, things=things)
    if url_fields:
        action["urlFields"] = url_fields
    if fields := _action_fields(verb, rng):
        action["actionFields"] = fields
    endpoint: Json = {"url": _BASE_URL}
    if not rng.randrange(10):
        endpoint["headers"] = {"Accept": "application/json"}
    return action, endpoint


def _action_fields(verb: str, rng: random.Random) -> list[Json]:
    if verb == "list":
        return [dict(field) for field in rng.sample(_LIST_FIELDS, 2)]
    if verb in {"create", "update"}:
        chosen = rng.sample(_FIELDS, rng.randint(2, 4))
        return [dict(field) for field in chosen]
    return []


def _id_field(key: str, thing: str) -> Json:
    return {"key": key, "label": f"{thing.capitalize()} ID", "type": "string"} | {"required": True}


def _plural(noun: str) -> str:
    return noun + "es" if noun.endswith("ss") else noun + "s"


def _plant(action: Json, kind: int, *, in_field: bool) -> None:
    """Plant a fault of the kind that `make_connector` names at this index, from 0."""
    field: Json = (action.get("actionFields") or action["urlFields"])[-1]
    spoiled = field if in_field else action
    match kind:
        case 0:
            spoiled.pop("key" if in_field else "modelId", None)
        case 1:
            spoiled["colour"] = "red"
        case 2:
            spoiled["label"] = 7
        case 3:
            spoiled.update({"type": "text"} if in_field else {"method": "FETCH"})
        case _:
            action["endpoint"] += "/nowhere"
