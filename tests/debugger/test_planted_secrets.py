"""A secret planted in every part of an exchange is in nothing that leaves memory."""

import json
from base64 import b64encode
from pathlib import Path

import pytest

from connector_lsp.debugger.compare import compare
from connector_lsp.debugger.exchange import Exchange, Request, Response, Timing
from connector_lsp.debugger.export import as_curl, as_har, body_filename
from connector_lsp.debugger.failures import (
    ConnectorError,
    InputError,
    InputProblem,
    SendError,
    TimedOutError,
)
from connector_lsp.debugger.history import History
from connector_lsp.debugger.redact import Redactor
from connector_lsp.debugger.secrets import SecretStore
from connector_lsp.debugger.serialize import exchange_to_json
from tests.support.encodings import ESCAPINGS, find_traces

SECRETS = {
    "authFields.api_key": "sk-proj-52f0c1d2e3f4",
    "authFields.password": "pä ss/w+rd&\"<'>\\🔑",
    "clientSecret": "%41bc{{x}}=",
    "access_token": "eyJhbGciOi.J9.c2VjcmV0",
}
OPAQUE = "code-of-this-request"


def _everything(secret: str) -> str:
    """The secret in every encoding, between words."""
    plain = [escape(secret) for escape in ESCAPINGS.values()]
    coded = [b64encode(f"{'u' * size}:{secret}:".encode()).decode() for size in range(3)]
    return " ".join((*plain, *coded))


DIRTY = " ".join(map(_everything, (*SECRETS.values(), OPAQUE)))
FAILURES = [
    SendError(DIRTY, DIRTY),
    TimedOutError(DIRTY, DIRTY, "read"),
    ConnectorError(DIRTY, DIRTY, ("actions", 0)),
    InputError((InputProblem("authFields", "api_key", DIRTY),)),
]


def _exchange(failure: Exception) -> Exchange:
    headers = (
        ("X-Echo", DIRTY),
        ("Authorization", f"Bearer {DIRTY}"),
        ("Set-Cookie", f"a={DIRTY}"),
    )
    return Exchange(
        f"Run {DIRTY}",
        Request(
            "POST",
            f"https://user:{DIRTY}@h/{DIRTY}?key={DIRTY}",
            headers,
            DIRTY.encode(),
            frozenset({OPAQUE, *SECRETS.values()}),
        ),
        Timing(1.0),
        Response(
            200, DIRTY, (*headers, ("Content-Disposition", f"filename={DIRTY}")), DIRTY.encode()
        ),
        failure,
    )


def _check(content: bytes) -> None:
    for secret in (*SECRETS.values(), OPAQUE):
        assert not find_traces(secret, content)


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_no_trace(failure: Exception, tmp_path: Path) -> None:
    """None is found: not raw, percent-encoded, escaped or in Base64."""
    store = SecretStore("Planted", "/a.connector.json", environment={})
    store.sign_in(SECRETS, at=1)
    redactor = Redactor(store.known())
    exchange = _exchange(failure)
    messages: list[str] = []
    history = History("Planted", "/a.connector.json", tmp_path, messages.append)

    run = history.add(
        "a/b", (exchange,), redactor, {"actionFields.q": DIRTY, "n": [{DIRTY: DIRTY}]}
    )
    clean = redactor.exchange(exchange)
    sinks = {
        "repr of the store": repr(store),
        "repr of the redactor": repr(redactor),
        "repr of the exchange": repr(clean),
        "JSON": json.dumps(exchange_to_json(clean)),
        "JSON, not ASCII": json.dumps(exchange_to_json(clean), ensure_ascii=False),
        "HAR": json.dumps(as_har([exchange], redactor, "1")),
        "cURL": as_curl(exchange.request, store.variables()),
        "cURL without variables": as_curl(exchange.request, {}),
        "file name": body_filename(clean),
        "run": repr(run),
        "comparison": repr(compare(clean.response, Response(200, "", ()))),
        "message": f"{clean.failure} {clean.failure!r} {vars(clean.failure)}",
        "reports": "\n".join(messages),
    }

    for content in sinks.values():
        _check(content.encode())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 1
    for path in files:
        _check(path.read_bytes() + str(path).encode())
        _check(json.dumps(json.loads(path.read_bytes()), ensure_ascii=False).encode())


def test_the_check_itself() -> None:
    """What is searched for is found where it was not hidden."""
    for secret in SECRETS.values():
        assert len(find_traces(secret, _everything(secret).encode())) > len(ESCAPINGS)
