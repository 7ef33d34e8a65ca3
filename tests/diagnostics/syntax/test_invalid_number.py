"""invalid-number: a number that is not written as JSON writes it."""

from tests.support.actions import titles
from tests.support.syntax import check_repair, check_syntax


def test_spellings():
    """Leading zeros, signs, bare points, other bases and constants are no JSON."""
    check_syntax(
        """
          [01, +1, .5, 1., -01.50, 0x1F, 1_000, 1e, NaN, -Infinity]
        // ^^ error[invalid-number]: 01 is no JSON number
        //     ^^ error[invalid-number]: +1 is no JSON number
        //         ^^ error[invalid-number]: .5 is no JSON number
        //             ^^ error[invalid-number]: 1. is no JSON number
        //                 ^^^^^^ error[invalid-number]: -01.50 is no JSON number
        //                         ^^^^ error[invalid-number]: 0x1F is no JSON number
        //                               ^^^^^ error[invalid-number]: 1_000 is no JSON number
        //                                      ^^ error[invalid-number]: 1e is no JSON number
        //                                          ^^^ error[invalid-number]: NaN is no JSON number
        //                                               ^^^^^^^^^ error[invalid-number]: -Infinity is no JSON number
        """
    )


def test_repair():
    """The quick fix writes the number where it is clear which one is meant."""
    check_repair("invalid-number", "[01]", "[1]")
    check_repair("invalid-number", "[+1]", "[1]")
    check_repair("invalid-number", "[.5]", "[0.5]")
    check_repair("invalid-number", "[1.]", "[1.0]")
    check_repair("invalid-number", "[-00.50e3]", "[-0.50e3]")
    check_repair("invalid-number", "[000]", "[0]")
    assert titles("[0<|>x1F]") == []


def test_numbers():
    """Every way in which JSON writes numbers is right."""
    check_syntax(
        """
          [0, -0, 10, 1.50, 1e9, 1E-9, -1.5e+10]
        """
    )
