"""Running the command line in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner, Result

from connector_lsp.cli.group import cli

if TYPE_CHECKING:
    from collections.abc import Mapping


def run(
    *arguments: str, stdin: str | bytes | None = None, env: Mapping[str, str | None] | None = None
) -> Result:
    """Run ``connector-lsp`` with `arguments`; its stdout and stderr are kept apart.

    Raises:
        Exception: whatever the command did not expect.

    """
    plain = {"NO_COLOR": None, "FORCE_COLOR": None}
    result = CliRunner().invoke(
        cli, arguments, input=stdin, env={**plain, **(env or {})}, prog_name="connector-lsp"
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
