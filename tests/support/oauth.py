"""A browser and a token endpoint for tests of signing in."""

from __future__ import annotations

import asyncio
import html
import json
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx

from connector_lsp.debugger.oauth import SignIn, sign_in
from connector_lsp.debugger.oauth_settings import OAuth1Settings, OAuth2Settings
from connector_lsp.debugger.send import Sender
from tests.support.http import Answer, response, says

CODE = "pl4nted-c0de"
CLIENT_SECRET = "pl4nted-cl1ent"
ACCESS_TOKEN = "pl4nted-acc3ss"
REFRESH_TOKEN = "pl4nted-refr3sh"
ID_TOKEN = "pl4nted-1d"
GOOD = {
    "access_token": ACCESS_TOKEN,
    "token_type": "Bearer",
    "expires_in": 3600,
    "scope": "read",
    "refresh_token": REFRESH_TOKEN,
    "id_token": ID_TOKEN,
}


@dataclass
class Browser:
    """A browser that comes back at once, without a page to agree on.

    Attributes:
        changes: parameters to come back with, beside the code and the state; None for without.
        opened: the URL that it was asked to open.

    """

    changes: dict[str, str | None] = field(default_factory=dict)
    opened: str = ""
    _visit: asyncio.Task[httpx.Response] | None = None

    async def open(self, url: str) -> None:
        """Open a URL, without waiting for the page."""
        self.opened = url
        self._visit = asyncio.create_task(self.visit(url))

    async def visit(self, url: str) -> httpx.Response:
        """Come back to the callback URL that a URL names."""
        asked = parameters(url)
        given = {"code": CODE, "state": asked["state"]} | self.changes
        query = urlencode({name: value for name, value in given.items() if value is not None})
        async with httpx.AsyncClient(trust_env=False) as client:
            return await client.get(f"{asked['redirect_uri']}?{query}")

    async def page(self) -> httpx.Response:
        """The page that it ended on."""
        assert self._visit
        return await self._visit


@dataclass
class Person(Browser):
    """A browser with a person, who logs in and agrees, or not, on the pages of oidc-provider."""

    agrees: bool = True

    async def visit(self, url: str) -> httpx.Response:
        """Follow redirects and fill in forms until there are none."""
        async with httpx.AsyncClient(trust_env=False, follow_redirects=True) as client:
            page = await client.get(url)
            while form := re.search(r'<form[^>]* action="([^"]+)"', page.text):
                if not self.agrees:
                    [cancel] = re.findall(r'href="([^"]+/abort)"', page.text)
                    page = await client.get(urljoin(str(page.url), cancel))
                    continue
                given = {"login": "ada", "password": "any"}
                for each in re.findall(r"<input[^>]*>", page.text):
                    name, value = (
                        re.search(r'name="(\w+)"', each),
                        re.search(r'value="(\w*)"', each),
                    )
                    if name and value:
                        given[name[1]] = value[1]
                target = urljoin(str(page.url), html.unescape(form[1]))
                page = await client.post(target, data=given)
            return page


def parameters(url: str) -> dict[str, str]:
    """The query of a URL."""
    return dict(parse_qsl(urlsplit(url).query))


def answers(answer: object, status: str = "200 OK", kind: str = "application/json") -> Answer:
    """A token endpoint that answers with this, text or JSON."""
    body = answer if isinstance(answer, str) else json.dumps(answer)
    return says(response(body.encode(), status, [("Content-Type", kind)]))


async def run_sign_in(
    settings: OAuth2Settings | OAuth1Settings,
    browser: Browser | None = None,
    *,
    port: int = 0,
    patience: float = 10,
) -> SignIn:
    """Sign in with a sender of its own."""
    browser = browser or Browser()
    async with Sender() as sender:
        return await sign_in(settings, sender, browser.open, port=port, patience=patience)
