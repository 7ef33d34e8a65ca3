"""Addresses that can be followed."""

import pytest

from connector_lsp.analysis.features.document_links import document_links
from tests.support.structure import CONNECTOR, analysis_of


def links(text):
    """What is marked, and where it leads."""
    analysis = analysis_of(text)
    return [(text[span.start : span.end], target) for span, target in document_links(analysis)]


@pytest.mark.parametrize(
    ("written", "marked", "target"),
    [
        ("https://a.example/b", "https://a.example/b", "https://a.example/b"),
        ("See http://a.example.", "http://a.example", "http://a.example"),
        ("(https://a.example/x)", "https://a.example/x", "https://a.example/x"),
        (r"https:\/\/a.example\/b", r"https:\/\/a.example\/b", "https://a.example/b"),
    ],
)
def test_address_in_a_string(written, marked, target):
    """Without the punctuation behind it; with a slash that is escaped."""
    assert links(f'{{ "description": "{written}" }}') == [(marked, target)]


@pytest.mark.parametrize(
    "written",
    ["ftp://a.example", "https://", "https://{{authFields.host}}/", "https://a.example/{{x}}"],
)
def test_what_is_no_whole_address(written):
    """Another protocol, or one that a template completes."""
    assert links(f'{{ "link": "{written}" }}') == []


def test_links_of_all_parts_in_their_places():
    """In small members and in endpoints."""
    found = [target for _, target in links(CONNECTOR)]
    assert found == ["https://www.example.com/docs", *["https://api.example.com/v1/"] * 2]
