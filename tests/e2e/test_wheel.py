"""The wheel as a user installs it: built from this tree, run outside of it.

`.venv-wheel`, made by scripts/test, holds what the wheel asks for and nothing else, so a file or a
dependency that only the source tree has shows here.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).parents[2]
ENVIRONMENT = ROOT / ".venv-wheel"

# Files of the tree that the wheel carries, and their folders in the package.
SHIPPED = {
    "connector_lsp/samples/*.json": "samples",
    "docs/diagnostics/*.md": "docs/diagnostics",
    "schema/*.json": "schema",
}


def run(*command: str | Path, cwd: Path) -> str:
    """Runs a command without the variables that would lead Python to the source tree."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTHON")
    }
    done = subprocess.run(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Builds and installs the wheel; the folder of the installed package."""
    if not ENVIRONMENT.exists():
        message = "no .venv-wheel: scripts/test makes it"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)

    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target=wheel", "--directory", folder]
    run(*build, cwd=ROOT)
    [wheel] = folder.glob("*.whl")
    python = ENVIRONMENT / "bin" / "python"
    pip = [sys.executable, "-m", "pip", f"--python={python}", "install"]
    run(*pip, "--no-deps", "--no-index", "--force-reinstall", wheel, cwd=folder)
    code = "import connector_lsp; print(connector_lsp.__path__[0])"
    return Path(run(python, "-I", "-c", code, cwd=folder).strip())


def test_package_is_not_the_source_tree(package: Path) -> None:
    """The tests below see the installed package."""
    assert package.is_relative_to(ENVIRONMENT)


@pytest.mark.parametrize(("pattern", "folder"), SHIPPED.items())
def test_shipped_files_are_those_of_the_tree(package: Path, pattern: str, folder: str) -> None:
    """Each file that the tree ships is in the package, byte for byte."""
    sources = {path.name: path.read_bytes() for path in ROOT.glob(pattern)}
    installed = {path.name: path.read_bytes() for path in (package / folder).iterdir()}

    assert sources
    assert installed == sources


@pytest.mark.usefixtures("package")
def test_version_is_the_built_one(tmp_path: Path) -> None:
    """The installed command tells its version."""
    assert "0.1.0" in run(ENVIRONMENT / "bin" / "connector-lsp", "--version", cwd=tmp_path)


def test_command_checks_a_sample(package: Path, tmp_path: Path) -> None:
    """The installed command finds its schema and passes a sample that came with it."""
    sample = min((package / "samples").glob("*.connector.json"))

    run(ENVIRONMENT / "bin" / "connector-lsp", "check", sample, cwd=tmp_path)
