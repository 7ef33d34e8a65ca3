"""What is shown behind names."""

from inline_snapshot import snapshot

from connector_lsp.analysis.features.inlay_hints import inlay_hints
from connector_lsp.analysis.text import Range
from tests.support.structure import CONNECTOR, analysis_of


def hints(text, start=0, end=None):
    """What stands before each, and its label."""
    within = Range(start, len(text) if end is None else end)
    found = inlay_hints(analysis_of(text), within)
    return [f"{text[:at].split(': ')[-1]} → {label}" for at, label in found]


def test_address_behind_an_endpoint_and_label_behind_a_template():
    """What has no label, or refers to nothing, has no hint."""
    assert hints(CONNECTOR) == snapshot(
        [
            '"{{authFields.api_key}} → API key',
            '"/models" → https://api.example.com/v1/models',
            '"/models/{id}" → https://{{authFields.region}}.example.com/models/{id}',
            '"/chat" → https://api.example.com/v1/chat',
        ]
    )


def test_only_the_part_that_is_shown():
    """A client asks for the lines on the screen."""
    at = CONNECTOR.index('"/chat", "method"')
    assert hints(CONNECTOR, at, at + 20) == ['"/chat" → https://api.example.com/v1/chat']


def test_no_password_in_an_address():
    """What may be a credential is not repeated."""
    text = CONNECTOR.replace("https://api.", "https://me:secret@api.")
    assert "secret" not in "".join(hints(text))
