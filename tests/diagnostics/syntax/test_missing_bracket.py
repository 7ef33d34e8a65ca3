"""missing-bracket: a bracket that is not there."""

from tests.support.syntax import check_repair, check_syntax


def test_closing():
    """The end of what the bracket should close is marked, and the opening one named."""
    check_syntax(
        """
          { "a": [1, 2 }
        //       ^ note[missing-bracket]: Its counterpart
        //           ^ error[missing-bracket]: Missing ] of an array
        """
    )
    check_syntax(
        """
          { "a": [1, 2]
        //^ note[missing-bracket]: Its counterpart
        //            ^ error[missing-bracket]: Missing } of an object
        """
    )
    check_syntax(
        """
          {
            "authFields": [
              {
                "label": "API key",
                "key": "api_key"
              },
              {
        //    ^ note[missing-bracket]: Its counterpart
                "label": "Region",
                "key": "region"
        //                    ^ error[missing-bracket]: Missing } of an object
            ]
          }
        """
    )


def test_told_from_the_indentation():
    """The next line tells where, not the end of the document."""
    check_syntax(
        """
          {
            "auth_components": {
        //                     ^ note[missing-bracket]: Its counterpart
              "type": "none",
        //                 ^ error[missing-bracket]: Missing } of an object
            "auth_request": {
              "type": "none"
            }
          }
        """
    )


def test_opening():
    """So do the lines for an opening one."""
    check_syntax(
        """
          {
            "authFields": [
                "label": "API key",
        //      ^^^^^^^ error[missing-bracket]: Missing { of an object
                "key": "api_key"
              }
        //    ^ note[missing-bracket]: Its counterpart
            ]
          }
        """
    )
    check_syntax(
        """
          {
            "choices":
              "eu": "Europe"
        //    ^^^^ error[missing-bracket]: Missing { of an object
            },
        //  ^ note[missing-bracket]: Its counterpart
            "masked": true
          }
        """
    )


def test_repair():
    """The quick fix inserts the bracket."""
    check_repair("missing-bracket", '{"a": [1, 2}', '{"a": [1, 2]}')
    check_repair(
        "missing-bracket",
        '{\n  "a": {\n    "b": 1,\n  "c": 2\n}',
        '{\n  "a": {\n    "b": 1},\n  "c": 2\n}',
    )
    check_repair(
        "missing-bracket",
        '{\n  "a": [\n      "b": 1\n    }\n  ]\n}',
        '{\n  "a": [\n      {"b": 1\n    }\n  ]\n}',
    )


def test_careless_indentation():
    """Where the brackets match, indentation means nothing."""
    check_syntax(
        """
          { "a": [
          1 ],
                  "b": {
            "c": 2
                  }}
        """
    )
