"""A small HTTP API on loopback for the demo: contacts behind an API key, kept in memory.

It is what the default sample would speak to; the standard library serves it.
"""

from __future__ import annotations

import hmac
import json
import re
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONTACT = re.compile(r"/v1/contacts/(\d+)")
_ANA = {"id": "1", "name": "Ana Silva", "email": "ana@example.com", "status": "active"}
_LARGEST_BODY = 100_000


@contextmanager
def demo_api(api_key: str) -> Iterator[str]:
    """The API, as long as the block lasts.

    Args:
        api_key: what it accepts as bearer token (RFC 6750).

    Yields:
        The URL that its paths follow, with a slash at the end.

    """
    server = _Api(api_key)
    thread = Thread(target=server.serve_forever, args=(0.02,), name="demo API", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Api(ThreadingHTTPServer):
    """The server with its contacts by ID."""

    daemon_threads = True

    def __init__(self, api_key: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.api_key = api_key
        self.contacts: dict[str, dict[str, Any]] = {_ANA["id"]: dict(_ANA)}


class _Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "demo", ""
    timeout = 10
    wbufsize = -1  # Head and body in one piece: in two, the second waits for an acknowledgement.
    server: _Api

    def do_GET(self) -> None:
        """The account, the contacts, or one of them."""
        if not self._is_allowed():
            return
        url = urlsplit(self.path)
        if url.path == "/v1/account":
            self._answer(HTTPStatus.OK, {"account": "Demo", "region": self.headers["X-Region"]})
        elif url.path == "/v1/contacts":
            wanted = parse_qs(url.query).get("search", [""])[0].lower()
            found = [each for each in self.server.contacts.values() if _has(each, wanted)]
            self._answer(HTTPStatus.OK, {"contacts": found, "total": len(found)})
        else:
            contact = self._try_contact()
            if contact:
                self._answer(HTTPStatus.OK, contact)

    def do_POST(self) -> None:
        """A new contact."""
        if not self._is_allowed():
            return
        contact = self._content()
        if self.path != "/v1/contacts" or not isinstance(contact, dict):
            self._refuse(HTTPStatus.BAD_REQUEST, "Expected a contact")
            return
        number = str(max(map(int, self.server.contacts), default=0) + 1)
        contact = {"id": number, **contact, "status": "active"}
        self.server.contacts[number] = contact
        self._answer(HTTPStatus.CREATED, contact)

    def do_DELETE(self) -> None:
        """One contact less."""
        contact = self._try_contact() if self._is_allowed() else None
        if contact:
            del self.server.contacts[contact["id"]]
            self._answer(HTTPStatus.NO_CONTENT)

    def log_message(self, *_: object) -> None:
        """Says nothing: the terminal is the demo's."""

    def _is_allowed(self) -> bool:
        given = (self.headers["Authorization"] or "").encode("utf-8", "replace")
        if hmac.compare_digest(given, f"Bearer {self.server.api_key}".encode()):
            return True
        self._refuse(HTTPStatus.UNAUTHORIZED, "This API key is not valid")
        return False

    def _try_contact(self) -> dict[str, Any] | None:
        """The contact that the path names; if there is none, that is answered."""
        match = _CONTACT.fullmatch(self.path)
        contact = self.server.contacts.get(match[1]) if match else None
        if contact is None:
            self._refuse(HTTPStatus.NOT_FOUND, "There is no such contact")
        return contact

    def _content(self) -> object:
        """The JSON that was sent; None if it is none."""
        length = self.headers["Content-Length"] or "0"
        if not length.isdecimal() or int(length) > _LARGEST_BODY:
            return None
        try:
            return json.loads(self.rfile.read(int(length)))
        except ValueError:
            return None

    def _refuse(self, status: HTTPStatus, message: str) -> None:
        # What was sent and not read would be taken for the next request.
        self._answer(status, {"error": {"message": message}}, is_last=True)

    def _answer(self, status: HTTPStatus, content: object = None, *, is_last: bool = False) -> None:
        body = b"" if content is None else json.dumps(content).encode()
        self.send_response(status)
        if is_last:
            self.send_header("Connection", "close")
        if body:
            self.send_header("Content-Type", "application/json")
        if status is not HTTPStatus.NO_CONTENT:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _has(contact: dict[str, Any], wanted: str) -> bool:
    return wanted in f"{contact.get('name')} {contact.get('email')}".lower()
