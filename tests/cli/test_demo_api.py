"""The demo's API on loopback."""

import http.client
import json
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from connector_lsp.cli.demo_api import demo_api

KEY = {"Authorization": "Bearer the key", "X-Region": "eu"}
JSON = '{"name": "Bo"}'


@pytest.fixture
def client() -> Iterator[http.client.HTTPConnection]:
    """A connection to a fresh API."""
    with demo_api("the key") as url:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
        yield connection
        connection.close()


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "account", "", 200),
        ("GET", "contacts?search=ana", "", 200),
        ("GET", "contacts/1", "", 200),
        ("GET", "contacts/2", "", 404),
        ("GET", "contacts/../1", "", 404),
        ("POST", "contacts", JSON, 201),
        ("POST", "contacts", "nonsense", 400),
        ("POST", "contacts", "[]", 400),
        ("POST", "elsewhere", JSON, 400),
        ("DELETE", "contacts/1", "", 204),
        ("DELETE", "contacts/2", "", 404),
        ("PUT", "contacts/1", JSON, 501),
    ],
)
def test_status(
    method: str, path: str, body: str, status: int, client: http.client.HTTPConnection
) -> None:
    """Each request has its answer, and so has the next."""
    client.request(method, f"/v1/{path}", body, KEY)
    answer = client.getresponse()
    answer.read()

    assert answer.status == status
    client.request("GET", "/v1/account", headers=KEY)
    assert json.loads(client.getresponse().read()) == {"account": "Demo", "region": "eu"}


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer another", "Basic dGhlIGtleQ=="])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_without_its_key(
    method: str, authorization: str | None, client: http.client.HTTPConnection
) -> None:
    """Without its key it answers nothing else."""
    given = {"Authorization": authorization} if authorization else {}

    client.request(method, "/v1/contacts/1", JSON, given)

    assert client.getresponse().status == 401


def test_it_ends_with_its_block() -> None:
    """Nothing is left behind: no port, no thread."""
    threads = threading.active_count()
    with demo_api("the key") as url:
        netloc = urlsplit(url).netloc

    assert threading.active_count() == threads
    with pytest.raises(ConnectionRefusedError):
        http.client.HTTPConnection(netloc, timeout=5).request("GET", "/")
