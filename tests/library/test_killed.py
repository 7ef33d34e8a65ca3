"""A program that is killed while it writes leaves the library as it was before or after."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.library import Shelf

# A process of its own, as this one has threads and cannot be forked.
SCRIPT = """
import os, shutil, sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
from connector_lsp.cli import release  # Before it can be killed.
from connector_lsp.cli.group import cli
from tests.support.library import Shelf

root, what, killed = Path(sys.argv[2]), sys.argv[3], 9
left = 0


def mortal(name):
    real = getattr(os, name)

    def call(*arguments, **options):
        global left
        left -= 1
        if left == 0:
            if name == "write":  # In the middle of it.
                real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            os._exit(killed)
        return real(*arguments, **options)

    return call


def write(folder, deadline):
    global left
    shelf = Shelf(folder)
    draft, before = shelf.draft(description="new"), shelf.read()
    for name in ("open", "write", "fsync", "close", "mkdir", "rename", "replace", "unlink"):
        setattr(os, name, mortal(name))
    left = deadline
    if what == "command":
        file, output = (str(folder / name) for name in ("shop.connector.json", "out.json"))
        cli(["release", file, "-o", output, "--flow", "A"], standalone_mode=False)
    elif what == "release":
        shelf.library.release(draft, before, flows=("A",))
    else:
        shelf.library.note_flow(before.find("shop"), "A")
    os._exit(0)


deadline, status = 0, killed
while status == killed:
    deadline += 1
    folder = root / f"{deadline:03}"
    shutil.copytree(root / "before", folder)
    child = os.fork()
    if not child:
        write(folder, deadline)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
sys.exit(status)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only POSIX can fork")
@pytest.mark.parametrize(
    ("what", "is_first"),
    [("release", True), ("release", False), ("flow", False), ("command", False)],
)
def test_killed_at_every_write(tmp_path: Path, what: str, *, is_first: bool) -> None:
    """However far it came, all records and files are whole, and the next release works."""
    before = Shelf(tmp_path / "before")
    before.root.mkdir()
    if not is_first:
        before.release()
    (before.root / "shop.connector.json").write_text(before.draft(description="new").text)
    (before.root / "out.json").write_text("as before")
    source = str(Path(__file__).parents[2])

    subprocess.run(
        [sys.executable, "-c", SCRIPT, source, str(tmp_path), what],
        check=True,
        stdout=subprocess.DEVNULL,
    )

    roots = sorted(tmp_path.glob("[0-9]*"))
    assert len(roots) > 5
    done = []
    for root in roots:
        shelf = Shelf(root)
        found = shelf.read()
        assert found.problems == ()
        is_new = len(found.records) > len(before.read().records)
        done.append(is_new or any(each.flows for each in found.records))
        output = (root / "out.json").read_text()
        assert output == "as before" or json.loads(output) == json.loads(found.records[0].text)
        again = shelf.release(description="newer")
        assert shelf.read().find(again.id).text == shelf.draft(description="newer").text
        assert shelf.read().problems == ()
    assert done == sorted(done)  # From a certain call on it is done, and never undone.
    assert (done[0], done[-1]) == (False, True)
