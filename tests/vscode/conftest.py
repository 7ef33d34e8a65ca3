"""A real VS Code for the tests of this folder: one server for all, a browser for each module."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.support import vscode
from tests.support.vscode import CodeServer, Window


@pytest.fixture(scope="session")
def vsix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension as it is published, built by its own script."""
    vscode.require_vscode()
    path = tmp_path_factory.mktemp("vsix") / "extension.vsix"
    vscode.npm("package", "--out", str(path))
    return path


@pytest.fixture(scope="session")
def extensions(vsix: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of extensions with ours, installed from the .vsix."""
    folder = tmp_path_factory.mktemp("vscode") / "extensions"
    vscode.install(vsix, folder)
    return folder


@pytest.fixture(scope="session")
def server(extensions: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeServer]:
    """A VS Code whose extension starts the server of this source tree."""
    settings = {"connectorLsp.server.command": vscode.SERVER}
    with vscode.code_server(tmp_path_factory.mktemp("server"), extensions, settings) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[vscode.Browser]:
    """A browser of the module's own, as Playwright's event loop must not meet the other tests'."""
    vscode.require_vscode()
    with vscode.chromium() as running:
        yield running


@pytest.fixture(scope="module")
def shared_window(
    server: CodeServer, browser: vscode.Browser, tmp_path_factory: pytest.TempPathFactory
) -> Window:
    """A window with an empty folder of the module's own."""
    folder = tmp_path_factory.mktemp("workspace") / "connectors"
    folder.mkdir()
    return vscode.open_window(browser, server, folder)


@pytest.fixture
def window(shared_window: Window) -> Iterator[Window]:
    """The window, without editors and messages of the test before."""
    yield shared_window
    shared_window.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what was on the screen when a test failed, and what the extension logged."""
    report = yield
    window = getattr(item, "funcargs", {}).get("window")
    if report.when == "call" and report.failed and isinstance(window, Window):
        window.picture(f"failed-{item.name}")
        report.sections.append(("Extension log", window.server.extension_log()))
    return report
