"""mismatched-bracket: a bracket of the wrong kind."""

from tests.support.syntax import check_repair, check_syntax


def test_closing():
    """The content decides which of the two is wrong."""
    check_syntax(
        """
          { "a": [1, 2}, "b": 3 }
        //            ^ error[mismatched-bracket]: } where ] of an array belongs
        """
    )
    check_syntax(
        """
          { "a": { "b": 1 ] }
        //                ^ error[mismatched-bracket]: ] where } of an object belongs
        """
    )


def test_opening():
    """It may be the opening one."""
    check_syntax(
        """
          { "a": { 1, 2 ], "b": 3 }
        //       ^ error[mismatched-bracket]: { where [ of an array belongs
        """
    )
    check_syntax(
        """
          {
            "authFields": {
        //                ^ error[mismatched-bracket]: { where [ of an array belongs
              {
                "key": "api_key"
              }
            ]
          }
        """
    )


def test_repair():
    """The quick fix exchanges the bracket."""
    check_repair("mismatched-bracket", '{"a": [1, 2}, "b": 3}', '{"a": [1, 2], "b": 3}')
    check_repair("mismatched-bracket", '{"a": {1, 2], "b": 3}', '{"a": [1, 2], "b": 3}')


def test_matching():
    """Brackets that match are right."""
    check_syntax(
        """
          { "a": [{ }, [ ]] }
        """
    )
