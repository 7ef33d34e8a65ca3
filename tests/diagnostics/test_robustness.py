"""No rule minds what it finds in the place of what it expects."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.resources import samples
from tests.support.diagnostics import checker

# As JSON: the types, and strings in which a template begins.
REPLACEMENTS = ("null", "0", '""', "[]", "{}", "true", '"{{"', '"{{x"')


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yields the paths of all values in `value`, its own included."""
    yield path
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for part, member in value.items():
            yield from places(member, (*path, part))


@pytest.mark.parametrize("name", samples())
def test_any_value_in_any_place(name: str) -> None:
    """Each value of each sample may be any other: there are diagnostics, and no exception."""
    text = samples()[name]
    analysis = Analysis.open(text, checker())
    document = analysis.document
    for path in places(json.loads(text)):
        found = document.try_find(path)
        assert found is not None, path
        index, node = found
        where = document.absolute_range(index, node.start, node.end)
        for replacement in REPLACEMENTS:
            changed = text[: where.start] + replacement + text[where.end :]
            Analysis.open(changed, checker()).diagnostics()


@pytest.mark.parametrize("name", samples())
def test_samples_are_clean(name: str) -> None:
    """Nothing is to be said of the samples."""
    assert Analysis.open(samples()[name], checker()).diagnostics() == []
