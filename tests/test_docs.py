"""What is generated is what its source says."""

import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from connector_lsp.analysis.diagnostics.registry import RULES
from tests.support.scripts import load_script

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def docs() -> ModuleType:
    """`scripts/docs.py` as a module."""
    return load_script("docs")


@pytest.mark.parametrize(
    "script", ["docs.py", "schema_readme.py", "protocol.py", "extension.py", "lock.py"]
)
def test_nothing_is_out_of_date(script: str) -> None:
    """The pages in the repository are those that the script would write."""
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / script, "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_every_rule_has_a_page(docs: ModuleType) -> None:
    """Each rule has a page, and the list links to it."""
    texts = docs.pages()
    index = texts[docs.FOLDER / "README.md"]

    for rule in RULES.values():
        assert rule.summary in texts[docs.FOLDER / f"{rule.code}.md"]
        assert f"[`{rule.code}`]({rule.code}.md)" in index


def test_a_generated_part_of_a_document(docs: ModuleType) -> None:
    """It stands between its markers, and what is around it stays."""
    text = docs.with_block("Before\n<!-- x:begin -->\nold\n<!-- x:end -->\nAfter\n", "x", "new\n")

    assert text == "Before\n<!-- x:begin -->\n\nnew\n\n<!-- x:end -->\nAfter\n"
    assert docs.with_block(text, "x", "new\n") == text
    assert docs.with_block("no markers", "x", "new\n") == "no markers"


def test_codes_of_the_readme(docs: ModuleType) -> None:
    """The README names every code once and leads to its page."""
    table = docs.codes()

    assert [table.count(f"[`{code}`](docs/diagnostics/{code}.md)") for code in RULES] == [1] * len(
        RULES
    )


def test_figures_of_the_readme(docs: ModuleType) -> None:
    """The README shows the rows that have a bar at every size, and under what they were measured."""
    shown, whole = docs.speed(), docs.SPEED.read_text("utf-8")

    assert all(line in whole.split("\n") for line in shown.split("\n"))
    assert [line.split(" | ")[0] for line in shown.split("\n") if line.count("≤") == 4] == [
        "| a character typed inside a string → diagnostics",
        "| a quote that breaks the syntax → diagnostics, and its repair",
        "| open → diagnostics",
        "| a key typed + completion",
        "| memory after 60 keystrokes",
    ]
    assert "Peer: " in shown


def test_indented_blocks_become_fences(docs: ModuleType) -> None:
    """An explanation's examples are blocks of JSON, blank lines in them included."""
    text = docs.with_fences("Wrong:\n\n    {\n      1\n\n    }\n\nRight:\n\n    2\n")

    assert text == "Wrong:\n\n```json\n{\n  1\n\n}\n```\n\nRight:\n\n```json\n2\n```\n"


def test_drift_is_seen(
    docs: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A page that differs, is missing, or whose rule is gone fails the check, until it is written."""
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    monkeypatch.setattr(docs, "FOLDER", tmp_path / "docs" / "diagnostics")
    monkeypatch.setattr(docs, "README", tmp_path / "README.md")
    monkeypatch.setattr(docs, "COMPARISON", tmp_path / "docs" / "comparison.md")
    monkeypatch.setattr(docs, "CASES", tmp_path / "docs" / "test-cases.md")
    monkeypatch.setattr(docs, "SETTINGS_PAGE", tmp_path / "docs" / "settings.md")
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0
    (docs.FOLDER / "comment.md").write_text("changed", "utf-8")
    (docs.FOLDER / "gone.md").write_text("", "utf-8")

    assert docs.main(["--check"]) == 1
    assert {"comment.md", "gone.md"} == {
        Path(line.split()[0]).name for line in capsys.readouterr().err.splitlines()
    }
    assert docs.main([]) == 0
    assert not (docs.FOLDER / "gone.md").exists()
    assert docs.main(["--check"]) == 0


_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
DOCUMENTS = sorted(
    path
    for folder in (".", "docs", "docs/diagnostics", "schema", "neovim-plugin", "vscode-extension")
    for path in (ROOT / folder).glob("*.md")
)


def anchors(document: Path) -> set[str]:
    """What GitHub calls the headings of a document."""
    text = _FENCED.sub("", document.read_text("utf-8"))
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in _HEADING.findall(text)
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    """Each link to a file of the project leads to one, and to a heading in it if it names one."""
    broken = []
    for link in _LINK.findall(_FENCED.sub("", document.read_text("utf-8"))):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if "://" in link:
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


def test_example_of_the_json_format() -> None:
    """The example in docs/check.md has the members that the format has."""
    from connector_lsp.analysis.diagnostics.rule import Severity
    from connector_lsp.analysis.text import LineIndex, Range
    from connector_lsp.cli.findings import FileReport, Problem
    from connector_lsp.cli.formats.as_json import render

    text = (ROOT / "docs" / "check.md").read_text("utf-8")
    example = json.loads(text.partition("```json\n")[2].partition("```")[0])
    problem = Problem("a", Severity.HINT, "b", Range(0, 1), ((Range(0, 1), "c"),), "")
    reports = [FileReport("x", "{}", LineIndex("{}"), (problem,)), FileReport("y", failure="z")]

    assert members(example) == members(json.loads(render(reports, Severity.ERROR)))


def members(value: object) -> object:
    """The names in a JSON value, without what they hold."""
    if isinstance(value, dict):
        return {name: members(member) for name, member in value.items()}
    return [members(item) for item in value[:1]] if isinstance(value, list) else None
