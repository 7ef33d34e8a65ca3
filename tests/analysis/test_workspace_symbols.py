"""Finding a symbol by some letters of its name."""

import pytest

from connector_lsp.analysis.features.symbols import SymbolKind, document_symbols
from connector_lsp.analysis.features.workspace_symbols import best_matches
from connector_lsp.resources import samples
from tests.support.structure import CONNECTOR, analysis_of


def names(query):
    """The names of what matches, the best first."""
    return [symbol.name for _, symbol, _ in best_matches([("a", analysis_of())], query)]


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("get a model", "Get a model"),
        ("GAM", "Get a model"),
        ("post chat", "POST /chat"),
        ("api_key", "API key"),
        ("chat", "Chat"),
    ],
)
def test_letters_in_order_find_a_symbol(query, best):
    """In any case, with letters left out, by detail too; what begins so comes first."""
    assert names(query)[0] == best


def test_what_does_not_match_is_not_found():
    """All letters count."""
    assert names("chatz") == []


def test_nothing_typed_matches_everything_but_groups():
    """Clients may filter for themselves."""
    found = names("")
    assert {"API key", "POST /chat", "Chat", "Most"} <= set(found)
    assert "Actions" not in found


def test_each_says_where_it_stands():
    """A field in its action."""
    name, symbol, container = best_matches([("a", analysis_of())], "most")[0]
    assert (name, symbol.name, container) == ("a", "Most", "Chat")


@pytest.mark.parametrize(
    "text", [CONNECTOR, samples()["default"], samples()["oauth2"][:-200], CONNECTOR[:1700]]
)
def test_places_are_those_of_the_outline(text):
    """Although they are looked up for what matches alone, of broken text too."""
    groups = (SymbolKind.GROUP, SymbolKind.METHOD)
    outline = [
        pair
        for top in document_symbols(analysis_of(text))
        for pair in top.walk()
        if pair[0].kind not in groups
    ]
    assert [match[1:] for match in best_matches([("a", analysis_of(text))], "")] == outline
