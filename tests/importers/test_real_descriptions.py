"""Published descriptions, which lie beside the project: the sound ones import, the broken do not."""

import json
from pathlib import Path

import pytest

from connector_lsp.importers import BrokenSourceError, Source, import_text
from tests.support.importing import assert_clean

FOLDER = Path(__file__).parents[2] / "../shared/data/openapi"

SOUND = {
    "assently-e-sign": 17,
    "blackbaud-raiser's-edge-nxt-interactions": 16,
    "covid-19-jhu-csse": 9,
    "docjuris": 18,
    "exasol": 7,
    "ibm-watson-assistant": 4,
    "iqair": 5,
    "isoplanner": 36,
    "personr": 6,
    "serverless360": 4,
}
"""How many operations each has."""


def source(name: str) -> Source:
    """One of the files, which are no part of the project; skips if they are not beside it."""
    path = FOLDER / f"{name}.swagger.json"
    if not FOLDER.is_dir():
        pytest.skip(f"{FOLDER} is not there: the descriptions are no part of the project")
    return Source(path.name, path.read_text("utf-8"))


@pytest.mark.parametrize("name", SOUND)
def test_sound(name: str) -> None:
    """It becomes a connector without an error or warning; each operation is an action or told."""
    made = import_text(source(name))
    assert_clean(made.text)
    connector, report = json.loads(made.text), made.report
    assert len(connector["actions"]) == len(report.made)
    assert len(report.made) + len(report.refused) == SOUND[name]
    assert all(each.reason for each in (*report.refused, *report.gaps))
    assert connector["actions"]


@pytest.mark.parametrize(
    ("name", "line", "column", "message"),
    [
        ("icon-horse", 56, 11, 'Missing name: an object holds "name": value'),
        ("giphy", 809, 42, "Missing , between two properties"),
    ],
)
def test_broken(name: str, line: int, column: int, message: str) -> None:
    """It is refused at the place of the mistake."""
    with pytest.raises(BrokenSourceError) as caught:
        import_text(source(name))

    before = caught.value.text[: caught.value.range.start]
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert (str(caught.value), place) == (message, (line, column))


@pytest.mark.parametrize("name", SOUND)
def test_deterministic(name: str) -> None:
    """The same description gives the same text."""
    assert import_text(source(name)).text == import_text(source(name)).text
