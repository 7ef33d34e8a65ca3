"""No rule minds what it finds in the place of what it expects."""

import json

import pytest

from connector_lsp.analysis.analysis import Analysis
from connector_lsp.resources import samples
from tests.support.diagnostics import checker
from tests.support.values import places

# As JSON: the types, and strings in which a template begins.
REPLACEMENTS = ("null", "0", '""', "[]", "{}", "true", '"{{"', '"{{x"')


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
