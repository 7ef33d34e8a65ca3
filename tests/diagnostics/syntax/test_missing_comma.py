"""missing-comma: two properties or items without a comma between them."""

from tests.support.syntax import check_repair, check_syntax


def test_between_properties():
    """The end of the property before is marked, wherever the next one stands."""
    check_syntax(
        """
          { "name": "a" "link": "b" }
        //            ^ error[missing-comma]: Missing , between two properties
        """
    )
    check_syntax(
        """
          {
            "auth_components": {
              "type": "none"
            }
        //  ^ error[missing-comma]: Missing , between two properties

            "name": "a"
          }
        """
    )


def test_between_items():
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


def test_another_character():
    """Another character in its place is part of the same mistake."""
    check_syntax(
        """
          { "name": "a": "link": "b" }
        //             ^ error[missing-comma]: Expected , before the next property, found :
        """
    )
    check_syntax(
        """
          {
            "name": "a"}
        //            ^ error[missing-comma]: Missing , between two properties
            "link": "b"
          }
        """
    )
    check_syntax(
        """
          ["a": "b"]
        //    ^ error[missing-comma]: Expected , between the items of an array, found :
        """
    )


def test_repair():
    """The quick fix inserts the comma, or puts it in the place of what stands there."""
    check_repair("missing-comma", '{"name": "a" "link": "b"}', '{"name": "a", "link": "b"}')
    check_repair("missing-comma", '{\n  "a": 1\n  "b": 2\n}', '{\n  "a": 1,\n  "b": 2\n}')
    check_repair("missing-comma", '["a": "b"]', '["a", "b"]')
    check_repair("missing-comma", '{"name": "a": "link": "b"}', '{"name": "a", "link": "b"}')
    check_repair("missing-comma", '{\n  "a": 1}\n  "b": 2\n}', '{\n  "a": 1,\n  "b": 2\n}')


def test_commas_that_are_there():
    """A comma may stand on any line between the two."""
    check_syntax(
        """
          { "a": 1
          , "b": [1,
             2] ,
            "c": 3 }
        """
    )
