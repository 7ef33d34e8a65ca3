"""What a person would call an action: ``modelId``, ``actionId`` and label.

The model is the thing that an operation works on, the action what it does: ``contact``, ``list``.
They come from the operation's own name where that tells (``listContacts``, ``contacts_list``,
``contacts/list``), else from method and path. The label is its summary in the imperative, or made
of both: ``Create a contact``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from connector_lsp.importers.prose import article, is_plural, singular, spoken, words
from connector_lsp.importers.vocabulary import (
    CANONICAL,
    CLUTTER,
    NO_NOUNS,
    PREPOSITIONS,
    UNCOUNTED,
    VERBS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from connector_lsp.importers.api import Operation

_LABEL_LENGTH = 60
_MOST_WORDS = 6

_BY_METHOD = {
    "POST": "create",
    "PUT": "update",
    "PATCH": "update",
    "DELETE": "delete",
    "HEAD": "check",
}
_VERSION = re.compile(r"v?\d+(?:[._]\d+)*")
_PARAMETER = re.compile(r"\{([^{}]*)\}")
_LIST_OF = re.compile(
    r"^(?:get|return|retrieve|fetche?|list)s? (?:a |the )?list of (?:all )?", re.IGNORECASE
)
_THIRD_PERSON = {
    "returns": "get", "gets": "get", "retrieves": "get", "fetches": "get", "lists": "list",
    "provides": "get",
}  # fmt: skip


class Name(NamedTuple):
    """What an action is called."""

    model_id: str
    action_id: str
    label: str


def name_all(operations: Iterable[Operation], taken: Iterable[tuple[str, str]] = ()) -> list[Name]:
    """A name for each operation; no two have the same ids.

    Args:
        operations: the operations, in an order that stays the same.
        taken: ids that are not free, ``modelId`` and ``actionId``.

    """
    used = set(taken)
    numbers: dict[tuple[str, str], int] = {}
    labels: set[str] = set()
    names = []
    for operation in operations:
        model, action = _unused(operation, used, numbers)
        used.add((model, action))
        label = _label(operation, model, action)
        if label in labels:
            label = next(
                each for each in _other_labels(operation, model, action) if each not in labels
            )
        labels.add(label)
        names.append(Name(model, action, label))
    return names


# --- ids -----------------------------------------------------------------------------------------


def _unused(
    operation: Operation, used: set[tuple[str, str]], numbers: dict[tuple[str, str], int]
) -> tuple[str, str]:
    """The first of an operation's ids that are free, the simplest being tried first.

    `numbers` has the number that each pair of ids got last, as thousands may be called the same.
    """
    for model, action in _candidates(operation):
        if model and action and (model, action) not in used:
            return model, action
    model, action = _simplest(operation)
    number = numbers.get((model, action), 1) + 1
    while (model, f"{action}_{number}") in used:
        number += 1
    numbers[model, action] = number
    return model, f"{action}_{number}"


def _candidates(operation: Operation) -> Iterator[tuple[str, str]]:
    model, action = _simplest(operation)
    yield model, action
    if operation.method == "PUT" and action == "update":
        yield model, "replace"
    segments, parameters = _parts_of_path(operation.path)
    above = [_noun(segment) for segment in segments[:-1]][::-1]
    qualified = model
    for each in above:
        if each not in qualified.split("_"):
            qualified = f"{each}_{qualified}"
            yield qualified, action
    if parameters:
        yield model, f"{action}_by_{'_'.join(words(parameters[-1]))}"
    extra = [word for word in _telling(words(operation.operation_id)) if word.isascii()]
    extra = [word for word in extra if singular(word) not in model.split("_")]
    if extra and action not in extra:
        yield model, "_".join((action, *extra))
    yield _from_path(operation)
    yield "_".join(filter(None, (*reversed(above), model))), action


def _simplest(operation: Operation) -> tuple[str, str]:
    return _from_name(operation) or _from_path(operation)


def _from_name(operation: Operation) -> tuple[str, str] | None:
    """The ids that an operation's own name tells, if it does."""
    # FastAPI writes the path and the method behind the name of the function.
    written = re.sub(r"\W", "_", operation.path) + f"_{operation.method.lower()}"
    said_id = operation.operation_id.removesuffix(written)
    groups = [group for group in re.split(r"[/.:]|__?", said_id) if words(group)]
    said = [word for group in groups for word in _telling(words(group))]
    if not said or len(said) > _MOST_WORDS or not all(word.isascii() for word in said):
        return None
    if said[0] in VERBS:
        return _verb_first(said, operation)
    if len(groups) > 1 and (rest := _telling(words("_".join(groups[1:])))):
        if rest[0] in VERBS:
            model, action = _verb_first(rest, operation, groups[0])
            return model, action
        if said[-1] in VERBS:
            return _ids(said[:-1]), _canonical(said[-1], said[:-1], operation)
    if said[-1] in VERBS and len(said) > 1:
        return _ids(said[:-1]), _canonical(said[-1], said[:-1], operation)
    return None


def _telling(said: Sequence[str]) -> list[str]:
    return [word for word in said if not _VERSION.fullmatch(word) and word not in NO_NOUNS]


def _verb_first(said: list[str], operation: Operation, group: str = "") -> tuple[str, str]:
    verb, rest = said[0], said[1:]
    if rest[:1] == ["or"]:  # "createOrUpdate"
        rest = rest[2:]
    at = next((index for index, word in enumerate(rest) if word in PREPOSITIONS), len(rest))
    nouns, tail = rest[:at], rest[at:]
    model = _ids(nouns) or _ids(_telling(words(group))) or _from_path(operation)[0]
    verb = _canonical(verb, nouns or list(words(group)), operation)
    if group and nouns and _ids(list(words(group))) not in model:
        model = f"{_ids(_telling(words(group)))}_{model}".strip("_")
    is_plain = len(tail) == 2 and tail[1] == "id"  # noqa: PLR2004 -- "by ID"
    return model, "_".join((verb, *(() if is_plain else tail)))


def _canonical(verb: str, nouns: Sequence[str], operation: Operation) -> str:
    verb = CANONICAL.get(verb, verb)
    segments, _ = _parts_of_path(operation.path)
    last = words(segments[-1])[-1] if segments else ""
    is_many = bool(nouns) and (
        is_plural(nouns[-1]) or (is_plural(last) and singular(last) == nouns[-1])
    )
    is_many = is_many and not operation.path.endswith("}")
    return "list" if verb == "get" and is_many and operation.method == "GET" else verb


def _from_path(operation: Operation) -> tuple[str, str]:
    segments, _ = _parts_of_path(operation.path)
    method, ends_in_value = operation.method, operation.path.rstrip("/").endswith("}")
    last = segments[-1] if segments else ""
    said = words(last)
    rest = _telling(said[1:])
    if said and said[0] in VERBS and (len(segments) > 1 or rest) and not ends_in_value:
        owner = _ids(rest) or _noun(segments[-2] if len(segments) > 1 else "")
        return owner or "request", CANONICAL.get(said[0], said[0])
    tag = operation.tags[0] if operation.tags else ""
    noun = _noun(last) or _ids(_telling(words(tag))) or "request"
    if method == "GET":
        many = bool(said) and is_plural(said[-1]) and not ends_in_value
        return noun, "list" if many else "get"
    return noun, _BY_METHOD.get(method, method.lower())


def _parts_of_path(path: str) -> tuple[list[str], list[str]]:
    """What a path is made of: the words between its slashes, and the names of its parameters."""
    bare = path.split("?", 1)[0]
    segments = [
        cleaned
        for each in bare.split("/")
        if (cleaned := re.sub(r"\.(?:json|xml|php)$", "", _PARAMETER.sub("", each)).strip("()'=:."))
        and cleaned.lower() not in CLUTTER
        and not _VERSION.fullmatch(cleaned.lower())
        and words(cleaned)
    ]
    return segments, _PARAMETER.findall(bare)


def _noun(segment: str) -> str:
    return _ids(_telling(words(segment)) or words(segment))


def _ids(nouns: Sequence[str]) -> str:
    """Nouns as an identifier in the singular."""
    nouns = [word for word in nouns if word.isascii()]
    return "_".join((*nouns[:-1], singular(nouns[-1]))) if nouns else ""


# --- labels --------------------------------------------------------------------------------------


def _label(operation: Operation, model: str, action: str) -> str:
    summary = operation.summary.strip().rstrip(".")
    # Not every script has spaces between words.
    is_told = " " in summary or summary.lower() in VERBS or not summary.isascii()
    if is_told and len(summary) <= _LABEL_LENGTH and "/" not in summary:
        return _imperative(summary)
    return _made(model, action)


def _imperative(summary: str) -> str:
    """``Creates a contact`` as ``Create a contact``, ``Create contact`` likewise."""
    summary = _LIST_OF.sub("List ", summary)
    first, _, rest = summary.partition(" ")
    low = first.lower()
    base = _THIRD_PERSON.get(low) or next(
        (each for each in (low[:-2], low[:-1]) if low.endswith("s") and each in VERBS), low
    )
    if base not in VERBS:
        return summary[:1].upper() + summary[1:]
    said = first if base == low else base
    said = said[:1].upper() + (said[1:] if said[1:].islower() else said[1:].lower())
    noun = rest.lower()
    if re.fullmatch(r"[a-z]+", noun) and _is_counted(noun) and not is_plural(noun):
        return f"{said} {article(noun)} {rest if rest.isupper() else noun}"
    if re.fullmatch(r"(?:[A-Z][a-z]+ ?)+", rest):  # Title Case.
        rest = rest.lower()
    return f"{said} {rest}".rstrip()


def _is_counted(noun: str) -> bool:
    return noun not in UNCOUNTED and noun not in PREPOSITIONS and not noun.endswith("self")


def _made(model: str, action: str) -> str:
    """A label made of the ids: ``List contacts``, ``Find pets by status``."""
    verb, _, tail = action.partition("_")
    noun = spoken(model)
    noun = noun if noun[:2].isupper() else noun[:1].lower() + noun[1:]
    last = model.rsplit("_", maxsplit=1)[-1]
    if verb in ("list", "search", "find"):
        noun = _plural(noun)
    elif _is_counted(last) and not is_plural(last):
        noun = f"{article(noun)} {noun}"
    return " ".join(
        filter(
            None,
            (
                verb[:1].upper() + verb[1:],
                noun,
                " ".join(word for word in words(tail) if not word.isdigit()),
            ),
        )
    )


def _plural(noun: str) -> str:
    last = noun.rsplit(maxsplit=1)[-1]
    if not _is_counted(last) or is_plural(last):
        return noun
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(?:s|sh|ch|x|z)$", noun) else "s")


def _other_labels(operation: Operation, model: str, action: str) -> Iterator[str]:
    yield _made(model, action)
    label = _label(operation, model, action)
    yield f"{label} ({operation.title})"
    number = 2
    while True:
        yield f"{label} ({number})"
        number += 1
