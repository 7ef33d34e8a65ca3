"""Generate what the VS Code extension says of settings: in its `package.json` and its README.md.

Run without arguments to write them, with `--check` to fail when one is out of date.
The server's settings have one source, `server/settings.py`; the extension's own stand in
`package.json` itself, in the first section of its configuration.
"""

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # Also where the package is not installed.

from connector_lsp.analysis.diagnostics.registry import RULES  # noqa: E402
from connector_lsp.server.settings import SECTION, SETTINGS, Setting  # noqa: E402

FOLDER = ROOT / "vscode-extension"
BEGIN, END = "<!-- settings:begin -->", "<!-- settings:end -->"
LEVELS = ("error", "warning", "information", "hint", "off")
TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "array of strings": {"type": "array", "items": {"type": "string"}},
    "object": {"type": "object"},
}
"""The JSON Schema of a setting by what the documentation calls its type."""


def texts() -> dict[Path, str]:
    """Return the text of each file by its path."""
    manifest_path, readme_path = FOLDER / "package.json", FOLDER / "README.md"
    manifest = json.loads(manifest_path.read_text("utf-8"))
    sections = manifest["contributes"]["configuration"]
    sections[1]["properties"] = dict(map(schema, SETTINGS, range(len(SETTINGS))))
    before, _, rest = readme_path.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    return {
        manifest_path: json.dumps(manifest, indent=2, ensure_ascii=False) + "\n",
        readme_path: f"{before}{BEGIN}\n\n{table(sections)}\n{END}{after}",
    }


def schema(setting: Setting, order: int) -> tuple[str, dict[str, Any]]:
    """A setting as `contributes.configuration` has it: its name and its schema."""
    described = {
        **TYPES[setting.type],
        "default": json.loads(setting.default) if setting.default else "",
        "scope": "resource",
        "order": order + 1,
        "markdownDescription": setting.description,
    }
    if setting.name == "severity":
        described["additionalProperties"] = False
        described["properties"] = {
            code: {"enum": list(LEVELS), "description": rule.summary}
            for code, rule in RULES.items()
        }
    return f"{SECTION}.{setting.name}", described


def table(sections: list[dict[str, Any]]) -> str:
    """The table of all settings, those of the extension first."""
    lines = ["| setting | default | |", "|---|---|---|"]
    for section in sections:
        for name, described in section["properties"].items():
            default = described["default"]
            shown = "" if default == "" else f"`{json.dumps(default)}`"
            lines.append(f"| `{name}` | {shown} | {described['markdownDescription']} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the files, or with `--check` return 1 if one differs from its source."""
    outdated = {path: text for path, text in texts().items() if path.read_text("utf-8") != text}
    for path, text in outdated.items():
        if "--check" in arguments:
            name = path.relative_to(ROOT)
            sys.stderr.write(f"{name} is out of date: run python scripts/extension.py\n")
        else:
            path.write_text(text, "utf-8")
    return 1 if outdated and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
