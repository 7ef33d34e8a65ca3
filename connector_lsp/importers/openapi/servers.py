"""Where an API is: servers with variables, or host, base path and schemes, as base URLs.

A variable that a person has to choose becomes a setting; one that only spells out the version or
the port stands for its default. Without a host the whole address is a setting.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from connector_lsp.analysis.schema.formats import is_url_template
from connector_lsp.importers.api import Setting
from connector_lsp.importers.prose import identifier, plain, scalar, spoken

if TYPE_CHECKING:
    from connector_lsp.importers.references import Node

ADDRESS = Setting(
    "base_url", "Server address", "Where your server is, such as https://api.example.com."
)
"""The setting for an API that names no server."""

_ADDRESS = "{{authFields.base_url}}"
_VARIABLE = re.compile(r"\{([^{}]+)\}")
_FIXED = re.compile(
    r"^(?:scheme|protocol|port|(?:base_?|api_?|root_?)?path|(?:api_?)?version|v|prefix|stage)$",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"https?://", re.IGNORECASE)
_FOREIGN = re.compile(r"\s*(?!https?:)[A-Za-z][\w+.-]*://", re.IGNORECASE)


class Servers:
    """Finds the base URLs of one description, and the settings that they need."""

    def __init__(self, root: Node, address: str = "") -> None:
        """Find those of `root`, which was read from the URL `address` if that is not empty."""
        self._root = root
        self._address = address
        self.settings: dict[str, Setting] = {}
        self.others: dict[str, None] = {}
        self._urls: dict[int, str] = {}

    def base_url(self, *owners: Node) -> str:
        """The base URL of what is in `owners`, the innermost first."""
        for owner in owners:
            servers = owner.member("servers")
            url = self._urls.get(id(servers.value))
            if url is None:  # Most operations have the servers of the whole.
                found = [each for each in servers.items() if each.text("url")]
                url = self._urls[id(servers.value)] = self._of_servers(found) if found else ""
            if url:
                return url
        if self._root.text("swagger") or "swagger" in self._root.members():
            return self._of_host()
        return self._placed("/")

    def placed(self, url: str, base_url: str) -> str:
        """A URL that may be relative to `base_url`, or empty if there is none."""
        if not url:
            return ""
        url = _VARIABLE.sub(self._named, url) if "{{" not in url else url
        if not _WHOLE.match(url):
            if "://" in url:
                return ""
            url = (
                urljoin(base_url, url)
                if _WHOLE.match(base_url)
                else f"{_ADDRESS}/{url.lstrip('/')}"
            )
        return url if is_url_template(url) else ""

    def _of_servers(self, servers: list[Node]) -> str:
        """The URL of the first server that is secure, else of the first that speaks HTTP."""
        fit = [each for each in servers if not _FOREIGN.match(each.text("url"))] or servers
        secure = next((each for each in fit if not each.text("url").startswith("http:")), fit[0])
        self.others |= dict.fromkeys(each.text("url") for each in servers if each is not secure)
        variables = secure.member("variables").members()

        def filled(match: re.Match[str]) -> str:
            name = match[1]
            return self._variable(name, variables.get(name), is_first=match.start() == 0)

        return self._placed(_VARIABLE.sub(filled, secure.text("url").strip()))

    def _variable(self, name: str, node: Node | None, *, is_first: bool) -> str:
        default = node.value.get("default") if node and isinstance(node.value, dict) else None
        default = scalar(default)
        values = [scalar(each.value) for each in node.member("enum").items()] if node else []
        values = [each for each in values if each]
        if is_first and default in ("http", "https"):
            return "https" if "https" in values else default
        if len(values) == 1 or (default and not values and _FIXED.match(name)):
            return default or values[0]
        description = (
            plain(node.value.get("description")) if node and isinstance(node.value, dict) else ""
        )
        if default and not values:
            description = f"{description.rstrip('. ')}. Usually {default}.".lstrip(". ")
        key = identifier(name, "server")
        choices = tuple((value, value) for value in values)
        self._add(Setting(key, spoken(name), description, choices))
        return f"{{{{authFields.{key}}}}}"

    def _of_host(self) -> str:
        schemes = [each.value for each in self._root.member("schemes").items()]
        scheme = (
            "http" if schemes and not {"https", "wss"} & set(filter(_is_text, schemes)) else "https"
        )
        host = self._root.text("host").strip().removesuffix("/")
        path = self._root.text("basePath").strip().strip("/")
        host = _VARIABLE.sub(self._named, re.sub(r"^\w+://|(?<=\{)\{|\}(?=\})", "", host))
        return self._placed(f"{scheme}://{host}/{path}" if host else f"/{path}")

    def _named(self, match: re.Match[str]) -> str:
        return self._variable(match[1], None, is_first=False)

    def _placed(self, url: str) -> str:
        """`url` with one slash at its end; relative to a setting if it names no host."""
        if url.startswith("//"):
            url = f"https:{url}"
        if not _WHOLE.match(url) and not url.startswith("{{") and _WHOLE.match(self._address):
            url = urljoin(self._address, url)
        url = url.split("#", 1)[0].split("?", 1)[0].rstrip("/") + "/"
        if not url.startswith("{{") and not (_WHOLE.match(url) and is_url_template(url)):
            self._add(ADDRESS)
            path = re.sub(r"^\w+:/*[^/]*", "", url) if "://" in url else url
            path = "/".join(each for each in path.split("/") if each not in ("", "."))
            url = (
                f"{_ADDRESS}/{path}/"
                if path and is_url_template(f"http://x/{path}")
                else f"{_ADDRESS}/"
            )
        return url

    def _add(self, setting: Setting) -> None:
        before = self.settings.get(setting.key)
        if before is None or (setting.description and not before.description):
            self.settings[setting.key] = setting


def _is_text(value: object) -> bool:
    return isinstance(value, str)
