"""The settings: what can be set, and what is wrong with what was set.

The table of docs/settings.md and the editors' packages are made from `SETTINGS`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from connector_lsp.analysis.diagnostics.rule import Severity
    from connector_lsp.analysis.syntax import Json

SECTION = "connectorLsp"
"""The name under which an editor keeps the settings."""

_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting, for documentation."""

    name: str
    type: str
    default: str
    description: str


SETTINGS = (
    Setting(
        "schema.path",
        "string",
        "",
        "A JSON Schema to check against instead of the built-in one. Relative paths start at the "
        "workspace folder. While the file cannot be used, the built-in schema stays in force.",
    ),
    Setting(
        "files",
        "array of strings",
        "[]",
        "Globs of files that are connectors besides `*.connector.json`, such as "
        "`connectors/*.json`. Other JSON files count as connectors if their root looks like one.",
    ),
    Setting(
        "severity",
        "object",
        "{}",
        "The severity of a diagnostic by its code: `error`, `warning`, `information`, `hint` or "
        '`off`, as in `{"insecure-url": "off"}`.',
    ),
    Setting(
        "callbackPort",
        "integer",
        "0",
        "The port on 127.0.0.1 that the browser comes back to when you sign in by OAuth, for "
        "services where `http://127.0.0.1:PORT/callback` must be registered; 0 takes a free one.",
    ),
    Setting(
        "inlayHints",
        "boolean",
        "true",
        "Whether the address behind an action's endpoint and the label behind a template are "
        "offered to the editor as inlay hints.",
    ),
    Setting(
        "library.path",
        "string",
        "",
        "The folder of the library of what was released. Relative paths start at the workspace "
        "folder. Without it, `.connectors` around the connector, as far as its repository goes, "
        "else a folder in your data directory.",
    ),
    Setting(
        "breakingChanges",
        "boolean",
        "true",
        "Whether what breaks flows since the last release is marked in the connector.",
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force for a workspace folder.

    Attributes:
        schema_path: the schema to use instead of the built-in one; empty for that.
        files: globs of files that are connectors.
        severities: the severity by code; None for a rule that is off.
        callback_port: where the browser comes back to after a sign-in; 0 for a free one.
        inlay_hints: whether there are inlay hints.
        library_path: where the library is; empty for the usual place.
        breaking_changes: whether what breaks flows is marked.
        problems: what is wrong with the settings, for people.

    """

    schema_path: str = ""
    files: tuple[str, ...] = ()
    severities: dict[str, Severity | None] = field(default_factory=dict)
    callback_port: int = 0
    inlay_hints: bool = True
    library_path: str = ""
    breaking_changes: bool = True
    problems: tuple[str, ...] = ()

    @classmethod
    def parse(cls, value: Json) -> Settings:
        """Read settings as a client sends them; whatever is wrong is left out and named."""
        problems: list[str] = []
        if not isinstance(value, dict):
            if value is not None:
                problems.append(f"{SECTION} is not an object")
            return cls(problems=tuple(problems))
        files = value.get("files") or []
        if not isinstance(files, list) or not all(isinstance(glob, str) for glob in files):
            problems.append(f"{SECTION}.files is not an array of strings")
            files = []
        severity = value.get("severity")
        severities = _parse_severities(severity, problems) if severity else {}
        port = value.get("callbackPort", 0)
        if not isinstance(port, int) or isinstance(port, bool) or not 0 <= port <= _LAST_PORT:
            problems.append(f"{SECTION}.callbackPort is not a port number")
            port = 0
        return cls(
            _parse_path(value, "schema", problems),
            tuple(files),
            severities,
            port,
            _parse_switch(value, "inlayHints", problems),
            _parse_path(value, "library", problems),
            _parse_switch(value, "breakingChanges", problems),
            tuple(problems),
        )


def _parse_path(value: dict[str, Json], name: str, problems: list[str]) -> str:
    """The path of a thing that may be written as ``{"path": …}`` or alone; empty for none."""
    thing = value.get(name) or {}
    path = thing.get("path") if isinstance(thing, dict) else thing
    if path is not None and not isinstance(path, str):
        problems.append(f"{SECTION}.{name}.path is not a string")
        return ""
    return path or ""


def _parse_switch(value: dict[str, Json], name: str, problems: list[str]) -> bool:
    """A switch, which is on unless it says otherwise."""
    switch = value.get(name, True)
    if isinstance(switch, bool):
        return switch
    problems.append(f"{SECTION}.{name} is not true or false")
    return True


def _parse_severities(value: Json, problems: list[str]) -> dict[str, Severity | None]:
    if not isinstance(value, dict):
        problems.append(f"{SECTION}.severity is not an object")
        return {}
    # The rules take long to import, and the server must answer before it needs them.
    from connector_lsp.analysis.diagnostics.registry import RULES
    from connector_lsp.analysis.diagnostics.rule import Severity

    severities: dict[str, Severity | None] = {}
    for code, name in value.items():
        if code not in RULES:
            problems.append(f"{SECTION}.severity: there is no diagnostic {code!r}")
        elif name == "off":
            severities[code] = None
        else:
            try:
                severities[code] = Severity.from_name(str(name))
            except KeyError:
                problems.append(
                    f"{SECTION}.severity: {code} is {name!r}, "
                    "expected error, warning, information, hint or off"
                )
    return severities
