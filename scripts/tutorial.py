"""Execute the tutorial in README.md word by word, and write what its commands print.

Run without arguments to write it, with `--check` to fail where it prints something else; needs
what `prepare prism` in `scripts/_environment.sh` installs.

The tutorial is what stands between its markers. Of its code blocks

- ``console`` is typed into one shell: what follows a ``$ `` is a command, the rest is its output;
- ``console`` after a text that speaks of another terminal is a server, which runs until the end;
- ``json`` is the content of the file that the text before it names;
- ``diff`` is a change of the file that the text before it names.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
DOCS = ROOT / "docs" / "tutorial"
MODULES = ROOT / "tests" / "tutorial" / "node_modules"
BEGIN, END = "<!-- tutorial:begin -->", "<!-- tutorial:end -->"
PORT = "40100"
"""The port that the tutorial names; each time it is executed, another one stands for it."""

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_FILE = re.compile(r"`([\w-]+\.[\w.-]+)`")
_LISTENS = "listening on"
_DONE = "\x1e"
"""A character that no command prints."""

VARIABLE = (
    (re.compile(r" *\d+(?:\.\d+)? m?s\b"), " 0 ms"),
    (re.compile(r"^Date: .*", re.MULTILINE), "Date:"),
    (re.compile(r"\b\d{4}-\d\d-\d\d\b"), "0000-00-00"),
)
"""What is different each time."""


class TutorialError(Exception):
    """Something in the tutorial cannot be done."""


def steady(text: str) -> str:
    """`text` without what is different each time."""
    for pattern, constant in VARIABLE:
        text = pattern.sub(constant, text)
    return text


def execute(tutorial: str) -> str:
    """Do in a new folder what the tutorial says.

    Returns:
        The tutorial, with what its commands printed.

    Raises:
        TutorialError: something in it cannot be done.

    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        reader = Reader(folder, stack)
        parts, done = [], 0
        for block in _BLOCK.finditer(tutorial):
            text = tutorial[done : block.start()]
            parts += [text, f"```{block[1]}\n", reader.follow(text, block[1], block[2]), "```"]
            done = block.end()
        return "".join((*parts, tutorial[done:]))


class Reader:
    """Somebody who follows the tutorial in a folder."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        """Sit down at a shell in `folder`; what is started there ends with `stack`."""
        self._folder = folder
        self._stack = stack
        self._port = _free_port()
        self._source = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for each in DOCS.iterdir():
            copy = self._source / each.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(self._real(each.read_text("utf-8")), "utf-8")
        # Here `npx` finds the server, in the version that is locked.
        (folder / "node_modules").symlink_to(MODULES)
        self._shell = stack.enter_context(_process(["bash", "--norc"], folder))

    def follow(self, text: str, kind: str, content: str) -> str:
        """Do what a block says, which `text` precedes; what then stands in it."""
        paragraph = text.rstrip().rpartition("\n\n")[2]
        match kind:
            case "console" if "another terminal" in paragraph:
                self._serve(content.removeprefix("$ "))
            case "console":
                typed = _COMMAND.sub(lambda each: f"$ {each[1]}\n{self._type(each[1])}", content)
                return f"{typed.rstrip()}\n"
            case "json":
                self._file(paragraph).write_text(content, "utf-8")
            case "diff":
                file = self._file(paragraph)
                file.write_text(_changed(file.read_text("utf-8"), content), "utf-8")
        return content

    def _type(self, command: str) -> str:
        """What a command prints."""
        keyboard, screen = self._shell
        keyboard.write(f"{{ {self._real(command)}\n}} </dev/null; printf '{_DONE}\\n'\n")
        keyboard.flush()
        printed = self._documented(_read_to(screen, _DONE))
        return f"{printed.rstrip()}\n\n" if printed.strip() else ""

    def _serve(self, command: str) -> None:
        _, screen = self._stack.enter_context(
            _process(["bash", "--norc", "-c", f"exec {self._real(command)}"], self._folder)
        )
        _read_to(screen, _LISTENS)

    def _file(self, paragraph: str) -> Path:
        return self._folder / str(_FILE.findall(paragraph)[-1])

    def _real(self, text: str) -> str:
        return text.replace(PORT, self._port).replace("/path/to/connector-lsp", str(self._source))

    def _documented(self, text: str) -> str:
        return text.replace(self._port, PORT).replace(str(self._source), "/path/to/connector-lsp")


def _changed(text: str, diff: str) -> str:
    """`text` after a change of lines that stand in it once."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] != "+")
    after = "".join(line[1:] for line in lines if line[0] != "-")
    if text.count(before) != 1:
        raise TutorialError(f"{text.count(before)} places have\n{before}")
    return text.replace(before, after)


@contextmanager
def _process(command: list[str], folder: Path) -> Iterator[tuple[TextIO, TextIO]]:
    """The input and output of a process, which ends with all that it started."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            yield cast("TextIO", process.stdin), cast("TextIO", process.stdout)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.communicate(timeout=20)


def _environment(folder: Path) -> dict[str, str]:
    """That of a new user, who is called Ann Lee."""
    kept = {name: os.environ[name] for name in ("LANG", "SYSTEMROOT") if name in os.environ}
    programs = (Path(sys.executable).parent, ROOT / ".cache" / "node")
    return {
        **kept,
        "PATH": os.pathsep.join((*map(str, programs), os.environ["PATH"])),
        "HOME": str(folder),
        "PYTHONUTF8": "1",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "GIT_AUTHOR_NAME": "Ann Lee",
        "GIT_AUTHOR_EMAIL": "ann@example.com",
        "npm_config_offline": "true",
    }


def _free_port() -> str:
    """A port of as many digits as the documented one, so that columns stay where they are."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return str(server.getsockname()[1])


def _read_to(stream: TextIO, mark: str) -> str:
    """What is printed before the line with `mark`."""
    printed = ""
    for line in stream:
        if mark in line:
            return printed + line.partition(mark)[0]
        printed += line
    raise TutorialError(f"no {mark!r} after:\n{printed}")


def split(readme: str) -> tuple[str, str, str]:
    """The text before the tutorial, the tutorial, the text after it."""
    before, begin, rest = readme.partition(BEGIN)
    tutorial, end, after = rest.partition(END)
    if not (begin and end):
        raise TutorialError(f"README.md lacks {BEGIN} or {END}")
    return before + begin, tutorial, end + after


def main(arguments: list[str]) -> int:
    """Write the tutorial, or with `--check` return 1 if its commands print something else."""
    before, tutorial, after = split(README.read_text("utf-8"))
    executed = execute(tutorial)
    if steady(executed) == steady(tutorial):
        return 0
    if "--check" in arguments:
        sys.stderr.write("README.md is out of date: run python scripts/tutorial.py\n")
        return 1
    README.write_text(before + executed + after, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
