"""What `scripts/lock.py` finds wrong with a list of locked packages."""

import pytest

from tests.support.scripts import load_script

PROJECT = '[project]\ndependencies = ["attrs>=26.1", "click>=8.5,<9"]\n'
HASH = " \\\n    --hash=sha256:00"


@pytest.mark.parametrize(
    ("locked", "expected"),
    [
        (f"attrs==26.1.0{HASH}\nclick==8.5.1{HASH}\nidna==3.20{HASH}\n", []),
        (f"attrs==26.1.0{HASH}\n", ["click is not locked"]),
        (
            f"attrs==25.3.0{HASH}\nclick==8.5.1{HASH}\n",
            ["attrs is locked to 25.3.0, but >=26.1 is wanted"],
        ),
        (f"attrs==26.1.0\nclick==8.5.1{HASH}\n", ["attrs==26.1.0 has no hash"]),
        (
            f"--index-url https://example.com\nattrs==26.1.0{HASH}\nclick==8.5.1{HASH}\n",
            ["an address stands in it"],
        ),
    ],
)
def test_what_is_wrong_with_a_list(locked: str, expected: list[str]) -> None:
    """A dependency that is missing, too old or without a hash, and any address, is named."""
    assert list(load_script("lock").problems(PROJECT, locked)) == expected
