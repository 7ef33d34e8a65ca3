"""An edit between sections is made in a text without most of the others."""

import pytest

from connector_lsp.analysis import document as documents
from connector_lsp.analysis.analysis import Analysis
from connector_lsp.analysis.document import Document
from connector_lsp.analysis.editing import with_edit
from connector_lsp.analysis.splicing import find_seams, shortened
from connector_lsp.analysis.text import Edit
from tests.support.connectors import make_connector
from tests.support.diagnostics import checker

TEXT = make_connector(2000)
PLACES = {
    "action": TEXT.index("    {\n", TEXT.index('"actions"') + 20000),
    "member": TEXT.index('  "actions"'),
    "path": TEXT.index('      "/', TEXT.index('"POST"')),
}


@pytest.fixture
def divided(monkeypatch):
    """The texts that are divided into sections."""
    texts = []
    divide = documents.split

    def split(text, *others):
        texts.append(text)
        return divide(text, *others)

    monkeypatch.setattr(documents, "split", split)
    return texts


@pytest.mark.parametrize("place", PLACES)
def test_what_an_edit_leaves_alone_is_not_divided_again(divided, place):
    """Each key, and taking all of them back, costs a small part of the text."""
    document = Document.open(TEXT)
    del divided[:]
    at = PLACES[place]
    typed = [Edit(at + count, at + count, key) for count, key in enumerate('"na')]
    for edit in (Edit(at, at, "\n"), *typed, Edit(at, at + 4, "")):
        document = with_edit(document, edit)
    assert document.text == TEXT
    assert divided
    assert max(map(len, divided)) < len(TEXT) / 4


def test_only_the_ends_of_a_row_stay():
    """What is left out has no part in how the others are divided."""
    document = Document.open(TEXT)
    edit = Edit(PLACES["action"], PLACES["action"], '"\n')
    seams = find_seams(document, edit)
    assert seams
    short = Document.open(shortened(document, seams, edit))
    left_out = sum(seam.last - seam.first - 1 for seam in seams)
    assert len(short.sections) == len(document.sections) - left_out + 1


def messages(text, edit):
    """What is said after an edit, which is what is said of the text when it is opened."""
    after = Analysis.open(text, checker()).with_edit(edit)
    afresh = Analysis.open(after.text, checker()).diagnostics()
    assert after.diagnostics() == afresh
    return [diagnostic.message for diagnostic in afresh]


@pytest.mark.parametrize("typed", ["{},", "{}", ""])
def test_a_name_that_is_left_out_is_not_forgotten(typed):
    """A path that is there, far away, is a duplicate, in a broken text, too."""
    paths = [path for path in Document.open(TEXT).paths if path[:2] == ("endpoints", "POST")]
    name = paths[-3][-1]
    found = messages(TEXT, Edit(PLACES["path"], PLACES["path"], f'      "{name}": {typed}\n'))
    assert f'Duplicate property "{name}"' in found


def test_a_wrong_name_that_is_left_out_stays_wrong():
    """While something is typed elsewhere, between two sections."""
    at = TEXT.index('"/', PLACES["path"] + 200)
    text = TEXT[: at + 1] + TEXT[at + 2 :]
    name = text[at + 1 : text.index('"', at + 1)]
    found = messages(text, Edit(PLACES["action"], PLACES["action"], '"na\n'))
    assert f'Invalid name "{name}": did you mean "/{name}"?' in found
