"""How soon the Debugger view paints a large response, and whether it answers meanwhile.

Measured in the page itself, from the message of VS Code to the first frame that has rows of the
body; beside it the longest stretch in which the page could not answer.
"""

from __future__ import annotations

import json
from typing import Final

from tests.support import debugger_view as host
from tests.support import vscode
from tests.support.debugger_view import ViewPage

from .debugger import Figure

_SIZE: Final = 10_000_000
"""Of a body, in bytes."""

_ROUNDS: Final = 5

# The page watches itself for three seconds: the layout goes on after the first rows are there.
_MEASURE = """message => new Promise((resolve) => {
  let longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
  }).observe({ type: "longtask" });
  const begun = performance.now();
  window.postMessage(message, "*");
  let painted;
  const look = () => {
    if (!painted && document.querySelector(".row-text")?.textContent) {
      painted = performance.now() - begun;
    }
    if (performance.now() - begun > 3000) resolve({ painted, longest });
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""


def measure() -> list[Figure]:
    """The slowest of some rounds for each kind of body."""
    vscode.npm("build", "--production")
    with vscode.chromium() as browser:
        return [_figure(browser, name, body) for name, body in _bodies().items()]


def _figure(browser: vscode.Browser, name: str, body: str) -> Figure:
    message = host.ran(host.run(host.exchange(body)))
    found = []
    for _ in range(_ROUNDS):
        view = ViewPage(browser)
        view.send(*host.ready(host.model()))
        found.append(view.page.evaluate(_MEASURE, message))
        view.page.close()
    painted, longest = (max(each[key] for each in found) for key in ("painted", "longest"))
    details = f"{len(body) / 1e6:.1f} MB, slowest of {_ROUNDS}; longest pause {longest:.0f} ms"
    return Figure(f"paint {name}", painted, 1000, details)


def _bodies() -> dict[str, str]:
    """Bodies of ten megabytes, from what is usual to what is not."""
    pet = json.dumps(host.PET)
    pets = [json.loads(pet)] * (_SIZE // len(pet))
    return {
        "JSON in one line": json.dumps(pets),
        "JSON over lines": json.dumps(pets[: len(pets) * 2 // 3], indent=2),
        "an array of small numbers": json.dumps([1] * (_SIZE // 3)),
        "one string": json.dumps({"text": "x" * _SIZE}),
    }
