"""The README's tutorial, executed word by word, against Prism."""

import os
from types import ModuleType

import pytest

from tests.support.scripts import load_script

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def tutorial() -> ModuleType:
    """`scripts/tutorial.py` as a module."""
    return load_script("tutorial")


def require_prism(tutorial: ModuleType) -> None:
    """Skip the test if Prism is not installed; in CI that is a failure."""
    if (tutorial.MODULES / ".stamp").exists():
        return
    message = (
        "no tests/tutorial/node_modules: scripts/test makes it, if it can reach npm's registry"
    )
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def test_word_by_word(tutorial: ModuleType) -> None:
    """Each command prints what the tutorial says, but for times, dates and the port."""
    require_prism(tutorial)
    _, text, _ = tutorial.split(tutorial.README.read_text("utf-8"))

    assert tutorial.steady(tutorial.execute(text)) == tutorial.steady(text)


TOLD = """\
Write this to `a.json`:

```json
one
two
```

In `a.json`, change this:

```diff
 one
-two
+three
```

Then:

```console
$ export NAME=Ann
$ echo $NAME; cat a.json
drifted
$ false
$ echo bye >&2
```
"""


def test_what_it_tells_to_do_is_done(tutorial: ModuleType) -> None:
    """A shell keeps its variables, files are written and changed, and what is printed is put in."""
    assert tutorial.execute(TOLD).endswith("""\
```console
$ export NAME=Ann
$ echo $NAME; cat a.json
Ann
one
three

$ false
$ echo bye >&2
bye
```
""")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Write `a.json`:\n\n```json\n1\n```\n\nIn `a.json`:\n\n```diff\n-2\n+3\n```\n",
            "0 places",
        ),
        ("In another terminal:\n\n```console\n$ echo no server\n```\n", "no server"),
        ("```console\n$ exit\n```\n", "after"),
    ],
)
def test_what_cannot_be_done(tutorial: ModuleType, text: str, message: str) -> None:
    """A change of a text that is not there, a server or a shell that ends: each is told."""
    with pytest.raises(tutorial.TutorialError, match=message):
        tutorial.execute(text)
