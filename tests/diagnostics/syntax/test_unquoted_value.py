"""unquoted-value: a word that is no JSON value."""

from tests.support.syntax import check_repair, check_syntax


def test_words():
    """All words up to the next comma are one string without quotes."""
    check_syntax(
        """
          { "label": API key, "key": api_key }
        //           ^^^^^^^ error[unquoted-value]: API key without double quotes
        //                           ^^^^^^^ error[unquoted-value]: api_key without double quotes
        """
    )


def test_spellings():
    """Other spellings of the three words of JSON are named."""
    check_syntax(
        """
          [True, FALSE, None, undefined]
        // ^^^^ error[unquoted-value]: True is no JSON value: write true
        //       ^^^^^ error[unquoted-value]: FALSE is no JSON value: write false
        //              ^^^^ error[unquoted-value]: None is no JSON value: write null
        //                    ^^^^^^^^^ error[unquoted-value]: undefined is no JSON value: write null
        """
    )


def test_repair():
    """The quick fix writes the word as JSON does, or quotes it."""
    check_repair("unquoted-value", "[True]", "[true]")
    check_repair("unquoted-value", "[None]", "[null]")
    check_repair("unquoted-value", '{"a": API key }', '{"a": "API key" }')
    check_repair("unquoted-value", "[a\\b]", '["a\\\\b"]')
    check_repair("unquoted-value", "[https://a.example/]", '["https://a.example/"]')


def test_literals():
    """The three words as JSON writes them are values."""
    check_syntax(
        """
          [true, false, null]
        """
    )
