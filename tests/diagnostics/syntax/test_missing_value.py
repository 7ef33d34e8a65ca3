"""missing-value: a property or a document without a value."""

from connector_lsp.analysis.syntax import parse
from tests.support.syntax import check_syntax


def test_behind_a_colon():
    """The name and the colon are marked."""
    check_syntax(
        """
          { "label": , "key": }
        //  ^^^^^^^^ error[missing-value]: Property "label" has no value
        //             ^^^^^^ error[missing-value]: Property "key" has no value
        """
    )
    check_syntax(
        """
          {
            "label":
        //  ^^^^^^^^ error[missing-value]: Property "label" has no value
            "key": "api_key"
          }
        """
    )


def test_empty_text():
    """A text without anything has no value; behind a comment it is missing there."""
    (fault,) = parse(" \n").faults
    assert (fault.code, fault.message) == (
        "missing-value",
        "Expected a value: the text is empty",
    )
    check_syntax(
        """
          // nothing yet
        //^^^^^^^^^^^^^^ error[comment]: A comment: JSON has none
        //              | error[missing-value]: Expected a value
        """
    )


def test_there():
    """Any value will do."""
    check_syntax(
        """
          { "a": null, "b": "" }
        """
    )
