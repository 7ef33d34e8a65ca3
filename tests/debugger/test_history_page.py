"""The history as a page: what is in it cannot take its table apart."""

import re

import pytest

from connector_lsp.debugger.exchange import Exchange, Request, Response, Timing
from connector_lsp.debugger.failures import RefusedError
from connector_lsp.debugger.history import Run
from connector_lsp.debugger.history_page import list_page

DIVIDER = re.compile(r"(?<!\\)(?:\\\\)*\|")
TIMING = Timing(0.0, total=0.25)


@pytest.mark.parametrize("hostile", ["a|b", r"a\|b", "a`|`b", "a\n|b\r|", "|" * 9])
def test_row(hostile):
    """Whatever the names, inputs and answers are, a row has the cells that its head has."""
    request = Request("GET", "https://x.example/")
    answered = Exchange("t", request, TIMING, Response(500, hostile, ()))
    failed = Exchange("t", request, TIMING, failure=RefusedError(hostile, ""))
    runs = [Run("1", hostile, 0.0, {hostile: hostile}, (each,)) for each in (answered, failed)]

    _, _, *table = list_page(runs, hostile).rstrip("\n").split("\n")

    assert {len(DIVIDER.findall(row)) for row in table} == {8}
