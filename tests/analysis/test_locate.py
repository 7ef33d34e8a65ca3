"""What to show for a way from the root."""

import pytest

from connector_lsp.analysis.document import Document
from connector_lsp.analysis.features.locate import locate

TEXT = """\
{
  "name": "Orders",
  "requiredSettings": { "authFields": [ { "label": "API key", "key": "api_key" } ] },
  "endpoints": { "GET": { "/orders": { "url": "https://x.example" } } },
  "actions": [
    { "modelId": "order", "actionId": "list", "label": "List orders" },
    { "modelId": "order", "actionId": "get", "urlFields": [ { "key": "id" } ] }
  ]
}
"""


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (("name",), '"Orders"'),
        (("requiredSettings",), '"requiredSettings"'),
        (("requiredSettings", "authFields", 0), '"api_key"'),
        (("requiredSettings", "authFields", 0, "label"), '"API key"'),
        (("endpoints", "GET", "/orders"), '"/orders"'),
        (("actions", 0), '"List orders"'),
        (("actions", 1), '"get"'),
        (("actions", 1, "urlFields", 0), '"id"'),
        (("actions", 1, "urlFields", 7, "key"), '"urlFields"'),
        (("nothing", "at", "all"), "{"),
        ((), "{"),
    ],
)
def test_what_tells_of_a_value(path: tuple[str | int, ...], shown: str) -> None:
    """A scalar itself, of a field or action what it is called, of others the name in front."""
    span = locate(Document.open(TEXT), path)

    assert TEXT[span.start : span.end] == shown


@pytest.mark.parametrize("text", ["", " ", "{", '{"actions": [', "[]", "nonsense"])
def test_any_text_has_a_place(text: str) -> None:
    """While it is typed, too."""
    span = locate(Document.open(text), ("actions", 0, "label"))

    assert 0 <= span.start <= span.end <= len(text)
