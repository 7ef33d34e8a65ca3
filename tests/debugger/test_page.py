"""A run as a page: what is on it, and that nothing in it can break out of its place."""

import os
import re
import stat

import pytest

from connector_lsp.debugger.exchange import Exchange, Request, Response, Timing
from connector_lsp.debugger.expectations import Unmet
from connector_lsp.debugger.failures import InputError, InputProblem, StatusError
from connector_lsp.debugger.markdown import line
from connector_lsp.debugger.page import as_page, summary
from connector_lsp.debugger.pages import MOST_PAGES, write_page
from connector_lsp.debugger.run import Run

JSON = (("Content-Type", "application/json"),)
TIMING = Timing(0.0, connect=0.0012, first_byte=0.25, body=0.001, total=0.2522)


def exchange(status=200, reason="OK", body=b'{"a":[1]}', title="List things", headers=JSON):
    """An exchange with a request that has a body."""
    request = Request("POST", "https://x.example/a?b=1", (("X-A", "1"),), b'{"q":true}')
    return Exchange(title, request, TIMING, Response(status, reason, headers, body, len(body)))


def run(*exchanges, failure=None, unmet=()):
    """A run of these exchanges."""
    return Run("", "thing/list", "List things", exchanges, failure, unmet, ())


def test_a_page_has_all_of_a_run():
    """Status and timing first, then the request, then the response, JSON laid out."""
    assert (
        as_page([run(exchange())], "My API")
        == """\
# List things

✓ **200 OK · 252 ms · 9 bytes**

My API · `thing/list`

Time: connect 1.2 ms, first byte 250 ms, body 1.0 ms, total 252 ms

## Request

```http
POST https://x.example/a?b=1 HTTP/1.1
X-A: 1
```

```json
{
  "q": true
}
```

## Response

```http
HTTP/1.1 200 OK
Content-Type: application/json
```

```json
{
  "a": [
    1
  ]
}
```
"""
    )


def test_a_failure_says_what_to_do():
    """Also where nothing was sent."""
    problems = (InputProblem("actionFields", "name", "A value is needed"),)
    page = as_page([run(failure=InputError(problems))], "My API")
    assert "- `actionFields.name`: A value is needed" in page
    assert "What to do: Correct these inputs and run again; nothing was sent" in page
    failed = run(exchange(404, "Not Found"), failure=StatusError("The server answered 404", "Look"))
    assert summary(failed) == "The server answered 404"
    assert "✗ **The server answered 404**" in as_page([failed], "My API")


def test_redirects_are_steps_behind_the_result():
    """What people look for comes first."""
    first = exchange(302, "Found", b"", headers=(("Location", "/b"),))
    page = as_page([run(first, exchange(title="Redirect"))], "My API")
    assert page.index("## Response") < page.index("### 1. List things → 302 Found")
    assert "No content" in page


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_body_cannot_end_its_block_and_a_label_cannot_begin_one(end):
    """The fence is longer than any in the text, whatever ends its lines; a title is one line."""
    text = end.join(("a", "```", "# fake", ""))
    hostile = exchange(body=text.encode(), headers=(("Content-Type", "text/plain"),))
    page = as_page([run(hostile)], "My\n```\nAPI")
    assert f"````text\n{text}" in page
    assert "\n```\nAPI" not in page


@pytest.mark.parametrize(
    "text", ["[a](b)", r"\[a](b)", r"\\[a](b)", "<b>`c`", r"a\|b", r"C:\d", "\\"]
)
def test_a_text_in_a_line_is_no_markup(text):
    """Read as CommonMark, it is what it was: a backslash before a bracket stays one."""
    written = line(text)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", written) == text
    assert not re.search(r"(?<!\\)(?:\\\\)*[<`\[]", written)


def test_binary_content_is_not_shown():
    """Only how much of it there is."""
    page = as_page([run(exchange(body=b"\x00\xff\x01", headers=()))], "My API")
    assert "Binary content, 3 bytes (no content type)" in page


def test_pages_are_private_and_the_oldest_go(tmp_path):
    """Each has a name of its own."""
    folder = tmp_path / "pages"
    write_page("x", "first", folder)
    (folder / "of somebody else").mkdir()
    os.utime(folder / "of somebody else", (0, 0))  # The oldest, and no page.
    paths = [write_page("x", "../A: b", folder) for _ in range(MOST_PAGES + 3)]
    assert len(set(paths)) == MOST_PAGES + 3
    assert len([each for each in folder.iterdir() if each.is_file()]) == MOST_PAGES
    assert paths[-1].parent == folder
    assert paths[-1].name.startswith("A-b-")
    assert stat.S_IMODE(paths[-1].stat().st_mode) == 0o600


def test_an_expectation_of_several_lines_is_compared_line_by_line():
    """Below the list of all that does not hold; one of a line is told in the list."""
    unmet = (
        Unmet("status", "status: expected 201, got 200 OK", "201", "200 OK"),
        Unmet("body /a", "body /a: expected 1, got 2", "{\n  1\n}", "{\n  2\n}"),
    )
    page = as_page([run(exchange(), unmet=unmet)], "My API")
    assert (
        "- status: expected 201, got 200 OK\n- body /a: expected 1, got 2\n\n"
        "Expected (-) and got (+) in body /a:\n\n"
        "```diff\n@@ -1,3 +1,3 @@\n {\n-  1\n+  2\n }\n```\n\nMy API"
    ) in page
