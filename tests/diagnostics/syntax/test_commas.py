"""missing-comma, extra-comma, trailing-comma."""

import pytest

from tests.support.syntax import check_repair, check_syntax


def test_missing_between_properties():
    """A comma is missing behind the property before, wherever the next one stands."""
    check_syntax(
        """
          { "name": "a" "link": "b" }
        //            ^ error[missing-comma]: Missing , between two properties
        """
    )
    check_syntax(
        """
          {
            "auth_components": {}

            "name": "a"
          }
        //  ^ nothing
        """.replace("        //  ^ nothing\n", "").replace(
            "{}\n",
            "{}\n        //                       ^ error[missing-comma]: Missing , between two properties\n",
        )
    )


def test_missing_between_items():
    """Between the items of an array each missing comma is said."""
    check_syntax(
        """
          [1 "a" { } [ ] true]
        // ^ error[missing-comma]: Missing , between two items
        //     ^ error[missing-comma]: Missing , between two items
        //         ^ error[missing-comma]: Missing , between two items
        //             ^ error[missing-comma]: Missing , between two items
        """
    )
