"""The last runs of each connector, kept on disk: redacted, private, and never in anybody's way.

Each run is a file of its own, ``<state>/history/<name>-<hash>/<id>.json``, written beside its place
and moved there at once. So any number of processes write without knowing of each other, and a file
is there completely or not at all. What cannot be read is set aside and reported, never raised.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from connector_lsp.debugger.serialize import exchange_from_json, exchange_to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from connector_lsp.debugger.exchange import Exchange
    from connector_lsp.debugger.redact import Redactor

MOST_RUNS = 50
"""How many runs of a connector are kept."""

MOST_BYTES = 256 * 1024
"""How much of a body is kept, in bytes."""

_ID = re.compile(r"\d{16}-[0-9a-f]{8}")
_SET_ASIDE = ".unreadable"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of an action or of the test connection.

    Attributes:
        id: names it within its connector; the ids of later runs sort behind.
        action: what was run, such as ``models/list`` or ``testConnection``.
        started: when, in seconds since the epoch.
        inputs: the inputs by ``scope.key``, secret ones redacted.
        exchanges: every step in order, redacted, the last one being the result.

    """

    id: str
    action: str
    started: float
    inputs: Mapping[str, Any]
    exchanges: tuple[Exchange, ...]


def default_directory() -> Path:
    """Where this user's programs keep their state, with our name."""
    from platformdirs import user_state_path

    return user_state_path("connector-lsp", appauthor=False) / "history"


class History:
    """The runs of one connector."""

    __slots__ = ("_directory", "_report")

    def __init__(
        self, name: str, owner: str, directory: Path, report: Callable[[str], None] = lambda _: None
    ) -> None:
        """Open it; nothing is read or written yet.

        Args:
            name: the connector's name, for people who look into the directory.
            owner: the path or URI of its file, which tells connectors of one name apart.
            directory: that of all histories, see `default_directory`.
            report: is told what could not be written or read, a sentence without a full stop.

        """
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40]
        self._directory = (
            directory / f"{slug}-{sha256(owner.encode('utf-8', 'replace')).hexdigest()[:12]}"
        )
        self._report = report

    def add(
        self,
        action: str,
        exchanges: tuple[Exchange, ...],
        redactor: Redactor,
        inputs: Mapping[str, Any] | None = None,
    ) -> Run:
        """Keep a run, redacted, and drop the oldest ones.

        Args:
            action: what was run.
            exchanges: as they were, with their secrets; at least one.
            redactor: hides the secrets.
            inputs: the inputs by ``scope.key``, values as JSON has them.

        """
        started = exchanges[0].timing.started
        own = redactor.including(frozenset().union(*(each.request.secrets for each in exchanges)))
        run = Run(
            id=f"{int(started * 1e6):016}-{secrets.token_hex(4)}",
            action=action,
            started=started,
            inputs={name: _redacted(value, own) for name, value in (inputs or {}).items()},
            exchanges=tuple(_shortened(each) for each in own.exchanges(exchanges)),
        )
        try:
            _write(self._directory, run.id, json.dumps(_to_json(run), indent=1).encode())
            self._drop_oldest()
        except FileNotFoundError:
            pass  # Another process has newer ones, and dropped this as the oldest meanwhile.
        except OSError as error:
            self._report(f"The run is not kept in the history: {error.strerror or error}")
        return run

    def runs(self) -> Iterator[Run]:
        """All runs that can be read, the latest first."""
        for path in reversed(self._paths()):
            if _ID.fullmatch(path.stem) and path.suffix == ".json":
                run = self._try_read(path)
                if run:
                    yield run

    def try_find(self, run_id: str) -> Run | None:
        """The run of that id, or None."""
        path = self._directory / f"{run_id}.json"
        return self._try_read(path) if _ID.fullmatch(run_id) and path.exists() else None

    def _paths(self) -> list[Path]:
        """All files, the oldest first, those set aside or left behind half-written included."""
        try:
            return sorted(self._directory.iterdir())
        except FileNotFoundError:
            return []
        except OSError as error:
            self._report(f"The history cannot be read: {error.strerror or error}")
            return []

    def _drop_oldest(self) -> None:
        for path in self._paths()[:-MOST_RUNS]:
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                self._report(f"{path} cannot be deleted: {error.strerror or error}")

    def _try_read(self, path: Path) -> Run | None:
        try:
            return _from_json(path.stem, json.loads(path.read_bytes()))
        except FileNotFoundError:  # Another process dropped it.
            return None
        except OSError as error:
            self._report(f"{path} cannot be read: {error.strerror or error}")
            return None
        except (ValueError, RecursionError):
            pass
        aside = path.with_suffix(_SET_ASIDE)
        try:
            path.replace(aside)
            self._report(f"A run in the history is damaged and was set aside as {aside}")
        except OSError as error:
            self._report(f"{path} is damaged and cannot be set aside: {error.strerror or error}")
        return None


def _write(directory: Path, name: str, content: bytes) -> None:
    """Write a file that only its user can read, at once."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    directory.chmod(0o700)
    half = directory / f"{name}.tmp"
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        half.replace(directory / f"{name}.json")
    except OSError:
        half.unlink(missing_ok=True)
        raise


def _to_json(run: Run) -> dict[str, Any]:
    return {
        "action": run.action,
        "started": run.started,
        "inputs": dict(run.inputs),
        "exchanges": [exchange_to_json(each) for each in run.exchanges],
    }


def _from_json(run_id: str, value: Any) -> Run:  # noqa: ANN401
    """The run that `_to_json` gave.

    Raises:
        ValueError: `value` is not of that shape.

    """
    match value:
        case {
            "action": str(action),
            "started": int() | float() as started,
            "inputs": dict(inputs),
            "exchanges": list(exchanges),
        } if exchanges:
            steps = tuple(map(exchange_from_json, exchanges))
            return Run(run_id, action, started, inputs, steps)
    raise ValueError("not a run")


def _redacted(value: Any, redactor: Redactor) -> Any:  # noqa: ANN401
    """A value of JSON without the secrets in its strings and numbers."""
    match value:
        case str():
            return redactor.text(value)
        case dict():
            return {
                redactor.text(str(name)): _redacted(each, redactor) for name, each in value.items()
            }
        case list():
            return [_redacted(each, redactor) for each in value]
    text = json.dumps(value)
    clean = redactor.text(text)
    return value if clean == text else clean


def _shortened(exchange: Exchange) -> Exchange:
    """An exchange with bodies that are no larger than what is kept."""
    request, response = exchange.request, exchange.response
    if len(request.body) > MOST_BYTES:
        request = replace(request, body=f"({len(request.body)} bytes, not kept)".encode())
    if response and len(response.body) > MOST_BYTES:
        response = replace(response, body=_cut(response.body), is_cut=True)
    return replace(exchange, request=request, response=response)


def _cut(body: bytes) -> bytes:
    """The start of a body; of text, whole characters."""
    end = MOST_BYTES
    while end > MOST_BYTES - 4 and body[end] & 0xC0 == 0x80:  # noqa: PLR2004 - Inside UTF-8.
        end -= 1
    return body[:end]
