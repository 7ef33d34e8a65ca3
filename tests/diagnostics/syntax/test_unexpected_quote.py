"""unexpected-quote: a quotation mark too many."""

from tests.support.syntax import check_repair, check_syntax


def test_inside_a_string():
    """The mark is marked, and the string is read without it."""
    check_syntax(
        r"""
          {
            "label": "API "key",
        //                ^ error[unexpected-quote]: Unexpected quotation mark: inside a string write \"
            "key": "api_key"
          }
        """
    )


def test_doubled():
    """A second mark at the end of a string is one too many, or was meant to be something else."""
    check_syntax(
        r"""
          { "label": "API key"", "key": "api_key" }
        //                   ^ error[unexpected-quote]: Unexpected quotation mark: inside a string write \"
        """
    )
    check_syntax(
        """
          {
            "label"" "API key",
        //         ^ error[unexpected-quote]: Unexpected quotation mark: expected :
            "key": "api_key""
        //                  ^ error[unexpected-quote]: Unexpected quotation mark: expected ,
            "masked": true
          }
        """
    )


def test_alone():
    """So is a mark where nothing follows."""
    check_syntax(
        r"""
          {
            "label": "API key",
            "choices": {
              "a": "A"
            "},
        //  ^ error[unexpected-quote]: Unexpected quotation mark: inside a string write \"
            "masked": true
          }
        """
    )


def test_repair():
    """The quick fix removes the mark, or exchanges it."""
    check_repair("unexpected-quote", '{"label": "API "key"}', '{"label": "API key"}')
    check_repair("unexpected-quote", '{\n  "label"" "API key"\n}', '{\n  "label": "API key"\n}')
    check_repair("unexpected-quote", '{\n  "a": 1\n"}\n', '{\n  "a": 1\n}\n')


def test_empty_strings():
    """An empty string is right."""
    check_syntax(
        """
          { "": "", "a": "" }
        """
    )
