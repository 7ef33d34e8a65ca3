"""``connector-lsp explain``."""

import pytest
from click import unstyle
from inline_snapshot import snapshot

from connector_lsp.analysis.diagnostics.registry import RULES
from tests.support.cli import run


def test_rule() -> None:
    """A rule is explained as its docstring does; without a terminal, as Markdown."""
    assert run("explain", "missing-comma").stdout == snapshot("""\
# missing-comma

Default severity: error. Group: syntax.

A comma is missing between two properties or items.

Wrong:

    { "label": "API key" "key": "api_key" }

Right:

    { "label": "API key", "key": "api_key" }
""")


@pytest.mark.parametrize("code", RULES)
def test_every_rule_on_a_terminal(code: str) -> None:
    """On a terminal, each rule is explained within its width, with wrong and right in colour."""
    shown = run("explain", code, env={"FORCE_COLOR": "1"}).stdout

    assert code in shown
    assert "`" not in shown
    assert ("\x1b[1;31mWrong:" in shown) == ("Wrong:" in RULES[code].explanation)


def test_unknown_code() -> None:
    """A code that does not exist is wrong usage; the one that was meant is named."""
    result = run("explain", "missing-propertys")

    assert result.exit_code == 2
    assert 'did you mean "missing-property"?' in result.stderr
    assert "lists them all" in run("explain", "zzzz").stderr


@pytest.mark.parametrize("env", [{}, {"FORCE_COLOR": "1"}])
def test_list(env: dict[str, str]) -> None:
    """Without a code, all of them are listed."""
    shown = run("explain", env=env).stdout
    lines = unstyle(shown).splitlines()

    assert all(code in shown for code in RULES)
    assert all(len(line.rstrip()) <= 120 for line in lines)
    assert ("\x1b" in shown) == bool(env)
