"""What can be folded."""

from textwrap import dedent

import pytest

from connector_lsp.analysis.features.folding import folding_ranges
from tests.support.structure import CONNECTOR, analysis_of


def folds(text, limit=None):
    """First and last lines."""
    return [fold[:2] for fold in folding_ranges(analysis_of(text), limit)]


def test_each_value_on_several_lines_folds_but_for_its_last_line():
    """As in VS Code, whose line with the closing bracket stays."""
    text = dedent(
        """\
        {
          "auth_request": {
            "headers": {
              "A": "1"
            }
          },
          "actions": [
            {
              "label": "x"
            }
          ]
        }
        """
    )
    assert folds(text) == [(0, 10), (1, 4), (2, 3), (6, 9), (7, 8)]


def test_value_on_one_or_two_lines_has_nothing_to_fold():
    """There would be no line that goes."""
    assert folds('{ "actions": [\n] }') == []


def test_of_too_many_the_outermost_stay():
    """`rangeLimit` of a client."""
    assert folds(CONNECTOR, 1) == [folds(CONNECTOR)[0]]
    assert len(folds(CONNECTOR, 5)) == 5
    assert set(folds(CONNECTOR, 5)) < set(folds(CONNECTOR))


@pytest.mark.parametrize("line_break", ["\r\n", "\r"])
def test_any_line_break_counts(line_break):
    """As the protocol counts lines."""
    assert folds(CONNECTOR.replace("\n", line_break)) == folds(CONNECTOR)


def test_broken_action_leaves_the_folds_of_the_others():
    """Those behind it, too."""
    text = CONNECTOR.replace('"label": "Get a model",', '"label": "Get a mod')
    assert folds(text)[-2:] == folds(CONNECTOR)[-2:]
